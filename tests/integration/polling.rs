//! Records that are polled become sessions and deliveries, whose fields are those of their source.

use std::time::Duration;

use gate_sim::open_platform::Operation;
use gate_sim::traffic::simple_visits;
use gatehouse_tests::support::{Park, ParkOptions};

use crate::scene::{Books, days_ago, minutes_ago, options, visit};

#[tokio::test]
async fn records_of_several_days_come_window_by_window() {
    let back = Duration::from_secs(4 * 24 * 3_600);
    let mut park = Park::new(ParkOptions { back, ..options() }).await;
    // One in each of the windows, one across the border of two, and one that is over before collecting begins.
    let from = days_ago(4);
    for day in 0..4 {
        let plate = format!("浙B1000{day}");
        park.open_platform.add_passages(visit(
            &plate,
            from + Duration::from_secs(day * 86_400 + 5_000),
            3_600,
        ));
    }
    park.open_platform.add_passages(visit("浙B20000", from + Duration::from_secs(80_000), 50_000));
    park.open_platform.add_passages(visit("浙B30000", days_ago(6), 3_600));
    park.start().await;
    let books = Books::close(&mut park).await;

    assert!(park.open_platform.calls(Operation::AccessRecordList) >= 5, "a query spans 24 hours at most");
    assert_eq!((books.sessions.len(), books.deliveries.len()), (5, 20), "two events and two photos each");
    assert!(books.arrivals("浙B30000").is_empty(), "nobody asked for that time");
    let (entered, left) = (from + Duration::from_secs(80_000), from + Duration::from_secs(130_000));
    let arrival = books.arrival("浙B20000");
    assert_eq!(*arrival.parktime, *entered.china_standard());
    assert_eq!(*arrival.leavetime, *"");
    assert_eq!((&*arrival.vehtype, &*arrival.hpys), ("02", "蓝"));
    let departure = books.departure("浙B20000");
    assert_eq!(departure.business_id, arrival.business_id);
    assert_eq!(*departure.parktime, *entered.china_standard(), "the arrival's time is repeated");
    assert_eq!(*departure.leavetime, *left.china_standard());
    assert_eq!((&*departure.vehtype, &*departure.hpys), ("02", "蓝"));
    assert!(arrival.sequence < departure.sequence);
    let photos = books.photos(&arrival.business_id);
    let indexes: Vec<_> =
        photos.iter().map(|photo| (photo.of, photo.index, photo.taken_at.to_string())).collect();
    assert_eq!(indexes.len(), 2);
    for (at, index) in [(entered, 1), (left, 3)] {
        assert!(
            indexes.iter().any(|photo| photo.1 == Some(index) && photo.2 == at.china_compact()),
            "{indexes:?}"
        );
    }
    assert!(park.city.journal().counts().repeats == 0, "nothing was wrong, so nothing is sent twice");
}

#[tokio::test]
async fn a_window_of_several_pages_is_read_to_its_end() {
    let mut options = options();
    (options.pace.max_requests_per_second, options.pace.max_concurrency) = (5_000, 8);
    // What cannot be had costs little: here it is the events that count.
    options.open_platform.photo_faults = "missing:1".parse().unwrap();
    let mut park = Park::new(options).await;
    park.open_platform.add_passages(simple_visits(550, minutes_ago(180), 10_000, 1_200_000));
    park.start().await;
    let books = Books::close(&mut park).await;
    let counts = books.city.counts();
    assert_eq!((counts.arrivals, counts.departures, counts.repeats), (550, 550, 0));
    assert_eq!((books.status.passages, books.status.sessions.closed), (1_100, 550));
}
