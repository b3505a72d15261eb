//! Callbacks, the fast path beside polling.

use std::time::Duration;

use gate_sim::open_platform::Channel;
use gate_sim::traffic::SimPassage;
use gatehouse_tests::support::{Park, ParkOptions, PushOptions};

use crate::scene::{Books, minutes_ago, options, seconds_ago, until, visit};

const PLATE: &str = "浙B12345";

fn pushed(share: f64, repeat_share: f64) -> ParkOptions {
    ParkOptions { callbacks: Some(PushOptions { share, repeat_share }), ..options() }
}

#[tokio::test]
async fn a_passage_that_comes_both_ways_is_one() {
    // Each is pushed, pushed again, and listed; a restart reads the list anew.
    let mut park = Park::new(pushed(1.0, 1.0)).await;
    park.start().await;
    park.until_idle().await.unwrap();
    for passage in visit(PLATE, minutes_ago(9), 300) {
        park.open_platform.add_passage_via(passage, Channel::Both);
    }
    until("both acknowledgements", async || park.open_platform.acknowledged_callbacks().len() == 2).await;
    park.until_idle().await.unwrap();
    park.stop().await;
    park.start().await;
    let books = Books::close(&mut park).await;
    assert_eq!((books.passages.len(), books.sessions.len(), books.deliveries.len()), (2, 1, 4));
    let mut bound: Vec<_> =
        books.passages.iter().filter_map(|passage| passage.record_id.as_deref()).collect();
    bound.sort_unstable();
    assert_eq!(bound, ["1", "2"], "the list's number is bound to what the callback told");
    assert_eq!(books.city.counts().accepted_repeats, 0);
}

#[tokio::test]
async fn a_passage_is_delivered_without_waiting_for_the_next_poll() {
    let mut options = pushed(1.0, 0.0);
    options.pace.poll_interval = Duration::from_secs(3_600);
    let mut park = Park::new(options).await;
    park.start().await;
    park.until_idle().await.unwrap();
    for passage in visit(PLATE, seconds_ago(300), 200) {
        park.open_platform.add_passage_via(passage, Channel::Callback);
    }
    let journal = park.city.journal();
    until("everything of the visit", async || {
        let counts = journal.counts();
        (counts.arrivals, counts.departures, counts.photos) == (1, 1, 2)
    })
    .await;
    assert!(journal.violations().is_empty());
    park.stop().await;
}

#[tokio::test]
async fn what_is_acknowledged_is_stored_and_what_cannot_be_stored_is_pushed_again() {
    let mut park = Park::new(pushed(1.0, 0.0)).await;
    park.start().await;
    park.until_idle().await.unwrap();
    // Another process's look at the database, not ours.
    let beside = park.open_store().await;
    for index in 0..20 {
        let plate = format!("浙B0000{index:02}").replacen("B00", "B", 1);
        park.open_platform
            .add_passage_via(SimPassage::entry(&plate, seconds_ago(100 - index)), Channel::Callback);
        let expected = usize::try_from(index).unwrap() + 1;
        until("the acknowledgement", async || park.open_platform.acknowledged_callbacks().len() == expected)
            .await;
        assert_eq!(
            beside.count_passages().await.unwrap(),
            expected as u64,
            "stored before it is acknowledged"
        );
    }
    // A car park that is not configured cannot be kept, so it is never acknowledged.
    let elsewhere = SimPassage::entry(PLATE, seconds_ago(10)).in_park("elsewhere");
    park.open_platform.add_passage_via(elsewhere, Channel::Callback);
    let last = SimPassage::entry(PLATE, seconds_ago(5));
    park.open_platform.add_passage_via(last, Channel::Callback);
    until("the one after it", async || park.open_platform.acknowledged_callbacks().len() == 21).await;
    assert_eq!((park.open_platform.pending_callbacks(), beside.count_passages().await.unwrap()), (1, 21));
    beside.close().await;
    park.stop().await;
}

#[tokio::test]
async fn callbacks_out_of_order_pair_like_any_passages() {
    let mut options = pushed(1.0, 0.0);
    options.pace.orphan_wait = Duration::from_secs(600);
    let mut park = Park::new(options).await;
    park.start().await;
    park.until_idle().await.unwrap();
    let [entry, exit] = visit(PLATE, minutes_ago(40), 600);
    park.open_platform.add_passage_via(exit, Channel::Callback);
    until("the exit", async || park.open_platform.acknowledged_callbacks().len() == 1).await;
    park.open_platform.add_passage_via(entry.clone(), Channel::Callback);
    let books = Books::close(&mut park).await;
    assert_eq!(*books.departure(PLATE).parktime, *entry.at.china_standard());
    assert_eq!(books.session(PLATE).arrival_origin, "seen");
}
