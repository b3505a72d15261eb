use super::*;
use crate::deliveries::{DeliveryFilter, DeliveryRow};
use crate::passages::PassageFilter;
use crate::sessions::{SessionFilter, SessionRow};
use crate::store::StoreOptions;
use crate::waiting::WaitEnded;
use gate_core::delivery::{DeliveryKind, DeliveryState, Settlement};
use gate_core::record::FreeSpaces;
use proptest::prelude::*;
use std::time::Duration;

const MINUTE: i64 = 60_000;
const NOW: UtcMillis = UtcMillis(1_000 * MINUTE);

struct Park {
    store: Store,
    rules: IngestRules,
    _dir: tempfile::TempDir,
}

impl Park {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let options = StoreOptions { reserve_bytes: 0, ..StoreOptions::default() };
        let store = Store::open(dir.path(), &options).unwrap();
        let rules = IngestRules {
            parking_id: "park123".into(),
            total_spaces: Some(100),
            city: Some(CityRules::default()),
        };
        Self { store, rules, _dir: dir }
    }

    async fn hear(&self, records: Vec<Record>) -> Ingested {
        self.store.ingest(&self.rules, records, Source::Records, NOW).await.unwrap()
    }

    /// Sessions in the order in which they began.
    async fn sessions(&self) -> Vec<SessionRow> {
        let filter = SessionFilter { limit: 1_000, ..SessionFilter::default() };
        let mut sessions = self.store.sessions(filter).await.unwrap();
        sessions.reverse();
        sessions
    }

    async fn deliveries(&self) -> Vec<DeliveryRow> {
        self.store.deliveries(DeliveryFilter::default(), NOW).await.unwrap()
    }

    async fn kinds_and_states(&self) -> Vec<(DeliveryKind, DeliveryState)> {
        self.deliveries().await.into_iter().map(|row| (row.kind, row.state)).collect()
    }

    async fn roles(&self) -> Vec<String> {
        let filter = PassageFilter { limit: 1_000, ..PassageFilter::default() };
        let mut rows = self.store.passages(filter).await.unwrap();
        rows.reverse();
        rows.into_iter().map(|row| row.role).collect()
    }

    /// The city accepts this delivery.
    async fn deliver(&self, id: i64) {
        let settled = crate::deliveries::Settled {
            id,
            outcome: "delivered",
            settlement: Settlement::Delivered,
            parked_reason: gate_core::delivery::ParkedReason::Refused,
            nothing_sent: false,
            status: Some(200),
            answer: String::new(),
            elapsed_ms: 1,
            bytes: 1,
            photo_md5: None,
            payload: None,
            at: NOW,
        };
        self.store.settle(vec![settled]).await.unwrap();
    }

    async fn freeze_what_is_due(&self) {
        let due = self.store.due("park123", NOW, 100, Default::default()).await.unwrap();
        let frozen = due
            .into_iter()
            .map(|due| crate::deliveries::Freeze { id: due.id, payload: "{\"a\":1}".into(), photo_md5: None })
            .collect();
        self.store.freeze(frozen).await.unwrap();
    }
}

fn record(direction: Direction, plate: &str, minute: i64, lane: &str) -> Record {
    Record {
        parking_id: "park123".into(),
        direction,
        plate_raw: plate.into(),
        at: UtcMillis(minute * MINUTE),
        lane_no: lane.into(),
        lane_name: None,
        record_id: None,
        vehicle_type: Some("9".into()),
        photo_url: None,
        owner_name: None,
        work_no: None,
        owner_phone: None,
        free_spaces: None,
    }
}

fn entry(plate: &str, minute: i64) -> Record {
    record(Direction::In, plate, minute, "1")
}

fn exit(plate: &str, minute: i64) -> Record {
    record(Direction::Out, plate, minute, "2")
}

fn listed(id: &str, record: Record) -> Record {
    Record { record_id: Some(id.into()), ..record }
}

fn with_photo(url: &str, record: Record) -> Record {
    Record { photo_url: Some(url.into()), ..record }
}

use DeliveryKind::{Arrival, ArrivalPhoto, Departure, DeparturePhoto};
use DeliveryState::{Due, Waiting};

