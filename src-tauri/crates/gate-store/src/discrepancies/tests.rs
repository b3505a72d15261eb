use super::*;
use crate::{Changes, IngestRules, StoreOptions};
use gate_core::in_park::InParkVehicle;
use gate_core::passage::{Direction, Source};
use gate_core::reconcile::{self, Listed, Rules};
use gate_core::record::Record;
use gate_core::vehicle::VehicleType;

const PARK: &str = "park123";
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

fn at(minute: i64) -> UtcMillis {
    UtcMillis(1_800_000_000_000 + minute * MINUTE)
}

fn open(dir: &std::path::Path) -> Store {
    Store::open(dir, &StoreOptions::bare()).unwrap()
}

fn finding(kind: DiscrepancyKind, plate: &str, since: UtcMillis) -> Discrepancy {
    Discrepancy {
        kind,
        plate: plate.to_owned(),
        since,
        session: None,
        entered_at: None,
        lane_no: None,
        left_at: None,
        resembles: None,
        counts: None,
    }
}

/// Findings with something in every field between them.
fn one_of_each() -> Vec<Discrepancy> {
    let resembles = Some(Resemblance { plate: "浙B12B45".into(), session: Some(1) });
    let counts = Some(Counts { sessions: 3, listed: 5 });
    vec![
        Discrepancy { counts, ..finding(DiscrepancyKind::OtherCount, "", UtcMillis(0)) },
        Discrepancy {
            session: Some(7),
            resembles,
            ..finding(DiscrepancyKind::NotInside, "浙B12845", at(-300))
        },
        Discrepancy {
            entered_at: Some(at(-200)),
            lane_no: Some("2".into()),
            left_at: Some(at(-100)),
            ..finding(DiscrepancyKind::NotKnown, "浙B22222", at(-200))
        },
    ]
}

#[tokio::test]
async fn what_stands_is_read_back_whole_after_the_program_was_started_anew() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    // The look-alike's exit still awaits its arrival.
    let rules = IngestRules { parking_id: PARK.into(), total_spaces: None, city: None };
    let exit = vec![record(Direction::Out, "浙B12B45", -150)];
    store.ingest(&rules, exit, Source::Records, at(0)).await.unwrap();
    for minute in [0, 5] {
        store.replace_discrepancies(PARK, one_of_each(), at(minute)).await.unwrap();
    }
    store.close().await;
    let store = open(dir.path());
    let change = store.replace_discrepancies(PARK, one_of_each(), at(10)).await.unwrap();
    assert_eq!(change, Reconciled { standing: 3, changed: true });
    let rows = store.discrepancies(Some(PARK)).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.found.clone()).collect::<Vec<_>>(), one_of_each());
    let seen = Sightings { first_at: at(0), last_at: at(10), times: 3 };
    assert!(rows.iter().all(|row| row.seen == seen && row.parking_id == PARK));
}

#[tokio::test]
async fn people_hear_of_it_when_it_begins_to_stand_when_it_changes_and_when_it_goes() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let unknown = finding(DiscrepancyKind::NotKnown, "浙B12345", at(-60));
    let left = Discrepancy { left_at: Some(at(-20)), ..unknown.clone() };
    let steps = [
        ("seen once", vec![unknown.clone()], 0, false),
        ("gone again", vec![], 0, false),
        ("once, which is not twice in a row", vec![unknown.clone()], 0, false),
        ("twice", vec![unknown.clone()], 1, true),
        ("still", vec![unknown], 1, false),
        ("and it has left", vec![left.clone()], 1, true),
        ("still", vec![left], 1, false),
        ("gone", vec![], 0, true),
    ];
    for (minute, (step, found, standing, changed)) in (0..).zip(steps) {
        let mut changes = store.subscribe();
        let reconciled = store.replace_discrepancies(PARK, found, at(minute)).await.unwrap();
        assert_eq!(reconciled, Reconciled { standing: standing as u64, changed }, "{step}");
        assert_eq!(store.discrepancies(None).await.unwrap().len(), standing, "{step}");
        let heard = changes.try_recv().unwrap_or_default();
        assert_eq!(
            heard,
            if changed { Changes::NONE.with(Change::Sessions) } else { Changes::NONE },
            "{step}"
        );
    }
}

#[tokio::test]
async fn car_parks_do_not_forget_each_others() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let found = || vec![finding(DiscrepancyKind::Overdue, "浙B12345", at(-60))];
    for minute in [0, 1] {
        store.replace_discrepancies(PARK, found(), at(minute)).await.unwrap();
        store.replace_discrepancies("park456", found(), at(minute)).await.unwrap();
    }
    store.replace_discrepancies(PARK, vec![], at(2)).await.unwrap();
    let left = store.discrepancies(None).await.unwrap();
    assert_eq!(left.iter().map(|row| row.parking_id.as_str()).collect::<Vec<_>>(), ["park456"]);
    assert_eq!(store.discrepancies(Some(PARK)).await.unwrap(), []);
}

fn record(direction: Direction, plate: &str, minute: i64) -> Record {
    Record {
        parking_id: PARK.into(),
        direction,
        plate_raw: plate.into(),
        at: at(minute),
        lane_no: "1".into(),
        lane_name: None,
        record_id: None,
        vehicle_type: None,
        photo_url: None,
        owner_name: None,
        work_no: None,
        owner_phone: None,
        free_spaces: None,
    }
}

