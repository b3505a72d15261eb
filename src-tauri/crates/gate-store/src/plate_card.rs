//! Where one plate is inside. What else its card shows stands with its own table: `vehicles`, `blacklist`, `visitors`,
//! `coupons`, `outings`, `feed`, `lane_openings`.

use gate_core::plate;
use gate_core::standing::VehicleStanding;
use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension};

use crate::error::StoreError;
use crate::feed::{PhotoSeen, photo_seen};
use crate::known::{Known, PassageType};
use crate::store::Store;

/// A vehicle inside, by its open session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenSession {
    /// The session.
    pub session_id: i64,
    /// The car park.
    pub parking_id: String,
    /// Since when.
    pub since: UtcMillis,
    /// The number of the lane it came in by.
    pub lane_no: String,
    /// That lane's name; empty if nobody said.
    pub lane_name: String,
    /// The arrival's photo.
    pub photo: PhotoSeen,
}

/// One plate can be open in each car park, and `sessions_plate` begins with the car park: each of them is looked into.
pub(crate) const OPEN_SESSIONS: &str = "WITH RECURSIVE parks (id) AS (
        SELECT min(parking_id) FROM sessions
        UNION ALL
        SELECT (SELECT min(parking_id) FROM sessions WHERE parking_id > parks.id) FROM parks WHERE parks.id IS NOT NULL
     )
     SELECT s.id, s.parking_id, s.sort_at, s.arrival_lane, coalesce(l.name, ''),
         (SELECT h.state FROM photos h WHERE h.passage_id = s.arrival_id ORDER BY h.id DESC LIMIT 1),
         (SELECT h.id FROM photos h WHERE h.passage_id = s.arrival_id AND h.state = 'stored'
             ORDER BY h.width * h.height DESC, h.id DESC LIMIT 1)
     FROM parks CROSS JOIN sessions s ON s.parking_id = parks.id AND s.plate = $1 AND s.state = 'open'
     LEFT JOIN lanes l ON l.parking_id = s.parking_id AND l.lane_no = s.arrival_lane
     ORDER BY s.sort_at DESC, s.id DESC";

impl Store {
    /// Where a plate (in any writing) is inside by its sessions, the newest arrival first; one car park each.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn open_sessions_of_plate(&self, plate: &str) -> Result<Vec<OpenSession>, StoreError> {
        let key = plate::normalise(plate);
        self.read(move |connection| open_sessions(connection, &key)).await
    }

    /// How a plate (in any writing) stands with a car park at a moment, by the registers; `passage_type` is the type that came
    /// with its last passage there, which counts where no register knows the plate.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn standing_of_plate(
        &self,
        parking_id: &str,
        plate: &str,
        passage_type: Option<String>,
        at: UtcMillis,
    ) -> Result<VehicleStanding, StoreError> {
        let (parking_id, key) = (parking_id.to_owned(), plate::normalise(plate));
        self.read(move |connection| {
            let name = match &passage_type {
                Some(id) => type_name(connection, &parking_id, id)?,
                None => None,
            };
            let passage_type = PassageType { id: passage_type.as_deref(), name: name.as_deref() };
            Ok(Known::load(connection, &key)?.standing(&parking_id, at, passage_type))
        })
        .await
    }
}

/// The name of a car park's own type.
fn type_name(connection: &Connection, parking_id: &str, type_id: &str) -> Result<Option<String>, StoreError> {
    let name: Option<Option<String>> = connection
        .prepare_cached(
            "SELECT coalesce(nullif(show_name, ''), nullif(name, '')) FROM vehicle_types
             WHERE parking_id = $1 AND type_id = $2",
        )?
        .query_row([parking_id, type_id], |row| row.get(0))
        .optional()?;
    Ok(name.flatten())
}

/// The open sessions of a normalised plate; none for a vehicle without one.
pub(crate) fn open_sessions(connection: &Connection, plate: &str) -> Result<Vec<OpenSession>, StoreError> {
    if plate.is_empty() {
        return Ok(Vec::new());
    }
    let mut statement = connection.prepare_cached(OPEN_SESSIONS)?;
    let rows = statement.query_map([plate], |row| {
        Ok(OpenSession {
            session_id: row.get(0)?,
            parking_id: row.get(1)?,
            since: UtcMillis(row.get(2)?),
            lane_no: row.get(3)?,
            lane_name: row.get(4)?,
            photo: photo_seen(row.get(5)?, row.get(6)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
