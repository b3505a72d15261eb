use super::DiscrepancyKind::{NotInside, NotKnown, OtherCount, OtherTime, Overdue};
use super::*;
use crate::plate::{look_alike, resemblance_key};
use proptest::prelude::*;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const NOW: UtcMillis = UtcMillis(1_800_000_000_000);
const RULES: Rules = Rules { collected_from: UtcMillis(NOW.0 - 30 * DAY), overdue_after: OVERDUE_AFTER };

fn ago(ms: i64) -> UtcMillis {
    UtcMillis(NOW.0 - ms)
}

fn listed(plate: &str, entered: i64) -> Listed {
    Listed { plate: plate.into(), entered_at: ago(entered), lane_no: Some("1".into()), left_at: None }
}

fn session(id: SessionId, plate: &str, arrived: i64) -> OpenSession {
    OpenSession { id, plate: plate.into(), arrived_at: ago(arrived) }
}

fn exit(session: SessionId, plate: &str, left: i64) -> LoneExit {
    LoneExit { session, plate: plate.into(), left_at: ago(left) }
}

fn found(listed: &[Listed], sessions: &[OpenSession], exits: &[LoneExit]) -> Vec<Discrepancy> {
    let inside = Inside { listed: listed.to_vec(), sessions: sessions.to_vec(), exits: exits.to_vec() };
    compare(&inside, &RULES, NOW)
}

fn kinds(listed: &[Listed], sessions: &[OpenSession]) -> Vec<DiscrepancyKind> {
    found(listed, sessions, &[]).into_iter().map(|finding| finding.kind).collect()
}

/// A name, the list, the sessions, and the kinds of what is found.
type Case = (&'static str, Vec<Listed>, Vec<OpenSession>, &'static [DiscrepancyKind]);

#[test]
fn one_vehicle_on_either_side() {
    const PLATE: &str = "浙B12345";
    let inside = |entered| vec![listed(PLATE, entered)];
    let open = |arrived| vec![session(1, PLATE, arrived)];
    let left = |entered, left| vec![Listed { left_at: Some(ago(left)), ..listed(PLATE, entered) }];
    let table: [Case; 17] = [
        ("both agree", inside(HOUR), open(HOUR), &[]),
        ("neither", vec![], vec![], &[]),
        ("only we", vec![], open(HOUR), &[NotInside]),
        ("only we, ten minutes", vec![], open(10 * MINUTE), &[NotInside]),
        ("only we, not yet ten minutes", vec![], open(10 * MINUTE - 1), &[]),
        ("only they", inside(HOUR), vec![], &[NotKnown]),
        ("only they, not yet ten minutes", inside(10 * MINUTE - 1), vec![], &[]),
        ("only they, from before collecting", inside(31 * DAY), vec![], &[Overdue]),
        ("they, though it left long ago", left(2 * HOUR, HOUR), vec![], &[NotKnown]),
        ("they, while it has just left", left(2 * HOUR, MINUTE), vec![], &[]),
        ("five minutes apart", inside(HOUR), open(HOUR + 5 * MINUTE), &[]),
        ("more than five minutes apart", inside(HOUR), open(HOUR + 5 * MINUTE + 1), &[OtherTime]),
        ("more, the other way round", inside(HOUR + 5 * MINUTE + 1), open(HOUR), &[OtherTime]),
        ("it has just come back", inside(MINUTE), open(HOUR), &[]),
        ("we have just heard that it came back", inside(HOUR), open(MINUTE), &[]),
        ("seven days", inside(7 * DAY), open(7 * DAY), &[]),
        ("more than seven days", inside(7 * DAY + 1), open(7 * DAY + 1), &[Overdue]),
    ];
    for (name, listed, sessions, expected) in table {
        assert_eq!(kinds(&listed, &sessions), expected, "{name}");
    }
}

#[test]
fn a_ghost_is_in_each_list_that_it_belongs_to() {
    assert_eq!(kinds(&[], &[session(1, "浙B12345", 8 * DAY)]), [NotInside, Overdue]);
    assert_eq!(kinds(&[listed("浙B12345", 8 * DAY)], &[]), [NotKnown, Overdue]);
    // It came back an hour ago by the list, so the old session is wrong, but the vehicle does not stand there for days.
    assert_eq!(kinds(&[listed("浙B12345", HOUR)], &[session(1, "浙B12345", 8 * DAY)]), [OtherTime]);
}

