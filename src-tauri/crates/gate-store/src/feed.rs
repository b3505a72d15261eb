//! Passages as the booth shows them: with photo, arrival, owner and how the vehicle stood.

use std::collections::HashMap;

use gate_core::passage::Direction;
use gate_core::personal::{PersonName, PhoneNumber};
use gate_core::plate;
use gate_core::standing::{VehicleStanding, days_left};
use gate_core::time::UtcMillis;
use rusqlite::{Connection, Params, Row, params};

use crate::error::StoreError;
use crate::known::{Known, PassageType};
use crate::passages::direction_of;
use crate::store::Store;

/// How it is with a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoSeen {
    /// It came without one.
    None,
    /// It is being fetched.
    Wanted,
    /// It is here; of several the largest.
    Stored {
        /// Its id.
        id: i64,
    },
    /// It could not be had.
    Failed,
    /// It was kept for as long as it had to be.
    Pruned,
}

/// A passage with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedRow {
    /// Its id: who was heard of later has a greater one.
    pub id: i64,
    /// The car park.
    pub parking_id: String,
    /// In or out.
    pub direction: Direction,
    /// The plate as staff corrected it, normalised; empty without one.
    pub plate: String,
    /// The plate as the camera read it, normalised; differs from `plate` where it was corrected.
    pub plate_read: String,
    /// When.
    pub at: UtcMillis,
    /// The lane's number.
    pub lane_no: String,
    /// The lane's name; empty if nobody said.
    pub lane_name: String,
    /// Its session.
    pub session_id: Option<i64>,
    /// A repeat reading, not a passage of its own.
    pub repeat: bool,
    /// Its photo.
    pub photo: PhotoSeen,
    /// For an exit whose arrival is known: that.
    pub arrival: Option<FeedArrival>,
    /// How the vehicle stood with the car park at that moment, by what the registers say now.
    pub standing: VehicleStanding,
    /// Whose it is (personal data): as registered, else as it came with the passage.
    pub owner_name: Option<PersonName>,
    /// The owner's phone (personal data).
    pub owner_phone: Option<PhoneNumber>,
    /// Days that its registration had left; negative when it was over.
    pub days_left: Option<i64>,
}

/// The arrival of an exit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedArrival {
    /// When.
    pub at: UtcMillis,
    /// Seen by a camera, not reconstructed.
    pub seen: bool,
    /// The lane's number.
    pub lane_no: String,
    /// The lane's name; empty if nobody said.
    pub lane_name: String,
    /// How long the vehicle stayed, in milliseconds.
    pub stay_ms: i64,
    /// Its photo.
    pub photo: PhotoSeen,
}

/// Columns and joins of every statement below; `p` is the passage.
macro_rules! select {
    ($from:literal, $rest:literal) => {
        concat!(
            "SELECT p.id, p.parking_id, p.direction, p.plate, p.plate_read, p.at, p.lane_no,
                coalesce(nullif(p.lane_name, ''), l.name, ''), p.session_id, p.role, p.vehicle_type,
                coalesce(nullif(t.show_name, ''), nullif(t.name, '')), p.owner_name, p.owner_phone,
                (SELECT h.state FROM photos h WHERE h.passage_id = p.id ORDER BY h.id DESC LIMIT 1),
                (SELECT h.id FROM photos h WHERE h.passage_id = p.id AND h.state = 'stored'
                    ORDER BY h.width * h.height DESC, h.id DESC LIMIT 1),
                s.arrived_at, s.arrival_origin, s.arrival_lane,
                (SELECT h.state FROM photos h WHERE h.passage_id = s.arrival_id ORDER BY h.id DESC LIMIT 1),
                (SELECT h.id FROM photos h WHERE h.passage_id = s.arrival_id AND h.state = 'stored'
                    ORDER BY h.width * h.height DESC, h.id DESC LIMIT 1),
                coalesce((SELECT k.name FROM lanes k WHERE k.parking_id = p.parking_id AND k.lane_no = s.arrival_lane), '')
             FROM ",
            $from,
            " LEFT JOIN lanes l ON l.parking_id = p.parking_id AND l.lane_no = p.lane_no
             LEFT JOIN vehicle_types t ON t.parking_id = p.parking_id AND t.type_id = p.vehicle_type
             LEFT JOIN sessions s ON s.id = p.session_id AND p.direction = 'out' ",
            $rest
        )
    };
}

pub(crate) const NEWEST: &str = select!("passages p", "WHERE p.id < $1 ORDER BY p.id DESC LIMIT $2");
pub(crate) const AFTER: &str = select!("passages p", "WHERE p.id > $1 ORDER BY p.id DESC LIMIT $2");
pub(crate) const ONE: &str = select!("passages p", "WHERE p.id = $1");
pub(crate) const BY_LANE: &str = select!(
    "lanes x JOIN passages p ON p.id = x.last_passage_id",
    "WHERE x.parking_id = $1 ORDER BY length(x.lane_no), x.lane_no"
);
pub(crate) const OF_PLATE: &str = select!(
    "passages p",
    "WHERE p.plate = $1 AND (p.at < $2 OR (p.at = $2 AND p.id < $3)) ORDER BY p.at DESC, p.id DESC LIMIT $4"
);

