//! Free spaces at a passage (protocols.md C): the callback's own figures; else the newest occupancy sample at or before it;
//! else the spaces in all less the open sessions.

use std::time::Duration;

use gate_core::time::UtcMillis;
use gate_sim::city::Content;
use gate_sim::open_platform::Channel;
use gate_sim::traffic::SimPassage;
use gatehouse_tests::support::{PARKING_ID, Park, ParkOptions, PushOptions};

use crate::scene::{Books, days_ago, heartbeats, minutes_ago, options, until};

/// Vehicles that came before collecting begins: the platform counts them, our sessions do not.
const INSIDE: i64 = 7;

async fn park(options: ParkOptions) -> Park {
    let park = Park::new(options).await;
    let inside = (0..INSIDE).map(|index| SimPassage::entry(&format!("浙A0000{index}"), days_ago(3)));
    park.open_platform.add_passages(inside);
    park
}

#[tokio::test]
async fn a_passage_has_the_newest_sample_before_it_or_else_the_spaces_less_open_sessions() {
    let mut park = park(options()).await;
    let first = SimPassage::entry("浙B11111", minutes_ago(30));
    let second = SimPassage::entry("浙B33333", minutes_ago(20));
    let gone = SimPassage::exit("浙B11111", minutes_ago(10));
    park.open_platform.add_passages([first, second, gone]);
    park.start().await;
    let store = park.store().clone();
    until("the first sample", async || store.latest_occupancy(PARKING_ID).await.unwrap().is_some()).await;
    // Seconds are whole on the wire: the next one begins after the sample.
    let next_second = UtcMillis((gate_app::now().0 / 1_000 + 1) * 1_000);
    let after = SimPassage { reported_at: gate_app::now(), ..SimPassage::entry("浙B22222", next_second) };
    park.open_platform.add_passages([after]);
    let books = Books::close(&mut park).await;
    // No sample is as old as these, so the sessions that were open are counted.
    assert_eq!(books.arrival("浙B11111").free_spaces, Some(500));
    assert_eq!(books.arrival("浙B33333").free_spaces, Some(500 - 1));
    assert_eq!(books.departure("浙B11111").free_spaces, Some(500 - 2));
    assert_eq!(books.arrival("浙B22222").free_spaces, Some(500 - INSIDE - 1), "as sampled");
}

#[tokio::test]
async fn a_callbacks_own_figures_come_first_and_stay() {
    let callbacks = Some(PushOptions { share: 0.0, repeat_share: 0.0 });
    let mut options = ParkOptions { callbacks, ..options() };
    options.pace.poll_interval = Duration::from_secs(3_600);
    let mut park = park(options).await;
    park.start().await;
    park.until_idle().await.unwrap();
    for (plate, minutes) in [("浙B11111", 5), ("浙B22222", 4)] {
        park.open_platform.add_passage_via(SimPassage::entry(plate, minutes_ago(minutes)), Channel::Callback);
    }
    until("both arrivals", async || park.city.journal().counts().arrivals == 2).await;
    let books = Books::read(park.store(), &park.city.journal()).await;
    // The callback counts the vehicle that it tells of.
    assert_eq!(books.arrival("浙B11111").free_spaces, Some(500 - INSIDE - 1));
    assert_eq!(books.arrival("浙B22222").free_spaces, Some(500 - INSIDE - 2));
    park.stop().await;
}

#[tokio::test]
async fn heartbeats_tell_free_spaces_once_they_are_known() {
    let mut park = park(options()).await;
    park.start().await;
    let told = || {
        let beats = heartbeats(&park.city.journal());
        beats.iter().any(|beat| matches!(beat.content, Content::Check { free_spaces: Some(free), .. } if free == 500 - INSIDE))
    };
    until("a heartbeat with the sampled figure", async || told()).await;
    assert!(park.city.journal().violations().is_empty());
    park.stop().await;
}
