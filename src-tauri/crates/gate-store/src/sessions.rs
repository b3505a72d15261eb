//! Parking sessions: what passages pair into.

use gate_core::passage::PassageIdentity;
use gate_core::plate::Kind;
use gate_core::session::{End, SessionView};
use gate_core::time::UtcMillis;
use rusqlite::{Connection, Row, params};

use crate::error::StoreError;
use crate::store::Store;

/// On each side of a passage, so many sessions of its plate are looked at.
const NEIGHBOURS: u32 = 4;

/// What a new session starts with.
pub(crate) struct NewSession<'a> {
    pub(crate) parking_id: &'a str,
    pub(crate) plate: &'a str,
    pub(crate) business_id: &'a str,
    pub(crate) vehicle_type: Option<&'a str>,
    pub(crate) kind: Kind,
    pub(crate) kind_by: &'static str,
    pub(crate) created_at: UtcMillis,
}

/// A passage as one end of a session.
#[derive(Clone, Copy)]
pub(crate) struct PassageEnd<'a> {
    pub(crate) passage_id: i64,
    pub(crate) at: UtcMillis,
    pub(crate) lane_no: &'a str,
}

impl<'a> PassageEnd<'a> {
    pub(crate) fn new(passage_id: i64, identity: &'a PassageIdentity) -> Self {
        Self { passage_id, at: identity.at, lane_no: &identity.lane_no }
    }
}

/// A session that an entry opens; `exit_missed` when something later is already known.
pub(crate) fn open(
    connection: &Connection,
    new: &NewSession<'_>,
    arrival: PassageEnd<'_>,
    exit_missed: bool,
) -> Result<i64, StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO sessions (parking_id, plate, business_id, state, sort_at, arrival_id, arrived_at, arrival_lane,
                vehicle_type, vehtype, hpys, kind_by, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $5, $7, $8, $9, $10, $11, $12)",
        )?
        .execute(params![
            new.parking_id,
            new.plate,
            new.business_id,
            if exit_missed { "exit_missed" } else { "open" },
            arrival.at.0,
            arrival.passage_id,
            arrival.lane_no,
            new.vehicle_type,
            new.kind.vehtype.code(),
            new.kind.colour.wire(),
            new.kind_by,
            new.created_at.0
        ])?;
    Ok(connection.last_insert_rowid())
}

/// A session that an exit without entry begins.
pub(crate) fn await_arrival(
    connection: &Connection,
    new: &NewSession<'_>,
    departure: PassageEnd<'_>,
    heard_at: UtcMillis,
) -> Result<i64, StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO sessions (parking_id, plate, business_id, state, sort_at, departure_id, departed_at,
                departure_lane, arrival_origin, vehicle_type, vehtype, hpys, kind_by, exit_heard_at, created_at)
             VALUES ($1, $2, $3, 'awaiting_arrival', $4, $5, $4, $6, 'awaited', $7, $8, $9, $10, $11, $12)",
        )?
        .execute(params![
            new.parking_id,
            new.plate,
            new.business_id,
            departure.at.0,
            departure.passage_id,
            departure.lane_no,
            new.vehicle_type,
            new.kind.vehtype.code(),
            new.kind.colour.wire(),
            new.kind_by,
            heard_at.0,
            new.created_at.0
        ])?;
    Ok(connection.last_insert_rowid())
}

/// Closes a session by an exit.
pub(crate) fn close(
    connection: &Connection,
    id: i64,
    departure: PassageEnd<'_>,
    paired_by: &str,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE sessions SET state = 'closed', departure_id = $1, departed_at = $2, departure_lane = $3, paired_by = $4
             WHERE id = $5",
        )?
        .execute(params![departure.passage_id, departure.at.0, departure.lane_no, paired_by, id])?;
    Ok(())
}

/// Gives a session that awaited it its arrival; `origin` is `seen`, `in_park_list` or `departure`.
pub(crate) fn complete(
    connection: &Connection,
    id: i64,
    passage_id: Option<i64>,
    arrived_at: UtcMillis,
    lane_no: &str,
    origin: &str,
    business_id: &str,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE sessions SET state = 'closed', arrival_id = $1, arrived_at = $2, sort_at = $2, arrival_lane = $3,
                arrival_origin = $4, business_id = $5 WHERE id = $6",
        )?
        .execute(params![passage_id, arrived_at.0, lane_no, origin, business_id, id])?;
    Ok(())
}

