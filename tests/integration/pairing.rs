//! Passages become parking sessions by the rules of domain.md, "Pairing passages into parking sessions".

use std::time::Duration;

use gate_core::passage::Direction;
use gate_sim::traffic::{LaneUse, SimLane, SimPassage, VehicleClass};
use gatehouse_tests::support::Park;

use crate::scene::{Books, minutes_ago, options, seconds_ago, until, visit};

const PLATE: &str = "浙B12345";

fn after(passage: SimPassage, seconds: u64) -> SimPassage {
    let at = passage.at + Duration::from_secs(seconds);
    SimPassage { at, reported_at: at, ..passage }
}

async fn started(passages: impl IntoIterator<Item = SimPassage>) -> Park {
    let mut park = Park::new(options()).await;
    park.open_platform.add_passages(passages);
    park.start().await;
    park
}

#[tokio::test]
async fn repeat_readings_are_kept_and_linked_and_not_sent() {
    let [entry, exit] = visit(PLATE, minutes_ago(50), 1_200);
    let again = [after(entry.clone(), 20), after(entry.clone(), 60), after(exit.clone(), 45)];
    let mut park = started([entry.clone(), exit.clone()].into_iter().chain(again)).await;
    let books = Books::close(&mut park).await;
    assert_eq!(*books.arrival(PLATE).parktime, *entry.at.china_standard(), "the first reading counts");
    assert_eq!(*books.departure(PLATE).leavetime, *exit.at.china_standard());
    assert_eq!(books.city.accepted_photos().len(), 2);
    let readings = books.readings(PLATE);
    let roles: Vec<_> = readings.iter().map(|(direction, _, role)| (*direction, role.as_str())).collect();
    assert_eq!(
        roles,
        [
            (Direction::In, "arrival"),
            (Direction::In, "repeat"),
            (Direction::In, "repeat"),
            (Direction::Out, "departure"),
            (Direction::Out, "repeat"),
        ]
    );
    let session = books.session(PLATE).id;
    assert!(books.passages.iter().all(|passage| passage.session_id == Some(session)));
}

#[tokio::test]
async fn a_second_entry_later_or_at_another_lane_means_that_an_exit_was_missed() {
    let first = SimPassage::entry(PLATE, minutes_ago(50));
    let later = after(first.clone(), 61);
    let elsewhere = after(later.clone(), 10).on(&SimLane::new("3", "入口车道2", LaneUse::In));
    let exit = SimPassage::exit(PLATE, minutes_ago(20));
    let mut park = started([first.clone(), later.clone(), elsewhere.clone(), exit]).await;
    let books = Books::close(&mut park).await;
    let states: Vec<_> =
        books.sessions.iter().map(|session| (session.arrived_at, session.state.as_str())).collect();
    assert_eq!(
        states,
        [(Some(first.at), "exit_missed"), (Some(later.at), "exit_missed"), (Some(elsewhere.at), "closed")]
    );
    assert_eq!(books.arrivals(PLATE).len(), 3);
    assert_eq!(books.departure(PLATE).business_id.as_ref(), books.sessions[2].business_id);
    assert_eq!(
        (books.status.sessions.open, books.status.sessions.closed),
        (0, 3),
        "a missed exit counts as closed"
    );
}

#[tokio::test]
async fn an_entry_that_is_heard_of_after_its_exit_still_comes_first() {
    let mut options = options();
    options.pace.orphan_wait = Duration::from_secs(600);
    let mut park = Park::new(options).await;
    let [entry, exit] = visit(PLATE, minutes_ago(8), 120);
    park.open_platform.add_passages([exit.clone()]);
    park.start().await;
    let store = park.store().clone();
    until("the exit waits", async || store.awaiting_exits("park123").await.unwrap().len() == 1).await;
    assert_eq!(park.city.journal().counts().departures, 0, "a departure never goes before its arrival");
    park.open_platform.add_passages([entry.clone()]);
    let books = Books::close(&mut park).await;
    assert_eq!(*books.arrival(PLATE).parktime, *entry.at.china_standard());
    assert_eq!(books.session(PLATE).arrival_origin, "seen");
    assert!(books.arrival(PLATE).sequence < books.departure(PLATE).sequence);
}

