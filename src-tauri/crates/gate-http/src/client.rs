//! One request, one whole answer.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use reqwest::Method;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION};
use url::Url;

use crate::failure::{AnswerHead, Failure, FailureKind};
use crate::lookup::Lookup;
use crate::options::{self, BuildError, ClientOptions};
use crate::retry_after;

/// A client for hosts that the configuration names. Cheap to clone; clones share their connections.
#[derive(Debug, Clone)]
pub struct HttpClient {
    inner: reqwest::Client,
    total_timeout: Duration,
    max_body: usize,
}

/// A request with its whole body in memory.
///
/// It has no `Debug`: headers and body hold secrets.
#[derive(Clone)]
pub struct Request {
    /// The HTTP method.
    pub method: Method,
    /// Where to; `http` or `https`.
    pub url: Url,
    /// Headers beside `Host`, `Content-Length`, `User-Agent` and `Accept`, which are set here.
    pub headers: HeaderMap,
    /// The body; empty for none.
    pub body: Bytes,
}

impl Request {
    /// A GET request.
    #[must_use]
    pub fn get(url: Url) -> Self {
        Self { method: Method::GET, url, headers: HeaderMap::new(), body: Bytes::new() }
    }

    /// A POST request with a body of this type.
    #[must_use]
    pub fn post(url: Url, content_type: HeaderValue, body: impl Into<Bytes>) -> Self {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, content_type)]);
        Self { method: Method::POST, url, headers, body: body.into() }
    }

    /// A POST request with a JSON body.
    #[must_use]
    pub fn post_json(url: Url, body: impl Into<Bytes>) -> Self {
        Self::post(url, HeaderValue::from_static("application/json; charset=utf-8"), body)
    }

    /// The same request with one more header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }
}

/// An answer read to its end.
///
/// Its `Debug` leaves out the body.
#[derive(Clone)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// `Content-Type` as it came.
    pub content_type: Option<String>,
    /// `Content-Encoding` as it came. None was asked for, so with one the body cannot be read.
    pub content_encoding: Option<String>,
    /// `Retry-After` as a time from now, not bounded; `None` if absent or broken.
    pub retry_after: Option<Duration>,
    /// `Location` as it came; never followed.
    pub location: Option<String>,
    /// The body, whole.
    pub body: Bytes,
    /// Time from the call's beginning to the last byte.
    pub elapsed: Duration,
    /// The address that answered.
    pub remote_addr: Option<SocketAddr>,
}

impl Response {
    /// Whether the status is 2xx.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether the status is 3xx.
    #[must_use]
    pub fn is_redirect(&self) -> bool {
        (300..400).contains(&self.status)
    }
}

impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .field("retry_after", &self.retry_after)
            .field("body_bytes", &self.body.len())
            .field("elapsed", &self.elapsed)
            .finish_non_exhaustive()
    }
}

impl HttpClient {
    /// A client with these limits and connections of its own.
    ///
    /// # Errors
    /// The options are impossible, or TLS cannot be set up.
    pub fn new(options: &ClientOptions) -> Result<Self, BuildError> {
        Self::with_lookup(options, Lookup::any())
    }

    fn with_lookup(options: &ClientOptions, lookup: Lookup) -> Result<Self, BuildError> {
        Ok(Self {
            inner: options::build(options, lookup)?,
            total_timeout: options.total_timeout,
            max_body: options.max_body,
        })
    }

    /// Sends one request, once, and reads the whole answer, whatever its status.
    ///
    /// # Errors
    /// Any end other than a whole answer under the cap and within the time; see [`FailureKind`].
    pub async fn send(&self, request: Request) -> Result<Response, Failure> {
        let begun = Instant::now();
        let url = request.url.clone();
        let mut head = None;
        let outcome =
            tokio::time::timeout(self.total_timeout, self.exchange(request, &url, begun, &mut head)).await;
        match outcome {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(failure)) => Err(failure.with_head(head).after(begun.elapsed())),
            Err(_) => Err(Failure::new(FailureKind::Timeout, &url).with_head(head).after(begun.elapsed())),
        }
    }

    async fn exchange(
        &self,
        request: Request,
        url: &Url,
        begun: Instant,
        head: &mut Option<AnswerHead>,
    ) -> Result<Response, Failure> {
        let failed = |error| Failure::from_reqwest(error, url);

        let mut outgoing = reqwest::Request::new(request.method, request.url);
        *outgoing.headers_mut() = request.headers;
        if !request.body.is_empty() {
            *outgoing.body_mut() = Some(request.body.into());
        }

        let mut incoming = self.inner.execute(outgoing).await.map_err(failed)?;
        let retry_after = retry_after::from_headers(incoming.headers());
        *head = Some(AnswerHead { status: incoming.status().as_u16(), retry_after });
        let text = |name| text_of(incoming.headers(), name);
        let mut response = Response {
            status: incoming.status().as_u16(),
            content_type: text(CONTENT_TYPE),
            content_encoding: text(CONTENT_ENCODING),
            retry_after,
            location: text(LOCATION),
            body: Bytes::new(),
            elapsed: Duration::ZERO,
            remote_addr: incoming.remote_addr(),
        };
        response.body = read_under(&mut incoming, self.max_body, url).await?;
        response.elapsed = begun.elapsed();
        Ok(response)
    }
}

fn text_of(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// Reads the body to its end. A body shorter than its `Content-Length` is an error of the layer below.
async fn read_under(incoming: &mut reqwest::Response, max: usize, url: &Url) -> Result<Bytes, Failure> {
    let too_large = || Failure::new(FailureKind::BodyTooLarge, url);
    let failed = |error| Failure::from_reqwest(error, url);
    if incoming.content_length().is_some_and(|length| length > max as u64) {
        return Err(too_large());
    }
    // Most answers are one chunk, which is handed on without a copy.
    let Some(first) = incoming.chunk().await.map_err(failed)? else { return Ok(Bytes::new()) };
    if first.len() > max {
        return Err(too_large());
    }
    let Some(second) = incoming.chunk().await.map_err(failed)? else { return Ok(first) };
    let mut body = BytesMut::from(first);
    let mut next = Some(second);
    while let Some(chunk) = next {
        if body.len() + chunk.len() > max {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
        next = incoming.chunk().await.map_err(failed)?;
    }
    Ok(body.freeze())
}

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;
