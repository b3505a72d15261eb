use super::*;
use crate::StoreOptions;
use crate::register_writes::{NewRegisterWrite, WriteEnd};

const NOW: UtcMillis = UtcMillis(1_000);

fn row(row: u32, plate: &str) -> NewBatchRow {
    NewBatchRow {
        row,
        parking_id: "park1".into(),
        operation: RegisterOperation::DeleteVehicle,
        plate: plate.into(),
        task: "{}".into(),
        changes: "[]".into(),
    }
}

async fn begin(store: &Store, batch: i64, row: u32, plate: &str) -> Result<i64, StoreError> {
    let new = NewRegisterWrite {
        parking_id: "park1".into(),
        operation: RegisterOperation::DeleteVehicle,
        plate: plate.into(),
        after: None,
        by: "王工".into(),
        batch_row: Some((batch, row)),
    };
    Ok(store.begin_register_write(new, NOW).await?.id)
}

async fn left(store: &Store, batch: i64) -> Vec<u32> {
    store.batch_rows_left(batch, 0, 99).await.unwrap().into_iter().map(|row| row.row).collect()
}

#[tokio::test]
async fn each_row_is_counted_once_and_what_was_not_sent_has_its_turn_again() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
    let rows = (1..=4).map(|number| row(number, &format!("浙B0000{number}"))).collect();
    let batch = store.create_batch("{}".into(), rows, "王工", NOW).await.unwrap();
    assert_eq!(left(&store, batch).await, [1, 2, 3, 4]);
    let ends = [WriteEnd::Done, WriteEnd::Refused("不行".into()), WriteEnd::Lost(String::new())];
    for (number, end) in (1..).zip(ends) {
        let write = begin(&store, batch, number, &format!("浙B0000{number}")).await.unwrap();
        store.end_register_write(write, end, NOW).await.unwrap();
    }
    let unsent = begin(&store, batch, 4, "浙B00004").await.unwrap();
    assert_eq!(left(&store, batch).await, [0; 0]);
    assert!(begin(&store, batch, 1, "浙B00001").await.is_err(), "a row is never written twice");
    store.end_register_write(unsent, WriteEnd::NotSent("offline".into()), NOW).await.unwrap();
    assert_eq!(left(&store, batch).await, [4]);
    let stands = store.batch(batch).await.unwrap().unwrap();
    assert_eq!((stands.total, stands.done, stands.failed, stands.unknown), (4, 1, 1, 1));
    assert_eq!(
        store.batch_registers_unknown(batch).await.unwrap(),
        [("park1".to_owned(), Register::Vehicles)]
    );

    let number = store.begin_refresh("park1", Register::Vehicles, UtcMillis(2_000)).await.unwrap();
    store.finish_vehicles("park1", number, UtcMillis(2_000)).await.unwrap();
    let settled = store.batch(batch).await.unwrap().unwrap();
    assert_eq!((settled.done, settled.failed, settled.unknown), (2, 1, 0), "it is gone, as was asked");
    let (total, failed) = store.batch_rows(batch, true, 0, 9).await.unwrap();
    assert_eq!((total, failed[0].row, failed[0].answer.as_str()), (1, 2, "不行"));
}

#[tokio::test]
async fn what_a_dead_process_left_is_stopped_and_its_rows_under_way_are_unknown() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
    let rows = vec![row(1, "浙B00001"), row(2, "浙B00002")];
    let batch = store.create_batch("{}".into(), rows, "王工", NOW).await.unwrap();
    store.set_batch_state(batch, BatchState::Running, "王工", NOW).await.unwrap();
    begin(&store, batch, 1, "浙B00001").await.unwrap();
    store.stop_dead_batches(UtcMillis(1_500)).await.unwrap();
    let stands = store.batch(batch).await.unwrap().unwrap();
    assert_eq!((stands.state, stands.unknown, left(&store, batch).await), (BatchState::Stopped, 1, vec![2]));
    let number = store.begin_refresh("park1", Register::Vehicles, UtcMillis(1_600)).await.unwrap();
    store.finish_vehicles("park1", number, UtcMillis(1_600)).await.unwrap();
    assert_eq!(store.batch(batch).await.unwrap().unwrap().unknown, 0, "a reading settles it at once");
}

#[test]
fn one_at_a_time_works_on_batches() {
    let dir = tempfile::tempdir().unwrap();
    assert!(!BatchLock::is_held(dir.path()));
    let lock = BatchLock::try_acquire(dir.path()).unwrap().unwrap();
    assert!(BatchLock::is_held(dir.path()));
    assert!(BatchLock::try_acquire(dir.path()).unwrap().is_none());
    drop(lock);
    assert!(!BatchLock::is_held(dir.path()));
    assert!(BatchLock::try_acquire(dir.path()).unwrap().is_some());
}