#[tokio::test]
async fn a_visit_that_is_heard_of_late_is_paired_by_its_own_times() {
    let inside_now = SimPassage::entry(PLATE, minutes_ago(3));
    let mut park = started([inside_now.clone()]).await;
    park.until_idle().await.unwrap();
    // The camera was offline: what it saw before comes afterwards, the exit first.
    let [entry, exit] = visit(PLATE, minutes_ago(8), 120);
    park.open_platform.add_passages([exit.clone()]);
    park.open_platform.add_passages([entry.clone()]);
    let books = Books::close(&mut park).await;
    let states: Vec<_> = books
        .sessions
        .iter()
        .map(|session| (session.arrived_at, session.departed_at, session.state.as_str()))
        .collect();
    assert_eq!(states, [(Some(entry.at), Some(exit.at), "closed"), (Some(inside_now.at), None, "open")]);
    assert_eq!(books.departures(PLATE).len(), 1);
}

#[tokio::test]
async fn a_vehicle_that_comes_back_within_the_minute_is_no_repeat_reading() {
    let [entry, exit] = visit(PLATE, minutes_ago(30), 15);
    let (back, gone) = (after(entry.clone(), 30), after(exit.clone(), 30));
    let mut park = started([entry, exit, back, gone]).await;
    let books = Books::close(&mut park).await;
    assert_eq!((books.arrivals(PLATE).len(), books.departures(PLATE).len()), (2, 2));
    assert!(books.sessions.iter().all(|session| session.state == "closed"));
}

#[tokio::test]
async fn vehicles_without_a_plate_are_sessions_of_their_own() {
    let from = minutes_ago(50);
    let entry = |seconds| after(SimPassage::entry("无牌车", from), seconds);
    // The second is a repeat reading, the third is not.
    let mut park = started([entry(0), entry(10), entry(21)]).await;
    let books = Books::close(&mut park).await;
    assert_eq!(books.arrivals("").len(), 2, "each has an arrival, and no plate");
    assert_eq!((books.status.sessions.open, books.status.passages), (2, 3), "one never closes another");
    assert!(books.arrivals("").iter().all(|arrival| (&*arrival.vehtype, &*arrival.hpys) == ("02", "未识别")));
}

#[tokio::test]
async fn an_exit_without_a_plate_takes_the_only_one_inside_after_the_wait() {
    let [entry, exit] = visit("", minutes_ago(50), 1_200);
    let mut park = started([entry.clone(), exit.clone()]).await;
    let books = Books::close(&mut park).await;
    assert_eq!(books.session("").paired_by, "only_open");
    assert_eq!(*books.departure("").parktime, *entry.at.china_standard());
}

#[tokio::test]
async fn of_several_without_a_plate_the_oldest_of_the_same_kind_left() {
    let kind = |passage: SimPassage, class| passage.of_class(class);
    let temporary = kind(SimPassage::entry("", minutes_ago(50)), VehicleClass::Temporary);
    let monthly = kind(SimPassage::entry("", minutes_ago(40)), VehicleClass::Monthly);
    let youngest = kind(SimPassage::entry("", minutes_ago(30)), VehicleClass::Monthly);
    let exit = kind(SimPassage::exit("", minutes_ago(20)), VehicleClass::Monthly);
    let mut park = started([temporary.clone(), monthly.clone(), youngest.clone(), exit.clone()]).await;
    let books = Books::close(&mut park).await;
    let states: Vec<_> = books.sessions.iter().map(|session| session.state.as_str()).collect();
    assert_eq!(states, ["open", "closed", "open"]);
    assert_eq!(books.sessions[1].paired_by, "oldest");
    assert_eq!(*books.departure("").parktime, *monthly.at.china_standard());
}

#[tokio::test]
async fn the_raw_reading_is_normalised_for_pairing_and_kept() {
    let at = seconds_ago(1_800);
    let passages = [
        SimPassage::entry("浙b·１２３４5", at),
        SimPassage::exit(" 浙B 12345", at + Duration::from_secs(600)),
    ];
    let mut park = started(passages).await;
    let books = Books::close(&mut park).await;
    assert_eq!(books.session(PLATE).state, "closed");
    assert_eq!(books.passages[0].plate_raw, "浙b·１２３４5");
    assert_eq!(books.departure(PLATE).business_id, books.arrival(PLATE).business_id);
}
