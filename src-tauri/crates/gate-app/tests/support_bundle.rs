//! The log and the support bundle: nothing secret or personal leaves, whatever way it came in.
#![allow(clippy::unwrap_used, reason = "helpers of tests: a failure here is the test's")]

mod support;

use base64::{Engine, prelude::BASE64_STANDARD};
use gate_app::{
    SessionKey,
    contract::{Code, Command},
};
use gate_core::{time::UtcMillis, vehicle::Vehicle};
use gate_store::Register;
use serde_json::{Value, json};
use support::{Host, OTHER_PASSWORD, key};

const SECRETS: &str =
    "[open_platform]\napp_secret = \"canary-app-secret\"\n[car_park.P1]\nportpwd = \"canary\\\"portpwd\"\n";

/// What must be found nowhere.
const CANARIES: [&str; 16] = [
    "canary-app-secret",
    "canary\"portpwd",
    "canary\\\"portpwd",
    "canary-token-77",
    "canary-user",
    "浙B7C4R1",
    "7C4R1",
    "MADEUP77",
    "欧阳小明",
    "%E6%AC%A7%E9%98%B3",
    "13987654321",
    "139 8765 4321",
    "87654321",
    "33010219900101123X",
    "somebody@example.com",
    "canary_app_key",
];

fn log_line(message: &str) -> String {
    let line = json!({
        "timestamp": "2026-11-21T08:00:00.000+08:00",
        "level": "WARN",
        "message": message,
        "target": "gate_app",
        "plate": message,
        "nested": { "list": [message, 13_987_654_321_u64] },
    });
    format!("{line}\n")
}

async fn host_full_of_canaries() -> (Host, SessionKey) {
    let host = Host::start().await;
    host.configure(&["P1"]);
    let directory = host.app.store().dir().to_owned();
    let config = directory.join("gatehouse.toml");
    let text = std::fs::read_to_string(&config).unwrap().replace("\"demo\"", "\"canary_app_key\"");
    std::fs::write(&config, format!("# the old secret was canary-token-77\n{text}")).unwrap();
    std::fs::write(directory.join("secrets.toml"), SECRETS).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let private = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(directory.join("secrets.toml"), private).unwrap();
    }
    let (administrator, _) = host.first_run().await;
    let account = json!({ "name": "欧阳小明", "role": "attendant", "password": OTHER_PASSWORD });
    host.call(Some(&administrator), Command::create_account, account).await.0.unwrap();
    // A plate of an odd look, which only the register knows.
    let vehicle = Vehicle {
        plate: "MADEUP77".to_owned(),
        vehicle_type: None,
        owner_name: Some("欧阳小明".to_owned()),
        owner_phone: Some("057487654321".to_owned()),
        work_no: None,
        valid_from: None,
        valid_until: None,
        lanes: Vec::new(),
        spaces: 1,
        remark: None,
    };
    let store = host.app.store();
    let refresh = store.begin_refresh("P1", Register::Vehicles, UtcMillis(1)).await.unwrap();
    store.upsert_vehicles("P1", refresh, vec![vehicle], UtcMillis(1)).await.unwrap();

    let logs = directory.join("logs");
    std::fs::create_dir_all(&logs).unwrap();
    let messages = [
        "key canary-app-secret and canary\"portpwd",
        "https://canary-user:x@img.example.com/a.jpg?token=canary-token-77",
        "浙B7C4R1 then 浙b·7C4R1 and MADEUP77",
        "欧阳小明 13987654321, 139 8765 4321, 0574-87654321, 057487654321",
        "33010219900101123X somebody@example.com",
        "q=%E6%AC%A7%E9%98%B3%E5%B0%8F%E6%98%8E",
        "Authorization: Bearer canary-token-77",
    ];
    let text: String = messages.iter().map(|message| log_line(message)).collect();
    let torn = format!("torn {}", messages.join(" "));
    std::fs::write(logs.join("gatehouse.2026-11-21.00001.log"), format!("{text}{torn}")).unwrap();
    (host, administrator)
}

