//! `.csv` in UTF-8 with a byte order mark, without which Excel in China reads it as GB18030.

use std::borrow::Cow;

use super::{Sheet, Value, guarded};

/// A table as CSV.
#[must_use]
pub fn csv(sheet: &Sheet) -> Vec<u8> {
    let mut file = b"\xef\xbb\xbf".to_vec();
    for mark in &sheet.marks {
        line(&mut file, std::iter::once(guarded(mark)));
    }
    line(&mut file, sheet.columns.iter().map(|column| guarded(&column.heading)));
    for row in &sheet.rows {
        line(&mut file, row.iter().map(said));
    }
    file
}

fn said(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Empty => Cow::Borrowed(""),
        Value::Text(text) => guarded(text),
        Value::Number(number) => Cow::Owned(number.to_string()),
        Value::Day(day) => Cow::Owned(day.to_string()),
    }
}

fn line<'a>(file: &mut Vec<u8>, fields: impl Iterator<Item = Cow<'a, str>>) {
    for (index, field) in fields.enumerate() {
        if index > 0 {
            file.push(b',');
        }
        let bare = !field.contains([',', '"', '\n', '\r', ';', '\t']) && field.trim() == field;
        if bare {
            file.extend_from_slice(field.as_bytes());
        } else {
            file.push(b'"');
            file.extend_from_slice(field.replace('"', "\"\"").as_bytes());
            file.push(b'"');
        }
    }
    file.extend_from_slice(b"\r\n");
}
