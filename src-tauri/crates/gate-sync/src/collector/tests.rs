use std::collections::BTreeSet;
use std::time::Duration;

use gate_core::time::Clock;
use gate_sim::http::Listening;
use gate_sim::open_platform::{OpenPlatformOptions, Operation, Quirks};
use gate_sim::traffic::SimPassage;

use super::WindowRead;
use super::window::{Again, OVERLAP, Window};
use crate::SystemClock;
use crate::testing::{Bench, wait_for};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(24 * 3_600);

fn bench(back: Duration) -> Bench {
    Bench::new(OpenPlatformOptions::default(), back, 10 * MINUTE)
}

/// An entry and an exit of each vehicle, spread evenly over the time until now.
fn traffic(vehicles: u32, over: Duration) -> Vec<SimPassage> {
    let now = SystemClock.now();
    let step = over / (vehicles + 1);
    (1..=vehicles)
        .flat_map(|number| {
            let entered = now - step * number;
            let plate = format!("浙B{number:05}");
            [SimPassage::entry(&plate, entered), SimPassage::exit(&plate, entered + step / 2)]
        })
        .collect()
}

#[tokio::test]
async fn an_outage_of_days_is_caught_up_window_by_window_without_loss() {
    let quirks: Quirks = "records_unsorted,window_end_excluded".parse().unwrap();
    let mut bench = Bench::new(OpenPlatformOptions { quirks, ..Default::default() }, 3 * DAY, 10 * MINUTE);
    bench.sim.add_passages(traffic(1_500, 3 * DAY - HOUR));
    bench.run(super::poll);
    bench.caught_up().await;
    assert_eq!(bench.store.count_passages().await.unwrap(), 3_000);
    let sessions = bench.store.count_sessions().await.unwrap();
    assert_eq!((sessions.open, sessions.closed), (0, 1_500), "each exit found its entry");
    let state = bench.collecting.state().await.unwrap().unwrap();
    assert!(SystemClock.now().since(state.collected_until) < 60_000);
    assert!(state.last_ok_at.is_some() && state.last_error.is_none());
    assert!(bench.sim.calls(Operation::AccessRecordList) >= 4, "at most 24 hours at once");
    bench.stop().await;
}

#[tokio::test]
async fn a_record_that_comes_minutes_late_is_in_the_overlap() {
    let mut bench = bench(DAY);
    bench.run(super::poll);
    bench.caught_up().await;
    let now = SystemClock.now();
    let late = SimPassage::entry("浙B12345", now - (OVERLAP - MINUTE)).reported(now);
    bench.sim.add_passages([late]);
    bench.passages(1).await;
    bench.stop().await;
}

#[tokio::test]
async fn nothing_from_before_the_beginning_is_collected() {
    let mut bench = bench(HOUR);
    let now = SystemClock.now();
    bench.sim.add_passages([
        SimPassage::entry("浙B11111", now - HOUR - MINUTE),
        SimPassage::entry("浙B22222", now - MINUTE),
    ]);
    bench.run(super::poll);
    bench.caught_up().await;
    assert_eq!(bench.store.count_passages().await.unwrap(), 1);
    bench.stop().await;
}

#[tokio::test]
async fn after_a_platform_was_down_it_goes_on_where_it_stopped() {
    let mut bench = bench(DAY);
    bench.run(super::poll);
    bench.caught_up().await;
    bench.sim.set_listening(Listening::Down).await.unwrap();
    let error = || async { bench.collecting.state().await.unwrap().unwrap().last_error.is_some() };
    wait_for("the error to be shown", error).await;
    bench.sim.add_passages(traffic(20, 10 * MINUTE));
    bench.sim.set_listening(Listening::Up).await.unwrap();
    bench.collecting.nudge().notify_one();
    bench.passages(40).await;
    let well = || async { bench.collecting.state().await.unwrap().unwrap().last_error.is_none() };
    wait_for("the error to be gone", well).await;
    bench.stop().await;
}

#[tokio::test]
async fn what_comes_is_seen_while_our_clock_is_an_hour_ahead_or_eight_behind() {
    let mut bench = bench(DAY);
    bench.sim.add_passages([SimPassage::entry("浙B11111", SystemClock.now())]);
    bench.run(super::poll);
    bench.passages(1).await;
    for (count, wrong_by) in [(2, 3_600_000), (3, 0), (4, -8 * 3_600_000), (5, 0)] {
        bench.clock.set_wrong_by(wrong_by);
        let polls = bench.sim.calls(Operation::AccessRecordList);
        let polled = || async { bench.sim.calls(Operation::AccessRecordList) >= polls + 4 };
        wait_for("polls by the wrong clock", polled).await;
        bench.sim.add_passages([SimPassage::entry(&format!("浙B{count:05}"), SystemClock.now())]);
        bench.passages(count).await;
    }
    bench.stop().await;
}

#[tokio::test]
async fn what_came_hours_late_is_found_by_reading_again() {
    let mut bench = bench(DAY);
    bench.run(super::poll);
    bench.caught_up().await;
    let now = SystemClock.now();
    bench.sim.add_passages([SimPassage::entry("浙B12345", now - 5 * HOUR).reported(now)]);
    // Reading again is due an hour after the first start.
    bench.clock.set_wrong_by(61 * 60_000);
    bench.run(super::reread);
    bench.passages(1).await;
    let read_again = || async {
        let state = bench.collecting.state().await.unwrap().unwrap();
        Again::due(state.day_read_at, state.week_read_at, bench.clock.now()).is_err()
    };
    wait_for("the reading to be noted", read_again).await;
    bench.stop().await;
}

#[tokio::test]
async fn a_window_of_more_pages_than_are_held_is_halved_until_it_fits() {
    let bench = bench(DAY);
    let start = SystemClock.now() - DAY;
    // Four pages of 1,000 records.
    bench.sim.add_passages((0..3_500).map(|number| {
        SimPassage::entry(&format!("浙B{number:05}"), start + Duration::from_secs(number * 20))
    }));
    let whole = Window::new(start, start + 20 * HOUR);
    let read = async |window| bench.collecting.read_pages(window, 3, |_| true).await.unwrap();
    let WindowRead::TooLong(older, younger) = read(whole).await else { panic!("four pages were held") };
    let mut ids = BTreeSet::new();
    for half in [older, younger] {
        let WindowRead::Whole(records) = read(half).await else { panic!("half of it fits") };
        ids.extend(records.into_iter().map(|record| record.record_id));
    }
    assert_eq!(ids.len(), 3_500, "the halves leave nothing out");
    bench.stop().await;
}

#[tokio::test]
async fn a_window_is_not_taken_for_read_when_its_answer_cannot_be_read() {
    let mut bench = bench(DAY);
    bench.sim.set_faults(&"open.html200#access_record_list".parse().unwrap());
    bench.run(super::poll);
    let state = || async { bench.collecting.state().await.unwrap() };
    wait_for("the error", || async { state().await.is_some_and(|state| state.last_error.is_some()) }).await;
    let state = state().await.unwrap();
    assert_eq!(state.collected_until, state.collected_from);
    assert!(!*bench.collecting.caught_up().borrow());
    bench.stop().await;
}
