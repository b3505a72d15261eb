use chrono::NaiveDate;
use gate_core::blacklist::BlacklistEntry;
use gate_core::passage::Source;
use gate_core::plate::PlateColour;
use gate_core::vehicle::{VehicleRegistration, VehicleType};
use rusqlite::Connection;

use super::*;
use crate::corrections::PlateCorrection;
use crate::photos::PhotoOnDisk;
use crate::testing::{PARK, plan, record, rules};
use crate::{DATABASE_FILE, StoreOptions};

const MINUTE: i64 = 60_000;
/// 2026-03-15 08:00 in China.
const MORNING: i64 = 1_773_532_800_000;

fn store(dir: &tempfile::TempDir) -> Store {
    Store::open(dir.path(), &StoreOptions::bare()).unwrap()
}

async fn pass(store: &Store, direction: Direction, plate: &str, lane: &str, minute: i64) {
    let at = UtcMillis(MORNING + minute * MINUTE);
    let records = vec![record(direction, plate, lane, at)];
    store.ingest(&rules(), records, Source::Records, at).await.unwrap();
}

async fn register(store: &Store, plate: &str, until: (i32, u32, u32)) {
    let day = |(year, month, day)| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    let vehicle = VehicleRegistration {
        plate: plate.to_owned(),
        vehicle_type: VehicleType::Monthly,
        type_name: None,
        owner_name: "张三".to_owned(),
        owner_phone: "13800138000".to_owned(),
        valid_from: day((2026, 1, 1)),
        valid_until: day(until),
        lanes: vec![],
        spaces: None,
        remark: None,
        work_no: None,
        department: None,
    };
    store.remember_vehicle(PARK, &vehicle, UtcMillis(MORNING)).await.unwrap();
}

fn on_disk(name: &str, width: u32) -> PhotoOnDisk {
    PhotoOnDisk {
        path: format!("2026/03/15/{name}.jpg"),
        sha256: "0".repeat(64),
        bytes: 9,
        width,
        height: 100,
        fitted_path: format!("2026/03/15/{name}.jpg"),
        fitted_md5: "0".repeat(32),
        fitted_bytes: 9,
    }
}

#[tokio::test]
async fn an_exit_brings_its_arrival_and_both_photos() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    pass(&store, Direction::In, "浙B12345", "1", 0).await;
    pass(&store, Direction::Out, "浙B12345", "2", 90).await;
    for wanted in store.wanted_photos(UtcMillis(i64::MAX), 9).await.unwrap() {
        let name = wanted.id.to_string();
        store.photo_stored(wanted.id, on_disk(&name, 100), UtcMillis(MORNING)).await.unwrap();
    }
    let feed = store.feed(None, 9).await.unwrap();
    assert_eq!(feed.iter().map(|row| row.direction).collect::<Vec<_>>(), [Direction::Out, Direction::In]);
    assert!(feed[1].arrival.is_none());
    let arrival = feed[0].arrival.clone().unwrap();
    assert_eq!((arrival.stay_ms, arrival.seen, arrival.lane_no.as_str()), (90 * MINUTE, true, "1"));
    assert_eq!(arrival.photo, feed[1].photo);
    assert!(matches!(feed[0].photo, PhotoSeen::Stored { .. }));
    assert_ne!(arrival.photo, feed[0].photo);
}

#[tokio::test]
async fn of_several_photos_the_largest_is_shown() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    pass(&store, Direction::In, "浙B12345", "1", 0).await;
    assert_eq!(store.feed(None, 1).await.unwrap()[0].photo, PhotoSeen::Wanted);
    let first = store.wanted_photos(UtcMillis(i64::MAX), 1).await.unwrap()[0].id;
    store.photo_stored(first, on_disk("a", 1_920), UtcMillis(MORNING)).await.unwrap();
    let beside = Connection::open(dir.path().join(DATABASE_FILE)).unwrap();
    beside
        .execute_batch(
            "INSERT INTO photos (parking_id, passage_id, origin, state, taken_at, wanted_since, next_fetch_at, width, height)
             SELECT parking_id, passage_id, 'staff', 'stored', 0, 0, 0, 10, 10 FROM photos",
        )
        .unwrap();
    assert_eq!(store.feed(None, 1).await.unwrap()[0].photo, PhotoSeen::Stored { id: first });
}

#[tokio::test]
async fn pages_follow_one_another_and_what_came_since_is_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    for minute in 0..5 {
        pass(&store, Direction::In, &format!("浙B0000{minute}"), "1", minute).await;
    }
    let plates = |rows: &[FeedRow]| rows.iter().map(|row| row.plate.clone()).collect::<Vec<_>>();
    let first = store.feed(None, 2).await.unwrap();
    assert_eq!(plates(&first), ["浙B00004", "浙B00003"]);
    let second = store.feed(first.last().map(|row| row.id), 2).await.unwrap();
    assert_eq!(plates(&second), ["浙B00002", "浙B00001"]);
    assert_eq!(plates(&store.feed_after(second[0].id, 9).await.unwrap()), ["浙B00004", "浙B00003"]);
    assert_eq!(store.feed_passage(first[0].id).await.unwrap().as_ref(), first.first());
    assert_eq!(store.feed_passage(999).await.unwrap(), None);
}

