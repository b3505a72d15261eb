use super::*;
use crate::StoreOptions;
use gate_core::vehicle::VehicleRegistration;

fn store(dir: &tempfile::TempDir) -> Store {
    Store::open(dir.path(), &StoreOptions::bare()).unwrap()
}

fn vehicle(plate: &str, owner: &str) -> Vehicle {
    Vehicle {
        plate: plate.to_owned(),
        vehicle_type: Some(VehicleType::Monthly),
        owner_name: Some(owner.to_owned()),
        owner_phone: Some("13800138000".to_owned()),
        work_no: None,
        valid_from: NaiveDate::from_ymd_opt(2026, 1, 1),
        valid_until: NaiveDate::from_ymd_opt(2026, 12, 31),
        lanes: vec!["1".to_owned(), "2".to_owned()],
        spaces: 2,
        remark: None,
    }
}

fn registration(plate: &str) -> VehicleRegistration {
    VehicleRegistration {
        plate: plate.to_owned(),
        vehicle_type: VehicleType::Other("101".to_owned()),
        type_name: Some("贵宾".to_owned()),
        owner_name: "张三".to_owned(),
        owner_phone: "13800138000".to_owned(),
        valid_from: NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(),
        valid_until: NaiveDate::from_ymd_opt(2026, 12, 31).unwrap(),
        lanes: vec![],
        spaces: None,
        remark: None,
        work_no: Some("W1".to_owned()),
        department: Some("财务部".to_owned()),
    }
}

async fn refresh(store: &Store, pages: Vec<Vec<Vehicle>>, at: i64) -> u64 {
    let number = store.begin_refresh("park1", Register::Vehicles, UtcMillis(at)).await.unwrap();
    for page in pages {
        store.upsert_vehicles("park1", number, page, UtcMillis(at)).await.unwrap();
    }
    store.finish_vehicles("park1", number, UtcMillis(at)).await.unwrap()
}

#[tokio::test]
async fn what_a_whole_list_no_longer_names_disappears_and_a_broken_walk_removes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    let both = vec![vec![vehicle("浙B12345", "张三")], vec![vehicle("浙B22222", "李四")]];
    assert_eq!(refresh(&store, both, 1_000).await, 0);
    let broken = store.begin_refresh("park1", Register::Vehicles, UtcMillis(2_000)).await.unwrap();
    store
        .upsert_vehicles("park1", broken, vec![vehicle("浙B12345", "张三")], UtcMillis(2_000))
        .await
        .unwrap();
    assert_eq!(store.vehicles_unseen_since("park1", broken).await.unwrap(), 1);
    assert_eq!(store.vehicle_by_plate("浙B22222").await.unwrap().len(), 1);
    assert_eq!(refresh(&store, vec![vec![vehicle("浙B12345", "张三")]], 3_000).await, 1);
    assert_eq!(store.vehicle_by_plate("浙B22222").await.unwrap(), []);
    let row = store.vehicle_by_plate("浙b·12345").await.unwrap().remove(0);
    assert_eq!(row.lanes, ["1", "2"]);
    assert_eq!((row.spaces, row.seen_at), (2, Some(UtcMillis(3_000))));
}

#[tokio::test]
async fn what_no_list_returns_is_remembered() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    store.remember_vehicle("park1", &registration("浙B12345"), UtcMillis(1_000)).await.unwrap();
    refresh(&store, vec![vec![vehicle("浙B12345", "张三丰")]], 2_000).await;
    let row = store.vehicle_by_plate("浙B12345").await.unwrap().remove(0);
    assert_eq!(row.type_name.as_deref(), Some("贵宾"));
    assert_eq!((row.department.as_deref(), row.work_no.as_deref()), (Some("财务部"), Some("W1")));
    assert_eq!(row.owner_name.unwrap().in_full(), "张三丰", "the list is the truth of what it returns");
    assert_eq!(row.vehicle_type, Some(VehicleType::Monthly));
}

#[tokio::test]
async fn what_was_written_here_meanwhile_is_newer_than_the_page() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    refresh(&store, vec![vec![vehicle("浙B12345", "旧")]], 1_000).await;
    let number = store.begin_refresh("park1", Register::Vehicles, UtcMillis(2_000)).await.unwrap();
    store.remember_vehicle("park1", &registration("浙B12345"), UtcMillis(2_500)).await.unwrap();
    store.remember_vehicle("park1", &registration("浙B99999"), UtcMillis(2_500)).await.unwrap();
    store.upsert_vehicles("park1", number, vec![vehicle("浙B12345", "旧")], UtcMillis(2_400)).await.unwrap();
    assert_eq!(store.finish_vehicles("park1", number, UtcMillis(2_600)).await.unwrap(), 0);
    let row = store.vehicle_by_plate("浙B12345").await.unwrap().remove(0);
    assert_eq!(row.owner_name.unwrap().in_full(), "张三");
    assert_eq!(
        store.vehicle_by_plate("浙B99999").await.unwrap().len(),
        1,
        "its page came before it was added"
    );
    assert!(store.forget_vehicle("park1", "浙B99999").await.unwrap());
    assert!(!store.forget_vehicle("park1", "浙B99999").await.unwrap());
}

#[tokio::test]
async fn a_refresh_that_changes_nothing_writes_no_row_anew() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    refresh(&store, vec![vec![vehicle("浙B12345", "张三")]], 1_000).await;
    let mut changes = store.subscribe();
    let number = store.begin_refresh("park1", Register::Vehicles, UtcMillis(2_000)).await.unwrap();
    store
        .upsert_vehicles("park1", number, vec![vehicle("浙B12345", "张三")], UtcMillis(2_000))
        .await
        .unwrap();
    assert!(changes.try_recv().is_err(), "nobody is told of a page that says nothing new");
    store
        .upsert_vehicles("park1", number, vec![vehicle("浙B12345", "李四")], UtcMillis(2_000))
        .await
        .unwrap();
    assert!(changes.try_recv().unwrap().contains(Change::Vehicles));
}

#[tokio::test]
async fn debug_shows_no_owner() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir);
    refresh(&store, vec![vec![vehicle("浙B12345", "张三")]], 1_000).await;
    let shown = format!("{:?}", store.vehicle_by_plate("浙B12345").await.unwrap());
    assert!(shown.contains("138****8000") && !shown.contains("张三") && !shown.contains("13800138000"));
}
