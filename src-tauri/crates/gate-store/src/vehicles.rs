//! Authorised vehicles: a mirror of the platform's list, and what the list does not return.

use std::fmt;

use chrono::NaiveDate;
use gate_core::personal::{PersonName, PhoneNumber};
use gate_core::standing::Registered;
use gate_core::time::UtcMillis;
use gate_core::vehicle::{Vehicle, VehicleType};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::change::Change;
use crate::error::StoreError;
use crate::mirrors::{self, RefreshNo, Register};
use crate::register_writes::{self, RegisterEntry};
use crate::store::Store;
use crate::writer::WriteTx;
use crate::{name_parts, plate_parts, romanised, vehicle_table};

/// An authorised vehicle of one car park. `Debug` masks the owner's name and phone and leaves the remark out.
#[derive(Clone, PartialEq, Eq)]
pub struct VehicleRow {
    /// Its number here.
    pub id: i64,
    /// The car park.
    pub parking_id: String,
    /// The plate as it was registered.
    pub plate: String,
    /// The plate, normalised.
    pub plate_key: String,
    /// What kind of authorisation it has; `None` where the platform does not say.
    pub vehicle_type: Option<VehicleType>,
    /// The type's name: as it was written with this vehicle, else the custom type's.
    pub type_name: Option<String>,
    /// The owner's name (personal data).
    pub owner_name: Option<PersonName>,
    /// The owner's phone (personal data).
    pub owner_phone: Option<PhoneNumber>,
    /// First day, in China.
    pub valid_from: Option<NaiveDate>,
    /// Last day, in China.
    pub valid_until: Option<NaiveDate>,
    /// The lanes it may pass; empty means all.
    pub lanes: Vec<String>,
    /// Spaces the owner has in all.
    pub spaces: u32,
    /// Free text.
    pub remark: Option<String>,
    /// The owner's department, as it was written from here.
    pub department: Option<String>,
    /// The owner's staff number.
    pub work_no: Option<String>,
    /// When it was last written from here.
    pub written_at: Option<UtcMillis>,
    /// When a list last named it.
    pub seen_at: Option<UtcMillis>,
}

impl VehicleRow {
    /// What its standing depends on.
    #[must_use]
    pub fn registered(&self) -> Registered<'_> {
        Registered {
            vehicle_type: self.vehicle_type.as_ref(),
            type_name: self.type_name.as_deref(),
            valid_from: self.valid_from,
            valid_until: self.valid_until,
        }
    }
}

impl fmt::Debug for VehicleRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VehicleRow")
            .field("id", &self.id)
            .field("parking_id", &self.parking_id)
            .field("plate", &self.plate)
            .field("vehicle_type", &self.vehicle_type)
            .field("type_name", &self.type_name)
            .field("owner_name", &self.owner_name)
            .field("owner_phone", &self.owner_phone)
            .field("valid_from", &self.valid_from)
            .field("valid_until", &self.valid_until)
            .field("lanes", &self.lanes)
            .field("spaces", &self.spaces)
            .finish_non_exhaustive()
    }
}

/// A vehicle as its columns hold it.
struct Columns {
    plate: String,
    key: String,
    vehicle_type: String,
    owner_name: String,
    owner_phone: String,
    valid_from: String,
    valid_until: String,
    lanes: String,
    spaces: u32,
    remark: String,
    work_no: String,
}

impl From<&Vehicle> for Columns {
    fn from(vehicle: &Vehicle) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        Self {
            plate: vehicle.plate.clone(),
            key: mirrors::plate_key(&vehicle.plate),
            vehicle_type: vehicle.vehicle_type.as_ref().map_or("", VehicleType::as_wire).to_owned(),
            owner_name: text(&vehicle.owner_name),
            owner_phone: text(&vehicle.owner_phone),
            valid_from: vehicle.valid_from.map(|day| day.to_string()).unwrap_or_default(),
            valid_until: vehicle.valid_until.map(|day| day.to_string()).unwrap_or_default(),
            lanes: vehicle.lanes.join(","),
            spaces: vehicle.spaces,
            remark: text(&vehicle.remark),
            work_no: text(&vehicle.work_no),
        }
    }
}

impl From<&RegisterEntry> for Columns {
    fn from(entry: &RegisterEntry) -> Self {
        Self {
            plate: entry.plate.clone(),
            key: mirrors::plate_key(&entry.plate),
            vehicle_type: entry.vehicle_type.clone(),
            owner_name: entry.owner.clone(),
            owner_phone: entry.phone.clone(),
            valid_from: entry.valid_from.clone(),
            valid_until: entry.valid_until.clone(),
            lanes: entry.lanes.join(","),
            spaces: entry.spaces.max(1),
            remark: entry.remark.clone(),
            work_no: entry.work_no.clone(),
        }
    }
}