#[tokio::test]
async fn a_visit_owes_four_things_in_their_order() {
    let park = Park::new();
    let photo = |n: &str, record| with_photo(&format!("http://127.0.0.1/{n}.jpg"), record);
    park.hear(vec![photo("a", entry("浙B12345", 10)), photo("b", exit("浙B12345", 40))]).await;
    let expected = [(Arrival, Due), (ArrivalPhoto, Waiting), (Departure, Waiting), (DeparturePhoto, Waiting)];
    assert_eq!(park.kinds_and_states().await, expected);
    let rows = park.deliveries().await;
    assert!(rows.iter().all(|row| row.business_id == rows[0].business_id), "one visit, one businessid");
    park.deliver(rows[0].id).await;
    let states: Vec<_> = park.kinds_and_states().await.into_iter().map(|(_, state)| state).collect();
    let expected = [DeliveryState::Delivered, Waiting, Due, Waiting];
    assert_eq!(states, expected, "photos still wait for their pictures, the departure for nothing");
}

#[tokio::test]
async fn the_same_passage_by_callback_and_by_list_is_one() {
    let park = Park::new();
    assert_eq!(park.hear(vec![entry("浙B12345", 10)]).await.new, 1);
    let again = park.hear(vec![listed("77", entry("浙B·12345", 10))]).await;
    assert_eq!(again, Ingested { new: 0, known: 1 }, "other writing, same plate");
    assert_eq!(park.hear(vec![listed("77", entry("浙B12345", 10))]).await.known, 1);
    let passages = park.store.passages(PassageFilter { limit: 9, ..PassageFilter::default() }).await.unwrap();
    assert_eq!(passages.len(), 1);
    assert_eq!(passages[0].record_id.as_deref(), Some("77"), "bound to the list's id");
}

#[tokio::test]
async fn two_list_rows_of_one_second_are_two_readings_of_one_visit() {
    let park = Park::new();
    park.hear(vec![listed("1", entry("浙B12345", 10)), listed("2", entry("浙B12345", 10))]).await;
    assert_eq!(park.roles().await, ["arrival", "repeat"]);
    assert_eq!(park.sessions().await.len(), 1);
}

#[tokio::test]
async fn a_photo_that_only_the_list_names_is_owed_late() {
    let park = Park::new();
    park.hear(vec![entry("浙B12345", 10)]).await;
    park.hear(vec![listed("5", with_photo("http://127.0.0.1/a.jpg", entry("浙B12345", 10)))]).await;
    assert_eq!(park.kinds_and_states().await, [(Arrival, Due), (ArrivalPhoto, Waiting)]);
    park.hear(vec![listed("5", with_photo("http://127.0.0.1/b.jpg", entry("浙B12345", 10)))]).await;
    assert_eq!(park.kinds_and_states().await.len(), 2, "a fresh address is the same photo");
    let wanted = park.store.wanted_photos(NOW, 9).await.unwrap();
    assert_eq!(wanted.len(), 1);
    assert!(wanted[0].url.ends_with("/b.jpg"), "the newest address is the one that still works");
}

#[tokio::test]
async fn a_missed_exit_closes_without_a_departure() {
    let park = Park::new();
    park.hear(vec![entry("浙B12345", 10), entry("浙B12345", 200), exit("浙B12345", 230)]).await;
    let states: Vec<String> = park.sessions().await.into_iter().map(|session| session.state).collect();
    assert_eq!(states, ["exit_missed", "closed"]);
    let kinds: Vec<_> = park.deliveries().await.into_iter().map(|row| row.kind).collect();
    assert_eq!(kinds, [Arrival, Arrival, Departure]);
    let counts = park.store.count_sessions().await.unwrap();
    assert_eq!((counts.open, counts.closed), (0, 2), "an exit that was missed counts as closed");
}

#[tokio::test]
async fn an_exit_waits_for_its_entry_and_takes_its_id_when_it_comes() {
    let park = Park::new();
    park.hear(vec![exit("浙B12345", 40)]).await;
    assert_eq!(park.kinds_and_states().await, [(Departure, Waiting)]);
    assert!(!park.store.nothing_left_to_send().await.unwrap(), "a wait is waited for");
    let alone = park.deliveries().await[0].business_id.clone();
    park.hear(vec![entry("浙B12345", 10)]).await;
    assert_eq!(park.kinds_and_states().await, [(Arrival, Due), (Departure, Waiting)]);
    let rows = park.deliveries().await;
    assert_eq!(rows[0].business_id, rows[1].business_id);
    assert_ne!(rows[0].business_id, alone, "the id is the arrival's");
    let other = Park::new();
    other.hear(vec![entry("浙B12345", 10), exit("浙B12345", 40)]).await;
    assert_eq!(other.deliveries().await[0].business_id, rows[0].business_id, "whatever order they came in");
}

