//! Each thing that can be put right.

use gate_core::business_id;
use gate_core::plate::{self, PlateColour, Vehtype};
use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, params};

use super::{Done, Mend, Mending, departure};
use crate::corrections;
use crate::error::StoreError;
use crate::kinds::Kinds;
use crate::passages;
use crate::sessions::{self, NewSession, PassageEnd};

/// What must be known of a session to put it right.
struct Session {
    id: i64,
    parking_id: String,
    plate: String,
    state: String,
    arrived_at: Option<UtcMillis>,
    departed_at: Option<UtcMillis>,
    arrival_seen: bool,
    vehtype: String,
    hpys: String,
}

impl Session {
    fn load(connection: &Connection, id: i64) -> Result<Self, StoreError> {
        let found = connection
            .prepare_cached(
                "SELECT parking_id, plate, state, arrived_at, departed_at, arrival_origin = 'seen', vehtype, hpys
                 FROM sessions WHERE id = $1",
            )?
            .query_row([id], |row| {
                Ok(Self {
                    id,
                    parking_id: row.get(0)?,
                    plate: row.get(1)?,
                    state: row.get(2)?,
                    arrived_at: row.get::<_, Option<i64>>(3)?.map(UtcMillis),
                    departed_at: row.get::<_, Option<i64>>(4)?.map(UtcMillis),
                    arrival_seen: row.get(5)?,
                    vehtype: row.get(6)?,
                    hpys: row.get(7)?,
                })
            })
            .optional()?;
        found.ok_or_else(|| StoreError::NotFound { what: "session", id: id.to_string() })
    }

    fn kind(&self) -> String {
        format!("{} {}", self.vehtype, self.hpys)
    }
}

fn cannot<T>(why: &'static str) -> Result<T, StoreError> {
    Err(StoreError::CannotMend { why })
}

fn time(at: Option<UtcMillis>) -> String {
    at.map(UtcMillis::china_standard).unwrap_or_default()
}

pub(super) fn act(connection: &Connection, mending: &Mending, now: UtcMillis) -> Result<Done, StoreError> {
    let session = Session::load(connection, mending.session_id)?;
    match &mending.mend {
        Mend::Plate(plate) => correct_plate(connection, &session, plate, mending.ordinary_colour, now),
        Mend::ArrivedAt(at) => arrived_at(connection, &session, *at, now),
        Mend::DepartedAt(at) => departed_at(connection, &session, *at, now),
        Mend::Kind { vehtype, hpys, for_plate } => kind(connection, &session, vehtype, hpys, *for_plate, now),
        Mend::Join { other, .. } => join(connection, &session, *other, now),
        Mend::Split => split(connection, &session, mending.ordinary_colour, now),
        Mend::ExitMissed => exit_missed(connection, &session),
        Mend::Swap { other, .. } => swap(connection, &session, *other, now),
    }
}

fn done(session: &Session, field: &'static str, before: String, after: String) -> Done {
    Done { session_id: session.id, touched: vec![session.id], field, before, after }
}

fn correct_plate(
    connection: &Connection,
    session: &Session,
    typed: &str,
    ordinary_colour: PlateColour,
    now: UtcMillis,
) -> Result<Done, StoreError> {
    let after = plate::normalise(typed);
    if after == session.plate {
        return cannot("same");
    }
    let stored = corrections::load(connection, session.id)?;
    let corrected = corrections::correct(connection, &stored, &after, ordinary_colour, now)?;
    let touched = vec![session.id, corrected.session_id];
    let done = done(session, "plate", session.plate.clone(), after);
    Ok(Done { session_id: corrected.session_id, touched, ..done })
}

fn arrived_at(
    connection: &Connection,
    session: &Session,
    at: UtcMillis,
    now: UtcMillis,
) -> Result<Done, StoreError> {
    let Some(before) = session.arrived_at else { return cannot("no_arrival") };
    if before == at {
        return cannot("same");
    }
    if at > now {
        return cannot("future");
    }
    if session.departed_at.is_some_and(|left| left < at) {
        return cannot("before");
    }
    connection.execute(
        "UPDATE sessions SET arrived_at = $1, sort_at = $1 WHERE id = $2",
        params![at.0, session.id],
    )?;
    tell_again(connection, session.id, &["arrival", "departure"], now)?;
    moved(connection, session.id, "arrival", at)?;
    Ok(done(session, "arrived_at", time(Some(before)), time(Some(at))))
}

