//! Settling deliveries by what came of sending them.

use std::collections::BTreeMap;

use gate_core::delivery::{ParkedReason, Settlement};
use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, params};

use crate::change::Change;
use crate::city_history::{self, Added};
use crate::error::StoreError;
use crate::store::Store;

/// What came of sending one delivery.
#[derive(Debug, Clone)]
pub struct Settled {
    /// The delivery.
    pub id: i64,
    /// The outcome's code.
    pub outcome: &'static str,
    /// What becomes of the delivery.
    pub settlement: Settlement,
    /// Why, if it is parked.
    pub parked_reason: ParkedReason,
    /// Nothing was sent: this was no try.
    pub nothing_sent: bool,
    /// HTTP status, if an answer came.
    pub status: Option<u16>,
    /// The answer, or the failure in words; no secrets.
    pub answer: String,
    /// Milliseconds from the first byte out to the last byte in.
    pub elapsed_ms: u64,
    /// Bytes of the body that was sent.
    pub bytes: u64,
    /// MD5 of the photo that was sent.
    pub photo_md5: Option<String>,
    /// What was sent, but for the credentials; none where that is not known.
    pub payload: Option<String>,
    /// When the outcome came.
    pub at: UtcMillis,
}

impl Store {
    /// Settles deliveries; what waited behind a delivered one may go from then on.
    ///
    /// # Errors
    /// A failure to write: nothing was settled, and what was sent will be sent again, byte for byte.
    pub async fn settle(&self, settled: Vec<Settled>) -> Result<(), StoreError> {
        self.write(move |tx| {
            settled.iter().try_for_each(|one| settle(tx, one))?;
            count(tx, &settled)?;
            tx.changed(Change::Deliveries);
            Ok(())
        })
        .await
    }
}

/// Counts what came of sending, once for each five minutes and car park.
fn count(connection: &Connection, settled: &[Settled]) -> Result<(), StoreError> {
    let mut car_park = connection.prepare_cached("SELECT parking_id FROM deliveries WHERE id = $1")?;
    let mut counts: BTreeMap<(i64, String), Added> = BTreeMap::new();
    for one in settled.iter().filter(|one| !one.nothing_sent) {
        let Some(parking_id) = car_park.query_row([one.id], |row| row.get(0)).optional()? else { continue };
        let added = counts.entry((city_history::slot_of(one.at), parking_id)).or_default();
        match one.settlement {
            Settlement::Delivered => added.delivered += 1,
            _ => added.failed += 1,
        }
    }
    counts.into_iter().try_for_each(|((slot, parking_id), added)| {
        city_history::add(connection, &parking_id, UtcMillis(slot), added)
    })
}

fn settle(connection: &Connection, one: &Settled) -> Result<(), StoreError> {
    if is_outdated(connection, one)? {
        return record_attempt(connection, one, &one.answer);
    }
    match one.settlement {
        Settlement::Delivered => {
            connection
                .prepare_cached(
                    "UPDATE deliveries SET delivered_at = $1, last_outcome = $2, last_error = NULL, last_status = $3,
                        answer = $4, last_elapsed_ms = $5, last_bytes = $6, failures = 0, tries = tries + 1
                     WHERE id = $7 AND delivered_at IS NULL",
                )?
                .execute(params![
                    one.at.0,
                    one.outcome,
                    one.status,
                    one.answer,
                    one.elapsed_ms,
                    one.bytes,
                    one.id
                ])?;
            free_what_waited(connection, one.id)?;
        }
        Settlement::Again { at, tries } => {
            record_failure(connection, one)?;
            connection
                .prepare_cached(
                    "UPDATE deliveries SET next_attempt_at = $1, attempts = $2, failures = $3 WHERE id = $4",
                )?
                .execute(params![at.0, tries.attempts, tries.failures, one.id])?;
        }
        Settlement::Park { tries } => {
            record_failure(connection, one)?;
            connection
                .prepare_cached(
                    "UPDATE deliveries SET parked_reason = $1, parked_at = $2, attempts = $3, failures = 0 WHERE id = $4",
                )?
                .execute(params![one.parked_reason.code(), one.at.0, tries.attempts, one.id])?;
        }
        Settlement::Unchanged => record_failure(connection, one)?,
    }
    Ok(())
}

/// Whether staff put the session right while this was on its way: what was sent is no longer what is owed, so that its outcome
/// settles nothing. It stands among the attempts.
fn is_outdated(connection: &Connection, one: &Settled) -> Result<bool, StoreError> {
    let Some(sent) = &one.payload else { return Ok(false) };
    let owed = connection
        .prepare_cached("SELECT payload IS NOT $1 FROM deliveries WHERE id = $2 AND delivered_at IS NULL")?
        .query_row(params![sent, one.id], |row| row.get(0))
        .optional()?;
    Ok(owed.unwrap_or(false))
}

/// Row by row: an update of all rows behind a delivery changes the index by which it finds them, for which SQLite makes a
/// table of its own each time.
fn free_what_waited(connection: &Connection, behind: i64) -> Result<(), StoreError> {
    let mut waiting = connection.prepare_cached("SELECT id FROM deliveries WHERE blocked_by = $1")?;
    let mut free = connection.prepare_cached("UPDATE deliveries SET blocked_by = NULL WHERE id = $1")?;
    let waiting: Vec<i64> = waiting.query_map([behind], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for id in waiting {
        free.execute([id])?;
    }
    Ok(())
}

/// Keeps the attempt and shows it on the delivery.
fn record_failure(connection: &Connection, one: &Settled) -> Result<(), StoreError> {
    let error = format!("{}: {}", one.outcome, one.answer);
    connection
        .prepare_cached(
            "UPDATE deliveries SET last_outcome = $1, last_error = $2, last_status = $3, answer = $4, last_elapsed_ms = $5,
                last_bytes = $6, tries = tries + $7
             WHERE id = $8 AND delivered_at IS NULL",
        )?
        .execute(params![
            one.outcome,
            error,
            one.status,
            one.answer,
            one.elapsed_ms,
            one.bytes,
            i64::from(!one.nothing_sent),
            one.id
        ])?;
    record_attempt(connection, one, &error)
}

fn record_attempt(connection: &Connection, one: &Settled, error: &str) -> Result<(), StoreError> {
    if one.nothing_sent {
        return Ok(());
    }
    connection
        .prepare_cached(
            "INSERT INTO delivery_attempts (delivery_id, at, outcome, status, error, answer, elapsed_ms, bytes, photo_md5)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )?
        .execute(params![
            one.id,
            one.at.0,
            one.outcome,
            one.status,
            error,
            one.answer,
            one.elapsed_ms,
            one.bytes,
            one.photo_md5
        ])?;
    Ok(())
}
