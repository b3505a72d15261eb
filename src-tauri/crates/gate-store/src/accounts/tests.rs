use super::*;
use crate::{AuditFilter, StoreOptions};

const NOW: UtcMillis = UtcMillis(1_000);

fn new(name: &str, role: Role) -> NewAccount {
    NewAccount {
        name: name.to_owned(),
        role,
        car_parks: vec![],
        credentials: Credentials { password_hash: "$argon2id$canary".to_owned(), ..Credentials::default() },
    }
}

fn open() -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
    (dir, store)
}

async fn audited(store: &Store) -> Vec<String> {
    let rows = store.audit_rows(AuditFilter::default()).await.unwrap();
    rows.into_iter().rev().map(|row| format!("{} {} {}", row.actor, row.action, row.subject)).collect()
}

#[tokio::test]
async fn the_first_account_administrates_and_is_made_once() {
    let (_dir, store) = open();
    assert!(!store.any_account().await.unwrap());
    let first = store.create_first_administrator(new(" 张三 ", Role::Attendant), NOW).await.unwrap();
    assert_eq!((first.name.as_str(), first.role), ("张三", Role::Administrator));
    assert!(store.any_account().await.unwrap());
    let second = store.create_first_administrator(new("李四", Role::Administrator), NOW).await;
    assert!(matches!(second, Err(StoreError::AccountsExist)), "{second:?}");
    assert_eq!(store.accounts().await.unwrap(), [first]);
    assert_eq!(audited(&store).await, ["张三 account_create account:1"]);
}

#[tokio::test]
async fn two_first_administrators_at_once_are_one() {
    let (_dir, store) = open();
    let (one, other) = tokio::join!(
        store.create_first_administrator(new("张三", Role::Administrator), NOW),
        store.create_first_administrator(new("李四", Role::Administrator), NOW),
    );
    assert_eq!([one.is_ok(), other.is_ok()].iter().filter(|made| **made).count(), 1);
}

#[tokio::test]
async fn a_disabled_account_still_counts_as_an_account() {
    let (_dir, store) = open();
    let one = store.create_first_administrator(new("张三", Role::Administrator), NOW).await.unwrap();
    store.create_account(new("李四", Role::Administrator), "张三", NOW).await.unwrap();
    let disabled = AccountChange { disabled: Some(true), ..AccountChange::default() };
    store.change_account(one.id, disabled, "李四", NOW).await.unwrap();
    let again = store.create_first_administrator(new("王五", Role::Administrator), NOW).await;
    assert!(matches!(again, Err(StoreError::AccountsExist)));
}

#[tokio::test]
async fn a_name_is_found_and_taken_however_it_is_written() {
    let (_dir, store) = open();
    let made = store.create_account(new("Wang Wu", Role::Attendant), "admin", NOW).await.unwrap();
    for written in ["Wang Wu", "wangwu", "ＷＡＮＧ　ＷＵ"] {
        let (found, credentials) = store.account_by_name(written).await.unwrap().unwrap();
        assert_eq!(found, made);
        assert_eq!(credentials.password_hash, "$argon2id$canary");
        let again = store.create_account(new(written, Role::Attendant), "admin", NOW).await;
        assert!(matches!(again, Err(StoreError::NameTaken)), "{again:?}");
    }
    assert!(store.account_by_name("").await.unwrap().is_none());
    assert_eq!(store.accounts().await.unwrap().len(), 1);
    for unusable in ["", "system", "王\u{202e}五"] {
        let refused = store.create_account(new(unusable, Role::Attendant), "admin", NOW).await;
        assert!(matches!(refused, Err(StoreError::NameUnusable(_))), "{unusable:?}");
    }
}

#[tokio::test]
async fn the_last_administrator_who_can_sign_in_stays_one() {
    let (_dir, store) = open();
    let first = store.create_first_administrator(new("张三", Role::Administrator), NOW).await.unwrap();
    let second = store.create_account(new("李四", Role::Administrator), "张三", NOW).await.unwrap();
    let demoted = AccountChange { role: Some(Role::Attendant), ..AccountChange::default() };
    let disabled = AccountChange { disabled: Some(true), ..AccountChange::default() };
    store.change_account(second.id, disabled.clone(), "张三", NOW).await.unwrap();
    for change in [demoted.clone(), disabled.clone()] {
        let refused = store.change_account(first.id, change, "张三", NOW).await;
        assert!(matches!(refused, Err(StoreError::LastAdministrator)), "{refused:?}");
    }
    assert_eq!(store.account(first.id).await.unwrap().unwrap(), first);
    let enabled = AccountChange { disabled: Some(false), ..AccountChange::default() };
    let back = store.change_account(second.id, enabled, "张三", NOW).await.unwrap();
    assert_eq!(back.disabled_at, None);
    let first = store.change_account(first.id, demoted, "李四", NOW).await.unwrap();
    assert_eq!(first.role, Role::Attendant);
    store.change_account(first.id, disabled, "李四", NOW).await.unwrap();
}

#[tokio::test]
async fn a_change_is_audited_with_before_and_after_and_only_if_it_is_one() {
    let (_dir, store) = open();
    let made = store.create_account(new("王五", Role::Attendant), "admin", NOW).await.unwrap();
    let change = AccountChange { car_parks: Some(vec!["park1".to_owned()]), ..AccountChange::default() };
    let changed = store.change_account(made.id, change.clone(), "admin", NOW).await.unwrap();
    assert_eq!(changed.car_parks, ["park1"]);
    store.change_account(made.id, change, "admin", NOW).await.unwrap();
    let rows = store.audit_rows(AuditFilter::default()).await.unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].before.as_ref().unwrap()["car_parks"], json!([]));
    assert_eq!(rows[0].after.as_ref().unwrap()["car_parks"], json!(["park1"]));
    let missing = store.change_account(99, AccountChange::default(), "admin", NOW).await;
    assert!(missing.unwrap_err().is_not_found());
}

#[tokio::test]
async fn digests_are_set_and_stay_out_of_the_audit_log_and_debug() {
    let (_dir, store) = open();
    let id = store.create_account(new("王五", Role::Attendant), "admin", NOW).await.unwrap().id;
    store.set_password_hash(id, "$canary-password", "王五", NOW).await.unwrap();
    store.set_pin_hash(id, "$canary-pin", "王五", NOW).await.unwrap();
    store.set_recovery_hash(id, "$canary-recovery", "admin", NOW).await.unwrap();
    let (account, credentials) = store.account_by_name("王五").await.unwrap().unwrap();
    assert!(account.has_pin && account.has_recovery);
    assert_eq!(credentials.password_hash, "$canary-password");
    assert_eq!(credentials.pin_hash, "$canary-pin");
    assert_eq!(credentials.recovery_hash, "$canary-recovery");
    let rows = store.audit_rows(AuditFilter::default()).await.unwrap();
    let shown = format!("{rows:?} {credentials:?} {:?}", new("王五", Role::Attendant));
    assert!(!shown.contains("canary"), "{shown}");
    assert_eq!(rows.len(), 4);
    store.set_pin_hash(id, "", "王五", NOW).await.unwrap();
    assert!(!store.account(id).await.unwrap().unwrap().has_pin);
    assert!(store.set_pin_hash(99, "", "王五", NOW).await.unwrap_err().is_not_found());
}