/// Marks a session whose exit was missed. What it was owed stays owed.
pub(crate) fn mark_exit_missed(connection: &Connection, id: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE sessions SET state = 'exit_missed', departure_id = NULL, departed_at = NULL, departure_lane = ''
             WHERE id = $1",
        )?
        .execute([id])?;
    Ok(())
}

/// Removes a session that awaited an arrival and gave its departure to another, to which its repeat readings go too.
/// Nothing was sent for it.
pub(crate) fn remove_awaiting(connection: &Connection, id: i64, into: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE passages SET session_id = $1 WHERE session_id = $2")?
        .execute([into, id])?;
    connection
        .prepare_cached("DELETE FROM sessions WHERE id = $1 AND state = 'awaiting_arrival'")?
        .execute([id])?;
    Ok(())
}

/// The sessions of a plate that stand near an instant, in order.
pub(crate) fn near(
    connection: &Connection,
    parking_id: &str,
    plate: &str,
    at: UtcMillis,
) -> Result<Vec<SessionView>, StoreError> {
    let mut found = query_near(
        connection,
        "SELECT s.id, s.arrived_at, s.arrival_lane, s.departed_at, s.departure_lane, s.arrival_origin,
            EXISTS (SELECT 1 FROM deliveries d WHERE d.session_id = s.id AND d.kind = 'departure' AND d.payload IS NOT NULL)
         FROM sessions s WHERE s.parking_id = $1 AND s.plate = $2 AND s.sort_at <= $3
         ORDER BY s.sort_at DESC, s.id DESC LIMIT $4",
        params![parking_id, plate, at.0, NEIGHBOURS],
    )?;
    found.reverse();
    found.extend(query_near(
        connection,
        "SELECT s.id, s.arrived_at, s.arrival_lane, s.departed_at, s.departure_lane, s.arrival_origin,
            EXISTS (SELECT 1 FROM deliveries d WHERE d.session_id = s.id AND d.kind = 'departure' AND d.payload IS NOT NULL)
         FROM sessions s WHERE s.parking_id = $1 AND s.plate = $2 AND s.sort_at > $3
         ORDER BY s.sort_at, s.id LIMIT $4",
        params![parking_id, plate, at.0, NEIGHBOURS],
    )?);
    Ok(found)
}