#[test]
fn a_finding_names_both_sides() {
    let findings = found(&[listed("浙B12345", HOUR)], &[session(7, "浙B12345", 3 * HOUR)], &[]);
    let expected = Discrepancy {
        session: Some(7),
        entered_at: Some(ago(HOUR)),
        lane_no: Some("1".into()),
        ..Discrepancy::new(OtherTime, "浙B12345", ago(3 * HOUR))
    };
    assert_eq!(findings, [expected]);
}

#[test]
fn of_one_plate_the_newest_entry_and_the_newest_session_belong_together() {
    let twice = [listed("浙B12345", 5 * HOUR), listed("浙B12345", HOUR)];
    assert_eq!(kinds(&twice, &[session(1, "浙B12345", HOUR)]), []);
    let sessions = [session(1, "浙B12345", 5 * HOUR), session(2, "浙B12345", HOUR)];
    let findings = found(&twice, &sessions, &[]);
    assert_eq!(findings.len(), 1);
    assert_eq!((findings[0].kind, findings[0].session), (NotInside, Some(1)));
}

#[test]
fn vehicles_without_a_plate_are_compared_by_number_alone() {
    let open = |count: i64| (1..=count).map(|id| session(id, "", id * HOUR)).collect::<Vec<_>>();
    let inside = |count: i64| (1..=count).map(|hours| listed("", hours * 2 * HOUR)).collect::<Vec<_>>();
    assert_eq!(kinds(&inside(3), &open(3)), [], "whenever they came");
    let findings = found(&inside(1), &open(3), &[]);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].kind, OtherCount);
    assert_eq!(findings[0].counts, Some(Counts { sessions: 3, listed: 1 }));
    let settling = [inside(3), vec![listed("", MINUTE), listed("", 31 * DAY)]].concat();
    assert_eq!(kinds(&settling, &open(3)), [], "neither who has just come nor who came before collecting");
}

#[test]
fn an_exit_without_a_plate_that_waits_may_or_may_not_be_one_of_the_open_ones() {
    let open = [session(1, "", HOUR), session(2, "", HOUR)];
    let leaving = [exit(3, "", MINUTE)];
    for (number, differs) in [(0, true), (1, false), (2, false), (3, true)] {
        let inside = vec![listed("", HOUR); number];
        assert_eq!(!found(&inside, &open, &leaving).is_empty(), differs, "{number} listed");
    }
}

#[test]
fn a_misread_plate_is_proposed_to_either_side() {
    let findings = found(&[listed("浙B12B45", HOUR)], &[session(1, "浙B12845", HOUR)], &[]);
    let other = |plate: &str, session| Some(Resemblance { plate: plate.into(), session });
    let proposed: Vec<_> = findings.into_iter().map(|finding| (finding.kind, finding.resembles)).collect();
    let expected = [(NotInside, other("浙B12B45", None)), (NotKnown, other("浙B12845", Some(1)))];
    assert_eq!(proposed, expected);
}

#[test]
fn an_exit_that_waits_is_proposed_for_the_session_it_may_end() {
    let sessions = [session(1, "浙B12845", HOUR)];
    let proposed = |left| {
        let findings = found(&[], &sessions, &[exit(9, "浙B12B45", left)]);
        findings[0].resembles.clone().map(|other| (other.plate, other.session))
    };
    assert_eq!(proposed(MINUTE), Some(("浙B12B45".into(), Some(9))));
    assert_eq!(proposed(2 * HOUR), None, "nobody leaves before he came");
}

#[test]
fn plates_that_no_camera_confuses_are_not_proposed() {
    // The last pair has one key, but differs in two look-alikes.
    for (ours, theirs) in [("浙B12345", "浙B54321"), ("浙B12345", "苏B12345"), ("浙B88888", "浙B88BB8")]
    {
        let findings = found(&[listed(theirs, HOUR)], &[session(1, ours, HOUR)], &[]);
        assert_eq!(findings.len(), 2);
        assert!(findings.iter().all(|finding| finding.resembles.is_none()), "{ours} {theirs}");
    }
}

