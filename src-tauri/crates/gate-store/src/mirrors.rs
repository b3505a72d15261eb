//! What the mirrors of the platform's registers have in common: refresh numbers, their age, reversed plates.

use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::StoreError;

pub(crate) const IN_PARK: &str = "in_park";
pub(crate) const CAR_PARKS: &str = "car_parks";

/// The number of a refresh that begins now; rows that it touches carry it.
pub(crate) fn begin(connection: &Connection, parking_id: &str, register: &str) -> Result<i64, StoreError> {
    Ok(connection
        .prepare_cached(
            "INSERT INTO mirrors (parking_id, register, refresh_no) VALUES ($1, $2, 1)
             ON CONFLICT (parking_id, register) DO UPDATE SET refresh_no = mirrors.refresh_no + 1
             RETURNING refresh_no",
        )?
        .query_row(params![parking_id, register], |row| row.get(0))?)
}

/// Notes that a refresh was complete.
pub(crate) fn finish(
    connection: &Connection,
    parking_id: &str,
    register: &str,
    now: UtcMillis,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE mirrors SET refreshed_at = $1 WHERE parking_id = $2 AND register = $3")?
        .execute(params![now.0, parking_id, register])?;
    Ok(())
}

/// When a register was last complete; `None` if never.
pub(crate) fn refreshed_at(
    connection: &Connection,
    parking_id: &str,
    register: &str,
) -> Result<Option<UtcMillis>, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT refreshed_at FROM mirrors WHERE parking_id = $1 AND register = $2 AND refreshed_at > 0",
        )?
        .query_row(params![parking_id, register], |row| row.get(0).map(UtcMillis))
        .optional()?)
}

/// A normalised plate backwards: "ends with 345" becomes "begins with 543", which an index answers.
pub(crate) fn reversed(plate_key: &str) -> String {
    plate_key.chars().rev().collect()
}
