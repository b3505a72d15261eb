use gate_core::time::UtcMillis;
use gate_core::vehicle::{Vehicle, VehicleType};

use super::*;
use crate::StoreOptions;
use crate::mirrors::Register;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

fn vehicle(plate: &str, owner: &str, kind: &str, until: &str) -> Vehicle {
    Vehicle {
        plate: plate.to_owned(),
        vehicle_type: Some(VehicleType::from_wire(kind)),
        owner_name: Some(owner.to_owned()).filter(|owner| !owner.is_empty()),
        owner_phone: Some(format!("138{:0>8}", plate.len() + owner.len())),
        work_no: None,
        valid_from: "2026-01-01".parse().ok(),
        valid_until: until.parse().ok(),
        lanes: vec![],
        spaces: 1,
        remark: None,
    }
}

async fn refresh(store: &Store, park: &str, vehicles: Vec<Vehicle>, at: i64) {
    let number = store.begin_refresh(park, Register::Vehicles, UtcMillis(at)).await.unwrap();
    store.upsert_vehicles(park, number, vehicles, UtcMillis(at)).await.unwrap();
    store.finish_vehicles(park, number, UtcMillis(at)).await.unwrap();
}

fn some() -> Vec<Vehicle> {
    vec![
        vehicle("浙B11111", "张三", "1", "2026-11-25"),
        vehicle("浙B22222", "李四", "2", "2026-12-10"),
        vehicle("浙B33333", "王五", "1", "2026-11-01"),
        vehicle("浙B44444", "", "101", "2027-11-01"),
    ]
}

async fn store(dir: &tempfile::TempDir) -> Store {
    let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
    refresh(&store, "park1", some(), 1_000).await;
    store
}

async fn plates(store: &Store, filter: TableFilter, order: TableOrder) -> Vec<String> {
    let page = store.vehicle_table(filter, order, 0, 100, today()).await.unwrap();
    assert_eq!(page.total as usize, page.rows.len());
    page.rows.into_iter().map(|row| row.vehicle.plate_key.replace("浙B", "")[..1].to_owned()).collect()
}

#[tokio::test]
async fn every_fragment_that_people_remember_finds_its_vehicle() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir).await;
    let table: [(&str, &[&str]); 9] = [
        ("", &["1", "2", "3", "4"]),
        ("b222", &["2"]),
        ("浙b·33", &["3"]),
        ("张", &["1"]),
        ("zs", &["1"]),
        ("WANGWU", &["3"]),
        ("lisi", &["2"]),
        ("138-0000", &["1", "2", "3", "4"]),
        ("没有", &[]),
    ];
    for (text, expected) in table {
        let filter = TableFilter { text: text.to_owned(), ..TableFilter::default() };
        assert_eq!(plates(&store, filter, TableOrder::default()).await, expected, "{text}");
    }
}

#[tokio::test]
async fn filters_sorts_and_counts_agree() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir).await;
    refresh(&store, "park2", vec![vehicle("浙B99999", "赵六", "1", "2099-01-01")], 1_000).await;
    let here = || TableFilter { parking_id: Some("park1".into()), ..TableFilter::default() };
    let only = |validity| TableFilter { validity: Some(validity), ..here() };
    let plate = TableOrder::default();
    assert_eq!(plates(&store, only(ValidityFilter::Expired), plate).await, ["3"]);
    assert_eq!(plates(&store, only(ValidityFilter::Within(7)), plate).await, ["1"]);
    assert_eq!(plates(&store, only(ValidityFilter::Within(30)), plate).await, ["1", "2"]);
    assert_eq!(
        plates(&store, TableFilter { vehicle_type: Some("101".into()), ..here() }, plate).await,
        ["4"]
    );
    let by = |sort, descending| TableOrder { sort, descending };
    assert_eq!(plates(&store, here(), by(TableSort::ValidUntil, false)).await, ["3", "1", "2", "4"]);
    assert_eq!(plates(&store, here(), by(TableSort::ValidUntil, true)).await, ["4", "2", "1", "3"]);
    assert_eq!(plates(&store, here(), by(TableSort::Owner, false)).await, ["2", "3", "1", "4"], "none last");
    assert_eq!(plates(&store, here(), by(TableSort::Type, false)).await, ["1", "3", "2", "4"]);
    let limited = TableFilter { scope: CarParkScope::of(&["park2".to_owned()]), ..TableFilter::default() };
    assert_eq!(plates(&store, limited, plate).await, ["9"]);

    let page = store.vehicle_table(only(ValidityFilter::Expired), plate, 0, 10, today()).await.unwrap();
    let tally = page.tally;
    assert_eq!((tally.all, tally.valid, tally.within_7, tally.within_30, tally.expired), (4, 3, 1, 2, 1));
    let second = store.vehicle_table(here(), plate, 1, 2, today()).await.unwrap();
    assert_eq!((second.total, second.rows.len()), (4, 2));
    assert_eq!(second.rows[0].vehicle.plate_key, "浙B22222");
}

#[tokio::test]
async fn what_changes_is_seen_at_once_also_what_another_process_writes() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir).await;
    let by_until = TableOrder { sort: TableSort::ValidUntil, descending: false };
    assert_eq!(plates(&store, TableFilter::default(), by_until).await, ["3", "1", "2", "4"]);
    let other = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
    let mut changed = some();
    changed[2] = vehicle("浙B33333", "王五", "1", "2030-01-01");
    changed.remove(0);
    changed.push(vehicle("浙B55555", "孙七", "1", "2026-11-23"));
    refresh(&other, "park1", changed, 2_000).await;
    assert_eq!(plates(&store, TableFilter::default(), by_until).await, ["5", "2", "4", "3"]);
    assert_eq!(plates(&store, TableFilter::default(), TableOrder::default()).await, ["2", "3", "4", "5"]);
}

#[tokio::test]
async fn who_missed_too_many_changes_reads_all_anew() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir).await;
    assert_eq!(plates(&store, TableFilter::default(), TableOrder::default()).await.len(), 4);
    refresh(&store, "park1", vec![vehicle("浙B66666", "周八", "1", "2027-01-01")], 2_000).await;
    let forget =
        |tx: &crate::writer::WriteTx<'_>| Ok(tx.execute("DELETE FROM vehicle_changes WHERE no < 8", [])?);
    store.write(forget).await.unwrap();
    assert_eq!(plates(&store, TableFilter::default(), TableOrder::default()).await, ["6"]);
}
