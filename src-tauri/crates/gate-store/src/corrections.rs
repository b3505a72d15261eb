//! Plates that staff put right: the reading stays, the session is renamed, and what the city was told is told again.

use gate_core::plate::{self, PlateColour};
use gate_core::session::{End, Joins, SessionView, Told, correct_plate};
use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::json;

use crate::audit::{self, AuditEntry};
use crate::change::Change;
use crate::deliveries::owe;
use crate::error::StoreError;
use crate::kinds::Kinds;
use crate::sessions::{self, PassageEnd};
use crate::store::Store;
use crate::{passages, plate_parts};

/// A correction, as a person makes it.
#[derive(Debug, Clone)]
pub struct PlateCorrection {
    /// The session.
    pub session_id: i64,
    /// What the plate really is, as typed.
    pub plate: String,
    /// Why, for the record.
    pub reason: String,
    /// Who.
    pub by: String,
}

/// What a correction came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Corrected {
    /// The session that holds the passages now.
    pub session_id: i64,
    /// Events that are sent to the city again.
    pub sent_again: u32,
    /// Two halves that a wrong plate kept apart are one session now.
    pub joined: bool,
}

impl Store {
    /// Corrects the plate of a session: the raw readings stay, and events that the city was told are owed again, with the
    /// same `businessid` (domain.md, "Pairing"). Kept with who and why, and audited. `ordinary_colour` is the configured
    /// colour of ordinary plates.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such session; a failure to write.
    pub async fn correct_plate(
        &self,
        correction: PlateCorrection,
        ordinary_colour: PlateColour,
        now: UtcMillis,
    ) -> Result<Corrected, StoreError> {
        self.write(move |tx| {
            let stored = load(tx, correction.session_id)?;
            let after = plate::normalise(&correction.plate);
            if stored.plate == after {
                return Ok(Corrected { session_id: correction.session_id, sent_again: 0, joined: false });
            }
            let corrected = correct(tx, &stored, &after, ordinary_colour, now)?;
            tx.execute(
                "INSERT INTO corrections (session_id, passage_id, field, before, after, reason, made_by, at)
                 VALUES ($1, $2, 'plate', $3, $4, $5, $6, $7)",
                params![
                    corrected.session_id,
                    stored.passage_id,
                    stored.plate,
                    after,
                    correction.reason,
                    correction.by,
                    now.0
                ],
            )?;
            let subject = format!("session:{}", corrected.session_id);
            let entry = AuditEntry::new(now, &correction.by, "plate.correct", &subject)
                .with_before(json!({ "plate": stored.plate }))
                .with_after(json!({ "plate": after, "reason": correction.reason }));
            audit::append(tx, &entry)?;
            [Change::Passages, Change::Sessions, Change::Deliveries].into_iter().for_each(|c| tx.changed(c));
            Ok(corrected)
        })
        .await
    }
}

/// A correction as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectionRow {
    /// The session that was corrected.
    pub session_id: i64,
    /// Its car park; empty if the session is no longer kept.
    pub parking_id: String,
    /// The plate before.
    pub before: String,
    /// The plate since.
    pub after: String,
    /// Why.
    pub reason: String,
    /// By whom.
    pub made_by: String,
    /// When.
    pub at: UtcMillis,
}

