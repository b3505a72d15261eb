//! The connection test, step by step, as the pages show it.

use gate_app::contract::{Code, Command};
use gatehouse_tests::support::{PARKING_ID, Park, ParkOptions, wait_for};
use serde_json::{Value, json};

use crate::office::Office;

async fn tested(office: &Office, of: Value) -> Value {
    office.call(Command::test_connection, of.clone()).await.unwrap();
    let view = async || {
        let views = office.call(Command::connections, Value::Null).await.unwrap();
        let views = views.as_array().unwrap().clone();
        views.into_iter().find(|view| view["platform"] == of["platform"]).unwrap()
    };
    assert!(wait_for(async || view().await["test"]["running"] == false).await, "{:?}", view().await);
    view().await["test"]["steps"].clone()
}

fn outcomes(steps: &Value) -> Vec<(String, String)> {
    let word = |step: &Value, key: &str| step[key].as_str().unwrap().to_owned();
    steps.as_array().unwrap().iter().map(|step| (word(step, "step"), word(step, "outcome"))).collect()
}

fn all_ok(steps: &[&str]) -> Vec<(String, String)> {
    steps.iter().map(|step| ((*step).to_owned(), "ok".to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_step_of_both_platforms_is_told_and_the_first_that_fails_says_what_to_do() {
    let office = Office::over(Park::new(ParkOptions::default()).await).await;
    let views = office.call(Command::connections, Value::Null).await.unwrap();
    assert_eq!(views[0]["test"], Value::Null, "nothing was tested yet: {views}");

    let open = tested(&office, json!({ "platform": "open_platform" })).await;
    assert_eq!(outcomes(&open), all_ok(&["dns", "tcp", "tls", "http", "account", "car_park"]), "{open}");
    let city = json!({ "platform": "city", "parking_id": PARKING_ID });
    let steps = tested(&office, city.clone()).await;
    let expected = all_ok(&["dns", "tcp", "tls", "http", "account", "car_park", "clock"]);
    assert_eq!(outcomes(&steps), expected, "{steps}");

    let file = office.park.path().join("secrets.toml");
    let secrets = std::fs::read_to_string(&file).unwrap();
    let wrong = secrets.replace(&office.park.options.city.portpwd, "another");
    assert_ne!(wrong, secrets);
    std::fs::write(&file, wrong).unwrap();
    let steps = tested(&office, city).await;
    let account = steps.as_array().unwrap().iter().find(|step| step["step"] == "account").unwrap();
    assert_eq!(
        (&account["outcome"], &account["found"], &account["advice"]),
        (&json!("failed"), &json!("port_refused"), &json!("check_port_name"))
    );
    assert_eq!(outcomes(&steps).last().unwrap(), &("clock".to_owned(), "skipped".to_owned()));
    assert!(!steps.to_string().contains("another"), "no secret is told");
    office.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_car_park_that_does_not_report_has_no_connection_to_test() {
    let office = Office::over(Park::new(ParkOptions::default()).await).await;
    let nowhere = json!({ "platform": "city", "parking_id": "other" });
    assert_eq!(office.call(Command::test_connection, nowhere).await, Err(Code::NotFound));
    let unnamed = json!({ "platform": "city" });
    assert_eq!(office.call(Command::test_connection, unnamed).await, Err(Code::NotFound));
    office.app.close().await;
}
