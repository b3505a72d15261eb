//! Limits of a client, and the building of the client inside it.

use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect;

use crate::lookup::Lookup;

/// An idle connection is dropped before common servers drop it (Tomcat after 20 s, nginx after 75 s), so that a
/// request seldom meets a connection which the other side is just closing.
const IDLE: Duration = Duration::from_secs(15);

/// More idle connections than this to one host are closed; no sender of ours works with more at once.
const IDLE_PER_HOST: usize = 16;

/// Time limits, body cap and name of an [`HttpClient`](crate::HttpClient).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientOptions {
    /// Limit for name lookup, TCP connection and TLS handshake together. Kept under four fifths of
    /// `total_timeout`, so that a host which never answers is told from an answer which never comes.
    pub connect_timeout: Duration,
    /// Limit for the whole call, from the lookup to the last byte of the answer.
    pub total_timeout: Duration,
    /// Most bytes of an answer's body; a longer answer is a [`Failure`](crate::Failure).
    pub max_body: usize,
    /// The `User-Agent` header.
    pub user_agent: String,
}

impl Default for ClientOptions {
    /// 5 s to connect, 15 s in all, 64 KB (65,536 bytes) of answer.
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            total_timeout: Duration::from_secs(15),
            max_body: 64 * 1024,
            user_agent: concat!("gatehouse/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

impl ClientOptions {
    /// The same options with another limit for the whole call.
    #[must_use]
    pub fn with_total_timeout(mut self, total: Duration) -> Self {
        self.total_timeout = total;
        self
    }

    /// The same options with another limit for connecting.
    #[must_use]
    pub fn with_connect_timeout(mut self, connect: Duration) -> Self {
        self.connect_timeout = connect;
        self
    }

    /// The same options with another cap for an answer's body, in bytes.
    #[must_use]
    pub fn with_max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// `connect_timeout`, kept under the total.
    fn effective_connect_timeout(&self) -> Duration {
        self.connect_timeout.min(self.total_timeout.mul_f64(0.8))
    }
}

/// An HTTP client could not be built: the options are impossible, or TLS could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// A time limit of zero would fail every call.
    #[error("a time limit of zero allows no call")]
    NoTime,
    /// The `User-Agent` cannot be sent as a header, or TLS has no provider.
    #[error("the HTTP client cannot be set up: {0}")]
    Setup(#[source] reqwest::Error),
}

/// Builds the one kind of client that exists in this program.
pub(crate) fn build(options: &ClientOptions, lookup: Lookup) -> Result<reqwest::Client, BuildError> {
    if options.total_timeout.is_zero() || options.connect_timeout.is_zero() {
        return Err(BuildError::NoTime);
    }
    let lookup = Arc::new(lookup);
    let builder = || {
        reqwest::Client::builder()
            .user_agent(&options.user_agent)
            .connect_timeout(options.effective_connect_timeout())
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .referer(false)
            .tcp_nodelay(true)
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(IDLE_PER_HOST)
            .dns_resolver(Arc::clone(&lookup))
    };
    builder().build().or_else(|first| {
        // A machine without a certificate store can still speak plain HTTP, which is all that Ningbo asks for;
        // with no root trusted, https fails at its handshake and says so.
        let client = builder().tls_certs_only([]).build().map_err(|_| BuildError::Setup(first))?;
        tracing::warn!("no certificate store was found on this system: https will not work");
        Ok(client)
    })
}
