//! What the tests of this target share: parks and what can be read off them.

use std::time::Duration;

use gate_app::status::Status;
use gate_core::delivery::{DeliveryKind, DeliveryState};
use gate_core::passage::Direction;
use gate_core::time::UtcMillis;
use gate_sim::city::{Accepted, CitySim, Endpoint, Event, Journal, Photo, Record};
use gate_sim::faults::{FaultSpec, Faults, Side};
use gate_sim::open_platform::OpenPlatformSim;
use gate_sim::traffic::SimPassage;
use gate_store::{DeliveryRow, PassageFilter, PassageRow, SessionFilter, SessionRow, Store};
use gatehouse_tests::support::oracle::{Evidence, Lag, MayPark};
use gatehouse_tests::support::{Park, ParkOptions, wait_for};

/// Nothing is to be parked.
pub const NOTHING: MayPark = MayPark { items: false, photos: false };
/// The city refuses items for good.
pub const ITEMS: MayPark = MayPark { items: true, photos: false };

/// A park whose platforms have time enough to answer on a busy machine, so that nothing is repeated for its sake.
pub fn options() -> ParkOptions {
    let mut options = ParkOptions::default();
    options.pace.request_timeout = Duration::from_secs(5);
    options
}

/// So many seconds before now, whole.
pub fn seconds_ago(seconds: i64) -> UtcMillis {
    UtcMillis((gate_app::now().0 / 1_000 - seconds) * 1_000)
}

/// So many minutes before now.
pub fn minutes_ago(minutes: i64) -> UtcMillis {
    seconds_ago(minutes * 60)
}

/// So many days before now.
pub fn days_ago(days: i64) -> UtcMillis {
    minutes_ago(days * 24 * 60)
}

/// An entry and, `stay` seconds later, the exit of one vehicle.
pub fn visit(plate: &str, from: UtcMillis, stay: u64) -> [SimPassage; 2] {
    [SimPassage::entry(plate, from), SimPassage::exit(plate, from + Duration::from_secs(stay))]
}

/// Complete visits of `count` vehicles that began within the last hour, and their plates.
pub fn visits(count: usize) -> (Vec<SimPassage>, Vec<String>) {
    let plates: Vec<String> = (0..count).map(|index| format!("浙B{index:05}")).collect();
    let all = plates
        .iter()
        .enumerate()
        .flat_map(|(index, plate)| visit(plate, seconds_ago(3_000 - index as i64), 600));
    (all.collect(), plates)
}

/// Makes the city misbehave from now on.
pub fn city_faults(city: &CitySim, faults: &str) {
    let faults = Faults::parse(faults, Side::City, 1).unwrap_or_else(|error| panic!("{error}"));
    city.set_faults(faults);
}

/// Makes the open platform misbehave from now on.
pub fn open_faults(platform: &OpenPlatformSim, faults: &str) {
    let faults = FaultSpec::parse_for(Side::OpenPlatform, faults).unwrap_or_else(|error| panic!("{error}"));
    platform.set_faults(&faults);
}

/// Requests of events and photos, in order.
pub fn business(city: &Journal) -> Vec<Record> {
    let mut records = city.records();
    records.retain(|record| record.endpoint.is_business());
    records
}

/// Heartbeats, in order.
pub fn heartbeats(city: &Journal) -> Vec<Record> {
    let mut records = city.records();
    records.retain(|record| record.endpoint == Endpoint::Heartbeat);
    records
}

/// Waits for so many more heartbeats: time goes on, and so do these.
pub async fn more_heartbeats(city: &Journal, number: usize) {
    let before = heartbeats(city).len();
    until("more heartbeats", async || heartbeats(city).len() >= before + number).await;
}

/// Waits for something, and says what never came.
pub async fn until(what: &str, condition: impl AsyncFnMut() -> bool) {
    assert!(wait_for(condition).await, "it never came: {what}");
}

/// Why the city is not sent to now, as the database shows it.
pub async fn paused(store: &Store) -> Option<String> {
    store.city_states().await.unwrap().into_iter().find_map(|city| city.paused)
}

/// Everything that both sides hold.
pub struct Books {
    /// What the city saw.
    pub city: Journal,
    /// What it is owed.
    pub deliveries: Vec<DeliveryRow>,
    /// Parking sessions, the oldest first.
    pub sessions: Vec<SessionRow>,
    /// Passages, the oldest first.
    pub passages: Vec<PassageRow>,
    /// What people are shown.
    pub status: Status,
}

