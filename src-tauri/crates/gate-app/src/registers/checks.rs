//! What may be registered: one set of rules for forms, the command line and spreadsheets.

mod fields;
mod problems;
#[cfg(test)]
mod tests;

use gate_core::vehicle::{VehicleRegistration, VehicleType};
use gate_store::{RegisterEntry, Store};

use crate::contract::{
    Failure,
    types::{VehicleField, VehicleForm},
};

pub use fields::{ban_until, day, phone, plate, reason};
use fields::{lanes, optional, required};
pub use problems::{Problem, Wrong};

/// Longest plate, in characters: the longest real one has eight.
pub const PLATE_MAX: usize = 20;
/// Longest name, in characters.
pub const NAME_MAX: usize = 50;
/// Longest of the other texts, in characters.
pub const TEXT_MAX: usize = 200;
/// Most spaces of one owner.
pub const SPACES_MAX: u32 = 999;

/// What a car park knows: without it neither type nor lane can be told from a slip.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Ids of its own types.
    pub types: Vec<String>,
    /// Numbers of its lanes.
    pub lanes: Vec<String>,
}

impl Known {
    /// As the mirrors have it.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn of(store: &Store, parking_id: &str) -> Result<Self, Failure> {
        let types = store.vehicle_types(parking_id).await?.into_iter().map(|kind| kind.id).collect();
        let lanes = store.lanes(Some(parking_id)).await?.into_iter().map(|lane| lane.lane_no).collect();
        Ok(Self { types, lanes })
    }

    /// Whether there is such a type.
    #[must_use]
    pub fn has_type(&self, id: &str) -> bool {
        matches!(id, "1" | "2") || self.types.iter().any(|known| known == id)
    }
}

/// A registration as the form asks for it, or everything that is wrong with it. `existing` is what is changed: owner and phone
/// that the form does not name stay as they are.
///
/// # Errors
/// What is wrong, in the order of the form.
pub fn vehicle(
    form: &VehicleForm,
    known: &Known,
    existing: Option<&RegisterEntry>,
) -> Result<VehicleRegistration, Vec<Problem>> {
    let mut checking = Checking::default();
    let plate = checking.keep(plate(&form.plate, form.insist));
    let kind = form.vehicle_type.trim();
    if kind.is_empty() {
        checking.note(VehicleField::Type, Wrong::Empty);
    } else if !known.has_type(kind) && existing.is_none_or(|entry| entry.vehicle_type != kind) {
        checking.note(VehicleField::Type, Wrong::Unknown);
    }
    let kept = |written: &Option<String>, kept: fn(&RegisterEntry) -> &String| match written {
        Some(written) => written.clone(),
        None => existing.map(kept).cloned().unwrap_or_default(),
    };
    let owner = kept(&form.owner, |entry| &entry.owner);
    let owner = checking.keep(required(VehicleField::Owner, &owner, NAME_MAX));
    let phone = checking.keep(phone(&kept(&form.phone, |entry| &entry.phone)));
    let from = checking.keep(day(VehicleField::ValidFrom, &form.valid_from));
    let until = checking.keep(day(VehicleField::ValidUntil, &form.valid_until));
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        checking.note(VehicleField::ValidUntil, Wrong::Before);
    }
    let lanes = checking.keep(lanes(&form.lanes, known, existing));
    if !(1..=SPACES_MAX).contains(&form.spaces) {
        checking.note(VehicleField::Spaces, Wrong::OutOfRange(1, SPACES_MAX));
    }
    let mut text = |field, written: &Option<String>| {
        checking.keep(optional(field, written.as_deref().unwrap_or_default(), TEXT_MAX)).flatten()
    };
    let type_name = text(VehicleField::TypeName, &form.type_name);
    let department = text(VehicleField::Department, &form.department);
    let work_no = text(VehicleField::WorkNo, &form.work_no);
    let remark = text(VehicleField::Remark, &form.remark);
    match (checking.problems.is_empty(), plate, owner, phone, from, until, lanes) {
        (
            true,
            Some(plate),
            Some(owner_name),
            Some(owner_phone),
            Some(valid_from),
            Some(valid_until),
            Some(lanes),
        ) => Ok(VehicleRegistration {
            plate,
            vehicle_type: VehicleType::from_wire(kind),
            type_name,
            owner_name,
            owner_phone,
            valid_from,
            valid_until,
            lanes,
            spaces: Some(form.spaces),
            remark,
            work_no,
            department,
        }),
        _ => Err(checking.problems),
    }
}

/// The first thing that is wrong, as the failure of a form.
#[must_use]
pub fn first(problems: Vec<Problem>) -> Failure {
    problems.into_iter().next().map_or_else(|| Failure::invalid("plate", "empty"), Failure::from)
}

#[derive(Default)]
struct Checking {
    problems: Vec<Problem>,
}

impl Checking {
    fn note(&mut self, field: VehicleField, wrong: Wrong) {
        self.problems.push(Problem::new(field, wrong));
    }

    fn keep<T>(&mut self, checked: Result<T, Problem>) -> Option<T> {
        match checked {
            Ok(value) => Some(value),
            Err(problem) => {
                self.problems.push(problem);
                None
            }
        }
    }
}
