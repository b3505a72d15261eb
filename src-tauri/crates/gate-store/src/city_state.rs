//! How a car park's city platform was last reached: heartbeat, clock, pause.

use gate_core::time::UtcMillis;
use rusqlite::{Connection, params};

use crate::audit::{self, AuditEntry};
use crate::change::Change;
use crate::city_history::{self, Added};
use crate::error::StoreError;
use crate::store::Store;

/// How the city platform was last reached.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CityState {
    /// The open platform's car park.
    pub parking_id: String,
    /// When a heartbeat was last accepted.
    pub last_ok_at: Option<UtcMillis>,
    /// Why the last heartbeat failed, while they fail.
    pub last_error: Option<String>,
    /// When it failed.
    pub last_error_at: Option<UtcMillis>,
    /// The city's time less ours, in milliseconds.
    pub clock_drift_ms: Option<i64>,
    /// Why reporting pauses by itself: `account_refused`, `address_wrong` or `unreachable`.
    pub paused: Option<String>,
    /// Since when.
    pub paused_since: Option<UtcMillis>,
    /// Since when a person holds reporting back.
    pub held_since: Option<UtcMillis>,
    /// Who does.
    pub held_by: Option<String>,
}

impl Store {
    /// How each car park's city platform was last reached, in order of the car parks' ids.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn city_states(&self) -> Result<Vec<CityState>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT parking_id, last_ok_at, last_error, last_error_at, clock_drift_ms, paused, paused_since,
                    held_since, held_by
                 FROM city_state ORDER BY parking_id",
            )?;
            let rows = statement.query_map([], |row| {
                Ok(CityState {
                    parking_id: row.get(0)?,
                    last_ok_at: row.get::<_, Option<i64>>(1)?.map(UtcMillis),
                    last_error: row.get(2)?,
                    last_error_at: row.get::<_, Option<i64>>(3)?.map(UtcMillis),
                    clock_drift_ms: row.get(4)?,
                    paused: row.get(5)?,
                    paused_since: row.get::<_, Option<i64>>(6)?.map(UtcMillis),
                    held_since: row.get::<_, Option<i64>>(7)?.map(UtcMillis),
                    held_by: row.get(8)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// A heartbeat was accepted.
    ///
    /// # Errors
    /// A failure to write.
    pub async fn heartbeat_ok(&self, parking_id: &str, at: UtcMillis) -> Result<(), StoreError> {
        let parking_id = parking_id.to_owned();
        self.write(move |tx| {
            ensure(tx, &parking_id)?;
            tx.prepare_cached(
                "UPDATE city_state SET last_ok_at = $1, last_error = NULL, last_error_at = NULL WHERE parking_id = $2",
            )?
            .execute(params![at.0, parking_id])?;
            city_history::add(tx, &parking_id, at, Added { beats_ok: 1, ..Added::default() })?;
            tx.changed(Change::Platforms);
            Ok(())
        })
        .await
    }

    /// A heartbeat failed; `error` is for people.
    ///
    /// # Errors
    /// A failure to write.
    pub async fn heartbeat_failed(
        &self,
        parking_id: &str,
        error: &str,
        at: UtcMillis,
    ) -> Result<(), StoreError> {
        let (parking_id, error) = (parking_id.to_owned(), error.to_owned());
        self.write(move |tx| {
            ensure(tx, &parking_id)?;
            tx.prepare_cached(
                "UPDATE city_state SET last_error = $1, last_error_at = $2 WHERE parking_id = $3",
            )?
            .execute(params![error, at.0, parking_id])?;
            city_history::add(tx, &parking_id, at, Added { beats_failed: 1, ..Added::default() })?;
            tx.changed(Change::Platforms);
            Ok(())
        })
        .await
    }

    /// The city's clock was read.
    ///
    /// # Errors
    /// A failure to write.
    pub async fn clock_read(&self, parking_id: &str, drift_ms: i64, at: UtcMillis) -> Result<(), StoreError> {
        let parking_id = parking_id.to_owned();
        self.write(move |tx| {
            ensure(tx, &parking_id)?;
            tx.prepare_cached(
                "UPDATE city_state SET clock_drift_ms = $1, clock_read_at = $2 WHERE parking_id = $3",
            )?
            .execute(params![drift_ms, at.0, parking_id])?;
            city_history::add(tx, &parking_id, at, Added { drift_ms: Some(drift_ms), ..Added::default() })?;
            tx.changed(Change::Platforms);
            Ok(())
        })
        .await
    }

    /// Reporting pauses for this reason, or goes on (`None`).
    ///
    /// # Errors
    /// A failure to write.
    pub async fn set_paused(
        &self,
        parking_id: &str,
        reason: Option<&str>,
        at: UtcMillis,
    ) -> Result<(), StoreError> {
        let (parking_id, reason) = (parking_id.to_owned(), reason.map(str::to_owned));
        self.write(move |tx| {
            ensure(tx, &parking_id)?;
            tx.prepare_cached(
                "UPDATE city_state SET paused = $1, paused_since = CASE WHEN $1 IS NULL THEN NULL ELSE $2 END
                 WHERE parking_id = $3 AND paused IS NOT $1",
            )?
            .execute(params![reason, at.0, parking_id])?;
            tx.changed(Change::Platforms);
            Ok(())
        })
        .await
    }

    /// A person holds a car park's reporting back, or lets it go on. Heartbeat and clock go on either way. Audited.
    /// Answers whether that changed anything.
    ///
    /// # Errors
    /// A failure to write.
    pub async fn hold_reporting(
        &self,
        parking_id: &str,
        hold: bool,
        by: &str,
        at: UtcMillis,
    ) -> Result<bool, StoreError> {
        let (parking_id, by) = (parking_id.to_owned(), by.to_owned());
        self.write(move |tx| {
            ensure(tx, &parking_id)?;
            let changed = tx
                .prepare_cached(
                    "UPDATE city_state SET held_since = CASE WHEN $1 THEN $2 END, held_by = CASE WHEN $1 THEN $3 END
                     WHERE parking_id = $4 AND (held_since IS NOT NULL) <> $1",
                )?
                .execute(params![hold, at.0, by, parking_id])?
                > 0;
            if changed {
                let action = if hold { "reporting.hold" } else { "reporting.release" };
                audit::append(tx, &AuditEntry::new(at, &by, action, &format!("car_park:{parking_id}")))?;
                tx.changed(Change::Platforms);
            }
            Ok(changed)
        })
        .await
    }

    /// Whether a person holds a car park's reporting back.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn is_reporting_held(&self, parking_id: &str) -> Result<bool, StoreError> {
        let parking_id = parking_id.to_owned();
        self.read(move |connection| {
            let held = connection
                .prepare_cached(
                    "SELECT EXISTS (SELECT 1 FROM city_state WHERE parking_id = $1 AND held_since IS NOT NULL)",
                )?
                .query_row([parking_id], |row| row.get(0))?;
            Ok(held)
        })
        .await
    }
}

fn ensure(connection: &Connection, parking_id: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO city_state (parking_id) VALUES ($1) ON CONFLICT (parking_id) DO NOTHING",
        )?
        .execute([parking_id])?;
    Ok(())
}
