//! The blacklist as a table. It is short beside the register of vehicles: it is filtered and sorted as it is read.

use chrono::NaiveDate;
use gate_core::plate;
use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, params};

use super::{BlacklistRow, read_entry};
use crate::error::StoreError;
use crate::scope::CarParkScope;
use crate::store::Store;

/// Which bans.
#[derive(Debug, Clone, Default)]
pub struct BlacklistFilter {
    /// The car parks that may be seen.
    pub scope: CarParkScope,
    /// Only this car park's.
    pub parking_id: Option<String>,
    /// A fragment of a plate, forgiving.
    pub text: String,
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlacklistTableRow {
    /// The ban.
    pub ban: BlacklistRow,
    /// Since when the plate is inside, if it is.
    pub inside_since: Option<UtcMillis>,
    /// Whether a write of it is on its way or its outcome is not known.
    pub unsettled: bool,
}

impl Store {
    /// Bans from `offset` on, at most `limit`, and how many there are: those that hold `today` first, then by plate.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn blacklist_table(
        &self,
        filter: BlacklistFilter,
        offset: u32,
        limit: u32,
        today: NaiveDate,
    ) -> Result<(u32, Vec<BlacklistTableRow>), StoreError> {
        self.read(move |connection| {
            let sought = plate::fold(&plate::normalise(&filter.text));
            let nothing = sought.is_empty() && !filter.text.trim().is_empty();
            let mut all = connection.prepare_cached(
                "SELECT id, parking_id, plate_key FROM blacklist
                 ORDER BY until_day <> '' AND until_day < $1, plate_key, parking_id",
            )?;
            let mut rows = all.query([today.to_string()])?;
            let (mut total, mut ids) = (0_u32, Vec::new());
            while let Some(row) = rows.next()? {
                let parking_id = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
                let key = row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?;
                let fits = !nothing
                    && filter.scope.holds(parking_id)
                    && filter.parking_id.as_deref().is_none_or(|only| only == parking_id)
                    && (sought.is_empty() || plate::fold(key).contains(&sought));
                if fits {
                    if total >= offset && ids.len() < limit as usize {
                        ids.push(row.get::<_, i64>(0)?);
                    }
                    total += 1;
                }
            }
            let rows = ids.into_iter().map(|id| table_row(connection, id)).collect::<Result<_, _>>()?;
            Ok((total, rows))
        })
        .await
    }

    /// Since when a plate (in any writing) is inside a car park: by its open session, else by the platform's list.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn inside_since(&self, parking_id: &str, plate: &str) -> Result<Option<UtcMillis>, StoreError> {
        let (parking_id, key) = (parking_id.to_owned(), crate::mirrors::plate_key(plate));
        self.read(move |connection| inside_since(connection, &parking_id, &key)).await
    }
}

fn table_row(connection: &Connection, id: i64) -> Result<BlacklistTableRow, StoreError> {
    let ban = connection
        .prepare_cached(
            "SELECT id, parking_id, plate, until_day, reason, added_by, written_at FROM blacklist WHERE id = $1",
        )?
        .query_row([id], read_entry)?;
    let key = crate::mirrors::plate_key(&ban.plate);
    let unsettled = connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM register_writes WHERE parking_id = $1 AND register = 'blacklist'
                 AND plate_key = $2 AND outcome = 'unknown')",
        )?
        .query_row(params![ban.parking_id, key], |row| row.get(0))?;
    Ok(BlacklistTableRow { inside_since: inside_since(connection, &ban.parking_id, &key)?, ban, unsettled })
}

pub(crate) fn inside_since(
    connection: &Connection,
    parking_id: &str,
    key: &str,
) -> Result<Option<UtcMillis>, StoreError> {
    if key.is_empty() {
        return Ok(None);
    }
    let by_session: Option<i64> = connection
        .prepare_cached(
            "SELECT sort_at FROM sessions WHERE parking_id = $1 AND plate = $2 AND state = 'open'
             ORDER BY sort_at DESC LIMIT 1",
        )?
        .query_row([parking_id, key], |row| row.get(0))
        .optional()?;
    let since = match by_session {
        Some(since) => Some(since),
        None => connection
            .prepare_cached(
                "SELECT entered_at FROM in_park WHERE parking_id = $1 AND plate_key = $2 ORDER BY entered_at DESC LIMIT 1",
            )?
            .query_row([parking_id, key], |row| row.get(0))
            .optional()?,
    };
    Ok(since.map(UtcMillis))
}
