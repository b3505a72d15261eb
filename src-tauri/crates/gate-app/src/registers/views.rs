//! Writes and entries as screens show them.

use chrono::NaiveDate;
use gate_core::plate;
use gate_core::record::{mask_name, mask_phone};
use gate_core::time::UtcMillis;
use gate_store::{
    BlacklistTableRow, IssueOutcome, RegisterEntry, RegisterOperation as Kept, RegisterWriteRow, Store,
    TableRow,
};

use crate::{
    commands::{blacklist, vehicles, views},
    contract::{
        Failure,
        types::{
            BlacklistItem, FieldChange, RegisterOperation, VehicleField, VehicleItem, WriteOutcome, WriteView,
        },
    },
};

/// A write and what came of it.
///
/// # Errors
/// A failure to read whether the vehicle is inside.
pub async fn write(store: &Store, row: RegisterWriteRow) -> Result<WriteView, Failure> {
    let inside_since = match row.operation {
        Kept::AddBlacklist => store.inside_since(&row.parking_id, &row.plate_key).await?,
        _ => None,
    };
    Ok(WriteView { inside_since: inside_since.map(|at| at.0), ..history(row) })
}

/// A write as it stands in a history.
#[must_use]
pub fn history(row: RegisterWriteRow) -> WriteView {
    WriteView {
        id: row.id,
        operation: operation(row.operation),
        plate: views::plate(&plate::normalise(&row.plate)),
        outcome: outcome(row.outcome),
        answer: Some(row.answer).filter(|words| !words.is_empty()),
        checked_at: row.checked_at.map(|at| at.0),
        changes: changes(row.before.as_ref(), row.after.as_ref(), Shown::Masked),
        by: row.by,
        at: row.at.0,
        inside_since: None,
        parking_id: row.parking_id,
    }
}

/// A registration as it is shown at `now`.
#[must_use]
pub fn vehicle(row: TableRow, now: UtcMillis) -> VehicleItem {
    vehicles::item(row, now)
}

/// A ban as it is shown `today`.
#[must_use]
pub fn ban(row: BlacklistTableRow, today: NaiveDate) -> BlacklistItem {
    blacklist::item(row, today)
}

/// What came of a write.
#[must_use]
pub fn outcome(kept: IssueOutcome) -> WriteOutcome {
    match kept {
        IssueOutcome::Done => WriteOutcome::Done,
        IssueOutcome::Refused => WriteOutcome::Refused,
        IssueOutcome::NotDone => WriteOutcome::NotDone,
        IssueOutcome::Unknown => WriteOutcome::Unknown,
    }
}

/// What was asked.
#[must_use]
pub fn operation(kept: Kept) -> RegisterOperation {
    match kept {
        Kept::AddVehicle => RegisterOperation::AddVehicle,
        Kept::ChangeVehicle => RegisterOperation::ChangeVehicle,
        Kept::DeleteVehicle => RegisterOperation::DeleteVehicle,
        Kept::AddBlacklist => RegisterOperation::AddBlacklist,
        Kept::DeleteBlacklist => RegisterOperation::DeleteBlacklist,
    }
}

/// How names and phones are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Masked.
    Masked,
    /// In full, for who brought them.
    InFull,
}

/// The fields that differ. A type is shown by its id.
#[must_use]
pub fn changes(
    before: Option<&RegisterEntry>,
    after: Option<&RegisterEntry>,
    shown: Shown,
) -> Vec<FieldChange> {
    let nothing = RegisterEntry::default();
    let (before, after) = (before.unwrap_or(&nothing), after.unwrap_or(&nothing));
    let (old, new) = (texts(before), texts(after));
    let differing = old.into_iter().zip(new).filter(|((_, old), (_, new))| old != new);
    differing
        .map(|((field, before), (_, after))| {
            let show = |text: String| match (shown, field) {
                (Shown::Masked, VehicleField::Owner) => mask_name(&text),
                (Shown::Masked, VehicleField::Phone) => mask_phone(&text),
                _ => text,
            };
            FieldChange { field, before: show(before), after: show(after) }
        })
        .collect()
}

fn texts(entry: &RegisterEntry) -> [(VehicleField, String); 12] {
    let spaces = if entry.spaces == 0 { String::new() } else { entry.spaces.to_string() };
    [
        (VehicleField::Type, entry.vehicle_type.clone()),
        (VehicleField::TypeName, entry.type_name.clone()),
        (VehicleField::Owner, entry.owner.clone()),
        (VehicleField::Phone, entry.phone.clone()),
        (VehicleField::ValidFrom, entry.valid_from.clone()),
        (VehicleField::ValidUntil, entry.valid_until.clone()),
        (VehicleField::Lanes, entry.lanes.join(",")),
        (VehicleField::Spaces, spaces),
        (VehicleField::Department, entry.department.clone()),
        (VehicleField::WorkNo, entry.work_no.clone()),
        (VehicleField::Remark, entry.remark.clone()),
        (VehicleField::Reason, entry.reason.clone()),
    ]
}
