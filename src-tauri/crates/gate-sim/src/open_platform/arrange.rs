//! What a test or the demo does to the platform, past the wire.

use gate_core::time::UtcMillis;

use super::callback::{self, CallbackOptions};
use super::photo_fault::{PhotoFault, PhotoFaults};
use super::quirks::Quirks;
use super::sim::{Channel, OpenPlatformSim};
use super::vehicle::SimVehicle;
use super::visitor::SimVisitor;
use crate::faults::{FaultSpec, Faults, Side};
use crate::traffic::{Population, SimPassage};

impl OpenPlatformSim {
    /// Adds a passage and tells of it as configured; returns its `recordId`.
    pub fn add_passage(&self, passage: SimPassage) -> u64 {
        self.add_passage_via(passage, Channel::AsConfigured)
    }

    /// Adds a passage. It shows once the platform's clock has reached its `reported_at`; its callback goes out at once.
    pub fn add_passage_via(&self, passage: SimPassage, channel: Channel) -> u64 {
        self.platform.add_passage(passage, channel)
    }

    /// Adds passages to the record list in bulk, without callbacks.
    pub fn add_passages(&self, passages: impl IntoIterator<Item = SimPassage>) {
        let mut world = self.platform.world();
        for passage in passages {
            world.keep(passage, true);
        }
    }

    /// Gives one passage's photo a fault, or none.
    pub fn set_photo_fault(&self, record_id: u64, fault: Option<PhotoFault>) {
        self.platform.world().options.photo_faults.set(record_id, fault);
        self.platform.photos.clear();
    }

    /// Changes which photos have which fault.
    pub fn set_photo_faults(&self, faults: PhotoFaults) {
        self.platform.world().options.photo_faults = faults;
        self.platform.photos.clear();
    }

    /// Changes where callbacks go; `None` keeps them until there is an address again.
    pub fn set_callback(&self, options: Option<CallbackOptions>) {
        self.platform.callbacks.set_options(options);
    }

    /// Changes how answers differ from the text's first reading.
    pub fn set_quirks(&self, quirks: Quirks) {
        self.platform.world().options.quirks = quirks;
    }

    /// Changes the faults of its answers; their time counts from now.
    pub fn set_faults(&self, faults: &FaultSpec) {
        let seed = self.platform.world().options.seed;
        self.platform.set_faults(Faults::new(faults, Side::OpenPlatform, seed));
    }

    /// Ends every token at once.
    pub fn expire_tokens(&self) {
        self.platform.world().tokens.end_all();
    }

    /// Changes the account's secret; the old one's tokens end.
    pub fn set_app_secret(&self, app_secret: &str) {
        let mut world = self.platform.world();
        world.options.app_secret = app_secret.into();
        world.tokens.end_all();
    }

    /// Authorises a vehicle, or changes its authorisation, without the wire.
    pub fn put_vehicle(&self, parking_id: &str, vehicle: SimVehicle) {
        self.platform.world().vehicles.insert((parking_id.into(), vehicle.plate.clone()), vehicle);
    }

    /// Ends a vehicle's authorisation without the wire, as another of the platform's users does; says whether it had one.
    pub fn remove_vehicle(&self, parking_id: &str, plate: &str) -> bool {
        self.platform.world().vehicles.remove(&(parking_id.into(), plate.into())).is_some()
    }

    /// Blacklists a plate without the wire; `until` is `yyyy-MM-dd`.
    pub fn put_blacklist(&self, parking_id: &str, plate: &str, until: &str) {
        self.platform.world().blacklist.insert((parking_id.into(), plate.into()), until.into());
    }

    /// Registers a visitor and tells of it by a callback where callbacks go anywhere.
    pub fn put_visitor(&self, parking_id: &str, visitor: SimVisitor) {
        let mut world = self.platform.world();
        let data = callback::visitor(&world, parking_id, &visitor);
        world.visitors.insert((parking_id.into(), visitor.plate.clone()), visitor);
        if self.platform.callbacks.is_on() {
            self.platform.callbacks.push("PARKING_VISITOR", None, data);
        }
    }

    /// Registers everybody of a population, without callbacks.
    pub fn register(&self, parking_id: &str, population: &Population) {
        let mut world = self.platform.world();
        for vehicle in &population.vehicles {
            world.vehicles.insert((parking_id.into(), vehicle.plate.clone()), vehicle.into());
        }
        for visitor in &population.visitors {
            world.visitors.insert((parking_id.into(), visitor.plate.clone()), visitor.into());
        }
        for (plate, until) in &population.blacklist {
            world.blacklist.insert((parking_id.into(), plate.clone()), until.clone());
        }
    }

    /// Takes a lane's camera offline or back and tells of it by a callback. A lane that is offline cannot be opened.
    pub fn set_camera(&self, parking_id: &str, lane_no: &str, online: bool, at: UtcMillis) {
        self.platform.set_camera(parking_id, lane_no, online, at);
    }

    /// Takes a vehicle off the in-park list without a passage, as a stock-take does; says whether it was there.
    pub fn forget_inside(&self, parking_id: &str, plate: &str) -> bool {
        self.platform.world().in_park.forget(parking_id, plate)
    }
}
