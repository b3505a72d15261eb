use std::time::Duration;

use gate_core::reconcile::DiscrepancyKind::{NotInside, NotKnown};
use gate_core::reconcile::{DiscrepancyKind, SETTLING};
use gate_core::time::{Clock, UtcMillis};
use gate_open_platform::Rejected;
use gate_sim::open_platform::OpenPlatformOptions;
use gate_sim::traffic::SimPassage;

use super::reconcile;
use crate::SystemClock;
use crate::collector;
use crate::samples;
use crate::testing::{Bench, PARK, wait_for};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);

fn bench() -> Bench {
    Bench::new(OpenPlatformOptions::default(), 2 * HOUR, HOUR)
}

async fn standing(bench: &Bench) -> Vec<(DiscrepancyKind, String)> {
    let rows = bench.store.discrepancies(Some(PARK)).await.unwrap();
    rows.into_iter().map(|row| (row.found.kind, row.found.plate)).collect()
}

/// Sets the clock ahead and waits until the records are collected up to the new present.
async fn after(bench: &Bench, ahead: Duration) {
    bench.clock.set_wrong_by(ahead.as_millis() as i64);
    let moved = bench.clock.now();
    let collected = || async {
        let state = bench.collecting.state().await.unwrap().unwrap();
        state.collected_until >= UtcMillis(moved.0)
    };
    wait_for("the records to be collected", collected).await;
}

#[tokio::test]
async fn a_vehicle_that_vanishes_from_the_list_is_proposed_as_a_missed_exit() {
    let mut bench = bench();
    let now = SystemClock.now();
    bench
        .sim
        .add_passages([SimPassage::entry("浙B12345", now - HOUR), SimPassage::entry("浙B54321", now - HOUR)]);
    bench.run(collector::poll);
    bench.caught_up().await;
    samples::in_park(&bench.collecting).await.unwrap();
    assert!(bench.sim.forget_inside(PARK, "浙B12345"));
    samples::in_park(&bench.collecting).await.unwrap();
    samples::in_park(&bench.collecting).await.unwrap();
    assert_eq!(standing(&bench).await, [], "its exit may still be told");
    after(&bench, SETTLING).await;
    samples::in_park(&bench.collecting).await.unwrap();
    assert_eq!(standing(&bench).await, [(NotInside, "浙B12345".to_owned())]);
    assert_eq!(bench.store.count_sessions().await.unwrap().open, 2, "nothing is closed by it");
    // The exit's record comes at last.
    bench.sim.add_passages([SimPassage::exit("浙B12345", now)]);
    bench.passages(3).await;
    samples::in_park(&bench.collecting).await.unwrap();
    assert_eq!(standing(&bench).await, []);
    bench.stop().await;
}

#[tokio::test]
async fn a_vehicle_whose_entry_is_not_told_is_proposed_in_the_second_sample() {
    let mut bench = bench();
    let now = SystemClock.now();
    bench.run(collector::poll);
    bench.caught_up().await;
    // The list knows of it from now on, the records tell of it an hour later.
    bench.sim.add_passages([SimPassage::entry("浙B12345", now - HOUR).reported(now + HOUR)]);
    for expected in [vec![], vec![(NotKnown, "浙B12345".to_owned())]] {
        samples::in_park(&bench.collecting).await.unwrap();
        assert_eq!(standing(&bench).await, expected);
    }
    bench.stop().await;
}

#[tokio::test]
async fn nothing_is_compared_before_the_records_are_collected() {
    let mut bench = bench();
    bench.sim.add_passages([SimPassage::entry("浙B12345", SystemClock.now() - HOUR)]);
    for _ in 0..2 {
        samples::in_park(&bench.collecting).await.unwrap();
    }
    assert_eq!(bench.store.in_park(Some(PARK)).await.unwrap().len(), 1, "the list is known");
    assert_eq!(standing(&bench).await, []);
    bench.run(collector::poll);
    bench.caught_up().await;
    assert_eq!(bench.store.count_sessions().await.unwrap().open, 1);
    bench.stop().await;
}

#[tokio::test]
async fn what_was_found_stays_while_the_records_lag_behind() {
    let mut bench = bench();
    missing_exit(&mut bench).await;
    let before = bench.store.discrepancies(Some(PARK)).await.unwrap();
    bench.sim.set_faults(&"open.html200#access_record_list".parse().unwrap());
    let failing = || async { bench.collecting.state().await.unwrap().unwrap().last_error.is_some() };
    wait_for("polls to fail", failing).await;
    bench.clock.set_wrong_by((2 * SETTLING + 2 * MINUTE).as_millis() as i64);
    samples::in_park(&bench.collecting).await.unwrap();
    assert_eq!(bench.store.discrepancies(Some(PARK)).await.unwrap(), before);
    bench.stop().await;
}

#[tokio::test]
async fn a_row_that_cannot_be_used_names_a_vehicle_all_the_same() {
    let mut bench = bench();
    missing_exit(&mut bench).await;
    let unusable =
        |plate: &str| Rejected { reason: "intime".into(), raw: format!("{{\"vehicleCode\":\"{plate}\"}}") };
    reconcile(&bench.collecting, &[unusable("浙B54321")]).await.unwrap();
    assert_eq!(standing(&bench).await, [(NotInside, "浙B12345".to_owned())]);
    reconcile(&bench.collecting, &[unusable("浙B·12345")]).await.unwrap();
    assert_eq!(standing(&bench).await, []);
    bench.stop().await;
}

/// Lets a vehicle come in that the list never names, until people are told of it.
async fn missing_exit(bench: &mut Bench) {
    bench.sim.add_passages([SimPassage::entry("浙B12345", SystemClock.now() - HOUR)]);
    assert!(bench.sim.forget_inside(PARK, "浙B12345"));
    bench.run(collector::poll);
    bench.caught_up().await;
    samples::in_park(&bench.collecting).await.unwrap();
    after(bench, SETTLING + MINUTE).await;
    samples::in_park(&bench.collecting).await.unwrap();
    assert_eq!(standing(bench).await, [(NotInside, "浙B12345".to_owned())]);
}
