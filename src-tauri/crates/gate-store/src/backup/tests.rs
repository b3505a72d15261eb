use super::*;
use crate::lock::SyncLock;
use crate::{AuditEntry, StoreOptions, inspect, restore};
use std::io::Write;

fn open(dir: &Path) -> Store {
    Store::open(dir, &StoreOptions::bare()).unwrap()
}

fn noon() -> UtcMillis {
    UtcMillis::parse_china("2026-11-20 12:00:00").unwrap()
}

/// A data directory with a setting, a configuration, secrets, one photo that is owed and one that is not.
async fn filled(dir: &Path) -> (Store, String, String) {
    let store = open(dir);
    store.set_setting("k", "old".into(), "admin", UtcMillis(1)).await.unwrap();
    std::fs::write(dir.join("gatehouse.toml"), "# mine\n").unwrap();
    std::fs::write(dir.join("secrets.toml"), "app_secret = \"canary-secret\"\n").unwrap();
    let owed = store.store_photo(b"owed picture".to_vec(), noon()).await.unwrap().path;
    let done = store.store_photo(b"done picture".to_vec(), noon()).await.unwrap().path;
    let paths = [(owed.clone(), None), (done.clone(), Some(1_i64))];
    store
        .write(move |tx| {
            for (path, delivered) in &paths {
                tx.execute(
                    "INSERT INTO photos (parking_id, origin, state, taken_at, wanted_since, next_fetch_at, path, fitted_path)
                     VALUES ('p', 'platform', 'stored', 1, 1, 1, $1, $1)",
                    [path],
                )?;
                tx.execute(
                    "INSERT INTO deliveries (parking_id, session_id, kind, photo_id, event_at, next_attempt_at, created_at,
                                             delivered_at)
                     VALUES ('p', 1, 'arrival_photo', $1, 1, 1, 1, $2)",
                    rusqlite::params![tx.last_insert_rowid(), delivered],
                )?;
            }
            Ok(())
        })
        .await
        .unwrap();
    (store, owed, done)
}

