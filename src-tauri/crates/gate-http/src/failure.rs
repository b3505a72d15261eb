//! Why a call brought no whole answer, and whether the request can have arrived.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::time::Duration;

use url::Url;

use crate::lookup::{AddressForbidden, LookupFailed};

/// What went wrong. The first group means that not one byte of the request was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FailureKind {
    /// The URL or a header cannot be sent at all: a mistake on our side or in the configuration.
    InvalidRequest,
    /// The host's name could not be resolved.
    Dns,
    /// The host answered that nobody listens there.
    ConnectionRefused,
    /// The network has no way to the host, or connecting failed otherwise.
    Unreachable,
    /// No connection was made in time.
    ConnectTimeout,
    /// The TLS handshake failed: certificate, protocol, or not TLS at all.
    Tls,
    /// The host's address is one that the configuration does not allow.
    AddressForbidden,

    /// Sent, wholly or partly, and no whole answer came in time.
    Timeout,
    /// The connection was reset by the other side.
    Reset,
    /// The connection ended before the answer did.
    Truncated,
    /// What came back is not HTTP.
    MalformedAnswer,
    /// The answer is longer than the cap.
    BodyTooLarge,
    /// Any other end of a call that had begun.
    Interrupted,
}

impl FailureKind {
    /// Short code for logs and records, such as `connection_refused`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::Dns => "dns",
            Self::ConnectionRefused => "connection_refused",
            Self::Unreachable => "unreachable",
            Self::ConnectTimeout => "connect_timeout",
            Self::Tls => "tls",
            Self::AddressForbidden => "address_forbidden",
            Self::Timeout => "timeout",
            Self::Reset => "reset",
            Self::Truncated => "truncated",
            Self::MalformedAnswer => "malformed_answer",
            Self::BodyTooLarge => "body_too_large",
            Self::Interrupted => "interrupted",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::InvalidRequest => "the request cannot be sent as it is",
            Self::Dns => "the host name cannot be resolved",
            Self::ConnectionRefused => "connection refused",
            Self::Unreachable => "the host cannot be reached",
            Self::ConnectTimeout => "no connection in time",
            Self::Tls => "the TLS handshake failed",
            Self::AddressForbidden => "the host's address is not allowed by the configuration",
            Self::Timeout => "no whole answer in time",
            Self::Reset => "connection reset",
            Self::Truncated => "the connection ended before the answer did",
            Self::MalformedAnswer => "the answer is not HTTP",
            Self::BodyTooLarge => "the answer is too large",
            Self::Interrupted => "the call was interrupted",
        }
    }

    /// Whether no byte of the request left this machine for the other side's program.
    #[must_use]
    pub const fn nothing_was_sent(self) -> bool {
        matches!(
            self,
            Self::InvalidRequest
                | Self::Dns
                | Self::ConnectionRefused
                | Self::Unreachable
                | Self::ConnectTimeout
                | Self::Tls
                | Self::AddressForbidden
        )
    }
}

/// The head of an answer whose body did not come whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerHead {
    /// HTTP status.
    pub status: u16,
    /// `Retry-After`, as a time from now.
    pub retry_after: Option<Duration>,
}

