//! The blacklist: a mirror of the platform's list, and who banned a plate from here and why.

mod table;

use chrono::NaiveDate;
use gate_core::blacklist::BlacklistEntry;
use gate_core::standing::holds;
use gate_core::time::UtcMillis;
use rusqlite::{Connection, Row, params};

use crate::change::Change;
use crate::error::StoreError;
use crate::mirrors::{self, RefreshNo, Register};
use crate::plate_parts;
use crate::register_writes::{self, RegisterEntry};
use crate::store::Store;
use crate::writer::WriteTx;

pub(crate) use table::inside_since;
pub use table::{BlacklistFilter, BlacklistTableRow};

/// A banned plate of one car park.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlacklistRow {
    /// Its number here.
    pub id: i64,
    /// The car park.
    pub parking_id: String,
    /// The plate as it was entered.
    pub plate: String,
    /// The ban's last day, in China; `None` where the platform does not say.
    pub until: Option<NaiveDate>,
    /// Why, as it was written from here; empty otherwise.
    pub reason: String,
    /// Who banned it from here; empty otherwise.
    pub added_by: String,
    /// When it was written from here.
    pub written_at: Option<UtcMillis>,
}

impl BlacklistRow {
    /// Whether the ban holds on that day.
    #[must_use]
    pub fn holds(&self, on: NaiveDate) -> bool {
        holds(self.until, on)
    }
}

impl Store {
    /// Takes one page of the platform's list over. `asked_at` is when the page was asked for: what was written from here
    /// since then is newer than the page.
    ///
    /// # Errors
    /// As any write.
    pub async fn upsert_blacklist(
        &self,
        parking_id: &str,
        refresh: RefreshNo,
        entries: Vec<BlacklistEntry>,
        asked_at: UtcMillis,
    ) -> Result<(), StoreError> {
        let parking_id = parking_id.to_owned();
        self.write(move |tx| {
            let mut touch = tx.prepare_cached(
                "UPDATE blacklist SET refresh_no = max(refresh_no, $1), seen_at = $2
                 WHERE parking_id = $3 AND plate_key = $4 AND (written_at >= $2 OR (plate = $5 AND until_day = $6))",
            )?;
            let mut upsert = tx.prepare_cached(
                "INSERT INTO blacklist (parking_id, plate, plate_key, until_day, refresh_no, seen_at)
                 VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (parking_id, plate_key) DO UPDATE SET plate = excluded.plate,
                     until_day = excluded.until_day, refresh_no = max(blacklist.refresh_no, excluded.refresh_no),
                     seen_at = excluded.seen_at",
            )?;
            let mut changed = false;
            for entry in &entries {
                let key = mirrors::plate_key(&entry.plate);
                let until = entry.until.map(|day| day.to_string()).unwrap_or_default();
                let as_before =
                    touch.execute(params![refresh.0, asked_at.0, parking_id, key, entry.plate, until])?;
                if as_before == 0 {
                    upsert.execute(params![parking_id, entry.plate, key, until, refresh.0, asked_at.0])?;
                    plate_parts::know(tx, &key)?;
                    changed = true;
                }
            }
            if changed {
                tx.changed(Change::Blacklist);
            }
            Ok(())
        })
        .await
    }

    /// Ends a refresh that saw the whole list: bans that no page since `from` named are lifted, unless they were written from
    /// here since the refresh began. Answers how many went.
    ///
    /// # Errors
    /// As any write.
    pub async fn finish_blacklist(
        &self,
        parking_id: &str,
        from: RefreshNo,
        now: UtcMillis,
    ) -> Result<u64, StoreError> {
        let parking_id = parking_id.to_owned();
        self.write(move |tx| {
            let gone = tx
                .prepare_cached(
                    "DELETE FROM blacklist WHERE parking_id = $1 AND refresh_no < $2
                         AND (written_at IS NULL OR written_at < $3)
                     RETURNING plate_key",
                )?
                .query_map(params![parking_id, from.0, from.1.0], |row| row.get(0))?
                .collect::<Result<Vec<String>, _>>()?;
            gone.iter().try_for_each(|plate| plate_parts::forget_if_unknown(tx, plate))?;
            mirrors::finish(tx, &parking_id, Register::Blacklist, now)?;
            register_writes::settle(tx, &parking_id, Register::Blacklist, from.1, now)?;
            tx.changed(Change::Mirrors);
            tx.changed(Change::Blacklist);
            Ok(gone.len() as u64)
        })
        .await
    }

