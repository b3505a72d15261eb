//! The configuration file, written in the program: from an empty directory to live data, and back from a broken file.

use gate_app::{
    SessionChange,
    contract::{Code, Command},
};
use gatehouse_tests::support::{PARKING_ID, PARKPOTID, Park, ParkOptions, wait_for};
use serde_json::{Value, json};

use crate::office::{self, Office};

const SECRET_NAMES: [&str; 2] = ["gatehouse.toml", "gatehouse.toml.last-good"];

/// A program over both platforms in a directory without configuration.
pub async fn empty() -> Office {
    let park = Park::new(ParkOptions::default()).await;
    let app = office::open(&park).await;
    let first = json!({ "name": "王工", "password": "tree-9-house" });
    let answer = app.call(None, Command::create_administrator, first).await;
    let SessionChange::Set(session) = answer.session else { panic!("nobody was signed in") };
    Office { park, app, session }
}

fn fields(park: &Park) -> Value {
    json!({
        "open_platform": {
            "base_url": park.open_platform.base_url(), "app_key": park.options.open_platform.app_key,
            "poll_interval": "50ms"
        },
        "car_parks": [{ "at": null, "fields": { "parking_id": PARKING_ID }, "city": {
            "platform": "ningbo", "base_url": park.city.base_url(), "portname": park.options.city.portname,
            "parkpotid": PARKPOTID, "heartbeat_interval": "50ms"
        }, "static_facts": {} }]
    })
}

async fn save(office: &Office, fields: Value) -> Value {
    let version = office.call(Command::settings, Value::Null).await.unwrap()["version"].clone();
    office.call(Command::save_settings, json!({ "version": version, "fields": fields })).await.unwrap()
}

async fn is_live(office: &Office) -> bool {
    wait_for(async || {
        let platforms = office.call(Command::platforms, Value::Null).await.unwrap();
        platforms["open_platform"] == "ok" && platforms["city"] == "ok"
    })
    .await
}

async fn configured() -> Office {
    let office = empty().await;
    let saved = save(&office, fields(&office.park)).await;
    assert_eq!(saved["problems"], json!([]), "{saved}");
    let secrets = [
        json!({ "secret": office.park.options.open_platform.app_secret }),
        json!({ "parking_id": PARKING_ID, "secret": office.park.options.city.portpwd }),
    ];
    for secret in secrets {
        office.call(Command::set_secret, secret).await.unwrap();
    }
    office
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_directory_is_brought_to_live_data_and_no_secret_is_told() {
    let office = configured().await;
    assert!(is_live(&office).await, "{:?}", office.call(Command::start, Value::Null).await);
    let view = office.call(Command::settings, Value::Null).await.unwrap();
    assert_eq!(view["secrets"][0]["place"], "file");
    assert_eq!(view["secrets"][1], json!({ "parking_id": PARKING_ID, "place": "file" }));
    let told = view.to_string();
    for secret in [&office.park.options.open_platform.app_secret, &office.park.options.city.portpwd] {
        assert!(!told.contains(secret.as_str()), "{told}");
        for name in SECRET_NAMES {
            let text = std::fs::read_to_string(office.park.path().join(name)).unwrap();
            assert!(!text.contains(secret.as_str()), "{name}");
        }
    }
    // A changed file is in use at once, and the one before can be had back.
    let mut changed = view["fields"].clone();
    changed["car_parks"][0]["fields"]["name"] = json!("一号停车场");
    save(&office, changed).await;
    assert!(is_live(&office).await);
    let view = office.call(Command::settings, Value::Null).await.unwrap();
    assert!(!view["previous"]["text"].as_str().unwrap().contains("一号停车场"), "{view}");
    let back = json!({ "version": view["version"], "to": "previous" });
    office.call(Command::settings_back, back).await.unwrap();
    let view = office.call(Command::settings, Value::Null).await.unwrap();
    assert!(!view["fields"].to_string().contains("一号停车场"), "{view}");
    office.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_field_and_a_change_from_elsewhere_write_nothing() {
    let office = configured().await;
    let file = office.park.path().join("gatehouse.toml");
    let before = std::fs::read_to_string(&file).unwrap();
    let mut wrong = fields(&office.park);
    wrong["car_parks"][0]["at"] = json!(0);
    wrong["car_parks"][0]["city"]["parkpotid"] = json!("33021207710");
    let saved = save(&office, wrong).await;
    assert_eq!(
        (&saved["problems"][0]["table"], &saved["problems"][0]["field"]),
        (&json!("city"), &json!("parkpotid"))
    );
    assert_eq!(std::fs::read_to_string(&file).unwrap(), before);

    let stale = json!({ "version": "0000", "fields": fields(&office.park) });
    assert_eq!(office.call(Command::save_settings, stale).await, Err(Code::ChangedMeanwhile));
    let elsewhere = json!({ "parking_id": "other", "secret": "x" });
    assert_eq!(office.call(Command::set_secret, elsewhere).await, Err(Code::NotFound));
    office.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hand_broken_file_is_told_by_its_line_and_the_last_good_one_brings_data_back() {
    let office = configured().await;
    assert!(is_live(&office).await);
    let file = office.park.path().join("gatehouse.toml");
    let good = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, good.replace("app_key = \"", "app_key = ")).unwrap();
    let office = office.restart().await;
    let start = office.call(Command::start, Value::Null).await.unwrap();
    assert_eq!(start["sync"]["why"]["code"], "configuration_wrong", "{start}");
    let view = office.call(Command::settings, Value::Null).await.unwrap();
    assert_eq!(view["problem"]["line"], 3, "{view}");
    assert_eq!(view["last_good"]["text"], good.as_str());

    let back = json!({ "version": view["version"], "to": "last_good" });
    let done = office.call(Command::settings_back, back).await.unwrap();
    assert_eq!(done["view"]["problem"], Value::Null, "{done}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), good);
    assert_eq!(office.call(Command::start, Value::Null).await.unwrap()["sync"]["place"], "here");
    office.app.close().await;
}
