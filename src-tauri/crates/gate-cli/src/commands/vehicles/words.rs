//! What is wrong with a spreadsheet's cell, and what its columns are called, in the words of the command line.

use gate_app::contract::types::{CellProblem, CellProblemKind, VehicleField};

/// What a field is called.
pub fn field(field: VehicleField) -> &'static str {
    match field {
        VehicleField::Plate => "plate",
        VehicleField::Type => "type",
        VehicleField::TypeName => "type's name",
        VehicleField::Owner => "owner",
        VehicleField::Phone => "phone",
        VehicleField::ValidFrom => "first day",
        VehicleField::ValidUntil => "last day",
        VehicleField::Lanes => "lanes",
        VehicleField::Spaces => "spaces",
        VehicleField::Department => "department",
        VehicleField::WorkNo => "work number",
        VehicleField::Remark => "remark",
        VehicleField::Reason => "reason",
    }
}

/// What is wrong, and with what.
pub fn problem(problem: &CellProblem) -> String {
    let name = field(problem.field);
    let text = &problem.text;
    match (problem.problem, problem.other_row) {
        (CellProblemKind::Missing, _) => format!("{name}: nothing is there"),
        (CellProblemKind::UnusualPlate, _) => {
            format!("{name}: \"{text}\" is not like any plate; please check (it counts all the same)")
        }
        (CellProblemKind::Duplicate, Some(row)) => {
            format!("{name}: \"{text}\" stands in row {row} already")
        }
        (CellProblemKind::Duplicate, None) => format!("{name}: \"{text}\" stands there twice"),
        (CellProblemKind::NotADay, _) => {
            format!("{name}: \"{text}\" is no day; write it like 2026-01-31")
        }
        (CellProblemKind::EndsBeforeItBegins, _) => format!("{name}: \"{text}\" is before the first day"),
        (CellProblemKind::UnknownType, _) => format!("{name}: the platform has no type \"{text}\""),
        (CellProblemKind::UnknownLane, _) => format!("{name}: there is no lane \"{text}\""),
        (CellProblemKind::NotAPhone, _) => format!("{name}: \"{text}\" is no phone number"),
        (CellProblemKind::NotANumber, _) => {
            format!("{name}: \"{text}\" should be a whole number from 1 to 999")
        }
        (CellProblemKind::TooLong, _) => format!("{name}: \"{text}\" is too long"),
        (CellProblemKind::NoValue, _) => {
            format!("{name}: the cell holds an error, or a formula without a value")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_says_which_cell_and_what_to_do() {
        let of = |field, text: &str, problem, other_row| {
            super::problem(&CellProblem { field, text: text.into(), problem, other_row, warning: false })
        };
        assert_eq!(
            of(VehicleField::Plate, "浙B12345", CellProblemKind::Duplicate, Some(7)),
            "plate: \"浙B12345\" stands in row 7 already"
        );
        assert_eq!(
            of(VehicleField::ValidUntil, "2027-02-30", CellProblemKind::NotADay, None),
            "last day: \"2027-02-30\" is no day; write it like 2026-01-31"
        );
    }
}
