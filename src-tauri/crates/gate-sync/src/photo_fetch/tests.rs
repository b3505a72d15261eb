use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use gate_core::passage::{Direction, Source};
use gate_core::record::Record;
use gate_core::time::Clock;
use gate_sim::open_platform::{OpenPlatformOptions, PhotoFault};
use gate_sim::traffic::SimPassage;
use gate_store::{DeliveryFilter, PassageFilter};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{PhotoFetching, run};
use crate::SystemClock;
use crate::testing::{Bench, PARK, wait_for};

fn bench() -> Bench {
    Bench::new(OpenPlatformOptions::default(), Duration::from_secs(3_600), Duration::from_secs(600))
}

fn fetching(bench: &Bench, others: &[String], timeout: Duration) -> PhotoFetching {
    let clock: Arc<dyn Clock> = Arc::new(bench.clock.clone());
    PhotoFetching { store: bench.store.clone(), clock, photos: bench.photos(others, timeout) }
}

fn entry(plate: &str, photo_url: &str, seconds_ago: u64) -> Record {
    Record {
        parking_id: PARK.into(),
        direction: Direction::In,
        plate_raw: plate.into(),
        at: SystemClock.now() - Duration::from_secs(seconds_ago),
        lane_no: "1".into(),
        lane_name: None,
        record_id: None,
        vehicle_type: None,
        photo_url: Some(photo_url.into()),
        owner_name: None,
        work_no: None,
        owner_phone: None,
        free_spaces: None,
    }
}

/// What became of each plate's photo: its delivery's parked reason, or the photo's state.
async fn fates(bench: &Bench) -> BTreeMap<String, String> {
    let filter = PassageFilter { limit: 1_000, ..PassageFilter::default() };
    let passages = bench.store.passages(filter).await.unwrap();
    let photos = passages.into_iter().map(|row| (row.plate, row.photo_state.unwrap_or_default()));
    let mut fates: BTreeMap<String, String> = photos.collect();
    for delivery in bench.store.deliveries(DeliveryFilter::default(), SystemClock.now()).await.unwrap() {
        if let Some(reason) = delivery.parked_reason {
            fates.insert(delivery.plate, reason);
        }
    }
    fates
}

#[tokio::test]
async fn each_broken_photo_is_parked_with_its_reason_while_the_others_come() {
    let bench = bench();
    let expected = [
        ("浙B00001", None, "stored"),
        ("浙B00002", Some(PhotoFault::Missing), "photo_missing"),
        ("浙B00003", Some(PhotoFault::Broken), "photo_unreadable"),
        ("浙B00004", Some(PhotoFault::Truncated), "photo_unreadable"),
        ("浙B00005", Some(PhotoFault::Huge), "photo_too_large"),
        ("浙B00006", Some(PhotoFault::Redirect), "photo_missing"),
        ("浙B00007", Some(PhotoFault::Text), "photo_unreadable"),
        ("浙B00008", Some(PhotoFault::Empty), "photo_unreadable"),
        ("浙B00009", Some(PhotoFault::CutShort), "stored"),
        ("浙B00010", Some(PhotoFault::Unavailable), "stored"),
        ("浙B00011", Some(PhotoFault::TwelveMegapixel), "stored"),
        ("浙B00012", None, "stored"),
    ];
    let mut records = Vec::new();
    for (number, (plate, fault, _)) in (0_u64..).zip(expected) {
        let id = bench.sim.add_passage(SimPassage::entry(plate, SystemClock.now()));
        bench.sim.set_photo_fault(id, fault);
        records.push(entry(plate, &bench.sim.photo_url(id), number));
    }
    records.push(entry("浙B00013", "http://elsewhere.example.com/1.jpg", 30));
    records.push(entry("浙B00014", "photos/14.jpg", 40));
    let rules = &bench.collecting.car_park.rules;
    bench.store.ingest(rules, records, Source::Records, SystemClock.now()).await.unwrap();

    let stop = CancellationToken::new();
    let task = tokio::spawn(run(fetching(&bench, &[], Duration::from_secs(10)), stop.clone()));
    let mut expected: BTreeMap<String, String> =
        expected.iter().map(|(plate, _, fate)| ((*plate).to_owned(), (*fate).to_owned())).collect();
    expected.insert("浙B00013".into(), "photo_host_not_allowed".into());
    expected.insert("浙B00014".into(), "photo_missing".into());
    wait_for("every photo's fate", || async { !fates(&bench).await.values().any(|fate| fate == "wanted") })
        .await;
    assert_eq!(fates(&bench).await, expected);
    assert_eq!(bench.sim.followed_redirects(), 0);
    stop.cancel();
    task.await.unwrap();
}

#[tokio::test]
async fn a_host_that_hangs_does_not_hold_up_another() {
    let bench = bench();
    // It accepts by its backlog and never answers.
    let hanging = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = hanging.local_addr().unwrap().to_string();
    let id = bench.sim.add_passage(SimPassage::entry("浙B00001", SystemClock.now()));
    let mut records = vec![entry("浙B00001", &bench.sim.photo_url(id), 600)];
    records
        .extend((0..40).map(|number| {
            entry(&format!("浙B1{number:04}"), &format!("http://{host}/{number}.jpg"), number)
        }));
    let rules = &bench.collecting.car_park.rules;
    // Heard of later than the good one, so that they stand before it.
    let good = records.remove(0);
    let now = SystemClock.now();
    bench.store.ingest(rules, vec![good], Source::Records, now - Duration::from_secs(60)).await.unwrap();
    bench.store.ingest(rules, records, Source::Records, now).await.unwrap();
    let stop = CancellationToken::new();
    let task = tokio::spawn(run(fetching(&bench, &[host], Duration::from_millis(500)), stop.clone()));
    wait_for("the good photo", || async { fates(&bench).await["浙B00001"] == "stored" }).await;
    let fates = fates(&bench).await;
    assert_eq!(
        fates.values().filter(|fate| *fate == "wanted").count(),
        40,
        "the others are tried again: {fates:?}"
    );
    stop.cancel();
    task.await.unwrap();
}

#[tokio::test]
async fn a_photo_that_is_wanted_later_is_fetched_at_once() {
    let bench = bench();
    let stop = CancellationToken::new();
    let task = tokio::spawn(run(fetching(&bench, &[], Duration::from_secs(10)), stop.clone()));
    let id = bench.sim.add_passage(SimPassage::entry("浙B00001", SystemClock.now()));
    let record = entry("浙B00001", &bench.sim.photo_url(id), 0);
    let rules = &bench.collecting.car_park.rules;
    bench.store.ingest(rules, vec![record], Source::Records, SystemClock.now()).await.unwrap();
    wait_for("the photo", || async { fates(&bench).await["浙B00001"] == "stored" }).await;
    assert_eq!(bench.sim.photo_calls(), 1);
    stop.cancel();
    task.await.unwrap();
}
