use chrono::NaiveDate;
use gate_core::blacklist::BlacklistEntry;
use gate_core::in_park::InParkVehicle;
use gate_core::passage::{Direction, Source};
use gate_core::vehicle::{VehicleRegistration, VehicleType};
use gate_core::visitor::Visitor;

use super::*;
use crate::testing::{PARK, plan, record, rules};
use crate::visitors::VisitorSource;
use crate::{IngestRules, StoreOptions};

/// 2026-03-15 08:00 in China.
const NOW: UtcMillis = UtcMillis(1_773_532_800_000);
const HOUR: i64 = 3_600_000;

fn store(dir: &tempfile::TempDir) -> Store {
    Store::open(dir.path(), &StoreOptions::bare()).unwrap()
}

async fn pass(store: &Store, direction: Direction, plate: &str, hours_ago: i64) {
    let at = UtcMillis(NOW.0 - hours_ago * HOUR);
    store.ingest(&rules(), vec![record(direction, plate, "1", at)], Source::Records, NOW).await.unwrap();
}

/// A visit that is over.
async fn visit(store: &Store, plate: &str, hours_ago: i64) {
    pass(store, Direction::In, plate, hours_ago + 1).await;
    pass(store, Direction::Out, plate, hours_ago).await;
}

async fn register(store: &Store, plate: &str, owner: &str, phone: &str) {
    let vehicle = VehicleRegistration {
        plate: plate.to_owned(),
        vehicle_type: VehicleType::Monthly,
        type_name: None,
        owner_name: owner.to_owned(),
        owner_phone: phone.to_owned(),
        valid_from: NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(),
        valid_until: NaiveDate::from_ymd_opt(2026, 3, 25).unwrap(),
        lanes: vec![],
        spaces: None,
        remark: None,
        work_no: None,
        department: None,
    };
    store.remember_vehicle(PARK, &vehicle, NOW).await.unwrap();
}

fn visitor(plate: &str, name: Option<&str>) -> Visitor {
    Visitor {
        parking_id: PARK.into(),
        plate: plate.into(),
        name: name.map(str::to_owned),
        phone: None,
        from: Some(UtcMillis(NOW.0 - HOUR)),
        until: Some(UtcMillis(NOW.0 + HOUR)),
        reason: None,
        extra: std::collections::BTreeMap::new(),
    }
}

async fn found(store: &Store, typed: &str) -> Vec<String> {
    let hits = store.search_plates(typed, 12, NOW).await.unwrap();
    hits.into_iter().map(|hit| hit.plate).collect()
}

#[tokio::test]
async fn any_part_in_any_writing_finds_a_plate_that_passed_long_ago() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    visit(&store, "浙B1C345", 9_000).await;
    for typed in
        ["345", "5", "浙B1C345", "b1c345", "Ｂ１Ｃ", "浙b·1c", "c34", "浙", "B1C34S", "苏B1C345", "ic345"]
    {
        assert_eq!(found(&store, typed).await, ["浙B1C345"], "{typed}");
    }
    for typed in ["", " ", "346", "%", "_", "1%5", "'; DROP TABLE passages; --", "C2", "浙A", "无牌车"] {
        assert_eq!(found(&store, typed).await, [""; 0], "{typed}");
    }
    assert_eq!(found(&store, &"1".repeat(10_000)).await, [""; 0]);
}

#[tokio::test]
async fn inside_comes_first_then_the_whole_then_the_end_then_the_middle_then_look_alikes() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    visit(&store, "浙B2345", 50).await;
    visit(&store, "浙AB2345", 50).await;
    visit(&store, "浙B23456", 50).await;
    pass(&store, Direction::In, "浙B23450", 3).await;
    pass(&store, Direction::In, "浙8Z345", 3).await;
    pass(&store, Direction::In, "浙B234S", 3).await;
    assert_eq!(found(&store, "B2345").await, ["浙B23450", "浙B2345", "浙AB2345", "浙B23456", "浙B234S"]);
}

