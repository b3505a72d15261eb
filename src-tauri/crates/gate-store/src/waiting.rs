//! Exits without an entry: waiting, asked about, and in the end given a reconstructed arrival.

use gate_core::business_id;
use gate_core::in_park::InParkVehicle;
use gate_core::passage::Direction;
use gate_core::plate;
use gate_core::session::{OpenUnlicensed, choose_unlicensed};
use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, params};

use crate::change::Change;
use crate::deliveries::owe;
use crate::error::StoreError;
use crate::store::Store;
use crate::{passages, sessions};

/// An exit whose arrival is awaited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwaitingExit {
    /// Its session.
    pub session_id: i64,
    /// The open platform's car park.
    pub parking_id: String,
    /// The plate, normalised; empty without one.
    pub plate: String,
    /// When the vehicle left.
    pub departed_at: UtcMillis,
    /// When we heard of it.
    pub heard_at: UtcMillis,
    /// When the open platform was asked for its arrival, if it was.
    pub asked_at: Option<UtcMillis>,
}

/// What the end of a wait came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitEnded {
    /// The exit closed an open session of a vehicle without a plate.
    Paired,
    /// The arrival was reconstructed.
    Reconstructed,
    /// Somebody else decided meanwhile.
    NotWaiting,
}

impl Store {
    /// The exits of a car park whose arrival is awaited, in the order of their times.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn awaiting_exits(&self, parking_id: &str) -> Result<Vec<AwaitingExit>, StoreError> {
        let parking_id = parking_id.to_owned();
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id, parking_id, plate, sort_at, exit_heard_at, asked_at FROM sessions
                 WHERE parking_id = $1 AND state = 'awaiting_arrival' ORDER BY sort_at, id",
            )?;
            let rows = statement.query_map([&parking_id], |row| {
                let departed_at = UtcMillis(row.get(3)?);
                Ok(AwaitingExit {
                    session_id: row.get(0)?,
                    parking_id: row.get(1)?,
                    plate: row.get(2)?,
                    departed_at,
                    heard_at: row.get::<_, Option<i64>>(4)?.map_or(departed_at, UtcMillis),
                    asked_at: row.get::<_, Option<i64>>(5)?.map(UtcMillis),
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// The open platform was asked for the arrivals of these exits.
    ///
    /// # Errors
    /// A failure to write.
    pub async fn asked_for_arrivals(&self, sessions: Vec<i64>, at: UtcMillis) -> Result<(), StoreError> {
        self.write(move |tx| {
            let mut statement = tx.prepare_cached("UPDATE sessions SET asked_at = $1 WHERE id = $2")?;
            for session in &sessions {
                statement.execute(params![at.0, session])?;
            }
            Ok(())
        })
        .await
    }

    /// Keeps since when and by which lane each plate is inside, for the day it leaves without a known entry.
    ///
    /// # Errors
    /// A failure to write.
    pub async fn remember_in_park(
        &self,
        parking_id: &str,
        inside: &[InParkVehicle],
    ) -> Result<(), StoreError> {
        let parking_id = parking_id.to_owned();
        let inside: Vec<(String, i64, String)> = inside
            .iter()
            .map(|vehicle| {
                let lane_no = vehicle.lane_no.clone().unwrap_or_default();
                (plate::normalise(&vehicle.plate_raw), vehicle.entered_at.0, lane_no)
            })
            .filter(|(plate, _, _)| !plate.is_empty())
            .collect();
        self.write(move |tx| {
            let mut statement = tx.prepare_cached(
                "INSERT INTO in_park_seen (parking_id, plate, entered_at, lane_no) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (parking_id, plate) DO UPDATE SET entered_at = excluded.entered_at, lane_no = excluded.lane_no
                 WHERE in_park_seen.entered_at <> excluded.entered_at OR in_park_seen.lane_no <> excluded.lane_no",
            )?;
            for (plate, entered_at, lane_no) in &inside {
                statement.execute(params![parking_id, plate, entered_at, lane_no])?;
            }
            Ok(())
        })
        .await
    }

    /// Ends an exit's wait. Without a plate, the only open session without one is closed, or else the oldest of the same
    /// kind; otherwise the arrival is owed first, with the best known time (the in-park list's, at worst the departure's
    /// own), then the departure, and the session says so.
    ///
    /// # Errors
    /// A failure to write.
    pub async fn end_wait(
        &self,
        session_id: i64,
        reports: bool,
        now: UtcMillis,
    ) -> Result<WaitEnded, StoreError> {
        self.write(move |tx| {
            let ended = end_wait(tx, session_id, reports, now)?;
            if ended != WaitEnded::NotWaiting {
                [Change::Sessions, Change::Deliveries].into_iter().for_each(|change| tx.changed(change));
            }
            Ok(ended)
        })
        .await
    }
}

fn end_wait(
    connection: &Connection,
    session_id: i64,
    reports: bool,
    now: UtcMillis,
) -> Result<WaitEnded, StoreError> {
    let waiting: Option<(String, Option<String>)> = connection
        .query_row(
            "SELECT plate, vehicle_type FROM sessions WHERE id = $1 AND state = 'awaiting_arrival'",
            [session_id],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let Some((plate, vehicle_type)) = waiting else { return Ok(WaitEnded::NotWaiting) };
    let Some(departure) = passages::departure_of(connection, session_id)? else {
        return Ok(WaitEnded::NotWaiting);
    };
    if plate.is_empty() {
        let open = open_unlicensed(connection, &departure.identity.parking_id, departure.identity.at)?;
        let chosen = choose_unlicensed(&open, departure.identity.at, vehicle_type.as_deref());
        if let Some((chosen, only)) = chosen {
            let end = sessions::PassageEnd::new(departure.id, &departure.identity);
            let arrival = owe::undelivered_arrival(connection, chosen)?;
            owe::move_departure(connection, session_id, chosen, arrival)?;
            sessions::close(connection, chosen, end, if only { "only_open" } else { "oldest" })?;
            sessions::remove_awaiting(connection, session_id, chosen)?;
            return Ok(WaitEnded::Paired);
        }
    }
    let identity = &departure.identity;
    let known = best_known_arrival(connection, &identity.parking_id, &plate, identity.at)?;
    let (arrived_at, lane_no, origin) = match known {
        Some((at, lane_no)) => {
            (at, if lane_no.is_empty() { identity.lane_no.clone() } else { lane_no }, "in_park_list")
        }
        None => (identity.at, identity.lane_no.clone(), "departure"),
    };
    let business_id = business_id::of_lone_departure(identity);
    sessions::complete(connection, session_id, None, arrived_at, &lane_no, origin, &business_id)?;
    let mut arrival = None;
    if reports {
        let free_spaces = connection.query_row(
            "SELECT free_spaces FROM passages WHERE id = $1",
            [departure.id],
            |row| row.get(0),
        )?;
        let event = owe::Event {
            parking_id: &identity.parking_id,
            session_id,
            direction: Direction::In,
            passage_id: None,
            event_at: arrived_at,
            free_spaces,
            created_at: now,
            blocked_by: None,
            awaits_arrival: false,
        };
        arrival = Some(owe::event(connection, &event, None)?);
    }
    owe::departure_may_go(connection, session_id, arrival)?;
    Ok(WaitEnded::Reconstructed)
}

/// Since when the in-park list had this plate inside, unless the plate has left since then.
fn best_known_arrival(
    connection: &Connection,
    parking_id: &str,
    plate: &str,
    departed_at: UtcMillis,
) -> Result<Option<(UtcMillis, String)>, StoreError> {
    if plate.is_empty() {
        return Ok(None);
    }
    let found = connection
        .query_row(
            "SELECT entered_at, lane_no FROM in_park_seen i WHERE parking_id = $1 AND plate = $2 AND entered_at <= $3
                AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.parking_id = i.parking_id AND s.plate = i.plate
                    AND s.state <> 'awaiting_arrival' AND coalesce(s.departed_at, s.arrived_at) >= i.entered_at
                    AND s.sort_at <= $3)",
            params![parking_id, plate, departed_at.0],
            |row| Ok((UtcMillis(row.get(0)?), row.get(1)?)),
        )
        .optional()?;
    Ok(found)
}

fn open_unlicensed(
    connection: &Connection,
    parking_id: &str,
    until: UtcMillis,
) -> Result<Vec<OpenUnlicensed>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, arrived_at, vehicle_type FROM sessions
         WHERE parking_id = $1 AND plate = '' AND state = 'open' AND arrived_at <= $2 ORDER BY sort_at, id",
    )?;
    let rows = statement.query_map(params![parking_id, until.0], |row| {
        Ok(OpenUnlicensed { id: row.get(0)?, arrived_at: UtcMillis(row.get(1)?), vehicle_type: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
