//! Platforms that are down: nothing is counted, nothing lost, and all goes on by itself.

use gate_sim::http::Listening;
use gate_sim::open_platform::Operation;
use gatehouse_tests::support::Park;

use crate::scene::{Books, city_faults, minutes_ago, options, paused, until, visit, visits};

#[tokio::test]
async fn an_outage_of_the_city_costs_nothing_and_ends_by_itself() {
    let mut park = Park::new(options()).await;
    park.city.set_listening(Listening::Down).await.unwrap();
    park.open_platform.add_passages(visits(5).0);
    park.start().await;
    let store = park.store().clone();
    until("everything is owed", async || {
        let counts = store.count_deliveries(gate_app::now()).await.unwrap();
        counts.due + counts.waiting == 20
    })
    .await;
    until("the pause", async || paused(&store).await.as_deref() == Some("unreachable")).await;
    let books = Books::read(&store, &park.city.journal()).await;
    assert!(
        books.deliveries.iter().all(|row| (row.attempts, row.tries) == (0, 0)),
        "no connection, no attempt"
    );
    assert!(books.status.oldest_undelivered_at.is_some() && books.status.heartbeat.last_error.is_some());

    park.city.set_listening(Listening::Up).await.unwrap();
    // Deliveries may all be through before the next heartbeat is.
    let journal = park.city.journal();
    until("a heartbeat", async || Books::read(&store, &journal).await.status.heartbeat.last_error.is_none())
        .await;
    let books = Books::close(&mut park).await;
    assert_eq!((books.status.deliveries.delivered, books.city.counts().repeats), (20, 0));
    assert_eq!((books.status.oldest_undelivered_at, books.status.heartbeat.last_error), (None, None));
}

#[tokio::test]
async fn a_city_that_goes_down_in_the_middle_gets_the_rest_afterwards() {
    let mut park = Park::new(options()).await;
    park.open_platform.add_passages(visits(30).0);
    city_faults(&park.city, "latency:5");
    park.start().await;
    let journal = park.city.journal();
    until("a third of it", async || journal.counts().arrivals >= 10).await;
    park.city.set_listening(Listening::Down).await.unwrap();
    let store = park.store().clone();
    until("the pause", async || paused(&store).await.as_deref() == Some("unreachable")).await;
    assert!(journal.counts().departures < 30, "it was in the middle");
    park.city.set_listening(Listening::Up).await.unwrap();
    let books = Books::close(&mut park).await;
    assert_eq!(books.status.deliveries.delivered, 120);
    assert!(books.deliveries.iter().all(|row| row.attempts == 0));
}

#[tokio::test]
async fn an_outage_of_the_open_platform_is_told_and_caught_up_with() {
    let mut park = Park::new(options()).await;
    park.open_platform.add_passages(visit("浙B11111", minutes_ago(30), 600));
    park.start().await;
    park.until_idle().await.unwrap();
    park.open_platform.set_listening(Listening::Down).await.unwrap();
    park.open_platform.add_passages(visit("浙B22222", minutes_ago(8), 60));
    let store = park.store().clone();
    let state = async || store.collector_states().await.unwrap().remove(0);
    until("the trouble is shown", async || state().await.last_error.is_some()).await;
    let until_then = state().await.collected_until;
    park.open_platform.set_listening(Listening::Up).await.unwrap();
    until("it is over", async || state().await.last_error.is_none()).await;
    assert!(state().await.collected_until > until_then);
    let books = Books::close(&mut park).await;
    assert_eq!((books.status.sessions.closed, books.status.deliveries.delivered), (2, 8));
}

#[tokio::test]
async fn a_token_that_ends_early_is_renewed_without_losing_a_call() {
    let mut park = Park::new(options()).await;
    park.start().await;
    park.until_idle().await.unwrap();
    let tokens = park.open_platform.calls(Operation::Token);
    park.open_platform.expire_tokens();
    park.open_platform.add_passages(visit("浙B12345", minutes_ago(8), 60));
    let books = Books::close(&mut park).await;
    assert!(park.open_platform.calls(Operation::Token) > tokens);
    assert_eq!((books.status.deliveries.delivered, books.status.collector.last_error), (4, None));
}
