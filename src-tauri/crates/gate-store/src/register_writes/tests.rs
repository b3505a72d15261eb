use gate_core::vehicle::Vehicle;

use super::*;
use crate::StoreOptions;
use crate::mirrors::RefreshNo;

const PARK: &str = "park1";

fn store(dir: &tempfile::TempDir) -> Store {
    Store::open(dir.path(), &StoreOptions::bare()).unwrap()
}

fn entry(plate: &str, until: &str) -> RegisterEntry {
    RegisterEntry {
        plate: plate.into(),
        vehicle_type: "1".into(),
        type_name: "贵宾".into(),
        owner: "张三".into(),
        phone: "13800138000".into(),
        valid_from: "2026-01-01".into(),
        valid_until: until.into(),
        spaces: 1,
        department: "财务部".into(),
        ..RegisterEntry::default()
    }
}

/// The vehicle as the platform would list it.
fn listed(entry: &RegisterEntry) -> Vehicle {
    Vehicle {
        plate: entry.plate.clone(),
        vehicle_type: Some(gate_core::vehicle::VehicleType::Monthly),
        owner_name: Some(entry.owner.clone()),
        owner_phone: Some(entry.phone.clone()),
        work_no: None,
        valid_from: entry.valid_from.parse().ok(),
        valid_until: entry.valid_until.parse().ok(),
        lanes: vec![],
        spaces: 1,
        remark: None,
    }
}

async fn begin(store: &Store, operation: RegisterOperation, after: Option<RegisterEntry>, at: i64) -> i64 {
    let new = NewRegisterWrite {
        parking_id: PARK.into(),
        operation,
        plate: "浙B12345".into(),
        after,
        by: "王工".into(),
        batch_row: None,
    };
    store.begin_register_write(new, UtcMillis(at)).await.unwrap().id
}

async fn lose(store: &Store, id: i64, at: i64) {
    store.end_register_write(id, WriteEnd::Lost("reset".into()), UtcMillis(at)).await.unwrap();
}

async fn walk(store: &Store, at: i64) -> RefreshNo {
    store.begin_refresh(PARK, Register::Vehicles, UtcMillis(at)).await.unwrap()
}

/// Reads the whole list, which holds `vehicles`.
async fn refresh(store: &Store, vehicles: Vec<Vehicle>, at: i64) {
    let number = walk(store, at).await;
    store.upsert_vehicles(PARK, number, vehicles, UtcMillis(at)).await.unwrap();
    store.finish_vehicles(PARK, number, UtcMillis(at)).await.unwrap();
}

async fn outcome(store: &Store, id: i64) -> (IssueOutcome, Option<i64>) {
    let row = store.register_write(id).await.unwrap().unwrap();
    (row.outcome, row.checked_at.map(|at| at.0))
}

#[tokio::test]
async fn what_the_platform_took_stands_in_the_mirror_with_what_no_list_returns() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    let asked = entry("浙B12345", "2026-12-31");
    let id = begin(&store, RegisterOperation::AddVehicle, Some(asked.clone()), 1_000).await;
    assert_eq!(store.vehicle_by_plate("浙B12345").await.unwrap(), [], "not before it was taken");
    store.end_register_write(id, WriteEnd::Done, UtcMillis(1_010)).await.unwrap();
    let known = store.register_entry(PARK, Register::Vehicles, "浙b·12345").await.unwrap();
    assert_eq!(known, Some(asked));
    let late =
        store.end_register_write(id, WriteEnd::Refused("晚了".into()), UtcMillis(1_020)).await.unwrap();
    assert_eq!(late.outcome, IssueOutcome::Done, "the first word counts");
}

#[tokio::test]
async fn a_second_write_of_a_plate_waits_for_the_first_and_not_for_ever() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    begin(&store, RegisterOperation::DeleteVehicle, None, 1_000).await;
    let new = |plate: &str, operation| NewRegisterWrite {
        parking_id: PARK.into(),
        operation,
        plate: plate.into(),
        after: None,
        by: String::new(),
        batch_row: None,
    };
    let second =
        store.begin_register_write(new("浙B·12345", RegisterOperation::DeleteVehicle), UtcMillis(2_000));
    assert!(matches!(second.await, Err(StoreError::WriteUnderWay)));
    for (plate, operation) in
        [("浙B99999", RegisterOperation::DeleteVehicle), ("浙B12345", RegisterOperation::DeleteBlacklist)]
    {
        store.begin_register_write(new(plate, operation), UtcMillis(2_000)).await.unwrap();
    }
    let later = UtcMillis(1_001 + UNDER_WAY_MS);
    store.begin_register_write(new("浙B12345", RegisterOperation::DeleteVehicle), later).await.unwrap();
}

