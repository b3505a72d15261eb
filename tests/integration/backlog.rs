//! Live before backlog, and one session's trouble is no other's.

use std::time::{Duration, Instant};

use gate_sim::traffic::{SimPassage, simple_visits};
use gatehouse_tests::support::Park;

use crate::scene::{Books, business, city_faults, minutes_ago, options, seconds_ago, until, visits};

#[tokio::test]
async fn a_fresh_event_arrives_within_seconds_while_two_thousand_old_ones_wait() {
    let mut options = options();
    options.pace.max_requests_per_second = 5;
    // What cannot be had costs little: here it is the events that count.
    options.open_platform.photo_faults = "missing:1".parse().unwrap();
    let mut park = Park::new(options).await;
    park.open_platform.add_passages(simple_visits(1_000, minutes_ago(20 * 60), 30_000, 1_800_000));
    park.start().await;
    let store = park.store().clone();
    until("the backlog", async || {
        let counts = store.count_deliveries(gate_app::now()).await.unwrap();
        counts.due + counts.waiting >= 1_950
    })
    .await;
    let journal = park.city.journal();
    until("the backlog is being sent", async || journal.counts().arrivals > 0).await;
    let plate = "浙C99999";
    park.open_platform.add_passages([SimPassage::entry(plate, seconds_ago(1))]);
    let told = Instant::now();
    until("the fresh event", async || journal.accepted_arrivals().iter().any(|one| *one.plate == *plate))
        .await;
    let took = told.elapsed();
    assert!(took < Duration::from_secs(5), "{took:?}");
    let sent = business(&journal);
    let (first, last) = (sent.first().unwrap().at, sent.last().unwrap().at);
    let most = 5.0 * (last - first).as_secs_f64() + 2.0;
    assert!(
        sent.len() as f64 <= most,
        "{} requests in {:?}: never more than 5 a second",
        sent.len(),
        last - first
    );
    assert!(store.count_deliveries(gate_app::now()).await.unwrap().due > 0, "the backlog is still there");
    park.stop().await;
}

#[tokio::test]
async fn a_session_that_hangs_delays_no_other() {
    let mut options = options();
    options.pace.request_timeout = Duration::from_secs(6);
    let mut park = Park::new(options).await;
    park.open_platform.add_passages(visits(8).0);
    city_faults(&park.city, "hang_after_reading#arrivalx1");
    park.start().await;
    let journal = park.city.journal();
    until("all the others", async || journal.counts().departures == 7).await;
    let hanging = business(&journal).into_iter().find(|one| !one.faults.is_empty()).expect("one hangs");
    let last = journal.accepted_departures().pop().unwrap();
    assert!(last.first_at - hanging.at < Duration::from_secs(6), "before the one that hangs is given up");
    let books = Books::close(&mut park).await;
    assert_eq!((books.status.deliveries.delivered, books.city.counts().accepted_repeats), (32, 1));
}
