//! The real `gatehousectl` between both platforms: what people and scripts rely on (operations.md).

use std::path::Path;
use std::time::{Duration, Instant};

use gate_core::passage::Direction;
use gate_sim::city::{CityOptions, DigestCase};
use gate_sim::http::SimResponse;
use gate_sim::open_platform::Operation;
use gatehouse_tests::support::{PATIENCE, Park, ParkOptions, Program, configure};
use serde_json::Value;

use crate::command::gatehousectl;
use crate::photos::jpeg;
use crate::raw_platform::RawPark;
use crate::scene::{business, city_faults, minutes_ago, options, until, visit, visits};

const PLATE: &str = "浙B66666";

async fn status(park: &Park) -> Value {
    gatehousectl(park.path(), &["status", "--json"]).await.json()
}

async fn deliveries(dir: &Path, state: &str) -> Vec<Value> {
    let listed = gatehousectl(dir, &["deliveries", "list", "--state", state, "--json"]).await.json();
    listed.as_array().unwrap().clone()
}

/// Asks it to stop, and answers its exit code and how long it took.
#[cfg(unix)]
async fn terminate(mut program: Program) -> (i32, Duration) {
    let began = Instant::now();
    let id = program.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    loop {
        if let Some(code) = program.ended().unwrap() {
            return (code, began.elapsed());
        }
        assert!(began.elapsed() < PATIENCE, "it does not end");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[cfg(unix)]
#[tokio::test]
async fn people_act_beside_a_sync_that_runs() {
    let park = Park::new(options()).await;
    park.open_platform.add_passages(visit(PLATE, minutes_ago(40), 600));
    city_faults(&park.city, &format!("refuse_session:{PLATE}"));
    configure(&park).unwrap();
    let program = Program::start(park.path(), &["sync"], &park.path().join("said")).unwrap();
    until("it is parked", async || status(&park).await["deliveries"]["parked"] == 1).await;
    assert_eq!(status(&park).await["syncing"], true);
    let second = gatehousectl(park.path(), &["sync"]).await;
    assert!(second.complains(3).contains(&program.id().to_string()), "it says which process syncs");

    let parked = deliveries(park.path(), "parked").await;
    let id = parked[0]["id"].to_string();
    assert_eq!((&parked[0]["kind"], &parked[0]["answer"]), (&"arrival".into(), &"车辆信息有误".into()));
    assert!(
        gatehousectl(park.path(), &["deliveries", "retry", "999999"]).await.complains(1).contains("999999")
    );
    city_faults(&park.city, "");
    let retried =
        gatehousectl(park.path(), &["deliveries", "retry", "--parked", "--reason", "refused", "--json"])
            .await;
    assert_eq!(retried.json()["retried"], 1);
    until("all of it", async || park.city.journal().counts().photos == 2).await;
    until("it is noted", async || status(&park).await["deliveries"]["delivered"] == 4).await;
    let given_up = gatehousectl(park.path(), &["deliveries", "give-up", &id, "--reason", "late"]).await;
    assert!(given_up.complains(1).contains(&id), "what is delivered cannot be given up");

    let file = park.path().join("picture.jpg");
    std::fs::write(&file, park.open_platform.photo(1).unwrap()).unwrap();
    let session = parked[0]["session"].to_string();
    let upload = ["photo", "upload", "--session", &session, "--event", "departure", "--json", "--file"];
    let uploaded = gatehousectl(park.path(), &[&upload[..], &[file.to_str().unwrap()]].concat()).await.json();
    until("the photo", async || park.city.journal().counts().photos == 3).await;
    let given = park.city.journal().accepted_photos().pop().unwrap();
    assert_eq!((given.index, &*given.md5), (Some(4), uploaded["photo_md5"].as_str().unwrap()));

    let (code, took) = terminate(program).await;
    assert_eq!(code, 0);
    assert!(took < Duration::from_secs(10), "{took:?}");
    assert_eq!(status(&park).await["syncing"], false);
    assert!(park.city.journal().order_violations().is_empty());
}

#[cfg(unix)]
#[tokio::test]
async fn told_to_stop_it_ends_in_time_though_every_slot_hangs() {
    let mut options = options();
    options.pace.request_timeout = Duration::from_secs(60);
    let park = Park::new(options).await;
    park.open_platform.add_passages(visits(6).0);
    city_faults(&park.city, "hang_after_reading");
    configure(&park).unwrap();
    let program = Program::start(park.path(), &["sync"], &park.path().join("said")).unwrap();
    until("requests hang", async || business(&park.city.journal()).len() >= 2).await;
    let (code, took) = terminate(program).await;
    assert_eq!(code, 0);
    assert!(took < Duration::from_secs(10), "{took:?}");
}

#[tokio::test]
async fn the_citys_settings_are_followed() {
    let city = "first_photo_index = { arrival = 2, departure = 4 }\nordinary_plate_colour = \"未识别\"\n\
                password_digest = \"lower\"";
    let park = RawPark::start("", city).await;
    let url = park.picture("1.jpg", SimResponse::body("image/jpeg", jpeg(false)));
    park.record("浙B12345", Direction::In, minutes_ago(30), &url);
    park.record("浙B12345", Direction::Out, minutes_ago(20), &url);
    let synced =
        gatehousectl(park.path(), &["sync", "--until-idle", "--timeout", "60s", "--json"]).await.json();
    assert_eq!(synced["deliveries"]["delivered"], 4);
    let journal = park.city.journal();
    assert_eq!(&*journal.accepted_arrivals()[0].hpys, "未识别");
    let mut indexes: Vec<_> = journal.accepted_photos().iter().map(|photo| photo.index).collect();
    indexes.sort_unstable();
    assert_eq!(indexes, [Some(2), Some(4)]);
    assert!(journal.violations().is_empty());
}

#[tokio::test]
async fn operations_that_are_asked_by_get_have_their_parameters_in_the_query() {
    let park = Park::new(options()).await;
    park.open_platform.add_passages(visit(PLATE, minutes_ago(40), 600));
    configure(&park).unwrap();
    let file = park.path().join("gatehouse.toml");
    let mut text = std::fs::read_to_string(&file).unwrap() + "\n[open_platform.endpoints]\n";
    for operation in
        [Operation::Token, Operation::AccessRecordList, Operation::Occupancy, Operation::InParkList]
    {
        text += &format!("{} = {{ method = \"GET\", path = \"{}\" }}\n", operation.name(), operation.path());
    }
    std::fs::write(&file, text).unwrap();
    let arguments = ["sync", "--until-idle", "--timeout", "60s", "--json"];
    assert_eq!(gatehousectl(park.path(), &arguments).await.json()["deliveries"]["delivered"], 4);
    let occupancy = gatehousectl(park.path(), &["occupancy", "--json"]).await.json();
    assert_eq!(occupancy[0]["total"], 500);
}

#[tokio::test]
async fn a_city_that_wants_its_digest_in_capitals_gets_it_so() {
    let city = CityOptions { digest: DigestCase::Upper, ..CityOptions::default() };
    let park = Park::new(ParkOptions { city, ..options() }).await;
    park.open_platform.add_passages(visit(PLATE, minutes_ago(40), 600));
    configure(&park).unwrap();
    let arguments = ["sync", "--until-idle", "--timeout", "2s", "--json"];
    let line = gatehousectl(park.path(), &arguments).await;
    assert!(line.complains(1).contains("账号或密码错误"), "in lower case the account is refused: {line:?}");
    let file = park.path().join("gatehouse.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text + "password_digest = \"upper\"\n").unwrap();
    let arguments = ["sync", "--until-idle", "--timeout", "60s", "--json"];
    assert_eq!(gatehousectl(park.path(), &arguments).await.json()["deliveries"]["delivered"], 4);
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_and_left_as_it_is() {
    let park = Park::new(options()).await;
    configure(&park).unwrap();
    // Made by a program of version 99.0.0, whose schema is number 9999.
    let newer = include_bytes!("fixtures/newer.db");
    let file = park.path().join("gatehouse.db");
    std::fs::write(&file, newer).unwrap();
    for arguments in [&["sync", "--until-idle"][..], &["status"], &["deliveries", "list"]] {
        let ended = gatehousectl(park.path(), arguments).await;
        let line = ended.complains(1);
        assert!(line.contains("99.0.0"), "it says which program made it: {line}");
    }
    assert!(std::fs::read(&file).unwrap() == newer, "not a byte of it was changed");
    assert_eq!(park.city.journal().counts().requests, 0, "nothing was sent");
}
