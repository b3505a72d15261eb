//! How far the open platform's records have been collected, per car park.

use gate_core::time::UtcMillis;
use rusqlite::{OptionalExtension, params};

use crate::change::Change;
use crate::error::StoreError;
use crate::store::Store;

/// Where the collector stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectorState {
    /// The open platform's car park.
    pub parking_id: String,
    /// Where collecting began: nothing older is wanted, but for arrivals that are looked for.
    pub collected_from: UtcMillis,
    /// Everything up to here was read at least once.
    pub collected_until: UtcMillis,
    /// When a poll last succeeded.
    pub last_ok_at: Option<UtcMillis>,
    /// Why polling fails now.
    pub last_error: Option<String>,
    /// When the last 24 hours were last read again.
    pub day_read_at: UtcMillis,
    /// When the last 7 days were last read again.
    pub week_read_at: UtcMillis,
}

impl Store {
    /// Where the collector stands for every car park it ever collected, in order of their ids.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn collector_states(&self) -> Result<Vec<CollectorState>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT parking_id, collected_from, collected_until, last_ok_at, last_error, day_read_at, week_read_at
                 FROM collector
                 ORDER BY parking_id",
            )?;
            let rows = statement.query_map([], |row| {
                Ok(CollectorState {
                    parking_id: row.get(0)?,
                    collected_from: UtcMillis(row.get(1)?),
                    collected_until: UtcMillis(row.get(2)?),
                    last_ok_at: row.get::<_, Option<i64>>(3)?.map(UtcMillis),
                    last_error: row.get(4)?,
                    day_read_at: UtcMillis(row.get(5)?),
                    week_read_at: UtcMillis(row.get(6)?),
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Where a car park's collector stands; a new one starts at `from`.
    ///
    /// # Errors
    /// A failure to write.
    pub async fn start_collector(
        &self,
        parking_id: &str,
        from: UtcMillis,
        now: UtcMillis,
    ) -> Result<UtcMillis, StoreError> {
        let parking_id = parking_id.to_owned();
        self.write(move |tx| {
            let known: Option<i64> = tx
                .query_row("SELECT collected_until FROM collector WHERE parking_id = $1", [&parking_id], |row| row.get(0))
                .optional()?;
            if let Some(until) = known {
                return Ok(UtcMillis(until));
            }
            tx.execute(
                "INSERT INTO collector (parking_id, collected_from, collected_until, day_read_at, week_read_at)
                 VALUES ($1, $2, $2, $3, $3)",
                params![parking_id, from.0, now.0],
            )?;
            tx.changed(Change::Collector);
            Ok(from)
        })
        .await
    }

    /// A window was read whole.
    ///
    /// # Errors
    /// A failure to write.
    pub async fn collected(
        &self,
        parking_id: &str,
        until: UtcMillis,
        now: UtcMillis,
    ) -> Result<(), StoreError> {
        let parking_id = parking_id.to_owned();
        self.write(move |tx| {
            tx.prepare_cached(
                "UPDATE collector SET collected_until = max(collected_until, $1), last_ok_at = $2, last_error = NULL
                 WHERE parking_id = $3",
            )?
            .execute(params![until.0, now.0, parking_id])?;
            tx.changed(Change::Collector);
            Ok(())
        })
        .await
    }

    /// Polling failed; `error` is for people.
    ///
    /// # Errors
    /// A failure to write.
    pub async fn collecting_failed(&self, parking_id: &str, error: &str) -> Result<(), StoreError> {
        let (parking_id, error) = (parking_id.to_owned(), error.to_owned());
        self.write(move |tx| {
            tx.prepare_cached("UPDATE collector SET last_error = $1 WHERE parking_id = $2")?
                .execute(params![error, parking_id])?;
            tx.changed(Change::Collector);
            Ok(())
        })
        .await
    }

    /// The last 24 hours, and perhaps the last 7 days, were read again.
    ///
    /// # Errors
    /// A failure to write.
    pub async fn read_again(&self, parking_id: &str, week: bool, now: UtcMillis) -> Result<(), StoreError> {
        let parking_id = parking_id.to_owned();
        self.write(move |tx| {
            tx.prepare_cached(
                "UPDATE collector SET day_read_at = $1, week_read_at = CASE WHEN $2 THEN $1 ELSE week_read_at END
                 WHERE parking_id = $3",
            )?
            .execute(params![now.0, week, parking_id])?;
            Ok(())
        })
        .await
    }
}