#[tokio::test]
async fn when_nobody_knows_the_arrival_is_the_departures_own_time() {
    let park = Park::new();
    park.hear(vec![exit("浙B12345", 40)]).await;
    let session = park.sessions().await[0].clone();
    assert_eq!(park.store.end_wait(session.id, true, NOW).await.unwrap(), WaitEnded::Reconstructed);
    assert_eq!(park.store.end_wait(session.id, true, NOW).await.unwrap(), WaitEnded::NotWaiting);
    assert_eq!(park.kinds_and_states().await, [(Departure, Waiting), (Arrival, Due)]);
    let session = park.sessions().await[0].clone();
    assert_eq!(session.arrived_at, session.departed_at);
    assert_eq!(session.arrival_origin, "departure");
    // The real entry comes after all: it is reported as a visit of its own, and nothing that was said is changed.
    park.hear(vec![entry("浙B12345", 10)]).await;
    let states: Vec<String> = park.sessions().await.into_iter().map(|session| session.state).collect();
    assert_eq!(states, ["exit_missed", "closed"]);
}

#[tokio::test]
async fn the_in_park_list_knows_since_when() {
    let park = Park::new();
    let inside = |minute: i64| gate_core::in_park::InParkVehicle {
        plate_raw: "浙B·12345".into(),
        lane_no: Some("7".into()),
        vehicle_type: None,
        entered_at: UtcMillis(minute * MINUTE),
    };
    park.store.remember_in_park("park123", &[inside(5)]).await.unwrap();
    park.store.remember_in_park("park123", &[]).await.unwrap();
    park.hear(vec![exit("浙B12345", 40)]).await;
    let session = park.sessions().await[0].clone();
    park.store.end_wait(session.id, true, NOW).await.unwrap();
    let session = park.sessions().await[0].clone();
    assert_eq!((session.arrived_at, session.arrival_lane.as_str()), (Some(UtcMillis(5 * MINUTE)), "7"));
    assert_eq!(session.arrival_origin, "in_park_list");
    // It has left since: what the list said then is no arrival of a later visit.
    park.hear(vec![exit("浙B12345", 90)]).await;
    let second = park.sessions().await[1].clone();
    park.store.end_wait(second.id, true, NOW).await.unwrap();
    assert_eq!(park.sessions().await[1].arrived_at, Some(UtcMillis(90 * MINUTE)));
}

#[tokio::test]
async fn vehicles_without_a_plate_pair_with_the_only_one_or_the_oldest() {
    let park = Park::new();
    park.hear(vec![entry("无牌车", 10), entry("", 20), exit("", 40)]).await;
    assert_eq!(park.sessions().await.len(), 3, "one never closes another by itself");
    let waiting = park.store.awaiting_exits("park123").await.unwrap();
    assert_eq!(park.store.end_wait(waiting[0].session_id, true, NOW).await.unwrap(), WaitEnded::Paired);
    let sessions = park.sessions().await;
    let told: Vec<_> = sessions.iter().map(|s| (s.state.as_str(), s.paired_by.as_str())).collect();
    assert_eq!(told, [("closed", "oldest"), ("open", "plate")]);
    park.hear(vec![exit("未识别", 50)]).await;
    let waiting = park.store.awaiting_exits("park123").await.unwrap();
    park.store.end_wait(waiting[0].session_id, true, NOW).await.unwrap();
    assert_eq!(park.sessions().await[1].paired_by, "only_open");
    let rows = park.deliveries().await;
    let departures = rows.iter().filter(|row| row.kind == Departure);
    for departure in departures {
        let arrival =
            rows.iter().find(|row| row.kind == Arrival && row.session == departure.session).unwrap();
        assert_eq!(arrival.business_id, departure.business_id);
        assert_eq!(departure.state, Waiting, "behind its arrival");
    }
}

#[tokio::test]
async fn late_passages_pair_by_their_time_until_the_city_was_told() {
    let park = Park::new();
    park.hear(vec![entry("浙B12345", 10), exit("浙B12345", 90)]).await;
    park.hear(vec![exit("浙B12345", 30)]).await;
    let times = |sessions: Vec<SessionRow>| -> Vec<_> {
        sessions
            .into_iter()
            .map(|s| (s.arrived_at.map(|at| at.0 / MINUTE), s.departed_at.map(|at| at.0 / MINUTE)))
            .collect()
    };
    assert_eq!(times(park.sessions().await), [(Some(10), Some(30)), (None, Some(90))]);
    park.hear(vec![entry("浙B12345", 60)]).await;
    assert_eq!(times(park.sessions().await), [(Some(10), Some(30)), (Some(60), Some(90))]);
    let rows = park.deliveries().await;
    assert_eq!(rows.len(), 4);
    for row in &rows {
        let same: Vec<_> =
            rows.iter().filter(|other| other.session == row.session).map(|other| other.kind).collect();
        assert_eq!(same, [Arrival, Departure], "each visit is owed once each");
    }
}

