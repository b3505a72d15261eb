//! One call: token, request, answer, and the one repeat with a fresh token.

use crate::endpoints::{Endpoints, Method, Operation};
use crate::envelope::{self, Envelope};
use crate::error::{Error, Unreadable, WriteOutcome};
use crate::params::Params;
use crate::token::{self, Token, TokenCache};
use gate_core::time::Clock;
use gate_http::header::HeaderName;
use gate_http::{BuildError, ClientOptions, HttpClient, Request, Response, Url};
use secrecy::SecretString;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// A page of 1,000 records is some 400 KB; the platform may disregard `pageSize`.
const MOST_BODY: usize = 16 * 1024 * 1024;

const ACCESS_TOKEN: HeaderName = HeaderName::from_static("accesstoken");

/// What a client needs to know of the account and the address.
#[derive(Debug, Clone)]
pub struct OpenPlatformOptions {
    /// `http` or `https`, host, and where needed port and path; the operations' paths follow it.
    pub base_url: String,
    /// The account's key.
    pub app_key: String,
    /// The account's secret.
    pub app_secret: SecretString,
    /// Where each operation is called.
    pub endpoints: Endpoints,
    /// Longest time until a connection stands.
    pub connect_timeout: Duration,
    /// Longest time of a whole call.
    pub total_timeout: Duration,
}

impl OpenPlatformOptions {
    /// Options with the default endpoints, 5 s to connect and 30 s in all.
    pub fn new(base_url: impl Into<String>, app_key: impl Into<String>, app_secret: SecretString) -> Self {
        Self {
            base_url: base_url.into(),
            app_key: app_key.into(),
            app_secret,
            endpoints: Endpoints::default(),
            connect_timeout: Duration::from_secs(5),
            total_timeout: Duration::from_secs(30),
        }
    }
}

/// Why no client can be made of the options.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The base URL cannot be called.
    #[error("the base URL must be http:// or https:// with a host, and without user, query and fragment")]
    BaseUrl,
    /// An operation's path does not make a URL behind the base URL.
    #[error("{operation}: its path makes no URL behind the base URL")]
    Path {
        /// The operation's name.
        operation: &'static str,
    },
    /// The HTTP client cannot be built.
    #[error(transparent)]
    Http(#[from] BuildError),
}

/// A client of one account. Cheap to clone; clones share connections and token.
#[derive(Clone)]
pub struct OpenPlatform {
    inner: Arc<Inner>,
}

struct Inner {
    http: HttpClient,
    app_key: String,
    app_secret: SecretString,
    targets: [(Method, Url); Operation::ALL.len()],
    clock: Arc<dyn Clock>,
    token: TokenCache,
}

impl fmt::Debug for OpenPlatform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenPlatform").field("app_key", &self.inner.app_key).finish_non_exhaustive()
    }
}

impl OpenPlatform {
    /// A client with connections and a token of its own. `clock` dates the signatures.
    ///
    /// # Errors
    /// [`SetupError`] where the base URL or a path makes no URL, or TLS cannot be set up.
    pub fn new(options: OpenPlatformOptions, clock: Arc<dyn Clock>) -> Result<Self, SetupError> {
        let base = base_of(&options.base_url).ok_or(SetupError::BaseUrl)?;
        let target = |operation: Operation| {
            let endpoint = options.endpoints.of(operation);
            Url::parse(&format!("{base}{}", endpoint.path)).map(|url| (endpoint.method, url))
        };
        if let Some(wrong) = Operation::ALL.into_iter().find(|&operation| target(operation).is_err()) {
            return Err(SetupError::Path { operation: wrong.name() });
        }
        let targets =
            Operation::ALL.map(|operation| target(operation).expect("every path was tried just before"));
        let http = HttpClient::new(
            &ClientOptions::default()
                .with_connect_timeout(options.connect_timeout)
                .with_total_timeout(options.total_timeout)
                .with_max_body(MOST_BODY),
        )?;
        let OpenPlatformOptions { app_key, app_secret, .. } = options;
        Ok(Self {
            inner: Arc::new(Inner {
                http,
                app_key,
                app_secret,
                targets,
                clock,
                token: TokenCache::default(),
            }),
        })
    }

    /// Gets a token if none is at hand: the cheapest way to prove address and account.
    ///
    /// # Errors
    /// As of every call; [`Error::is_account`] where the account is wrong.
    pub async fn check_account(&self) -> Result<(), Error> {
        self.token(None).await.map(|_| ())
    }

    /// Calls an operation that only asks.
    pub(crate) async fn read(&self, operation: Operation, params: Params) -> Result<Envelope, Error> {
        match self.call(operation, params).await {
            Ok(answer) => answer,
            Err(before_sending) => Err(before_sending),
        }
    }

    /// Calls an operation that changes something: sent once, and once more only where the first was refused for its
    /// token, which is before it did anything.
    pub(crate) async fn write(&self, operation: Operation, params: Params) -> Result<WriteOutcome, Error> {
        match self.call(operation, params).await? {
            Ok(_) => Ok(WriteOutcome::Done),
            Err(error) => WriteOutcome::from_error(error),
        }
    }

