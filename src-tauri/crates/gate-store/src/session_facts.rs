//! All that is kept of one parking session: readings, corrections, what is owed, and every attempt.

use gate_core::passage::Direction;
use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, Row, params};
use sha2::{Digest, Sha256};

use crate::deliveries::table;
use crate::deliveries::{AttemptRow, DeliveryTableRow};
use crate::error::StoreError;
use crate::feed::{PhotoSeen, photo_seen};
use crate::passages::direction_of;
use crate::sessions::{self, SessionRow};
use crate::store::Store;

/// One session with all that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionFacts {
    /// The session.
    pub session: SessionRow,
    /// Changes whenever the session's times, plate, kind or pairing do.
    pub version: String,
    /// The vehicle's type as the open platform said it.
    pub vehicle_type: Option<String>,
    /// When we first heard of it.
    pub created_at: UtcMillis,
    /// When we heard of an exit whose arrival was awaited.
    pub exit_heard_at: Option<UtcMillis>,
    /// When the open platform was asked for that arrival.
    pub asked_at: Option<UtcMillis>,
    /// Its readings, in order of time.
    pub passages: Vec<SessionPassage>,
    /// What staff put right, in order.
    pub corrections: Vec<SessionCorrection>,
    /// What it owes, in the order in which it came to be owed.
    pub owed: Vec<OwedFacts>,
}

/// A reading of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionPassage {
    /// Its id.
    pub id: i64,
    /// In or out.
    pub direction: Direction,
    /// `arrival`, `departure`, `repeat` or `none`.
    pub role: String,
    /// The passage's time.
    pub at: UtcMillis,
    /// When we heard of it.
    pub heard_at: UtcMillis,
    /// The plate as it came, letter for letter.
    pub plate_raw: String,
    /// The lane's number.
    pub lane_no: String,
    /// The lane's name, or empty.
    pub lane_name: String,
    /// `records`, `callback` or `look_back`.
    pub source: String,
    /// The open platform's id of the record, where it gave one.
    pub record_id: Option<String>,
    /// Free spaces at the passage.
    pub free_spaces: u32,
    /// Its photo.
    pub photo: PhotoSeen,
}

/// Something that staff put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionCorrection {
    /// `plate`, `arrived_at`, `departed_at`, `kind` or `pairing`.
    pub field: String,
    /// Before.
    pub before: String,
    /// Since.
    pub after: String,
    /// Why.
    pub reason: String,
    /// By whom.
    pub made_by: String,
    /// When.
    pub at: UtcMillis,
}

/// A delivery of a session with its whole history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwedFacts {
    /// The delivery as lists show it.
    pub row: DeliveryTableRow,
    /// The reading that it reports; none for a reconstructed arrival.
    pub passage_id: Option<i64>,
    /// Free spaces that are reported.
    pub free_spaces: u32,
    /// When it came to be owed.
    pub created_at: UtcMillis,
    /// When it was parked, while it is.
    pub parked_at: Option<UtcMillis>,
    /// When it was given up.
    pub given_up_at: Option<UtcMillis>,
    /// What was or is sent, as JSON without credentials; none before the first try.
    pub payload: Option<String>,
    /// Its photo.
    pub photo: Option<PhotoFacts>,
    /// Every try that reached the platform, in order; the last is the one that delivered it, if one did.
    pub attempts: Vec<AttemptRow>,
}

/// A photo that is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoFacts {
    /// Its id.
    pub id: i64,
    /// `platform` or `staff`.
    pub origin: String,
    /// Why it is not here.
    pub failure: Option<String>,
    /// What went wrong when it was fetched last.
    pub last_error: Option<String>,
    /// How often it was tried to be fetched.
    pub fetch_tries: u32,
    /// Bytes as it came.
    pub bytes: Option<u64>,
    /// Pixels across.
    pub width: Option<u32>,
    /// Pixels down.
    pub height: Option<u32>,
    /// Bytes as it is sent.
    pub fitted_bytes: Option<u64>,
    /// MD5 of what is sent.
    pub fitted_md5: Option<String>,
}