#[test]
fn of_several_look_alikes_the_best_and_then_the_nearest_is_proposed() {
    let sessions = [session(1, "浙B10045", 3 * HOUR)];
    let proposed = |inside: &[Listed], exits: &[LoneExit]| {
        let findings = found(inside, &sessions, exits);
        let ours = findings.into_iter().find(|finding| finding.kind == NotInside).unwrap();
        ours.resembles.unwrap().plate
    };
    let near = listed("浙B100A5", 3 * HOUR);
    assert_eq!(look_alike("浙B10045", &near.plate), None);
    let (nearer, farther) = (listed("浙B1D045", 2 * HOUR), listed("浙B10D45", HOUR));
    assert_eq!(proposed(&[near.clone(), nearer.clone(), farther.clone()], &[]), nearer.plate);
    let folded = listed("浙BI0045", HOUR);
    assert_eq!(proposed(&[near, nearer.clone(), folded.clone()], &[]), folded.plate);
    let leaving = [exit(9, "浙B1Q045", MINUTE)];
    assert_eq!(proposed(std::slice::from_ref(&nearer), &leaving), nearer.plate);
    assert_eq!(proposed(&[], &leaving), "浙B1Q045");
}

#[test]
fn what_counts_was_seen_twice_and_had_time_to_explain_itself() {
    let after = |times, ms| Sightings { first_at: NOW, last_at: UtcMillis(NOW.0 + ms), times };
    for kind in DiscrepancyKind::ALL {
        assert!(!kind.stands(&Sightings::first(NOW)), "{kind:?}: one sample is none");
        assert!(!kind.stands(&after(1, DAY)), "{kind:?}");
        assert!(kind.stands(&after(2, 10 * MINUTE)), "{kind:?}");
    }
    for (kind, at_once) in
        [(NotInside, false), (NotKnown, true), (OtherTime, true), (Overdue, true), (OtherCount, false)]
    {
        assert_eq!(kind.stands(&after(2, MINUTE)), at_once, "{kind:?}");
        assert_eq!(kind.stands(&after(10, 10 * MINUTE - 1)), at_once, "{kind:?}");
    }
}

#[test]
fn a_clock_set_back_does_not_put_off_what_was_seen() {
    let seen = Sightings::first(NOW).again(ago(8 * HOUR));
    assert_eq!(seen, Sightings { first_at: ago(8 * HOUR), last_at: ago(8 * HOUR), times: 2 });
    assert!(NotInside.stands(&seen.again(ago(8 * HOUR - 10 * MINUTE))));
}

#[test]
fn a_kind_is_found_by_its_name() {
    for kind in DiscrepancyKind::ALL {
        assert_eq!(DiscrepancyKind::from_code(kind.code()), Some(kind));
    }
    assert_eq!(DiscrepancyKind::from_code("ghost"), None);
}

proptest! {
    #[test]
    fn a_list_made_of_the_sessions_differs_in_nothing(arrivals in prop::collection::vec((0_u32..500, 0_i64..7 * DAY), 0..60)) {
        let mut sessions: Vec<OpenSession> = Vec::new();
        for (id, (number, arrived)) in (1..).zip(arrivals) {
            let plate = if number < 50 { String::new() } else { format!("浙B{number:05}") };
            if plate.is_empty() || sessions.iter().all(|session| session.plate != plate) {
                sessions.push(session(id, &plate, arrived));
            }
        }
        let inside: Vec<Listed> =
            sessions.iter().map(|session| listed(&session.plate, NOW.since(session.arrived_at))).collect();
        prop_assert_eq!(found(&inside, &sessions, &[]), []);
    }

    #[test]
    fn plates_that_look_alike_have_one_key(one in "浙[0DQO8B2Z5S17TI]{6}", at in 1_usize..7, other in "[0DQO8B2Z5S17TI]") {
        let mut changed: Vec<char> = one.chars().collect();
        changed[at] = other.chars().next().unwrap();
        let changed: String = changed.into_iter().collect();
        if look_alike(&one, &changed).is_some() {
            prop_assert_eq!(resemblance_key(&one), resemblance_key(&changed));
        }
    }
}
