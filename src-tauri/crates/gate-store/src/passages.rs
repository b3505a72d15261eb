//! Raw passages: recognised by their identity, whichever way they came.

pub(crate) mod table;

use gate_core::passage::{Direction, PassageIdentity, Source};
use gate_core::record::Record;
use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::error::StoreError;
use crate::store::Store;

pub use table::{PassageMark, PassageTableFilter};

/// What is known of a passage that was heard of before.
pub(crate) struct Known {
    pub(crate) id: i64,
    pub(crate) record_id: Option<String>,
}

/// Finds the passage that this record is: the one of its `recordId`, or one of its identity that is not bound to
/// another `recordId` (protocols.md A).
pub(crate) fn find(
    connection: &Connection,
    identity: &PassageIdentity,
    record_id: Option<&str>,
) -> Result<Option<Known>, StoreError> {
    let mut same = connection.prepare_cached(
        "SELECT id, record_id FROM passages
         WHERE parking_id = $1 AND at = $2 AND lane_no = $3 AND plate_read = $4 AND direction = $5 ORDER BY id",
    )?;
    let mut rows = same.query(params![
        identity.parking_id,
        identity.at.0,
        identity.lane_no,
        identity.plate,
        identity.direction.code()
    ])?;
    let mut unbound = None;
    while let Some(row) = rows.next()? {
        let known = Known { id: row.get(0)?, record_id: row.get(1)? };
        match (record_id, known.record_id.as_deref()) {
            (None, _) => return Ok(Some(known)),
            (Some(asked), Some(bound)) if asked == bound => return Ok(Some(known)),
            (Some(_), None) => unbound = unbound.or(Some(known)),
            (Some(_), Some(_)) => {}
        }
    }
    let Some(record_id) = record_id else { return Ok(unbound) };
    let bound = connection
        .prepare_cached("SELECT id, record_id FROM passages WHERE parking_id = $1 AND record_id = $2")?
        .query_row(params![identity.parking_id, record_id], |row| {
            Ok(Known { id: row.get(0)?, record_id: row.get(1)? })
        })
        .optional()?;
    Ok(bound.or(unbound))
}

/// Binds a passage that came by callback to the list's id.
pub(crate) fn bind_record_id(connection: &Connection, id: i64, record_id: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE passages SET record_id = $1 WHERE id = $2 AND record_id IS NULL")?
        .execute(params![record_id, id])?;
    Ok(())
}

/// Stores a passage that is new; its session follows.
pub(crate) fn insert(
    connection: &Connection,
    identity: &PassageIdentity,
    record: &Record,
    free_spaces: u32,
    source: Source,
    heard_at: UtcMillis,
) -> Result<i64, StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO passages (parking_id, direction, plate_raw, plate_read, plate, at, lane_no, lane_name, record_id,
                vehicle_type, owner_name, owner_phone, work_no, free_spaces, source, heard_at)
             VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        )?
        .execute(params![
            identity.parking_id,
            identity.direction.code(),
            record.plate_raw,
            identity.plate,
            identity.at.0,
            identity.lane_no,
            record.lane_name.as_deref().unwrap_or(""),
            record.record_id,
            record.vehicle_type,
            record.owner_name,
            record.owner_phone,
            record.work_no,
            free_spaces,
            source.code(),
            heard_at.0
        ])?;
    Ok(connection.last_insert_rowid())
}

/// Says which session a passage belongs to and as what.
pub(crate) fn assign(
    connection: &Connection,
    id: i64,
    session_id: i64,
    role: &str,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE passages SET session_id = $1, role = $2 WHERE id = $3")?
        .execute(params![session_id, role, id])?;
    Ok(())
}

/// A passage that was paired before, read back to be paired otherwise.
pub(crate) struct Stored {
    pub(crate) id: i64,
    pub(crate) identity: PassageIdentity,
    pub(crate) vehicle_type: Option<String>,
    pub(crate) heard_at: UtcMillis,
}

/// The passage that is a session's departure.
pub(crate) fn departure_of(connection: &Connection, session_id: i64) -> Result<Option<Stored>, StoreError> {
    let found = connection
        .prepare_cached(
            "SELECT p.id, p.parking_id, p.plate_read, p.at, p.lane_no, p.vehicle_type, p.heard_at
             FROM passages p JOIN sessions s ON s.departure_id = p.id WHERE s.id = $1",
        )?
        .query_row([session_id], |row| {
            Ok(Stored {
                id: row.get(0)?,
                identity: PassageIdentity {
                    parking_id: row.get(1)?,
                    direction: Direction::Out,
                    plate: row.get(2)?,
                    at: UtcMillis(row.get(3)?),
                    lane_no: row.get(4)?,
                },
                vehicle_type: row.get(5)?,
                heard_at: UtcMillis(row.get(6)?),
            })
        })
        .optional()?;
    Ok(found)
}