#[tokio::test]
async fn a_departure_that_was_tried_stays_where_it_is() {
    let park = Park::new();
    park.hear(vec![entry("浙B12345", 10), exit("浙B12345", 90)]).await;
    let arrival = park.deliveries().await[0].id;
    park.deliver(arrival).await;
    park.freeze_what_is_due().await;
    park.hear(vec![exit("浙B12345", 30)]).await;
    let sessions = park.sessions().await;
    assert_eq!(sessions[0].departed_at, Some(UtcMillis(90 * MINUTE)));
    assert_eq!(sessions[1].state, "awaiting_arrival");
}

#[tokio::test]
async fn free_spaces_are_the_callbacks_own_else_total_less_open() {
    let park = Park::new();
    let own = FreeSpaces { temp_lot: Some(3), in_park_num: Some(9), total_lot: Some(7) };
    park.hear(vec![
        entry("浙B00001", 1),
        entry("浙B00002", 2),
        Record { free_spaces: Some(own), ..entry("浙B00003", 3) },
        exit("浙B00001", 4),
        entry("浙B00004", 5),
    ])
    .await;
    let passages = park.store.passages(PassageFilter { limit: 9, ..PassageFilter::default() }).await.unwrap();
    let mut free: Vec<u32> = passages.iter().map(|passage| passage.free_spaces).collect();
    free.reverse();
    assert_eq!(free, [100, 99, 7, 97, 98], "100 in all, less those inside before each passage");
}

#[tokio::test]
async fn a_car_park_that_does_not_report_owes_nothing() {
    let mut park = Park::new();
    park.rules.city = None;
    park.hear(vec![entry("浙B12345", 10), exit("浙B12345", 40)]).await;
    assert_eq!(park.sessions().await[0].state, "closed");
    assert!(park.deliveries().await.is_empty());
}

#[tokio::test]
async fn an_unsent_exit_that_is_due_later_is_not_due_before_its_time() {
    let park = Park::new();
    park.hear(vec![entry("浙B12345", 2_000)]).await;
    let due = park.store.due("park123", NOW, 9, Default::default()).await.unwrap();
    assert_eq!(due.len(), 1, "a camera's clock that runs ahead delays nothing");
    let live = park
        .store
        .due_live("park123", NOW, NOW - Duration::from_secs(600), 9, Default::default())
        .await
        .unwrap();
    assert_eq!(live.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Whatever order passages are heard in, and however often: each that is no repeat is owed exactly once, every
    /// session has at most one of each event, and no departure stands before its arrival.
    #[test]
    fn any_order_owes_each_passage_once(
        visits in prop::collection::vec((0_usize..4, any::<bool>(), 0_i64..400), 1..24),
        order in prop::collection::vec(any::<prop::sample::Index>(), 0..40),
    ) {
        let plates = ["浙B12345", "浙BD12345", "沪A1B2C3", ""];
        let records: Vec<Record> = visits
            .iter()
            .enumerate()
            .map(|(id, (plate, inwards, minute))| {
                let direction = if *inwards { Direction::In } else { Direction::Out };
                listed(&id.to_string(), record(direction, plates[*plate], *minute, if *inwards { "1" } else { "2" }))
            })
            .collect();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let park = Park::new();
            for index in &order {
                park.hear(vec![index.get(&records).clone()]).await;
            }
            for record in &records {
                park.hear(vec![record.clone()]).await;
            }
            for waiting in park.store.awaiting_exits("park123").await.unwrap() {
                park.store.end_wait(waiting.session_id, true, NOW).await.unwrap();
            }
            let passages = park.store.passages(PassageFilter { limit: 999, ..PassageFilter::default() }).await.unwrap();
            prop_assert_eq!(passages.len(), records.len());
            let deliveries = park.deliveries().await;
            let real = passages.iter().filter(|passage| passage.role != "repeat").count();
            let reconstructed =
                park.sessions().await.iter().filter(|session| session.arrival_origin != "seen").count();
            prop_assert_eq!(deliveries.len(), real + reconstructed);
            for session in park.sessions().await {
                let of: Vec<_> = deliveries.iter().filter(|row| row.session == session.id).collect();
                let arrivals = of.iter().filter(|row| row.kind == Arrival).count();
                let departures = of.iter().filter(|row| row.kind == Departure).count();
                prop_assert_eq!(arrivals, 1, "{:?}", session);
                prop_assert_eq!(departures, usize::from(session.departed_at.is_some()), "{:?}", session);
                if let (Some(arrived), Some(departed)) = (session.arrived_at, session.departed_at) {
                    prop_assert!(arrived <= departed, "{:?}", session);
                }
            }
            Ok(())
        })?;
    }
}
