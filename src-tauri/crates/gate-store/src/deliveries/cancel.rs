//! Taking back photos that people sent again and that are not sent yet.

use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::json;

use crate::audit::{self, AuditEntry};
use crate::change::Change;
use crate::error::StoreError;
use crate::store::Store;

/// Whether a delivery is a photo that a person sent and of which nothing went out: never tried, and not on its way now. What is
/// frozen without an outcome may be with the city already.
pub(super) const CANCELLABLE: &str =
    "(d.asked_by IS NOT NULL AND d.delivered_at IS NULL AND d.given_up_at IS NULL
    AND d.tries = 0 AND (d.payload IS NULL OR d.last_outcome IS NOT NULL))";

/// Why a photo of this kind was given up.
const REASON: &str = "cancelled";

/// What became of photos that were to be cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CancelledPhotos {
    /// So many will not be sent.
    pub cancelled: u64,
    /// Of these so many had taken the place of another one, which is owed again.
    pub restored: u64,
    /// So many were sent before, or are on their way: nothing was done about them.
    pub sent: u64,
    /// So many had been given up or cancelled already, or are none that a person sent.
    pub others: u64,
}

impl Store {
    /// Cancels photos that people sent again, where nothing went out yet: what the city has stays what it has, and a photo in whose
    /// place one stood is owed as before. Audited one by one, in the same transaction.
    ///
    /// # Errors
    /// A failure to write: nothing was cancelled.
    pub async fn cancel_photos(
        &self,
        ids: Vec<i64>,
        by: &str,
        now: UtcMillis,
    ) -> Result<CancelledPhotos, StoreError> {
        let by = by.to_owned();
        self.write(move |tx| {
            let mut done = CancelledPhotos::default();
            for id in &ids {
                match cancel(tx, *id, now)? {
                    Cancel::Done { session, replaced } => {
                        done.cancelled += 1;
                        done.restored += u64::from(replaced.is_some());
                        let entry = AuditEntry::new(now, &by, "photo.cancel", &format!("delivery:{id}"))
                            .with_after(json!({ "session": session, "owed_again": replaced }));
                        audit::append(tx, &entry)?;
                    }
                    Cancel::Sent => done.sent += 1,
                    Cancel::Other => done.others += 1,
                }
            }
            if done.cancelled > 0 {
                tx.changed(Change::Deliveries);
            }
            Ok(done)
        })
        .await
    }

    /// The photos of a session that may be cancelled.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn cancellable_photos(&self, session: i64) -> Result<Vec<i64>, StoreError> {
        self.read(move |connection| {
            let sql = format!(
                "SELECT d.id FROM deliveries d WHERE d.session_id = $1 AND {CANCELLABLE} ORDER BY d.id"
            );
            let mut statement = connection.prepare_cached(&sql)?;
            Ok(statement.query_map([session], |row| row.get(0))?.collect::<Result<_, _>>()?)
        })
        .await
    }
}

enum Cancel {
    Done { session: i64, replaced: Option<i64> },
    Sent,
    Other,
}

fn cancel(connection: &Connection, id: i64, now: UtcMillis) -> Result<Cancel, StoreError> {
    let sql = format!(
        "SELECT {CANCELLABLE}, d.asked_by IS NOT NULL AND (d.given_up_at IS NULL OR d.delivered_at IS NOT NULL),
            d.session_id, d.replaces FROM deliveries d WHERE d.id = $1"
    );
    let found: Option<(bool, bool, i64, Option<i64>)> = connection
        .prepare_cached(&sql)?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    let (session, replaces) = match found {
        Some((true, _, session, replaces)) => (session, replaces),
        Some((false, true, ..)) => return Ok(Cancel::Sent),
        _ => return Ok(Cancel::Other),
    };
    connection
        .prepare_cached("UPDATE deliveries SET given_up_at = $1, give_up_reason = $2 WHERE id = $3")?
        .execute(params![now.0, REASON, id])?;
    let restored = connection
        .prepare_cached(
            "UPDATE deliveries SET given_up_at = NULL, give_up_reason = NULL
             WHERE id = $1 AND give_up_reason = 'replaced' AND delivered_at IS NULL",
        )?
        .execute([replaces])?;
    Ok(Cancel::Done { session, replaced: replaces.filter(|_| restored > 0) })
}