impl Store {
    /// All that is kept of a session, as of `now`.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], or a failure to read.
    pub async fn session_facts(&self, id: i64, now: UtcMillis) -> Result<SessionFacts, StoreError> {
        self.read(move |connection| {
            let sql = format!(
                "SELECT {}, vehicle_type, created_at, exit_heard_at, asked_at FROM sessions WHERE id = $1",
                sessions::COLUMNS
            );
            let found = connection
                .prepare_cached(&sql)?
                .query_row([id], |row| {
                    let instant = |index| row.get::<_, Option<i64>>(index).map(|at| at.map(UtcMillis));
                    Ok(SessionFacts {
                        session: sessions::session_row(row)?,
                        version: String::new(),
                        vehicle_type: row.get(14)?,
                        created_at: UtcMillis(row.get(15)?),
                        exit_heard_at: instant(16)?,
                        asked_at: instant(17)?,
                        passages: Vec::new(),
                        corrections: Vec::new(),
                        owed: Vec::new(),
                    })
                })
                .optional()?;
            let mut facts =
                found.ok_or_else(|| StoreError::NotFound { what: "session", id: id.to_string() })?;
            facts.version = version(connection, id)?;
            facts.passages = passages(connection, id)?;
            facts.corrections = corrections(connection, id)?;
            facts.owed = owed(connection, id, now)?;
            Ok(facts)
        })
        .await
    }
}

/// What tells one state of a session from another: its own columns and its corrections, not how far sending is.
pub(crate) fn version(connection: &Connection, id: i64) -> Result<String, StoreError> {
    let found = connection
        .prepare_cached(
            "SELECT json_array(plate, business_id, state, arrival_id, departure_id, arrived_at, departed_at, arrival_lane,
                departure_lane, arrival_origin, paired_by, vehtype, hpys, kind_by,
                (SELECT max(c.id) FROM corrections c WHERE c.session_id = s.id),
                (SELECT max(c.id) FROM session_corrections c WHERE c.session_id = s.id))
             FROM sessions s WHERE id = $1",
        )?
        .query_row([id], |row| row.get::<_, String>(0))
        .optional()?;
    let all = found.ok_or_else(|| StoreError::NotFound { what: "session", id: id.to_string() })?;
    Ok(Sha256::digest(all.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect())
}

fn passages(connection: &Connection, session: i64) -> Result<Vec<SessionPassage>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT p.id, p.direction, p.role, p.at, p.heard_at, p.plate_raw, p.lane_no,
            coalesce(nullif(p.lane_name, ''), l.name, ''), p.source, p.record_id, p.free_spaces,
            (SELECT h.state FROM photos h WHERE h.passage_id = p.id ORDER BY h.id DESC LIMIT 1),
            (SELECT h.id FROM photos h WHERE h.passage_id = p.id AND h.state = 'stored'
                ORDER BY h.width * h.height DESC, h.id DESC LIMIT 1)
         FROM passages p LEFT JOIN lanes l ON l.parking_id = p.parking_id AND l.lane_no = p.lane_no
         WHERE p.session_id = $1 ORDER BY p.at, p.id",
    )?;
    let rows = statement.query_and_then([session], |row| {
        Ok(SessionPassage {
            id: row.get(0)?,
            direction: direction_of(row.get_ref(1)?.as_str().unwrap_or_default())?,
            role: row.get(2)?,
            at: UtcMillis(row.get(3)?),
            heard_at: UtcMillis(row.get(4)?),
            plate_raw: row.get(5)?,
            lane_no: row.get(6)?,
            lane_name: row.get(7)?,
            source: row.get(8)?,
            record_id: row.get(9)?,
            free_spaces: row.get(10)?,
            photo: photo_seen(row.get(11)?, row.get(12)?),
        })
    })?;
    rows.collect()
}

