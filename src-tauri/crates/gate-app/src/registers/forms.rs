//! From what a person asks to what is written, by the same rules in a window and on the command line.

use chrono::NaiveDate;
use gate_core::plate;
use gate_store::{Register, Store};

use super::{
    Operation,
    checks::{self, Known, PLATE_MAX},
};
use crate::contract::{
    Failure,
    types::{BlacklistForm, VehicleForm, VehicleOf},
};

/// A plate of a request, normalised: whatever is registered, however strange.
///
/// # Errors
/// [`crate::contract::Code::Invalid`] (`plate`) for none, or one that is too long.
pub fn named(written: &str) -> Result<String, Failure> {
    let key = plate::normalise(written);
    let key = if key.is_empty() { written.trim().to_owned() } else { key };
    if key.is_empty() {
        return Err(Failure::invalid("plate", "empty"));
    }
    if key.chars().count() > PLATE_MAX {
        return Err(Failure::invalid("plate", "too_long").with("most", PLATE_MAX as i64));
    }
    Ok(key)
}

/// A registration that is asked for.
///
/// # Errors
/// [`crate::contract::Code::Invalid`]; failures of the database.
pub async fn added(store: &Store, form: &VehicleForm) -> Result<Operation, Failure> {
    let known = Known::of(store, &form.parking_id).await?;
    Ok(Operation::AddVehicle(checks::vehicle(form, &known, None).map_err(checks::first)?))
}

/// A registration that is changed. Every field is written anew; owner and phone that the form does not name stay as they are, and so
/// does the plate's writing, by which the platform finds it.
///
/// # Errors
/// [`crate::contract::Code::NotFound`], [`crate::contract::Code::Invalid`]; failures of the database.
pub async fn changed(store: &Store, form: VehicleForm) -> Result<Operation, Failure> {
    let key = named(&form.plate)?;
    let existing = store.register_entry(&form.parking_id, Register::Vehicles, &key).await?;
    let existing = existing.ok_or_else(|| Failure::not_found("vehicle"))?;
    let known = Known::of(store, &form.parking_id).await?;
    // It is registered: its plate has been insisted on before.
    let form = VehicleForm { insist: true, plate: key, ..form };
    let mut vehicle = checks::vehicle(&form, &known, Some(&existing)).map_err(checks::first)?;
    vehicle.plate = existing.plate;
    Ok(Operation::ChangeVehicle(vehicle))
}

/// A registration that is removed. Also one that the mirror does not know: the platform decides.
///
/// # Errors
/// [`crate::contract::Code::Invalid`]; failures of the database.
pub async fn removed(store: &Store, of: &VehicleOf) -> Result<Operation, Failure> {
    let plate = as_listed(store, Register::Vehicles, of).await?;
    Ok(Operation::DeleteVehicle { plate })
}

/// A ban. One of a plate that is banned already changes its last day.
///
/// # Errors
/// [`crate::contract::Code::Invalid`]; failures of the database.
pub async fn banned(store: &Store, form: &BlacklistForm, today: NaiveDate) -> Result<Operation, Failure> {
    let plate = checks::plate(&form.plate, form.insist)?;
    let until = checks::ban_until(&form.until, today).map_err(|problem| problem.failure("until"))?;
    let reason = checks::reason(&form.reason)?;
    let of = VehicleOf { parking_id: form.parking_id.clone(), plate };
    let plate = as_listed(store, Register::Blacklist, &of).await?;
    Ok(Operation::AddBlacklist { plate, until, reason })
}

/// A ban that is lifted.
///
/// # Errors
/// [`crate::contract::Code::Invalid`]; failures of the database.
pub async fn lifted(store: &Store, of: &VehicleOf) -> Result<Operation, Failure> {
    let plate = as_listed(store, Register::Blacklist, of).await?;
    Ok(Operation::DeleteBlacklist { plate })
}

/// The plate as the platform lists it, by which it finds it.
async fn as_listed(store: &Store, register: Register, of: &VehicleOf) -> Result<String, Failure> {
    let key = named(&of.plate)?;
    let listed = store.register_entry(&of.parking_id, register, &key).await?;
    Ok(listed.map_or(key, |entry| entry.plate))
}
