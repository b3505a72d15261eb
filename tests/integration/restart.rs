//! Stopping and starting again in the middle of everything.

use std::time::{Duration, Instant};

use gate_sim::city::Answer;
use gate_sim::traffic::SimPassage;
use gatehouse_tests::support::Park;

use crate::scene::{Books, business, city_faults, days_ago, minutes_ago, options, until, visits};

#[tokio::test]
async fn what_was_on_its_way_is_sent_again_byte_by_byte() {
    let mut options = options();
    options.pace.request_timeout = Duration::from_secs(60);
    let mut park = Park::new(options).await;
    park.open_platform.add_passages(visits(6).0);
    // The city takes everything and never says so.
    city_faults(&park.city, "hang_after_reading#business");
    park.start().await;
    let journal = park.city.journal();
    until("some hang", async || business(&journal).len() >= 2).await;
    let began = Instant::now();
    park.stop().await;
    assert!(began.elapsed() < Duration::from_secs(10), "stopping takes {:?}", began.elapsed());
    let in_flight = business(&journal).len();
    assert!(
        business(&journal).iter().all(|one| one.answer != Answer::Whole),
        "nobody knows that these were taken"
    );

    // Meanwhile the figures that are in a payload change.
    let more = (0..9).map(|index| SimPassage::entry(&format!("浙C0000{index}"), days_ago(2)));
    park.open_platform.add_passages(more);
    park.open_platform.add_passages([SimPassage::entry("浙C11111", minutes_ago(5))]);
    city_faults(&park.city, "");
    park.start().await;
    let books = Books::close(&mut park).await;
    let counts = books.city.counts();
    assert_eq!(counts.accepted_repeats, in_flight as u64, "these and no others are repeated");
    assert_eq!(counts.differing_repeats, 0);
    assert_eq!(books.status.deliveries.delivered, 26);
}

#[tokio::test]
async fn collecting_goes_on_where_it_stopped() {
    let mut park = Park::new(options()).await;
    let (passages, _) = visits(6);
    park.open_platform.add_passages(passages[..5].to_vec());
    park.start().await;
    park.until_idle().await.unwrap();
    park.stop().await;
    // The next come while nobody looks; the sixth vehicle's entry is among them.
    let mut later = passages[5..].to_vec();
    later.iter_mut().for_each(|passage| {
        passage.at = passage.at + Duration::from_secs(2_300);
        passage.reported_at = passage.at;
    });
    park.open_platform.add_passages(later);
    for _ in 0..3 {
        park.start().await;
        park.until_idle().await.unwrap();
        park.stop().await;
    }
    park.start().await;
    let books = Books::close(&mut park).await;
    assert_eq!((books.passages.len(), books.sessions.len(), books.city.counts().repeats), (12, 6, 0));
}
