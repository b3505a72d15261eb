//! Taking a departure from one session and giving it to another, with its photos and with what the city is owed of both.

use gate_core::time::UtcMillis;
use rusqlite::{Connection, params};

use crate::deliveries::owe;
use crate::error::StoreError;
use crate::passages::{self, Stored};
use crate::plate_parts;
use crate::sessions::{self, PassageEnd};

/// Why a delivery was given up whose place another one takes.
const REPLACED: &str = "replaced";

/// A departure with what is owed of it.
pub(super) struct Departure {
    pub(super) passage: Stored,
    /// As staff set it, if they did.
    at: UtcMillis,
    free_spaces: u32,
    photos: Vec<Photo>,
}

struct Photo {
    id: i64,
    img_index: Option<u8>,
    state: String,
    failure: Option<String>,
}

/// The departure of a session, if it has one.
pub(super) fn of(connection: &Connection, session: i64) -> Result<Option<Departure>, StoreError> {
    let Some(passage) = passages::departure_of(connection, session)? else { return Ok(None) };
    let (at, free_spaces) = connection.query_row(
        "SELECT coalesce(s.departed_at, p.at), p.free_spaces FROM sessions s JOIN passages p ON p.id = s.departure_id
         WHERE s.id = $1",
        [session],
        |row| Ok((UtcMillis(row.get(0)?), row.get(1)?)),
    )?;
    let mut photos = connection.prepare_cached(
        "SELECT p.id, max(d.img_index), p.state, p.failure FROM deliveries d JOIN photos p ON p.id = d.photo_id
         WHERE d.session_id = $1 AND d.kind = 'departure_photo' AND d.given_up_at IS NULL AND p.state <> 'pruned'
         GROUP BY p.id ORDER BY p.id",
    )?;
    let photos = photos
        .query_map([session], |row| {
            Ok(Photo { id: row.get(0)?, img_index: row.get(1)?, state: row.get(2)?, failure: row.get(3)? })
        })?
        .collect::<Result<_, _>>()?;
    Ok(Some(Departure { passage, at, free_spaces, photos }))
}

/// A session owes the departure that it has no longer: what was never tried goes, the rest is given up; what the city has stays.
pub(super) fn forget(connection: &Connection, session: i64, now: UtcMillis) -> Result<(), StoreError> {
    connection.execute(
        "DELETE FROM deliveries WHERE session_id = $1 AND kind IN ('departure', 'departure_photo')
            AND delivered_at IS NULL AND payload IS NULL AND tries = 0",
        [session],
    )?;
    connection.execute(
        "UPDATE deliveries SET given_up_at = $1, give_up_reason = $2 WHERE session_id = $3
            AND kind IN ('departure', 'departure_photo') AND delivered_at IS NULL AND given_up_at IS NULL",
        params![now.0, REPLACED, session],
    )?;
    connection.execute(
        "UPDATE sessions SET departure_id = NULL, departed_at = NULL, departure_lane = '' WHERE id = $1",
        [session],
    )?;
    Ok(())
}

/// Gives a session a departure, by a person's word. What it owed of another one is to be forgotten before.
pub(super) fn give(
    connection: &Connection,
    session: i64,
    departure: &Departure,
    now: UtcMillis,
) -> Result<(), StoreError> {
    let identity = &departure.passage.identity;
    let end = PassageEnd { passage_id: departure.passage.id, at: departure.at, lane_no: &identity.lane_no };
    sessions::close(connection, session, end, "person")?;
    passages::assign(connection, departure.passage.id, session, "departure")?;
    let was: String =
        connection.query_row("SELECT plate FROM passages WHERE id = $1", [departure.passage.id], |row| {
            row.get(0)
        })?;
    connection.execute(
        "UPDATE passages SET plate = (SELECT plate FROM sessions WHERE id = $1) WHERE id = $2",
        params![session, departure.passage.id],
    )?;
    plate_parts::forget_if_unknown(connection, &was)?;
    if !reports(connection, session)? {
        return Ok(());
    }
    let arrival = owe::undelivered_arrival(connection, session)?;
    owe(connection, session, departure, arrival, false, now)
}

/// Owes the city a departure and its photos, where the session reports at all.
pub(super) fn owe(
    connection: &Connection,
    session: i64,
    departure: &Departure,
    blocked_by: Option<i64>,
    awaits_arrival: bool,
    now: UtcMillis,
) -> Result<(), StoreError> {
    let identity = &departure.passage.identity;
    connection.execute(
        "INSERT INTO deliveries (parking_id, session_id, kind, passage_id, event_at, free_spaces, blocked_by, awaits,
            next_attempt_at, created_at) VALUES ($1, $2, 'departure', $3, $4, $5, $6, $7, $8, $8)",
        params![
            identity.parking_id,
            session,
            departure.passage.id,
            departure.at.0,
            departure.free_spaces,
            blocked_by,
            awaits_arrival.then_some("arrival"),
            now.0
        ],
    )?;
    let event = connection.last_insert_rowid();
    for photo in &departure.photos {
        let failed = (photo.state == "failed").then_some(photo.failure.as_deref()).flatten();
        connection.execute(
            "INSERT INTO deliveries (parking_id, session_id, kind, passage_id, photo_id, img_index, event_at, free_spaces,
                blocked_by, awaits, next_attempt_at, created_at, parked_reason, parked_at)
             VALUES ($1, $2, 'departure_photo', $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, $12)",
            params![
                identity.parking_id,
                session,
                departure.passage.id,
                photo.id,
                photo.img_index,
                departure.at.0,
                departure.free_spaces,
                event,
                (photo.state != "stored").then_some("photo"),
                now.0,
                failed,
                failed.map(|_| now.0)
            ],
        )?;
    }
    Ok(())
}

/// Whether the city is owed or has anything of a session.
pub(super) fn reports(connection: &Connection, session: i64) -> Result<bool, StoreError> {
    Ok(connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM deliveries WHERE session_id = $1)",
        [session],
        |row| row.get(0),
    )?)
}
