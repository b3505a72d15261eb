use std::sync::Arc;
use std::time::Duration;

use gate_core::time::Clock;
use gate_open_platform::callback::{CallbackCounts, CallbackListener, CallbackOptions};
use gate_sim::open_platform::{
    CallbackOptions as SimCallbacks, Channel, OpenPlatformOptions, SimCarPark, SimVisitor,
};
use gate_sim::traffic::SimPassage;
use gate_store::PassageFilter;

use super::{Callbacks, run};
use crate::SystemClock;
use crate::collector;
use crate::testing::{Bench, PARK, wait_for};

async fn bench() -> (Bench, Arc<CallbackCounts>) {
    let car_parks = vec![SimCarPark::new(PARK, "一号停车场"), SimCarPark::new("park456", "二号停车场")];
    let sim = OpenPlatformOptions { car_parks, ..Default::default() };
    let mut bench = Bench::new(sim, Duration::from_secs(3_600), Duration::from_secs(600));
    let options = CallbackOptions::new(([127, 0, 0, 1], 0).into(), "demo", "demo-secret".to_owned().into());
    let listener = CallbackListener::bind(options, Arc::new(SystemClock)).await.unwrap();
    let url = format!("http://{}/callback", listener.local_addr().unwrap());
    let counts = listener.counts();
    let callbacks = Callbacks::new(
        listener,
        bench.store.clone(),
        Arc::new(SystemClock),
        bench.collecting.open_platform.clone(),
        [bench.collecting.car_park.rules.clone()],
    );
    bench.run(|_, stop| run(callbacks, stop));
    bench.sim.set_callback(Some(SimCallbacks::new(&url)));
    (bench, counts)
}

#[tokio::test]
async fn a_passage_that_comes_by_callback_and_by_the_list_is_one() {
    let (mut bench, _) = bench().await;
    let id = bench.sim.add_passage_via(SimPassage::entry("浙B12345", SystemClock.now()), Channel::Both);
    wait_for("the callback", || async { !bench.sim.acknowledged_callbacks().is_empty() }).await;
    bench.passages(1).await;
    bench.run(collector::poll);
    let filter = || PassageFilter { limit: 10, ..PassageFilter::default() };
    let bound = || async {
        let passages = bench.store.passages(filter()).await.unwrap();
        passages[0].record_id == Some(id.to_string())
    };
    wait_for("the list to name it", bound).await;
    let passages = bench.store.passages(filter()).await.unwrap();
    assert_eq!((passages.len(), passages[0].source.as_str()), (1, "callback"));
    bench.stop().await;
}

#[tokio::test]
async fn a_passage_of_a_car_park_that_is_not_ours_is_not_acknowledged() {
    let (bench, counts) = bench().await;
    let foreign = SimPassage::entry("浙B12345", SystemClock.now()).in_park("park456");
    bench.sim.add_passage_via(foreign, Channel::Callback);
    wait_for("the refusal", || async { counts.not_kept() > 0 }).await;
    assert_eq!(bench.store.count_passages().await.unwrap(), 0);
    assert!(bench.sim.acknowledged_callbacks().is_empty());
    bench.stop().await;
}

#[tokio::test]
async fn a_visitor_is_confirmed_by_asking_and_a_camera_is_noted() {
    let (bench, _) = bench().await;
    let now = SystemClock.now();
    bench.sim.put_visitor(
        PARK,
        SimVisitor {
            plate: "浙B12345".into(),
            user_name: "赵六".into(),
            phone: "13600136000".into(),
            from: now,
            until: now + Duration::from_secs(3_600),
            memo: "来访".into(),
            other: Vec::new(),
        },
    );
    bench.sim.set_camera(PARK, "1", false, now);
    let confirmed = || async {
        let visitors = bench.store.visitors_by_plate(PARK, "浙B12345").await.unwrap();
        visitors.iter().any(|visitor| visitor.confirmed_at.is_some())
    };
    wait_for("the visitor to be confirmed", confirmed).await;
    let offline = || async {
        let lanes = bench.store.lanes(Some(PARK)).await.unwrap();
        lanes.iter().any(|lane| lane.lane_no == "1" && lane.camera_online == Some(false))
    };
    wait_for("the camera", offline).await;
    bench.stop().await;
}
