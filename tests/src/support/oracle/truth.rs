//! What happened, as the open platform knows it.

use std::collections::BTreeMap;

use gate_core::passage::{Direction, PassageIdentity};
use gate_core::plate;
use gate_core::time::UtcMillis;
use gate_sim::open_platform::OpenPlatformSim;
use gate_sim::traffic::SimPassage;
use serde_json::Value;

/// Every passage.
pub struct Truth {
    /// In the order of their numbers.
    pub told: Vec<Told>,
}

/// A passage that the open platform tells of.
#[derive(Debug, Clone)]
pub struct Told {
    /// The passage.
    pub passage: SimPassage,
    /// Its plate, normalised.
    pub plate: String,
    /// It lies where collecting looks, or its callback was acknowledged: it must not be lost.
    pub owed: bool,
    /// The free spaces that its acknowledged callback told.
    pub free_by_callback: Option<i64>,
}

impl Truth {
    /// What the platform holds now.
    #[must_use]
    pub fn of(platform: &OpenPlatformSim, collect_from: UtcMillis) -> Self {
        let acknowledged: BTreeMap<u64, Value> = platform
            .acknowledged_callbacks()
            .into_iter()
            .filter_map(|callback| Some((callback.record_id?, callback.body)))
            .collect();
        let told = platform.records().into_iter().map(|passage| {
            let callback = acknowledged.get(&passage.record_id);
            Told {
                plate: plate::normalise(&passage.plate),
                owed: passage.at >= collect_from || callback.is_some(),
                free_by_callback: callback.and_then(|body| number(body.get("data")?.get("totalLot")?)),
                passage,
            }
        });
        Self { told: told.collect() }
    }

    /// Passages of one plate in one direction.
    pub fn of_plate<'a>(&'a self, plate: &'a str, direction: Direction) -> impl Iterator<Item = &'a Told> {
        self.told.iter().filter(move |told| told.plate == plate && told.passage.direction == direction)
    }

    /// Whether two readings may be taken for one (domain.md, "Pairing").
    #[must_use]
    pub fn may_be_repeats(one: &Told, other: &Told) -> bool {
        let window_ms = if one.plate.is_empty() { 10_000 } else { 60_000 };
        one.passage.record_id != other.passage.record_id
            && one.plate == other.plate
            && one.passage.direction == other.passage.direction
            && one.passage.lane_no == other.passage.lane_no
            && one.passage.at.since(other.passage.at).abs() <= window_ms
    }
}

impl Told {
    /// What makes it the same passage by whatever way it comes.
    #[must_use]
    pub fn identity(&self) -> PassageIdentity {
        PassageIdentity {
            parking_id: self.passage.parking_id.clone(),
            direction: self.passage.direction,
            plate: self.plate.clone(),
            at: self.passage.at,
            lane_no: self.passage.lane_no.clone(),
        }
    }

    /// In words, for a problem.
    #[must_use]
    pub fn words(&self) -> String {
        let SimPassage { record_id, direction, at, lane_no, oddities, .. } = &self.passage;
        let (plate, direction, at) = (&self.plate, direction.code(), at.china_standard());
        format!("record {record_id} {plate:?} {direction} {at} lane {lane_no} {oddities:?}")
    }
}

fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}
