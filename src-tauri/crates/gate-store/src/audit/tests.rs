use std::path::Path;

use super::verify::AuditFault;
use super::*;
use crate::StoreOptions;
use gate_core::time::DAY_MS;
use serde_json::json;

async fn with_rows(dir: &Path, count: i64) -> Store {
    let store = Store::open(dir, &StoreOptions::bare()).unwrap();
    for n in 1..=count {
        let entry = AuditEntry::new(UtcMillis(n * DAY_MS), "admin", "delivery_give_up", &n.to_string())
            .with_before(json!({ "n": n }))
            .with_after(json!({ "reason": "重复" }));
        assert_eq!(store.append_audit(entry).await.unwrap(), n);
    }
    store
}

/// Does what someone with the file and a SQLite shell could do.
fn tamper(dir: &Path, sql: &str) {
    let connection = Connection::open(dir.join("gatehouse.db")).unwrap();
    connection
        .execute_batch(
            "DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_deleted_by_retention_only;
        DROP TRIGGER audit_anchors_are_never_changed; DROP TRIGGER audit_anchors_are_never_deleted",
        )
        .unwrap();
    connection.execute_batch(sql).unwrap();
}

async fn fault_after(sql: &str) -> Option<AuditFault> {
    let dir = tempfile::tempdir().unwrap();
    let store = with_rows(dir.path(), 10).await;
    assert!(store.verify_audit().await.unwrap().is_whole());
    tamper(dir.path(), sql);
    store.verify_audit().await.unwrap().fault
}

#[tokio::test]
async fn rows_are_read_back_newest_first_and_verify() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_rows(dir.path(), 5).await;
    let verdict = store.verify_audit().await.unwrap();
    assert_eq!(verdict, AuditVerdict { rows: 5, fault: None });
    let rows = store.audit_rows(AuditFilter { limit: 2, ..AuditFilter::default() }).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [5, 4]);
    assert_eq!(rows[0].before, Some(json!({ "n": 5 })));
    let only =
        store.audit_rows(AuditFilter { subject: "3".to_owned(), ..AuditFilter::default() }).await.unwrap();
    assert_eq!(only.len(), 1);
}

#[tokio::test]
async fn an_empty_log_is_whole() {
    let dir = tempfile::tempdir().unwrap();
    assert!(with_rows(dir.path(), 0).await.verify_audit().await.unwrap().is_whole());
}

#[tokio::test]
async fn the_database_itself_refuses_changes() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_rows(dir.path(), 3).await;
    let connection = Connection::open(store.dir().join("gatehouse.db")).unwrap();
    for sql in [
        "UPDATE audit SET actor = 'nobody' WHERE id = 2",
        "DELETE FROM audit WHERE id = 2",
        "DELETE FROM audit",
    ] {
        let error = connection.execute(sql, []).unwrap_err();
        assert!(error.to_string().contains("append-only"), "{sql}: {error}");
    }
    assert!(store.verify_audit().await.unwrap().is_whole());
}

#[tokio::test]
async fn every_edit_is_found() {
    for column in ["at = 1", "actor = 'x'", "action = 'x'", "subject = 'x'", "before = ''", "after = '{}'"] {
        let fault = fault_after(&format!("UPDATE audit SET {column} WHERE id = 4")).await;
        assert_eq!(fault, Some(AuditFault::Altered { id: 4 }), "{column}");
    }
    assert_eq!(
        fault_after("UPDATE audit SET hash = zeroblob(32) WHERE id = 4").await,
        Some(AuditFault::Altered { id: 4 })
    );
}

#[tokio::test]
async fn text_moved_between_columns_is_found() {
    let fault =
        fault_after("UPDATE audit SET actor = 'admind', action = 'elivery_give_up' WHERE id = 4").await;
    assert_eq!(fault, Some(AuditFault::Altered { id: 4 }));
}

#[tokio::test]
async fn a_deleted_row_is_found() {
    assert_eq!(fault_after("DELETE FROM audit WHERE id = 4").await, Some(AuditFault::Missing { id: 4 }));
    assert_eq!(fault_after("DELETE FROM audit WHERE id = 1").await, Some(AuditFault::Missing { id: 1 }));
    let closed_up = "DELETE FROM audit WHERE id = 4; UPDATE audit SET id = id - 1 WHERE id > 4";
    assert_eq!(fault_after(closed_up).await, Some(AuditFault::Altered { id: 4 }));
}

