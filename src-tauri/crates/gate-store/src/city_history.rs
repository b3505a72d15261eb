//! How each car park's city platform was over time, in slots of five minutes: at most 288 rows a day, kept as long as passages.

use gate_core::time::UtcMillis;
use rusqlite::{Connection, params};

use crate::error::StoreError;
use crate::scope::CarParkScope;
use crate::store::Store;

/// What one row tells of, in milliseconds.
pub(crate) const SLOT_MS: i64 = 300_000;

/// A stretch of time of one car park's city platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CityPoint {
    /// The car park.
    pub parking_id: String,
    /// When the stretch began.
    pub at: UtcMillis,
    /// Heartbeats that the city accepted.
    pub beats_ok: u32,
    /// Heartbeats that it did not.
    pub beats_failed: u32,
    /// The city's time less ours at the least, in milliseconds.
    pub drift_least: Option<i64>,
    /// And at the most.
    pub drift_most: Option<i64>,
    /// Deliveries that it accepted.
    pub delivered: u32,
    /// Tries that reached it and did not deliver.
    pub failed: u32,
}

/// What is added to a slot.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Added {
    pub(crate) beats_ok: u32,
    pub(crate) beats_failed: u32,
    pub(crate) drift_ms: Option<i64>,
    pub(crate) delivered: u32,
    pub(crate) failed: u32,
}

/// Adds to the slot of `at`.
pub(crate) fn add(
    connection: &Connection,
    parking_id: &str,
    at: UtcMillis,
    added: Added,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO city_history AS h
                (slot, parking_id, beats_ok, beats_failed, drift_least, drift_most, delivered, failed)
             VALUES ($1, $2, $3, $4, $5, $5, $6, $7)
             ON CONFLICT (slot, parking_id) DO UPDATE SET beats_ok = h.beats_ok + excluded.beats_ok,
                beats_failed = h.beats_failed + excluded.beats_failed,
                drift_least = min(coalesce(h.drift_least, excluded.drift_least), coalesce(excluded.drift_least, h.drift_least)),
                drift_most = max(coalesce(h.drift_most, excluded.drift_most), coalesce(excluded.drift_most, h.drift_most)),
                delivered = h.delivered + excluded.delivered, failed = h.failed + excluded.failed",
        )?
        .execute(params![
            slot_of(at),
            parking_id,
            added.beats_ok,
            added.beats_failed,
            added.drift_ms,
            added.delivered,
            added.failed
        ])?;
    Ok(())
}

/// The begin of the slot in which an instant lies.
pub(crate) fn slot_of(at: UtcMillis) -> i64 {
    at.0 - at.0.rem_euclid(SLOT_MS)
}

pub(crate) const HISTORY: &str =
    "SELECT parking_id, slot / $1 * $1, sum(beats_ok), sum(beats_failed), min(drift_least), max(drift_most),
        sum(delivered), sum(failed)
     FROM city_history WHERE slot >= $2 AND slot < $3 AND ($4 IS NULL OR parking_id = $4) GROUP BY 2, 1 ORDER BY 2, 1";

impl Store {
    /// The city platforms over a stretch of time, in order of time, each car park in at most `most` points; and how long a
    /// point stands for, in milliseconds. A stretch in which nothing ran has no point.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn city_history(
        &self,
        scope: CarParkScope,
        parking_id: Option<String>,
        from: UtcMillis,
        until: UtcMillis,
        most: u32,
    ) -> Result<(i64, Vec<CityPoint>), StoreError> {
        self.read(move |connection| {
            let (slots, most) = ((until.since(from) / SLOT_MS).max(1), i64::from(most.max(2)) - 1);
            // Points begin at multiples of their length, so one more than fit may be touched.
            let point_ms = SLOT_MS * ((slots + most - 1) / most);
            let mut statement = connection.prepare_cached(HISTORY)?;
            let rows = statement.query_map(params![point_ms, from.0, until.0, parking_id], |row| {
                Ok(CityPoint {
                    parking_id: row.get(0)?,
                    at: UtcMillis(row.get(1)?),
                    beats_ok: row.get(2)?,
                    beats_failed: row.get(3)?,
                    drift_least: row.get(4)?,
                    drift_most: row.get(5)?,
                    delivered: row.get(6)?,
                    failed: row.get(7)?,
                })
            })?;
            let mut points = rows.collect::<Result<Vec<_>, _>>()?;
            points.retain(|point| scope.holds(&point.parking_id));
            Ok((point_ms, points))
        })
        .await
    }
}

#[cfg(test)]
mod tests;
