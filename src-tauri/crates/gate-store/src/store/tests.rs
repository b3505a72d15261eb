use std::time::Duration;

use gate_core::time::UtcMillis;

use super::*;
use crate::AuditEntry;
use crate::change::Change;
use crate::testing::{OtherProcess, other_process_dir, say};

fn open(dir: &Path) -> Store {
    Store::open(dir, &StoreOptions::bare()).unwrap()
}

async fn add(store: &Store, value: i64) {
    store.set_setting(&format!("k{value}"), value.into(), "test", UtcMillis(value)).await.unwrap();
}

#[tokio::test]
async fn what_was_written_is_there_after_reopening() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    assert_eq!(store.upgrade().from, 0);
    add(&store, 1).await;
    store.close().await;
    assert!(!dir.path().join("gatehouse.db-wal").exists(), "the last to close folds the log in");
    let store = open(dir.path());
    assert_eq!(store.upgrade().from, store.upgrade().to);
    assert_eq!(store.setting("k1").await.unwrap(), Some(1.into()));
}

#[test]
fn a_new_directory_may_be_opened_by_many_at_once() {
    let dir = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..6).map(|_| scope.spawn(|| open(dir.path()))).collect();
        let created = threads.into_iter().map(|thread| thread.join().unwrap());
        assert_eq!(
            created.filter(|store| store.upgrade().from == 0).count(),
            1,
            "one of them creates the tables"
        );
    });
}

#[test]
fn a_store_may_be_dropped_outside_of_the_runtime() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async { assert_eq!(store.setting("k").await.unwrap(), None) });
    drop(runtime);
    drop(store);
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_can_look_inside() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("data");
    let store = open(&dir);
    add(&store, 1).await;
    let mode = |path: PathBuf| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(dir.clone()), 0o700);
    for name in ["gatehouse.db", "gatehouse.db-wal", "gatehouse.db-shm", "audit.key"] {
        assert_eq!(mode(dir.join(name)), 0o600, "{name}");
    }
}

#[tokio::test]
async fn a_second_process_that_wrote_is_noticed() {
    let dir = tempfile::tempdir().unwrap();
    let (one, two) = (open(dir.path()), open(dir.path()));
    let mut changes = one.subscribe();
    assert!(!one.look_for_other_writers().await.unwrap());
    add(&one, 1).await;
    assert!(!one.look_for_other_writers().await.unwrap(), "one's own commit is no news");
    assert!(changes.recv().await.unwrap().contains(Change::Settings));
    add(&two, 2).await;
    assert!(one.look_for_other_writers().await.unwrap());
    assert_eq!(changes.recv().await.unwrap(), Changes::all());
    assert!(!one.look_for_other_writers().await.unwrap());
    assert_eq!(one.setting("k2").await.unwrap(), Some(2.into()));
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_kill() {
    let dir = tempfile::tempdir().unwrap();
    let mut acknowledged = 0;
    for round in 1..=3 {
        let mut other = OtherProcess::start("store::tests::other_process_writes", dir.path());
        while acknowledged < round * 40 {
            acknowledged = other.hear().parse().unwrap();
        }
        other.kill();
        let store = open(dir.path());
        let kept: i64 = store
            .read(|c| Ok(c.query_row("SELECT max(value) FROM settings", [], |row| row.get::<_, String>(0))?))
            .await
            .unwrap()
            .parse()
            .unwrap();
        assert!(kept >= acknowledged, "acknowledged {acknowledged}, kept {kept}");
        let verdict = store.verify_audit().await.unwrap();
        assert!(verdict.is_whole(), "{verdict:?}");
        store.check().await.unwrap();
        store.close().await;
    }
}

#[test]
#[ignore = "runs as a second process"]
fn other_process_writes() {
    let Some(dir) = other_process_dir() else { return };
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let store = open(&dir);
        let from: i64 = store
            .read(|c| Ok(c.query_row("SELECT count(*) FROM audit", [], |row| row.get(0))?))
            .await
            .unwrap();
        for value in from + 1.. {
            // As text of a fixed width, so that the greatest is the newest.
            let text = serde_json::Value::from(value);
            store
                .write(move |tx| {
                    tx.execute(
                        "INSERT INTO settings (key, value) VALUES ('k', $1)
                         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                        [text.to_string()],
                    )?;
                    let entry = AuditEntry::new(UtcMillis(value), "test", "count", "");
                    crate::audit::append(tx, &entry)
                })
                .await
                .unwrap();
            say(&value.to_string());
        }
    });
}

