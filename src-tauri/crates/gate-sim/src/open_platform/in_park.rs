//! Operation `in_park_list`: the vehicles inside, as the passages tell.

use std::collections::{BTreeMap, VecDeque};

use gate_core::passage::Direction;
use gate_core::time::UtcMillis;

use super::envelope::{Refusal, Reply};
use super::params::{Page, Params};
use super::wire::Row;
use super::world::World;
use crate::photo::PlateLook;
use crate::traffic::{SimPassage, VehicleClass};

/// A vehicle that is inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Inside {
    pub(super) entered: UtcMillis,
    pub(super) lane_no: String,
    pub(super) class: VehicleClass,
}

/// The vehicles of one plate; more than one only where there is no plate.
#[derive(Debug, Default)]
struct OfPlate {
    inside: VecDeque<Inside>,
    left: Option<UtcMillis>,
}

/// Who is inside which car park.
#[derive(Debug, Default)]
pub(super) struct InPark {
    parks: BTreeMap<String, BTreeMap<String, OfPlate>>,
}

impl InPark {
    /// Follows a passage. One that is heard of late changes nothing that a later passage has settled.
    pub(super) fn follow(&mut self, passage: &SimPassage) {
        let park = self.parks.entry(passage.parking_id.clone()).or_default();
        let kept = park.entry(passage.plate.clone()).or_default();
        let nameless = PlateLook::of(&passage.plate) == PlateLook::Absent;
        match passage.direction {
            Direction::In => {
                if !nameless {
                    let settled = kept.left.is_some_and(|left| left >= passage.at)
                        || kept.inside.front().is_some_and(|inside| inside.entered >= passage.at);
                    if settled {
                        return;
                    }
                    kept.inside.clear();
                }
                kept.inside.push_back(Inside {
                    entered: passage.at,
                    lane_no: passage.lane_no.clone(),
                    class: passage.class,
                });
            }
            Direction::Out => {
                if kept.inside.front().is_some_and(|inside| inside.entered <= passage.at) {
                    kept.inside.pop_front();
                }
                kept.left = kept.left.max(Some(passage.at));
            }
        }
    }

    /// The vehicles inside a car park by plate.
    pub(super) fn of(&self, parking_id: &str) -> impl Iterator<Item = (&str, &Inside)> {
        self.parks
            .get(parking_id)
            .into_iter()
            .flatten()
            .flat_map(|(plate, kept)| kept.inside.iter().map(move |inside| (plate.as_str(), inside)))
    }

    /// Takes a vehicle away without a passage, as a stock-take does.
    pub(super) fn forget(&mut self, parking_id: &str, plate: &str) -> bool {
        let kept = self.parks.get_mut(parking_id).and_then(|park| park.get_mut(plate));
        kept.and_then(|kept| kept.inside.pop_front()).is_some()
    }
}

pub(super) fn list(world: &mut World, params: &Params) -> Result<Reply, Refusal> {
    let park = &world.park_or_only(params)?.parking_id;
    let page = Page::read(params)?;
    let (vehicles, more) = page.cut(world.in_park.of(park));
    let quirks = world.quirks();
    let rows = vehicles
        .into_iter()
        .map(|(plate, inside)| {
            Row::new(quirks)
                .digits("laneNo", &inside.lane_no)
                .text("vehicleCode", plate)
                .digits("vehicleType", &inside.class.wire())
                .second("intime", inside.entered)
                .done()
        })
        .collect();
    Ok(Reply::Page { rows, more })
}
