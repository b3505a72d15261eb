//! What is wrong with a field, and how a form is told.

use crate::contract::{Failure, types::VehicleField};

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing stands there and something must.
    Empty,
    /// More characters than this.
    TooLong(usize),
    /// No plate by GA 36-2018; it may be insisted on.
    Unusual,
    /// No day, or one of another century.
    NotADay,
    /// The last day is before the first.
    Before,
    /// The last day is over.
    Past,
    /// There is no such type or lane.
    Unknown,
    /// No phone number: 6 to 20 digits, `+` and `-`.
    NotAPhone,
    /// Not between these.
    OutOfRange(u32, u32),
    /// It holds characters that cannot be seen.
    Invisible,
}

/// A field that is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Problem {
    /// Which.
    pub field: VehicleField,
    /// What is wrong with it.
    pub wrong: Wrong,
}

impl Problem {
    pub(super) fn new(field: VehicleField, wrong: Wrong) -> Self {
        Self { field, wrong }
    }

    /// As a failure, with the field called as the form calls it.
    #[must_use]
    pub fn failure(self, field: &'static str) -> Failure {
        match self.wrong {
            Wrong::Empty => Failure::invalid(field, "empty"),
            Wrong::TooLong(most) => {
                Failure::invalid(field, "too_long").with("most", i64::try_from(most).unwrap_or(i64::MAX))
            }
            Wrong::Unusual => Failure::invalid(field, "unusual"),
            Wrong::NotADay => Failure::invalid(field, "not_a_day"),
            Wrong::Before => Failure::invalid(field, "before"),
            Wrong::Past => Failure::invalid(field, "past"),
            Wrong::Unknown => Failure::invalid(field, "unknown"),
            Wrong::NotAPhone => Failure::invalid(field, "not_a_phone"),
            Wrong::OutOfRange(least, most) => Failure::invalid(field, "out_of_range")
                .with("least", i64::from(least))
                .with("most", i64::from(most)),
            Wrong::Invisible => Failure::invalid(field, "invisible"),
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        problem.failure(match problem.field {
            VehicleField::Plate => "plate",
            VehicleField::Type => "vehicle_type",
            VehicleField::TypeName => "type_name",
            VehicleField::Owner => "owner",
            VehicleField::Phone => "phone",
            VehicleField::ValidFrom => "valid_from",
            VehicleField::ValidUntil => "valid_until",
            VehicleField::Lanes => "lanes",
            VehicleField::Spaces => "spaces",
            VehicleField::Department => "department",
            VehicleField::WorkNo => "work_no",
            VehicleField::Remark => "remark",
            VehicleField::Reason => "reason",
        })
    }
}