async fn back_up(store: &Store, to: &Path, photos: BackupPhotos) -> BackedUp {
    store.backup(to, photos, noon(), |_| {}).await.unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_backup_put_into_an_empty_directory_is_the_same_data() {
    let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (store, owed, done) = filled(from.path()).await;
    let file = to.path().join("backup.tar");
    let mut seen = Vec::new();
    let (sender, receiver) = std::sync::mpsc::channel();
    let made = store
        .backup(&file, BackupPhotos::Owed, noon(), move |progress| sender.send(progress).unwrap())
        .await
        .unwrap();
    seen.extend(receiver);
    assert_eq!((made.photos, made.missing_photos), (1, 0));
    assert_eq!(made.bytes, std::fs::metadata(&file).unwrap().len());
    for stage in [Stage::Database, Stage::Files, Stage::Verify] {
        let last = seen.iter().rfind(|progress| progress.stage == stage).unwrap();
        assert!(last.done <= last.total && last.done > 0, "{last:?}");
    }
    assert_eq!(names(to.path()), ["backup.tar"], "nothing unfinished is left behind");

    let dir = to.path().join("data");
    let restored = restore(&file, &dir, |_| {}).unwrap();
    assert_eq!(restored.info, inspect(&file).unwrap());
    assert_eq!((restored.photos, restored.kept), (1, None));
    let copy = open(&dir);
    assert_eq!(copy.setting("k").await.unwrap(), Some("old".into()));
    assert_eq!(copy.read_photo(&owed).await.unwrap(), b"owed picture");
    assert!(copy.read_photo(&done).await.unwrap_err().is_not_found(), "only what is owed was asked for");
    assert_eq!(std::fs::read_to_string(dir.join("gatehouse.toml")).unwrap(), "# mine\n");
    assert!(copy.verify_audit().await.unwrap().is_whole(), "the audit log verifies on a new machine");
}

#[tokio::test]
async fn all_photos_can_be_asked_for_and_a_missing_one_is_counted() {
    let dir = tempfile::tempdir().unwrap();
    let (store, _, done) = filled(dir.path()).await;
    let file = dir.path().join("all.tar");
    assert_eq!(back_up(&store, &file, BackupPhotos::All).await.photos, 2);
    store.delete_photo(&done).await.unwrap();
    let made = back_up(&store, &file, BackupPhotos::All).await;
    assert_eq!((made.photos, made.missing_photos), (1, 1));
}

#[tokio::test]
async fn no_secret_is_in_a_backup_and_only_its_owner_can_read_it() {
    let dir = tempfile::tempdir().unwrap();
    let (store, ..) = filled(dir.path()).await;
    let file = dir.path().join("b.tar");
    back_up(&store, &file, BackupPhotos::All).await;
    let bytes = std::fs::read(&file).unwrap();
    assert!(!bytes.windows(13).any(|window| window == b"canary-secret"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[tokio::test]
async fn what_was_deleted_is_not_in_a_new_backup() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store.set_setting("k", "canary-erased".into(), "a", UtcMillis(1)).await.unwrap();
    store
        .write(|tx| {
            tx.execute("DELETE FROM settings", [])?;
            // The audit log keeps what was set; only a test may empty it.
            tx.execute_batch("DROP TRIGGER audit_is_deleted_by_retention_only; DELETE FROM audit")?;
            Ok(())
        })
        .await
        .unwrap();
    let file = dir.path().join("b.tar");
    back_up(&store, &file, BackupPhotos::Owed).await;
    let bytes = std::fs::read(&file).unwrap();
    assert!(!bytes.windows(13).any(|window| window == b"canary-erased"));
}

#[tokio::test]
async fn a_restore_keeps_what_it_replaces() {
    let dir = tempfile::tempdir().unwrap();
    let (store, owed, _) = filled(dir.path()).await;
    let file = dir.path().join("b.tar");
    back_up(&store, &file, BackupPhotos::Owed).await;
    store.set_setting("k", "new".into(), "admin", UtcMillis(2)).await.unwrap();
    store.export_audit_head().await.unwrap();
    store.delete_photo(&owed).await.unwrap();
    store.close().await;
    drop(store);
    std::fs::write(dir.path().join("gatehouse.toml"), "# changed\n").unwrap();

    let restored = restore(&file, dir.path(), |_| {}).unwrap();
    let kept = restored.kept.unwrap();
    let store = open(dir.path());
    assert_eq!(store.setting("k").await.unwrap(), Some("old".into()));
    assert_eq!(store.read_photo(&owed).await.unwrap(), b"owed picture");
    assert!(store.verify_audit().await.unwrap().is_whole(), "a restore is no tampering");
    assert_eq!(std::fs::read_to_string(dir.path().join("gatehouse.toml")).unwrap(), "# mine\n");
    assert_eq!(std::fs::read_to_string(kept.join("gatehouse.toml")).unwrap(), "# changed\n");
    let old = Connection::open(kept.join("gatehouse.db")).unwrap();
    let value: String = old.query_row("SELECT value FROM settings", [], |row| row.get(0)).unwrap();
    assert_eq!(value, "\"new\"");
    assert!(std::fs::read_to_string(dir.path().join("secrets.toml")).unwrap().contains("canary-secret"));
}

#[tokio::test]
async fn a_restore_is_refused_while_a_process_syncs_or_has_the_database_open() {
    let dir = tempfile::tempdir().unwrap();
    let (store, ..) = filled(dir.path()).await;
    let file = dir.path().join("b.tar");
    back_up(&store, &file, BackupPhotos::Owed).await;
    let open_elsewhere = restore(&file, dir.path(), |_| {}).unwrap_err();
    assert!(open_elsewhere.is_busy(), "{open_elsewhere:?}");
    assert_eq!(store.setting("k").await.unwrap(), Some("old".into()), "and nothing was touched");
    store.close().await;
    drop(store);
    let lock = SyncLock::acquire(dir.path()).unwrap();
    let syncing = restore(&file, dir.path(), |_| {}).unwrap_err();
    assert!(syncing.is_syncing_elsewhere(), "{syncing:?}");
    drop(lock);
    restore(&file, dir.path(), |_| {}).unwrap();
}

#[tokio::test]
async fn a_bad_backup_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (store, ..) = filled(dir.path()).await;
    let file = dir.path().join("b.tar");
    back_up(&store, &file, BackupPhotos::Owed).await;
    store.set_setting("k", "new".into(), "admin", UtcMillis(2)).await.unwrap();
    store.close().await;
    drop(store);
    let good = std::fs::read(&file).unwrap();
    let mut flipped = good.clone();
    let middle = good.len() / 2;
    flipped[middle] ^= 1;
    let cases: [(&str, Vec<u8>); 5] = [
        ("cut short", good[..good.len() / 3].to_vec()),
        ("cut at a block", good[..good.len() / 2 / 512 * 512].to_vec()),
        ("flipped", flipped),
        ("empty", Vec::new()),
        ("another file", b"PK\x03\x04 something else entirely".repeat(100)),
    ];
    for (what, bytes) in cases {
        let bad = dir.path().join("bad.tar");
        std::fs::write(&bad, bytes).unwrap();
        let error = restore(&bad, dir.path(), |_| {}).unwrap_err();
        assert!(matches!(error, StoreError::BadBackup { .. }), "{what}: {error:?}");
        assert!(!dir.path().join("restore.staging").exists(), "{what}");
    }
    assert_eq!(open(dir.path()).setting("k").await.unwrap(), Some("new".into()));
}

#[tokio::test]
async fn nothing_is_unpacked_outside() {
    let dir = tempfile::tempdir().unwrap();
    let info = BackupInfo { format: 1, program: "x".to_owned(), schema: 1, created_at: noon() };
    for name in ["../evil", "photos/../../evil", "photos/evil.jpg", "secrets.toml", "logs/x"] {
        let file = dir.path().join("evil.tar");
        let mut tar = tar::Builder::new(std::fs::File::create(&file).unwrap());
        let mut add = |name: &str, bytes: &[u8]| {
            let mut header = tar::Header::new_old();
            // Written by hand, because the library itself refuses to write such names.
            header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
            header.set_entry_type(tar::EntryType::Regular);
            header.set_size(bytes.len() as u64);
            header.set_cksum();
            tar.append(&header, bytes).unwrap();
        };
        add(INFO_ENTRY, &serde_json::to_vec(&info).unwrap());
        add(name, b"evil");
        tar.into_inner().unwrap().flush().unwrap();
        let target = dir.path().join("data");
        let error = restore(&file, &target, |_| {}).unwrap_err();
        assert!(
            matches!(&error, StoreError::BadBackup { why, .. } if why.contains("belong")),
            "{name}: {error:?}"
        );
        assert!(!dir.path().join("evil").exists() && !target.join("secrets.toml").exists());
    }
}

#[tokio::test]
async fn a_newer_programs_backup_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let (store, ..) = filled(dir.path()).await;
    store
        .write(|tx| {
            Ok(tx.execute_batch(
                "INSERT INTO refinery_schema_history VALUES (99, 'future', '2030-01-01T00:00:00Z', '1');
                 UPDATE made_by SET program = '9.8.7'",
            )?)
        })
        .await
        .unwrap();
    let file = dir.path().join("b.tar");
    back_up(&store, &file, BackupPhotos::Owed).await;
    let error = restore(&file, &dir.path().join("data"), |_| {}).unwrap_err();
    assert!(error.is_newer() && error.to_string().contains("9.8.7"), "{error}");
}

#[tokio::test]
async fn an_exchange_that_a_crash_interrupted_is_finished_at_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let (store, owed, _) = filled(dir.path()).await;
    let file = dir.path().join("b.tar");
    back_up(&store, &file, BackupPhotos::Owed).await;
    store.close().await;
    drop(store);
    // What a restore has on the disk at its point of no return, after each further step of the exchange.
    let pieces = ["gatehouse.toml", "audit.key", "gatehouse.db"];
    for moved in 0..=pieces.len() {
        let target = tempfile::tempdir().unwrap();
        let replaced = open(target.path());
        replaced.append_audit(AuditEntry::new(UtcMillis(1), "a", "b", "c")).await.unwrap();
        replaced.export_audit_head().await.unwrap();
        replaced.close().await;
        let staging = target.path().join("restore.staging");
        archive::read(&file, &mut |_| {}, &mut |name, content| {
            let path = staging.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::io::copy(content, &mut std::fs::File::create(path).unwrap()).unwrap();
            Ok(())
        })
        .unwrap();
        std::fs::write(staging.join("READY"), "replaced-test.d").unwrap();
        if moved > 0 {
            std::fs::remove_file(target.path().join(HEADS_FILE)).unwrap();
        }
        for piece in &pieces[..moved] {
            std::fs::rename(staging.join(piece), target.path().join(piece)).unwrap();
        }
        let store = open(target.path());
        assert_eq!(store.setting("k").await.unwrap(), Some("old".into()), "after {moved} pieces");
        assert_eq!(store.read_photo(&owed).await.unwrap(), b"owed picture");
        assert!(store.verify_audit().await.unwrap().is_whole(), "after {moved} pieces");
        assert!(!staging.exists());
    }
}