#[tokio::test]
async fn both_sides_are_read_as_they_stand() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let rules = IngestRules { parking_id: PARK.into(), total_spaces: None, city: None };
    let records = vec![
        record(Direction::In, "浙B11111", -90),
        record(Direction::In, "浙B22222", -80),
        record(Direction::Out, "浙B22222", -30),
        record(Direction::Out, "浙B33333", -20),
        record(Direction::In, "浙B44444", -400),
        record(Direction::Out, "浙B44444", -350),
    ];
    store.ingest(&rules, records, Source::Records, at(0)).await.unwrap();
    let listed = |plate: &str, minute| InParkVehicle {
        plate_raw: plate.into(),
        lane_no: Some("1".into()),
        vehicle_type: Some(VehicleType::Temporary),
        entered_at: at(minute),
    };
    let list =
        vec![listed("浙b·11111", -90), listed("浙B22222", -80), listed("浙B44444", -300), listed("", -5)];
    store.replace_in_park(PARK, list, at(0)).await.unwrap();
    let inside = store.inside(PARK, at(-1_000)).await.unwrap();
    let brief = |listed: &Listed| (listed.plate.clone(), listed.entered_at, listed.left_at);
    assert_eq!(
        inside.listed.iter().map(brief).collect::<Vec<_>>(),
        [
            ("浙B44444".into(), at(-300), None),
            ("浙B11111".into(), at(-90), None),
            ("浙B22222".into(), at(-80), Some(at(-30))),
            (String::new(), at(-5), None),
        ],
        "an exit before the entry is another visit's"
    );
    let open: Vec<_> = inside.sessions.iter().map(|open| (open.plate.as_str(), open.arrived_at)).collect();
    assert_eq!(open, [("浙B11111", at(-90))]);
    let exits: Vec<_> = inside.exits.iter().map(|exit| (exit.plate.as_str(), exit.left_at)).collect();
    assert_eq!(exits, [("浙B33333", at(-20))]);
    let rules = Rules { collected_from: at(-1_000), overdue_after: OVERDUE_AFTER };
    let found = reconcile::compare(&inside, &rules, at(0));
    let kinds: Vec<_> = found.iter().map(|found| (found.kind, found.plate.as_str())).collect();
    let expected = [(DiscrepancyKind::NotKnown, "浙B44444"), (DiscrepancyKind::NotKnown, "浙B22222")];
    assert_eq!(kinds, expected);
    assert_eq!(store.inside("park456", at(-1_000)).await.unwrap(), reconcile::Inside::default());
}

#[tokio::test]
async fn overdue_is_after_seven_days_unless_staff_say_otherwise() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    assert_eq!(store.overdue_after().await.unwrap(), Duration::from_millis(7 * 24 * HOUR as u64));
    store.set_overdue_after(Duration::from_millis(HOUR as u64), "admin", at(0)).await.unwrap();
    assert_eq!(store.overdue_after().await.unwrap(), Duration::from_millis(HOUR as u64));
}

#[tokio::test]
async fn what_was_settled_since_the_last_sample_is_told_no_more() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let rules = IngestRules { parking_id: PARK.into(), total_spaces: None, city: None };
    let came = [("浙B11111", -400), ("浙B22222", -300), ("浙B33333", -290), ("", -280), ("", -270)];
    let records = came.map(|(plate, minute)| record(Direction::In, plate, minute)).into();
    store.ingest(&rules, records, Source::Records, at(-200)).await.unwrap();
    let inside = store.inside(PARK, at(-1_000)).await.unwrap();
    let of = |minute| inside.sessions.iter().find(|open| open.arrived_at == at(minute)).unwrap().id;
    let session =
        |kind, plate, minute| Discrepancy { session: Some(of(minute)), ..finding(kind, plate, at(minute)) };
    let looks_like = Some(Resemblance { plate: "浙B22222".into(), session: Some(of(-300)) });
    let found = vec![
        session(DiscrepancyKind::NotInside, "浙B11111", -400),
        session(DiscrepancyKind::Overdue, "浙B11111", -400),
        session(DiscrepancyKind::OtherTime, "浙B22222", -300),
        session(DiscrepancyKind::NotInside, "浙B33333", -290),
        Discrepancy { resembles: looks_like, ..finding(DiscrepancyKind::NotKnown, "浙B2222Z", at(-250)) },
        Discrepancy {
            counts: Some(Counts { sessions: 2, listed: 1 }),
            ..finding(DiscrepancyKind::OtherCount, "", UtcMillis(0))
        },
    ];
    for minute in [-20, 0] {
        store.replace_discrepancies(PARK, found.clone(), at(minute)).await.unwrap();
    }
    let told = async || {
        let rows = store.discrepancies(Some(PARK)).await.unwrap();
        rows.into_iter().map(|row| (row.found.kind, row.found.plate)).collect::<Vec<_>>()
    };
    assert_eq!(told().await.len(), 6);
    let mend = async |session, mend| {
        let version = store.session_facts(session, at(1)).await.unwrap().version;
        let ordinary_colour = gate_core::plate::PlateColour::Blue;
        let mending = crate::Mending { session_id: session, version, mend, ordinary_colour };
        store.mend_session(mending, "看过", "admin", at(1)).await.unwrap();
    };
    mend(of(-400), crate::Mend::ExitMissed).await;
    assert_eq!(told().await.len(), 4, "both of the vehicle that is not inside");
    mend(of(-280), crate::Mend::ExitMissed).await;
    assert!(!told().await.iter().any(|(kind, _)| *kind == DiscrepancyKind::OtherCount));
    mend(of(-290), crate::Mend::Plate("浙B2222Z".into())).await;
    assert_eq!(told().await, [(DiscrepancyKind::OtherTime, "浙B22222".to_owned())], "the plate settles both");
    mend(of(-300), crate::Mend::ArrivedAt(at(-310))).await;
    assert_eq!(told().await, []);
}