    /// The outer error comes from getting a token, when the call itself has not been sent or was refused for the
    /// token; the inner one is the call's own.
    async fn call(&self, operation: Operation, params: Params) -> Result<Result<Envelope, Error>, Error> {
        let token = self.token(None).await?;
        match self.exchange(operation, params.clone(), Some(&token)).await {
            Err(error) if error.asks_for_a_fresh_token() => {
                let token = self.token(Some(&token)).await?;
                Ok(self.exchange(operation, params, Some(&token)).await)
            }
            answer => Ok(answer),
        }
    }

    async fn token(&self, refused: Option<&Token>) -> Result<Token, Error> {
        let Inner { app_key, app_secret, clock, token, .. } = &*self.inner;
        let acquire = || async {
            let params = token::request(app_key, app_secret, clock.now());
            token::read(self.exchange(Operation::Token, params, None).await)
        };
        token.get(refused, clock.as_ref(), acquire).await
    }

    async fn exchange(
        &self,
        operation: Operation,
        params: Params,
        token: Option<&Token>,
    ) -> Result<Envelope, Error> {
        let (method, url) = &self.inner.targets[operation as usize];
        let mut url = url.clone();
        let mut request = match method {
            Method::Get => {
                params.append_to(&mut url);
                Request::get(url)
            }
            Method::Post => Request::post_json(url, params.into_json()),
        };
        if let Some(token) = token {
            request = request.with_header(ACCESS_TOKEN, token.header.clone());
        }
        let operation = operation.name();
        match self.inner.http.send(request).await {
            Ok(response) => {
                tracing::debug!(operation, status = response.status, elapsed = ?response.elapsed, "answered");
                read_answer(&response)
            }
            Err(failure) => {
                tracing::debug!(operation, failure = failure.code(), "no whole answer");
                // Where the status alone says what is wrong, the rest of the answer is not needed.
                match failure.head().filter(|head| !(200..300).contains(&head.status)) {
                    Some(head) => Err(refusal_by_status(head.status, head.retry_after, None)),
                    None => Err(Error::from_failure(failure)),
                }
            }
        }
    }
}

fn read_answer(response: &Response) -> Result<Envelope, Error> {
    if !response.is_success() {
        let msg = envelope::msg_in(&response.body);
        return Err(refusal_by_status(response.status, response.retry_after, msg));
    }
    let is_plain = |encoding: &str| encoding.trim().eq_ignore_ascii_case("identity");
    if response.content_encoding.as_deref().is_some_and(|encoding| !is_plain(encoding)) {
        return Err(Unreadable::Compressed.into());
    }
    Envelope::parse(&response.body)
}

/// What a status other than 2xx says (protocols.md C, answers).
fn refusal_by_status(status: u16, retry_after: Option<Duration>, msg: Option<String>) -> Error {
    match status {
        300..400 => Error::Redirected { status },
        401 | 403 => Error::Account { msg: msg.unwrap_or_else(|| format!("HTTP {status}")) },
        408 => Error::Failed { status, retry_after },
        429 => Error::SlowDown { retry_after },
        400..500 => Error::NotTaken { status, msg },
        _ => Error::Failed { status, retry_after },
    }
}

/// The base URL without a slash at its end, if it can be called.
fn base_of(base_url: &str) -> Option<String> {
    let url = Url::parse(base_url.trim()).ok()?;
    let callable = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    callable.then(|| url.as_str().trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use gate_core::time::UtcMillis;

    fn client(base_url: &str, endpoints: Endpoints) -> Result<OpenPlatform, SetupError> {
        let options = OpenPlatformOptions {
            endpoints,
            ..OpenPlatformOptions::new(base_url, "demo", SecretString::from("canary-secret"))
        };
        OpenPlatform::new(options, Arc::new(|| UtcMillis(0)))
    }

    #[test]
    fn paths_follow_the_base_url_with_one_slash() {
        for base in ["http://127.0.0.1:9001/gw", "http://127.0.0.1:9001/gw/", " http://127.0.0.1:9001/gw "] {
            let client = client(base, Endpoints::default()).unwrap();
            let (_, url) = &client.inner.targets[Operation::LaneList as usize];
            assert_eq!(url.as_str(), "http://127.0.0.1:9001/gw/openapi/lane/list");
        }
    }

    #[test]
    fn what_cannot_be_called_is_no_base_url() {
        for base in [
            "",
            "open.example.com",
            "ftp://a/",
            "file:///etc",
            "http://u:p@a/",
            "http://a/?x=1",
            "http://a/#x",
        ] {
            assert!(matches!(client(base, Endpoints::default()), Err(SetupError::BaseUrl)), "{base}");
        }
    }

    #[test]
    fn debug_hides_the_secret() {
        let options = OpenPlatformOptions::new("http://a/", "demo", SecretString::from("canary-secret"));
        assert!(!format!("{options:?}").contains("canary"));
        assert!(!format!("{:?}", client("http://a/", Endpoints::default()).unwrap()).contains("canary"));
    }
}