/// One passage, for lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassageRow {
    /// Our id.
    pub id: i64,
    /// The open platform's car park.
    pub parking_id: String,
    /// In or out.
    pub direction: Direction,
    /// The plate as it was read.
    pub plate_raw: String,
    /// The plate as corrected, normalised; empty without one.
    pub plate: String,
    /// When.
    pub at: UtcMillis,
    /// The lane's number.
    pub lane_no: String,
    /// The lane's name, or empty.
    pub lane_name: String,
    /// The open platform's record, once known.
    pub record_id: Option<String>,
    /// The open platform's vehicle type as it came.
    pub vehicle_type: Option<String>,
    /// Free spaces at the passage.
    pub free_spaces: u32,
    /// How we heard of it first.
    pub source: String,
    /// When we heard of it.
    pub heard_at: UtcMillis,
    /// Its session.
    pub session_id: Option<i64>,
    /// `arrival`, `departure`, `repeat` or `none`.
    pub role: String,
    /// `wanted`, `stored`, `failed` or `pruned`; `None` when the passage came without a photo.
    pub photo_state: Option<String>,
}

/// Which passages a list shows; the newest first.
#[derive(Debug, Clone, Default)]
pub struct PassageFilter {
    /// From this instant on.
    pub from: Option<UtcMillis>,
    /// Before this instant.
    pub to: Option<UtcMillis>,
    /// Only this session's.
    pub session: Option<i64>,
    /// At most so many.
    pub limit: u32,
}

pub(crate) fn direction_of(text: &str) -> Result<Direction, StoreError> {
    match text {
        "in" => Ok(Direction::In),
        "out" => Ok(Direction::Out),
        other => Err(StoreError::BadValue(format!("passage direction {other:?}"))),
    }
}

fn passage_row(row: &Row<'_>) -> Result<PassageRow, StoreError> {
    Ok(PassageRow {
        id: row.get(0)?,
        parking_id: row.get(1)?,
        direction: direction_of(&row.get::<_, String>(2)?)?,
        plate_raw: row.get(3)?,
        plate: row.get(4)?,
        at: UtcMillis(row.get(5)?),
        lane_no: row.get(6)?,
        lane_name: row.get(7)?,
        record_id: row.get(8)?,
        vehicle_type: row.get(9)?,
        free_spaces: row.get(10)?,
        source: row.get(11)?,
        heard_at: UtcMillis(row.get(12)?),
        session_id: row.get(13)?,
        role: row.get(14)?,
        photo_state: row.get(15)?,
    })
}

impl Store {
    /// Passages, the newest first.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn passages(&self, filter: PassageFilter) -> Result<Vec<PassageRow>, StoreError> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id, parking_id, direction, plate_raw, plate, at, lane_no, lane_name, record_id, vehicle_type,
                    free_spaces, source, heard_at, session_id, role,
                    (SELECT state FROM photos WHERE photos.passage_id = passages.id ORDER BY photos.id DESC LIMIT 1)
                 FROM passages WHERE at >= $1 AND at < $2 AND ($3 IS NULL OR session_id = $3)
                 ORDER BY at DESC, id DESC LIMIT $4",
            )?;
            let from = filter.from.map_or(i64::MIN, |at| at.0);
            let to = filter.to.map_or(i64::MAX, |at| at.0);
            let rows = statement.query_and_then(params![from, to, filter.session, filter.limit], passage_row)?;
            rows.collect()
        })
        .await
    }

    /// How many vehicles passed a lane from one instant up to another; repeat readings count too.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn count_lane_passages(
        &self,
        parking_id: &str,
        lane_no: &str,
        from: UtcMillis,
        until: UtcMillis,
    ) -> Result<u64, StoreError> {
        let (parking_id, lane_no) = (parking_id.to_owned(), lane_no.to_owned());
        self.read(move |connection| {
            Ok(connection
                .prepare_cached(
                    "SELECT count(*) FROM passages
                     WHERE parking_id = $1 AND at >= $2 AND at < $3 AND lane_no = $4",
                )?
                .query_row(params![parking_id, from.0, until.0, lane_no], |row| row.get(0))?)
        })
        .await
    }

    /// How many passages are kept.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn count_passages(&self) -> Result<u64, StoreError> {
        self.read(|connection| {
            Ok(connection.query_row("SELECT count(*) FROM passages", [], |row| row.get::<_, u64>(0))?)
        })
        .await
    }
}
