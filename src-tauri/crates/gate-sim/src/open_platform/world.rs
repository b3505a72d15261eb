//! Everything the platform knows, behind one lock.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gate_core::time::UtcMillis;

use super::coupon::Coupon;
use super::envelope::Refusal;
use super::in_park::InPark;
use super::journal::{JournalEntry, Write};
use super::options::{OpenPlatformOptions, SimCarPark};
use super::outing::Outing;
use super::params::Params;
use super::quirks::Quirks;
use super::records::Records;
use super::token::Tokens;
use super::vehicle::SimVehicle;
use super::visitor::SimVisitor;
use crate::traffic::SimPassage;

/// A car park and a plate.
pub(super) type Key = (String, String);

pub(super) struct World {
    pub(super) options: OpenPlatformOptions,
    pub(super) tokens: Tokens,
    pub(super) vehicles: BTreeMap<Key, SimVehicle>,
    pub(super) blacklist: BTreeMap<Key, String>,
    pub(super) visitors: BTreeMap<Key, SimVisitor>,
    pub(super) coupons: Vec<Coupon>,
    pub(super) outings: Vec<Outing>,
    pub(super) offline_lanes: BTreeSet<Key>,
    pub(super) records: Records,
    pub(super) in_park: InPark,
    pub(super) journal: Vec<JournalEntry>,
    /// Where photos are, without a slash at the end.
    pub(super) photo_base: String,
}

impl World {
    pub(super) fn new(options: OpenPlatformOptions) -> Self {
        World {
            tokens: Tokens::new(options.seed),
            options,
            vehicles: BTreeMap::new(),
            blacklist: BTreeMap::new(),
            visitors: BTreeMap::new(),
            coupons: Vec::new(),
            outings: Vec::new(),
            offline_lanes: BTreeSet::new(),
            records: Records::default(),
            in_park: InPark::default(),
            journal: Vec::new(),
            photo_base: String::new(),
        }
    }

    pub(super) fn now(&self) -> UtcMillis {
        self.options.clock.now()
    }

    pub(super) fn quirks(&self) -> &Quirks {
        &self.options.quirks
    }

    /// The car park that the call names.
    pub(super) fn park(&self, params: &Params) -> Result<&SimCarPark, Refusal> {
        self.known(&params.required("parkingId")?)
    }

    /// The car park that the call names, or the only one (`多车场必传`).
    pub(super) fn park_or_only(&self, params: &Params) -> Result<&SimCarPark, Refusal> {
        match (params.text("parkingId")?, self.options.car_parks.as_slice()) {
            (Some(id), _) => self.known(&id),
            (None, [only]) => Ok(only),
            (None, _) => Err(Refusal::new("多车场时parkingId不能为空")),
        }
    }

    fn known(&self, id: &str) -> Result<&SimCarPark, Refusal> {
        self.car_park(id).ok_or_else(|| Refusal::new("车场不存在"))
    }

    pub(super) fn car_park(&self, id: &str) -> Option<&SimCarPark> {
        self.options.car_parks.iter().find(|park| park.parking_id == id)
    }

    /// Keeps a passage; one that names no car park belongs to the first.
    pub(super) fn keep(&mut self, mut passage: SimPassage, listed: bool) -> Arc<SimPassage> {
        if let (true, Some(park)) = (passage.parking_id.is_empty(), self.options.car_parks.first()) {
            passage.parking_id.clone_from(&park.parking_id);
        }
        self.in_park.follow(&passage);
        self.records.keep(passage, listed)
    }

    /// Notes a write that took effect.
    pub(super) fn note(&mut self, parking_id: &str, write: Write) {
        let entry = JournalEntry { at: self.now(), parking_id: parking_id.into(), write };
        self.journal.push(entry);
    }
}
