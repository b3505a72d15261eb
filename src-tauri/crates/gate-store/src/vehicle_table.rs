//! The table of vehicles as one types: held in memory, since no index answers every filter, order and offset at once.
//!
//! The database says what changed since (`vehicle_changes`), whichever process changed it, and only that is read anew.

mod memory;
#[cfg(test)]
mod tests;
mod texts;

use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::StoreError;
use crate::scope::CarParkScope;
use crate::store::Store;
use crate::vehicles::{self, VehicleRow};
use memory::Memory;

/// Changes that are kept: whoever missed more reads the table anew.
const CHANGES_KEPT: i64 = 10_000;

/// Which vehicles.
#[derive(Debug, Clone, Default)]
pub struct TableFilter {
    /// The car parks that may be seen.
    pub scope: CarParkScope,
    /// Only this car park's.
    pub parking_id: Option<String>,
    /// A fragment of a plate (forgiving), a name, its pinyin or initials, a phone, a department or a staff number.
    pub text: String,
    /// Only this type: `1`, `2` or a custom type's id.
    pub vehicle_type: Option<String>,
    /// Only those that stand so today.
    pub validity: Option<ValidityFilter>,
}

/// What is left of an authorisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValidityFilter {
    /// It holds today.
    Valid,
    /// It holds today and ends within so many days.
    Within(u32),
    /// It is over.
    Expired,
    /// It begins later.
    NotYet,
}

/// By what the table is sorted; equal ones by plate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TableSort {
    /// By plate.
    #[default]
    Plate,
    /// By the owner's pinyin, those without a name last.
    Owner,
    /// By type.
    Type,
    /// By the first day.
    ValidFrom,
    /// By the last day.
    ValidUntil,
    /// By department, those without one last.
    Department,
}

/// The order of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TableOrder {
    /// By what.
    pub sort: TableSort,
    /// The other way round.
    pub descending: bool,
}

/// How many vehicles there are by what is left, whatever the filter says of that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ValidityTally {
    /// In all.
    pub all: u32,
    /// Valid today.
    pub valid: u32,
    /// Of them, ending within 7 days.
    pub within_7: u32,
    /// Of them, ending within 30 days.
    pub within_30: u32,
    /// Over.
    pub expired: u32,
    /// Beginning later.
    pub not_yet: u32,
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRow {
    /// The vehicle.
    pub vehicle: VehicleRow,
    /// Whether a ban of its plate holds in its car park.
    pub banned: bool,
    /// Whether a write of it is on its way or its outcome is not known.
    pub unsettled: bool,
}

/// A part of the table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TablePage {
    /// Rows that the filter leaves.
    pub total: u32,
    /// The wanted ones.
    pub rows: Vec<TableRow>,
    /// How many there are by what is left.
    pub tally: ValidityTally,
}

/// The table in memory, shared by a store's clones.
#[derive(Clone, Default)]
pub(crate) struct VehicleTable(Arc<Mutex<Memory>>);

impl Store {
    /// Rows of the table from `offset` on, at most `limit`, as of `today` in China.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn vehicle_table(
        &self,
        filter: TableFilter,
        order: TableOrder,
        offset: u32,
        limit: u32,
        today: NaiveDate,
    ) -> Result<TablePage, StoreError> {
        let table = self.vehicle_table_in_memory().clone();
        self.read(move |connection| {
            let selected = {
                let mut memory = table.0.lock().unwrap_or_else(PoisonError::into_inner);
                memory.catch_up(connection)?;
                memory.select(&filter, order, offset, limit, today)
            };
            let mut rows = Vec::with_capacity(selected.ids.len());
            for id in selected.ids {
                // One that went since the table was read is not shown.
                rows.extend(row(connection, id, today)?);
            }
            Ok(TablePage { total: selected.total, rows, tally: selected.tally })
        })
        .await
    }

    /// The vehicles of the same owner in the same car park: by phone, else by name and department. The vehicle itself is not among
    /// them; at most `limit`, by plate.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn vehicles_of_same_owner(
        &self,
        of: &VehicleRow,
        limit: u32,
        today: NaiveDate,
    ) -> Result<Vec<TableRow>, StoreError> {
        let phone = of.owner_phone.as_ref().map(|phone| phone.in_full().to_owned()).unwrap_or_default();
        let name = of.owner_name.as_ref().map(|name| name.in_full().to_owned()).unwrap_or_default();
        let department = of.department.clone().unwrap_or_default();
        let (parking_id, id) = (of.parking_id.clone(), of.id);
        if phone.is_empty() && name.is_empty() {
            return Ok(Vec::new());
        }
        self.read(move |connection| {
            let ids: Vec<i64> = if phone.is_empty() {
                connection
                    .prepare_cached(
                        "SELECT id FROM vehicles WHERE owner_name = $1 AND department = $2 AND parking_id = $3 AND id <> $4
                         ORDER BY plate_key LIMIT $5",
                    )?
                    .query_map(params![name, department, parking_id, id, limit], |row| row.get(0))?
                    .collect::<Result<_, _>>()?
            } else {
                connection
                    .prepare_cached(
                        "SELECT id FROM vehicles WHERE owner_phone = $1 AND parking_id = $2 AND id <> $3
                         ORDER BY plate_key LIMIT $4",
                    )?
                    .query_map(params![phone, parking_id, id, limit], |row| row.get(0))?
                    .collect::<Result<_, _>>()?
            };
            let rows = ids.into_iter().map(|id| row(connection, id, today));
            Ok(rows.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
        })
        .await
    }

    /// One row of the table: a plate (in any writing) in a car park.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn vehicle_table_row(
        &self,
        parking_id: &str,
        plate: &str,
        today: NaiveDate,
    ) -> Result<Option<TableRow>, StoreError> {
        let (parking_id, key) = (parking_id.to_owned(), crate::mirrors::plate_key(plate));
        self.read(move |connection| {
            let id: Option<i64> = connection
                .prepare_cached("SELECT id FROM vehicles WHERE parking_id = $1 AND plate_key = $2")?
                .query_row([parking_id, key], |row| row.get(0))
                .optional()?;
            id.map_or(Ok(None), |id| row(connection, id, today))
        })
        .await
    }
}

fn row(connection: &Connection, id: i64, today: NaiveDate) -> Result<Option<TableRow>, StoreError> {
    let mut select = connection.prepare_cached(&format!("{} WHERE v.id = $1", vehicles::SELECT))?;
    let Some(vehicle) = select.query_map([id], vehicles::read_vehicle)?.next().transpose()? else {
        return Ok(None);
    };
    let (banned, unsettled) = connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM blacklist WHERE parking_id = $1 AND plate_key = $2
                     AND (until_day = '' OR until_day >= $3)),
                 EXISTS (SELECT 1 FROM register_writes WHERE parking_id = $1 AND register = 'vehicles' AND plate_key = $2
                     AND outcome = 'unknown')",
        )?
        .query_row(params![vehicle.parking_id, vehicle.plate_key, today.to_string()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    Ok(Some(TableRow { vehicle, banned, unsettled }))
}

/// Notes that what the table shows of a vehicle changed, or that it is gone.
pub(crate) fn note_change(connection: &Connection, vehicle_id: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO vehicle_changes (vehicle_id) VALUES ($1)")?
        .execute([vehicle_id])?;
    Ok(())
}

/// Forgets old changes.
pub(crate) fn prune_changes(connection: &Connection) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "DELETE FROM vehicle_changes WHERE no <= (SELECT coalesce(max(no), 0) FROM vehicle_changes) - $1",
        )?
        .execute([CHANGES_KEPT])?;
    Ok(())
}
