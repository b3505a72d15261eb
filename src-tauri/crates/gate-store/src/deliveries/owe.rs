//! Making and moving what is owed, inside the transaction that pairs.

use gate_core::delivery::DeliveryKind;
use gate_core::passage::Direction;
use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::StoreError;

/// An event to be owed.
pub(crate) struct Event<'a> {
    pub(crate) parking_id: &'a str,
    pub(crate) session_id: i64,
    pub(crate) direction: Direction,
    /// `None` for a reconstructed arrival.
    pub(crate) passage_id: Option<i64>,
    pub(crate) event_at: UtcMillis,
    pub(crate) free_spaces: u32,
    pub(crate) created_at: UtcMillis,
    /// The delivery that must be accepted first.
    pub(crate) blocked_by: Option<i64>,
    /// An exit whose arrival is awaited.
    pub(crate) awaits_arrival: bool,
}

/// The photo of an event.
#[derive(Clone, Copy)]
pub(crate) struct EventPhoto {
    pub(crate) photo_id: i64,
    pub(crate) img_index: u8,
}

/// Owes an event and, behind it, its photo. Answers the event's delivery.
pub(crate) fn event(
    connection: &Connection,
    event: &Event<'_>,
    photo: Option<EventPhoto>,
) -> Result<i64, StoreError> {
    let (kind, photo_kind) = match event.direction {
        Direction::In => (DeliveryKind::Arrival, DeliveryKind::ArrivalPhoto),
        Direction::Out => (DeliveryKind::Departure, DeliveryKind::DeparturePhoto),
    };
    let awaits = event.awaits_arrival.then_some("arrival");
    let id = insert(connection, event, kind, None, event.blocked_by, awaits)?;
    if let Some(photo) = photo {
        insert(connection, event, photo_kind, Some(photo), Some(id), Some("photo"))?;
    }
    Ok(id)
}

fn insert(
    connection: &Connection,
    event: &Event<'_>,
    kind: DeliveryKind,
    photo: Option<EventPhoto>,
    blocked_by: Option<i64>,
    awaits: Option<&str>,
) -> Result<i64, StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO deliveries (parking_id, session_id, kind, passage_id, photo_id, img_index, event_at, free_spaces,
                blocked_by, awaits, next_attempt_at, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, min($7, $11), $11)",
        )?
        .execute(params![
            event.parking_id,
            event.session_id,
            kind.code(),
            event.passage_id,
            photo.map(|photo| photo.photo_id),
            photo.map(|photo| photo.img_index),
            event.event_at.0,
            event.free_spaces,
            blocked_by,
            awaits,
            event.created_at.0
        ])?;
    Ok(connection.last_insert_rowid())
}

/// Owes a photo for an event that was owed without one. The passage may be a repeat reading or unreported: then nothing
/// is owed.
pub(crate) fn late_photo(
    connection: &Connection,
    passage_id: i64,
    photo_id: i64,
    img_index: u8,
    created_at: UtcMillis,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO deliveries (parking_id, session_id, kind, passage_id, photo_id, img_index, event_at, free_spaces,
                blocked_by, awaits, next_attempt_at, created_at)
             SELECT d.parking_id, d.session_id, d.kind || '_photo', d.passage_id, $1, $2, d.event_at, d.free_spaces,
                CASE WHEN d.delivered_at IS NULL THEN d.id END, 'photo', min(d.event_at, $3), $3
             FROM passages p JOIN deliveries d ON d.session_id = p.session_id AND d.passage_id = p.id
             WHERE p.id = $4 AND d.kind IN ('arrival', 'departure') AND d.given_up_at IS NULL",
        )?
        .execute(params![photo_id, img_index, created_at.0, passage_id])?;
    Ok(())
}

/// The arrival's delivery of a session, unless the city has it.
pub(crate) fn undelivered_arrival(
    connection: &Connection,
    session_id: i64,
) -> Result<Option<i64>, StoreError> {
    let found = connection
        .prepare_cached(
            "SELECT id FROM deliveries WHERE session_id = $1 AND kind = 'arrival' AND delivered_at IS NULL",
        )?
        .query_row([session_id], |row| row.get(0))
        .optional()?;
    Ok(found)
}

/// A departure that awaited its arrival waits for that arrival's delivery from now on.
pub(crate) fn departure_may_go(
    connection: &Connection,
    session_id: i64,
    arrival: Option<i64>,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE deliveries SET awaits = NULL, blocked_by = $1 WHERE session_id = $2 AND kind = 'departure'",
        )?
        .execute(params![arrival, session_id])?;
    Ok(())
}

/// Moves a departure that was never tried, with its photos, to the session that it belongs to by its time; the session's
/// row follows.
pub(crate) fn move_departure(
    connection: &Connection,
    from: i64,
    to: i64,
    blocked_by: Option<i64>,
) -> Result<(), StoreError> {
    reassign(connection, from, to)?;
    departure_may_go(connection, to, blocked_by)?;
    connection
        .prepare_cached(
            "UPDATE sessions SET state = 'closed', (departure_id, departed_at, departure_lane)
                = (SELECT departure_id, departed_at, departure_lane FROM sessions WHERE id = $1) WHERE id = $2",
        )?
        .execute([from, to])?;
    connection
        .prepare_cached("UPDATE passages SET session_id = $1 WHERE session_id = $2 AND role = 'departure'")?
        .execute([to, from])?;
    Ok(())
}

/// Moves a departure that was never tried, with its photos, to a session that awaits its arrival.
pub(crate) fn displace_departure(connection: &Connection, from: i64, to: i64) -> Result<(), StoreError> {
    reassign(connection, from, to)?;
    connection
        .prepare_cached(
            "UPDATE deliveries SET awaits = 'arrival', blocked_by = NULL WHERE session_id = $1 AND kind = 'departure'",
        )?
        .execute([to])?;
    Ok(())
}

fn reassign(connection: &Connection, from: i64, to: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE deliveries SET session_id = $1 WHERE session_id = $2 AND kind IN ('departure', 'departure_photo')",
        )?
        .execute([to, from])?;
    Ok(())
}
