//! What people do about deliveries: retry, give up, and owe a photo again. Each is audited in its own transaction.

use gate_core::delivery::{DeliveryKind, ParkedReason};
use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::json;

use crate::audit::{self, AuditEntry};
use crate::change::Change;
use crate::error::StoreError;
use crate::photos::{self, PhotoOnDisk};
use crate::store::Store;

impl Store {
    /// Frees these parked deliveries to be tried again at once, with their counts of refusals back at 0. A photo whose
    /// file is missing is fetched again. Answers how many were freed; what is not parked is left alone.
    ///
    /// # Errors
    /// A failure to write.
    pub async fn retry_deliveries(&self, ids: Vec<i64>, by: &str, now: UtcMillis) -> Result<u64, StoreError> {
        let by = by.to_owned();
        self.write(move |tx| {
            let mut freed = 0;
            for id in &ids {
                if retry(tx, *id, now)? {
                    freed += 1;
                    let entry = AuditEntry::new(now, &by, "delivery.retry", &format!("delivery:{id}"));
                    audit::append(tx, &entry)?;
                }
            }
            if freed > 0 {
                [Change::Deliveries, Change::Photos].into_iter().for_each(|c| tx.changed(c));
            }
            Ok(freed)
        })
        .await
    }

    /// The parked deliveries, all or of one reason.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn parked_deliveries(&self, reason: Option<ParkedReason>) -> Result<Vec<i64>, StoreError> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id FROM deliveries WHERE parked_reason IS NOT NULL AND delivered_at IS NULL AND given_up_at IS NULL
                    AND ($1 IS NULL OR parked_reason = $1) ORDER BY id",
            )?;
            let rows = statement.query_map([reason.map(ParkedReason::code)], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Gives up a delivery and what stands on it, for a reason that a person gave. Answers how many were given up.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is not there, or the city has it already; a failure to write.
    pub async fn give_up_delivery(
        &self,
        id: i64,
        reason: &str,
        by: &str,
        now: UtcMillis,
    ) -> Result<u64, StoreError> {
        let (reason, by) = (reason.to_owned(), by.to_owned());
        self.write(move |tx| {
            let given_up = tx.execute(
                "WITH RECURSIVE behind (id) AS (
                    SELECT id FROM deliveries WHERE id = $1 AND delivered_at IS NULL AND given_up_at IS NULL
                    UNION SELECT d.id FROM deliveries d JOIN behind ON d.blocked_by = behind.id
                    WHERE d.delivered_at IS NULL AND d.given_up_at IS NULL)
                 UPDATE deliveries SET given_up_at = $2, give_up_reason = $3 WHERE id IN (SELECT id FROM behind)",
                params![id, now.0, reason],
            )?;
            if given_up == 0 {
                return Err(StoreError::NotFound { what: "undelivered delivery", id: id.to_string() });
            }
            let entry = AuditEntry::new(now, &by, "delivery.give_up", &format!("delivery:{id}"))
                .with_after(json!({ "reason": reason, "given_up": given_up }));
            audit::append(tx, &entry)?;
            tx.changed(Change::Deliveries);
            Ok(given_up as u64)
        })
        .await
    }

    /// Owes a photo that a person gave: in the place of a photo of the event that the city does not have, else under the
    /// event's next free index, else under its last one again, since a person wants the city to have this one. What was
    /// delivered before stays as it is. Answers the delivery.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the session has no such event.
    pub async fn owe_photo_again(
        &self,
        session_id: i64,
        event: DeliveryKind,
        photo: PhotoOnDisk,
        first_index: u8,
        by: &str,
        now: UtcMillis,
    ) -> Result<i64, StoreError> {
        let by = by.to_owned();
        self.write(move |tx| {
            let id = owe_again(tx, session_id, event, &photo, first_index, now)?;
            let entry = AuditEntry::new(now, &by, "photo.upload", &format!("session:{session_id}")).with_after(
                json!({ "delivery": id, "event": event.code(), "md5": photo.fitted_md5, "bytes": photo.fitted_bytes }),
            );
            audit::append(tx, &entry)?;
            [Change::Deliveries, Change::Photos].into_iter().for_each(|c| tx.changed(c));
            Ok(id)
        })
        .await
    }
}

fn retry(connection: &Connection, id: i64, now: UtcMillis) -> Result<bool, StoreError> {
    let freed = connection
        .prepare_cached(
            "UPDATE deliveries SET parked_reason = NULL, parked_at = NULL, attempts = 0, failures = 0, next_attempt_at = $1
             WHERE id = $2 AND parked_reason IS NOT NULL AND delivered_at IS NULL AND given_up_at IS NULL",
        )?
        .execute(params![now.0, id])?;
    if freed == 0 {
        return Ok(false);
    }
    photos::want_again_for(connection, id, now)?;
    Ok(true)
}

fn owe_again(
    connection: &Connection,
    session_id: i64,
    event: DeliveryKind,
    photo: &PhotoOnDisk,
    first_index: u8,
    now: UtcMillis,
) -> Result<i64, StoreError> {
    let photo_kind = if event == DeliveryKind::Arrival {
        DeliveryKind::ArrivalPhoto
    } else {
        DeliveryKind::DeparturePhoto
    };
    let not_found = |what| StoreError::NotFound { what, id: session_id.to_string() };
    let found = connection
        .query_row(
            "SELECT id, parking_id, passage_id, event_at, free_spaces, delivered_at IS NOT NULL FROM deliveries
             WHERE session_id = $1 AND kind = $2 AND given_up_at IS NULL ORDER BY id LIMIT 1",
            params![session_id, event.code()],
            |row| {
                let event: (i64, String, Option<i64>, i64, u32, bool) =
                    (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?);
                Ok(event)
            },
        )
        .optional()?;
    let (event_id, parking_id, passage_id, event_at, free_spaces, delivered) =
        found.ok_or_else(|| not_found("reported event of that kind in session"))?;
    let mut taken = connection.prepare_cached(
        "SELECT id, img_index, delivered_at IS NOT NULL FROM deliveries
         WHERE session_id = $1 AND kind = $2 AND given_up_at IS NULL ORDER BY id",
    )?;
    let taken: Vec<(i64, u8, bool)> = taken
        .query_map(params![session_id, photo_kind.code()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    let free_index =
        (first_index..first_index + 2).find(|index| taken.iter().all(|(_, used, _)| used != index));
    let undelivered = taken.iter().rev().find(|(_, _, delivered)| !delivered);
    let index = match (undelivered, free_index) {
        (Some((replaced, index, _)), _) => {
            connection.execute(
                "UPDATE deliveries SET given_up_at = $1, give_up_reason = 'replaced' WHERE id = $2",
                params![now.0, replaced],
            )?;
            *index
        }
        (None, Some(index)) => index,
        (None, None) => taken.last().map_or(first_index, |(_, index, _)| *index),
    };
    let photo_id =
        photos::insert_from_staff(connection, &parking_id, session_id, UtcMillis(event_at), photo, now)?;
    connection.execute(
        "INSERT INTO deliveries (parking_id, session_id, kind, passage_id, photo_id, img_index, event_at, free_spaces,
            blocked_by, next_attempt_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)",
        params![
            parking_id,
            session_id,
            photo_kind.code(),
            passage_id,
            photo_id,
            index,
            event_at,
            free_spaces,
            (!delivered).then_some(event_id),
            now.0
        ],
    )?;
    Ok(connection.last_insert_rowid())
}
