//! How a vehicle stands with a car park: 月租 免费 访客 临时 黑名单 已过期, or a type of the car park's own.

use chrono::NaiveDate;

use crate::vehicle::VehicleType;

/// How a vehicle stands with a car park on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VehicleStanding {
    /// 黑名单: banned that day, whatever else it is.
    Blacklisted,
    /// 已过期: its registration ended before that day, and it is no visitor either.
    Expired,
    /// 月租车.
    Monthly,
    /// 免费车.
    Free,
    /// A type of the car park's own, by its name; by its id where nobody told the name.
    Custom(String),
    /// 访客: a visitor's pass covers that moment.
    Visitor,
    /// 临时车: none of these.
    Temporary,
}

/// A vehicle's registration in the car park, as far as its standing depends on it.
#[derive(Debug, Clone, Copy)]
pub struct Registered<'a> {
    /// The type; `None` where the platform does not say.
    pub vehicle_type: Option<&'a VehicleType>,
    /// The type's name as it was written with the vehicle (it outranks the type), or the custom type's.
    pub type_name: Option<&'a str>,
    /// First day.
    pub valid_from: Option<NaiveDate>,
    /// Last day.
    pub valid_until: Option<NaiveDate>,
}

/// What is known of a vehicle.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The day, in China.
    pub on: NaiveDate,
    /// The type that came with a passage, as it came.
    pub passage_type: Option<&'a str>,
    /// That type's name, if it is one of the car park's own.
    pub passage_type_name: Option<&'a str>,
    /// Its registration.
    pub registration: Option<Registered<'a>>,
    /// Whether a visitor's pass covers the moment.
    pub visiting: bool,
    /// Whether a ban [`holds`].
    pub banned: bool,
}

/// How a vehicle stands. The registers outrank what came with a passage: the platform goes on naming the type of a
/// registration that has ended.
#[must_use]
pub fn standing(facts: &Facts<'_>) -> VehicleStanding {
    if facts.banned {
        return VehicleStanding::Blacklisted;
    }
    let registration = facts.registration.as_ref();
    if let Some(valid) = registration.filter(|it| is_valid(it, facts.on)) {
        return of_type(valid.vehicle_type.map(VehicleType::as_wire), valid.type_name);
    }
    if facts.visiting {
        return VehicleStanding::Visitor;
    }
    if registration.is_some_and(|it| it.valid_until.is_some_and(|until| until < facts.on)) {
        return VehicleStanding::Expired;
    }
    of_type(facts.passage_type, facts.passage_type_name)
}

/// Whether a ban until this day holds; without a day it has no end.
#[must_use]
pub fn holds(until: Option<NaiveDate>, on: NaiveDate) -> bool {
    until.is_none_or(|until| until >= on)
}

/// Days that are left after this one; 0 on the last day, negative once it is over.
#[must_use]
pub fn days_left(until: Option<NaiveDate>, on: NaiveDate) -> Option<i64> {
    until.map(|until| (until - on).num_days())
}

fn is_valid(registration: &Registered<'_>, on: NaiveDate) -> bool {
    registration.valid_from.is_none_or(|from| from <= on) && holds(registration.valid_until, on)
}

fn of_type(vehicle_type: Option<&str>, name: Option<&str>) -> VehicleStanding {
    if let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) {
        return VehicleStanding::Custom(name.to_owned());
    }
    match vehicle_type.map(str::trim) {
        Some("1") => VehicleStanding::Monthly,
        Some("2") => VehicleStanding::Free,
        // 9 is temporary in the in-park list; as a custom type's id it would have a name (protocols.md A).
        None | Some("" | "9") => VehicleStanding::Temporary,
        Some(id) => VehicleStanding::Custom(id.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, day).unwrap()
    }

    fn nothing() -> Facts<'static> {
        Facts {
            on: day(15),
            passage_type: None,
            passage_type_name: None,
            registration: None,
            visiting: false,
            banned: false,
        }
    }

    fn registered(from: u32, until: u32) -> Option<Registered<'static>> {
        Some(Registered {
            vehicle_type: Some(&VehicleType::Monthly),
            type_name: None,
            valid_from: Some(day(from)),
            valid_until: Some(day(until)),
        })
    }

    #[test]
    fn a_ban_outranks_everything() {
        let facts = Facts { banned: true, visiting: true, registration: registered(1, 31), ..nothing() };
        assert_eq!(standing(&facts), VehicleStanding::Blacklisted);
        assert!(holds(Some(day(15)), day(15)), "its last day counts");
        assert!(!holds(Some(day(14)), day(15)));
        assert!(holds(None, day(15)));
    }

    #[test]
    fn a_registration_counts_on_its_first_and_last_day() {
        for (from, until, expected) in [
            (15, 15, VehicleStanding::Monthly),
            (1, 14, VehicleStanding::Expired),
            (16, 31, VehicleStanding::Temporary),
        ] {
            let facts = Facts { registration: registered(from, until), ..nothing() };
            assert_eq!(standing(&facts), expected, "{from} to {until}");
        }
    }

    #[test]
    fn the_type_of_a_passage_does_not_revive_what_has_ended() {
        let facts = Facts { registration: registered(1, 14), passage_type: Some("1"), ..nothing() };
        assert_eq!(standing(&facts), VehicleStanding::Expired);
        assert_eq!(standing(&Facts { visiting: true, ..facts }), VehicleStanding::Visitor);
    }

    #[test]
    fn a_name_outranks_the_type() {
        let named = registered(1, 31).map(|it| Registered { type_name: Some("贵宾"), ..it });
        assert_eq!(
            standing(&Facts { registration: named, ..nothing() }),
            VehicleStanding::Custom("贵宾".to_owned())
        );
    }

    #[test]
    fn without_a_register_the_passage_says_it() {
        for (vehicle_type, expected) in [
            (Some("1"), VehicleStanding::Monthly),
            (Some("2"), VehicleStanding::Free),
            (Some("9"), VehicleStanding::Temporary),
            (Some(""), VehicleStanding::Temporary),
            (None, VehicleStanding::Temporary),
            (Some("101"), VehicleStanding::Custom("101".to_owned())),
        ] {
            assert_eq!(standing(&Facts { passage_type: vehicle_type, ..nothing() }), expected);
        }
    }

    #[test]
    fn days_left_are_nought_on_the_last_day() {
        assert_eq!(days_left(Some(day(15)), day(15)), Some(0));
        assert_eq!(days_left(Some(day(12)), day(15)), Some(-3));
        assert_eq!(days_left(None, day(15)), None);
    }
}
