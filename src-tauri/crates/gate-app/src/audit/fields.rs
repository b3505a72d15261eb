//! What was there before and after, field by field, as a person reads it.

use gate_core::time::UtcMillis;
use serde_json::Value;

use crate::contract::types::AuditField;

/// Numbers within are instants: the years 2001 to 2096 in milliseconds. Nothing else that is written down is as large.
const INSTANTS: std::ops::Range<i64> = 1_000_000_000_000..4_000_000_000_000;

/// The fields of both sides, in the order of the later one, then those that only stood before.
pub(crate) fn fields(before: Option<&Value>, after: Option<&Value>) -> Vec<AuditField> {
    let (mut olds, mut news) = (Vec::new(), Vec::new());
    if let Some(before) = before {
        flatten("", before, &mut olds);
    }
    if let Some(after) = after {
        flatten("", after, &mut news);
    }
    let mut fields: Vec<AuditField> = Vec::with_capacity(news.len());
    for (name, text) in news {
        let old = olds.iter().position(|(old, _)| *old == name).map(|at| olds.remove(at).1);
        fields.push(AuditField { name, before: old, after: Some(text) });
    }
    fields.extend(olds.into_iter().map(|(name, text)| AuditField { name, before: Some(text), after: None }));
    fields
}

fn flatten(name: &str, value: &Value, into: &mut Vec<(String, String)>) {
    let within = |key: &str| if name.is_empty() { key.to_owned() } else { format!("{name}.{key}") };
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                flatten(&within(key), value, into);
            }
        }
        Value::Array(list) if list.iter().all(|one| !one.is_object() && !one.is_array()) => {
            into.push((name.to_owned(), list.iter().map(plain).collect::<Vec<_>>().join(", ")));
        }
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                flatten(&within(&(index + 1).to_string()), value, into);
            }
        }
        // A null says that nothing is there, as an absent field does.
        Value::Null => {}
        plain_value => into.push((name.to_owned(), plain(plain_value))),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null | Value::Object(_) | Value::Array(_) => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(is) => is.to_string(),
        Value::Number(number) => match number.as_i64() {
            Some(at) if INSTANTS.contains(&at) => UtcMillis(at).china_standard(),
            _ => number.to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(before: Value, after: Value) -> Vec<(String, String, String)> {
        let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        let fields = fields(Some(&before), Some(&after)).into_iter();
        fields.map(|field| (field.name, or_dash(field.before), or_dash(field.after))).collect()
    }

    fn row(name: &str, before: &str, after: &str) -> (String, String, String) {
        (name.to_owned(), before.to_owned(), after.to_owned())
    }

    #[test]
    fn both_sides_stand_beside_each_other() {
        let before = json!({ "role": "attendant", "gone": 1, "same": true });
        let after = json!({ "role": "administrator", "reason": "new", "same": true });
        let expected = [
            row("reason", "-", "new"),
            row("role", "attendant", "administrator"),
            row("same", "true", "true"),
            row("gone", "1", "-"),
        ];
        assert_eq!(told(before, after), expected);
    }

    #[test]
    fn what_is_nested_is_named_by_its_way_and_lists_stay_together() {
        let after = json!({
            "fields": { "car_parks": [{ "name": "A" }, { "name": "B" }], "hosts": ["x", "y"], "none": [], "no": null },
        });
        let expected = [
            row("fields.car_parks.1.name", "-", "A"),
            row("fields.car_parks.2.name", "-", "B"),
            row("fields.hosts", "-", "x, y"),
            row("fields.none", "-", ""),
        ];
        assert_eq!(told(Value::Null, after), expected);
    }

    #[test]
    fn an_instant_is_a_time_of_day_and_a_text_that_is_no_object_has_no_name() {
        let after = json!({ "until": 1_795_305_600_000_i64, "count": 7 });
        assert_eq!(
            told(Value::Null, after),
            [row("count", "-", "7"), row("until", "-", "2026-11-22 08:00:00")]
        );
        assert_eq!(told(json!(["a"]), json!("b")), [row("", "a", "b")]);
    }
}
