use super::*;
use crate::lock::SyncLock;
use crate::store::{Store, StoreOptions};

fn open(dir: &Path, migrations: &[(&str, &str)], kept: usize) -> Result<Store, StoreError> {
    let options = StoreOptions { backups_kept: kept, ..StoreOptions::bare() };
    Store::open_with(dir, &options, migrations)
}

fn backups(dir: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(dir.join("backups")) else { return Vec::new() };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

#[test]
fn every_file_is_listed_in_order_and_embedded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".sql").map(str::to_owned))
        .collect();
    files.sort_by_key(|name| name[1..].split("__").next().unwrap().parse::<u32>().unwrap());
    let listed: Vec<&str> = MIGRATIONS.iter().map(|(name, _)| *name).collect();
    assert_eq!(files, listed);
    for (index, name) in listed.iter().enumerate() {
        assert!(name.starts_with(&format!("V{}__", index + 1)), "{name}: numbers have no gaps");
    }
}

#[test]
fn every_table_is_strict_and_no_id_is_given_twice() {
    let dir = tempfile::tempdir().unwrap();
    drop(Store::open(dir.path(), &StoreOptions::bare()).unwrap());
    let connection = Connection::open(dir.path().join("gatehouse.db")).unwrap();
    let mut statement = connection
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        .unwrap();
    let tables: Vec<(String, String)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert!(tables.len() > 20);
    for (name, sql) in tables {
        if name == "refinery_schema_history" {
            continue;
        }
        assert!(sql.trim_end().ends_with("STRICT"), "{name} is not STRICT");
        let single_row = sql.contains("CHECK (id = 1)");
        if sql.contains("id INTEGER PRIMARY KEY") || sql.contains("id            INTEGER PRIMARY KEY") {
            assert!(sql.contains("AUTOINCREMENT") || single_row, "{name} may give an id twice");
        }
    }
}

#[test]
fn a_newer_programs_file_is_refused_with_its_version_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    drop(Store::open(dir.path(), &StoreOptions::bare()).unwrap());
    let connection = Connection::open(dir.path().join("gatehouse.db")).unwrap();
    connection
        .execute_batch(
            "INSERT INTO refinery_schema_history VALUES (99, 'future', '2030-01-01T00:00:00Z', '1');
             UPDATE made_by SET program = '9.8.7'",
        )
        .unwrap();
    drop(connection);
    let error = Store::open(dir.path(), &StoreOptions::bare()).unwrap_err();
    assert!(error.is_newer());
    let words = error.to_string();
    assert!(words.contains("9.8.7") && words.contains("99"), "{words}");
    assert!(backups(dir.path()).is_empty());
}

#[test]
fn a_copy_is_taken_before_an_upgrade_and_not_of_a_new_file() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path(), &MIGRATIONS[..1], 3).unwrap();
    assert_eq!(*store.upgrade(), Upgrade { from: 0, to: 1, backup: None });
    drop(store);
    let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
    let newest = newest(MIGRATIONS);
    assert_eq!((store.upgrade().from, store.upgrade().to), (1, newest));
    let copy = store.upgrade().backup.clone().unwrap();
    assert_eq!(backups(store.dir()), std::slice::from_ref(&copy));
    let copied = Connection::open(copy).unwrap();
    assert_eq!(schema_version(&copied).unwrap(), 1, "the copy is from before");
}

#[test]
fn only_the_newest_copies_are_kept() {
    let dir = tempfile::tempdir().unwrap();
    let extra: Vec<(String, String)> =
        (1..=6).map(|n| (format!("V{n}__t{n}"), format!("CREATE TABLE t{n} (a INTEGER) STRICT"))).collect();
    let list: Vec<(&str, &str)> = extra.iter().map(|(name, sql)| (name.as_str(), sql.as_str())).collect();
    for upto in 1..=6 {
        drop(open(dir.path(), &list[..upto], 2).unwrap());
    }
    let kept = backups(dir.path());
    assert_eq!(kept.len(), 2, "{kept:?}");
    assert!(kept[0].to_string_lossy().contains("schema4"), "{kept:?}");
    assert!(kept[1].to_string_lossy().contains("schema5"), "{kept:?}");
}

#[test]
fn a_migration_that_fails_leaves_everything_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let good = ("V1__one", "CREATE TABLE one (a INTEGER NOT NULL) STRICT");
    let half = ("V2__two", "CREATE TABLE two (a INTEGER NOT NULL) STRICT");
    let broken =
        ("V3__three", "CREATE TABLE three (a INTEGER NOT NULL) STRICT; INSERT INTO nowhere VALUES (1)");
    drop(open(dir.path(), &[good], 3).unwrap());
    let error = open(dir.path(), &[good, half, broken], 3).unwrap_err();
    assert!(matches!(error, StoreError::Migration(_)), "{error:?}");
    let connection = Connection::open(dir.path().join("gatehouse.db")).unwrap();
    assert_eq!(schema_version(&connection).unwrap(), 1);
    assert!(!has_table(&connection, "two").unwrap(), "all pending migrations are one transaction");
    drop(connection);
    drop(open(dir.path(), &[good, half], 3).unwrap());
}

#[test]
fn tables_are_not_changed_under_a_process_that_syncs() {
    let dir = tempfile::tempdir().unwrap();
    drop(open(dir.path(), &MIGRATIONS[..1], 3).unwrap());
    let _lock = SyncLock::acquire(dir.path()).unwrap();
    // The lock is this process's own; the number beside it says whose it is.
    std::fs::write(dir.path().join("sync.pid"), "1").unwrap();
    let error = Store::open(dir.path(), &StoreOptions::bare()).unwrap_err();
    assert!(matches!(error, StoreError::UpgradeWhileSyncing { pid: 1 }), "{error:?}");
    std::fs::write(dir.path().join("sync.pid"), std::process::id().to_string()).unwrap();
    drop(Store::open(dir.path(), &StoreOptions::bare()).unwrap());
}
