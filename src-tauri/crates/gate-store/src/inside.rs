//! What the open platform's list and the open sessions say of who is inside.

use std::collections::HashSet;

use gate_core::reconcile::{Inside, Listed, LoneExit, OpenSession};
use gate_core::time::UtcMillis;
use rusqlite::{Connection, params};

use crate::error::StoreError;
use crate::store::Store;

impl Store {
    /// Both sides of a car park at one instant: the list as it was last taken over, and the sessions. The exits of listed
    /// vehicles are looked up where there is no open session and the entry is not before `collected_from`.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn inside(&self, parking_id: &str, collected_from: UtcMillis) -> Result<Inside, StoreError> {
        let parking_id = parking_id.to_owned();
        self.read(move |connection| {
            let sessions = open_sessions(connection, &parking_id)?;
            let mut listed = listed(connection, &parking_id)?;
            let open: HashSet<&str> = sessions.iter().map(|session| session.plate.as_str()).collect();
            for vehicle in &mut listed {
                let plate = vehicle.plate.as_str();
                if !plate.is_empty() && !open.contains(plate) && vehicle.entered_at >= collected_from {
                    vehicle.left_at = last_exit(connection, &parking_id, plate, vehicle.entered_at)?;
                }
            }
            Ok(Inside { exits: lone_exits(connection, &parking_id)?, listed, sessions })
        })
        .await
    }
}

pub(crate) fn listed(connection: &Connection, parking_id: &str) -> Result<Vec<Listed>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT plate_key, entered_at, lane_no FROM in_park WHERE parking_id = $1 ORDER BY entered_at, id",
    )?;
    let rows = statement.query_map([parking_id], |row| {
        Ok(Listed {
            plate: row.get(0)?,
            entered_at: UtcMillis(row.get(1)?),
            lane_no: Some(row.get(2)?).filter(|lane_no: &String| !lane_no.is_empty()),
            left_at: None,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn open_sessions(
    connection: &Connection,
    parking_id: &str,
) -> Result<Vec<OpenSession>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, plate, sort_at FROM sessions WHERE parking_id = $1 AND state = 'open' ORDER BY sort_at, id",
    )?;
    let rows = statement.query_map([parking_id], |row| {
        Ok(OpenSession { id: row.get(0)?, plate: row.get(1)?, arrived_at: UtcMillis(row.get(2)?) })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn lone_exits(connection: &Connection, parking_id: &str) -> Result<Vec<LoneExit>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, plate, sort_at FROM sessions WHERE parking_id = $1 AND state = 'awaiting_arrival'
         ORDER BY sort_at, id",
    )?;
    let rows = statement.query_map([parking_id], |row| {
        Ok(LoneExit { session: row.get(0)?, plate: row.get(1)?, left_at: UtcMillis(row.get(2)?) })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn last_exit(
    connection: &Connection,
    parking_id: &str,
    plate: &str,
    from: UtcMillis,
) -> Result<Option<UtcMillis>, StoreError> {
    let found: Option<i64> = connection
        .prepare_cached(
            "SELECT max(departed_at) FROM sessions WHERE parking_id = $1 AND plate = $2 AND departed_at >= $3",
        )?
        .query_row(params![parking_id, plate, from.0], |row| row.get(0))?;
    Ok(found.map(UtcMillis))
}
