//! Operation `occupancy`: spaces in all and used.

use super::envelope::{Refusal, Reply};
use super::options::SimCarPark;
use super::params::Params;
use super::wire::Row;
use super::world::World;
use crate::traffic::VehicleClass;

/// How full a car park is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Occupancy {
    pub(super) total: i64,
    pub(super) used: i64,
    pub(super) visitors: i64,
    pub(super) monthly_total: i64,
    pub(super) monthly_used: i64,
}

impl Occupancy {
    pub(super) fn of(world: &World, park: &SimCarPark) -> Self {
        let (mut used, mut visitors, mut monthly_used) = (0, 0, 0);
        for (plate, vehicle) in world.in_park.of(&park.parking_id) {
            used += 1;
            match vehicle.class {
                VehicleClass::Temporary => {
                    let key = (park.parking_id.clone(), plate.to_owned());
                    visitors += i64::from(world.visitors.contains_key(&key));
                }
                VehicleClass::Monthly | VehicleClass::Free | VehicleClass::Custom(_) => monthly_used += 1,
            }
        }
        Occupancy {
            total: park.total_spaces.into(),
            used,
            visitors,
            monthly_total: park.monthly_spaces.into(),
            monthly_used,
        }
    }

    /// Spaces for temporary vehicles that are free.
    pub(super) fn free_temporary(self) -> i64 {
        (self.total - self.monthly_total - (self.used - self.monthly_used)).max(0)
    }

    /// Spaces that are free.
    pub(super) fn free(self) -> i64 {
        (self.total - self.used).max(0)
    }
}

pub(super) fn query(world: &mut World, params: &Params) -> Result<Reply, Refusal> {
    let park = world.park_or_only(params)?;
    let occupancy = Occupancy::of(world, park);
    let row = Row::new(world.quirks())
        .number("totalLot", occupancy.total)
        .number("usedLot", occupancy.used)
        .number("visitorUsedLot", occupancy.visitors)
        .number("mothTotalLot", occupancy.monthly_total)
        .number("mothUsedLot", occupancy.monthly_used)
        .number("tempLot", (occupancy.total - occupancy.monthly_total).max(0));
    Ok(Reply::Data(row.done()))
}