    /// How many bans no page since `from` has named.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn blacklist_unseen_since(&self, parking_id: &str, from: RefreshNo) -> Result<u64, StoreError> {
        let parking_id = parking_id.to_owned();
        self.read(move |connection| {
            Ok(connection
                .prepare_cached("SELECT count(*) FROM blacklist WHERE parking_id = $1 AND refresh_no < $2")?
                .query_row(params![parking_id, from.0], |row| row.get(0))?)
        })
        .await
    }

    /// Where a plate (in any writing) is banned, or was until the list's entry ended: one row per car park.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn blacklist_by_plate(&self, plate: &str) -> Result<Vec<BlacklistRow>, StoreError> {
        let key = mirrors::plate_key(plate);
        self.read(move |connection| of_plate(connection, &key)).await
    }
}

/// Keeps a ban that the platform accepted from here, with who and why.
pub(crate) fn remember(
    tx: &WriteTx<'_>,
    parking_id: &str,
    ban: &RegisterEntry,
    added_by: &str,
    at: UtcMillis,
) -> Result<(), StoreError> {
    let key = mirrors::plate_key(&ban.plate);
    tx.prepare_cached(
        "INSERT INTO blacklist (parking_id, plate, plate_key, until_day, reason, added_by, written_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (parking_id, plate_key) DO UPDATE SET plate = excluded.plate,
             until_day = excluded.until_day, reason = excluded.reason, added_by = excluded.added_by,
             written_at = excluded.written_at",
    )?
    .execute(params![parking_id, ban.plate, key, ban.valid_until, ban.reason, added_by, at.0])?;
    plate_parts::know(tx, &key)?;
    tx.changed(Change::Blacklist);
    Ok(())
}

/// Removes a ban that the platform lifted on our word. Says whether it was there.
pub(crate) fn forget(tx: &WriteTx<'_>, parking_id: &str, key: &str) -> Result<bool, StoreError> {
    let gone = tx
        .prepare_cached("DELETE FROM blacklist WHERE parking_id = $1 AND plate_key = $2")?
        .execute(params![parking_id, key])?;
    plate_parts::forget_if_unknown(tx, key)?;
    tx.changed(Change::Blacklist);
    Ok(gone > 0)
}

/// The bans of a plate, by car park.
pub(crate) fn of_plate(connection: &Connection, key: &str) -> Result<Vec<BlacklistRow>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, parking_id, plate, until_day, reason, added_by, written_at
         FROM blacklist WHERE plate_key = $1 ORDER BY parking_id",
    )?;
    Ok(statement.query_map([key], read_entry)?.collect::<Result<_, _>>()?)
}

fn read_entry(row: &Row<'_>) -> rusqlite::Result<BlacklistRow> {
    Ok(BlacklistRow {
        id: row.get(0)?,
        parking_id: row.get(1)?,
        plate: row.get(2)?,
        until: row.get_ref(3)?.as_str()?.parse().ok(),
        reason: row.get(4)?,
        added_by: row.get(5)?,
        written_at: row.get::<_, Option<i64>>(6)?.map(UtcMillis),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StoreOptions;

    fn entry(plate: &str, day: u32) -> BlacklistEntry {
        BlacklistEntry { plate: plate.to_owned(), until: NaiveDate::from_ymd_opt(2026, 3, day) }
    }

    #[tokio::test]
    async fn who_banned_a_plate_and_why_outlives_refreshes_and_the_ban_does_not() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        store
            .remember_blacklisted("park1", &entry("浙B·12345", 10), "逃费", "王工", UtcMillis(10))
            .await
            .unwrap();
        let refresh = store.begin_refresh("park1", Register::Blacklist, UtcMillis(20)).await.unwrap();
        let page = vec![entry("浙B12345", 15), entry("浙B22222", 1)];
        store.upsert_blacklist("park1", refresh, page, UtcMillis(20)).await.unwrap();
        assert_eq!(store.finish_blacklist("park1", refresh, UtcMillis(21)).await.unwrap(), 0);
        let rows = store.blacklist_by_plate("浙b12345").await.unwrap();
        assert_eq!((rows[0].reason.as_str(), rows[0].added_by.as_str()), ("逃费", "王工"));
        assert_eq!(rows[0].until, NaiveDate::from_ymd_opt(2026, 3, 15));
        let refresh = store.begin_refresh("park1", Register::Blacklist, UtcMillis(30)).await.unwrap();
        assert_eq!(store.blacklist_unseen_since("park1", refresh).await.unwrap(), 2);
        assert_eq!(store.finish_blacklist("park1", refresh, UtcMillis(31)).await.unwrap(), 2);
        assert_eq!(store.blacklist_by_plate("浙B12345").await.unwrap(), []);
        assert!(!store.forget_blacklisted("park1", "浙B12345").await.unwrap());
    }
}
