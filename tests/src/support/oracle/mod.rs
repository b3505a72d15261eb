//! The judge: compares what the platforms saw with what should have come of it (reliability.md, "Invariants").
//!
//! What is true comes from the simulators: the open platform's passages, the callbacks that were acknowledged, and the
//! city's journal. The program's own database is looked at for two things only: what it lists as parked, and whether
//! its numbers are those of the journal.

mod books;
mod events;
mod heartbeats;
mod photos;
mod repeats;
#[cfg(test)]
mod tests;
mod truth;

use std::collections::BTreeSet;

use gate_app::status::Status;
use gate_core::delivery::{DeliveryKind, DeliveryState};
use gate_core::time::UtcMillis;
use gate_sim::city::{Breach, EventKind, Journal};
use gate_sim::open_platform::OpenPlatformSim;
use gate_store::{DeliveryRow, Store};

pub use heartbeats::{Beating, Lag};
pub use repeats::Repeats;
pub use truth::{Told, Truth};

/// Everything that is judged, taken when all is idle.
pub struct Evidence<'a> {
    /// The vendor's cloud.
    pub open_platform: &'a OpenPlatformSim,
    /// The city's journal.
    pub city: &'a Journal,
    /// The city's number of the car park.
    pub car_park: &'a str,
    /// Where collecting began.
    pub collect_from: UtcMillis,
    /// Spaces in all.
    pub total_spaces: i64,
    /// Passages that no list tells of.
    pub by_callback_only: BTreeSet<u64>,
    /// What may need a person.
    pub may_park: MayPark,
    /// How often syncing was stopped or killed.
    pub interruptions: u32,
    /// The city read some requests slowly.
    pub slow_uploads: bool,
    /// How busy the machine was.
    pub lag: &'a Lag,
    /// What people see.
    pub status: Status,
    /// What is listed for people.
    pub deliveries: Vec<DeliveryRow>,
}

/// What the schedule of faults allows to end parked. What can never be fetched is parked in any case.
#[derive(Debug, Clone, Copy, Default)]
pub struct MayPark {
    /// The city refuses items.
    pub items: bool,
    /// The open platform spoils photos for good, as by a 404.
    pub photos: bool,
}

impl<'a> Evidence<'a> {
    /// Takes what the database says; the rest comes from the simulators. The car park is taken to be the simulator's
    /// usual one, uninterrupted and without a reason to park anything; say so where it is not.
    ///
    /// # Panics
    /// The database cannot be read.
    pub async fn take(
        open_platform: &'a OpenPlatformSim,
        city: &'a Journal,
        store: &Store,
        collect_from: UtcMillis,
        lag: &'a Lag,
    ) -> Self {
        let now = gate_app::now();
        Self {
            open_platform,
            city,
            car_park: super::PARKPOTID,
            collect_from,
            total_spaces: 500,
            by_callback_only: BTreeSet::new(),
            may_park: MayPark::default(),
            interruptions: 0,
            slow_uploads: false,
            lag,
            status: gate_app::status::read(store.dir(), Some(store), now)
                .await
                .expect("the database can be read"),
            deliveries: store.deliveries(Default::default(), now).await.expect("the database can be read"),
        }
    }

    /// Everything that is wrong, in words; nothing if all invariants hold.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        let truth = Truth::of(self.open_platform, self.collect_from);
        let mut problems = Vec::new();
        if self.open_platform.pending_callbacks() > 0 {
            problems
                .push("callbacks wait for their acknowledgement, so nothing can be judged yet".to_owned());
        }
        let reported = events::judge(self, &truth, &mut problems);
        photos::judge(self, &reported, &mut problems);
        repeats::judge(self, &mut problems);
        books::judge(self, &truth, &mut problems);
        self.judge_rules(&mut problems);
        problems
    }

    /// Invariants 2 and 3 where the city itself keeps watch: order, the same bytes, and the standard's own rules.
    fn judge_rules(&self, problems: &mut Vec<String>) {
        for violation in self.city.violations() {
            let what = match violation.breach {
                Breach::Order(refusal) => format!("out of order ({refusal:?})"),
                Breach::Rule(refusal) => format!("against the standard ({refusal:?})"),
                Breach::Differs => "a repeat with other bytes".to_owned(),
                Breach::FollowedRedirect => "a redirect was followed".to_owned(),
            };
            problems.push(format!("{what}: {} in request {}", violation.business_id, violation.sequence));
        }
        if self.open_platform.followed_redirects() > 0 {
            problems.push("a redirect of the open platform was followed".to_owned());
        }
    }

    /// The listed delivery of a session's event or photo.
    fn row(&self, business_id: &str, kind: DeliveryKind) -> Option<&DeliveryRow> {
        self.deliveries.iter().find(|row| row.kind == kind && row.business_id == business_id)
    }

    /// Whether a delivery is listed for a person: parked itself, or behind something of its session that is.
    fn is_for_a_person(&self, row: &DeliveryRow) -> bool {
        let parked_event = |other: &DeliveryRow| {
            other.session == row.session && other.state == DeliveryState::Parked && !other.kind.is_photo()
        };
        match row.state {
            DeliveryState::Parked => true,
            DeliveryState::Waiting => self.deliveries.iter().any(parked_event),
            _ => false,
        }
    }
}

fn kind_of_event(event: EventKind) -> DeliveryKind {
    match event {
        EventKind::Arrival => DeliveryKind::Arrival,
        EventKind::Departure => DeliveryKind::Departure,
    }
}

fn kind_of_photo(event: EventKind) -> DeliveryKind {
    match event {
        EventKind::Arrival => DeliveryKind::ArrivalPhoto,
        EventKind::Departure => DeliveryKind::DeparturePhoto,
    }
}
