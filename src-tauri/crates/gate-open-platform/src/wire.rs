//! JSON as the platform writes it: numbers as strings, strings as numbers, fields that come and go. Every field reads
//! leniently here, so that one odd value never costs a whole page.

use chrono::NaiveDate;
use gate_core::record::{mask_name, mask_phone};
use gate_core::time::UtcMillis;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// A scalar read as text; `None` where it is absent, null, blank or no scalar.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Text(Option<String>);

impl Text {
    /// The text without surrounding blanks.
    pub(crate) fn text(self) -> Option<String> {
        self.0.map(|text| match text.trim() {
            trimmed if trimmed.len() == text.len() => text,
            trimmed => trimmed.to_owned(),
        })
    }

    /// The text exactly as it came.
    pub(crate) fn raw(self) -> Option<String> {
        self.0
    }

    /// This text, or else the other spelling's.
    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0.or(other.0))
    }

    /// The text without surrounding blanks, or why the row cannot be used.
    pub(crate) fn required(self, field: &'static str) -> Result<String, String> {
        self.text().ok_or_else(|| format!("no {field}"))
    }

    /// A China Standard Time, or why the row cannot be used.
    pub(crate) fn time(self, field: &'static str) -> Result<UtcMillis, String> {
        let text = self.required(field)?;
        UtcMillis::parse_china(&text).map_err(|_| format!("{field} is no time"))
    }

    /// A China Standard Time or a day, which is its first second; `None` where it is neither.
    pub(crate) fn lenient_start(self) -> Option<UtcMillis> {
        UtcMillis::parse_china_day_or_time(&self.text()?).ok()
    }

    /// A China Standard Time or a day, which is its last second; `None` where it is neither.
    pub(crate) fn lenient_end(self) -> Option<UtcMillis> {
        let text = self.text()?;
        UtcMillis::parse_china(&text).ok().or_else(|| {
            let midnight = UtcMillis::parse_china_day_or_time(&text).ok()?;
            Some(midnight + std::time::Duration::from_secs(86_399))
        })
    }

    /// A day, with or without a time; `None` where it is neither.
    pub(crate) fn lenient_day(self) -> Option<NaiveDate> {
        let (year, month, day) = UtcMillis::parse_china_day_or_time(&self.text()?).ok()?.china_ymd();
        NaiveDate::from_ymd_opt(year, month, day)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Value::deserialize(deserializer)? {
            Value::String(text) => Some(text).filter(|text| !text.trim().is_empty()),
            Value::Number(number) => Some(match integral(&number) {
                Some(integer) => integer.to_string(),
                None => number.to_string(),
            }),
            Value::Bool(flag) => Some(flag.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }))
    }
}

/// A whole number, given as a number or as digits; `None` where it is neither. A fraction is cut off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Integer(pub(crate) Option<i64>);

impl<'de> Deserialize<'de> for Integer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(integer(&Value::deserialize(deserializer)?)))
    }
}

/// Reads a whole number from a number or from digits.
pub(crate) fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => integral(number).or_else(|| number.as_f64().map(|float| float as i64)),
        Value::String(text) => {
            let text = text.trim();
            text.parse().ok().or_else(|| text.parse::<f64>().ok().filter(|f| f.is_finite()).map(|f| f as i64))
        }
        _ => None,
    }
}

/// Reads a truth from a boolean, a number or text; anything else is false.
pub(crate) fn flag(value: &Value) -> bool {
    match value {
        Value::Bool(flag) => *flag,
        Value::String(text) if text.trim().eq_ignore_ascii_case("true") => true,
        other => integer(other).is_some_and(|number| number != 0),
    }
}

/// Beyond this a float no longer tells neighbouring integers apart.
const EXACT_FLOAT: f64 = 9_007_199_254_740_992.0;

fn integral(number: &serde_json::Number) -> Option<i64> {
    number.as_i64().or_else(|| {
        let float = number.as_f64()?;
        (float.fract() == 0.0 && float.abs() < EXACT_FLOAT).then_some(float as i64)
    })
}

/// Reads one row of a list into its wire struct. Only a row that is no object fails.
pub(crate) fn row<'a, T: Deserialize<'a>>(row: &'a Value) -> Result<T, String> {
    if !row.is_object() {
        return Err("the row is not an object".to_owned());
    }
    T::deserialize(row).map_err(|_| "the row cannot be read".to_owned())
}