fn corrections(connection: &Connection, session: i64) -> Result<Vec<SessionCorrection>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT field, before, after, reason, made_by, at, id FROM corrections WHERE session_id = $1
         UNION ALL SELECT field, before, after, reason, made_by, at, id FROM session_corrections WHERE session_id = $1
         ORDER BY at, id",
    )?;
    let rows = statement.query_map([session], |row| {
        Ok(SessionCorrection {
            field: row.get(0)?,
            before: row.get(1)?,
            after: row.get(2)?,
            reason: row.get(3)?,
            made_by: row.get(4)?,
            at: UtcMillis(row.get(5)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn owed(connection: &Connection, session: i64, now: UtcMillis) -> Result<Vec<OwedFacts>, StoreError> {
    let mut ids = connection.prepare_cached("SELECT id FROM deliveries WHERE session_id = $1 ORDER BY id")?;
    let ids: Vec<i64> = ids.query_map([session], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut details = connection.prepare_cached(
        "SELECT d.passage_id, d.free_spaces, d.created_at, d.parked_at, d.given_up_at, d.payload,
            p.id, p.origin, p.failure, p.last_error, p.fetch_tries, p.bytes, p.width, p.height, p.fitted_bytes, p.fitted_md5,
            d.delivered_at, d.last_outcome, d.last_status, d.answer, d.last_elapsed_ms, d.last_bytes, d.photo_md5
         FROM deliveries d LEFT JOIN photos p ON p.id = d.photo_id WHERE d.id = $1",
    )?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(row) = table::one(connection, id, now)? else { continue };
        let attempts = attempts(connection, id)?;
        found.push(details.query_row([id], |columns| owed_facts(columns, row, attempts))?);
    }
    Ok(found)
}

fn owed_facts(
    row: &Row<'_>,
    delivery: DeliveryTableRow,
    mut attempts: Vec<AttemptRow>,
) -> rusqlite::Result<OwedFacts> {
    let instant = |index| row.get::<_, Option<i64>>(index).map(|at| at.map(UtcMillis));
    let photo = match row.get::<_, Option<i64>>(6)? {
        None => None,
        Some(id) => Some(PhotoFacts {
            id,
            origin: row.get(7)?,
            failure: row.get(8)?,
            last_error: row.get(9)?,
            fetch_tries: row.get(10)?,
            bytes: row.get(11)?,
            width: row.get(12)?,
            height: row.get(13)?,
            fitted_bytes: row.get(14)?,
            fitted_md5: row.get(15)?,
        }),
    };
    // The one that delivered it stands in the row itself.
    if let Some(at) = instant(16)? {
        attempts.push(AttemptRow {
            at,
            outcome: row.get::<_, Option<String>>(17)?.unwrap_or_default(),
            status: row.get(18)?,
            answer: row.get::<_, Option<String>>(19)?.unwrap_or_default(),
            elapsed_ms: row.get::<_, Option<i64>>(20)?.unwrap_or(0),
            bytes: row.get::<_, Option<i64>>(21)?.unwrap_or(0),
            photo_md5: row.get(22)?,
        });
    }
    Ok(OwedFacts {
        row: delivery,
        passage_id: row.get(0)?,
        free_spaces: row.get(1)?,
        created_at: UtcMillis(row.get(2)?),
        parked_at: instant(3)?,
        given_up_at: instant(4)?,
        payload: row.get(5)?,
        photo,
        attempts,
    })
}

fn attempts(connection: &Connection, delivery: i64) -> Result<Vec<AttemptRow>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT at, outcome, status, coalesce(answer, ''), elapsed_ms, bytes, photo_md5 FROM delivery_attempts
         WHERE delivery_id = $1 ORDER BY id",
    )?;
    let rows = statement.query_map(params![delivery], |row| {
        Ok(AttemptRow {
            at: UtcMillis(row.get(0)?),
            outcome: row.get(1)?,
            status: row.get(2)?,
            answer: row.get(3)?,
            elapsed_ms: row.get(4)?,
            bytes: row.get(5)?,
            photo_md5: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