impl Store {
    /// Takes one page of the platform's list over. `asked_at` is when the page was asked for: what was written from here
    /// since then is newer than the page.
    ///
    /// # Errors
    /// As any write.
    pub async fn upsert_vehicles(
        &self,
        parking_id: &str,
        refresh: RefreshNo,
        vehicles: Vec<Vehicle>,
        asked_at: UtcMillis,
    ) -> Result<(), StoreError> {
        let parking_id = parking_id.to_owned();
        self.write(move |tx| {
            let mut touch = tx.prepare_cached(
                "UPDATE vehicles SET refresh_no = max(refresh_no, $1), seen_at = $2
                 WHERE parking_id = $3 AND plate_key = $4 AND (written_at >= $2
                     OR (plate = $5 AND vehicle_type = $6 AND owner_name = $7 AND owner_phone = $8
                         AND valid_from = $9 AND valid_until = $10 AND lane_nos = $11 AND spaces = $12
                         AND remark = $13 AND ($14 = '' OR work_no = $14)))",
            )?;
            let mut changed = false;
            for vehicle in &vehicles {
                let columns = Columns::from(vehicle);
                let as_before = touch.execute(params![
                    refresh.0,
                    asked_at.0,
                    parking_id,
                    columns.key,
                    columns.plate,
                    columns.vehicle_type,
                    columns.owner_name,
                    columns.owner_phone,
                    columns.valid_from,
                    columns.valid_until,
                    columns.lanes,
                    columns.spaces,
                    columns.remark,
                    columns.work_no
                ])?;
                if as_before == 0 {
                    write_columns(tx, &parking_id, &columns)?;
                    touch_only(tx, &parking_id, &columns.key, refresh, asked_at)?;
                    changed = true;
                }
            }
            if changed {
                tx.changed(Change::Vehicles);
            }
            Ok(())
        })
        .await
    }

    /// Ends a refresh that saw the whole list: vehicles that no page since `from` named are gone, unless they were written
    /// from here since the refresh began. Answers how many went.
    ///
    /// # Errors
    /// As any write.
    pub async fn finish_vehicles(
        &self,
        parking_id: &str,
        from: RefreshNo,
        now: UtcMillis,
    ) -> Result<u64, StoreError> {
        let parking_id = parking_id.to_owned();
        self.write(move |tx| {
            let gone = tx
                .prepare_cached(
                    "DELETE FROM vehicles WHERE parking_id = $1 AND refresh_no < $2
                         AND (written_at IS NULL OR written_at < $3)
                     RETURNING id, plate_key, owner_name",
                )?
                .query_map(params![parking_id, from.0, from.1.0], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
                })?
                .collect::<Result<Vec<(i64, String, String)>, _>>()?;
            for (id, plate, name) in &gone {
                vehicle_table::note_change(tx, *id)?;
                plate_parts::forget_if_unknown(tx, plate)?;
                name_parts::forget_if_unknown(tx, name)?;
            }
            mirrors::finish(tx, &parking_id, Register::Vehicles, now)?;
            register_writes::settle(tx, &parking_id, Register::Vehicles, from.1, now)?;
            vehicle_table::prune_changes(tx)?;
            tx.changed(Change::Mirrors);
            tx.changed(Change::Vehicles);
            Ok(gone.len() as u64)
        })
        .await
    }

    /// How many vehicles no page since `from` has named.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn vehicles_unseen_since(&self, parking_id: &str, from: RefreshNo) -> Result<u64, StoreError> {
        let parking_id = parking_id.to_owned();
        self.read(move |connection| {
            Ok(connection
                .prepare_cached("SELECT count(*) FROM vehicles WHERE parking_id = $1 AND refresh_no < $2")?
                .query_row(params![parking_id, from.0], |row| row.get(0))?)
        })
        .await
    }

    /// Where a plate (in any writing) is registered: one row per car park.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn vehicle_by_plate(&self, plate: &str) -> Result<Vec<VehicleRow>, StoreError> {
        let key = mirrors::plate_key(plate);
        self.read(move |connection| of_plate(connection, &key)).await
    }
}

const FORGET: &str = "DELETE FROM vehicles WHERE parking_id = $1 AND plate_key = $2 RETURNING id, owner_name";

/// Keeps what the platform accepted from here, with the fields that no list returns.
pub(crate) fn remember(
    tx: &WriteTx<'_>,
    parking_id: &str,
    entry: &RegisterEntry,
    at: UtcMillis,
) -> Result<(), StoreError> {
    let columns = Columns::from(entry);
    write_columns(tx, parking_id, &columns)?;
    tx.prepare_cached(
        "UPDATE vehicles SET type_name = $1, department = $2, work_no = $3, written_at = $4
         WHERE parking_id = $5 AND plate_key = $6",
    )?
    .execute(params![
        entry.type_name,
        entry.department,
        columns.work_no,
        at.0,
        parking_id,
        columns.key
    ])?;
    tx.changed(Change::Vehicles);
    Ok(())
}

