//! Photos: wanted, fetched and kept, or failed; and the deliveries that wait for them.

use gate_core::delivery::ParkedReason;
use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, params};

use crate::change::Change;
use crate::error::StoreError;
use crate::store::Store;

/// A photo that is to be fetched.
#[derive(Clone, PartialEq, Eq)]
pub struct WantedPhoto {
    /// Our id.
    pub id: i64,
    /// The open platform's car park.
    pub parking_id: String,
    /// Where the open platform says it is. May hold a signature: not for logs.
    pub url: String,
    /// The passage's time.
    pub taken_at: UtcMillis,
    /// When it was first wanted; after 24 hours it is given up as unreachable.
    pub wanted_since: UtcMillis,
    /// How often it was tried.
    pub fetch_tries: u32,
}

impl std::fmt::Debug for WantedPhoto {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WantedPhoto")
            .field("id", &self.id)
            .field("fetch_tries", &self.fetch_tries)
            .finish_non_exhaustive()
    }
}

/// A photo that is on the disk, as it came and as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoOnDisk {
    /// Below the photo folder, as it came.
    pub path: String,
    /// SHA-256 of what came, lower-case hexadecimal.
    pub sha256: String,
    /// Bytes that came.
    pub bytes: u64,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Below the photo folder, as it is sent; the same as `path` when it fits untouched.
    pub fitted_path: String,
    /// MD5 of what is sent, lower-case hexadecimal.
    pub fitted_md5: String,
    /// Bytes that are sent.
    pub fitted_bytes: u64,
}

/// Wants a passage's photo.
pub(crate) fn want(
    connection: &Connection,
    parking_id: &str,
    passage_id: i64,
    url: &str,
    taken_at: UtcMillis,
    now: UtcMillis,
) -> Result<i64, StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO photos (parking_id, passage_id, origin, url, state, taken_at, wanted_since, next_fetch_at)
             VALUES ($1, $2, 'platform', $3, 'wanted', $4, $5, $5)",
        )?
        .execute(params![parking_id, passage_id, url, taken_at.0, now.0])?;
    Ok(connection.last_insert_rowid())
}

/// A passage's photo was named again, perhaps by another address: one that is not here yet is tried there from now on.
/// Answers whether the passage has a photo at all.
pub(crate) fn refresh_url(
    connection: &Connection,
    passage_id: i64,
    url: &str,
    now: UtcMillis,
) -> Result<bool, StoreError> {
    let found: Option<(i64, String, Option<String>)> = connection
        .prepare_cached("SELECT id, state, url FROM photos WHERE passage_id = $1 AND origin = 'platform'")?
        .query_row([passage_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((id, state, known)) = found else { return Ok(false) };
    if state == "stored" || state == "pruned" || known.as_deref() == Some(url) {
        return Ok(true);
    }
    connection
        .prepare_cached(
            "UPDATE photos SET url = $1, state = 'wanted', failure = NULL, wanted_since = $2, next_fetch_at = $2 WHERE id = $3",
        )?
        .execute(params![url, now.0, id])?;
    connection
        .prepare_cached(
            "UPDATE deliveries SET parked_reason = NULL, parked_at = NULL
             WHERE photo_id = $1 AND awaits = 'photo' AND parked_reason IS NOT NULL AND delivered_at IS NULL",
        )?
        .execute([id])?;
    Ok(true)
}

/// The photo of this delivery is fetched again, if it was not here.
pub(crate) fn want_again_for(
    connection: &Connection,
    delivery: i64,
    now: UtcMillis,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE photos SET state = 'wanted', failure = NULL, wanted_since = $1, next_fetch_at = $1
             WHERE id = (SELECT photo_id FROM deliveries WHERE id = $2 AND awaits = 'photo') AND state = 'failed'
                AND url IS NOT NULL",
        )?
        .execute(params![now.0, delivery])?;
    Ok(())
}

/// A photo that a person gave to a session.
pub(crate) fn insert_from_staff(
    connection: &Connection,
    parking_id: &str,
    session_id: i64,
    taken_at: UtcMillis,
    photo: &PhotoOnDisk,
    now: UtcMillis,
) -> Result<i64, StoreError> {
    connection.execute(
        "INSERT INTO photos (parking_id, session_id, origin, state, taken_at, wanted_since, next_fetch_at, path, sha256, bytes,
            width, height, fitted_path, fitted_md5, fitted_bytes, stored_at)
         VALUES ($1, $2, 'staff', 'stored', $3, $4, $4, $5, $6, $7, $8, $9, $10, $11, $12, $4)",
        params![
            parking_id,
            session_id,
            taken_at.0,
            now.0,
            photo.path,
            photo.sha256,
            photo.bytes,
            photo.width,
            photo.height,
            photo.fitted_path,
            photo.fitted_md5,
            photo.fitted_bytes
        ],
    )?;
    Ok(connection.last_insert_rowid())
}

