//! Days as people write them.

use chrono::{Days, NaiveDate};

/// Serial numbers of days from 1955 to 2173: others are no days of a registration, but counts and other numbers.
const SERIALS: std::ops::RangeInclusive<f64> = 20_000.0..=100_000.0;

/// From a day of the 1900 system to the same number's day in the 1904 system.
const DAYS_TO_1904: u64 = 1_462;

/// The day of a number: Excel's count of days (1904 is the Macintosh's), or the eight digits of `20260105`.
#[must_use]
pub fn of_number(number: f64, serials_from_1904: bool) -> Option<NaiveDate> {
    if SERIALS.contains(&number) {
        // Excel believes in a 29 February 1900: its day 0 is 30 December 1899.
        let first = NaiveDate::from_ymd_opt(1899, 12, 30)?;
        let shift = if serials_from_1904 { DAYS_TO_1904 } else { 0 };
        return first.checked_add_days(Days::new(number.trunc() as u64 + shift));
    }
    (number.fract() == 0.0 && (19_000_101.0..=99_991_231.0).contains(&number))
        .then(|| compact(&number.to_string()))?
}

/// The day of a text: `2026-1-5`, `2026/1/5`, `2026.1.5`, `2026年1月5日`, `20260105`, full-width ones too, with or without a
/// time of day after it. The year has four digits: of `1/5/26` nobody knows which is the month.
#[must_use]
pub fn of_text(text: &str) -> Option<NaiveDate> {
    let plain: String = text.trim().chars().map(narrow).collect();
    let date = match plain.find(['T', ' ']) {
        Some(end) if is_time(plain.get(end + 1..)?) => plain.get(..end)?,
        Some(_) => return chinese(&plain.replace(' ', "")),
        None => &plain,
    };
    compact(date).or_else(|| chinese(date)).or_else(|| {
        let separator = date.chars().find(|character| matches!(character, '-' | '/' | '.'))?;
        parts(date.split(separator))
    })
}

/// A full-width digit or mark as the half-width one.
fn narrow(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xfee0).unwrap_or(character),
        '\u{3000}' | '\u{a0}' => ' ',
        '。' => '.',
        '—' | '–' => '-',
        other => other,
    }
}

fn is_time(text: &str) -> bool {
    let text = text.trim().trim_end_matches('Z');
    text.is_empty()
        || (text.contains(':') && text.chars().all(|it| it.is_ascii_digit() || matches!(it, ':' | '.' | '+')))
}

fn chinese(text: &str) -> Option<NaiveDate> {
    let (year, rest) = text.split_once('年')?;
    let (month, day) = rest.split_once('月')?;
    parts([year, month, day.trim_end_matches(['日', '号'])].into_iter())
}

fn compact(text: &str) -> Option<NaiveDate> {
    let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| parts([text.get(..4)?, text.get(4..6)?, text.get(6..)?].into_iter()))?
}

fn parts<'a>(mut parts: impl Iterator<Item = &'a str>) -> Option<NaiveDate> {
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let plain = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    if parts.next().is_some() || year.len() != 4 || !plain(year, 4) || !plain(month, 2) || !plain(day, 2) {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        .filter(|day| day >= &NaiveDate::from_ymd_opt(1900, 1, 1).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fifth() -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(2026, 1, 5)
    }

    #[test]
    fn every_way_of_writing_a_day() {
        for text in [
            "2026-01-05",
            "2026-1-5",
            "2026/1/5",
            " 2026/01/05 ",
            "2026.1.5",
            "2026。1。5",
            "2026年1月5日",
            "2026年01月05号",
            "2026 年 1 月 5 日",
            "20260105",
            "２０２６／１／５",
            "2026-01-05 00:00:00",
            "2026-01-05T00:00:00Z",
            "2026/1/5 8:30",
        ] {
            assert_eq!(of_text(text), fifth(), "{text}");
        }
    }

    #[test]
    fn what_is_no_day() {
        for text in [
            "",
            "长期",
            "2026-02-30",
            "2026-13-01",
            "1/5/26",
            "26-1-5",
            "2026-1",
            "2026-1-5-6",
            "20261305",
            "2026年1月",
            "2026-1-5 abc",
            "0001-01-01",
            "99999-1-1",
            "2026--5",
            "-2026-1-5",
            "2026/1.5",
        ] {
            assert_eq!(of_text(text), None, "{text}");
        }
    }

    #[test]
    fn excels_count_of_days_in_both_systems() {
        assert_eq!(of_number(46_027.0, false), fifth());
        assert_eq!(of_number(46_027.75, false), fifth(), "with a time of day");
        assert_eq!(of_number(44_565.0, true), fifth());
        assert_eq!(of_number(20_260_105.0, false), fifth());
        for number in [0.0, 1.0, 20_260_105.5, 20_261_305.0, f64::NAN, f64::INFINITY, -46_027.0, 1e300] {
            assert_eq!(of_number(number, false), None, "{number}");
        }
    }

    proptest! {
        #[test]
        fn no_text_and_no_number_panics(text in ".{0,30}", number in any::<f64>()) {
            let _ = of_text(&text);
            let _ = of_number(number, true);
        }
    }
}