#[tokio::test]
async fn a_lanes_last_passage_is_the_latest_in_time_not_the_last_heard_of() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    pass(&store, Direction::In, "浙B00001", "1", 10).await;
    pass(&store, Direction::In, "浙B00002", "1", 5).await;
    pass(&store, Direction::Out, "浙B00003", "12", 1).await;
    pass(&store, Direction::Out, "浙B00004", "2", 1).await;
    let last = store.last_passage_by_lane(PARK).await.unwrap();
    let told: Vec<_> = last.iter().map(|row| (row.lane_no.as_str(), row.plate.as_str())).collect();
    assert_eq!(told, [("1", "浙B00001"), ("2", "浙B00004"), ("12", "浙B00003")]);
    assert_eq!(store.last_passage_by_lane("elsewhere").await.unwrap(), []);
}

#[tokio::test]
async fn the_registers_say_how_it_stood_and_whose_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    for (minute, plate) in ["浙B11111", "浙B22222", "浙B33333", "浙B44444"].into_iter().enumerate() {
        pass(&store, Direction::In, plate, "1", minute as i64).await;
    }
    register(&store, "浙B11111", (2026, 3, 20)).await;
    register(&store, "浙B22222", (2026, 3, 10)).await;
    let ban = BlacklistEntry { plate: "浙B33333".into(), until: NaiveDate::from_ymd_opt(2026, 3, 15) };
    store.remember_blacklisted(PARK, &ban, "", "", UtcMillis(MORNING)).await.unwrap();
    let feed = store.feed(None, 9).await.unwrap();
    let told: Vec<_> = feed.iter().rev().map(|row| (row.standing.clone(), row.days_left)).collect();
    assert_eq!(
        told,
        [
            (VehicleStanding::Monthly, Some(5)),
            (VehicleStanding::Expired, Some(-5)),
            (VehicleStanding::Blacklisted, None),
            (VehicleStanding::Temporary, None),
        ]
    );
    let monthly = feed.last().unwrap();
    assert_eq!(monthly.owner_name.as_ref().unwrap().masked(), "张*");
    assert!(!format!("{feed:?}").contains("13800138000"));
}

#[tokio::test]
async fn a_corrected_plate_keeps_what_the_camera_read() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    pass(&store, Direction::In, "浙B12345", "1", 0).await;
    let session_id = store.feed(None, 1).await.unwrap()[0].session_id.unwrap();
    let correction =
        PlateCorrection { session_id, plate: "浙B12346".into(), reason: "脏".into(), by: "王工".into() };
    store.correct_plate(correction, PlateColour::Blue, UtcMillis(MORNING)).await.unwrap();
    let row = store.feed(None, 1).await.unwrap().remove(0);
    assert_eq!((row.plate.as_str(), row.plate_read.as_str()), ("浙B12346", "浙B12345"));
    let of_plate = store.last_passages_of_plate("浙b·12346", None, 9).await.unwrap();
    assert_eq!(of_plate, [row]);
    assert_eq!(store.last_passages_of_plate("浙B12345", None, 9).await.unwrap(), []);
}

#[tokio::test]
async fn a_plates_passages_are_paged_by_time() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    for minute in [0, 30, 20] {
        pass(&store, Direction::In, "浙B12345", "1", minute).await;
    }
    let first = store.last_passages_of_plate("浙B12345", None, 2).await.unwrap();
    let minutes = |rows: &[FeedRow]| rows.iter().map(|row| (row.at.0 - MORNING) / MINUTE).collect::<Vec<_>>();
    assert_eq!(minutes(&first), [30, 20]);
    let last = first.last().unwrap();
    let rest = store.last_passages_of_plate("浙B12345", Some((last.at, last.id)), 2).await.unwrap();
    assert_eq!(minutes(&rest), [0]);
}

#[tokio::test]
async fn no_statement_reads_all_passages() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    for (sql, finds_passages) in [
        (NEWEST, "SEARCH p USING INTEGER PRIMARY KEY (rowid<?)"),
        (AFTER, "SEARCH p USING INTEGER PRIMARY KEY (rowid>?)"),
        (ONE, "SEARCH p USING INTEGER PRIMARY KEY (rowid=?)"),
        (BY_LANE, "SEARCH p USING INTEGER PRIMARY KEY (rowid=?)"),
        (OF_PLATE, "SEARCH p USING INDEX passages_plate (plate=? AND at<?)"),
    ] {
        let plan = store.read(move |c| plan(c, sql)).await.unwrap();
        assert!(plan.iter().any(|step| step == finds_passages), "{plan:?}");
        assert!(!plan.iter().any(|step| step.starts_with("SCAN")), "{plan:?}");
    }
}