fn query_near(
    connection: &Connection,
    sql: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<SessionView>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(values, |row| {
        let end = |at: Option<i64>, lane_no: String| at.map(|at| End { at: UtcMillis(at), lane_no });
        let origin: String = row.get(5)?;
        Ok(SessionView {
            id: row.get(0)?,
            arrival: end(row.get(1)?, row.get(2)?),
            departure: end(row.get(3)?, row.get(4)?),
            arrival_reconstructed: origin == "in_park_list" || origin == "departure",
            departure_tried: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The readings without a plate at one lane near an instant, as sessions with that one end.
pub(crate) fn near_unlicensed(
    connection: &Connection,
    identity: &PassageIdentity,
    window_ms: i64,
) -> Result<Vec<SessionView>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT session_id, at, role FROM passages
         WHERE parking_id = $1 AND at BETWEEN $2 AND $3 AND lane_no = $4 AND plate_read = '' AND direction = $5
            AND role IN ('arrival', 'departure') AND session_id IS NOT NULL ORDER BY at, id",
    )?;
    let (from, to) = (identity.at.0 - window_ms, identity.at.0 + window_ms);
    let values = params![identity.parking_id, from, to, identity.lane_no, identity.direction.code()];
    let rows = statement.query_map(values, |row| {
        let end = Some(End { at: UtcMillis(row.get(1)?), lane_no: identity.lane_no.clone() });
        let arrived = row.get::<_, String>(2)? == "arrival";
        Ok(SessionView {
            id: row.get(0)?,
            arrival: end.clone().filter(|_| arrived),
            departure: end.filter(|_| !arrived),
            arrival_reconstructed: false,
            departure_tried: true,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many vehicles are inside as far as the sessions know.
pub(crate) fn count_open(connection: &Connection, parking_id: &str) -> Result<u32, StoreError> {
    Ok(connection
        .prepare_cached("SELECT count(*) FROM sessions WHERE parking_id = $1 AND state = 'open'")?
        .query_row([parking_id], |row| row.get(0))?)
}

/// One session, for lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// Our id.
    pub id: i64,
    /// The open platform's car park.
    pub parking_id: String,
    /// The plate, normalised; empty without one.
    pub plate: String,
    /// The city's `businessid`.
    pub business_id: String,
    /// `open`, `closed`, `exit_missed` or `awaiting_arrival`.
    pub state: String,
    /// When it began, if that is known.
    pub arrived_at: Option<UtcMillis>,
    /// When it ended.
    pub departed_at: Option<UtcMillis>,
    /// Lane of the arrival, or empty.
    pub arrival_lane: String,
    /// Lane of the departure, or empty.
    pub departure_lane: String,
    /// `seen`, `awaited`, or how it was reconstructed: `in_park_list` or `departure`.
    pub arrival_origin: String,
    /// `plate`, `only_open`, `oldest` or `person`.
    pub paired_by: String,
    /// The city's `vehtype`.
    pub vehtype: String,
    /// The city's `hpys`.
    pub hpys: String,
    /// What decided these two: `staff`, `card`, `form` or `default`.
    pub kind_by: String,
}

/// Which sessions a list shows; the newest first.
#[derive(Debug, Clone, Default)]
pub struct SessionFilter {
    /// Only of this state.
    pub state: Option<String>,
    /// From this instant on.
    pub from: Option<UtcMillis>,
    /// Before this instant.
    pub to: Option<UtcMillis>,
    /// At most so many.
    pub limit: u32,
}

/// How many sessions there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SessionCounts {
    /// Vehicles inside.
    pub open: u64,
    /// Ended, exit missed, or begun by an exit.
    pub closed: u64,
}

pub(crate) fn session_row(row: &Row<'_>) -> Result<SessionRow, rusqlite::Error> {
    Ok(SessionRow {
        id: row.get(0)?,
        parking_id: row.get(1)?,
        plate: row.get(2)?,
        business_id: row.get(3)?,
        state: row.get(4)?,
        arrived_at: row.get::<_, Option<i64>>(5)?.map(UtcMillis),
        departed_at: row.get::<_, Option<i64>>(6)?.map(UtcMillis),
        arrival_lane: row.get(7)?,
        departure_lane: row.get(8)?,
        arrival_origin: row.get(9)?,
        paired_by: row.get(10)?,
        vehtype: row.get(11)?,
        hpys: row.get(12)?,
        kind_by: row.get(13)?,
    })
}

pub(crate) const COLUMNS: &str =
    "id, parking_id, plate, business_id, state, arrived_at, departed_at, arrival_lane, departure_lane,
    arrival_origin, paired_by, vehtype, hpys, kind_by";

impl Store {
    /// Sessions, the newest first.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn sessions(&self, filter: SessionFilter) -> Result<Vec<SessionRow>, StoreError> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM sessions WHERE sort_at >= $1 AND sort_at < $2 AND ($3 IS NULL OR state = $3)
                 ORDER BY sort_at DESC, id DESC LIMIT $4"
            ))?;
            let from = filter.from.map_or(i64::MIN, |at| at.0);
            let to = filter.to.map_or(i64::MAX, |at| at.0);
            let rows = statement.query_map(params![from, to, filter.state, filter.limit], session_row)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// One session.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], or a failure to read.
    pub async fn session(&self, id: i64) -> Result<SessionRow, StoreError> {
        self.read(move |connection| {
            let sql = format!("SELECT {COLUMNS} FROM sessions WHERE id = $1");
            let found = connection.prepare_cached(&sql)?.query_row([id], session_row);
            match found {
                Err(rusqlite::Error::QueryReturnedNoRows) => {
                    Err(StoreError::NotFound { what: "session", id: id.to_string() })
                }
                other => Ok(other?),
            }
        })
        .await
    }

    /// How many sessions are open and closed.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn count_sessions(&self) -> Result<SessionCounts, StoreError> {
        self.read(|connection| {
            let (all, open): (u64, u64) = connection.query_row(
                "SELECT (SELECT count(*) FROM sessions), (SELECT count(*) FROM sessions WHERE state = 'open')",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
            Ok(SessionCounts { open, closed: all - open })
        })
        .await
    }

    /// How many vehicles are inside a car park as far as its sessions know.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn count_inside(&self, parking_id: &str) -> Result<u32, StoreError> {
        let parking_id = parking_id.to_owned();
        self.read(move |connection| count_open(connection, &parking_id)).await
    }
}