#[tokio::test]
async fn an_inserted_row_is_found() {
    let appended = "INSERT INTO audit (id, at, actor, action, previous_hash, hash)
                    SELECT 11, 0, 'x', 'x', hash, randomblob(32) FROM audit WHERE id = 10";
    assert_eq!(fault_after(appended).await, Some(AuditFault::Altered { id: 11 }));
    let copied = "INSERT INTO audit (id, at, actor, action, subject, before, after, previous_hash, hash)
                  SELECT 0, at, actor, action, subject, before, after, previous_hash, hash FROM audit WHERE id = 1";
    assert_eq!(fault_after(copied).await, Some(AuditFault::Altered { id: 0 }));
}

#[tokio::test]
async fn reordered_rows_are_found() {
    let swapped = "UPDATE audit SET id = 99 WHERE id = 4; UPDATE audit SET id = 4 WHERE id = 5;
                   UPDATE audit SET id = 5 WHERE id = 99";
    assert_eq!(fault_after(swapped).await, Some(AuditFault::Altered { id: 4 }));
}

#[tokio::test]
async fn a_cut_tail_is_found() {
    assert_eq!(fault_after("DELETE FROM audit WHERE id > 7").await, Some(AuditFault::TailCut { last_id: 7 }));
    assert_eq!(fault_after("DELETE FROM audit").await, Some(AuditFault::TailCut { last_id: 0 }));
    let with_head = "DELETE FROM audit WHERE id > 7;
                     UPDATE audit_head SET last_id = 7, hash = (SELECT hash FROM audit WHERE id = 7)";
    assert_eq!(
        fault_after(with_head).await,
        Some(AuditFault::TailCut { last_id: 7 }),
        "the head is sealed too"
    );
    let without_head = "DELETE FROM audit WHERE id > 7; DELETE FROM audit_head";
    assert_eq!(fault_after(without_head).await, Some(AuditFault::TailCut { last_id: 7 }));
}

#[tokio::test]
async fn a_forged_anchor_is_found() {
    let forged = "INSERT INTO audit_anchors (pruned_to, hash, mac, at)
                  SELECT id, hash, randomblob(32), 0 FROM audit WHERE id = 4;
                  DELETE FROM audit WHERE id <= 4";
    assert_eq!(fault_after(forged).await, Some(AuditFault::ForgedAnchor { pruned_to: 4 }));
}

#[tokio::test]
async fn a_database_put_back_is_found_by_the_exported_heads() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_rows(dir.path(), 5).await;
    store.close().await;
    let old = std::fs::read(dir.path().join("gatehouse.db")).unwrap();
    let store = with_rows_from(dir.path(), 6, 10).await;
    assert_eq!(store.export_audit_head().await.unwrap(), Some(10));
    assert_eq!(store.export_audit_head().await.unwrap(), None, "nothing new to export");
    assert!(store.verify_audit().await.unwrap().is_whole());
    store.close().await;
    std::fs::write(dir.path().join("gatehouse.db"), old).unwrap();
    let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
    let put_back = Some(AuditFault::RolledBack { exported_id: 10 });
    assert_eq!(store.verify_audit().await.unwrap().fault, put_back);
    // Filling it up again with other rows does not help.
    let store = with_rows_from(dir.path(), 6, 12).await;
    assert_eq!(store.verify_audit().await.unwrap().fault, put_back);
}

async fn with_rows_from(dir: &Path, from: i64, to: i64) -> Store {
    let store = Store::open(dir, &StoreOptions::bare()).unwrap();
    for n in from..=to {
        let entry = AuditEntry::new(UtcMillis(n * DAY_MS + to), "admin", "login", "");
        store.append_audit(entry).await.unwrap();
    }
    store
}

#[tokio::test]
async fn a_changed_export_is_found_and_a_torn_one_is_not_tampering() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_rows(dir.path(), 3).await;
    store.export_audit_head().await.unwrap();
    let path = dir.path().join(HEADS_FILE);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("{text}4 00")).unwrap();
    assert!(store.verify_audit().await.unwrap().is_whole(), "a crash tore the last line");
    std::fs::write(&path, text.replacen("3 ", "2 ", 1)).unwrap();
    assert_eq!(store.verify_audit().await.unwrap().fault, Some(AuditFault::ForgedExport));
}

