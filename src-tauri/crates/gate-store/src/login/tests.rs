use gate_core::account::{LONGEST_LOCK_MS, Role};

use super::*;
use crate::{AuditFilter, Credentials, NewAccount, StoreOptions};

const NOW: UtcMillis = UtcMillis(1_800_000_000_000);

fn open(dir: &std::path::Path) -> Store {
    Store::open(dir, &StoreOptions::bare()).unwrap()
}

async fn with_account() -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let new = NewAccount {
        name: "王五".to_owned(),
        role: Role::Attendant,
        car_parks: vec![],
        credentials: Credentials::default(),
    };
    store.create_account(new, "admin", NOW).await.unwrap();
    (dir, store)
}

async fn fail(store: &Store, times: u32) -> LockState {
    let mut state = LockState::default();
    for _ in 0..times {
        state = store.login_failed("王五", "desktop", NOW).await.unwrap();
    }
    state
}

#[tokio::test]
async fn five_wrong_passwords_lock_a_name_and_each_further_one_locks_it_longer() {
    let (_dir, store) = with_account().await;
    assert_eq!(fail(&store, 4).await, LockState { failures: 4, remaining_ms: 0 });
    assert_eq!(fail(&store, 1).await, LockState { failures: 5, remaining_ms: 30_000 });
    assert_eq!(fail(&store, 1).await, LockState { failures: 6, remaining_ms: 60_000 });
    assert_eq!(fail(&store, 20).await.remaining_ms, LONGEST_LOCK_MS);
    assert_eq!(store.login_lock(" 王 五 ").await.unwrap().failures, 26, "however the name is written");
    assert_eq!(store.login_lock("张三").await.unwrap(), LockState::default());
}

#[tokio::test]
async fn a_lock_loses_only_the_time_that_was_counted() {
    let (_dir, store) = with_account().await;
    store.tick_login_locks(1_000).await.unwrap();
    fail(&store, 5).await;
    assert_eq!(store.tick_login_locks(10_000).await.unwrap(), 1);
    assert_eq!(
        store.login_lock("王五").await.unwrap().remaining_ms,
        30_000,
        "it was not there all that time"
    );
    store.tick_login_locks(29_999).await.unwrap();
    assert_eq!(store.login_lock("王五").await.unwrap().remaining_ms, 1);
    assert_eq!(store.tick_login_locks(5_000).await.unwrap(), 0);
    assert_eq!(store.login_lock("王五").await.unwrap(), LockState { failures: 5, remaining_ms: 0 });
    assert_eq!(fail(&store, 1).await.remaining_ms, 60_000, "failures stay until a success");
    assert_eq!(store.tick_login_locks(5_000).await.unwrap(), 1);
    assert_eq!(store.login_lock("王五").await.unwrap().remaining_ms, 60_000, "a new lock counts anew");
}

#[tokio::test]
async fn two_processes_that_count_do_not_count_twice() {
    let (dir, store) = with_account().await;
    let other = open(dir.path());
    fail(&store, 5).await;
    for _ in 0..11 {
        store.tick_login_locks(1_000).await.unwrap();
        other.tick_login_locks(1_000).await.unwrap();
    }
    assert_eq!(store.login_lock("王五").await.unwrap().remaining_ms, 20_000);
}

#[tokio::test]
async fn a_thousand_guesses_with_restarts_between_and_any_clock_get_no_more_than_the_lock_allows() {
    let (dir, mut store) = with_account().await;
    let mut looked_at = 0;
    for guess in 0..1_000_i64 {
        if guess % 50 == 49 {
            store.close().await;
            store = open(dir.path());
        }
        // Time passes only as far as a program counts it: here a second between guesses.
        store.tick_login_locks(1_000).await.unwrap();
        if store.login_lock("王五").await.unwrap().remaining_ms > 0 {
            continue;
        }
        looked_at += 1;
        let any_clock = UtcMillis(NOW.0 + (guess % 7 - 3) * 86_400_000);
        store.login_failed("王五", "desktop", any_clock).await.unwrap();
    }
    // 5, then 30 + 60 + 120 + 240 + 480 s are 930 of the 1,000 seconds.
    assert!((5..=10).contains(&looked_at), "{looked_at}");
}