/// Removes a vehicle that the platform removed on our word. Says whether it was there.
pub(crate) fn forget(tx: &WriteTx<'_>, parking_id: &str, key: &str) -> Result<bool, StoreError> {
    let gone: Option<(i64, String)> = tx
        .prepare_cached(FORGET)?
        .query_row(params![parking_id, key], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    plate_parts::forget_if_unknown(tx, key)?;
    if let Some((id, name)) = &gone {
        name_parts::forget_if_unknown(tx, name)?;
        vehicle_table::note_change(tx, *id)?;
    }
    tx.changed(Change::Vehicles);
    Ok(gone.is_some())
}
/// Writes what lists return; what they do not stays as it is.
fn write_columns(connection: &Connection, parking_id: &str, columns: &Columns) -> Result<(), StoreError> {
    let romanised = romanised::name(&columns.owner_name);
    let phone_reversed: String = columns.owner_phone.chars().rev().collect();
    let id: i64 = connection
        .prepare_cached(
            "INSERT INTO vehicles (parking_id, plate, plate_key, vehicle_type, owner_name, owner_pinyin, owner_initials,
                 owner_phone, phone_reversed, valid_from, valid_until, lane_nos, spaces, remark, work_no)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
             ON CONFLICT (parking_id, plate_key) DO UPDATE SET
                 plate = excluded.plate, vehicle_type = excluded.vehicle_type, owner_name = excluded.owner_name,
                 owner_pinyin = excluded.owner_pinyin, owner_initials = excluded.owner_initials,
                 owner_phone = excluded.owner_phone, phone_reversed = excluded.phone_reversed,
                 valid_from = excluded.valid_from, valid_until = excluded.valid_until,
                 lane_nos = excluded.lane_nos, spaces = excluded.spaces, remark = excluded.remark,
                 work_no = CASE WHEN excluded.work_no = '' THEN vehicles.work_no ELSE excluded.work_no END
             RETURNING id",
        )?
        .query_row(params![
            parking_id,
            columns.plate,
            columns.key,
            columns.vehicle_type,
            columns.owner_name,
            romanised.full,
            romanised.initials,
            columns.owner_phone,
            phone_reversed,
            columns.valid_from,
            columns.valid_until,
            columns.lanes,
            columns.spaces,
            columns.remark,
            columns.work_no
        ], |row| row.get(0))?;
    vehicle_table::note_change(connection, id)?;
    name_parts::know(connection, &columns.owner_name)?;
    plate_parts::know(connection, &columns.key)
}

fn touch_only(
    connection: &Connection,
    parking_id: &str,
    key: &str,
    refresh: RefreshNo,
    at: UtcMillis,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE vehicles SET refresh_no = max(refresh_no, $1), seen_at = $2 WHERE parking_id = $3 AND plate_key = $4",
        )?
        .execute(params![refresh.0, at.0, parking_id, key])?;
    Ok(())
}

/// The registrations of a plate, by car park.
pub(crate) fn of_plate(connection: &Connection, key: &str) -> Result<Vec<VehicleRow>, StoreError> {
    let sql = format!("{SELECT} WHERE v.plate_key = $1 ORDER BY v.parking_id");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_map([key], read_vehicle)?.collect::<Result<_, _>>()?)
}

pub(crate) const SELECT: &str = "SELECT v.id, v.parking_id, v.plate, v.plate_key, v.vehicle_type,
                coalesce(nullif(v.type_name, ''), nullif(t.show_name, ''), nullif(t.name, ''), ''),
                v.owner_name, v.owner_phone, v.valid_from, v.valid_until, v.lane_nos, v.spaces, v.remark, v.department,
                v.work_no, v.written_at, v.seen_at
         FROM vehicles v LEFT JOIN vehicle_types t ON t.parking_id = v.parking_id AND t.type_id = v.vehicle_type";

pub(crate) fn read_vehicle(row: &Row<'_>) -> rusqlite::Result<VehicleRow> {
    let text = |index: usize| -> rusqlite::Result<Option<String>> {
        Ok(Some(row.get::<_, String>(index)?).filter(|text| !text.is_empty()))
    };
    let day = |index: usize| -> rusqlite::Result<Option<NaiveDate>> {
        Ok(row.get_ref(index)?.as_str()?.parse().ok())
    };
    let seen_at: i64 = row.get(16)?;
    Ok(VehicleRow {
        id: row.get(0)?,
        parking_id: row.get(1)?,
        plate: row.get(2)?,
        plate_key: row.get(3)?,
        vehicle_type: text(4)?.as_deref().map(VehicleType::from_wire),
        type_name: text(5)?,
        owner_name: PersonName::new(row.get::<_, String>(6)?),
        owner_phone: PhoneNumber::new(row.get::<_, String>(7)?),
        valid_from: day(8)?,
        valid_until: day(9)?,
        lanes: text(10)?.map(|lanes| lanes.split(',').map(str::to_owned).collect()).unwrap_or_default(),
        spaces: row.get(11)?,
        remark: text(12)?,
        department: text(13)?,
        work_no: text(14)?,
        written_at: row.get::<_, Option<i64>>(15)?.map(UtcMillis),
        seen_at: Some(UtcMillis(seen_at)).filter(|at| at.0 > 0),
    })
}

#[cfg(test)]
mod tests;
