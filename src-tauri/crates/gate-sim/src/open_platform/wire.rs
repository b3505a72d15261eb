//! How single values look on the wire, with the vendor's quirks.

use gate_core::time::UtcMillis;
use serde_json::{Map, Value};

use super::quirks::{Quirk, Quirks};

/// Builds one JSON object, field by field.
pub(super) struct Row<'a> {
    quirks: &'a Quirks,
    fields: Map<String, Value>,
}

impl<'a> Row<'a> {
    pub(super) fn new(quirks: &'a Quirks) -> Self {
        Row { quirks, fields: Map::new() }
    }

    /// A text; an empty one may be null or missing.
    pub(super) fn text(mut self, name: &str, text: &str) -> Self {
        let value = match text {
            "" if self.quirks.has(Quirk::EmptyOmitted) => return self,
            "" if self.quirks.has(Quirk::NullsForEmpty) => Value::Null,
            text => text.into(),
        };
        self.fields.insert(name.into(), value);
        self
    }

    /// A text of digits, which may come as a number.
    pub(super) fn digits(mut self, name: &str, text: &str) -> Self {
        match text.parse::<u64>() {
            Ok(number) if self.quirks.has(Quirk::StringsAsNumbers) && number.to_string() == text => {
                self.fields.insert(name.into(), number.into());
                self
            }
            _ => self.text(name, text),
        }
    }

    /// A number, which may come as a text.
    pub(super) fn number(mut self, name: &str, number: i64) -> Self {
        let value =
            if self.quirks.has(Quirk::NumbersAsStrings) { number.to_string().into() } else { number.into() };
        self.fields.insert(name.into(), value);
        self
    }

    /// A time to the second, perhaps unpadded.
    pub(super) fn second(self, name: &str, time: UtcMillis) -> Self {
        let text = self.padded(&time.china_standard());
        self.text(name, &text)
    }

    /// A time to the minute, perhaps unpadded.
    pub(super) fn minute(self, name: &str, time: UtcMillis) -> Self {
        let standard = time.china_standard();
        let text = self.padded(standard.get(..16).unwrap_or(&standard));
        self.text(name, &text)
    }

    /// A day, perhaps unpadded.
    pub(super) fn day(self, name: &str, day: &str) -> Self {
        let text = self.padded(day);
        self.text(name, &text)
    }

    /// The owner's staff number as lists call it.
    pub(super) fn work_no(self, work_no: &str) -> Self {
        let name = if self.quirks.has(Quirk::WorkNumWhenReading) { "workNum" } else { "workNo" };
        self.text(name, work_no)
    }

    /// The owner's phone under its documented name, or the other one.
    pub(super) fn phone(self, documented: &'static str, phone: &str) -> Self {
        let name = match documented {
            name if !self.quirks.has(Quirk::PhoneNamesSwapped) => name,
            "phoneNum" => "userPhoneNumber",
            _ => "phoneNum",
        };
        self.text(name, phone)
    }

    /// Any value.
    pub(super) fn value(mut self, name: &str, value: Value) -> Self {
        self.fields.insert(name.into(), value);
        self
    }

    /// The object.
    pub(super) fn done(self) -> Value {
        Value::Object(self.fields)
    }

    /// `2021-10-02 09:30:49` may come as `2021-10-2 9:30:49`.
    fn padded(&self, text: &str) -> String {
        if !self.quirks.has(Quirk::UnpaddedTimes) {
            return text.into();
        }
        let (date, time) = text.split_once(' ').map_or((text, None), |(date, time)| (date, Some(time)));
        let bare = |part: &str| part.trim_start_matches('0').to_owned();
        let mut written: Vec<String> = date.split('-').map(bare).collect();
        written.iter_mut().filter(|part| part.is_empty()).for_each(|part| part.push('0'));
        let date = written.join("-");
        match time.and_then(|time| time.split_once(':')) {
            Some((hour, rest)) => {
                let hour = hour.strip_prefix('0').unwrap_or(hour);
                format!("{date} {hour}:{rest}")
            }
            None => date,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_lose_their_padding_only_by_the_quirk() {
        let time = UtcMillis::parse_china("2021-10-02 09:05:09").unwrap();
        let written = |quirks: Quirks| Row::new(&quirks).second("at", time).minute("min", time).done();
        assert_eq!(
            written(Quirks::none()),
            serde_json::json!({"at": "2021-10-02 09:05:09", "min": "2021-10-02 09:05"})
        );
        assert_eq!(
            written(Quirks::only(Quirk::UnpaddedTimes)),
            serde_json::json!({"at": "2021-10-2 9:05:09", "min": "2021-10-2 9:05"})
        );
        let midnight = UtcMillis::parse_china("2021-01-01 00:05:09").unwrap();
        let quirks = Quirks::only(Quirk::UnpaddedTimes);
        assert_eq!(
            Row::new(&quirks).second("at", midnight).day("day", "2021-01-09").done(),
            serde_json::json!({"at": "2021-1-1 0:05:09", "day": "2021-1-9"})
        );
    }
}
