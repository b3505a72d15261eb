//! What the city is owed and has, and what people do about it.

mod acts;
mod list;
mod overview;
mod reasons;
mod views;

use chrono::NaiveDate;
use gate_core::time::UtcMillis;

pub(crate) use acts::{give_up, pause, resume, retry, send_once_more};
pub(crate) use list::list;
pub(crate) use overview::overview;
pub(crate) use reasons::reasons;
pub(crate) use views::{item, kind};

use crate::contract::Failure;

/// The city's clock and ours may differ by so much, in milliseconds (GA/T 1742-2020).
const MOST_DRIFT_MS: i64 = 5_000;

/// When a day, written `yyyy-MM-dd`, begins in China.
pub(super) fn day(field: &'static str, written: &str) -> Result<UtcMillis, Failure> {
    let wrong = || Failure::invalid(field, "not_a_day");
    let day = NaiveDate::parse_from_str(written, "%Y-%m-%d").map_err(|_| wrong())?;
    UtcMillis::parse_china_day_or_time(&day.to_string()).map_err(|_| wrong())
}
