//! Reading an answer (2.1.2), which is seldom what the standard says.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8};
use gate_core::outcome::Verdict;
use gate_core::time::UtcMillis;
use serde_json::{Map, Value};

use super::salvage;

/// What an answer says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) verdict: Verdict,
    /// The platform's time, where it told one that can be read.
    pub(super) systime: Option<UtcMillis>,
    /// The whole text; like the verdict's words, it is not fit to be shown yet.
    pub(super) text: String,
}

/// Reads the body of an answer that arrived whole, as far as HTTP can tell.
pub(super) fn read(body: &[u8], content_type: Option<&str>, content_encoding: Option<&str>) -> Answer {
    if let Some(coding) = content_encoding.filter(|coding| !is_plain(coding)) {
        let text = format!("[{} bytes with Content-Encoding {}]", body.len(), coding.trim());
        return Answer { verdict: Verdict::Unreadable, systime: None, text };
    }
    let decoded = decode(body, content_type);
    let whole = decoded.trim();
    let text = whole.to_owned();
    let (object, salvaged) = match object_of(whole) {
        Some(found) => found,
        None => return Answer { verdict: Verdict::Unreadable, systime: None, text },
    };
    let verdict = match result_of(&object) {
        Said::Success if salvaged => Verdict::AcceptedMalformed,
        Said::Success => Verdict::Accepted,
        Said::Failure => Verdict::Refused { description: description_of(&object) },
        Said::Other => Verdict::OtherResult,
        Said::Nothing => Verdict::Unreadable,
    };
    Answer { verdict, systime: systime_of(&object), text }
}

fn is_plain(coding: &str) -> bool {
    let coding = coding.trim();
    coding.is_empty() || coding.eq_ignore_ascii_case("identity")
}

/// The text of a body: by its byte order mark, as UTF-8 if it is that, else in the encoding that the header names,
/// else as GB 18030, which holds GBK and GB 2312. UTF-8 goes before the header, since Chinese text in GBK is hardly
/// ever valid UTF-8, while headers are often wrong.
fn decode<'a>(body: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(body) {
        return encoding.decode_without_bom_handling(&body[mark..]).0;
    }
    if let Ok(text) = std::str::from_utf8(body) {
        return Cow::Borrowed(text);
    }
    let named = content_type.and_then(charset_of).filter(|encoding| *encoding != UTF_8);
    let (text, broken) = named.unwrap_or(GB18030).decode_without_bom_handling(body);
    if broken { UTF_8.decode_without_bom_handling(body).0 } else { text }
}

fn charset_of(content_type: &str) -> Option<&'static Encoding> {
    let parameter = content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
    })?;
    Encoding::for_label(parameter.as_bytes())
}

/// The answer's object, and whether commas had to be put back for it.
fn object_of(text: &str) -> Option<(Map<String, Value>, bool)> {
    if let Ok(object) = serde_json::from_str(text) {
        return Some((object, false));
    }
    let repaired = salvage::with_commas(text)?;
    Some((serde_json::from_str(&repaired).ok()?, true))
}

/// What the member `result` says.
enum Said {
    Success,
    Failure,
    Other,
    Nothing,
}

fn result_of(object: &Map<String, Value>) -> Said {
    let number = match object.get("result") {
        None => return Said::Nothing,
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => text.trim().parse::<f64>().ok(),
        Some(_) => None,
    };
    // Some servers write every number with a fraction: 0.0.
    match number {
        Some(0.0) => Said::Success,
        Some(1.0) => Said::Failure,
        _ => Said::Other,
    }
}

fn description_of(object: &Map<String, Value>) -> String {
    match object.get("description") {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(other) => other.to_string(),
    }
}

/// `systime` under `data`, which may be an object, a text holding one, or the time itself.
fn systime_of(object: &Map<String, Value>) -> Option<UtcMillis> {
    let within = |object: &Map<String, Value>| time_in(object.get("systime")?);
    match object.get("data") {
        Some(Value::Object(data)) => within(data),
        Some(Value::String(text)) => match object_of(text.trim()) {
            Some((data, _)) => within(&data),
            None => UtcMillis::parse_china(text).ok(),
        },
        _ => None,
    }
    .or_else(|| within(object))
}

fn time_in(value: &Value) -> Option<UtcMillis> {
    UtcMillis::parse_china(value.as_str()?).ok()
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
