//! The rule of each single field.

use chrono::{Datelike, NaiveDate};
use gate_core::plate::{self, PlateForm};
use gate_store::RegisterEntry;

use super::{Known, PLATE_MAX, Problem, TEXT_MAX, Wrong};
use crate::contract::types::VehicleField;

/// Years in which a day may lie.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2199;

/// A plate, normalised. One that is no plate by GA 36-2018 has to be insisted on.
///
/// # Errors
/// [`Wrong::Empty`], [`Wrong::TooLong`], [`Wrong::Unusual`].
pub fn plate(written: &str, insist: bool) -> Result<String, Problem> {
    let wrong = |wrong| Err(Problem::new(VehicleField::Plate, wrong));
    let plate = plate::normalise(written);
    if plate.is_empty() {
        return wrong(Wrong::Empty);
    }
    if plate.chars().count() > PLATE_MAX {
        return wrong(Wrong::TooLong(PLATE_MAX));
    }
    let strange = matches!(plate::form_of(&plate), PlateForm::Implausible | PlateForm::Unlicensed);
    if strange && !insist { wrong(Wrong::Unusual) } else { Ok(plate) }
}

/// A day, `yyyy-MM-dd`.
///
/// # Errors
/// [`Wrong::Empty`], [`Wrong::NotADay`].
pub fn day(field: VehicleField, written: &str) -> Result<NaiveDate, Problem> {
    let written = written.trim();
    if written.is_empty() {
        return Err(Problem::new(field, Wrong::Empty));
    }
    let day = NaiveDate::parse_from_str(written, "%Y-%m-%d").ok();
    day.filter(|day| YEARS.contains(&day.year())).ok_or(Problem::new(field, Wrong::NotADay))
}

/// The last day of a ban, which may not be over.
///
/// # Errors
/// As [`day`]; [`Wrong::Past`].
pub fn ban_until(written: &str, today: NaiveDate) -> Result<NaiveDate, Problem> {
    let until = day(VehicleField::ValidUntil, written)?;
    if until < today { Err(Problem::new(VehicleField::ValidUntil, Wrong::Past)) } else { Ok(until) }
}

/// Why a plate is banned.
///
/// # Errors
/// [`Wrong::Empty`], [`Wrong::TooLong`], [`Wrong::Invisible`].
pub fn reason(written: &str) -> Result<String, Problem> {
    required(VehicleField::Reason, written, TEXT_MAX)
}

/// A phone: 6 to 20 digits, with `+` before them and `-` and blanks between.
///
/// # Errors
/// [`Wrong::Empty`], [`Wrong::NotAPhone`].
pub fn phone(written: &str) -> Result<String, Problem> {
    let phone: String = written.chars().filter(|c| !c.is_whitespace()).collect();
    if phone.is_empty() {
        return Err(Problem::new(VehicleField::Phone, Wrong::Empty));
    }
    let number = phone.strip_prefix('+').unwrap_or(&phone);
    let plain = number.chars().all(|c| c.is_ascii_digit() || c == '-')
        && (6..=20).contains(&phone.len())
        && number.chars().filter(char::is_ascii_digit).count() >= 6;
    if plain { Ok(phone) } else { Err(Problem::new(VehicleField::Phone, Wrong::NotAPhone)) }
}

pub(super) fn lanes(
    written: &[String],
    known: &Known,
    existing: Option<&RegisterEntry>,
) -> Result<Vec<String>, Problem> {
    let mut lanes: Vec<String> = Vec::new();
    for lane in written.iter().map(|lane| lane.trim()).filter(|lane| !lane.is_empty()) {
        let is_known = known.lanes.iter().any(|known| known == lane)
            || existing.is_some_and(|entry| entry.lanes.iter().any(|had| had == lane));
        if !is_known {
            return Err(Problem::new(VehicleField::Lanes, Wrong::Unknown));
        }
        if !lanes.iter().any(|had| had == lane) {
            lanes.push(lane.to_owned());
        }
    }
    Ok(lanes)
}

pub(super) fn required(field: VehicleField, written: &str, most: usize) -> Result<String, Problem> {
    optional(field, written, most)?.ok_or(Problem::new(field, Wrong::Empty))
}

pub(super) fn optional(field: VehicleField, written: &str, most: usize) -> Result<Option<String>, Problem> {
    let text = written.trim();
    if text.chars().count() > most {
        return Err(Problem::new(field, Wrong::TooLong(most)));
    }
    if text.chars().any(is_invisible) {
        return Err(Problem::new(field, Wrong::Invisible));
    }
    Ok(Some(text.to_owned()).filter(|text| !text.is_empty()))
}

/// Control characters, and those that turn or join what is written around them.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{061c}')
}