#[tokio::test]
async fn a_damaged_file_is_refused_in_words() {
    for damage in
        [&b"This is not a database, whatever its name says. ................"[..], b"SQLite format 3\0"]
    {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("gatehouse.db");
        let mut bytes = damage.to_vec();
        bytes.resize(8_192, 0x5a);
        std::fs::write(&path, &bytes).unwrap();
        let error = Store::open(dir.path(), &StoreOptions::bare()).unwrap_err();
        assert!(error.is_damaged(), "{error:?}");
        assert!(error.to_string().contains("restore"), "it says what to do");
        assert_eq!(std::fs::read(&path).unwrap(), bytes, "and changes nothing");
    }
}

#[tokio::test]
async fn a_file_cut_short_is_noticed() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    add(&store, 1).await;
    store.close().await;
    let path = dir.path().join("gatehouse.db");
    let len = std::fs::metadata(&path).unwrap().len();
    std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(len / 2).unwrap();
    assert!(Store::open(dir.path(), &StoreOptions::bare()).unwrap_err().is_damaged());
}

#[tokio::test]
async fn after_a_crash_a_damaged_page_is_found_at_the_start() {
    let dir = tempfile::tempdir().unwrap();
    let mut other = OtherProcess::start("store::tests::other_process_writes", dir.path());
    while other.hear() != "30" {}
    other.kill();
    let path = dir.path().join("gatehouse.db");
    // Opened and closed by a plain connection, which folds the log in; then a page in the middle is overwritten.
    Connection::open(&path).unwrap().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    let page = bytes.len() / 4096 / 2 * 4096;
    bytes[page..page + 4096].fill(0xa5);
    std::fs::write(&path, &bytes).unwrap();
    // What a crash leaves is a log that is not empty.
    std::fs::write(path.with_extension("db-wal"), [0; 32]).unwrap();
    assert!(Store::open(dir.path(), &StoreOptions::bare()).unwrap_err().is_damaged());
}

/// A small file system of its own, where that is allowed.
#[cfg(target_os = "linux")]
struct SmallDisk {
    dir: tempfile::TempDir,
}

#[cfg(target_os = "linux")]
impl SmallDisk {
    fn mount(bytes: u64) -> Option<SmallDisk> {
        let dir = tempfile::tempdir().unwrap();
        let mounted = std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={bytes}"), "tmpfs"])
            .arg(dir.path())
            .stderr(std::process::Stdio::null())
            .status();
        mounted.is_ok_and(|status| status.success()).then_some(SmallDisk { dir })
    }
}

#[cfg(target_os = "linux")]
impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg("-l").arg(self.dir.path()).status();
    }
}

/// Runs where `mount` is allowed, that is as root in a sandbox of one's own; elsewhere it says so and ends.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_first_costs_the_reserve_and_never_an_acknowledged_write() {
    use std::io::Write;
    const MB: u64 = 1 << 20;
    let Some(disk) = SmallDisk::mount(24 * MB) else {
        let _ = writeln!(std::io::stdout(), "skipped: no file system may be mounted here");
        return;
    };
    let options = StoreOptions { reserve_bytes: 4 * MB, ..StoreOptions::default() };
    let store = Store::open(disk.dir.path(), &options).unwrap();
    let reserve = disk.dir.path().join("reserve.bin");
    assert!(reserve.exists());
    let filler = disk.dir.path().join("filler");
    std::fs::write(&filler, vec![1; store.free_bytes().unwrap() as usize]).unwrap();

    let mut kept = 0;
    let refused = loop {
        let payload = "x".repeat(100_000);
        let result = store.set_setting(&format!("k{kept}"), payload.into(), "test", UtcMillis(kept)).await;
        match result {
            Ok(()) => kept += 1,
            Err(error) => break error,
        }
        assert!(kept < 1_000, "the disk must fill up");
    };
    assert!(refused.is_disk_full(), "{refused:?}");
    assert!(kept > 5, "the reserve carried some writes on: {kept}");
    assert!(!reserve.exists());
    let count = async |store: &Store| {
        store
            .read(|c| Ok(c.query_row("SELECT count(*) FROM settings", [], |row| row.get::<_, i64>(0))?))
            .await
            .unwrap()
    };
    assert_eq!(count(&store).await, kept, "every acknowledged write is there, and nothing else");

    std::fs::remove_file(&filler).unwrap();
    add(&store, 100_000).await;
    assert!(store.hold_reserve().await);
    assert!(reserve.exists());
    assert!(store.verify_audit().await.unwrap().is_whole());
    tokio::time::timeout(Duration::from_secs(10), store.close()).await.unwrap();
    let store = Store::open(disk.dir.path(), &options).unwrap();
    assert_eq!(count(&store).await, kept + 1);
}
