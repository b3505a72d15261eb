//! A rehearsal before going live: a day of real passages and a strict city of its own, while the real city hears nothing and the
//! database stays as it is.

use std::path::{Path, PathBuf};

use gate_app::contract::Command;
use gate_store::Store;
use gatehouse_tests::support::{PARKING_ID, Park};
use serde_json::{Value, json};

use crate::command::gatehousectl;
use crate::office::Office;
use crate::scene::{Books, minutes_ago, options, until, visit};

/// The program over a park whose city has all of three visits, each with photos of its own.
async fn office() -> Office {
    let mut options = options();
    options.open_platform.photos.one_picture = false;
    let park = Park::new(options).await;
    for (minutes, plate) in [(50, "浙B11111"), (45, "浙B22222"), (40, "浙B33333")] {
        park.open_platform.add_passages(visit(plate, minutes_ago(minutes), 600));
    }
    let office = Office::over(park).await;
    let city = office.park.city.journal();
    until("all of it", async || city.counts().photos == 6).await;
    until("idle", async || {
        let counts = office.app.store().count_deliveries(gate_app::now()).await.unwrap();
        (counts.due, counts.waiting, counts.delivered) == (0, 0, 12)
    })
    .await;
    office
}

/// Visits around midnight belong to two days.
fn days() -> Vec<String> {
    let mut days = vec![minutes_ago(50).china_day(), gate_app::now().china_day()];
    days.dedup();
    days
}

async fn rehearse(office: &Office, day: &str) -> Value {
    let of = json!({ "parking_id": PARKING_ID, "day": day });
    office.call(Command::start_rehearsal, of).await.unwrap();
    let ended = async || {
        let view = office.call(Command::rehearsal, Value::Null).await.unwrap();
        view["state"] != "running"
    };
    until("the rehearsal's end", ended).await;
    office.call(Command::rehearsal, Value::Null).await.unwrap()
}

/// The files of the kept photos.
fn photos(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(photos(&path));
        } else if path.extension().is_some_and(|ending| ending == "jpg") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// All that the database says of what was told.
async fn books(store: &Store, office: &Office) -> (String, usize) {
    let mut books = Books::read(store, &office.park.city.journal()).await;
    books.passages.sort_by_key(|passage| passage.id);
    let audit = store.audit_rows(Default::default()).await.unwrap().len();
    (format!("{:?} {:?} {:?}", books.deliveries, books.sessions, books.passages), audit)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_is_told_to_a_city_of_its_own_and_the_real_one_and_the_database_stay_as_they_are() {
    let office = office().await;
    let store = office.park.open_store().await;
    let before = books(&store, &office).await;
    let heard = office.park.city.journal().counts();

    let mut all = [0, 0, 0];
    for day in days() {
        let view = rehearse(&office, &day).await;
        assert_eq!((&view["state"], &view["configured"]), (&json!("done"), &json!(true)), "{view}");
        assert_eq!(view["groups"], json!([]), "a strict city takes all of it");
        for (sum, name) in all.iter_mut().zip(["done", "accepted", "behind"]) {
            *sum += view[name].as_i64().unwrap();
        }
    }
    assert!(all[0] >= 3 && all[1] >= 12 && all[2] == 0, "three visits with four things each: {all:?}");

    // One photo is no picture any more, another is gone.
    let files = photos(&office.park.path().join("photos"));
    std::fs::write(&files[0], "not a picture").unwrap();
    std::fs::remove_file(&files[1]).unwrap();
    let mut reasons = Vec::new();
    for day in days() {
        let view = rehearse(&office, &day).await;
        for group in view["groups"].as_array().unwrap() {
            let row = &group["rows"][0];
            assert!(row["kind"].as_str().unwrap().ends_with("photo"), "{row}");
            assert!(row["plate"]["text"].as_str().unwrap().starts_with("浙B"), "{row}");
            reasons.push((group["problem"].clone(), group["words"].clone()));
        }
    }
    assert!(reasons.contains(&(json!("refused"), json!("照片格式错误"))), "{reasons:?}");
    assert!(reasons.contains(&(json!("photo_missing"), json!(""))), "{reasons:?}");

    let day = &days()[0];
    let printed = gatehousectl(office.park.path(), &["rehearse", "--day", day, "--json"]).await;
    assert_eq!(printed.code, 1, "something would be refused: {printed:?}");
    let printed: Value = serde_json::from_str(&printed.stdout).unwrap();
    assert_eq!((&printed[0]["day"], &printed[0]["parking_id"]), (&json!(day), &json!(PARKING_ID)));

    assert_eq!(books(&store, &office).await, before, "nothing in the database changed");
    let after = office.park.city.journal().counts();
    let business = |counts: gate_sim::city::Counts| {
        (counts.arrivals, counts.departures, counts.photos, counts.refused, counts.repeats)
    };
    assert_eq!(business(after), business(heard), "the real city heard nothing of it");
    store.close().await;
    office.app.close().await;
}