#[tokio::test]
async fn another_key_does_not_verify() {
    let dir = tempfile::tempdir().unwrap();
    with_rows(dir.path(), 3).await.close().await;
    std::fs::write(dir.path().join("audit.key"), "00".repeat(32)).unwrap();
    let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
    assert_eq!(store.verify_audit().await.unwrap().fault, Some(AuditFault::Altered { id: 1 }));
}

#[tokio::test]
async fn what_retention_leaves_still_verifies() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_rows(dir.path(), 10).await;
    store.export_audit_head().await.unwrap();
    // Rows are a day apart; those of day 1 to 4 are older than the cutoff.
    let cutoff = UtcMillis(5 * DAY_MS);
    let prune_at_most =
        async |limit| store.write(move |tx| prune(tx, cutoff, UtcMillis(0), limit)).await.unwrap();
    assert_eq!(prune_at_most(3).await, 3);
    assert_eq!(store.verify_audit().await.unwrap(), AuditVerdict { rows: 7, fault: None });
    assert_eq!(prune_at_most(3).await, 1);
    assert_eq!(prune_at_most(3).await, 0);
    assert_eq!(store.verify_audit().await.unwrap(), AuditVerdict { rows: 6, fault: None });
    let connection = Connection::open(dir.path().join("gatehouse.db")).unwrap();
    assert!(connection.execute("DELETE FROM audit WHERE id = 5", []).is_err(), "the rest is still guarded");
    store.append_audit(AuditEntry::new(UtcMillis(0), "a", "b", "c")).await.unwrap();
    assert!(store.verify_audit().await.unwrap().is_whole());
}

#[tokio::test]
async fn everything_may_be_old_enough() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_rows(dir.path(), 4).await;
    let gone = store.write(|tx| prune(tx, UtcMillis(i64::MAX), UtcMillis(0), 100)).await.unwrap();
    assert_eq!(gone, 4);
    assert!(store.verify_audit().await.unwrap().is_whole());
    assert_eq!(store.append_audit(AuditEntry::new(UtcMillis(0), "a", "b", "c")).await.unwrap(), 5);
    assert_eq!(store.verify_audit().await.unwrap(), AuditVerdict { rows: 1, fault: None });
}

#[tokio::test]
async fn an_act_that_fails_leaves_no_row() {
    let dir = tempfile::tempdir().unwrap();
    let store = with_rows(dir.path(), 2).await;
    let failed = store
        .write(|tx| -> Result<(), StoreError> {
            append(tx, &AuditEntry::new(UtcMillis(0), "a", "b", "c"))?;
            Err(StoreError::Closed)
        })
        .await;
    assert!(failed.is_err());
    assert_eq!(store.verify_audit().await.unwrap(), AuditVerdict { rows: 2, fault: None });
}

#[test]
fn the_key_is_private_and_made_once() {
    let dir = tempfile::tempdir().unwrap();
    let keys: Vec<[u8; 32]> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| AuditKey::load_or_make(dir.path()).unwrap().seal("t", 1, &GENESIS)))
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(keys.iter().all(|key| *key == keys[0]), "whoever comes second takes the first one's");
}

/// Not a test of speed: `cargo test --release -- --ignored` prints how long a million rows take (security.md: 10 s).
#[tokio::test]
#[ignore = "takes a minute; prints a number"]
async fn a_million_rows() {
    use std::io::Write;
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
    for _ in 0..100 {
        store
            .write(|tx| {
                for n in 0..10_000 {
                    let entry = AuditEntry::new(UtcMillis(n), "admin", "vehicle_update", "浙B12345")
                        .with_after(json!({ "until": "2027-01-01", "spaces": 1 }));
                    append(tx, &entry)?;
                }
                Ok(())
            })
            .await
            .unwrap();
    }
    let started = std::time::Instant::now();
    assert_eq!(store.verify_audit().await.unwrap(), AuditVerdict { rows: 1_000_000, fault: None });
    writeln!(std::io::stdout(), "1,000,000 rows verified in {:?}", started.elapsed()).unwrap();
}