#[tokio::test]
async fn a_success_takes_the_failures_back() {
    let (_dir, store) = with_account().await;
    fail(&store, 4).await;
    store.login_succeeded("王五", "desktop", NOW).await.unwrap();
    assert_eq!(store.login_lock("王五").await.unwrap(), LockState::default());
    assert_eq!(fail(&store, 1).await.failures, 1);
    let unknown = store.login_succeeded("nobody", "desktop", NOW).await;
    assert!(unknown.unwrap_err().is_not_found());
}

#[tokio::test]
async fn signing_for_an_act_is_no_login_and_counts_as_right_all_the_same() {
    let (_dir, store) = with_account().await;
    fail(&store, 4).await;
    store.secret_proven("王五", "desktop", NOW).await.unwrap();
    assert_eq!(store.login_lock("王五").await.unwrap(), LockState::default());
    let rows = store.audit_rows(AuditFilter::default()).await.unwrap();
    assert!(rows.iter().all(|row| row.action != "login"), "{rows:?}");
    fail(&store, 5).await;
    let late = store.secret_proven("王五", "desktop", NOW).await;
    assert!(matches!(late, Err(StoreError::LoginLocked { .. })), "{late:?}");
}

#[tokio::test]
async fn the_right_password_among_many_guesses_at_once_comes_too_late() {
    let (_dir, store) = with_account().await;
    fail(&store, 5).await;
    let late = store.login_succeeded("王五", "desktop", NOW).await;
    assert!(matches!(late, Err(StoreError::LoginLocked { remaining_ms: 30_000 })), "{late:?}");
    assert_eq!(store.login_lock("王五").await.unwrap().failures, 5);
}

#[tokio::test]
async fn logins_are_audited_and_listed() {
    let (_dir, store) = with_account().await;
    fail(&store, 5).await;
    store.tick_login_locks(0).await.unwrap();
    store.tick_login_locks(30_000).await.unwrap();
    store.login_succeeded("王五", "web", NOW).await.unwrap();
    let rows = store.audit_rows(AuditFilter::default()).await.unwrap();
    let acts: Vec<_> = rows
        .iter()
        .rev()
        .map(|row| (row.actor.as_str(), row.action.as_str(), row.subject.as_str()))
        .collect();
    assert_eq!(acts[1..5], [("system", "login_failed", "account:1"); 4]);
    assert_eq!(acts[5..], [("system", "login_locked", "account:1"), ("王五", "login", "account:1")]);
    let attempts = store.login_attempts(2).await.unwrap();
    assert_eq!((attempts[0].succeeded, attempts[0].host.as_str()), (true, "web"));
    assert_eq!((attempts[1].succeeded, attempts[1].name.as_deref()), (false, Some("王五")));
}

#[tokio::test]
async fn a_password_typed_as_a_name_is_kept_nowhere_and_locks_like_a_name() {
    let (dir, store) = with_account().await;
    let mut state = LockState::default();
    for _ in 0..5 {
        state = store.login_failed("Canary-Password-1", "desktop", NOW).await.unwrap();
    }
    assert_eq!(state.remaining_ms, 30_000, "whether a name exists must not show");
    assert_eq!(store.login_lock("canary-password-1").await.unwrap(), state);
    assert_eq!(store.login_attempts(1).await.unwrap()[0].name, None);
    store.close().await;
    for file in std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().path()) {
        let Ok(bytes) = std::fs::read(&file) else { continue };
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        assert!(!text.contains("canary-password"), "{}", file.display());
    }
}

#[tokio::test]
async fn attempts_and_unknown_names_do_not_grow_without_end() {
    let (_dir, store) = with_account().await;
    fail(&store, 1).await;
    store
        .write(|tx| {
            for n in 0..UNKNOWN_NAMES_KEPT {
                tx.execute("INSERT INTO login_locks (name_key, failures) VALUES ($1, 1)", [format!("?{n}")])?;
                note_attempt(tx, "?", false, "", NOW)?;
            }
            Ok(())
        })
        .await
        .unwrap();
    store.login_failed("someone else", &"长".repeat(1_000), NOW).await.unwrap();
    assert_eq!(
        store.login_lock("王五").await.unwrap().failures,
        1,
        "an account's failures are never forgotten"
    );
    let (locks, attempts): (i64, i64) = store
        .read(|connection| {
            Ok(connection.query_row(
                "SELECT (SELECT count(*) FROM login_locks), (SELECT count(*) FROM login_attempts)",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?)
        })
        .await
        .unwrap();
    assert_eq!((locks, attempts), (2, ATTEMPTS_KEPT));
    assert_eq!(store.login_attempts(1).await.unwrap()[0].host.chars().count(), HOST_MAX);
}
