#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use crate::{Retention, StoreOptions, testing};

const DAY: i64 = 86_400_000;

#[tokio::test]
async fn five_minutes_are_one_row_and_many_rows_are_few_points() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
    let at = |minute: i64| UtcMillis(100 * DAY + minute * 60_000);
    store.heartbeat_ok("p", at(0)).await.unwrap();
    store.clock_read("p", 900, at(1)).await.unwrap();
    store.clock_read("p", -300, at(2)).await.unwrap();
    store.heartbeat_failed("p", "HTTP 503", at(4)).await.unwrap();
    store.heartbeat_ok("p", at(7)).await.unwrap();
    store.heartbeat_ok("q", at(7)).await.unwrap();
    let read = async |scope: &[&str], until, most| {
        let scope: Vec<String> = scope.iter().map(|id| (*id).to_owned()).collect();
        store.city_history(CarParkScope::of(&scope), None, at(0), until, most).await.unwrap().1
    };
    let fine = read(&[], at(60), 600).await;
    assert_eq!(
        fine.iter().map(|point| (point.parking_id.as_str(), point.at)).collect::<Vec<_>>(),
        [("p", at(0)), ("p", at(5)), ("q", at(5))]
    );
    assert_eq!((fine[0].beats_ok, fine[0].beats_failed), (1, 1));
    assert_eq!((fine[0].drift_least, fine[0].drift_most), (Some(-300), Some(900)));
    assert_eq!((fine[1].drift_least, fine[1].beats_ok), (None, 1));
    let coarse = read(&["p"], at(60), 2).await;
    assert_eq!(coarse.iter().map(|point| point.beats_ok).sum::<u32>(), 2);
    assert!(coarse.len() <= 2 && coarse.iter().all(|point| point.parking_id == "p"));
    assert!(read(&["other"], at(60), 9).await.is_empty());

    store.prune(Retention::default(), UtcMillis(500 * DAY)).await.unwrap();
    assert_eq!(read(&[], at(60), 600).await.len(), 3, "kept for 400 days");
    store.prune(Retention::default(), UtcMillis(501 * DAY)).await.unwrap();
    assert!(read(&[], at(60), 600).await.is_empty());
}

#[tokio::test]
async fn a_stretch_is_read_without_looking_at_the_rest() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
    let plan = store.read(|connection| testing::plan(connection, HISTORY)).await.unwrap().join("; ");
    assert!(plan.contains("PRIMARY KEY (slot>? AND slot<?)"), "{plan}");
}
