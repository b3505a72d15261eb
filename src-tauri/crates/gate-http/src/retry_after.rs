//! `Retry-After` (RFC 9110, 10.2.3): seconds, or a date in one of three notations.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::NaiveDateTime;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// Reads the value of a `Retry-After` header as a time from now.
///
/// A date counts from `date`, the answer's own `Date` header, where there is one, so that a wrong clock here does
/// not matter; else from `now`. A date that has passed is zero. A number too large to count is the longest time
/// there is: bounding it is the caller's business. What is neither a number nor a date is `None`.
#[must_use]
pub fn parse_retry_after(value: &str, date: Option<&str>, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
        return Some(value.parse().map_or(Duration::MAX, Duration::from_secs));
    }
    let until = parse_date(value)?;
    let from = date
        .and_then(parse_date)
        .or_else(|| i64::try_from(now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()).ok())?;
    Some(Duration::from_secs(u64::try_from(until.saturating_sub(from)).unwrap_or(0)))
}

pub(crate) fn from_headers(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?;
    let date = headers.get(DATE).and_then(|date| date.to_str().ok());
    parse_retry_after(value, date, SystemTime::now())
}

/// An HTTP date in seconds since 1970.
fn parse_date(text: &str) -> Option<i64> {
    ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text.trim(), format).ok())
        .map(|moment| moment.and_utc().timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn seconds_and_all_three_dates_are_read() {
        let noon = at(784_111_777);
        assert_eq!(parse_retry_after(" 120 ", None, noon), Some(Duration::from_secs(120)));
        for date in
            ["Sun, 06 Nov 1994 08:49:39 GMT", "Sunday, 06-Nov-94 08:49:39 GMT", "Sun Nov  6 08:49:39 1994"]
        {
            assert_eq!(parse_retry_after(date, None, noon), Some(Duration::from_secs(2)), "{date}");
        }
    }

    #[test]
    fn a_date_counts_from_the_answers_own_date() {
        let ours_is_a_year_ahead = at(784_111_777 + 31_536_000);
        let value = parse_retry_after(
            "Sun, 06 Nov 1994 08:50:37 GMT",
            Some("Sun, 06 Nov 1994 08:49:37 GMT"),
            ours_is_a_year_ahead,
        );
        assert_eq!(value, Some(Duration::from_secs(60)));
    }

    #[test]
    fn a_date_in_the_past_is_zero_and_an_absurd_number_the_longest_time() {
        assert_eq!(
            parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", None, at(1_000_000_000)),
            Some(Duration::ZERO)
        );
        assert_eq!(parse_retry_after("99999999999999999999999", None, at(0)), Some(Duration::MAX));
    }

    #[test]
    fn what_is_neither_is_nothing() {
        for broken in ["", " ", "-5", "1.5", "soon", "1e3", "Sun, 99 Nov 1994 08:49:37 GMT", "１２"] {
            assert_eq!(parse_retry_after(broken, None, at(0)), None, "{broken:?}");
        }
    }
}