fn departed_at(
    connection: &Connection,
    session: &Session,
    at: UtcMillis,
    now: UtcMillis,
) -> Result<Done, StoreError> {
    let Some(before) = session.departed_at else { return cannot("no_departure") };
    if before == at {
        return cannot("same");
    }
    if at > now {
        return cannot("future");
    }
    if session.arrived_at.is_some_and(|came| at < came) {
        return cannot("before");
    }
    connection.execute(
        "UPDATE sessions SET departed_at = $1, sort_at = CASE WHEN state = 'awaiting_arrival' THEN $1 ELSE sort_at END
         WHERE id = $2",
        params![at.0, session.id],
    )?;
    tell_again(connection, session.id, &["departure"], now)?;
    moved(connection, session.id, "departure", at)?;
    Ok(done(session, "departed_at", time(Some(before)), time(Some(at))))
}

fn kind(
    connection: &Connection,
    session: &Session,
    vehtype: &str,
    hpys: &str,
    for_plate: bool,
    now: UtcMillis,
) -> Result<Done, StoreError> {
    if Vehtype::from_code(vehtype).is_none() || PlateColour::from_wire(hpys).is_none() {
        return cannot("unknown");
    }
    let differs = (session.vehtype.as_str(), session.hpys.as_str()) != (vehtype, hpys);
    if !differs && !for_plate {
        return cannot("same");
    }
    connection.execute(
        "UPDATE sessions SET vehtype = $1, hpys = $2, kind_by = 'staff' WHERE id = $3",
        params![vehtype, hpys, session.id],
    )?;
    if for_plate && !session.plate.is_empty() {
        connection.execute(
            "INSERT INTO plate_kinds (plate, vehtype, hpys) VALUES ($1, $2, $3)
             ON CONFLICT (plate) DO UPDATE SET vehtype = excluded.vehtype, hpys = excluded.hpys",
            params![session.plate, vehtype, hpys],
        )?;
    }
    if differs {
        tell_again(connection, session.id, &["arrival", "departure"], now)?;
    }
    Ok(done(session, "kind", session.kind(), format!("{vehtype} {hpys}")))
}

fn exit_missed(connection: &Connection, session: &Session) -> Result<Done, StoreError> {
    if session.state != "open" {
        return cannot("not_inside");
    }
    sessions::mark_exit_missed(connection, session.id)?;
    Ok(done(session, "pairing", "open".to_owned(), "exit_missed".to_owned()))
}

/// The departure of `other`, whose arrival nobody saw, is this session's.
fn join(connection: &Connection, session: &Session, other: i64, now: UtcMillis) -> Result<Done, StoreError> {
    let other = pair(connection, session, other)?;
    if session.departed_at.is_some() {
        return cannot("has_departure");
    }
    if other.arrival_seen {
        return cannot("has_arrival");
    }
    let Some(left) = departure::of(connection, other.id)? else { return cannot("no_departure") };
    in_order(session, &other)?;
    if other.state == "awaiting_arrival" {
        departure::forget(connection, other.id, now)?;
        departure::give(connection, session.id, &left, now)?;
        sessions::remove_awaiting(connection, other.id, session.id)?;
    } else {
        departure::forget(connection, other.id, now)?;
        // The city keeps what it was told of the arrival that was made up.
        connection.execute(
            "DELETE FROM deliveries WHERE session_id = $1 AND delivered_at IS NULL AND payload IS NULL AND tries = 0",
            [other.id],
        )?;
        connection.execute(
            "UPDATE deliveries SET given_up_at = $1, give_up_reason = 'replaced'
             WHERE session_id = $2 AND delivered_at IS NULL AND given_up_at IS NULL",
            params![now.0, other.id],
        )?;
        sessions::mark_exit_missed(connection, other.id)?;
        departure::give(connection, session.id, &left, now)?;
    }
    Ok(Done {
        touched: vec![session.id, other.id],
        ..done(session, "pairing", String::new(), format!("departure of {}", other.id))
    })
}

