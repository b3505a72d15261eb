//! The assistant's way from an empty directory to live data, as its pages go it.

use gate_app::contract::{Code, Command};
use gatehouse_tests::support::{PARKING_ID, PARKPOTID, Park, wait_for};
use serde_json::{Value, json};

use crate::{office::Office, settings::empty};

fn account(park: &Park) -> Value {
    json!({ "base_url": park.open_platform.base_url(), "app_key": park.options.open_platform.app_key })
}

async fn go_to(office: &Office, step: &str, open_platform: Value) -> Value {
    let change = json!({ "state": "under_way", "step": step, "open_platform": open_platform });
    office.call(Command::set_setup, change).await.unwrap()
}

async fn tried(office: &Office, draft: Value) -> Value {
    let begun = office.call(Command::try_connection, draft).await.unwrap();
    assert_eq!(begun["problems"], json!([]), "{begun}");
    let found = async || {
        let all = office.call(Command::tried_connections, Value::Null).await.unwrap();
        all.as_array().unwrap().iter().find(|it| it["run"] == begun["run"]).cloned().unwrap()
    };
    assert!(wait_for(async || found().await["test"]["running"] == false).await, "{:?}", found().await);
    found().await["test"]["steps"].clone()
}

fn failed(steps: &Value) -> Vec<&Value> {
    steps.as_array().unwrap().iter().filter(|step| step["outcome"] == "failed").collect()
}

async fn save(office: &Office, fields: Value) {
    let version = office.call(Command::settings, Value::Null).await.unwrap()["version"].clone();
    let change = json!({ "version": version, "fields": fields });
    let saved = office.call(Command::save_settings, change).await.unwrap();
    assert_eq!(saved["problems"], json!([]), "{saved}");
}

async fn opens(office: &Office) -> bool {
    office.call(Command::start, Value::Null).await.unwrap()["setup"] == true
}

#[tokio::test(flavor = "multi_thread")]
async fn every_step_is_tried_before_it_is_kept_and_the_last_one_has_live_data() {
    let office = empty().await;
    assert!(opens(&office).await, "nothing is configured");
    let app_secret = office.park.options.open_platform.app_secret.clone();
    let (portname, portpwd) =
        (office.park.options.city.portname.clone(), office.park.options.city.portpwd.clone());
    let account = account(&office.park);
    let draft =
        |secret: &str| json!({ "platform": "open_platform", "open_platform": account, "secret": secret });

    let wrong = tried(&office, draft("another")).await;
    let wrong = failed(&wrong);
    assert_eq!((&wrong[0]["step"], &wrong[0]["advice"]), (&json!("account"), &json!("check_key")));
    let right = tried(&office, draft(&app_secret)).await;
    assert!(failed(&right).is_empty(), "{right}");
    assert!(!office.park.path().join("gatehouse.toml").exists(), "trying keeps nothing");
    assert!(!office.park.path().join("secrets.toml").exists(), "trying keeps nothing");

    office.call(Command::set_secret, json!({ "secret": app_secret })).await.unwrap();
    go_to(&office, "car_parks", account.clone()).await;
    let office = office.restart().await;
    assert!(opens(&office).await, "it is taken up again");
    let setup = office.call(Command::setup, Value::Null).await.unwrap();
    assert_eq!((&setup["step"], &setup["open_platform"]), (&json!("car_parks"), &account));

    let listed = json!({ "open_platform": account });
    let listed = office.call(Command::account_car_parks, listed).await.unwrap();
    assert_eq!(listed["car_parks"][0]["parking_id"], PARKING_ID, "{listed}");
    let mut fields = json!({
        "open_platform": account,
        "car_parks": [{ "at": null, "fields": { "parking_id": PARKING_ID }, "city": null, "static_facts": {} }]
    });
    fields["open_platform"]["poll_interval"] = json!("50ms");
    save(&office, fields.clone()).await;
    go_to(&office, "lanes", json!({})).await;
    office.call(Command::refresh_register, json!({ "register": "lanes" })).await.unwrap();
    let booth = office.call(Command::booth, Value::Null).await.unwrap();
    assert!(!booth["lanes"].as_array().unwrap().is_empty(), "{booth}");

    fields["car_parks"][0]["at"] = json!(0);
    fields["car_parks"][0]["city"] = json!({
        "platform": "ningbo", "base_url": office.park.city.base_url(), "portname": portname,
        "parkpotid": PARKPOTID, "heartbeat_interval": "50ms"
    });
    let city =
        |secret: &str| json!({ "platform": "city", "car_park": fields["car_parks"][0], "secret": secret });
    let wrong = tried(&office, city("another")).await;
    assert_eq!(failed(&wrong)[0]["found"], "port_refused", "{wrong}");
    let right = tried(&office, city(&portpwd)).await;
    assert!(failed(&right).is_empty(), "{right}");
    save(&office, fields.clone()).await;
    let secret = json!({ "parking_id": PARKING_ID, "secret": portpwd });
    office.call(Command::set_secret, secret).await.unwrap();

    let live = async || {
        let platforms = office.call(Command::platforms, Value::Null).await.unwrap();
        platforms["open_platform"] == "ok" && platforms["city"] == "ok"
    };
    assert!(wait_for(live).await, "{:?}", office.call(Command::start, Value::Null).await);
    let end = json!({ "state": "finished", "step": "done", "open_platform": {} });
    office.call(Command::set_setup, end).await.unwrap();
    assert!(!opens(&office).await);
    office.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_possible_stops_the_way_on_and_is_not_kept() {
    let office = empty().await;
    let wrong = json!({ "base_url": "ftp://user:pw@x", "app_key": "demo", "app_secret": "s3cret" });
    let on = go_to(&office, "car_parks", wrong.clone()).await;
    assert_eq!(on["problems"][0]["field"], "base_url", "{on}");
    assert_eq!(on["view"]["step"], "open_platform");

    let left = json!({ "state": "left", "step": "open_platform", "open_platform": wrong });
    let left = office.call(Command::set_setup, left).await.unwrap();
    assert_eq!(left["view"]["open_platform"], json!({ "app_key": "demo" }), "{left}");
    assert!(!opens(&office).await, "it was left");

    let draft = json!({ "platform": "open_platform", "open_platform": wrong, "secret": "x" });
    let refused = office.call(Command::try_connection, draft).await.unwrap();
    assert_eq!((&refused["run"], &refused["problems"][0]["field"]), (&Value::Null, &json!("base_url")));
    let unset = json!({ "platform": "open_platform", "open_platform": account(&office.park) });
    assert_eq!(office.call(Command::try_connection, unset).await, Err(Code::Invalid), "no secret is set");
    let ahead = json!({ "state": "under_way", "step": "city", "open_platform": {} });
    assert_eq!(office.call(Command::set_setup, ahead).await, Err(Code::NotConfigured));
    office.app.close().await;
}
