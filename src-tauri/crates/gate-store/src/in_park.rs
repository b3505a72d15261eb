//! The vehicles that the open platform counts as being inside: a mirror of its list.

mod table;

use std::collections::HashMap;

use gate_core::in_park::InParkVehicle;
use gate_core::plate;
use gate_core::time::UtcMillis;
use gate_core::vehicle::VehicleType;
use rusqlite::{Row, params};

use crate::change::Change;
use crate::error::StoreError;
use crate::mirrors::{self, Register};
use crate::plate_parts;
use crate::store::Store;

pub use table::{InParkTable, InParkTableRow};

/// A vehicle inside, as it was last listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InParkRow {
    /// The car park.
    pub parking_id: String,
    /// The plate, normalised; empty without one.
    pub plate: String,
    /// What the list said.
    pub vehicle: InParkVehicle,
    /// When a list first named it.
    pub first_seen_at: UtcMillis,
}

/// What a new list changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct InParkChange {
    /// Vehicles that the last list did not name.
    pub came: u64,
    /// Vehicles that this list no longer names.
    pub left: u64,
}

const COLUMNS: &str = "parking_id, plate_raw, plate_key, lane_no, vehicle_type, entered_at, first_seen_at";

impl Store {
    /// Replaces a car park's list by a complete new one.
    ///
    /// # Errors
    /// As any write.
    pub async fn replace_in_park(
        &self,
        parking_id: &str,
        vehicles: Vec<InParkVehicle>,
        now: UtcMillis,
    ) -> Result<InParkChange, StoreError> {
        let parking_id = parking_id.to_owned();
        self.write(move |tx| {
            let refresh_no = mirrors::begin(tx, &parking_id, Register::InPark, now)?;
            let mut alike: HashMap<(&str, i64, &str), i64> = HashMap::new();
            let mut touch = tx.prepare_cached(
                "UPDATE in_park SET vehicle_type = $1, refresh_no = $2
                 WHERE parking_id = $3 AND plate_raw = $4 AND entered_at = $5 AND lane_no = $6 AND nth = $7",
            )?;
            let mut insert = tx.prepare_cached(
                "INSERT INTO in_park (parking_id, plate_raw, plate_key, lane_no, vehicle_type, entered_at, nth,
                                      first_seen_at, refresh_no)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )?;
            let mut change = InParkChange::default();
            for vehicle in &vehicles {
                let lane_no = vehicle.lane_no.as_deref().unwrap_or_default();
                let kind = vehicle.vehicle_type.as_ref().map_or("", VehicleType::as_wire);
                let nth = alike.entry((&vehicle.plate_raw, vehicle.entered_at.0, lane_no)).or_insert(0);
                *nth += 1;
                let known = touch.execute(params![
                    kind,
                    refresh_no,
                    parking_id,
                    vehicle.plate_raw,
                    vehicle.entered_at.0,
                    lane_no,
                    *nth
                ])?;
                if known > 0 {
                    continue;
                }
                let key = plate::normalise(&vehicle.plate_raw);
                insert.execute(params![
                    parking_id,
                    vehicle.plate_raw,
                    key,
                    lane_no,
                    kind,
                    vehicle.entered_at.0,
                    *nth,
                    now.0,
                    refresh_no
                ])?;
                plate_parts::know(tx, &key)?;
                change.came += 1;
            }
            let gone = tx
                .prepare_cached("DELETE FROM in_park WHERE parking_id = $1 AND refresh_no <> $2 RETURNING plate_key")?
                .query_map(params![parking_id, refresh_no], |row| row.get(0))?
                .collect::<Result<Vec<String>, _>>()?;
            gone.iter().try_for_each(|plate| plate_parts::forget_if_unknown(tx, plate))?;
            change.left = gone.len() as u64;
            mirrors::finish(tx, &parking_id, Register::InPark, now)?;
            if change != InParkChange::default() {
                tx.changed(Change::InPark);
            }
            Ok(change)
        })
        .await
    }

    /// The vehicles inside one car park, or all of them, longest stay first.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn in_park(&self, parking_id: Option<&str>) -> Result<Vec<InParkRow>, StoreError> {
        let parking_id = parking_id.map(str::to_owned);
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM in_park WHERE $1 IS NULL OR parking_id = $1 ORDER BY entered_at, id"
            ))?;
            Ok(statement.query_map([parking_id], read_row)?.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// The vehicles of this plate (in any writing) inside a car park, newest entry first.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn in_park_by_plate(
        &self,
        parking_id: &str,
        plate: &str,
    ) -> Result<Vec<InParkRow>, StoreError> {
        let (parking_id, key) = (parking_id.to_owned(), plate::normalise(plate));
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM in_park WHERE parking_id = $1 AND plate_key = $2
                 ORDER BY entered_at DESC, id DESC"
            ))?;
            Ok(statement.query_map(params![parking_id, key], read_row)?.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// When a car park's list was last taken over; `None` if never.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn in_park_refreshed_at(&self, parking_id: &str) -> Result<Option<UtcMillis>, StoreError> {
        let parking_id = parking_id.to_owned();
        self.read(move |connection| mirrors::refreshed_at(connection, &parking_id, Register::InPark)).await
    }
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<InParkRow> {
    let lane_no: String = row.get(3)?;
    let kind: String = row.get(4)?;
    Ok(InParkRow {
        parking_id: row.get(0)?,
        plate: row.get(2)?,
        vehicle: InParkVehicle {
            plate_raw: row.get(1)?,
            lane_no: Some(lane_no).filter(|lane| !lane.is_empty()),
            vehicle_type: Some(kind)
                .filter(|kind| !kind.is_empty())
                .map(|kind| VehicleType::from_in_park_wire(&kind)),
            entered_at: UtcMillis(row.get(5)?),
        },
        first_seen_at: UtcMillis(row.get(6)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StoreOptions;

    fn vehicle(plate: &str, entered_at: i64) -> InParkVehicle {
        InParkVehicle {
            plate_raw: plate.to_owned(),
            lane_no: Some("1".to_owned()),
            vehicle_type: Some(VehicleType::Temporary),
            entered_at: UtcMillis(entered_at),
        }
    }

    #[tokio::test]
    async fn a_new_list_replaces_the_old_one_of_that_car_park_only() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        let first = vec![vehicle("浙B12345", 1_000), vehicle("浙B22222", 2_000)];
        store.replace_in_park("park1", first, UtcMillis(5_000)).await.unwrap();
        store.replace_in_park("park2", vec![vehicle("浙B12345", 1_000)], UtcMillis(5_000)).await.unwrap();
        let second = vec![vehicle("浙B22222", 2_000), vehicle("浙B33333", 3_000)];
        let change = store.replace_in_park("park1", second.clone(), UtcMillis(6_000)).await.unwrap();
        assert_eq!(change, InParkChange { came: 1, left: 1 });
        let rows = store.in_park(Some("park1")).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.vehicle.clone()).collect::<Vec<_>>(), second);
        assert_eq!(rows[0].first_seen_at, UtcMillis(5_000), "known since the first list");
        assert_eq!(store.in_park(None).await.unwrap().len(), 3);
        assert_eq!(store.in_park_refreshed_at("park1").await.unwrap(), Some(UtcMillis(6_000)));
    }

    #[tokio::test]
    async fn vehicles_without_a_plate_at_one_second_are_each_counted() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        for _ in 0..2 {
            store
                .replace_in_park("park1", vec![vehicle("", 1_000), vehicle("", 1_000)], UtcMillis(5_000))
                .await
                .unwrap();
            assert_eq!(store.in_park(None).await.unwrap().len(), 2);
        }
    }

    #[tokio::test]
    async fn a_plate_is_found_however_it_is_written() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        store.replace_in_park("park1", vec![vehicle("浙b·12345", 1_000)], UtcMillis(5_000)).await.unwrap();
        assert_eq!(store.in_park_by_plate("park1", "浙B12345").await.unwrap().len(), 1);
        assert_eq!(store.in_park_by_plate("park1", "浙B12346").await.unwrap().len(), 0);
    }
}
