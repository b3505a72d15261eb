//! The envelope around every answer: `code`, `msg` and the payload.

use serde_json::{Map, Value, json};

use super::quirks::{Quirk, Quirks};
use crate::http::SimResponse;

/// What an operation answers when it does what it was asked.
pub(super) enum Reply {
    /// Nothing but success.
    Done,
    /// Under `result`.
    Result(Value),
    /// Under `data`.
    Data(Value),
    /// A page of a list under `result`.
    Page {
        /// The rows.
        rows: Vec<Value>,
        /// Whether more pages follow.
        more: bool,
    },
}

/// Why the platform does not do what it was asked: `code` 1 and these words.
#[derive(Debug)]
pub(super) struct Refusal {
    msg: String,
    token: bool,
}

impl Refusal {
    pub(super) fn new(msg: impl Into<String>) -> Self {
        Refusal { msg: msg.into(), token: false }
    }

    /// The AccessToken is missing, unknown or has ended.
    pub(super) fn of_token() -> Self {
        Refusal { msg: "AccessToken无效或已过期".into(), token: true }
    }
}

/// Puts an answer on the wire.
pub(super) fn respond(quirks: &Quirks, outcome: Result<Reply, Refusal>) -> SimResponse {
    let (status, body) = match outcome {
        Ok(reply) => (200, success(quirks, reply)),
        Err(refusal) => {
            let status = match refusal.token {
                true if quirks.has(Quirk::TokenRefusedAs401) => 401,
                true if quirks.has(Quirk::TokenRefusedAs403) => 403,
                _ => 200,
            };
            (status, json!({ "code": code(quirks, 1), "msg": refusal.msg }))
        }
    };
    let response = if quirks.has(Quirk::PlainText) {
        SimResponse::body("text/plain;charset=UTF-8", body.to_string())
    } else {
        SimResponse::json(&body)
    };
    response.with_status(status)
}

fn success(quirks: &Quirks, reply: Reply) -> Value {
    let mut body = Map::new();
    body.insert("code".into(), code(quirks, 0));
    body.insert("msg".into(), "操作成功".into());
    let (usual, other) =
        if quirks.has(Quirk::PayloadSwapped) { ("data", "result") } else { ("result", "data") };
    match reply {
        Reply::Done => {}
        Reply::Result(value) => {
            body.insert(usual.into(), value);
        }
        Reply::Data(value) => {
            body.insert(other.into(), value);
        }
        Reply::Page { rows, more } => {
            body.insert(usual.into(), page(quirks, rows, more));
        }
    }
    Value::Object(body)
}

pub(super) fn page(quirks: &Quirks, rows: Vec<Value>, more: bool) -> Value {
    let sticks = quirks.has(Quirk::HasMoreSticks) && !rows.is_empty();
    let name = if quirks.has(Quirk::SnakeHasMore) { "has_more" } else { "hasMore" };
    let mut page = Map::new();
    if more || sticks {
        page.insert(name.into(), true.into());
    } else if !quirks.has(Quirk::HasMoreOmitted) {
        page.insert(name.into(), false.into());
    }
    page.insert("data".into(), rows.into());
    Value::Object(page)
}

fn code(quirks: &Quirks, code: u8) -> Value {
    if quirks.has(Quirk::CodeAsString) { code.to_string().into() } else { code.into() }
}
