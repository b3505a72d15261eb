//! What is asked of one row, as it stands in the database.

use chrono::{Months, NaiveDate};
use gate_store::{Register, RegisterEntry, RegisterOperation, Store};
use serde::{Deserialize, Serialize};

use crate::{contract::Failure, registers::Operation};

/// What is asked of one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "task", rename_all = "snake_case")]
pub enum RowTask {
    /// Register a vehicle so.
    AddVehicle {
        /// The registration.
        entry: RegisterEntry,
    },
    /// Change a registration to this.
    ChangeVehicle {
        /// The registration.
        entry: RegisterEntry,
    },
    /// Give a registration this last day; everything else stays as it is when the row's turn comes.
    RenewVehicle {
        /// The last day.
        until: NaiveDate,
    },
    /// Remove a registration.
    DeleteVehicle,
    /// Ban the plate.
    AddBlacklist {
        /// The last day.
        until: NaiveDate,
        /// Why.
        reason: String,
    },
    /// Lift the ban.
    DeleteBlacklist,
}

impl RowTask {
    /// Which operation it comes to.
    #[must_use]
    pub fn operation(&self) -> RegisterOperation {
        match self {
            Self::AddVehicle { .. } => RegisterOperation::AddVehicle,
            Self::ChangeVehicle { .. } | Self::RenewVehicle { .. } => RegisterOperation::ChangeVehicle,
            Self::DeleteVehicle => RegisterOperation::DeleteVehicle,
            Self::AddBlacklist { .. } => RegisterOperation::AddBlacklist,
            Self::DeleteBlacklist => RegisterOperation::DeleteBlacklist,
        }
    }

    /// The entry that it would come to, by what is known now.
    pub(super) fn planned(&self, plate: &str, before: Option<&RegisterEntry>) -> Option<RegisterEntry> {
        match self {
            Self::AddVehicle { entry } | Self::ChangeVehicle { entry } => Some(entry.clone()),
            Self::RenewVehicle { until } => {
                before.map(|before| RegisterEntry { valid_until: until.to_string(), ..before.clone() })
            }
            Self::AddBlacklist { until, reason } => Some(RegisterEntry::ban(plate, Some(*until), reason)),
            Self::DeleteVehicle | Self::DeleteBlacklist => None,
        }
    }

    /// What is to be sent now; none where the registers do not allow it any more: the vehicle to be renewed is gone, or begins
    /// after its new last day.
    pub(super) async fn now(
        &self,
        store: &Store,
        parking_id: &str,
        plate: &str,
        today: NaiveDate,
    ) -> Result<Option<Operation>, Failure> {
        let plate = plate.to_owned();
        Ok(match self {
            Self::AddVehicle { entry } => entry.registration().map(Operation::AddVehicle),
            Self::ChangeVehicle { entry } => entry.registration().map(Operation::ChangeVehicle),
            Self::RenewVehicle { until } => {
                let known = store.register_entry(parking_id, Register::Vehicles, &plate).await?;
                known.and_then(|entry| renewal(entry, *until, today)).map(Operation::ChangeVehicle)
            }
            Self::DeleteVehicle => Some(Operation::DeleteVehicle { plate }),
            Self::AddBlacklist { until, reason } => {
                Some(Operation::AddBlacklist { plate, until: *until, reason: reason.clone() })
            }
            Self::DeleteBlacklist => Some(Operation::DeleteBlacklist { plate }),
        })
    }
}

fn renewal(
    entry: RegisterEntry,
    until: NaiveDate,
    today: NaiveDate,
) -> Option<gate_core::vehicle::VehicleRegistration> {
    let valid_from = if entry.valid_from.is_empty() { today.to_string() } else { entry.valid_from.clone() };
    let renewed = RegisterEntry { valid_from, valid_until: until.to_string(), ..entry }.registration()?;
    (renewed.valid_from <= renewed.valid_until).then_some(renewed)
}

/// The last day after a renewal by so many calendar months: from the last day, or from today where that is over. A month that
/// lacks the day ends it.
#[must_use]
pub fn renewed(last: Option<NaiveDate>, today: NaiveDate, months: u32) -> Option<NaiveDate> {
    last.unwrap_or(today).max(today).checked_add_months(Months::new(months))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_renewal_counts_from_the_last_day_or_from_today() {
        let today = day("2026-11-22");
        let table = [
            (Some("2026-12-31"), 1, "2027-01-31"),
            (Some("2027-01-31"), 1, "2027-02-28"),
            (Some("2028-01-31"), 1, "2028-02-29"),
            (Some("2026-01-05"), 1, "2026-12-22"),
            (Some("2026-11-22"), 12, "2027-11-22"),
            (None, 3, "2027-02-22"),
        ];
        for (last, months, expected) in table {
            assert_eq!(renewed(last.map(day), today, months), Some(day(expected)), "{last:?} + {months}");
        }
    }

    #[test]
    fn a_renewal_changes_the_last_day_and_nothing_else() {
        let entry = RegisterEntry {
            plate: "浙B12345".into(),
            vehicle_type: "101".into(),
            type_name: "贵宾".into(),
            owner: "张三".into(),
            phone: "13800138000".into(),
            valid_from: "2026-01-01".into(),
            valid_until: "2026-12-31".into(),
            lanes: vec!["2".into()],
            spaces: 3,
            department: "财务部".into(),
            work_no: "W1".into(),
            remark: "公务".into(),
            reason: String::new(),
        };
        let made = renewal(entry.clone(), day("2027-06-30"), day("2026-11-22")).unwrap();
        let expected = RegisterEntry { valid_until: "2027-06-30".into(), ..entry.clone() };
        assert_eq!(RegisterEntry::from(&made), expected);
        assert_eq!(
            renewal(entry, day("2025-06-30"), day("2026-11-22")),
            None,
            "it would end before it begins"
        );
    }
}
