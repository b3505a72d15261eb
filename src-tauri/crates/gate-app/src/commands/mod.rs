//! The use-cases behind the commands, a file for each part of the list.

pub(crate) mod accounts;
pub(crate) mod alerts;
pub(crate) mod booth;
pub(crate) mod openings;
pub(crate) mod options;
pub(crate) mod plates;
pub(crate) mod platforms;
pub(crate) mod views;

use crate::{app::Context, contract::Failure};

/// Longest text a person may write into a field, in characters.
const LONGEST_TEXT: usize = 200;

/// A text that a person wrote: trimmed, not empty, not too long.
fn text(field: &'static str, written: &str) -> Result<String, Failure> {
    let trimmed = written.trim();
    if trimmed.is_empty() {
        return Err(Failure::invalid(field, "empty"));
    }
    if trimmed.chars().count() > LONGEST_TEXT {
        return Err(Failure::invalid(field, "too_long").with("most", LONGEST_TEXT as i64));
    }
    Ok(trimmed.to_owned())
}

/// At most so many rows, by what was asked.
fn limit(asked: Option<u32>, ordinarily: u32, most: u32) -> u32 {
    asked.unwrap_or(ordinarily).clamp(1, most)
}

impl Context {
    /// The car park, if who calls may see it.
    fn admit_car_park(&self, parking_id: &str) -> Result<(), Failure> {
        if self.sees(parking_id) { Ok(()) } else { Err(Failure::not_found("car_park")) }
    }
}
