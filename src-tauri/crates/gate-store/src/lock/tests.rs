use super::*;
use crate::testing::{OtherProcess, other_process_dir, say, wait_to_be_killed};

#[test]
fn a_second_lock_in_one_process_is_refused_until_the_first_is_dropped() {
    let dir = tempfile::tempdir().unwrap();
    assert!(!is_syncing(dir.path()));
    let lock = SyncLock::acquire(dir.path()).unwrap();
    assert_eq!(syncing_process(dir.path()), Some(std::process::id()));
    assert_eq!(syncing_elsewhere(dir.path()), None, "this process is not another");
    let refused = SyncLock::acquire(dir.path()).unwrap_err();
    assert!(matches!(refused, LockError::AlreadySyncing { pid } if pid == std::process::id()));
    drop(lock);
    assert!(!is_syncing(dir.path()));
    SyncLock::acquire(dir.path()).unwrap();
}

#[test]
fn another_process_holds_the_lock_until_it_is_killed() {
    let dir = tempfile::tempdir().unwrap();
    let mut other = OtherProcess::start("lock::tests::other_process_locks", dir.path());
    assert_eq!(other.hear(), "locked");
    let refused = SyncLock::acquire(dir.path()).unwrap_err();
    assert!(matches!(refused, LockError::AlreadySyncing { pid } if pid == other.pid()));
    assert_eq!(syncing_elsewhere(dir.path()), Some(other.pid()));
    other.kill();
    assert!(!is_syncing(dir.path()), "the system releases what a dead process held");
    SyncLock::acquire(dir.path()).unwrap();
}

#[test]
#[ignore = "runs as a second process"]
fn other_process_locks() {
    let Some(dir) = other_process_dir() else { return };
    let _lock = SyncLock::acquire(&dir).unwrap();
    say("locked");
    wait_to_be_killed();
}

#[test]
fn looking_never_keeps_another_from_syncing() {
    let dir = tempfile::tempdir().unwrap();
    drop(SyncLock::acquire(dir.path()).unwrap());
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                is_syncing(dir.path());
            }
        });
        for _ in 0..50 {
            drop(SyncLock::acquire(dir.path()).unwrap());
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}
