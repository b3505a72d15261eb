//! What a cell holds, and what it says.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use crate::day;

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// A text, without blanks around it.
    Text(String),
    /// A number.
    Number(f64),
    /// A cell that is formatted as a date or a time.
    Moment(NaiveDateTime),
    /// An error such as `#N/A`, or a formula whose value was not saved (then without text).
    NoValue(String),
}

impl Cell {
    /// Whether it holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.is_empty(),
            Self::Number(_) | Self::Moment(_) | Self::NoValue(_) => false,
        }
    }

    /// What it says as a text. A number says its digits: 13800138000, not 1.38E+10.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) | Self::NoValue(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Moment(moment) if moment.time() == NaiveTime::MIN => Cow::Owned(moment.date().to_string()),
            Self::Moment(moment) => Cow::Owned(moment.format("%Y-%m-%d %H:%M:%S").to_string()),
        }
    }

    /// What it says where digits are wanted: `13800138000.0` and `1.3800138000E+10` are 13800138000. A text whose last
    /// digits were rounded away (`1.38E+10`) stays as it is: nobody knows them any more.
    #[must_use]
    pub fn digits(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => match whole(text) {
                Some(digits) => Cow::Owned(digits),
                None => Cow::Borrowed(text),
            },
            _ => self.text(),
        }
    }

    /// The day it says, if it says one. `serials_from_1904` is how its workbook counts the days of unformatted numbers.
    #[must_use]
    pub fn day(&self, serials_from_1904: bool) -> Option<NaiveDate> {
        match self {
            Self::Empty | Self::NoValue(_) => None,
            Self::Moment(moment) => Some(moment.date()),
            Self::Number(number) => day::of_number(*number, serials_from_1904),
            Self::Text(text) => day::of_text(text),
        }
    }
}

/// A whole number that a spreadsheet program wrote with a fraction of nought or a power of ten, as its digits.
fn whole(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let (mantissa, power) = match lower.split_once('e') {
        Some((mantissa, power)) => {
            let power = power.strip_prefix('+').unwrap_or(power);
            let power: usize = power.parse().ok().filter(|power| (1..=30).contains(power))?;
            (mantissa, power)
        }
        None => (lower.as_str(), 0),
    };
    let (integer, fraction) = mantissa.split_once('.')?;
    let plain = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(integer) || !plain(fraction) {
        return None;
    }
    if power == 0 {
        return fraction.bytes().all(|byte| byte == b'0').then(|| integer.to_owned());
    }
    let exact = integer.len() == 1 && fraction.len() >= power;
    let (shifted, rest) = (fraction.get(..power)?, fraction.get(power..)?);
    (exact && rest.bytes().all(|byte| byte == b'0')).then(|| format!("{integer}{shifted}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_says_its_digits() {
        for (cell, said) in [
            (Cell::Number(13_800_138_000.0), "13800138000"),
            (Cell::Number(1.38e10), "13800000000"),
            (Cell::Number(2.5), "2.5"),
            (Cell::Text("13800138000.0".into()), "13800138000"),
            (Cell::Text("1.3800138000E+10".into()), "13800138000"),
            (Cell::Text("1.3800138000e10".into()), "13800138000"),
            (Cell::Text("00123".into()), "00123"),
            (Cell::Text("+86 138".into()), "+86 138"),
        ] {
            assert_eq!(cell.digits(), said);
        }
    }

    #[test]
    fn digits_that_were_rounded_away_are_not_made_up() {
        for text in
            ["1.38E+10", "1.38001E+10", "1.5", "1e5", "1.e5", ".5", "1.0.0", "1.3E+99", "E+10", "1.0e-3"]
        {
            assert_eq!(Cell::Text(text.into()).digits(), text);
        }
    }

    #[test]
    fn a_cell_that_excel_took_for_a_date_says_the_date() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 5).unwrap();
        assert_eq!(Cell::Moment(day.and_time(NaiveTime::MIN)).text(), "2026-03-05");
        assert_eq!(Cell::Moment(day.and_hms_opt(8, 30, 0).unwrap()).text(), "2026-03-05 08:30:00");
    }
}
