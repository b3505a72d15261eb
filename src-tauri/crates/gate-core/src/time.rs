//! Instants as UTC milliseconds, read and written in China Standard Time.
//!
//! Both platforms speak of China Standard Time without naming an offset; China keeps no daylight saving, so the
//! offset is the constant +08:00.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use std::ops::{Add, Sub};
use std::time::Duration;

const CHINA_OFFSET_SECONDS: i32 = 8 * 3_600;
const CHINA_OFFSET_MS: i64 = CHINA_OFFSET_SECONDS as i64 * 1_000;

/// One day in milliseconds.
pub const DAY_MS: i64 = 86_400_000;

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UtcMillis(pub i64);

/// A source of the current time, handed to whatever needs one.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> UtcMillis;
}

impl<F: Fn() -> UtcMillis + Send + Sync> Clock for F {
    fn now(&self) -> UtcMillis {
        self()
    }
}

/// A text that names no instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a time of the form yyyy-MM-dd HH:mm:ss")]
pub struct TimeError(pub String);

impl UtcMillis {
    /// Reads a China Standard Time such as `2025-03-15 08:30:00`, leniently: months, days and hours may be unpadded
    /// (`2021-10-2 15:30:49`, open platform, in-park list), seconds may be missing, `/`, `T` and fractions are accepted.
    ///
    /// # Errors
    /// [`TimeError`] holding the text (at most 40 characters of it) when it names no instant.
    pub fn parse_china(text: &str) -> Result<Self, TimeError> {
        let wrong = || TimeError(text.chars().take(40).collect());
        let trimmed = text.trim();
        let (date, time) = trimmed.split_once([' ', 'T']).ok_or_else(wrong)?;
        let date = date_parts(date).ok_or_else(wrong)?;
        let time = time_parts(time.trim()).ok_or_else(wrong)?;
        Ok(Self::from_china(date.and_time(time)))
    }

    /// Reads a China Standard Time or a bare date, which means that day's midnight.
    ///
    /// # Errors
    /// [`TimeError`] as for [`UtcMillis::parse_china`].
    pub fn parse_china_day_or_time(text: &str) -> Result<Self, TimeError> {
        let trimmed = text.trim();
        match date_parts(trimmed) {
            Some(date) => Ok(Self::from_china(date.and_time(NaiveTime::MIN))),
            None => Self::parse_china(trimmed),
        }
    }

    fn from_china(local: NaiveDateTime) -> Self {
        Self(local.and_utc().timestamp_millis() - CHINA_OFFSET_MS)
    }

    fn china(self) -> DateTime<FixedOffset> {
        let offset = FixedOffset::east_opt(CHINA_OFFSET_SECONDS).expect("eight hours are a valid offset");
        DateTime::<Utc>::from_timestamp_millis(self.0).unwrap_or_default().with_timezone(&offset)
    }

    /// `yyyy-MM-dd HH:mm:ss` in China Standard Time, as both platforms write event times.
    #[must_use]
    pub fn china_standard(self) -> String {
        self.china().format("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// `yyyyMMddHHmmss` in China Standard Time, as Ningbo's `takeTime` wants it (standard 5.4).
    #[must_use]
    pub fn china_compact(self) -> String {
        self.china().format("%Y%m%d%H%M%S").to_string()
    }

    /// The China Standard Time calendar day, `yyyy-MM-dd`.
    #[must_use]
    pub fn china_day(self) -> String {
        self.china().format("%Y-%m-%d").to_string()
    }

    /// The China Standard Time calendar day.
    #[must_use]
    pub fn china_date(self) -> NaiveDate {
        self.china().date_naive()
    }

    /// Year, month and day in China Standard Time.
    #[must_use]
    pub fn china_ymd(self) -> (i32, u32, u32) {
        let day = self.china();
        (day.year(), day.month(), day.day())
    }

    /// RFC 3339 with milliseconds and `+08:00`.
    #[must_use]
    pub fn rfc3339(self) -> String {
        self.china().to_rfc3339_opts(SecondsFormat::Millis, false)
    }

    /// Milliseconds from `earlier` to this instant, negative when it is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl Add<Duration> for UtcMillis {
    type Output = Self;
    fn add(self, span: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl Sub<Duration> for UtcMillis {
    type Output = Self;
    fn sub(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }
}

fn date_parts(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split(['-', '/']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    NaiveDate::from_ymd_opt(number(year)? as i32, number(month)?, number(day)?)
}

fn time_parts(text: &str) -> Option<NaiveTime> {
    let whole = text.split('.').next()?;
    let mut parts = whole.split(':');
    let (hour, minute) = (number(parts.next()?)?, number(parts.next()?)?);
    let second = match parts.next() {
        Some(second) => number(second)?,
        None => 0,
    };
    if parts.next().is_some() {
        return None;
    }
    NaiveTime::from_hms_opt(hour, minute, second)
}

fn number(digits: &str) -> Option<u32> {
    let plain = !digits.is_empty() && digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn padded_and_unpadded_times_name_the_same_instant() {
        let padded = UtcMillis::parse_china("2021-10-02 05:03:09").unwrap();
        for text in
            ["2021-10-2 5:3:9", " 2021-10-2 05:03:09 ", "2021/10/2 5:03:09", "2021-10-02T05:03:09.000"]
        {
            assert_eq!(UtcMillis::parse_china(text).unwrap(), padded, "{text}");
        }
        assert_eq!(padded.0, 1_633_122_189_000, "China is eight hours ahead of UTC");
    }

    #[test]
    fn the_two_city_formats() {
        let at = UtcMillis::parse_china("2018-01-01 10:10:10").unwrap();
        assert_eq!(at.china_standard(), "2018-01-01 10:10:10");
        assert_eq!(at.china_compact(), "20180101101010");
        assert_eq!(at.rfc3339(), "2018-01-01T10:10:10.000+08:00");
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "2021-13-01 00:00:00",
            "2021-02-30 00:00:00",
            "25:00:00",
            "2021-10-02",
            "2021-10-02 24:00:00",
            "21-1-1 1:1:1",
            "2021-10-02 1:1:1:1",
            "昨天 8:00",
        ] {
            assert!(UtcMillis::parse_china(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_bare_day_is_its_midnight() {
        let midnight = UtcMillis::parse_china("2025-03-15 00:00:00").unwrap();
        assert_eq!(UtcMillis::parse_china_day_or_time("2025-3-15").unwrap(), midnight);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(seconds in 0_i64..4_000_000_000) {
            let at = UtcMillis(seconds * 1_000);
            prop_assert_eq!(UtcMillis::parse_china(&at.china_standard()).unwrap(), at);
        }

        #[test]
        fn no_text_panics(text in ".{0,40}") {
            let _ = UtcMillis::parse_china(&text);
            let _ = UtcMillis::parse_china_day_or_time(&text);
        }
    }
}