#[tokio::test]
async fn among_equals_the_one_seen_last_comes_first() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    for (plate, hours_ago) in [("浙B11345", 300), ("浙B22345", 20), ("浙B33345", 100)] {
        visit(&store, plate, hours_ago).await;
    }
    assert_eq!(found(&store, "345").await, ["浙B22345", "浙B33345", "浙B11345"]);
    assert_eq!(store.search_plates("345", 2, NOW).await.unwrap().len(), 2);
}

#[tokio::test]
async fn every_register_is_searched_and_marks_what_it_knows() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    register(&store, "浙B70001", "张三", "13800138000").await;
    let ban = BlacklistEntry { plate: "浙B·70002".into(), until: NaiveDate::from_ymd_opt(2026, 3, 14) };
    store.remember_blacklisted(PARK, &ban, "", "", NOW).await.unwrap();
    store.hear_visitor(&visitor("浙B70003", None), VisitorSource::Query, NOW).await.unwrap();
    let listed = InParkVehicle {
        plate_raw: "浙B70004".into(),
        lane_no: Some("1".into()),
        vehicle_type: None,
        entered_at: UtcMillis(NOW.0 - HOUR),
    };
    store.replace_in_park(PARK, vec![listed], NOW).await.unwrap();
    pass(&store, Direction::In, "浙B70005", 2).await;
    let hits: HashMap<String, PlateHit> = store
        .search_plates("7000", 12, NOW)
        .await
        .unwrap()
        .into_iter()
        .map(|hit| (hit.plate.clone(), hit))
        .collect();
    assert_eq!(hits.len(), 5);
    let registered = hits["浙B70001"].registered.clone().unwrap();
    assert_eq!(registered.days_left, Some(10));
    assert_eq!(hits["浙B70001"].standing, VehicleStanding::Monthly);
    assert!(!hits["浙B70002"].banned.as_ref().unwrap().holds, "it ended yesterday");
    assert_eq!(hits["浙B70002"].standing, VehicleStanding::Temporary);
    assert!(hits["浙B70003"].visit.as_ref().unwrap().covers);
    assert_eq!(hits["浙B70003"].standing, VehicleStanding::Visitor);
    let listed = hits["浙B70004"].inside.as_ref().unwrap();
    assert_eq!((listed.session_id, listed.lane_no.as_str()), (None, "1"));
    let open = hits["浙B70005"].inside.as_ref().unwrap();
    assert!(open.session_id.is_some());
    assert_eq!(open.since, UtcMillis(NOW.0 - 2 * HOUR));
    assert!(!format!("{hits:?}").contains("张三"));
}

#[tokio::test]
async fn people_are_found_by_name_pinyin_and_phone_after_plates() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    register(&store, "浙B70001", "单雄信", "13800138000").await;
    visit(&store, "浙B38000", 9).await;
    for typed in ["单", "单雄", "雄信", "sxx", "shanxiong", "Shan Xiong"] {
        assert_eq!(found(&store, typed).await, ["浙B70001"], "{typed}");
    }
    assert_eq!(found(&store, "38000").await, ["浙B38000", "浙B70001"]);
    assert_eq!(found(&store, "1380").await, ["浙B70001"]);
    assert_eq!(found(&store, "138 0013 8000").await, ["浙B70001"]);
    assert_eq!(found(&store, "dxx").await, [""; 0], "单 is read shan in a name");
}

#[tokio::test]
async fn a_visitor_is_found_by_the_given_name_too() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    store.hear_visitor(&visitor("浙B70003", Some("解小芳")), VisitorSource::Query, NOW).await.unwrap();
    for typed in ["小芳", "解小", "xiexiaofang", "xxf"] {
        assert_eq!(found(&store, typed).await, ["浙B70003"], "{typed}");
    }
    assert_eq!(found(&store, "小明").await, [""; 0]);
}

#[tokio::test]
async fn a_name_is_found_by_what_it_is_now() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    register(&store, "浙B70001", "单雄信", "13800138000").await;
    register(&store, "浙B70001", "曾国藩", "13800138000").await;
    assert_eq!(found(&store, "国藩").await, ["浙B70001"]);
    assert_eq!(found(&store, "雄信").await, [""; 0]);
}

