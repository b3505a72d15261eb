//! What can go wrong with a call, and how a write ends.

use gate_http::{Failure, FailureKind};
use std::sync::Arc;
use std::time::Duration;

/// Why a call brought nothing.
///
/// From a write, an error means that the write was **not** done, so a person may safely try again; a write that may
/// have been done ends in [`WriteOutcome::Unknown`]. Cheap to clone, since several callers may wait for one token.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// No connection was made: nothing was sent.
    #[error("the open platform cannot be reached, nothing was sent: {0}")]
    NotSent(#[source] Arc<Failure>),
    /// The request was sent, and no whole answer came back.
    #[error("the open platform gave no answer: {0}")]
    NoAnswer(#[source] Arc<Failure>),
    /// The platform answered a `code` other than 0.
    #[error("the open platform refused: {msg} (code {code})")]
    Refused {
        /// The answer's `code`.
        code: i64,
        /// The platform's own words, for a person.
        msg: String,
    },
    /// The platform accepts neither the account nor a fresh token of it.
    #[error("the open platform does not accept the account: {msg}")]
    Account {
        /// The platform's own words, or the HTTP status.
        msg: String,
    },
    /// The platform sends us elsewhere, which is never followed.
    #[error("the open platform redirects (HTTP {status}): the address is wrong")]
    Redirected {
        /// HTTP status.
        status: u16,
    },
    /// The platform knows no such operation there, or takes it otherwise.
    #[error("the open platform does not take this call (HTTP {status}{}): its address, path or method is wrong", separated(.msg))]
    NotTaken {
        /// HTTP status, one of 4xx.
        status: u16,
        /// The platform's own words, where it had any.
        msg: Option<String>,
    },
    /// The platform wants fewer calls; this one was not done.
    #[error("the open platform asks to slow down")]
    SlowDown {
        /// How long it asks to wait; not bounded.
        retry_after: Option<Duration>,
    },
    /// The platform failed (5xx, 408 or a status that means nothing).
    #[error("the open platform failed (HTTP {status})")]
    Failed {
        /// HTTP status.
        status: u16,
        /// How long it asks to wait; not bounded.
        retry_after: Option<Duration>,
    },
    /// The platform answered something that cannot be read.
    #[error("the open platform's answer cannot be read: {0}")]
    Unreadable(#[from] Unreadable),
    /// The window is longer than the 24 hours that the record list allows, or ends before it begins.
    #[error("a window of {} s: records are listed for 0 to 24 hours at once", .length_ms / 1_000)]
    Window {
        /// End less beginning, in milliseconds.
        length_ms: i64,
    },
    /// The platform announced more pages than any list can have.
    #[error("the open platform's list does not end ({pages} pages)")]
    EndlessList {
        /// How many pages were read.
        pages: u32,
    },
}

fn separated(msg: &Option<String>) -> String {
    msg.as_ref().map(|msg| format!(", {msg}")).unwrap_or_default()
}

/// Why an answer cannot be read. Never holds the answer itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// No body.
    #[error("it is empty")]
    Empty,
    /// A web page.
    #[error("it is a web page, not JSON")]
    Html,
    /// JSON that ends too early.
    #[error("it ends too early")]
    Truncated,
    /// Neither JSON nor HTML.
    #[error("it is not JSON")]
    NotJson,
    /// Not UTF-8.
    #[error("it is not UTF-8")]
    NotUtf8,
    /// Compressed, though no compression was asked for.
    #[error("it is compressed")]
    Compressed,
    /// Longer than the cap.
    #[error("it is too large")]
    TooLarge,
    /// JSON, but no object.
    #[error("it is not a JSON object")]
    NotAnObject,
    /// No `code`, or one that is no number.
    #[error("it has no code")]
    NoCode,
    /// A success without what was asked for.
    #[error("it holds no {0}")]
    Missing(&'static str),
}

impl Error {
    pub(crate) fn from_failure(failure: Failure) -> Self {
        match failure.kind() {
            FailureKind::BodyTooLarge => Self::Unreadable(Unreadable::TooLarge),
            kind if kind.nothing_was_sent() => Self::NotSent(Arc::new(failure)),
            _ => Self::NoAnswer(Arc::new(failure)),
        }
    }

    /// Whether the platform could not be reached or did not answer, as when the network is down.
    #[must_use]
    pub fn is_offline(&self) -> bool {
        matches!(self, Self::NotSent(_) | Self::NoAnswer(_))
    }

    /// Whether the platform understood the call and said no.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        matches!(self, Self::Refused { .. })
    }

    /// Whether the account is the reason: it, or a fresh token of it, was refused.
    #[must_use]
    pub fn is_account(&self) -> bool {
        match self {
            Self::Account { .. } => true,
            Self::Refused { msg, .. } => names_the_token(msg),
            _ => false,
        }
    }

    /// Whether the configuration is the reason (account, address, path or method): calling again is of no use until
    /// a person has changed something.
    #[must_use]
    pub fn is_configuration(&self) -> bool {
        self.is_account() || matches!(self, Self::Redirected { .. } | Self::NotTaken { .. })
    }

    /// Whether the same call may well succeed later by itself.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::NotSent(_)
            | Self::NoAnswer(_)
            | Self::SlowDown { .. }
            | Self::Failed { .. }
            | Self::Unreadable(_) => true,
            Self::Refused { .. }
            | Self::Account { .. }
            | Self::Redirected { .. }
            | Self::NotTaken { .. }
            | Self::Window { .. }
            | Self::EndlessList { .. } => false,
        }
    }

    /// How long the platform asks to wait before the next call; not bounded.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::SlowDown { retry_after } | Self::Failed { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// Whether a fresh token may help: the account was refused (HTTP 401, 403), or a refusal names the token
    /// (protocols.md A).
    pub(crate) fn asks_for_a_fresh_token(&self) -> bool {
        match self {
            Self::Account { .. } => true,
            Self::Refused { msg, .. } | Self::NotTaken { msg: Some(msg), .. } => names_the_token(msg),
            _ => false,
        }
    }
}