/// A call that brought no whole answer.
///
/// Neither its `Display` nor its `Debug` shows headers, bodies, a query string or user information of the URL.
#[derive(Debug)]
pub struct Failure(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: FailureKind,
    target: String,
    head: Option<AnswerHead>,
    elapsed: Duration,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Failure {
    pub(crate) fn new(kind: FailureKind, url: &Url) -> Self {
        Self(Box::new(Inner {
            kind,
            target: without_secrets(url),
            head: None,
            elapsed: Duration::ZERO,
            source: None,
        }))
    }

    pub(crate) fn from_reqwest(error: reqwest::Error, url: &Url) -> Self {
        let error = error.without_url();
        let mut failure = Self::new(kind_of(&error, url), url);
        failure.0.source = Some(Box::new(error));
        failure
    }

    pub(crate) fn after(mut self, elapsed: Duration) -> Self {
        self.0.elapsed = elapsed;
        self
    }

    pub(crate) fn with_head(mut self, head: Option<AnswerHead>) -> Self {
        self.0.head = head;
        self
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> FailureKind {
        self.0.kind
    }

    /// Short code for logs and records, such as `connection_refused`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.kind.code()
    }

    /// Whether the other side cannot have seen any of the request; else it may have acted on it.
    #[must_use]
    pub fn nothing_was_sent(&self) -> bool {
        self.0.kind.nothing_was_sent()
    }

    /// Whether a time limit ended the call, while connecting or later.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, FailureKind::ConnectTimeout | FailureKind::Timeout)
    }

    /// Whether the other side could not be reached, as when the network is down.
    #[must_use]
    pub fn is_offline(&self) -> bool {
        matches!(
            self.0.kind,
            FailureKind::Dns
                | FailureKind::ConnectionRefused
                | FailureKind::Unreachable
                | FailureKind::ConnectTimeout
        )
    }

    /// Status and `Retry-After` of the answer, when its head came but its body did not come whole.
    #[must_use]
    pub fn head(&self) -> Option<AnswerHead> {
        self.0.head
    }

    /// Time from the call's beginning to its failure.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.0.kind.words(), self.0.target)
    }
}

impl StdError for Failure {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

/// Scheme, host, port and path: what may stand in a log.
pub(crate) fn without_secrets(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{}://{host}:{port}{}", url.scheme(), url.path()),
        None => format!("{}://{host}{}", url.scheme(), url.path()),
    }
}

fn kind_of(error: &reqwest::Error, url: &Url) -> FailureKind {
    if error.is_builder() {
        return FailureKind::InvalidRequest;
    }
    let causes = || std::iter::successors(Some(error as &(dyn StdError + 'static)), cause_of);
    let io = causes().filter_map(|e| e.downcast_ref::<io::Error>()).map(io::Error::kind).last();
    let hyper = || causes().filter_map(|e| e.downcast_ref::<hyper::Error>());

    if error.is_connect() {
        return if causes().any(|e| e.is::<AddressForbidden>()) {
            FailureKind::AddressForbidden
        } else if causes().any(|e| e.is::<LookupFailed>()) {
            FailureKind::Dns
        } else if error.is_timeout() {
            FailureKind::ConnectTimeout
        } else {
            connect_kind(io, url.scheme() == "https")
        };
    }
    if error.is_timeout() {
        return FailureKind::Timeout;
    }
    match io {
        Some(
            io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe,
        ) => {
            return FailureKind::Reset;
        }
        Some(io::ErrorKind::UnexpectedEof) => return FailureKind::Truncated,
        _ => {}
    }
    if hyper().any(hyper::Error::is_incomplete_message) {
        FailureKind::Truncated
    } else if hyper().any(hyper::Error::is_parse) {
        FailureKind::MalformedAnswer
    } else {
        FailureKind::Interrupted
    }
}

/// The next cause. An io error made from another error gives, as its `source`, that error's source and skips
/// the error itself.
fn cause_of<'a>(error: &&'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    let error: &'a (dyn StdError + 'static) = *error;
    let held = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    held.map(|held| held as _).or_else(|| error.source())
}

fn connect_kind(io: Option<io::ErrorKind>, https: bool) -> FailureKind {
    match io {
        Some(io::ErrorKind::ConnectionRefused) => FailureKind::ConnectionRefused,
        Some(io::ErrorKind::TimedOut) => FailureKind::ConnectTimeout,
        Some(
            io::ErrorKind::HostUnreachable
            | io::ErrorKind::NetworkUnreachable
            | io::ErrorKind::NetworkDown
            | io::ErrorKind::AddrNotAvailable
            | io::ErrorKind::PermissionDenied,
        ) => FailureKind::Unreachable,
        // TCP stood, so what failed is the handshake.
        _ if https => FailureKind::Tls,
        _ => FailureKind::Unreachable,
    }
}
