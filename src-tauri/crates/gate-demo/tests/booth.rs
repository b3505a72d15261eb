//! What whoever starts the demo sees of it.

use std::time::{Duration, Instant};

use gate_app::{App, AppOptions, Workspace, contract::Command};
use gate_core::passage::Direction;
use gate_demo::{Demo, DemoError, Place};
use gate_sim::traffic::Oddity;

async fn within(limit: Duration, what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + limit;
    while !holds() {
        assert!(Instant::now() < end, "not within {limit:?}: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn there_is_a_past_and_something_happens_within_seconds() {
    let demo = Demo::booth(Place::Temporary).await.unwrap();
    let before = demo.seen().passages;
    assert!((100..1_000).contains(&before), "{before}");
    let inside = demo.simulation().open_platform.inside("park123").len();
    assert!((30..190).contains(&inside), "some spaces are taken, and some free: {inside}");
    within(Duration::from_secs(5), "an entry and an exit", || {
        let records = demo.simulation().open_platform.records();
        let now: Vec<_> = records.iter().skip(before).map(|passage| passage.direction).collect();
        now.contains(&Direction::In) && now.contains(&Direction::Out)
    })
    .await;
    demo.stop().await;
}

#[tokio::test]
async fn a_blacklisted_vehicle_comes_within_the_first_minute() {
    let demo = Demo::booth(Place::Temporary).await.unwrap();
    let before = demo.seen().passages;
    within(Duration::from_secs(40), "a blacklisted vehicle", || {
        let platform = &demo.simulation().open_platform;
        let plates: Vec<_> = platform.blacklist("park123").into_iter().map(|(plate, _)| plate).collect();
        platform
            .records()
            .iter()
            .skip(before)
            .any(|passage| passage.is(Oddity::Blacklisted) && plates.contains(&passage.plate))
    })
    .await;
    demo.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_camera_is_known_to_be_online() {
    let demo = Demo::booth(Place::Temporary).await.unwrap();
    let workspace = Workspace::open(Some(demo.path().to_owned())).unwrap();
    let options = AppOptions { sync: true, demo: Some(gate_demo::accounts()), log: None };
    let app = App::open(workspace, options).await.unwrap();
    let session = app.demo_session().await.unwrap();
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        let booth = app.call(Some(&session), Command::booth, serde_json::Value::Null).await.result.unwrap();
        let lanes = booth["lanes"].as_array().unwrap();
        if lanes.len() == 4 && lanes.iter().all(|lane| lane["camera"]["state"] == "online") {
            break;
        }
        assert!(Instant::now() < end, "{lanes:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    app.close().await;
    demo.stop().await;
}

#[tokio::test]
async fn a_temporary_directory_is_a_configured_one_and_goes_with_its_demo() {
    let demo = Demo::booth(Place::Temporary).await.unwrap();
    let path = demo.path().to_owned();
    let workspace = gate_app::Workspace::open(Some(path.clone())).unwrap();
    let (config, _) = workspace.configuration().unwrap();
    assert_eq!(config.car_parks[0].name, "湖滨中心停车场");
    demo.stop().await;
    assert!(!path.exists());
}

#[tokio::test]
async fn a_directory_with_anything_else_in_it_is_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("gatehouse.toml"), "mine").unwrap();
    let refused = Demo::booth(Place::At(directory.path().to_owned())).await;
    assert!(matches!(refused.err(), Some(DemoError::NotADemo(_))));
    assert_eq!(std::fs::read_to_string(directory.path().join("gatehouse.toml")).unwrap(), "mine");
}

#[tokio::test]
async fn an_earlier_demos_directory_is_begun_anew() {
    let parent = tempfile::tempdir().unwrap();
    let place = parent.path().join("demo");
    for _ in 0..2 {
        let demo = Demo::booth(Place::At(place.clone())).await.unwrap();
        std::fs::write(place.join("left behind"), "").unwrap();
        demo.stop().await;
        assert!(place.join("gatehouse.toml").is_file(), "what a named directory holds stays");
    }
    let demo = Demo::booth(Place::At(place.clone())).await.unwrap();
    assert!(!place.join("left behind").exists());
    demo.stop().await;
}