impl Store {
    /// Photos to be fetched at `now`: the youngest first, since their addresses may expire and someone may be waiting.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn wanted_photos(&self, now: UtcMillis, limit: usize) -> Result<Vec<WantedPhoto>, StoreError> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id, parking_id, coalesce(url, ''), taken_at, wanted_since, fetch_tries FROM photos
                 WHERE state = 'wanted' AND next_fetch_at <= $1 ORDER BY next_fetch_at DESC, id DESC LIMIT $2",
            )?;
            let rows = statement.query_map(params![now.0, limit as i64], |row| {
                Ok(WantedPhoto {
                    id: row.get(0)?,
                    parking_id: row.get(1)?,
                    url: row.get(2)?,
                    taken_at: UtcMillis(row.get(3)?),
                    wanted_since: UtcMillis(row.get(4)?),
                    fetch_tries: row.get(5)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// When the next photo is to be fetched, if any is wanted.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn next_photo_at(&self) -> Result<Option<UtcMillis>, StoreError> {
        self.read(|connection| {
            let at = connection
                .prepare_cached("SELECT min(next_fetch_at) FROM photos WHERE state = 'wanted'")?
                .query_row([], |row| row.get::<_, Option<i64>>(0))?;
            Ok(at.map(UtcMillis))
        })
        .await
    }

    /// A photo is here: its deliveries may go.
    ///
    /// # Errors
    /// A failure to write.
    pub async fn photo_stored(&self, id: i64, photo: PhotoOnDisk, now: UtcMillis) -> Result<(), StoreError> {
        self.write(move |tx| {
            tx.prepare_cached(
                "UPDATE photos SET state = 'stored', failure = NULL, last_error = NULL, path = $1, sha256 = $2, bytes = $3,
                    width = $4, height = $5, fitted_path = $6, fitted_md5 = $7, fitted_bytes = $8, stored_at = $9,
                    fetch_tries = fetch_tries + 1
                 WHERE id = $10",
            )?
            .execute(params![
                photo.path,
                photo.sha256,
                photo.bytes,
                photo.width,
                photo.height,
                photo.fitted_path,
                photo.fitted_md5,
                photo.fitted_bytes,
                now.0,
                id
            ])?;
            tx.prepare_cached("UPDATE deliveries SET awaits = NULL WHERE photo_id = $1 AND awaits = 'photo'")?
                .execute([id])?;
            [Change::Photos, Change::Deliveries].into_iter().for_each(|change| tx.changed(change));
            Ok(())
        })
        .await
    }

    /// A photo could not be fetched this time.
    ///
    /// # Errors
    /// A failure to write.
    pub async fn photo_retry(
        &self,
        id: i64,
        error: &str,
        next_fetch_at: UtcMillis,
    ) -> Result<(), StoreError> {
        let error = error.to_owned();
        self.write(move |tx| {
            tx.prepare_cached(
                "UPDATE photos SET fetch_tries = fetch_tries + 1, last_error = $1, next_fetch_at = $2 WHERE id = $3",
            )?
            .execute(params![error, next_fetch_at.0, id])?;
            tx.changed(Change::Photos);
            Ok(())
        })
        .await
    }

    /// A photo will not come by itself: its deliveries are parked with the reason. What came of it, if anything did, is
    /// kept at `path` for people to look at.
    ///
    /// # Errors
    /// A failure to write.
    pub async fn photo_failed(
        &self,
        id: i64,
        reason: ParkedReason,
        error: &str,
        path: Option<String>,
        now: UtcMillis,
    ) -> Result<(), StoreError> {
        let error = error.to_owned();
        self.write(move |tx| {
            tx.prepare_cached(
                "UPDATE photos SET state = 'failed', failure = $1, last_error = $2, path = coalesce($3, path),
                    fetch_tries = fetch_tries + 1 WHERE id = $4",
            )?
            .execute(params![reason.code(), error, path, id])?;
            tx.prepare_cached(
                "UPDATE deliveries SET parked_reason = $1, parked_at = $2, last_error = $3
                 WHERE photo_id = $4 AND delivered_at IS NULL AND given_up_at IS NULL",
            )?
            .execute(params![reason.code(), now.0, error, id])?;
            [Change::Photos, Change::Deliveries].into_iter().for_each(|change| tx.changed(change));
            Ok(())
        })
        .await
    }

    /// A stored photo's file is gone or changed: its undelivered deliveries are parked, and it is fetched again when a
    /// person retries them.
    ///
    /// # Errors
    /// A failure to write.
    pub async fn photo_lost(&self, id: i64, error: &str, now: UtcMillis) -> Result<(), StoreError> {
        let error = error.to_owned();
        self.write(move |tx| {
            let reason = ParkedReason::PhotoLost.code();
            tx.execute(
                "UPDATE photos SET state = 'failed', failure = $1, last_error = $2 WHERE id = $3",
                params![reason, error, id],
            )?;
            // The payload holds the MD5 of what is gone: what is fetched again may differ.
            tx.execute(
                "UPDATE deliveries SET awaits = 'photo', payload = NULL, parked_reason = $1, parked_at = $2, last_error = $3
                 WHERE photo_id = $4 AND delivered_at IS NULL AND given_up_at IS NULL",
                params![reason, now.0, error, id],
            )?;
            [Change::Photos, Change::Deliveries].into_iter().for_each(|change| tx.changed(change));
            Ok(())
        })
        .await
    }

    /// Where a stored photo lies; `None` for one that is not kept.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn photo_place(&self, id: i64) -> Result<Option<PhotoPlace>, StoreError> {
        self.read(move |connection| {
            Ok(connection
                .prepare_cached(
                    "SELECT parking_id, path, coalesce(nullif(fitted_path, ''), path) FROM photos
                     WHERE id = $1 AND state = 'stored'",
                )?
                .query_row([id], |row| {
                    Ok(PhotoPlace { parking_id: row.get(0)?, path: row.get(1)?, sent: row.get(2)? })
                })
                .optional()?)
        })
        .await
    }
}

/// Where a photo lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoPlace {
    /// The car park it was taken in.
    pub parking_id: String,
    /// Its file below the photo folder, as it came.
    pub path: String,
    /// The same as the city gets it: another file only where it had to be fitted.
    pub sent: String,
}
