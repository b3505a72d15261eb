//! Free spaces at a passage (protocols.md C): the callback's own figures; else the newest occupancy sample at or before
//! it; else the spaces in all less the open sessions.

use gate_core::occupancy::Occupancy;
use gate_core::record::FreeSpaces;
use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::StoreError;
use crate::sessions;
use crate::store::Store;

/// Keeps count for one batch, so that vehicles inside are counted once and not for every passage.
pub(crate) struct Reckoning {
    parking_id: String,
    total_spaces: Option<u32>,
    inside: i64,
}

impl Reckoning {
    pub(crate) fn new(
        connection: &Connection,
        parking_id: &str,
        configured_total: Option<u32>,
    ) -> Result<Self, StoreError> {
        let total_spaces = match newest_total(connection, parking_id)? {
            Some(total) => Some(total),
            None => configured_total,
        };
        let inside = i64::from(sessions::count_open(connection, parking_id)?);
        Ok(Self { parking_id: parking_id.to_owned(), total_spaces, inside })
    }

    /// Vehicles inside, after what was just paired.
    pub(crate) fn inside_changed(&mut self, by: i64) {
        self.inside += by;
    }

    /// Free spaces at `at`; 0 when nothing is known.
    pub(crate) fn at(
        &self,
        connection: &Connection,
        at: UtcMillis,
        own: Option<FreeSpaces>,
    ) -> Result<u32, StoreError> {
        if let Some(free) = own.and_then(|figures| figures.free()) {
            return Ok(free);
        }
        if let Some(free) = sampled_at(connection, &self.parking_id, at)? {
            return Ok(free);
        }
        let total = i64::from(self.total_spaces.unwrap_or(0));
        Ok(u32::try_from((total - self.inside).max(0)).unwrap_or(u32::MAX))
    }
}

impl Store {
    /// Free spaces now, for a heartbeat: by the newest sample, else the spaces in all less the open sessions; `None` when
    /// nothing is known.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn free_spaces_now(
        &self,
        parking_id: &str,
        configured_total: Option<u32>,
    ) -> Result<Option<u32>, StoreError> {
        let parking_id = parking_id.to_owned();
        self.read(move |connection| {
            if let Some(free) = sampled_at(connection, &parking_id, UtcMillis(i64::MAX))? {
                return Ok(Some(free));
            }
            let total = match newest_total(connection, &parking_id)? {
                Some(total) => Some(total),
                None => configured_total,
            };
            let inside = sessions::count_open(connection, &parking_id)?;
            Ok(total.map(|total| total.saturating_sub(inside)))
        })
        .await
    }
}

/// The newest sample's spaces in all.
fn newest_total(connection: &Connection, parking_id: &str) -> Result<Option<u32>, StoreError> {
    let total: Option<i64> = connection
        .prepare_cached(
            "SELECT total FROM occupancy WHERE parking_id = $1 AND total IS NOT NULL ORDER BY at DESC LIMIT 1",
        )?
        .query_row([parking_id], |row| row.get(0))
        .optional()?;
    Ok(total.and_then(|total| u32::try_from(total).ok()))
}

/// Free spaces by the newest sample at or before `at`.
fn sampled_at(connection: &Connection, parking_id: &str, at: UtcMillis) -> Result<Option<u32>, StoreError> {
    let sample = connection
        .prepare_cached(
            "SELECT total, used FROM occupancy WHERE parking_id = $1 AND at <= $2 ORDER BY at DESC LIMIT 1",
        )?
        .query_row(params![parking_id, at.0], |row| {
            Ok(Occupancy { total: row.get(0)?, used: row.get(1)?, ..Occupancy::default() })
        })
        .optional()?;
    Ok(sample.and_then(|sample| sample.free()))
}
