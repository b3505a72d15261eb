use std::time::{Duration, SystemTime};

use rusqlite::params;

use super::*;
use crate::{AuditEntry, StoreOptions};

const NOW: UtcMillis = UtcMillis(1_800_000_000_000);

fn days_ago(days: i64) -> UtcMillis {
    UtcMillis(NOW.0 - days * DAY_MS)
}

/// A closed session of `age` days with a photo, and its deliveries in `state`.
async fn session(store: &Store, age: i64, deliveries: &'static str) -> String {
    let at = days_ago(age);
    let kept = store.store_photo(format!("{age} {deliveries}").into_bytes(), at).await.unwrap();
    // As if it had lain there since: retention leaves alone what was written just now.
    let file =
        std::fs::File::options().write(true).open(store.dir().join("photos").join(&kept.path)).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_secs(7_200)).unwrap();
    let path = kept.path.clone();
    store
        .write(move |tx| {
            tx.execute(
                "INSERT INTO sessions (parking_id, plate, business_id, state, sort_at, arrived_at, departed_at, vehtype,
                                       hpys, kind_by, created_at)
                 VALUES ('p', 'X', 'b', 'closed', $1, $1, $1, '02', '蓝', 'form', $1)",
                [at.0],
            )?;
            let session = tx.last_insert_rowid();
            tx.execute(
                "INSERT INTO passages (parking_id, direction, plate_raw, plate_read, plate, at, lane_no, source, heard_at,
                                       session_id, role)
                 VALUES ('p', 'in', 'X', 'X', 'X', $1, '1', 'records', $1, $2, 'arrival')",
                params![at.0, session],
            )?;
            let passage = tx.last_insert_rowid();
            tx.execute(
                "INSERT INTO photos (parking_id, passage_id, origin, state, taken_at, wanted_since, next_fetch_at, path,
                                     fitted_path)
                 VALUES ('p', $1, 'platform', 'stored', $2, $2, $2, $3, $3)",
                params![passage, at.0, path],
            )?;
            let photo = tx.last_insert_rowid();
            for (kind, photo) in [("arrival", None), ("arrival_photo", Some(photo))] {
                // What waits and what is parked is both undelivered; given up by a person is settled.
                let (delivered, parked, given_up) = match (deliveries, kind) {
                    ("delivered", _) | ("photo waits", "arrival") => (Some(at.0), None, None),
                    ("given up", _) => (None, Some("refused"), Some(at.0)),
                    ("parked", _) => (None, Some("refused"), None),
                    _ => (None, None, None),
                };
                tx.execute(
                    "INSERT INTO deliveries (parking_id, session_id, kind, passage_id, photo_id, event_at, next_attempt_at,
                                             created_at, delivered_at, parked_reason, given_up_at)
                     VALUES ('p', $1, $2, $3, $4, $5, $5, $5, $6, $7, $8)",
                    params![session, kind, passage, photo, at.0, delivered, parked, given_up],
                )?;
            }
            Ok(())
        })
        .await
        .unwrap();
    kept.path
}

async fn count(store: &Store, table: &'static str) -> i64 {
    store
        .read(move |c| Ok(c.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?))
        .await
        .unwrap()
}

fn open(dir: &std::path::Path) -> Store {
    Store::open(dir, &StoreOptions::bare()).unwrap()
}

async fn exists(store: &Store, path: &str) -> bool {
    store.read_photo(path).await.is_ok()
}

#[tokio::test]
async fn old_photos_go_and_their_sessions_stay() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let old = session(&store, 91, "delivered").await;
    let young = session(&store, 89, "delivered").await;
    let pruned = store.prune(Retention::default(), NOW).await.unwrap();
    assert_eq!((pruned.photos, pruned.sessions, pruned.passages), (1, 0, 0));
    assert!(pruned.photo_bytes > 0);
    assert!(!exists(&store, &old).await);
    assert!(exists(&store, &young).await);
    assert_eq!(count(&store, "photos WHERE state = 'pruned' AND path IS NULL").await, 1);
    assert!(!store.dir().join("photos").join(&old[..10]).exists(), "an empty day's folder goes too");
}

#[tokio::test]
async fn what_is_undelivered_is_never_touched_whatever_its_age() {
    for state in ["waiting", "parked", "photo waits"] {
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path());
        let path = session(&store, 5_000, state).await;
        let pruned = store.prune(Retention::default(), NOW).await.unwrap();
        assert_eq!(pruned, Pruned::default(), "{state}");
        assert!(exists(&store, &path).await, "{state}");
        let room = store.prune_photos_for_room(u64::MAX, NOW).await.unwrap();
        assert_eq!(room, Pruned::default(), "{state}: not for room either");
        for (table, rows) in [("sessions", 1), ("passages", 1), ("photos", 1), ("deliveries", 2)] {
            assert_eq!(count(&store, table).await, rows, "{state}: {table}");
        }
    }
}

