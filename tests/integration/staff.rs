//! What people do beside a sync that runs, through another handle on the database, as another process has it.

use gate_app::deliveries::{give_up, retry, retry_parked};
use gate_app::photo_upload::{PhotoEvent, upload};
use gate_app::{AppError, Config, now};
use gate_core::delivery::{DeliveryKind, DeliveryState, ParkedReason};
use gate_sim::city::EventKind;
use gatehouse_tests::support::{Park, configure};

use crate::scene::{Books, ITEMS, city_faults, minutes_ago, options, until, visit};

const PLATE: &str = "浙B66666";

/// A park whose city refuses everything of one vehicle, whose arrival is parked therefore.
async fn parked() -> Park {
    let mut park = Park::new(options()).await;
    park.open_platform.add_passages(visit(PLATE, minutes_ago(40), 600));
    city_faults(&park.city, &format!("refuse_session:{PLATE}"));
    park.start().await;
    park.until_idle().await.unwrap();
    park
}

async fn parked_ids(park: &Park) -> Vec<i64> {
    park.store().parked_deliveries(None).await.unwrap()
}

#[tokio::test]
async fn what_is_retried_goes_at_once_and_what_waited_behind_it_follows() {
    let mut park = parked().await;
    let beside = park.open_store().await;
    let [id] = parked_ids(&park).await[..] else { panic!("the arrival is parked") };
    let refused = retry(&beside, &[id, 999_999], "test", now()).await;
    assert!(matches!(refused, Err(AppError::NotPossible { .. })), "{refused:?}");
    assert_eq!(parked_ids(&park).await, [id], "none is freed when one is not parked");
    assert_eq!(retry_parked(&beside, Some(ParkedReason::PhotoMissing), "test", now()).await.unwrap(), 0);

    // Refused once more: the count begins anew.
    assert_eq!(retry(&beside, &[id], "test", now()).await.unwrap(), 1);
    until("it is parked again", async || parked_ids(&park).await == [id]).await;
    city_faults(&park.city, "");
    assert_eq!(retry_parked(&beside, Some(ParkedReason::Refused), "test", now()).await.unwrap(), 1);
    until("all of it", async || park.city.journal().counts().photos == 2).await;
    beside.close().await;
    let books = Books::close(&mut park).await;
    assert_eq!(books.delivery(PLATE, DeliveryKind::Arrival).tries, 7, "three, three and one");
    let store = park.open_store().await;
    assert!(store.verify_audit().await.unwrap().is_whole(), "each of these acts is in the audit log");
    store.close().await;
}

#[tokio::test]
async fn what_is_given_up_is_never_sent_and_takes_with_it_what_stands_on_it() {
    let park = &mut parked().await;
    let beside = park.open_store().await;
    let [id] = parked_ids(park).await[..] else { panic!("the arrival is parked") };
    assert_eq!(give_up(&beside, id, "a test vehicle", "test", now()).await.unwrap(), 4);
    let again = give_up(&beside, id, "a test vehicle", "test", now()).await;
    assert!(matches!(again, Err(AppError::NotPossible { .. })), "{again:?}");
    city_faults(&park.city, "");
    // A vehicle that comes afterwards shows that sending went on.
    park.open_platform.add_passages(visit("浙B11111", minutes_ago(9), 60));
    park.until_idle().await.unwrap();
    let books = Books::read(&beside, &park.city.journal()).await;
    assert!(books.arrivals(PLATE).is_empty());
    assert_eq!(books.departures("浙B11111").len(), 1);
    let given_up = books.deliveries.iter().filter(|row| row.state == DeliveryState::GivenUp);
    assert!(given_up.clone().all(|row| row.give_up_reason.as_deref() == Some("a test vehicle")));
    assert_eq!((given_up.count(), books.status.deliveries.parked), (4, 0));
    beside.close().await;
    park.stop().await;
}

#[tokio::test]
async fn a_photo_that_a_person_gives_is_fitted_and_sent_beside_the_first() {
    let mut park = Park::new(options()).await;
    let [entry, exit] = visit("浙B12345", minutes_ago(40), 600);
    // The camera's own picture of the entry is broken; that of the exit is good.
    let record = park.open_platform.add_passage(entry);
    park.open_platform.add_passage(exit);
    park.open_platform.set_photo_fault(record, Some(gate_sim::open_platform::PhotoFault::Broken));
    configure(&park).unwrap();
    let config = Config::load(park.path()).unwrap();
    park.start().await;
    park.until_idle().await.unwrap();
    let beside = park.open_store().await;
    let session = Books::read(&beside, &park.city.journal()).await.session("浙B12345").id;

    let file = park.path().join("picture.jpg");
    park.open_platform.set_photo_fault(record, Some(gate_sim::open_platform::PhotoFault::TwelveMegapixel));
    std::fs::write(&file, park.open_platform.photo(record).unwrap()).unwrap();
    let mut sent = Vec::new();
    for (event, photos) in [(PhotoEvent::Arrival, 2), (PhotoEvent::Departure, 3)] {
        let uploaded = upload(&beside, &config, session, event, &file, "test", now()).await.unwrap();
        assert!(uploaded.bytes > uploaded.sent_bytes && uploaded.sent_bytes <= 500_000, "{uploaded:?}");
        sent.push(uploaded.photo_md5);
        until("the photo", async || park.city.journal().counts().photos == photos).await;
    }
    let books = Books::read(&beside, &park.city.journal()).await;
    let mut given: Vec<_> =
        books.city.accepted_photos().into_iter().filter(|one| *one.md5 == *sent[0]).collect();
    given.sort_by_key(|photo| photo.index);
    let indexes: Vec<_> = given.iter().map(|photo| (photo.of, photo.index)).collect();
    assert_eq!(indexes.len(), 2);
    assert!(matches!(indexes[0], (Some(EventKind::Arrival), Some(1 | 2))), "{indexes:?}");
    assert_eq!(indexes[1], (Some(EventKind::Departure), Some(4)), "beside the camera's own, which is 3");
    assert!(books.city.violations().is_empty(), "{:?}", books.city.violations());
    beside.close().await;
    park.stop().await;
}

#[tokio::test]
async fn parked_things_wait_for_people_and_are_no_reason_not_to_be_idle() {
    let mut park = parked().await;
    let books = Books::close_allowing(&mut park, ITEMS).await;
    assert_eq!((books.status.deliveries.parked, books.status.deliveries.waiting), (1, 3));
    assert!(books.status.oldest_undelivered_at.is_some());
}