fn names_the_token(msg: &str) -> bool {
    msg.contains("令牌") || msg.to_lowercase().contains("token")
}

/// How a write ended. It is never repeated by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriteOutcome {
    /// The platform accepted it. Of opening a lane: it accepted the order, and only a passage proves the barrier.
    Done,
    /// The platform refused it before doing anything.
    Refused {
        /// The platform's own words, for a person.
        msg: String,
    },
    /// It was sent, and whether it was done is not known: ask the platform what it has, and tell the person.
    Unknown {
        /// What became of the answer.
        why: String,
    },
}

impl WriteOutcome {
    /// What a call's error means for a write that was sent.
    pub(crate) fn from_error(error: Error) -> Result<Self, Error> {
        match error {
            Error::Refused { msg, .. } | Error::NotTaken { msg: Some(msg), .. } => Ok(Self::Refused { msg }),
            Error::NoAnswer(_) | Error::Failed { .. } | Error::Unreadable(_) => {
                Ok(Self::Unknown { why: error.to_string() })
            }
            Error::NotSent(_)
            | Error::Account { .. }
            | Error::Redirected { .. }
            | Error::NotTaken { msg: None, .. }
            | Error::SlowDown { .. }
            | Error::Window { .. }
            | Error::EndlessList { .. } => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(msg: &str) -> Error {
        Error::Refused { code: 1, msg: msg.to_owned() }
    }

    #[test]
    fn a_refusal_that_names_the_token_in_any_case_is_the_accounts() {
        for msg in ["token过期", "AccessToken invalid", "TOKEN EXPIRED", "令牌失效"] {
            assert!(refused(msg).is_account() && refused(msg).asks_for_a_fresh_token(), "{msg}");
        }
        assert!(!refused("车牌不存在").is_account());
        assert!(refused("车牌不存在").is_refused());
    }

    #[test]
    fn what_may_have_been_done_is_unknown_and_what_was_not_is_an_error() {
        let unknown = [
            Error::Failed { status: 502, retry_after: None },
            Error::Failed { status: 408, retry_after: None },
            Unreadable::Truncated.into(),
            Unreadable::TooLarge.into(),
        ];
        for error in unknown {
            let words = error.to_string();
            assert_eq!(WriteOutcome::from_error(error).unwrap(), WriteOutcome::Unknown { why: words });
        }
        let not_done = [
            Error::SlowDown { retry_after: None },
            Error::Redirected { status: 302 },
            Error::NotTaken { status: 404, msg: None },
            Error::Account { msg: "HTTP 401".to_owned() },
        ];
        for error in not_done {
            assert!(WriteOutcome::from_error(error).is_err());
        }
    }
}