#[tokio::test]
async fn old_sessions_go_with_all_that_is_theirs() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    for state in ["delivered", "given up"] {
        session(&store, 401, state).await;
    }
    session(&store, 399, "delivered").await;
    session(&store, 401, "waiting").await;
    store
        .write(|tx| {
            tx.execute(
                "INSERT INTO delivery_attempts (delivery_id, at, outcome, elapsed_ms, bytes)
                 SELECT id, 0, 'refused', 0, 0 FROM deliveries",
                [],
            )?;
            Ok(())
        })
        .await
        .unwrap();
    let pruned = store.prune(Retention::default(), NOW).await.unwrap();
    assert_eq!((pruned.sessions, pruned.deliveries, pruned.passages), (2, 4, 2));
    for (table, rows) in
        [("sessions", 2), ("passages", 2), ("deliveries", 4), ("delivery_attempts", 4), ("photos", 2)]
    {
        assert_eq!(count(&store, table).await, rows, "{table}");
    }
}

#[tokio::test]
async fn a_long_stay_counts_from_its_departure_and_an_open_one_stays() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    session(&store, 500, "delivered").await;
    session(&store, 501, "delivered").await;
    store
        .write(|tx| {
            tx.execute("UPDATE sessions SET departed_at = $1 WHERE id = 1", [days_ago(1).0])?;
            tx.execute("UPDATE sessions SET state = 'open', departed_at = NULL WHERE id = 2", [])?;
            Ok(())
        })
        .await
        .unwrap();
    let pruned = store.prune(Retention::default(), NOW).await.unwrap();
    assert_eq!((pruned.sessions, pruned.passages), (0, 0));
}

#[tokio::test]
async fn passages_without_a_session_grow_old_too() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store
        .write(|tx| {
            for at in [days_ago(401), days_ago(399)] {
                tx.execute(
                    "INSERT INTO passages (parking_id, direction, plate_raw, plate_read, plate, at, lane_no, source, heard_at)
                     VALUES ('p', 'in', 'X', 'X', 'X', $1, '1', 'records', $1)",
                    [at.0],
                )?;
            }
            Ok(())
        })
        .await
        .unwrap();
    assert_eq!(store.prune(Retention::default(), NOW).await.unwrap().passages, 1);
    assert_eq!(count(&store, "passages").await, 1);
}

#[tokio::test]
async fn more_than_one_batch_goes_and_owed_ones_between_them_do_not_stop_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    for age in 0..3 {
        session(&store, 500 + age, "waiting").await;
    }
    store
        .write(|tx| {
            for n in 0..450_i64 {
                tx.execute(
                    "INSERT INTO sessions (parking_id, plate, business_id, state, sort_at, vehtype, hpys, kind_by, created_at)
                     VALUES ('p', 'X', 'b', 'closed', $1, '02', '蓝', 'form', 0)",
                    [days_ago(600).0 + n % 7],
                )?;
            }
            Ok(())
        })
        .await
        .unwrap();
    assert_eq!(store.prune(Retention::default(), NOW).await.unwrap().sessions, 450);
    assert_eq!(count(&store, "sessions").await, 3);
}

#[tokio::test]
async fn a_file_that_another_photo_names_stays() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let path = session(&store, 91, "delivered").await;
    let shared = path.clone();
    store
        .write(move |tx| {
            tx.execute(
                "INSERT INTO photos (parking_id, session_id, origin, state, taken_at, wanted_since, next_fetch_at, path)
                 VALUES ('p', 77, 'staff', 'stored', $1, 0, 0, $2)",
                params![NOW.0, shared],
            )?;
            Ok(())
        })
        .await
        .unwrap();
    store.prune(Retention::default(), NOW).await.unwrap();
    assert!(exists(&store, &path).await);
}

#[tokio::test]
async fn files_that_no_row_names_are_swept_once_they_are_old() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let orphan = store.store_photo(b"orphan".to_vec(), days_ago(200)).await.unwrap();
    let file = store.dir().join("photos").join(&orphan.path);
    store.prune(Retention::default(), NOW).await.unwrap();
    assert!(file.exists(), "its row may be on its way");
    let handle = std::fs::File::options().write(true).open(&file).unwrap();
    handle.set_modified(SystemTime::now() - Duration::from_secs(7_200)).unwrap();
    store.prune(Retention::default(), NOW).await.unwrap();
    assert!(!file.exists());
}

#[tokio::test]
async fn room_is_made_from_the_oldest_delivered_photos_and_no_more_than_needed() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let oldest = session(&store, 30, "delivered").await;
    let owed = session(&store, 29, "waiting").await;
    let pruned = store.prune_photos_for_room(1, NOW).await.unwrap();
    assert_eq!(pruned.photos, 1);
    assert!(!exists(&store, &oldest).await);
    assert!(exists(&store, &owed).await);
}

#[tokio::test]
async fn the_audit_log_and_samples_grow_old() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    for days in [800, 731, 729, 1] {
        store.append_audit(AuditEntry::new(days_ago(days), "a", "b", "c")).await.unwrap();
    }
    for days in [401, 399] {
        store
            .insert_occupancy("p", days_ago(days), gate_core::occupancy::Occupancy::default())
            .await
            .unwrap();
    }
    let pruned = store.prune(Retention::default(), NOW).await.unwrap();
    assert_eq!((pruned.audit, pruned.others), (2, 1));
    assert!(store.verify_audit().await.unwrap().is_whole());
    assert_eq!(store.prune(Retention::default(), NOW).await.unwrap(), Pruned::default());
}
