//! The audit log as an administrator sees it: searched, verified, taken away.
#![allow(clippy::unwrap_used, reason = "helpers of tests: a failure here is the test's")]

mod support;

use base64::{Engine, prelude::BASE64_STANDARD};
use gate_app::{
    SessionKey,
    contract::{Code, Command},
};
use gate_core::time::UtcMillis;
use gate_store::AuditEntry;
use serde_json::{Value, json};
use support::{Host, OTHER_PASSWORD, key};

const OTHER_PLACE: &str = "P2";

async fn note(host: &Host, actor: &str, action: &str, subject: &str, after: Value) {
    let entry = AuditEntry::new(UtcMillis(1_795_305_600_000), actor, action, subject).with_after(after);
    host.app.store().append_audit(entry).await.unwrap();
}

async fn answer(host: &Host, by: &SessionKey, command: Command, request: Value) -> Value {
    host.call(Some(by), command, request).await.0.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_is_found_by_who_what_and_to_what() {
    let host = Host::start().await;
    let (administrator, _) = host.first_run().await;
    note(&host, "booth", "lane_open", "P1/3", json!({ "plate": "浙B12345", "reason": "送货" })).await;
    note(&host, "other", "made.later", "P1/3", json!({ "reason": "x" })).await;

    let found = async |search: Value| {
        let page = answer(&host, &administrator, Command::audit, json!({ "search": search })).await;
        assert_eq!(page["next"], Value::Null);
        page["rows"].as_array().unwrap().clone()
    };
    let rows = found(json!({ "text": "b12345" })).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["action"], "lane_open");
    assert_eq!(
        rows[0]["fields"],
        json!([
            { "name": "plate", "before": null, "after": "浙B12345" },
            { "name": "reason", "before": null, "after": "送货" },
        ])
    );
    assert_eq!(found(json!({ "actor": "other" })).await.len(), 1);
    assert_eq!(found(json!({ "action": "made.later" })).await.len(), 1);
    assert_eq!(found(json!({ "until": 1_000 })).await.len(), 0);
    let actors = answer(&host, &administrator, Command::audit_actors, Value::Null).await;
    assert!(
        ["booth", "other"].iter().all(|name| actors.as_array().unwrap().contains(&json!(name))),
        "{actors}"
    );
    let long = json!({ "search": { "text": "x".repeat(101) } });
    assert_eq!(host.code(Some(&administrator), Command::audit, long).await, Some(Code::Invalid));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_limited_to_some_car_parks_sees_none_of_it() {
    let host = Host::start().await;
    let (administrator, _) = host.first_run().await;
    let limited = json!({
        "name": "limited", "role": "administrator", "password": OTHER_PASSWORD, "car_parks": [OTHER_PLACE],
    });
    host.call(Some(&administrator), Command::create_account, limited).await.0.unwrap();
    let limited = key(host.sign_in("limited", OTHER_PASSWORD, false).await.1);
    for (command, request) in [
        (Command::audit, json!({})),
        (Command::audit_actors, Value::Null),
        (Command::verify_audit, Value::Null),
        (Command::export_audit, json!({})),
    ] {
        assert_eq!(host.code(Some(&limited), command, request).await, Some(Code::NotAllowed), "{command}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn verifying_and_taking_away_are_written_down_themselves() {
    let host = Host::start().await;
    let (administrator, _) = host.first_run().await;
    note(&host, "=cmd()", "lane_open", "P1/3", json!({ "reason": "@x" })).await;
    let checked = answer(&host, &administrator, Command::verify_audit, Value::Null).await;
    assert_eq!(checked["fault"], Value::Null);
    assert!(checked["rows"].as_u64().unwrap() >= 2, "{checked}");

    let request = json!({ "search": { "action": "lane_open", "text": "13812345678" }, "format": "csv" });
    let none = answer(&host, &administrator, Command::export_audit, request).await;
    assert_eq!(none["rows"], 0);
    let request = json!({ "search": { "action": "lane_open" }, "format": "csv" });
    let file = answer(&host, &administrator, Command::export_audit, request).await;
    assert_eq!(file["rows"], 1);
    let text = String::from_utf8(BASE64_STANDARD.decode(file["base64"].as_str().unwrap()).unwrap()).unwrap();
    assert!(text.contains("请求开闸") && text.contains("reason: @x"), "{text}");
    assert!(!text.contains(",=cmd()") && !text.contains("\"=cmd()"), "no cell begins a formula: {text}");

    let page = answer(&host, &administrator, Command::audit, json!({})).await.to_string();
    assert!(page.contains("audit_verify") && page.contains("audit_export"), "{page}");
    assert!(!page.contains("13812345678"), "what was looked for is masked where it may be a phone: {page}");
}