impl Store {
    /// Corrections of sessions that have this plate now (in any writing), newest first.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn corrections_of_plate(
        &self,
        plate: &str,
        limit: u32,
    ) -> Result<Vec<CorrectionRow>, StoreError> {
        let key = plate::normalise(plate);
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT c.session_id, c.before, c.after, c.reason, c.made_by, c.at, coalesce(s.parking_id, '')
                 FROM corrections c LEFT JOIN sessions s ON s.id = c.session_id WHERE c.session_id IN
                     (SELECT session_id FROM passages WHERE plate = $1 AND session_id IS NOT NULL)
                 ORDER BY c.id DESC LIMIT $2",
            )?;
            let rows = statement.query_map(params![key, limit], |row| {
                Ok(CorrectionRow {
                    session_id: row.get(0)?,
                    before: row.get(1)?,
                    after: row.get(2)?,
                    reason: row.get(3)?,
                    made_by: row.get(4)?,
                    at: UtcMillis(row.get(5)?),
                    parking_id: row.get(6)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }
}

pub(crate) struct Stored {
    parking_id: String,
    plate: String,
    passage_id: i64,
    vehicle_type: Option<String>,
    view: SessionView,
}

pub(crate) fn load(connection: &Connection, session_id: i64) -> Result<Stored, StoreError> {
    let found = connection
        .query_row(
            "SELECT parking_id, plate, coalesce(arrival_id, departure_id, 0), vehicle_type, arrived_at, arrival_lane,
                departed_at, departure_lane, arrival_origin IN ('in_park_list', 'departure')
             FROM sessions WHERE id = $1",
            [session_id],
            |row| {
                let end = |at: Option<i64>, lane_no: String| at.map(|at| End { at: UtcMillis(at), lane_no });
                Ok(Stored {
                    parking_id: row.get(0)?,
                    plate: row.get(1)?,
                    passage_id: row.get(2)?,
                    vehicle_type: row.get(3)?,
                    view: SessionView {
                        id: session_id,
                        arrival: end(row.get(4)?, row.get(5)?),
                        departure: end(row.get(6)?, row.get(7)?),
                        arrival_reconstructed: row.get(8)?,
                        departure_tried: false,
                    },
                })
            },
        )
        .optional()?;
    found.ok_or_else(|| StoreError::NotFound { what: "session", id: session_id.to_string() })
}

pub(crate) fn correct(
    connection: &Connection,
    stored: &Stored,
    after: &str,
    ordinary_colour: PlateColour,
    now: UtcMillis,
) -> Result<Corrected, StoreError> {
    let id = stored.view.id;
    let told = Told {
        arrival: was_told(connection, id, "arrival")?,
        departure: was_told(connection, id, "departure")?,
    };
    let near = if after.is_empty() {
        Vec::new()
    } else {
        sessions::near(connection, &stored.parking_id, after, stored.view.sort_at())?
    };
    let correction = correct_plate(&stored.view, told, &near);
    let (kind, kind_by) =
        Kinds::load(connection, ordinary_colour)?.decide(after, stored.vehicle_type.as_deref());
    connection.execute(
        "UPDATE sessions SET plate = $1, vehtype = $2, hpys = $3, kind_by = $4 WHERE id = $5",
        params![after, kind.vehtype.code(), kind.colour.wire(), kind_by, id],
    )?;
    connection.execute("UPDATE passages SET plate = $1 WHERE session_id = $2", params![after, id])?;
    plate_parts::know(connection, after)?;
    plate_parts::forget_if_unknown(connection, &stored.plate)?;
    let mut sent_again = 0;
    for (told, event) in [(correction.again.arrival, "arrival"), (correction.again.departure, "departure")] {
        if told {
            owe_again(connection, id, event, now)?;
            sent_again += 1;
        }
    }
    let session_id = match correction.joins {
        None => id,
        Some(Joins::TakesDepartureOf(other)) => join(connection, other, id)?,
        Some(Joins::Closes(other)) => join(connection, id, other)?,
    };
    Ok(Corrected { session_id, sent_again, joined: correction.joins.is_some() })
}

/// Whether the city may know this event: its payload was frozen for sending.
pub(crate) fn was_told(connection: &Connection, session_id: i64, event: &str) -> Result<bool, StoreError> {
    Ok(connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM deliveries
            WHERE session_id = $1 AND kind = $2 AND payload IS NOT NULL AND given_up_at IS NULL)",
        params![session_id, event],
        |row| row.get(0),
    )?)
}

/// An event that was delivered is owed once more, as a delivery of its own beside the one that stands for history; one that
/// is still on its way is frozen anew.
pub(crate) fn owe_again(
    connection: &Connection,
    session_id: i64,
    event: &str,
    now: UtcMillis,
) -> Result<(), StoreError> {
    let frozen_anew = connection.execute(
        "UPDATE deliveries SET payload = NULL, parked_reason = NULL, parked_at = NULL, attempts = 0, failures = 0,
            next_attempt_at = $1
         WHERE session_id = $2 AND kind = $3 AND delivered_at IS NULL AND given_up_at IS NULL",
        params![now.0, session_id, event],
    )?;
    if frozen_anew == 0 {
        // A corrected departure goes behind the corrected arrival.
        connection.execute(
            "INSERT INTO deliveries (parking_id, session_id, kind, passage_id, event_at, free_spaces, blocked_by,
                next_attempt_at, created_at)
             SELECT parking_id, session_id, kind, passage_id, event_at, free_spaces,
                (SELECT a.id FROM deliveries a WHERE a.session_id = d.session_id AND a.kind = 'arrival'
                    AND d.kind = 'departure' AND a.delivered_at IS NULL AND a.given_up_at IS NULL
                    ORDER BY a.id DESC LIMIT 1), $1, $1
             FROM deliveries d WHERE session_id = $2 AND kind = $3 AND given_up_at IS NULL ORDER BY id DESC LIMIT 1",
            params![now.0, session_id, event],
        )?;
    }
    Ok(())
}

/// Makes one session of two halves: `from` awaited its arrival and gives its departure to `to`. Answers `to`.
fn join(connection: &Connection, from: i64, to: i64) -> Result<i64, StoreError> {
    let Some(departure) = passages::departure_of(connection, from)? else { return Ok(to) };
    let arrival = owe::undelivered_arrival(connection, to)?;
    owe::move_departure(connection, from, to, arrival)?;
    sessions::close(connection, to, PassageEnd::new(departure.id, &departure.identity), "person")?;
    sessions::remove_awaiting(connection, from, to)?;
    Ok(to)
}

#[cfg(test)]
mod tests;