fn assert_clean(text: &str, where_from: &str) {
    for canary in CANARIES {
        assert!(!text.contains(canary), "{canary} in {where_from}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_canary_reaches_the_bundle_and_one_vehicle_can_be_followed() {
    let (host, administrator) = host_full_of_canaries().await;
    let preview = host.call(Some(&administrator), Command::preview_support, Value::Null).await.0.unwrap();
    let parts = preview["parts"].as_array().unwrap();
    let text = |name: &str| {
        let part =
            parts.iter().find(|part| part["name"] == name).unwrap_or_else(|| panic!("no {name}: {parts:?}"));
        assert_eq!(part["cut"], false, "{name}");
        part["text"].as_str().unwrap()
    };
    for part in parts {
        assert_clean(part["text"].as_str().unwrap(), part["name"].as_str().unwrap());
    }
    let home = host.app.store().dir().display().to_string();
    assert!(!preview.to_string().contains(&home), "the data directory's place may name a person");

    let log = text("logs/gatehouse.2026-11-21.00001.log");
    let line: Value = serde_json::from_str(log.lines().nth(2).unwrap()).unwrap();
    let words: Vec<&str> = line["message"].as_str().unwrap().split(['[', ']']).collect();
    assert_eq!(words[1], words[3], "both writings of one plate: {line}");
    assert_ne!(words[1], words[5], "another vehicle: {line}");
    assert!(words[1].starts_with("plate "), "{line}");
    assert!(text("configuration.json").contains("https://open.example.com"), "what helps stays");
    assert!(text("health.json").contains("gatehouse.toml") && text("versions.json").contains("schema"));

    let saved = json!({ "id": preview["id"] });
    let file = host.call(Some(&administrator), Command::save_support, saved.clone()).await.0.unwrap();
    let bytes = BASE64_STANDARD.decode(file["base64"].as_str().unwrap()).unwrap();
    assert!(bytes.starts_with(b"PK\x03\x04") && file["name"].as_str().unwrap().ends_with(".zip"));
    let rows = host.app.store().audit_rows(gate_store::AuditFilter::default()).await.unwrap();
    assert_eq!(rows[0].action, "support_export");

    let other = json!({ "id": "0".repeat(32) });
    assert_eq!(host.code(Some(&administrator), Command::save_support, other).await, Some(Code::NotFound));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_shown_without_what_is_secret_or_personal() {
    let (host, administrator) = host_full_of_canaries().await;
    let page = host.call(Some(&administrator), Command::logs, json!({})).await.0.unwrap();
    assert_eq!(page["lines"].as_array().unwrap().len(), 8);
    assert_eq!(page["days"], json!(["2026-11-21"]));
    assert_clean(&page.to_string(), "the log");
    let searched = json!({ "text": "7C4R1" });
    let page = host.call(Some(&administrator), Command::logs, searched).await.0.unwrap();
    assert_eq!(page["lines"], json!([]), "what is hidden cannot be searched for");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_administrator_neither_saves_ones_preview_nor_sees_it_while_limited() {
    let (host, administrator) = host_full_of_canaries().await;
    let preview = host.call(Some(&administrator), Command::preview_support, Value::Null).await.0.unwrap();
    let id = json!({ "id": preview["id"] });
    for (name, car_parks) in [("second", json!([])), ("limited", json!(["P1"]))] {
        let new = json!({ "name": name, "role": "administrator", "password": "river-8-stone", "car_parks": car_parks });
        host.call(Some(&administrator), Command::create_account, new).await.0.unwrap();
    }
    let second = key(host.sign_in("second", "river-8-stone", false).await.1);
    assert_eq!(host.code(Some(&second), Command::save_support, id.clone()).await, Some(Code::NotFound));
    let limited = key(host.sign_in("limited", "river-8-stone", false).await.1);
    for (command, request) in
        [(Command::logs, json!({})), (Command::preview_support, Value::Null), (Command::save_support, id)]
    {
        assert_eq!(host.code(Some(&limited), command, request).await, Some(Code::NotAllowed), "{command}");
    }
}
