//! A stock-take through the program's own commands and by `gatehousectl`: compared first, closed by a person's word, and never
//! traffic.

use std::time::Duration;

use gate_app::contract::{Code, Command};
use gate_sim::open_platform::Channel;
use gate_sim::traffic::SimPassage;
use gate_store::SessionFilter;
use gatehouse_tests::support::{PARKING_ID, Park};
use serde_json::{Value, json};

use crate::command::gatehousectl;
use crate::office::Office;
use crate::scene::{business, minutes_ago, options, until};

const INSIDE: &str = "浙B12345";
const MISREAD: &str = "浙B85123";
const GONE: &str = "浙B77777";
const LATE: &str = "浙B99999";

/// Four vehicles came in; one of them left unseen, one came a moment ago.
async fn office() -> Office {
    let mut options = options();
    options.pace.orphan_wait = Duration::from_secs(3_600);
    let park = Park::new(options).await;
    for (plate, minutes) in [(INSIDE, 90), (MISREAD, 80), (GONE, 70), (LATE, 5)] {
        park.open_platform.add_passages([SimPassage::entry(plate, minutes_ago(minutes))]);
    }
    let gone = SimPassage::exit(GONE, minutes_ago(60));
    park.open_platform.add_passage_via(gone, Channel::Callback);
    let office = Office::over(park).await;
    until("all of it", async || {
        let counts = office.app.store().count_deliveries(gate_app::now()).await.unwrap();
        (counts.due, counts.waiting, counts.delivered) == (0, 0, 8)
    })
    .await;
    office
}

async fn state(office: &Office, plate: &str) -> String {
    let all = SessionFilter { limit: u32::MAX, ..SessionFilter::default() };
    let sessions = office.app.store().sessions(all).await.unwrap();
    sessions.into_iter().find(|session| session.plate == plate).unwrap().state
}

fn plates(rows: &Value) -> Vec<&str> {
    rows.as_array().unwrap().iter().map(|row| row["plate"]["text"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_seen_is_closed_by_a_persons_word_and_the_city_hears_nothing() {
    let office = office().await;
    let told = business(&office.park.city.journal()).len();
    let count = json!({
        "parking_id": PARKING_ID, "counted_at": minutes_ago(10).0, "text": format!("{INSIDE}，浙B8S123\n浙B11111"),
    });
    let taken = office.call(Command::take_stock, count.clone()).await.unwrap();
    assert_eq!((&taken["seen"], &taken["known"], &taken["came_since"]), (&json!(3), &json!(1), &json!(1)));
    assert_eq!(plates(&taken["unknown"]), ["浙B11111", "浙B8S123"]);
    assert_eq!(taken["unknown"][1]["resembles"]["text"], MISREAD);
    assert_eq!(plates(&taken["missing"]), [MISREAD, GONE]);
    assert_eq!(state(&office, GONE).await, "open", "comparing changes nothing");

    // One vehicle is gone; the other's plate was misread, and is put right.
    let gone =
        json!({ "session": taken["missing"][1]["session"], "version": taken["missing"][1]["version"] });
    let marked = json!({ "sessions": [gone], "reason": "盘点没看到" });
    let marked = office.call(Command::mark_exits_missed, marked).await.unwrap();
    assert_eq!(marked["skipped"], json!([]));
    assert_eq!(state(&office, GONE).await, "exit_missed");
    assert_eq!(business(&office.park.city.journal()).len(), told, "bookkeeping is no traffic");
    let misread = &taken["missing"][0];
    let correction = json!({
        "session": misread["session"], "version": misread["version"], "reason": "盘点时看清的",
        "change": { "change": "plate", "plate": "浙B8S123" },
    });
    office.call(Command::correct_session, correction).await.unwrap();
    let again = office.call(Command::take_stock, count.clone()).await.unwrap();
    assert_eq!((plates(&again["unknown"]), plates(&again["missing"])), (vec!["浙B11111"], vec![]));

    let mut wrong = count;
    wrong["counted_at"] = json!(gate_app::now().0 + 3_600_000);
    assert_eq!(office.call(Command::take_stock, wrong).await, Err(Code::Invalid));
    let nothing = json!({ "parking_id": PARKING_ID, "text": " " });
    assert_eq!(office.call(Command::take_stock, nothing).await, Err(Code::Invalid));
    let other = json!({ "parking_id": PARKING_ID, "base64": "UEsDBG5vbnNlbnNl" });
    assert_eq!(office.call(Command::take_stock, other).await, Err(Code::FileWrong));
    assert!(office.app.store().verify_audit().await.unwrap().is_whole());
    office.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn by_command_line_only_what_no_list_names_is_closed() {
    let office = office().await;
    // Whom the open platform still lists is for a person to look at.
    until("the list of vehicles inside", async || {
        office.app.store().in_park(Some(PARKING_ID)).await.unwrap().len() == 3
    })
    .await;
    let told = business(&office.park.city.journal()).len();
    let file = office.park.path().join("count.csv");
    std::fs::write(&file, format!("车牌号,位置\n{INSIDE},A1\n{LATE},A2\n")).unwrap();
    let file = file.to_str().unwrap();
    let dir = office.park.path();
    let dry = gatehousectl(dir, &["sessions", "stock-take", file, "--dry-run", "--json"]).await.json();
    assert_eq!((&dry["dry_run"], &dry["known"]), (&json!(true), &json!(2)));
    let missing = dry["missing"].as_array().unwrap();
    let named: Vec<_> = missing.iter().map(|row| row["plate"].as_str().unwrap()).collect();
    assert_eq!(named, [MISREAD, GONE]);
    assert_eq!(state(&office, GONE).await, "open");
    gatehousectl(dir, &["sessions", "stock-take", file]).await.complains(2);

    let done = ["sessions", "stock-take", file, "--reason", "盘点", "--json"];
    let done = gatehousectl(dir, &done).await.json();
    let closed: Vec<_> = done["missing"].as_array().unwrap().iter().map(|row| &row["closed"]).collect();
    assert_eq!(closed, [&json!(false), &json!(true)]);
    assert_eq!(
        (state(&office, GONE).await, state(&office, MISREAD).await),
        ("exit_missed".into(), "open".into())
    );
    assert_eq!(business(&office.park.city.journal()).len(), told, "bookkeeping is no traffic");
    office.app.close().await;
}
