use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::json;

use super::client::{Caller, PARK, loopback, started, until};
use crate::open_platform::{DemoOptions, LiveOptions, OpenPlatformOptions, Operation, demo};
use crate::traffic::{Traffic, TrafficOptions};

#[tokio::test]
async fn live_traffic_comes_as_time_passes_with_times_of_the_wall() {
    let sim = started(|_| {});
    let before = sim.now();
    let options = TrafficOptions { cars_per_hour: 600.0, ..TrafficOptions::default() };
    let traffic = Traffic::new(options, before);
    sim.run_live_from(traffic, before, LiveOptions { speed: 3_600.0 });
    until("a few vehicles came and went", || sim.record_count() > 200).await;
    let records = sim.records();
    let mut identities = BTreeSet::new();
    for record in &records {
        assert!(record.at.0 >= before.0 - 1_000);
        assert!(identities.insert((
            record.at,
            record.lane_no.clone(),
            record.plate.clone(),
            record.direction
        )));
    }
    let most = records.iter().filter(|record| record.at <= sim.now()).count();
    assert!(most * 10 > records.len() * 9, "{most} of {}", records.len());
    sim.stop().await;
}

#[tokio::test]
async fn plain_live_traffic_needs_a_rate_only() {
    let sim = started(|_| {});
    sim.run_live(1_000_000.0);
    until("somebody came", || sim.record_count() > 0).await;
}

#[tokio::test]
async fn the_demo_has_registers_a_past_and_a_present() {
    let sim = demo(
        loopback(),
        OpenPlatformOptions::default(),
        &DemoOptions { speed: 5_000.0, ..DemoOptions::default() },
    );
    let sim = sim.unwrap();
    let now = sim.now();
    let day_ago = now - Duration::from_secs(86_400);
    let past: Vec<_> = sim.records().into_iter().filter(|record| record.at <= now).collect();
    assert!(past.len() > 1_000, "{}", past.len());
    assert!(past.iter().all(|record| record.at.0 >= day_ago.0 - 1_000));
    let caller = Caller::new(&sim).await;
    let vehicles = caller.ok(Operation::VehicleList, json!({ "parkingId": PARK, "pageSize": 1000 })).await;
    assert_eq!(vehicles["result"]["data"].as_array().unwrap().len(), 225);
    assert_eq!(sim.blacklist(PARK).len(), 8);
    assert!(!sim.inside(PARK).is_empty());
    let count = sim.record_count();
    until("it goes on", || sim.record_count() > count).await;
    sim.stop().await;
}