impl Store {
    /// The newest passages in the order in which they were heard of, newest first: all, or only those before an id.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn feed(&self, before: Option<i64>, limit: u32) -> Result<Vec<FeedRow>, StoreError> {
        let before = before.unwrap_or(i64::MAX);
        self.read(move |connection| rows(connection, NEWEST, params![before, limit])).await
    }

    /// The passages that were heard of after this one, newest first; where there are more than `limit`, the newest of them.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn feed_after(&self, after: i64, limit: u32) -> Result<Vec<FeedRow>, StoreError> {
        self.read(move |connection| rows(connection, AFTER, params![after, limit])).await
    }

    /// One passage as the feed shows it; `None` if it is not kept.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn feed_passage(&self, id: i64) -> Result<Option<FeedRow>, StoreError> {
        self.read(move |connection| one(connection, id)).await
    }

    /// The passage with the latest time of each lane of a car park, by lane number; lanes without one are left out.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn last_passage_by_lane(&self, parking_id: &str) -> Result<Vec<FeedRow>, StoreError> {
        let parking_id = parking_id.to_owned();
        self.read(move |connection| rows(connection, BY_LANE, params![parking_id])).await
    }

    /// The last passages of a plate (in any writing, as corrected), newest first; `before` is the last of the page before.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn last_passages_of_plate(
        &self,
        plate: &str,
        before: Option<(UtcMillis, i64)>,
        limit: u32,
    ) -> Result<Vec<FeedRow>, StoreError> {
        let key = plate::normalise(plate);
        let (at, id) = before.map_or((i64::MAX, i64::MAX), |(at, id)| (at.0, id));
        self.read(move |connection| rows(connection, OF_PLATE, params![key, at, id, limit])).await
    }
}

/// One passage as the feed shows it.
pub(crate) fn one(connection: &Connection, id: i64) -> Result<Option<FeedRow>, StoreError> {
    Ok(rows(connection, ONE, params![id])?.pop())
}

fn rows(connection: &Connection, sql: &str, values: impl Params) -> Result<Vec<FeedRow>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(values)?;
    let mut known: HashMap<String, Known> = HashMap::new();
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let plate: String = row.get(3)?;
        if !known.contains_key(&plate) {
            known.insert(plate.clone(), Known::load(connection, &plate)?);
        }
        if let Some(known) = known.get(&plate) {
            found.push(feed_row(row, plate, known)?);
        }
    }
    Ok(found)
}

fn feed_row(row: &Row<'_>, plate: String, known: &Known) -> Result<FeedRow, StoreError> {
    let parking_id: String = row.get(1)?;
    let at = UtcMillis(row.get(5)?);
    let (type_id, type_name): (Option<String>, Option<String>) = (row.get(10)?, row.get(11)?);
    let passage_type = PassageType { id: type_id.as_deref(), name: type_name.as_deref() };
    let registration = known.registration(&parking_id);
    let owner_name = registration.and_then(|it| it.owner_name.clone());
    let owner_phone = registration.and_then(|it| it.owner_phone.clone());
    Ok(FeedRow {
        id: row.get(0)?,
        direction: direction_of(row.get_ref(2)?.as_str().unwrap_or_default())?,
        plate_read: row.get(4)?,
        at,
        lane_no: row.get(6)?,
        lane_name: row.get(7)?,
        session_id: row.get(8)?,
        repeat: row.get_ref(9)?.as_str().unwrap_or_default() == "repeat",
        photo: photo_seen(row.get(14)?, row.get(15)?),
        arrival: arrival(row, at)?,
        standing: known.standing(&parking_id, at, passage_type),
        owner_name: owner_name.or(row.get::<_, Option<String>>(12)?.and_then(PersonName::new)),
        owner_phone: owner_phone.or(row.get::<_, Option<String>>(13)?.and_then(PhoneNumber::new)),
        days_left: registration.and_then(|it| days_left(it.valid_until, at.china_date())),
        parking_id,
        plate,
    })
}

fn arrival(row: &Row<'_>, left_at: UtcMillis) -> Result<Option<FeedArrival>, StoreError> {
    let Some(at) = row.get::<_, Option<i64>>(16)?.map(UtcMillis) else { return Ok(None) };
    Ok(Some(FeedArrival {
        at,
        seen: row.get_ref(17)?.as_str().unwrap_or_default() == "seen",
        lane_no: row.get(18)?,
        lane_name: row.get(21)?,
        stay_ms: left_at.since(at),
        photo: photo_seen(row.get(19)?, row.get(20)?),
    }))
}

/// Of a passage's photos, the stored one, else how it is with the newest.
pub(crate) fn photo_seen(state: Option<String>, stored: Option<i64>) -> PhotoSeen {
    if let Some(id) = stored {
        return PhotoSeen::Stored { id };
    }
    match state.as_deref() {
        None => PhotoSeen::None,
        Some("wanted") => PhotoSeen::Wanted,
        Some("pruned") => PhotoSeen::Pruned,
        Some(_) => PhotoSeen::Failed,
    }
}

#[cfg(test)]
mod tests;
