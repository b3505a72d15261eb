use super::*;
use crate::passage::Direction::{In, Out};

const MINUTE: i64 = 60_000;

fn end(minute: i64, lane: &str) -> Option<End> {
    Some(End { at: UtcMillis(minute * MINUTE), lane_no: lane.into() })
}

fn session(id: i64, arrival: Option<End>, departure: Option<End>) -> SessionView {
    SessionView { id, arrival, departure, arrival_reconstructed: false, departure_tried: false }
}

fn reading(direction: Direction, ms: i64, lane: &str) -> Reading {
    Reading { direction, at: UtcMillis(ms), lane_no: lane.into(), licensed: true }
}

const OPEN: Placement = Placement::Open { missed: None, exit_missed: false, takes_departure_of: None };

#[test]
fn an_entry_opens_and_an_exit_closes() {
    assert_eq!(place(&reading(In, 0, "1"), &[]), OPEN);
    let open = [session(1, end(0, "1"), None)];
    assert_eq!(
        place(&reading(Out, 5 * MINUTE, "2"), &open),
        Placement::Close { session: 1, displaces: false }
    );
}

#[test]
fn a_second_entry_within_a_minute_at_the_same_lane_is_a_repeat_reading() {
    let open = [session(1, end(10, "1"), None)];
    let repeat = Placement::Repeat { session: 1 };
    assert_eq!(place(&reading(In, 10 * MINUTE + 60_000, "1"), &open), repeat);
    assert_eq!(place(&reading(In, 10 * MINUTE - 30_000, "1"), &open), repeat, "heard of in the other order");
    let missed = Placement::Open { missed: Some(1), exit_missed: false, takes_departure_of: None };
    assert_eq!(place(&reading(In, 10 * MINUTE + 60_001, "1"), &open), missed);
    assert_eq!(place(&reading(In, 10 * MINUTE + 30_000, "3"), &open), missed, "another lane is no repeat");
}

#[test]
fn a_vehicle_that_left_in_between_came_back() {
    let closed =
        [session(1, end(10, "1"), Some(End { at: UtcMillis(10 * MINUTE + 20_000), lane_no: "2".into() }))];
    assert_eq!(place(&reading(In, 10 * MINUTE + 40_000, "1"), &closed), OPEN);
}

#[test]
fn leaving_the_same_lane_again_within_a_minute_is_a_repeat_reading() {
    let closed = [session(1, end(0, "1"), end(30, "2"))];
    assert_eq!(place(&reading(Out, 30 * MINUTE + 5_000, "2"), &closed), Placement::Repeat { session: 1 });
    assert_eq!(place(&reading(Out, 30 * MINUTE + 61_000, "2"), &closed), Placement::Await);
    let awaiting = [session(1, None, end(30, "2"))];
    assert_eq!(place(&reading(Out, 30 * MINUTE + 5_000, "2"), &awaiting), Placement::Repeat { session: 1 });
    let back_inside = [
        session(1, end(0, "1"), end(30, "2")),
        session(2, Some(End { at: UtcMillis(30 * MINUTE + 10_000), lane_no: "1".into() }), None),
    ];
    let close = Placement::Close { session: 2, displaces: false };
    assert_eq!(place(&reading(Out, 30 * MINUTE + 40_000, "2"), &back_inside), close);
}

#[test]
fn an_exit_without_entry_waits_and_its_late_entry_completes_it() {
    assert_eq!(place(&reading(Out, 30 * MINUTE, "2"), &[]), Placement::Await);
    let awaiting = [session(1, None, end(30, "2"))];
    assert_eq!(place(&reading(In, 5 * MINUTE, "1"), &awaiting), Placement::Complete { session: 1 });
    assert_eq!(
        place(&reading(In, 30 * MINUTE, "1"), &awaiting),
        Placement::Complete { session: 1 },
        "same second"
    );
    assert_eq!(place(&reading(In, 31 * MINUTE, "1"), &awaiting), OPEN);
}

#[test]
fn only_the_nearest_entry_completes_a_waiting_exit() {
    let near = [session(1, end(10, "1"), end(20, "2")), session(2, None, end(40, "2"))];
    assert_eq!(place(&reading(In, 30 * MINUTE, "1"), &near), Placement::Complete { session: 2 });
    let late = Placement::Open { missed: None, exit_missed: true, takes_departure_of: None };
    assert_eq!(place(&reading(In, 5 * MINUTE, "1"), &near), late, "session 1 lies between");
}