/// A row as text for a person to look into, names and phones masked, of at most 4,096 characters.
pub(crate) fn redacted(row: &Value) -> String {
    const LONGEST: usize = 4_096;
    let mut row = row.clone();
    redact(&mut row);
    let text = row.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn redact(value: &mut Value) {
    match value {
        Value::Object(fields) => redact_fields(fields),
        Value::Array(items) => items.iter_mut().for_each(redact),
        _ => {}
    }
}

fn redact_fields(fields: &mut Map<String, Value>) {
    for (name, value) in fields {
        let name = name.to_lowercase();
        let mask: fn(&str) -> String = if name.contains("phone") {
            mask_phone
        } else if name == "username" {
            mask_name
        } else {
            redact(value);
            continue;
        };
        let masked = match &*value {
            Value::Null => continue,
            Value::String(text) => mask(text),
            other => mask(&other.to_string()),
        };
        *value = Value::String(masked);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn text(value: Value) -> Option<String> {
        serde_json::from_value::<Text>(value).unwrap().text()
    }

    #[test]
    fn a_text_may_come_as_a_number_or_a_boolean() {
        assert_eq!(text(json!("1")).as_deref(), Some("1"));
        assert_eq!(text(json!(1)).as_deref(), Some("1"));
        assert_eq!(text(json!(123456.0)).as_deref(), Some("123456"));
        assert_eq!(text(json!(9_223_372_036_854_775_807_i64)).as_deref(), Some("9223372036854775807"));
        assert_eq!(text(json!(18_446_744_073_709_551_615_u64)).as_deref(), Some("18446744073709551615"));
        assert_eq!(text(json!(true)).as_deref(), Some("true"));
    }

    #[test]
    fn blank_null_and_composite_are_no_text() {
        for value in [json!(""), json!("  "), json!(null), json!([]), json!({"a": 1})] {
            assert_eq!(text(value), None);
        }
    }

    #[test]
    fn a_number_may_come_as_text() {
        for (value, expected) in [
            (json!(50), Some(50)),
            (json!("50"), Some(50)),
            (json!(" -3 "), Some(-3)),
            (json!("50.0"), Some(50)),
            (json!(50.9), Some(50)),
            (json!("NaN"), None),
            (json!("many"), None),
            (json!(null), None),
            (json!([50]), None),
        ] {
            assert_eq!(integer(&value), expected, "{value}");
        }
    }

    #[test]
    fn a_truth_may_come_as_text_or_number() {
        assert!(["true", "TRUE", "1"].into_iter().all(|text| flag(&json!(text))));
        assert!(flag(&json!(true)) && flag(&json!(1)));
        assert!([json!("false"), json!("0"), json!(0), json!(null), json!("")].iter().all(|v| !flag(v)));
    }

    #[test]
    fn a_day_may_bring_a_time_and_a_visitors_last_day_ends_at_midnight() {
        let of = |text: &str| Text(Some(text.to_owned()));
        assert_eq!(of("2025-12-31 00:00:00").lenient_day(), NaiveDate::from_ymd_opt(2025, 12, 31));
        assert_eq!(of("2025-1-2").lenient_day(), NaiveDate::from_ymd_opt(2025, 1, 2));
        assert_eq!(of("soon").lenient_day(), None);
        assert_eq!(of("2025-03-15").lenient_end().unwrap().china_standard(), "2025-03-15 23:59:59");
        assert_eq!(of("2025-03-15 18:00").lenient_end().unwrap().china_standard(), "2025-03-15 18:00:00");
        assert_eq!(of("2025-03-15").lenient_start().unwrap().china_standard(), "2025-03-15 00:00:00");
    }

    #[test]
    fn a_redacted_row_keeps_everything_but_name_and_phone() {
        let row = json!({"vehicleCode": "浙B12345", "phoneNum": 13800138000_i64, "userName": "张三",
            "deep": [{"userPhoneNumber": "13900139000"}], "none": {"phone": null}});
        let shown = redacted(&row);
        assert!(shown.contains("浙B12345") && shown.contains("138****8000") && shown.contains("139****9000"));
        assert!(!shown.contains("13800138000") && !shown.contains("13900139000") && !shown.contains("张三"));
    }

    #[test]
    fn a_redacted_row_is_cut_between_characters() {
        let shown = redacted(&json!({ "remark": "岗".repeat(10_000) }));
        assert_eq!(shown.chars().count(), 4_097);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,40}") {
            let of = || Text(Some(text.clone()));
            let _ = (integer(&json!(text)), flag(&json!(text)), of().lenient_day(), of().lenient_end());
            let _ = of().time("time");
        }
    }
}
