//! What a refusal means: the item's own, the account's, or none at all (protocols.md B and C).

use gate_core::delivery::DeliveryKind;
use gate_sim::city::{Endpoint, Verdict};
use gate_sim::traffic::SimPassage;
use gatehouse_tests::support::{Park, ParkOptions};
use std::time::Duration;

use crate::scene::{
    Books, ITEMS, business, city_faults, minutes_ago, more_heartbeats, options, paused, until, visit, visits,
};

const POISON: &str = "浙B66666";

#[tokio::test]
async fn a_refused_item_is_parked_with_the_citys_words_and_all_else_goes_on() {
    let mut options = options();
    // Slow heartbeats: those between the refusals are asked for by these.
    options.pace.heartbeat_interval = Duration::from_secs(600);
    let mut park = Park::new(options).await;
    let (passages, plates) = visits(4);
    park.open_platform.add_passages(passages);
    park.open_platform.add_passages(visit(POISON, minutes_ago(40), 600));
    city_faults(&park.city, &format!("refuse_session:{POISON}"));
    park.start().await;
    let books = Books::close_allowing(&mut park, ITEMS).await;

    assert_eq!(books.parked(), [(POISON.to_owned(), "arrival", "refused".to_owned())]);
    let parked = books.delivery(POISON, DeliveryKind::Arrival);
    assert_eq!((parked.attempts, parked.tries), (3, 3), "refused_attempts is 3");
    assert_eq!(parked.answer.as_deref(), Some("车辆信息有误"), "in the city's words");
    let behind: Vec<_> =
        books.deliveries.iter().filter(|row| row.plate == POISON && row.id != parked.id).collect();
    assert!(behind.iter().all(|row| row.tries == 0), "nothing of its session is tried before it");
    assert!(plates.iter().all(|plate| books.photos(&books.departure(plate).business_id).len() == 2));

    let records = books.city.records();
    let refused: Vec<_> = records.iter().filter(|one| matches!(one.verdict, Verdict::Refused(_))).collect();
    assert_eq!(refused.len(), 3);
    for (number, refusal) in refused.iter().enumerate() {
        let until = refused.get(number + 1).map_or(u64::MAX, |next| next.sequence);
        let asked = records.iter().any(|one| {
            one.endpoint == Endpoint::Heartbeat && (refusal.sequence..until).contains(&one.sequence)
        });
        assert!(asked, "each refusal is looked into with a heartbeat before it is counted");
    }
}

#[tokio::test]
async fn a_refused_account_pauses_everything_counts_nothing_and_ends_by_itself() {
    let mut park = Park::new(options()).await;
    let (passages, _) = visits(5);
    park.open_platform.add_passages(passages);
    city_faults(&park.city, "refuse_account");
    park.start().await;
    let store = park.store().clone();
    until("the pause", async || paused(&store).await.as_deref() == Some("account_refused")).await;
    // What was on its way when the first answer came may still arrive.
    more_heartbeats(&park.city.journal(), 3).await;
    let before = business(&park.city.journal()).len();
    more_heartbeats(&park.city.journal(), 4).await;
    assert_eq!(business(&park.city.journal()).len(), before, "nothing is sent meanwhile");
    assert!(before <= park.options.pace.max_concurrency);
    let books = Books::read(&store, &park.city.journal()).await;
    assert!(books.deliveries.iter().all(|row| row.attempts == 0), "no item is to blame");
    assert_eq!((books.status.deliveries.parked, books.status.deliveries.delivered), (0, 0));
    assert_eq!(books.status.heartbeat.last_error.as_deref(), Some("账号或密码错误"));

    city_faults(&park.city, "");
    let books = Books::close(&mut park).await;
    assert_eq!(books.status.deliveries.delivered, 20);
    assert_eq!((paused_in(&books), books.status.heartbeat.last_error), (0, None));
    let store = park.open_store().await;
    assert_eq!(paused(&store).await, None);
    store.close().await;
}

fn paused_in(books: &Books) -> u64 {
    books.status.deliveries.parked + books.status.deliveries.due
}

#[tokio::test]
async fn a_refusal_that_says_it_is_there_already_is_a_delivery_where_that_is_configured() {
    for (already_accepted, parked) in [(vec!["已存在".to_owned()], 0), (Vec::new(), 1)] {
        let mut park = Park::new(ParkOptions { already_accepted, ..options() }).await;
        park.open_platform.add_passages([SimPassage::entry("浙B12345", minutes_ago(20))]);
        // The arrival is accepted, its answer is lost, and when it comes again the city has it already.
        city_faults(&park.city, "lost_answer#arrivalx1,refuse_repeats");
        park.start().await;
        let books = Books::close_allowing(&mut park, ITEMS).await;
        assert_eq!(books.status.deliveries.parked, parked);
        assert_eq!(books.city.counts().lost_answers, 1, "it was a trial");
        let arrival = books.delivery("浙B12345", DeliveryKind::Arrival);
        assert_eq!(arrival.delivered_at.is_some(), parked == 0);
        assert_eq!(arrival.answer.as_deref(), Some("该业务数据已存在"));
    }
}

#[tokio::test]
async fn an_answer_that_cannot_be_understood_is_no_refusal_and_the_same_bytes_go_again() {
    for fault in
        ["result_unknown", "truncated_json", "empty200", "html200", "accepted_then_500", "short_answer"]
    {
        let mut park = Park::new(options()).await;
        park.open_platform.add_passages([SimPassage::entry("浙B12345", minutes_ago(20))]);
        city_faults(&park.city, &format!("{fault}#arrivalx5"));
        park.start().await;
        let books = Books::close(&mut park).await;
        let arrival = books.delivery("浙B12345", DeliveryKind::Arrival);
        assert_eq!((arrival.attempts, arrival.tries), (0, 6), "{fault}: doubt never counts towards parking");
        assert_eq!(books.arrival("浙B12345").times, 6);
        assert_eq!(books.city.counts().differing_repeats, 0);
    }
}

#[tokio::test]
async fn the_standards_own_slips_are_understood_at_once() {
    let mut park = Park::new(options()).await;
    let (passages, _) = visits(2);
    park.open_platform.add_passages(passages);
    city_faults(&park.city, "missing_comma,result_as_string:0.5,data_as_string:0.5,bom:0.5,chunked:0.5");
    park.start().await;
    let books = Books::close(&mut park).await;
    assert_eq!((books.city.counts().repeats, books.status.deliveries.delivered), (0, 8));
    assert!(books.status.heartbeat.last_error.is_none() && books.status.clock_drift_ms.is_some());
}
