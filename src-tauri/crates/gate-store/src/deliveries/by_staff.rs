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
            let owed = OwedEvent::load(tx, session_id, event)?;
            let taken_at = owed.event_at;
            let photo_id =
                photos::insert_from_staff(tx, &owed.parking_id, session_id, taken_at, &photo, now)?;
            let id = owe_again(tx, &owed, photo_id, None, first_index, &by, now)?;
            let entry = AuditEntry::new(now, &by, "photo.upload", &format!("session:{session_id}")).with_after(
                json!({ "delivery": id, "event": event.code(), "md5": photo.fitted_md5, "bytes": photo.fitted_bytes }),
            );
            audit::append(tx, &entry)?;
            [Change::Deliveries, Change::Photos].into_iter().for_each(|c| tx.changed(c));
            Ok(id)
        })
        .await
    }

    /// Keeps a photo that a person gave to a session, without owing it to the city yet. Answers the photo.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such session; a failure to write.
    pub async fn keep_staff_photo(
        &self,
        session_id: i64,
        taken_at: UtcMillis,
        photo: PhotoOnDisk,
        now: UtcMillis,
    ) -> Result<i64, StoreError> {
        self.write(move |tx| {
            let parking_id: Option<String> = tx
                .query_row("SELECT parking_id FROM sessions WHERE id = $1", [session_id], |row| row.get(0))
                .optional()?;
            let parking_id = parking_id
                .ok_or_else(|| StoreError::NotFound { what: "session", id: session_id.to_string() })?;
            let id = photos::insert_from_staff(tx, &parking_id, session_id, taken_at, &photo, now)?;
            tx.changed(Change::Photos);
            Ok(id)
        })
        .await
    }

    /// Owes a photo that is here once more, or for the first time: under `img_index`, else as [`Store::owe_photo_again`] chooses.
    /// It must be one of the session's: of its readings, given to it, or owed before. Audited. Answers the delivery.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the session has no such event, or no such photo is here. [`StoreError::PhotoSentMeanwhile`] when
    /// another person sent one of the same event that is newer than the delivery `seen`, the newest that who asks knew of.
    #[allow(clippy::too_many_arguments, reason = "each names another thing, and a struct would be used once")]
    pub async fn owe_kept_photo(
        &self,
        session_id: i64,
        event: DeliveryKind,
        photo_id: i64,
        img_index: Option<u8>,
        first_index: u8,
        seen: Option<i64>,
        by: &str,
        now: UtcMillis,
    ) -> Result<i64, StoreError> {
        let by = by.to_owned();
        self.write(move |tx| {
            let owed = OwedEvent::load(tx, session_id, event)?;
            let md5: Option<Option<String>> = tx
                .query_row(
                    "SELECT fitted_md5 FROM photos p WHERE p.id = $1 AND p.state = 'stored' AND p.fitted_path IS NOT NULL AND (
                        p.session_id = $2 OR p.passage_id IN (SELECT id FROM passages WHERE session_id = $2)
                        OR EXISTS (SELECT 1 FROM deliveries d WHERE d.photo_id = p.id AND d.session_id = $2))",
                    params![photo_id, session_id],
                    |row| row.get(0),
                )
                .optional()?;
            let md5 = md5.ok_or_else(|| StoreError::NotFound { what: "photo", id: photo_id.to_string() })?;
            seen.map_or(Ok(()), |seen| owed.nothing_newer(tx, seen))?;
            let id = owe_again(tx, &owed, photo_id, img_index, first_index, &by, now)?;
            let entry = AuditEntry::new(now, &by, "photo.send", &format!("session:{session_id}"))
                .with_after(json!({ "delivery": id, "event": event.code(), "photo": photo_id, "md5": md5 }));
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

/// An event that the city is owed or has, and for which a photo may be owed.
pub(super) struct OwedEvent {
    id: i64,
    session_id: i64,
    parking_id: String,
    passage_id: Option<i64>,
    event_at: UtcMillis,
    free_spaces: u32,
    delivered: bool,
    photo_kind: DeliveryKind,
}

impl OwedEvent {
    pub(super) fn load(
        connection: &Connection,
        session_id: i64,
        event: DeliveryKind,
    ) -> Result<Self, StoreError> {
        let photo_kind = if event == DeliveryKind::Arrival {
            DeliveryKind::ArrivalPhoto
        } else {
            DeliveryKind::DeparturePhoto
        };
        let found = connection
            .query_row(
                "SELECT id, parking_id, passage_id, event_at, free_spaces, delivered_at IS NOT NULL FROM deliveries
                 WHERE session_id = $1 AND kind = $2 AND given_up_at IS NULL ORDER BY id LIMIT 1",
                params![session_id, event.code()],
                |row| {
                    Ok(Self {
                        id: row.get(0)?,
                        session_id,
                        parking_id: row.get(1)?,
                        passage_id: row.get(2)?,
                        event_at: UtcMillis(row.get(3)?),
                        free_spaces: row.get(4)?,
                        delivered: row.get(5)?,
                        photo_kind,
                    })
                },
            )
            .optional()?;
        found.ok_or_else(|| StoreError::NotFound {
            what: "reported event of that kind in session",
            id: session_id.to_string(),
        })
    }
}

impl OwedEvent {
    /// That nobody sent a photo of the event since the delivery `seen`.
    fn nothing_newer(&self, connection: &Connection, seen: i64) -> Result<(), StoreError> {
        let newer = connection
            .prepare_cached(
                "SELECT id, asked_by, created_at FROM deliveries
                 WHERE session_id = $1 AND kind = $2 AND id > $3 AND asked_by IS NOT NULL
                    AND (give_up_reason IS NULL OR give_up_reason <> 'cancelled') ORDER BY id DESC LIMIT 1",
            )?
            .query_row(params![self.session_id, self.photo_kind.code(), seen], |row| {
                Ok((row.get(0)?, row.get(1)?, UtcMillis(row.get(2)?)))
            })
            .optional()?;
        newer.map_or(Ok(()), |(delivery, by, at)| Err(StoreError::PhotoSentMeanwhile { delivery, by, at }))
    }
}

/// Owes the photo in its place and answers the delivery.
pub(super) fn owe_again(
    connection: &Connection,
    event: &OwedEvent,
    photo_id: i64,
    wanted_index: Option<u8>,
    first_index: u8,
    by: &str,
    now: UtcMillis,
) -> Result<i64, StoreError> {
    let mut taken = connection.prepare_cached(
        "SELECT id, img_index, delivered_at IS NOT NULL FROM deliveries
         WHERE session_id = $1 AND kind = $2 AND given_up_at IS NULL ORDER BY id",
    )?;
    let taken: Vec<(i64, u8, bool)> = taken
        .query_map(params![event.session_id, event.photo_kind.code()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?
        .collect::<Result<_, _>>()?;
    let free_index =
        (first_index..first_index + 2).find(|index| taken.iter().all(|(_, used, _)| used != index));
    let undelivered = taken
        .iter()
        .rev()
        .find(|(_, index, delivered)| !delivered && wanted_index.is_none_or(|wanted| wanted == *index));
    if let Some((replaced, ..)) = undelivered {
        connection.execute(
            "UPDATE deliveries SET given_up_at = $1, give_up_reason = 'replaced' WHERE id = $2",
            params![now.0, replaced],
        )?;
    }
    let index = wanted_index
        .or(undelivered.map(|(_, index, _)| *index))
        .or(free_index)
        .or(taken.last().map(|(_, index, _)| *index))
        .unwrap_or(first_index);
    connection.execute(
        "INSERT INTO deliveries (parking_id, session_id, kind, passage_id, photo_id, img_index, event_at, free_spaces,
            blocked_by, next_attempt_at, created_at, asked_by, replaces)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, $12)",
        params![
            event.parking_id,
            event.session_id,
            event.photo_kind.code(),
            event.passage_id,
            photo_id,
            index,
            event.event_at.0,
            event.free_spaces,
            (!event.delivered).then_some(event.id),
            now.0,
            by,
            undelivered.map(|(id, ..)| *id)
        ],
    )?;
    Ok(connection.last_insert_rowid())
}
