//! Requests and answers as the simulators see them.

use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

/// A request as it came over the wire.
#[derive(Clone)]
pub struct SimRequest {
    /// The method as written, for instance `POST`.
    pub method: String,
    /// The path without its query, percent-decoded.
    pub path: String,
    /// The query's pairs in order, decoded.
    pub query: Vec<(String, String)>,
    /// The headers in order; names in lower case.
    pub headers: Vec<(String, String)>,
    /// The whole body, without any chunked framing; empty while only the head is known.
    pub body: Bytes,
}

impl SimRequest {
    /// The first header of this name (given in lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        first(&self.headers, name)
    }

    /// The first query parameter of this name.
    pub fn query(&self, name: &str) -> Option<&str> {
        first(&self.query, name)
    }

    /// The body as JSON, or `None` when it is not JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// Bodies and headers carry credentials, so only the outline is shown.
impl std::fmt::Debug for SimRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SimRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// An answer and the way it is sent.
#[derive(Debug, Clone)]
pub struct SimResponse {
    /// The HTTP status code.
    pub status: u16,
    /// Headers in order. `content-length` is added unless it is among them, so a false one can be told.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
    /// How long the server waits before it sends the first byte.
    pub delay: Duration,
    /// How the answer is sent.
    pub manner: Manner,
    /// Handed back to [`Handler::answered`](super::Handler::answered) when the answer's fate is known.
    pub ticket: Option<u64>,
}

impl SimResponse {
    /// An answer without headers and body.
    pub fn status(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Bytes::new(),
            delay: Duration::ZERO,
            manner: Manner::Normal,
            ticket: None,
        }
    }

    /// A 200 with a JSON body.
    pub fn json(value: &Value) -> Self {
        Self::body("application/json;charset=UTF-8", value.to_string())
    }

    /// A 200 with any body.
    pub fn body(content_type: &str, body: impl Into<Bytes>) -> Self {
        Self { body: body.into(), ..Self::status(200) }.with_header("content-type", content_type)
    }

    /// The same answer with one header more.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The same answer with another status.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The same answer sent in another manner.
    #[must_use]
    pub fn with_manner(mut self, manner: Manner) -> Self {
        self.manner = manner;
        self
    }

    /// The first header of this name (given in lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        first(&self.headers, name)
    }
}

/// How a request's body is read, decided when only its head has arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// The body is never read and nothing is ever answered; the connection stays open until the client leaves.
    Hang,
    /// The connection is reset (RST) before anything of the body is read.
    Reset,
    /// The connection is reset (RST) once this many bytes of the body have been read, or all of a shorter one.
    ResetAfter {
        /// Bytes of the body read before the reset.
        bytes: usize,
    },
    /// The body is read at this pace, with a small receive buffer so that the client feels it.
    Throttled {
        /// Bytes read in a second; at least 1.
        bytes_per_second: u32,
    },
}

/// How an answer is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Whole and at once; the connection is kept when the client wants that.
    Normal,
    /// Whole, with chunked transfer encoding instead of a length.
    Chunked,
    /// Never sent; the connection stays open until the client leaves.
    Hang,
    /// Never sent; the connection is reset (RST).
    Reset,
    /// The head tells the full length, but only this many bytes of the body follow before the connection closes.
    Truncated {
        /// Bytes of the body that are sent.
        bytes: usize,
    },
    /// Head and body at this pace.
    Drip {
        /// Bytes sent in a second; at least 1.
        bytes_per_second: u32,
    },
    /// Whole, promising keep-alive; then the connection is closed without a word after this idle time.
    CloseAfter(Duration),
}

fn first<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}
