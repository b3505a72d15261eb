//! Who is registered at a car park: monthly and free vehicles, visitors, the blacklist.

use gate_core::plate::PlateForm;
use gate_core::time::{DAY_MS, UtcMillis};

use super::passage::VehicleClass;
use super::{people, plates};
use crate::photo::seeded::Seeded;

const DEPARTMENTS: [&str; 6] = ["行政部", "财务部", "研发中心", "生产部", "市场部", "后勤部"];
const ERRANDS: [&str; 5] = ["业务拜访", "面试", "送货", "设备维修", "参观"];

/// A vehicle on the platform's register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredVehicle {
    /// The plate.
    pub plate: String,
    /// Monthly, free or a custom type.
    pub class: VehicleClass,
    /// Owner's name.
    pub user_name: String,
    /// Owner's phone.
    pub phone: String,
    /// Owner's staff number.
    pub work_no: String,
    /// Owner's department.
    pub department: String,
    /// First day of the authorisation, `yyyy-MM-dd`.
    pub from: String,
    /// Last day of the authorisation, `yyyy-MM-dd`.
    pub until: String,
}

/// A visitor's permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitorEntry {
    /// The plate.
    pub plate: String,
    /// The visitor's name.
    pub user_name: String,
    /// The visitor's phone.
    pub phone: String,
    /// From when.
    pub from: UtcMillis,
    /// Until when.
    pub until: UtcMillis,
    /// Why.
    pub memo: String,
}

/// How many of each there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PopulationSize {
    /// Monthly vehicles.
    pub monthly: usize,
    /// Free vehicles.
    pub free: usize,
    /// Visitors with a permission around the given day.
    pub visitors: usize,
    /// Plates on the blacklist.
    pub blacklisted: usize,
}

impl Default for PopulationSize {
    fn default() -> Self {
        PopulationSize { monthly: 200, free: 25, visitors: 30, blacklisted: 8 }
    }
}

/// Everybody the platform knows of one car park.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Population {
    /// Monthly vehicles, then free ones.
    pub vehicles: Vec<RegisteredVehicle>,
    /// Visitors.
    pub visitors: Vec<VisitorEntry>,
    /// Blacklisted plates and their last day, `yyyy-MM-dd`.
    pub blacklist: Vec<(String, String)>,
}

impl Population {
    pub(super) fn of_class(&self, class: VehicleClass) -> &[RegisteredVehicle] {
        let (monthly, others) = self
            .vehicles
            .split_at(self.vehicles.partition_point(|vehicle| vehicle.class == VehicleClass::Monthly));
        if class == VehicleClass::Monthly { monthly } else { others }
    }

    /// Draws a population whose authorisations are valid around `now`; a tenth of the monthly ones end within a week
    /// and a few have ended.
    #[must_use]
    pub fn draw(seed: u64, size: PopulationSize, now: UtcMillis) -> Self {
        let mut dice = Seeded::of(seed, 0x706f_7075);
        let mut taken = std::collections::BTreeSet::new();
        let mut fresh = |dice: &mut Seeded| loop {
            let form = if dice.chance(0.35) { PlateForm::SmallNewEnergy } else { PlateForm::Ordinary };
            let plate = plates::draw(dice, form);
            if taken.insert(plate.clone()) {
                return plate;
            }
        };
        let day = |offset: i64| UtcMillis(now.0 + offset * DAY_MS).china_day();
        let vehicles = (0..size.monthly + size.free)
            .map(|index| {
                let class = if index < size.monthly { VehicleClass::Monthly } else { VehicleClass::Free };
                let left = match index % 20 {
                    0 => -3,
                    1 | 2 => dice.below(7) as i64,
                    _ => 30 + dice.below(330) as i64,
                };
                RegisteredVehicle {
                    plate: fresh(&mut dice),
                    class,
                    user_name: people::name(&mut dice),
                    phone: people::phone(&mut dice),
                    work_no: format!("{}", 10_001 + index),
                    department: dice.pick(&DEPARTMENTS).copied().unwrap_or_default().into(),
                    from: day(-30 - dice.below(300) as i64),
                    until: day(left),
                }
            })
            .collect();
        let visitors = (0..size.visitors)
            .map(|_| {
                let from = UtcMillis(now.0 - 6 * 3_600_000 + dice.below(12 * 60) as i64 * 60_000);
                VisitorEntry {
                    plate: fresh(&mut dice),
                    user_name: people::name(&mut dice),
                    phone: people::phone(&mut dice),
                    from,
                    until: UtcMillis(from.0 + (2 + dice.below(8) as i64) * 3_600_000),
                    memo: dice.pick(&ERRANDS).copied().unwrap_or_default().into(),
                }
            })
            .collect();
        let blacklist =
            (0..size.blacklisted).map(|_| (fresh(&mut dice), day(30 + dice.below(300) as i64))).collect();
        Population { vehicles, visitors, blacklist }
    }
}