#[test]
fn a_late_exit_finds_the_session_that_was_marked_missed() {
    let near = [session(1, end(0, "1"), None), session(2, end(60, "1"), None)];
    assert_eq!(
        place(&reading(Out, 30 * MINUTE, "2"), &near),
        Placement::Close { session: 1, displaces: false }
    );
    assert_eq!(
        place(&reading(Out, 90 * MINUTE, "2"), &near),
        Placement::Close { session: 2, displaces: false }
    );
}

#[test]
fn a_late_entry_takes_a_departure_that_is_its_own_by_time() {
    let near = [session(1, end(0, "1"), end(60, "2"))];
    let takes = Placement::Open { missed: Some(1), exit_missed: false, takes_departure_of: Some(1) };
    assert_eq!(place(&reading(In, 40 * MINUTE, "1"), &near), takes);
    let tried = [SessionView { departure_tried: true, ..near[0].clone() }];
    let alone = Placement::Open { missed: None, exit_missed: true, takes_departure_of: None };
    assert_eq!(place(&reading(In, 40 * MINUTE, "1"), &tried), alone, "what the city was told stays");
}

#[test]
fn a_late_exit_displaces_a_later_departure_that_is_not_yet_tried() {
    let near = [session(1, end(0, "1"), end(60, "2"))];
    assert_eq!(
        place(&reading(Out, 20 * MINUTE, "2"), &near),
        Placement::Close { session: 1, displaces: true }
    );
    let tried = [SessionView { departure_tried: true, ..near[0].clone() }];
    assert_eq!(place(&reading(Out, 20 * MINUTE, "2"), &tried), Placement::Await);
}

#[test]
fn a_reconstructed_arrival_swallows_nothing() {
    let near = [SessionView { arrival_reconstructed: true, ..session(1, end(30, "2"), end(30, "2")) }];
    let late = Placement::Open { missed: None, exit_missed: true, takes_departure_of: None };
    assert_eq!(place(&reading(In, 10 * MINUTE, "1"), &near), late);
    assert_eq!(place(&reading(In, 30 * MINUTE + 5_000, "2"), &near), OPEN);
}

#[test]
fn vehicles_without_a_plate_never_touch_one_another() {
    let without = |direction, ms, lane| Reading { licensed: false, ..reading(direction, ms, lane) };
    let near = [session(1, end(10, "1"), None)];
    assert_eq!(place(&without(In, 10 * MINUTE + 10_000, "1"), &near), Placement::Repeat { session: 1 });
    assert_eq!(place(&without(In, 10 * MINUTE + 10_001, "1"), &near), OPEN);
    assert_eq!(place(&without(In, 10 * MINUTE + 5_000, "3"), &near), OPEN);
    assert_eq!(place(&without(Out, 20 * MINUTE, "2"), &near), Placement::Await);
    let gone = [session(1, None, end(20, "2"))];
    assert_eq!(place(&without(Out, 20 * MINUTE + 9_000, "2"), &gone), Placement::Repeat { session: 1 });
}

#[test]
fn the_only_open_one_or_the_oldest_of_the_same_kind() {
    let open = |id, minute: i64, kind: &str| OpenUnlicensed {
        id,
        arrived_at: UtcMillis(minute * MINUTE),
        vehicle_type: Some(kind.into()),
    };
    let exit = UtcMillis(50 * MINUTE);
    assert_eq!(choose_unlicensed(&[], exit, None), None);
    assert_eq!(choose_unlicensed(&[open(1, 60, "9")], exit, Some("9")), None, "it came after the exit");
    assert_eq!(choose_unlicensed(&[open(1, 10, "1"), open(2, 60, "9")], exit, Some("9")), Some((1, true)));
    let several = [open(1, 10, "1"), open(2, 30, "9"), open(3, 20, "9")];
    assert_eq!(choose_unlicensed(&several, exit, Some("9")), Some((3, false)));
    assert_eq!(
        choose_unlicensed(&several, exit, Some("7")),
        Some((1, false)),
        "none of that kind: the oldest"
    );
}

#[test]
fn the_wait_counts_from_when_we_heard_and_nothing_is_guessed_unasked() {
    let heard_at = UtcMillis(1_000_000);
    let orphan_wait = Duration::from_secs(600);
    let facts = |asked| WaitFacts { heard_at, orphan_wait, asked };
    let over = heard_at + orphan_wait;
    assert_eq!(decide_wait(facts(true), heard_at), WaitDecision::Wait(over));
    assert_eq!(decide_wait(facts(true), over), WaitDecision::Reconstruct);
    let day = heard_at + Duration::from_secs(86_400);
    assert_eq!(decide_wait(facts(false), over), WaitDecision::Wait(day));
    assert_eq!(decide_wait(facts(false), day), WaitDecision::Reconstruct);
}