#[tokio::test]
async fn of_thousands_that_fit_the_best_are_found_whatever_their_order() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    let records: Vec<_> = (0..3_000)
        .map(|number| {
            let at = UtcMillis(NOW.0 - (3_000 - number) * 1_000);
            record(Direction::In, &format!("浙B1{number:04}"), "1", at)
        })
        .collect();
    store.ingest(&rules(), records, Source::Records, NOW).await.unwrap();
    let expected: Vec<String> = (2_988..3_000).rev().map(|number| format!("浙B1{number:04}")).collect();
    assert_eq!(found(&store, "浙").await, expected, "all are inside: who came last is shown first");
    let ends: Vec<String> = (0..12).map(|ten| format!("浙B1{:04}", 2_997 - ten * 10)).collect();
    assert_eq!(found(&store, "7").await, ends, "the end before the middle");
}

#[tokio::test]
async fn who_is_limited_to_a_car_park_finds_what_it_knows_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    register(&store, "浙B70001", "单雄信", "13800138000").await;
    pass(&store, Direction::In, "浙B70001", 2).await;
    let there = gate_core::record::Record {
        parking_id: "other".into(),
        ..record(Direction::In, "浙B70001", "1", UtcMillis(NOW.0 - 30 * HOUR))
    };
    let elsewhere = IngestRules { parking_id: "other".into(), ..rules() };
    store.ingest(&elsewhere, vec![there], Source::Records, NOW).await.unwrap();
    pass(&store, Direction::In, "浙B70002", 2).await;
    let within = async |park: &str, typed: &str| {
        let scope = CarParkScope::of(&[park.to_owned()]);
        store.search_plates_within(typed, 12, scope, NOW).await.unwrap()
    };
    let [hit] = &within("other", "7000").await[..] else { panic!("one plate is known there") };
    assert_eq!((hit.plate.as_str(), &hit.registered), ("浙B70001", &None));
    assert_eq!(hit.inside.as_ref().map(|inside| inside.parking_id.as_str()), Some("other"));
    assert_eq!(hit.last_seen_at, Some(UtcMillis(NOW.0 - 30 * HOUR)));
    assert_eq!(hit.standing, VehicleStanding::Temporary, "what it is elsewhere does not show");
    for typed in ["单", "雄信", "sxx", "13800138000", "8000"] {
        assert_eq!(within("other", typed).await, [], "{typed}: whose it is, is the other car park's");
        assert_eq!(within(PARK, typed).await.len(), 1, "{typed}");
    }
    assert_eq!(within(PARK, "7000").await.len(), 2);
    assert_eq!(within("nowhere", "7").await, []);
}

#[tokio::test]
async fn what_is_no_longer_known_is_no_longer_found() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    register(&store, "浙B70001", "张三", "13800138000").await;
    assert_eq!(found(&store, "70001").await, ["浙B70001"]);
    store.forget_vehicle(PARK, "浙B70001").await.unwrap();
    assert_eq!(found(&store, "70001").await, [""; 0]);
    let parts: i64 = store
        .read(|c| Ok(c.query_row("SELECT count(*) FROM plate_parts", [], |row| row.get(0))?))
        .await
        .unwrap();
    assert_eq!(parts, 0);
}

#[tokio::test]
async fn no_statement_reads_a_whole_table_that_grows() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    let mut statements = vec![BY_PHONE_END, crate::plate_card::OPEN_SESSIONS];
    statements.extend(BY_LETTERS);
    statements.extend(BY_PHONE);
    statements.extend(BY_NAME);
    statements.extend(BY_NAME_WITHIN);
    statements.push(marks::LAST);
    statements.extend([plate_parts::ENDING_WITH, plate_parts::HOLDING]);
    for sql in statements {
        let steps = store.read(move |c| plan(c, sql)).await.unwrap();
        for step in steps {
            assert!(!step.starts_with("SCAN") || step == "SCAN parks", "{sql}: {step}");
            assert!(
                sql == crate::plate_card::OPEN_SESSIONS || !step.contains("TEMP B-TREE"),
                "{sql}: {step}"
            );
        }
    }
    let inside = store.read(|c| plan(c, INSIDE_BY_SESSIONS)).await.unwrap();
    assert_eq!(inside, ["SCAN sessions USING COVERING INDEX sessions_open"]);
}