#[tokio::test]
async fn an_exchange_that_was_not_ready_is_thrown_away() {
    let dir = tempfile::tempdir().unwrap();
    let (store, ..) = filled(dir.path()).await;
    store.close().await;
    drop(store);
    let staging = dir.path().join("restore.staging");
    std::fs::create_dir(&staging).unwrap();
    std::fs::write(staging.join("gatehouse.db"), "half").unwrap();
    assert_eq!(open(dir.path()).setting("k").await.unwrap(), Some("old".into()));
    assert!(!staging.exists());
}

#[tokio::test]
async fn a_damaged_database_is_replaced_and_kept() {
    let dir = tempfile::tempdir().unwrap();
    let (store, ..) = filled(dir.path()).await;
    let file = dir.path().join("b.tar");
    back_up(&store, &file, BackupPhotos::Owed).await;
    store.close().await;
    drop(store);
    std::fs::write(dir.path().join("gatehouse.db"), [0x5a; 8_192]).unwrap();
    let restored = restore(&file, dir.path(), |_| {}).unwrap();
    assert_eq!(std::fs::read(restored.kept.unwrap().join("gatehouse.db")).unwrap(), [0x5a; 8_192]);
    assert_eq!(open(dir.path()).setting("k").await.unwrap(), Some("old".into()));
}

#[tokio::test]
async fn a_backup_into_a_folder_that_is_not_there_is_an_error_and_makes_none() {
    let dir = tempfile::tempdir().unwrap();
    let (store, ..) = filled(dir.path()).await;
    let folder = dir.path().join("unplugged");
    let error = store.backup(&folder.join("b.tar"), BackupPhotos::Owed, noon(), |_| {}).await.unwrap_err();
    assert!(error.is_not_found(), "{error:?}");
    assert!(!folder.exists());
}
