//! An exit without an entry (domain.md, "Pairing"): the open platform is asked, then the wait ends, and nothing is guessed
//! before it was asked.

use std::time::Duration;

use gate_sim::open_platform::{Channel, Operation};
use gate_sim::traffic::SimPassage;
use gatehouse_tests::support::{PARKING_ID, Park, ParkOptions, PushOptions};

use crate::scene::{Books, days_ago, minutes_ago, open_faults, options, until};

const PLATE: &str = "浙B12345";

#[tokio::test]
async fn an_entry_of_five_days_ago_is_found_in_the_records() {
    let back = Duration::from_secs(3_600);
    let mut park = Park::new(ParkOptions { back, ..options() }).await;
    let entry = SimPassage::entry(PLATE, days_ago(5));
    let visited_before = [SimPassage::entry(PLATE, days_ago(9)), SimPassage::exit(PLATE, days_ago(8))];
    park.open_platform.add_passages(visited_before);
    park.open_platform.add_passages([entry.clone(), SimPassage::exit(PLATE, minutes_ago(10))]);
    park.start().await;
    let books = Books::close(&mut park).await;
    assert_eq!(*books.arrival(PLATE).parktime, *entry.at.china_standard());
    assert_eq!(books.session(PLATE).arrival_origin, "seen");
    assert_eq!(*books.departure(PLATE).parktime, *entry.at.china_standard());
    assert_eq!(books.photos(&books.arrival(PLATE).business_id).len(), 2, "its photo comes along");
}

#[tokio::test]
async fn an_entry_that_only_the_in_park_list_knows_gives_its_time() {
    let mut park = Park::new(options()).await;
    let entry = SimPassage::entry(PLATE, minutes_ago(120));
    // No list of records tells of it.
    park.open_platform.add_passage_via(entry.clone(), Channel::Callback);
    park.start().await;
    let store = park.store().clone();
    until("the list of vehicles inside", async || {
        store.in_park(Some(PARKING_ID)).await.unwrap().iter().any(|inside| inside.plate == PLATE)
    })
    .await;
    park.open_platform.add_passages([SimPassage::exit(PLATE, minutes_ago(5))]);
    let store = park.store().clone();
    until("the departure", async || store.count_deliveries(gate_app::now()).await.unwrap().delivered >= 3)
        .await;
    let books = Books::read(&store, &park.city.journal()).await;
    assert_eq!(*books.arrival(PLATE).parktime, *entry.at.china_standard());
    assert_eq!(books.session(PLATE).arrival_origin, "in_park_list");
    assert_eq!(*books.departure(PLATE).parktime, *entry.at.china_standard());
    assert!(park.city.journal().violations().is_empty());
    park.stop().await;
}

#[tokio::test]
async fn after_the_wait_the_arrival_is_reconstructed_and_sent_first() {
    let mut options = options();
    options.pace.orphan_wait = Duration::from_millis(1_500);
    let mut park = Park::new(options).await;
    let exit = SimPassage::exit(PLATE, minutes_ago(10));
    park.open_platform.add_passages([exit.clone()]);
    park.start().await;
    let books = Books::close(&mut park).await;
    let (arrival, departure) = (books.arrival(PLATE), books.departure(PLATE));
    assert_eq!(*arrival.parktime, *exit.at.china_standard(), "at worst the departure's own time");
    assert_eq!(*arrival.leavetime, *"");
    assert_eq!((&departure.parktime, &departure.business_id), (&arrival.parktime, &arrival.business_id));
    assert!(arrival.sequence < departure.sequence);
    assert_eq!(books.session(PLATE).arrival_origin, "departure");
    let sent = books.city.records()[usize::try_from(arrival.sequence).unwrap()].wall_ms;
    assert!(sent - books.passages[0].heard_at.0 >= 1_500, "the wait counts from when we heard of it");
    let [photo] = &books.photos(&arrival.business_id)[..] else { panic!("the exit's photo and no other") };
    assert_eq!(photo.index, Some(3));
}

#[tokio::test]
async fn nothing_is_guessed_while_the_platform_cannot_be_asked() {
    let callbacks = Some(PushOptions { share: 0.0, repeat_share: 0.0 });
    let mut park = Park::new(ParkOptions { callbacks, ..options() }).await;
    park.start().await;
    park.until_idle().await.unwrap();
    open_faults(&park.open_platform, "http503");
    let asked_before = park.open_platform.calls(Operation::InParkList);
    let exit = SimPassage::exit(PLATE, minutes_ago(2));
    park.open_platform.add_passage_via(exit.clone(), Channel::Callback);
    // Asked in vain twice takes many times the wait of 150 ms.
    until("the platform is asked", async || {
        park.open_platform.calls(Operation::InParkList) >= asked_before + 2
    })
    .await;
    let store = park.store().clone();
    let [waiting] = &store.awaiting_exits(PARKING_ID).await.unwrap()[..] else { panic!("one exit waits") };
    assert_eq!(waiting.asked_at, None);
    assert_eq!(park.city.journal().counts().arrivals, 0, "nothing is guessed");

    open_faults(&park.open_platform, "");
    until("the departure", async || park.city.journal().counts().departures == 1).await;
    let books = Books::read(&store, &park.city.journal()).await;
    assert_eq!(books.session(PLATE).arrival_origin, "departure");
    assert_eq!(*books.arrival(PLATE).parktime, *exit.at.china_standard());
    park.stop().await;
}
