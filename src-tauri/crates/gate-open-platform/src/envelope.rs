//! What every answer is wrapped in: `code`, `msg`, and the payload under `result` or `data`.

use crate::error::{Error, Unreadable};
use crate::wire;
use serde_json::{Map, Value};

/// The longest text of the platform that is kept, in characters.
const LONGEST_MSG: usize = 500;

/// An answer whose `code` was 0.
#[derive(Debug)]
pub(crate) struct Envelope(Map<String, Value>);

/// The rows of a list, and whether the platform has more of them.
#[derive(Debug)]
pub(crate) struct Rows {
    pub(crate) rows: Vec<Value>,
    pub(crate) has_more: bool,
}

impl Envelope {
    /// Reads an answer.
    ///
    /// # Errors
    /// [`Error::Refused`] where `code` is another number than 0, [`Error::Unreadable`] where there is none.
    pub(crate) fn parse(body: &[u8]) -> Result<Self, Error> {
        let fields = parse_object(body)?;
        let code = fields.get("code").and_then(code_of).ok_or(Unreadable::NoCode)?;
        if code == 0 {
            return Ok(Self(fields));
        }
        Err(Error::Refused { code, msg: msg_of(&fields).unwrap_or_default() })
    }

    /// The fields beside the payload.
    pub(crate) fn fields(&self) -> &Map<String, Value> {
        &self.0
    }

    /// What is not empty under `result` and under `data`, in this order.
    pub(crate) fn payloads(&self) -> impl Iterator<Item = &Value> {
        ["result", "data"].into_iter().filter_map(|name| self.0.get(name)).filter(|value| !is_nothing(value))
    }

    /// The payload as one object, or the first element where it came as an array; `None` where it is neither or holds
    /// nothing.
    pub(crate) fn object(&self) -> Option<&Value> {
        let object = match self.payloads().next()? {
            Value::Array(items) => items.first()?,
            payload => payload,
        };
        object.as_object().filter(|fields| !fields.is_empty()).map(|_| object)
    }

    /// The payload as a list: an array, an object that holds `data`, or a single object that is a row itself.
    /// A success without payload is an empty list.
    pub(crate) fn into_rows(mut self) -> Result<Rows, Error> {
        let mut has_more = more(&self.0);
        let name = if self.0.get("result").is_none_or(is_nothing) { "data" } else { "result" };
        let rows = match self.0.remove(name) {
            None => Vec::new(),
            Some(nothing) if is_nothing(&nothing) => Vec::new(),
            Some(Value::Array(rows)) => rows,
            Some(Value::Object(mut fields)) => {
                has_more |= more(&fields);
                match fields.remove("data") {
                    Some(Value::Array(rows)) => rows,
                    Some(nothing) if is_nothing(&nothing) => Vec::new(),
                    Some(Value::Object(row)) => vec![Value::Object(row)],
                    Some(_) => return Err(Unreadable::Missing("list").into()),
                    None if is_only_paging(&fields) => Vec::new(),
                    None => vec![Value::Object(fields)],
                }
            }
            Some(_) => return Err(Unreadable::Missing("list").into()),
        };
        Ok(Rows { rows, has_more })
    }
}

/// The platform's own words in an answer that is a refusal by its HTTP status.
pub(crate) fn msg_in(body: &[u8]) -> Option<String> {
    msg_of(&parse_object(body).ok()?)
}

/// Reads a JSON object, with or without a byte order mark.
pub(crate) fn parse_object(body: &[u8]) -> Result<Map<String, Value>, Unreadable> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    let text = std::str::from_utf8(body).map_err(|_| Unreadable::NotUtf8)?.trim();
    if text.is_empty() {
        return Err(Unreadable::Empty);
    }
    if text.starts_with('<') {
        return Err(Unreadable::Html);
    }
    match serde_json::from_str(text) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(Unreadable::NotAnObject),
        Err(error) if error.is_eof() => Err(Unreadable::Truncated),
        Err(_) => Err(Unreadable::NotJson),
    }
}

/// `code` as a number or a numeric string.
fn code_of(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => {
            number.as_i64().or_else(|| number.as_f64().map(|code| if code == 0.0 { 0 } else { i64::MAX }))
        }
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn msg_of(fields: &Map<String, Value>) -> Option<String> {
    let text: wire::Text = serde_json::from_value(fields.get("msg")?.clone()).ok()?;
    Some(text.text()?.chars().take(LONGEST_MSG).collect())
}

fn more(fields: &Map<String, Value>) -> bool {
    ["hasMore", "has_more"].into_iter().any(|name| fields.get(name).is_some_and(wire::flag))
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        _ => false,
    }
}

