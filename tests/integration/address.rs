//! A wrong address, and a city that asks for time.

use std::time::Duration;

use gate_sim::city::Verdict;
use gate_sim::traffic::SimPassage;
use gatehouse_tests::support::{Park, wait_for};

use crate::scene::{
    Books, business, city_faults, minutes_ago, more_heartbeats, options, paused, until, visits,
};

#[tokio::test]
async fn a_wrong_address_pauses_the_city_until_it_answers_again() {
    for fault in ["http404", "redirect"] {
        let mut park = Park::new(options()).await;
        park.open_platform.add_passages(visits(4).0);
        city_faults(&park.city, &format!("{fault}#business"));
        park.start().await;
        let store = park.store().clone();
        until("the pause", async || paused(&store).await.as_deref() == Some("address_wrong")).await;
        let journal = park.city.journal();
        // What was on its way when the first answer came may still arrive.
        more_heartbeats(&journal, 3).await;
        let before = business(&journal).len();
        more_heartbeats(&journal, 4).await;
        assert_eq!(business(&journal).len(), before, "{fault}: a minute passes between two probes");
        assert!(before <= park.options.pace.max_concurrency);
        let books = Books::read(&store, &journal).await;
        assert!(books.deliveries.iter().all(|row| row.attempts == 0), "{fault}: no item is to blame");

        // A person asks to try at once: still wrong, so one request is all that it costs.
        park.sync().nudge();
        assert!(wait_for(async || business(&journal).len() > before).await);
        assert_eq!(business(&journal).len(), before + 1, "{fault}: one probe");

        city_faults(&park.city, "");
        until("the pause is over", async || {
            park.sync().nudge();
            paused(&store).await.is_none()
        })
        .await;
        let books = Books::close(&mut park).await;
        assert_eq!(books.status.deliveries.delivered, 16, "{fault}");
    }
}

#[tokio::test]
async fn asked_for_time_it_waits_as_long_as_it_was_asked_and_counts_nothing() {
    let mut park = Park::new(options()).await;
    park.open_platform.add_passages([SimPassage::entry("浙B12345", minutes_ago(20))]);
    // Retry-After: 2.
    city_faults(&park.city, "http429#businessx1");
    park.start().await;
    let books = Books::close(&mut park).await;
    let sent = business(&books.city);
    assert!(matches!(sent[0].verdict, Verdict::Faulted(_)));
    let waited = sent[1].at - sent[0].at;
    assert!(waited >= Duration::from_secs(2), "{waited:?}");
    assert!(waited < Duration::from_secs(10), "{waited:?}");
    assert!(books.deliveries.iter().all(|row| row.attempts == 0));
}
