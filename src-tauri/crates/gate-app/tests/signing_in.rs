//! First run, signing in, locking, guessing, recovering.

mod support;

use gate_app::{
    SessionChange,
    contract::{Code, Command, Param},
};
use serde_json::{Value, json};
use support::{Host, OTHER_PASSWORD, PASSWORD, key};

#[tokio::test(flavor = "multi_thread")]
async fn the_first_run_makes_one_administrator_and_no_second() {
    let host = Host::start().await;
    let (start, _) = host.call(None, Command::start, Value::Null).await;
    assert_eq!(start.unwrap()["needs_first_run"], true);
    let (administrator, _) = host.first_run().await;
    let (start, _) = host.call(Some(&administrator), Command::start, Value::Null).await;
    let start = start.unwrap();
    assert_eq!(start["needs_first_run"], false);
    assert_eq!(start["me"]["role"], "administrator");
    let again = json!({ "name": "other", "password": PASSWORD });
    assert_eq!(host.code(None, Command::create_administrator, again).await, Some(Code::FirstRunOver));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_password_is_refused_at_its_field() {
    let host = Host::start().await;
    for (password, problem) in [("", "empty"), ("short", "too_short"), ("12345678", "too_simple")] {
        let first = json!({ "name": "admin", "password": password });
        let failure = host.call(None, Command::create_administrator, first).await.0.unwrap_err();
        assert_eq!(failure.code, Code::Invalid);
        assert_eq!(failure.params["field"], Param::from("password"));
        assert_eq!(failure.params["problem"], Param::from(problem));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn five_wrong_guesses_lock_a_name_out_across_a_restart_and_for_the_right_secret_too() {
    let host = Host::start().await;
    let (administrator, _) = host.first_run().await;
    host.attendant(&administrator).await;
    for _ in 0..4 {
        assert_eq!(host.sign_in("booth", "1470", true).await.0.unwrap_err().code, Code::WrongSecret);
    }
    assert_eq!(host.sign_in("booth", "1470", true).await.0.unwrap_err().code, Code::LockedOut);
    let host = host.restart().await;
    let failure = host.sign_in(" BOOTH ", OTHER_PASSWORD, false).await.0.unwrap_err();
    assert_eq!(failure.code, Code::LockedOut, "neither a restart nor the right password ends a lock");
    let Param::Number(remaining) = failure.params["remaining_s"] else { panic!("no number") };
    assert!((1..=30).contains(&remaining), "{remaining}");
    assert!(host.sign_in("admin", PASSWORD, false).await.0.is_ok(), "other names are not locked");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_name_is_answered_like_a_wrong_password() {
    let host = Host::start().await;
    host.first_run().await;
    assert_eq!(host.sign_in("nobody", PASSWORD, false).await.0.unwrap_err().code, Code::WrongSecret);
    assert_eq!(
        host.sign_in("admin", "2580", true).await.0.unwrap_err().code,
        Code::WrongSecret,
        "an administrator never signs in by PIN"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_screen_opens_to_its_owner_or_is_switched() {
    let host = Host::start().await;
    let (administrator, _) = host.first_run().await;
    let (_, booth) = host.attendant(&administrator).await;
    host.call(Some(&booth), Command::lock, Value::Null).await.0.unwrap();
    assert_eq!(host.code(Some(&booth), Command::booth, Value::Null).await, Some(Code::ScreenLocked));
    let wrong = json!({ "secret": "1470", "by_pin": true });
    assert_eq!(host.code(Some(&booth), Command::unlock, wrong).await, Some(Code::WrongSecret));
    host.call(Some(&booth), Command::unlock, json!({ "secret": "2580", "by_pin": true })).await.0.unwrap();
    assert_eq!(host.code(Some(&booth), Command::booth, Value::Null).await, None);

    let switch = json!({ "name": "admin", "secret": PASSWORD });
    let (_, change) = host.call(Some(&booth), Command::sign_in, switch).await;
    let admin = key(change);
    assert_eq!(
        host.code(Some(&booth), Command::booth, Value::Null).await,
        Some(Code::NotSignedIn),
        "who was signed in at this window no longer is"
    );
    assert_eq!(host.code(Some(&admin), Command::accounts, Value::Null).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_code_sets_a_password_once() {
    let host = Host::start().await;
    let (administrator, code) = host.first_run().await;
    let recovery = |code: &str| json!({ "name": "admin", "recovery_code": code, "password": OTHER_PASSWORD });
    let typed = code.to_lowercase().replace('-', " ");
    let (fresh, _) = host.call(None, Command::recover, recovery(&typed)).await;
    assert_ne!(fresh.unwrap()["recovery_code"], json!(code));
    assert_eq!(host.code(None, Command::recover, recovery(&code)).await, Some(Code::WrongSecret), "used up");
    assert!(host.sign_in("admin", OTHER_PASSWORD, false).await.0.is_ok());
    let (result, change) = host.call(Some(&administrator), Command::accounts, Value::Null).await;
    assert_eq!(result.unwrap_err().code, Code::NotSignedIn, "a new password ends old sessions");
    assert_eq!(change, SessionChange::Clear);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_and_no_digest_reaches_audit_or_answers() {
    let host = Host::start().await;
    let (administrator, code) = host.first_run().await;
    host.attendant(&administrator).await;
    let (accounts, _) = host.call(Some(&administrator), Command::accounts, Value::Null).await;
    let rows = host.app.store().audit_rows(gate_store::AuditFilter::default()).await.unwrap();
    let all = format!("{} {rows:?}", accounts.unwrap());
    for canary in [PASSWORD, OTHER_PASSWORD, "2580", "argon2", code.as_str()] {
        assert!(!all.contains(canary), "{canary} was found");
    }
    assert!(rows.len() >= 2, "both accounts stand in the audit log");
}
