//! What a struck answer looks like.

use std::sync::OnceLock;
use std::time::Duration;

use bytes::Bytes;
use chrono::{TimeDelta, Utc};
use serde_json::{Map, Value};

use super::catalogue::{Fault, Side};
use super::gzip;
use crate::http::{Manner, SimResponse};

const JSON: &str = "application/json;charset=UTF-8";
const HTML: &str = "text/html;charset=UTF-8";
const MAINTENANCE: &str =
    "<!DOCTYPE html><html><head><title>系统维护</title></head><body>系统维护中</body></html>";
const HUGE_BYTES: usize = 10_000_000;
const CENTURY_SECONDS: &str = "3155760000";

/// The answer in place of the platform's own work.
pub(super) fn instead(fault: Fault, endpoint: &str) -> SimResponse {
    match fault {
        Fault::Http500 => error(500),
        Fault::Http502 => error(502),
        Fault::Http503 => error(503),
        Fault::Http504 => error(504),
        Fault::Http401 => error(401),
        Fault::Http404 => error(404),
        Fault::Http429Bare => error(429),
        Fault::Http429Date => {
            let date = (Utc::now() + TimeDelta::seconds(2)).format("%a, %d %b %Y %H:%M:%S GMT");
            error(429).with_header("retry-after", date.to_string())
        }
        Fault::Http429Absurd => error(429).with_header("retry-after", CENTURY_SECONDS),
        Fault::Http429Broken => error(429).with_header("retry-after", "soon, maybe -1"),
        Fault::RateLimit => error(429).with_header("retry-after", "1"),
        Fault::Redirect => error(302).with_header("location", format!("/elsewhere/{endpoint}")),
        Fault::ResetAfterReading => SimResponse::status(200).with_manner(Manner::Reset),
        Fault::TokenExpired => SimResponse::body(JSON, r#"{"code":401,"msg":"AccessToken已过期"}"#),
        _ => error(429).with_header("retry-after", "2"),
    }
}

/// The refusal of a platform whose refusals need no bookkeeping.
pub(super) fn refused(side: Side) -> SimResponse {
    let body = match side {
        Side::City => r#"{"result":1,"description":"系统繁忙，请稍后再试"}"#,
        Side::OpenPlatform => r#"{"code":1,"msg":"系统繁忙，请稍后再试"}"#,
    };
    SimResponse::body(JSON, body)
}

/// Spoils a finished answer. What is said of the way it is sent holds for the first fault that says it.
pub(super) fn spoil(fault: Fault, number: u32, answer: &mut SimResponse) {
    match fault {
        Fault::LostAnswer => sent(answer, Manner::Reset),
        Fault::HangAfterReading => sent(answer, Manner::Hang),
        Fault::ShortAnswer => sent(answer, Manner::Truncated { bytes: answer.body.len() / 2 }),
        Fault::SlowAnswer => sent(answer, Manner::Drip { bytes_per_second: number }),
        Fault::Chunked => sent(answer, Manner::Chunked),
        Fault::CloseIdle => sent(answer, Manner::CloseAfter(Duration::from_millis(number.into()))),
        Fault::SlowPages => answer.delay += Duration::from_millis(number.into()),
        Fault::AcceptedThen500 => replaced(answer, error(500)),
        Fault::Empty200 => answer.body = Bytes::new(),
        Fault::Html200 => replaced(answer, SimResponse::body(HTML, MAINTENANCE)),
        Fault::HugeAnswer => answer.body = huge(),
        Fault::GzipBomb => {
            answer.body = gzip::bomb();
            answer.headers.push(("content-encoding".to_owned(), "gzip".to_owned()));
        }
        Fault::TruncatedJson => answer.body = answer.body.slice(..answer.body.len().saturating_sub(1)),
        Fault::Bom => answer.body = [b"\xef\xbb\xbf", answer.body.as_ref()].concat().into(),
        Fault::Gbk => in_gbk(answer),
        Fault::ResultAsString => reworded(answer, ",", |fields| {
            for key in ["result", "code"] {
                if let Some(value @ Value::Number(_)) = fields.get_mut(key) {
                    *value = Value::String(value.to_string());
                }
            }
        }),
        Fault::ResultUnknown => reworded(answer, ",", |fields| {
            for key in ["result", "code"] {
                if let Some(value) = fields.get_mut(key) {
                    *value = 7.into();
                }
            }
        }),
        Fault::DataAsString => reworded(answer, ",", |fields| {
            if let Some(data) = fields.get_mut("data").filter(|data| !data.is_string()) {
                *data = Value::String(data.to_string());
            }
        }),
        Fault::MissingComma => reworded(answer, " ", described),
        _ => {}
    }
}

fn sent(answer: &mut SimResponse, manner: Manner) {
    if answer.manner == Manner::Normal {
        answer.manner = manner;
    }
}

fn replaced(answer: &mut SimResponse, by: SimResponse) {
    (answer.status, answer.headers, answer.body) = (by.status, by.headers, by.body);
}

fn error(status: u16) -> SimResponse {
    SimResponse::body(HTML, format!("<html><body><h1>{status}</h1></body></html>")).with_status(status)
}

/// Writes the JSON object anew with something changed; what is no JSON object any more stays as it is.
fn reworded(answer: &mut SimResponse, separator: &str, change: impl FnOnce(&mut Map<String, Value>)) {
    let Ok(Value::Object(mut fields)) = serde_json::from_slice(&answer.body) else { return };
    change(&mut fields);
    // The verdict first, as in both standards' examples.
    let mut pairs: Vec<_> = fields.iter().collect();
    pairs.sort_by_key(|(key, _)| !matches!(key.as_str(), "result" | "code"));
    let members: Vec<_> =
        pairs.iter().map(|(key, value)| format!("{}:{value}", Value::String((*key).clone()))).collect();
    answer.body = format!("{{{}}}", members.join(separator)).into();
}

/// A lone member has no comma to lose and no letter that GBK would change.
fn described(fields: &mut Map<String, Value>) {
    let key = if fields.contains_key("code") { "msg" } else { "description" };
    fields.entry(key).or_insert_with(|| "操作成功".into());
}

fn in_gbk(answer: &mut SimResponse) {
    reworded(answer, ",", described);
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    answer.body = encoding_rs::GBK.encode(&text).0.into_owned().into();
    answer.headers.retain(|(name, _)| name != "content-type");
    answer.headers.push(("content-type".to_owned(), "application/json;charset=GBK".to_owned()));
}

fn huge() -> Bytes {
    static HUGE: OnceLock<Bytes> = OnceLock::new();
    let make =
        || format!(r#"{{"result":0,"code":0,"description":"{}"}}"#, "长".repeat(HUGE_BYTES / 3)).into();
    HUGE.get_or_init(make).clone()
}