#[tokio::test]
async fn only_a_reading_that_began_after_the_answer_was_lost_settles_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    let asked = entry("浙B12345", "2026-12-31");
    let early = walk(&store, 900).await;
    let id = begin(&store, RegisterOperation::AddVehicle, Some(asked.clone()), 1_000).await;
    lose(&store, id, 2_000).await;
    store.finish_vehicles(PARK, early, UtcMillis(2_500)).await.unwrap();
    assert_eq!(outcome(&store, id).await, (IssueOutcome::Unknown, None), "it read before");
    refresh(&store, vec![listed(&asked)], 3_000).await;
    assert_eq!(outcome(&store, id).await, (IssueOutcome::Done, Some(3_000)));
    let known = store.register_entry(PARK, Register::Vehicles, "浙B12345").await.unwrap().unwrap();
    assert_eq!((known.department.as_str(), known.type_name.as_str()), ("财务部", "贵宾"));
}

#[tokio::test]
async fn what_a_killed_process_left_is_settled_once_it_must_be_over() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    let asked = entry("浙B12345", "2026-12-31");
    let id = begin(&store, RegisterOperation::AddVehicle, Some(asked.clone()), 1_000).await;
    refresh(&store, vec![], 2_000).await;
    assert_eq!(outcome(&store, id).await, (IssueOutcome::Unknown, None), "it may be under way");
    refresh(&store, vec![listed(&asked)], 1_000 + UNDER_WAY_MS).await;
    assert_eq!(outcome(&store, id).await.0, IssueOutcome::Done);
}

#[tokio::test]
async fn what_was_not_there_yet_counts_as_done_when_it_comes_within_a_day_unless_it_was_written_again() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    let asked = entry("浙B12345", "2026-12-31");
    let first = begin(&store, RegisterOperation::AddVehicle, Some(asked.clone()), 1_000).await;
    lose(&store, first, 2_000).await;
    refresh(&store, vec![], 3_000).await;
    assert_eq!(outcome(&store, first).await, (IssueOutcome::NotDone, Some(3_000)));
    refresh(&store, vec![listed(&asked)], 4_000).await;
    assert_eq!(outcome(&store, first).await, (IssueOutcome::Done, Some(4_000)), "the platform was slow");

    let other = RegisterEntry { valid_until: "2027-12-31".into(), ..asked.clone() };
    let second = begin(&store, RegisterOperation::ChangeVehicle, Some(other.clone()), 5_000).await;
    lose(&store, second, 5_001).await;
    refresh(&store, vec![listed(&asked)], 6_000).await;
    let third = begin(&store, RegisterOperation::ChangeVehicle, Some(other.clone()), 7_000).await;
    store.end_register_write(third, WriteEnd::Done, UtcMillis(7_001)).await.unwrap();
    refresh(&store, vec![listed(&other)], 8_000).await;
    assert_eq!(outcome(&store, second).await.0, IssueOutcome::NotDone, "the later write did that");
}

#[tokio::test]
async fn a_refusal_and_what_was_not_sent_change_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    refresh(&store, vec![listed(&entry("浙B12345", "2026-12-31"))], 500).await;
    for end in [WriteEnd::Refused("车辆已冻结".into()), WriteEnd::NotSent("offline".into())] {
        let id = begin(&store, RegisterOperation::DeleteVehicle, None, 1_000).await;
        let row = store.end_register_write(id, end.clone(), UtcMillis(1_001)).await.unwrap();
        let refused = matches!(end, WriteEnd::Refused(_));
        assert_eq!(row.outcome, if refused { IssueOutcome::Refused } else { IssueOutcome::NotDone });
        assert_eq!(row.answer, if refused { "车辆已冻结" } else { "" });
        assert_eq!(store.vehicle_by_plate("浙B12345").await.unwrap().len(), 1);
    }
    let history = store.register_writes_of(PARK, "浙B12345", 9).await.unwrap();
    assert_eq!(history.len(), 2);
    assert!(history[0].before.is_some() && history[0].after.is_none());
}
