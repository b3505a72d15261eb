//! What a test or the demo reads off the platform: what happened, and what is so.

use gate_core::time::UtcMillis;

use super::access_record::photo_url;
use super::callback::AcknowledgedCallback;
use super::journal::JournalEntry;
use super::operation::Operation;
use super::photo::Order;
use super::photo_fault::PhotoFault;
use super::sim::OpenPlatformSim;
use super::vehicle::SimVehicle;
use crate::faults::Faults;
use crate::traffic::SimPassage;

impl OpenPlatformSim {
    /// Every passage it holds, in the order of `recordId`.
    #[must_use]
    pub fn records(&self) -> Vec<SimPassage> {
        self.platform.world().records.all().map(|passage| SimPassage::clone(passage)).collect()
    }

    /// How many passages it holds.
    #[must_use]
    pub fn record_count(&self) -> usize {
        self.platform.world().records.all().count()
    }

    /// Where a passage's photo is.
    #[must_use]
    pub fn photo_url(&self, record_id: u64) -> String {
        photo_url(&self.platform.world(), record_id)
    }

    /// A passage's photo as it is when nothing happens to it on the way; `None` when there is no such record. Drawn on
    /// the calling thread: tens of milliseconds.
    #[must_use]
    pub fn photo(&self, record_id: u64) -> Option<Vec<u8>> {
        let order = Order::of(&self.platform.world(), record_id)?;
        self.platform.photos.draw_now(&order).map(|photo| photo.to_vec())
    }

    /// What is wrong with a passage's photo.
    #[must_use]
    pub fn photo_fault(&self, record_id: u64) -> Option<PhotoFault> {
        let world = self.platform.world();
        world.options.photo_faults.of(world.options.seed, record_id)
    }

    /// The callbacks that were acknowledged, in that order: nothing of these may be lost.
    #[must_use]
    pub fn acknowledged_callbacks(&self) -> Vec<AcknowledgedCallback> {
        self.platform.callbacks.acknowledged()
    }

    /// Callbacks that still wait for their acknowledgement.
    #[must_use]
    pub fn pending_callbacks(&self) -> usize {
        self.platform.callbacks.pending()
    }

    /// The faults and how often each has struck.
    #[must_use]
    pub fn faults(&self) -> Faults {
        self.platform.faults()
    }

    /// What was written to it over the wire, in order.
    #[must_use]
    pub fn journal(&self) -> Vec<JournalEntry> {
        self.platform.world().journal.clone()
    }

    /// How often an operation was called, whatever it answered.
    #[must_use]
    pub fn calls(&self, operation: Operation) -> u64 {
        self.platform.calls(operation.name())
    }

    /// How often a photo was asked for.
    #[must_use]
    pub fn photo_calls(&self) -> u64 {
        self.platform.calls("photo")
    }

    /// How often a client followed a redirect of a photo; a correct client never does.
    #[must_use]
    pub fn followed_redirects(&self) -> u64 {
        self.platform.followed_redirects()
    }

    /// The authorised vehicles of a car park.
    #[must_use]
    pub fn vehicles(&self, parking_id: &str) -> Vec<SimVehicle> {
        let world = self.platform.world();
        world
            .vehicles
            .iter()
            .filter(|((park, _), _)| park == parking_id)
            .map(|(_, one)| one.clone())
            .collect()
    }

    /// The blacklisted plates of a car park and their last days.
    #[must_use]
    pub fn blacklist(&self, parking_id: &str) -> Vec<(String, String)> {
        let world = self.platform.world();
        let of_park = world.blacklist.iter().filter(|((park, _), _)| park == parking_id);
        of_park.map(|((_, plate), until)| (plate.clone(), until.clone())).collect()
    }

    /// The plates inside a car park and when each came in.
    #[must_use]
    pub fn inside(&self, parking_id: &str) -> Vec<(String, UtcMillis)> {
        let world = self.platform.world();
        world.in_park.of(parking_id).map(|(plate, inside)| (plate.to_owned(), inside.entered)).collect()
    }

    /// The platform's present.
    #[must_use]
    pub fn now(&self) -> UtcMillis {
        self.platform.world().now()
    }
}
