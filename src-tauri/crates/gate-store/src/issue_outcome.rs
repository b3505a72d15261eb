//! What came of a write to the platform: to a register, a coupon, an outing.

use crate::error::StoreError;

/// How a write to the platform ended, as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IssueOutcome {
    /// It was done.
    Done,
    /// The platform refused it.
    Refused,
    /// It was not done: it never left, or its answer was lost and the platform was seen not to have it.
    NotDone,
    /// Whether it was done is not known.
    Unknown,
}

impl IssueOutcome {
    /// Its name in the database and in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            IssueOutcome::Done => "done",
            IssueOutcome::Refused => "refused",
            IssueOutcome::NotDone => "not_done",
            IssueOutcome::Unknown => "unknown",
        }
    }

    pub(crate) fn from_code(code: &str) -> Result<Self, StoreError> {
        match code {
            "done" => Ok(IssueOutcome::Done),
            "refused" => Ok(IssueOutcome::Refused),
            "not_done" => Ok(IssueOutcome::NotDone),
            "unknown" => Ok(IssueOutcome::Unknown),
            other => Err(StoreError::BadValue(format!("outcome {other:?}"))),
        }
    }
}

/// Characters of the platform's words that are kept.
pub(crate) const ANSWER_MAX: usize = 500;

/// What came of beginning something that a person should not do twice unawares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    /// It stands there, by this id, and is to be asked for.
    Id(i64),
    /// The same was done a moment ago, or what came of the last is not known. Nothing was written.
    Repeated {
        /// How long ago, in milliseconds.
        ago_ms: i64,
        /// What came of that.
        outcome: IssueOutcome,
    },
}