impl Books {
    /// Waits until all is idle, ends syncing, and lets the judge look, who must find nothing.
    pub async fn close(park: &mut Park) -> Self {
        Self::close_allowing(park, NOTHING).await
    }

    /// As [`Books::close`], where some things may end parked.
    pub async fn close_allowing(park: &mut Park, may_park: MayPark) -> Self {
        if let Err(not_idle) = park.until_idle().await {
            panic!("not idle: {}", not_idle.owed);
        }
        park.stop().await;
        let store = park.open_store().await;
        let city = park.city.journal();
        let lag = Lag::watch();
        let mut evidence = Evidence::take(&park.open_platform, &city, &store, park.collect_from, &lag).await;
        evidence.may_park = may_park;
        let problems = evidence.problems();
        assert!(problems.is_empty(), "{}", problems.join("\n"));
        let books = Self::read(&store, &city).await;
        store.close().await;
        books
    }

    /// As things stand.
    pub async fn read(store: &Store, city: &Journal) -> Self {
        let now = gate_app::now();
        let sessions = store.sessions(SessionFilter { limit: u32::MAX, ..SessionFilter::default() }).await;
        let passages = store.passages(PassageFilter { limit: u32::MAX, ..PassageFilter::default() }).await;
        let (mut sessions, mut passages) = (sessions.unwrap(), passages.unwrap());
        sessions.reverse();
        passages.reverse();
        Self {
            city: city.clone(),
            deliveries: store.deliveries(Default::default(), now).await.unwrap(),
            sessions,
            passages,
            status: gate_app::status::read(store.dir(), Some(store), now).await.unwrap(),
        }
    }

    /// The accepted arrivals of a plate.
    pub fn arrivals(&self, plate: &str) -> Vec<Accepted<Event>> {
        of_plate(self.city.accepted_arrivals(), plate)
    }

    /// The accepted departures of a plate.
    pub fn departures(&self, plate: &str) -> Vec<Accepted<Event>> {
        of_plate(self.city.accepted_departures(), plate)
    }

    /// The only accepted arrival of a plate.
    pub fn arrival(&self, plate: &str) -> Accepted<Event> {
        only(self.arrivals(plate))
    }

    /// The only accepted departure of a plate.
    pub fn departure(&self, plate: &str) -> Accepted<Event> {
        only(self.departures(plate))
    }

    /// The accepted photos of a session.
    pub fn photos(&self, business_id: &str) -> Vec<Accepted<Photo>> {
        let mut photos = self.city.accepted_photos();
        photos.retain(|photo| *photo.business_id == *business_id);
        photos
    }

    /// The only session of a plate.
    pub fn session(&self, plate: &str) -> &SessionRow {
        only(self.sessions.iter().filter(|session| session.plate == plate).collect())
    }

    /// The only delivery of this kind that a plate's sessions owe.
    pub fn delivery(&self, plate: &str, kind: DeliveryKind) -> &DeliveryRow {
        only(self.deliveries.iter().filter(|row| row.plate == plate && row.kind == kind).collect())
    }

    /// What needs a person: plate, kind and reason.
    pub fn parked(&self) -> Vec<(String, &'static str, String)> {
        let parked = self.deliveries.iter().filter(|row| row.state == DeliveryState::Parked);
        parked
            .map(|row| (row.plate.clone(), row.kind.code(), row.parked_reason.clone().unwrap_or_default()))
            .collect()
    }

    /// The passages of a plate: direction, time and role.
    pub fn readings(&self, plate: &str) -> Vec<(Direction, UtcMillis, String)> {
        let of_plate = self.passages.iter().filter(|passage| passage.plate == plate);
        of_plate.map(|passage| (passage.direction, passage.at, passage.role.clone())).collect()
    }
}

fn of_plate(mut events: Vec<Accepted<Event>>, plate: &str) -> Vec<Accepted<Event>> {
    events.retain(|event| *event.plate == *plate);
    events
}

fn only<T: std::fmt::Debug>(mut all: Vec<T>) -> T {
    assert_eq!(all.len(), 1, "there is one: {all:?}");
    all.remove(0)
}