fn is_only_paging(fields: &Map<String, Value>) -> bool {
    fields.keys().all(|name| name == "hasMore" || name == "has_more")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn rows(body: Value) -> Result<(usize, bool), Error> {
        Envelope::parse(body.to_string().as_bytes())?.into_rows().map(|rows| (rows.rows.len(), rows.has_more))
    }

    #[test]
    fn code_may_be_a_number_or_a_numeric_string() {
        for success in
            [json!({"code": 0}), json!({"code": "0"}), json!({"code": " 0 "}), json!({"code": 0.0})]
        {
            assert!(Envelope::parse(success.to_string().as_bytes()).is_ok(), "{success}");
        }
        for (refusal, expected) in
            [(json!({"code": 1, "msg": "不行"}), 1), (json!({"code": "500", "msg": "不行"}), 500)]
        {
            match Envelope::parse(refusal.to_string().as_bytes()) {
                Err(Error::Refused { code, msg }) => assert_eq!((code, msg.as_str()), (expected, "不行")),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn what_is_no_envelope_is_unreadable_and_says_why() {
        let cases: [(&[u8], Unreadable); 9] = [
            (b"", Unreadable::Empty),
            (b" \n", Unreadable::Empty),
            (b"<html>busy</html>", Unreadable::Html),
            (b"{\"code\":0,\"result\":{\"da", Unreadable::Truncated),
            (b"busy", Unreadable::NotJson),
            (b"{\"msg\":\"\xB3\xC9\"}", Unreadable::NotUtf8),
            (b"[]", Unreadable::NotAnObject),
            (b"{\"msg\":\"ok\"}", Unreadable::NoCode),
            (b"{\"code\":\"ok\"}", Unreadable::NoCode),
        ];
        for (body, expected) in cases {
            match Envelope::parse(body) {
                Err(Error::Unreadable(why)) => assert_eq!(why, expected, "{}", String::from_utf8_lossy(body)),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn a_byte_order_mark_is_skipped() {
        assert!(Envelope::parse(b"\xEF\xBB\xBF{\"code\":0}").is_ok());
    }

    #[test]
    fn a_list_comes_under_either_name_as_array_or_object_or_single_row() {
        let row = json!({"laneNo": "1"});
        for body in [
            json!({"code": 0, "result": [row]}),
            json!({"code": 0, "data": [row]}),
            json!({"code": 0, "result": null, "data": [row]}),
            json!({"code": 0, "result": "", "data": row}),
            json!({"code": 0, "result": {"data": [row]}}),
            json!({"code": 0, "data": {"data": [row]}}),
            json!({"code": 0, "data": {"data": row}}),
            json!({"code": 0, "data": row}),
        ] {
            assert_eq!(rows(body.clone()).unwrap(), (1, false), "{body}");
        }
    }

    #[test]
    fn more_is_announced_in_either_spelling_and_absent_means_no() {
        for (body, expected) in [
            (json!({"code": 0, "result": {"hasMore": true, "data": [1]}}), true),
            (json!({"code": 0, "result": {"has_more": true, "data": [1]}}), true),
            (json!({"code": 0, "result": {"has_more": "true", "data": [1]}}), true),
            (json!({"code": 0, "hasMore": true, "result": [1]}), true),
            (json!({"code": 0, "result": {"data": [1]}}), false),
            (json!({"code": 0, "result": {"hasMore": "false", "data": [1]}}), false),
        ] {
            assert_eq!(rows(body.clone()).unwrap(), (1, expected), "{body}");
        }
    }

    #[test]
    fn nothing_is_an_empty_list() {
        for body in [
            json!({"code": 0}),
            json!({"code": 0, "result": null}),
            json!({"code": 0, "result": {"hasMore": false}}),
            json!({"code": 0, "result": {"hasMore": false, "data": null}}),
            json!({"code": 0, "result": {}}),
        ] {
            assert_eq!(rows(body.clone()).unwrap(), (0, false), "{body}");
        }
    }

    #[test]
    fn a_scalar_is_no_list() {
        assert!(matches!(
            rows(json!({"code": 0, "result": 5})),
            Err(Error::Unreadable(Unreadable::Missing(_)))
        ));
        assert!(rows(json!({"code": 0, "result": {"data": "x"}})).is_err());
    }

    #[test]
    fn long_words_are_cut() {
        let body = json!({"code": 1, "msg": "长".repeat(10_000)}).to_string();
        match Envelope::parse(body.as_bytes()) {
            Err(Error::Refused { msg, .. }) => assert_eq!(msg.chars().count(), LONGEST_MSG),
            other => panic!("{other:?}"),
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Envelope::parse(&body).and_then(Envelope::into_rows);
        }
    }
}