/// The departure is not this vehicle's.
fn split(
    connection: &Connection,
    session: &Session,
    ordinary_colour: PlateColour,
    now: UtcMillis,
) -> Result<Done, StoreError> {
    if !session.arrival_seen {
        return cannot("no_arrival");
    }
    let Some(left) = departure::of(connection, session.id)? else { return cannot("no_departure") };
    let reports = departure::reports(connection, session.id)?;
    departure::forget(connection, session.id, now)?;
    let came_again: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM sessions s JOIN sessions o ON o.parking_id = s.parking_id AND o.plate = s.plate
            WHERE s.id = $1 AND s.plate <> '' AND o.sort_at > s.sort_at)",
        [session.id],
        |row| row.get(0),
    )?;
    connection.execute(
        "UPDATE sessions SET state = $1, paired_by = 'plate' WHERE id = $2",
        params![if came_again { "exit_missed" } else { "open" }, session.id],
    )?;
    let passage = &left.passage;
    let (kind, kind_by) = Kinds::load(connection, ordinary_colour)?
        .decide(&passage.identity.plate, passage.vehicle_type.as_deref());
    let new = NewSession {
        parking_id: &session.parking_id,
        plate: &passage.identity.plate,
        business_id: &business_id::of_lone_departure(&passage.identity),
        vehicle_type: passage.vehicle_type.as_deref(),
        kind,
        kind_by,
        created_at: now,
    };
    // The wait for an arrival begins now, so that there is time to find it.
    let own = sessions::await_arrival(connection, &new, PassageEnd::new(passage.id, &passage.identity), now)?;
    passages::assign(connection, passage.id, own, "departure")?;
    connection.execute("UPDATE passages SET plate = plate_read WHERE id = $1", [passage.id])?;
    if reports {
        departure::owe(connection, own, &left, None, true, now)?;
    }
    Ok(Done {
        touched: vec![session.id, own],
        ..done(session, "pairing", time(session.departed_at), String::new())
    })
}

/// Two departures were taken for one another.
fn swap(connection: &Connection, session: &Session, other: i64, now: UtcMillis) -> Result<Done, StoreError> {
    let other = pair(connection, session, other)?;
    let (Some(ours), Some(theirs)) =
        (departure::of(connection, session.id)?, departure::of(connection, other.id)?)
    else {
        return cannot("no_departure");
    };
    in_order(session, &other)?;
    in_order(&other, session)?;
    for (to, given) in [(session, &theirs), (&other, &ours)] {
        departure::forget(connection, to.id, now)?;
        departure::give(connection, to.id, given, now)?;
    }
    Ok(Done {
        touched: vec![session.id, other.id],
        ..done(session, "pairing", time(session.departed_at), time(other.departed_at))
    })
}

/// The other session of a change of two.
fn pair(connection: &Connection, session: &Session, other: i64) -> Result<Session, StoreError> {
    if other == session.id {
        return cannot("same");
    }
    let other = Session::load(connection, other)?;
    if other.parking_id == session.parking_id { Ok(other) } else { cannot("other_car_park") }
}

/// Nobody leaves before they came.
fn in_order(came: &Session, left: &Session) -> Result<(), StoreError> {
    match (came.arrived_at, left.departed_at) {
        (Some(came), Some(left)) if came <= left => Ok(()),
        (None, _) => cannot("no_arrival"),
        (_, None) => cannot("no_departure"),
        _ => cannot("before"),
    }
}

fn tell_again(
    connection: &Connection,
    session: i64,
    events: &[&str],
    now: UtcMillis,
) -> Result<(), StoreError> {
    for event in events {
        if corrections::was_told(connection, session, event)? {
            corrections::owe_again(connection, session, event, now)?;
        }
    }
    Ok(())
}

/// What is still to be sent of an event stands at its new time.
fn moved(connection: &Connection, session: i64, event: &str, at: UtcMillis) -> Result<(), StoreError> {
    connection.execute(
        "UPDATE deliveries SET event_at = $1 WHERE session_id = $2 AND kind IN ($3, $3 || '_photo')
            AND delivered_at IS NULL AND given_up_at IS NULL AND payload IS NULL",
        params![at.0, session, event],
    )?;
    Ok(())
}
