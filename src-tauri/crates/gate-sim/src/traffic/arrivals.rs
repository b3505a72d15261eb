//! When vehicles arrive and who they are.

use std::collections::BTreeSet;

use gate_core::plate::PlateForm;
use gate_core::time::UtcMillis;

use super::options::{Stay, TrafficOptions};
use super::passage::VehicleClass;
use super::plates::{self, RARE_FORMS};
use super::population::Population;
use crate::photo::seeded::Seeded;
use crate::photo::vehicle_of;

/// Somebody who arrives.
pub(super) struct Arrival {
    pub(super) plate: String,
    pub(super) vehicle: u64,
    pub(super) class: VehicleClass,
    pub(super) user_name: String,
    pub(super) work_no: String,
    pub(super) phone: String,
    pub(super) stay: Stay,
    pub(super) blacklisted: bool,
    pub(super) licensed: bool,
}

/// The next arrival's instant: a Poisson process whose rate follows the hour of the day.
pub(super) fn next_instant(
    dice: &mut Seeded,
    options: &TrafficOptions,
    mut at: UtcMillis,
) -> Option<UtcMillis> {
    let busiest = (0..24).map(|hour| options.profile.weight(hour)).fold(0.0, f64::max);
    let peak_per_hour = options.cars_per_hour * busiest;
    if !peak_per_hour.is_finite() || peak_per_hour <= 0.0 {
        return None;
    }
    loop {
        // Arrivals at the peak's rate, thinned to the hour's.
        let gap = dice.exponential(3_600_000.0 / peak_per_hour);
        at = UtcMillis(at.0.saturating_add(gap as i64));
        let hour = (at.0.div_euclid(3_600_000) + 8).rem_euclid(24) as u32;
        if dice.chance(options.profile.weight(hour) / busiest) {
            return Some(at);
        }
    }
}

/// What somebody who arrives is.
enum Comer {
    Monthly,
    Free,
    Visitor,
    Blacklisted,
    Unlicensed,
    Stranger,
}

/// Who arrives: never somebody who is already inside. Where nobody of a kind can come, a stranger does.
pub(super) fn draw(
    dice: &mut Seeded,
    options: &TrafficOptions,
    population: &Population,
    inside: &BTreeSet<String>,
) -> Arrival {
    let known = match comer(dice, options) {
        Comer::Monthly => registered(dice, options, population, inside, VehicleClass::Monthly),
        Comer::Free => registered(dice, options, population, inside, VehicleClass::Free),
        Comer::Visitor => dice
            .pick(&population.visitors)
            .filter(|visitor| !inside.contains(&visitor.plate))
            .map(|visitor| Arrival {
                user_name: visitor.user_name.clone(),
                phone: visitor.phone.clone(),
                stay: options.stays.visitor,
                ..temporary(visitor.plate.clone(), options)
            }),
        Comer::Blacklisted => dice
            .pick(&population.blacklist)
            .filter(|(plate, _)| !inside.contains(plate))
            .map(|(plate, _)| Arrival { blacklisted: true, ..temporary(plate.clone(), options) }),
        Comer::Unlicensed => {
            let plate = dice.pick(&["无牌车", "无牌车", ""]).copied().unwrap_or_default();
            Some(Arrival { licensed: false, vehicle: dice.next(), ..temporary(plate.into(), options) })
        }
        Comer::Stranger => None,
    };
    if let Some(arrival) = known {
        return arrival;
    }
    loop {
        let form = form(dice, options);
        let plate = plates::draw(dice, form);
        if !inside.contains(&plate) {
            return temporary(plate, options);
        }
    }
}

fn comer(dice: &mut Seeded, options: &TrafficOptions) -> Comer {
    let shares = &options.shares;
    let mut lot = dice.unit();
    for (share, comer) in [
        (shares.monthly, Comer::Monthly),
        (shares.free, Comer::Free),
        (shares.visitor, Comer::Visitor),
        (shares.blacklisted, Comer::Blacklisted),
        (shares.unlicensed, Comer::Unlicensed),
    ] {
        if lot < share {
            return comer;
        }
        lot -= share;
    }
    Comer::Stranger
}

fn form(dice: &mut Seeded, options: &TrafficOptions) -> PlateForm {
    let lot = dice.unit();
    if lot < options.shares.rare {
        return dice.pick(&RARE_FORMS).copied().unwrap_or(PlateForm::Trailer);
    }
    if lot < options.shares.rare + options.shares.new_energy {
        let large = dice.chance(0.05);
        return if large { PlateForm::LargeNewEnergy } else { PlateForm::SmallNewEnergy };
    }
    PlateForm::Ordinary
}

fn registered(
    dice: &mut Seeded,
    options: &TrafficOptions,
    population: &Population,
    inside: &BTreeSet<String>,
    class: VehicleClass,
) -> Option<Arrival> {
    // A few tries: when most of them are inside already, a temporary vehicle comes instead.
    for _ in 0..8 {
        let vehicle = dice.pick(population.of_class(class))?;
        if !inside.contains(&vehicle.plate) {
            return Some(Arrival {
                class,
                user_name: vehicle.user_name.clone(),
                work_no: vehicle.work_no.clone(),
                phone: vehicle.phone.clone(),
                stay: options.stays.resident,
                ..temporary(vehicle.plate.clone(), options)
            });
        }
    }
    None
}

fn temporary(plate: String, options: &TrafficOptions) -> Arrival {
    Arrival {
        vehicle: vehicle_of(&plate),
        plate,
        class: VehicleClass::Temporary,
        user_name: String::new(),
        work_no: String::new(),
        phone: String::new(),
        stay: options.stays.temporary,
        blacklisted: false,
        licensed: true,
    }
}
