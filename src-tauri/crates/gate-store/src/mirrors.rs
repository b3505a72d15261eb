//! What the mirrors of the platform's registers have in common: refreshes, their numbers, and how old each mirror is.

use std::time::Duration;

use gate_core::plate;
use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::change::Change;
use crate::error::StoreError;
use crate::store::Store;

/// How often the syncing core reads each register anew, but for vehicles inside: a mirror that is older is out of date.
pub const MIRRORED_EVERY: Duration = Duration::from_secs(30 * 60);

/// A register of the platform that is mirrored here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Register {
    /// Authorised vehicles.
    Vehicles,
    /// The blacklist.
    Blacklist,
    /// Custom vehicle types.
    VehicleTypes,
    /// Lanes.
    Lanes,
    /// The account's car parks.
    CarParks,
    /// Vehicles inside.
    InPark,
}

impl Register {
    /// Every register.
    pub const ALL: [Register; 6] = [
        Register::Vehicles,
        Register::Blacklist,
        Register::VehicleTypes,
        Register::Lanes,
        Register::CarParks,
        Register::InPark,
    ];

    /// Its name in the database and in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Register::Vehicles => "vehicles",
            Register::Blacklist => "blacklist",
            Register::VehicleTypes => "vehicle_types",
            Register::Lanes => "lanes",
            Register::CarParks => "car_parks",
            Register::InPark => "in_park",
        }
    }

    fn from_code(code: &str) -> Option<Register> {
        Register::ALL.into_iter().find(|register| register.code() == code)
    }

    pub(crate) fn change(self) -> Change {
        match self {
            Register::Vehicles => Change::Vehicles,
            Register::Blacklist => Change::Blacklist,
            Register::VehicleTypes | Register::CarParks => Change::CarParks,
            Register::Lanes => Change::Lanes,
            Register::InPark => Change::InPark,
        }
    }
}

/// A walk through a register's pages: rows that it touches carry its number, or that of a later walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshNo(pub(crate) i64, pub(crate) UtcMillis);

/// How old a mirror is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MirrorAge {
    /// The car park; empty for the list of car parks, which is the account's.
    pub parking_id: String,
    /// Which register.
    pub register: Register,
    /// When it was last taken over whole; `None` if never.
    pub refreshed_at: Option<UtcMillis>,
    /// When the last try failed, if it did: what is mirrored stays as it was.
    pub failed_at: Option<UtcMillis>,
    /// Why it failed; empty if it did not.
    pub last_error: String,
}

impl Store {
    /// Begins a walk through a register's pages.
    ///
    /// # Errors
    /// As any write.
    pub async fn begin_refresh(
        &self,
        parking_id: &str,
        register: Register,
        now: UtcMillis,
    ) -> Result<RefreshNo, StoreError> {
        let parking_id = parking_id.to_owned();
        self.write(move |tx| begin(tx, &parking_id, register, now).map(|no| RefreshNo(no, now))).await
    }

    /// Notes that a refresh failed. What is mirrored stays.
    ///
    /// # Errors
    /// As any write.
    pub async fn refresh_failed(
        &self,
        parking_id: &str,
        register: Register,
        error: &str,
        now: UtcMillis,
    ) -> Result<(), StoreError> {
        let (parking_id, error) = (parking_id.to_owned(), error.to_owned());
        self.write(move |tx| {
            tx.prepare_cached(
                "INSERT INTO mirrors (parking_id, register, failed_at, last_error) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (parking_id, register) DO UPDATE SET
                     failed_at = excluded.failed_at, last_error = excluded.last_error",
            )?
            .execute(params![parking_id, register.code(), now.0, error])?;
            tx.changed(Change::Mirrors);
            tx.changed(register.change());
            Ok(())
        })
        .await
    }

    /// How old each mirror is, by car park and register.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn mirror_ages(&self) -> Result<Vec<MirrorAge>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT parking_id, register, refreshed_at, failed_at, last_error FROM mirrors
                 ORDER BY parking_id, register",
            )?;
            let rows = statement.query_and_then([], read_age)?;
            // A register that a newer program mirrors is not ours to speak of.
            Ok(rows.collect::<Result<Vec<_>, StoreError>>()?.into_iter().flatten().collect())
        })
        .await
    }
}

fn read_age(row: &Row<'_>) -> Result<Option<MirrorAge>, StoreError> {
    let Some(register) = Register::from_code(row.get_ref(1)?.as_str().unwrap_or_default()) else {
        return Ok(None);
    };
    let refreshed_at: i64 = row.get(2)?;
    Ok(Some(MirrorAge {
        parking_id: row.get(0)?,
        register,
        refreshed_at: Some(UtcMillis(refreshed_at)).filter(|at| at.0 > 0),
        failed_at: row.get::<_, Option<i64>>(3)?.map(UtcMillis),
        last_error: row.get(4)?,
    }))
}

/// The number of a refresh that begins now; rows that it touches carry it.
pub(crate) fn begin(
    connection: &Connection,
    parking_id: &str,
    register: Register,
    now: UtcMillis,
) -> Result<i64, StoreError> {
    Ok(connection
        .prepare_cached(
            "INSERT INTO mirrors (parking_id, register, refresh_no, started_at) VALUES ($1, $2, 1, $3)
             ON CONFLICT (parking_id, register) DO UPDATE SET
                 refresh_no = mirrors.refresh_no + 1, started_at = excluded.started_at
             RETURNING refresh_no",
        )?
        .query_row(params![parking_id, register.code(), now.0], |row| row.get(0))?)
}

/// Notes that a refresh was complete.
pub(crate) fn finish(
    connection: &Connection,
    parking_id: &str,
    register: Register,
    now: UtcMillis,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE mirrors SET refreshed_at = $1, failed_at = NULL, last_error = ''
             WHERE parking_id = $2 AND register = $3",
        )?
        .execute(params![now.0, parking_id, register.code()])?;
    Ok(())
}

/// When a register was last complete; `None` if never.
pub(crate) fn refreshed_at(
    connection: &Connection,
    parking_id: &str,
    register: Register,
) -> Result<Option<UtcMillis>, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT refreshed_at FROM mirrors WHERE parking_id = $1 AND register = $2 AND refreshed_at > 0",
        )?
        .query_row(params![parking_id, register.code()], |row| row.get(0).map(UtcMillis))
        .optional()?)
}

/// What a registered plate is known by: normalised, or as it was written where nothing would be left of it.
pub(crate) fn plate_key(plate: &str) -> String {
    let key = plate::normalise(plate);
    if key.is_empty() { plate.trim().to_owned() } else { key }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StoreOptions;

    #[tokio::test]
    async fn a_failed_refresh_leaves_the_age_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        store.upsert_car_parks(&[], UtcMillis(5)).await.unwrap();
        store.refresh_failed("", Register::CarParks, "no connection", UtcMillis(9)).await.unwrap();
        store.refresh_failed("park1", Register::Vehicles, "no connection", UtcMillis(9)).await.unwrap();
        let ages = store.mirror_ages().await.unwrap();
        assert_eq!(ages[0].refreshed_at, Some(UtcMillis(5)));
        assert_eq!((ages[0].failed_at, ages[0].last_error.as_str()), (Some(UtcMillis(9)), "no connection"));
        assert_eq!((ages[1].register, ages[1].refreshed_at), (Register::Vehicles, None));
        store.upsert_car_parks(&[], UtcMillis(12)).await.unwrap();
        assert_eq!(store.mirror_ages().await.unwrap()[0].failed_at, None);
    }
}
