//! Heartbeat and clock have their own client and timers.

use std::time::Duration;

use gate_sim::http::Listening;
use gatehouse_tests::support::Park;
use gatehouse_tests::support::oracle::{Beating, Lag};

use crate::scene::{business, city_faults, more_heartbeats, options, until, visits};

#[tokio::test]
async fn heartbeats_keep_their_rhythm_while_every_slot_hangs() {
    let lag = Lag::watch();
    let mut options = options();
    options.pace.heartbeat_interval = Duration::from_millis(500);
    options.pace.request_timeout = Duration::from_secs(2);
    let mut park = Park::new(options).await;
    park.open_platform.add_passages(visits(20).0);
    city_faults(&park.city, "hang_before_reading#business");
    let began = gate_app::now().0;
    park.start().await;
    let journal = park.city.journal();
    until("hanging requests", async || business(&journal).len() >= 2).await;
    more_heartbeats(&journal, 8).await;
    let running = [(began, gate_app::now().0)];
    let beating = Beating {
        city: &journal,
        interval: park.options.pace.heartbeat_interval,
        timeout: park.options.pace.request_timeout,
        running: &running,
        unreachable: &[],
    };
    let problems = beating.problems(&lag);
    assert!(problems.is_empty(), "{problems:?}");
    park.stop().await;
}

#[tokio::test]
async fn the_citys_clock_is_compared_with_ours() {
    for (offset_ms, faults) in [(-8 * 3_600_000, ""), (90_000, "missing_comma"), (0, "data_as_string")] {
        let mut park = Park::new(options()).await;
        park.city.set_clock_offset_ms(offset_ms);
        city_faults(&park.city, faults);
        park.start().await;
        let store = park.store().clone();
        let drift = async || store.city_states().await.unwrap().first().and_then(|city| city.clock_drift_ms);
        until("the drift", async || drift().await.is_some()).await;
        let drift = drift().await.unwrap();
        assert!((drift - offset_ms).abs() < 5_000, "{drift} ms, not {offset_ms} ms");
        park.stop().await;
    }
}

#[tokio::test]
async fn a_clock_that_tells_nonsense_is_not_believed_and_stops_nothing() {
    let mut park = Park::new(options()).await;
    park.open_platform.add_passages(visits(1).0);
    city_faults(&park.city, "clock_garbage");
    park.start().await;
    park.until_idle().await.unwrap();
    let city = park.store().city_states().await.unwrap().remove(0);
    assert_eq!((city.clock_drift_ms, park.city.journal().counts().photos), (None, 2));
    park.stop().await;
}

#[tokio::test]
async fn heartbeats_that_fail_are_told_until_one_is_accepted() {
    let mut park = Park::new(options()).await;
    park.start().await;
    let store = park.store().clone();
    let state = async || store.city_states().await.unwrap().into_iter().next();
    until("the first", async || state().await.is_some_and(|city| city.last_ok_at.is_some())).await;
    park.city.set_listening(Listening::Down).await.unwrap();
    until("the failure", async || state().await.is_some_and(|city| city.last_error.is_some())).await;
    park.city.set_listening(Listening::Up).await.unwrap();
    until("its end", async || state().await.is_some_and(|city| city.last_error.is_none())).await;
    park.stop().await;
}
