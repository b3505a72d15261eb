//! What the platform said to a coupon or an outing.

use crate::error::StoreError;

/// How a write to the platform ended, as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IssueOutcome {
    /// It was done.
    Done,
    /// The platform refused it.
    Refused,
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
            IssueOutcome::Unknown => "unknown",
        }
    }

    pub(crate) fn from_code(code: &str) -> Result<Self, StoreError> {
        match code {
            "done" => Ok(IssueOutcome::Done),
            "refused" => Ok(IssueOutcome::Refused),
            "unknown" => Ok(IssueOutcome::Unknown),
            other => Err(StoreError::BadValue(format!("outcome {other:?}"))),
        }
    }
}
