//! Handing a shift over: both sign, this window changes hands, and nothing is written before both have signed.

#![allow(clippy::unwrap_used, reason = "helpers of tests: a failure here is the test's")]

mod support;

use gate_app::{
    SessionChange, SessionKey,
    contract::{Code, Command, Failure, Param},
};
use gate_store::AuditFilter;
use serde_json::{Value, json};
use support::{Host, OTHER_PASSWORD, PASSWORD, key};

/// The administrator, and two attendants of whom `booth` is signed in.
async fn scene() -> (Host, SessionKey, SessionKey) {
    let host = Host::start().await;
    let (administrator, _) = host.first_run().await;
    let (_, booth) = host.attendant(&administrator).await;
    let next = json!({ "name": "next", "role": "attendant", "password": OTHER_PASSWORD, "pin": "1470", "car_parks": [] });
    host.call(Some(&administrator), Command::create_account, next).await.0.unwrap();
    (host, administrator, booth)
}

async fn begun_at(host: &Host, session: &SessionKey) -> Value {
    host.call(Some(session), Command::shift, Value::Null).await.0.unwrap()["begun_at"].clone()
}

fn closing(begun_at: Value) -> Value {
    json!({
        "begun_at": begun_at, "secret": "2580", "by_pin": true, "taken_by": "next", "taken_secret": "1470",
        "taken_by_pin": true, "note": " 二号杆慢 "
    })
}

fn with(mut request: Value, field: &str, value: Value) -> Value {
    request[field] = value;
    request
}

async fn refused(host: &Host, session: &SessionKey, request: Value) -> Failure {
    let (result, change) = host.call(Some(session), Command::close_shift, request).await;
    assert_eq!(change, SessionChange::Keep, "who was signed in still is");
    result.unwrap_err()
}

async fn actions(host: &Host) -> Vec<String> {
    let rows = host.app.store().audit_rows(AuditFilter::default()).await.unwrap();
    rows.iter().rev().map(|row| format!("{} {}", row.actor, row.action)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shift_is_handed_over_by_both_and_the_window_is_the_others_then() {
    let (host, administrator, booth) = scene().await;
    let now = host.call(Some(&booth), Command::shift, Value::Null).await.0.unwrap();
    assert_eq!(now["attendants"], json!(["next"]), "nobody hands over to herself");
    let before = actions(&host).await.len();
    let request = closing(now["begun_at"].clone());
    let (closed, change) = host.call(Some(&booth), Command::close_shift, request).await;
    let (closed, next) = (closed.unwrap(), key(change));
    assert_eq!(actions(&host).await[before..], ["booth shift_close", "next login"]);
    assert_eq!((&closed["left_by"], &closed["taken_by"]), (&json!("booth"), &json!("next")));
    assert_eq!(closed["note"], "二号杆慢");
    assert_eq!(host.code(Some(&booth), Command::shift, Value::Null).await, Some(Code::NotSignedIn));
    let start = host.call(Some(&next), Command::start, Value::Null).await.0.unwrap();
    assert_eq!(start["me"]["name"], "next");
    assert_eq!(begun_at(&host, &next).await, closed["closed_at"], "the next one begins where it ended");
    let listed = host.call(Some(&administrator), Command::shifts, json!({})).await.0.unwrap();
    assert_eq!(listed, json!([closed]));
    let one = host.call(Some(&next), Command::closed_shift, json!({ "id": closed["id"] })).await.0.unwrap();
    assert_eq!(one, closed);
    let later = host.call(Some(&next), Command::shifts, json!({ "before": closed["id"] })).await.0.unwrap();
    assert_eq!(later, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_signs_by_password() {
    let (host, administrator, booth) = scene().await;
    let request = closing(begun_at(&host, &booth).await);
    let request = with(with(request, "taken_by", json!("admin")), "taken_secret", json!(PASSWORD));
    let by_pin = refused(&host, &booth, request.clone()).await;
    assert_eq!(by_pin.code, Code::WrongSecret, "an administrator has no PIN");
    let (closed, change) =
        host.call(Some(&booth), Command::close_shift, with(request, "taken_by_pin", json!(false))).await;
    assert_eq!(closed.unwrap()["taken_by"], "admin");
    assert_eq!(host.code(Some(&key(change)), Command::accounts, Value::Null).await, None);
    assert_eq!(host.code(Some(&administrator), Command::accounts, Value::Null).await, None, "elsewhere too");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_until_both_have_signed_and_it_says_whose_secret_was_wrong() {
    let (host, administrator, booth) = scene().await;
    let request = closing(begun_at(&host, &booth).await);
    for (field, whose) in [("secret", "left"), ("taken_secret", "taken")] {
        let failure = refused(&host, &booth, with(request.clone(), field, json!("9999"))).await;
        assert_eq!(failure.code, Code::WrongSecret);
        assert_eq!(failure.params["whose"], Param::from(whose));
    }
    let herself = with(with(request.clone(), "taken_by", json!("Booth")), "taken_secret", json!("2580"));
    let failure = refused(&host, &booth, herself).await;
    assert_eq!((failure.code, &failure.params["problem"]), (Code::Invalid, &Param::from("same")));
    let long = refused(&host, &booth, with(request.clone(), "note", json!("长".repeat(2_001)))).await;
    assert_eq!((long.code, &long.params["field"]), (Code::Invalid, &Param::from("note")));
    let earlier = with(request.clone(), "begun_at", json!(0));
    assert_eq!(refused(&host, &booth, earlier).await.code, Code::ChangedMeanwhile);
    let accounts = host.call(Some(&administrator), Command::accounts, Value::Null).await.0.unwrap();
    let id = accounts.as_array().unwrap().iter().find(|it| it["name"] == "next").unwrap()["id"].clone();
    let limit = json!({ "id": id, "car_parks": ["P1"] });
    host.call(Some(&administrator), Command::change_account, limit).await.0.unwrap();
    let failure = refused(&host, &booth, request).await;
    assert_eq!((failure.code, &failure.params["problem"]), (Code::Invalid, &Param::from("other_car_parks")));
    let now = host.call(Some(&booth), Command::shift, Value::Null).await.0.unwrap();
    assert_eq!(now["attendants"], json!([]), "who sees other car parks is not offered");
    let listed = host.call(Some(&administrator), Command::shifts, json!({})).await.0.unwrap();
    assert_eq!(listed, json!([]));
    assert!(actions(&host).await.iter().all(|act| !act.ends_with("shift_close") && act != "next login"));
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_the_others_secret_locks_her_out_as_at_the_door() {
    let (host, _, booth) = scene().await;
    let request = with(closing(begun_at(&host, &booth).await), "taken_secret", json!("9999"));
    for _ in 0..4 {
        assert_eq!(refused(&host, &booth, request.clone()).await.code, Code::WrongSecret);
    }
    let locked = refused(&host, &booth, request.clone()).await;
    assert_eq!((locked.code, &locked.params["whose"]), (Code::LockedOut, &Param::from("taken")));
    let right = with(request, "taken_secret", json!("1470"));
    assert_eq!(refused(&host, &booth, right).await.code, Code::LockedOut);
}
