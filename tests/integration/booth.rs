//! What the booth does, through the contract: opening lanes in all their outcomes, alerts, finding and correcting plates.

use gate_app::contract::{Code, Command};
use gate_app::{App, AppOptions, SessionChange, SessionKey, Workspace};
use gate_core::time::UtcMillis;
use gate_sim::open_platform::Write;
use gate_sim::traffic::SimPassage;
use gatehouse_tests::support::{PARKING_ID, Park, configure, wait_for};
use serde_json::{Value, json};

use crate::scene::{minutes_ago, open_faults, options, seconds_ago, visit};

/// The program over a park, with its administrator signed in.
struct Booth {
    park: Park,
    app: App,
    session: SessionKey,
}

impl Booth {
    async fn over(park: Park) -> Self {
        configure(&park).unwrap();
        let app = open(&park).await;
        let first = json!({ "name": "岗亭", "password": "tree-9-house" });
        let answer = app.call(None, Command::create_administrator, first).await;
        answer.result.unwrap();
        let SessionChange::Set(session) = answer.session else { panic!("nobody was signed in") };
        let booth = Self { park, app, session };
        let lanes = async || !booth.read(Command::booth).await["lanes"].as_array().unwrap().is_empty();
        assert!(wait_for(lanes).await, "the lanes were listed");
        booth
    }

    async fn call(&self, command: Command, payload: Value) -> Result<Value, Code> {
        let answer = self.app.call(Some(&self.session), command, payload).await;
        answer.result.map_err(|failure| failure.code)
    }

    async fn read(&self, command: Command) -> Value {
        self.call(command, Value::Null).await.unwrap()
    }

    async fn open_lane(&self, lane_no: &str) -> Result<Value, Code> {
        let order = json!({ "parking_id": PARKING_ID, "lane_no": lane_no, "reason": "抬杆放行" });
        self.call(Command::open_lane, order).await
    }

    /// How often the platform was told to open this lane.
    fn orders(&self, lane: &str) -> usize {
        let told = |write: &Write| matches!(write, Write::LaneOpened { lane_no } if lane_no == lane);
        self.park.open_platform.journal().iter().filter(|entry| told(&entry.write)).count()
    }

    async fn alerts(&self, kind: &str) -> Vec<Value> {
        let alerts = self.read(Command::alerts).await;
        alerts.as_array().unwrap().iter().filter(|alert| alert["kind"] == kind).cloned().collect()
    }
}

async fn open(park: &Park) -> App {
    let workspace = Workspace::open(Some(park.path().to_owned())).unwrap();
    App::open(workspace, AppOptions { sync: true, ..AppOptions::default() }).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accepted_opening_is_confirmed_by_the_lanes_next_passage_and_no_departure() {
    let booth = Booth::over(Park::new(options()).await).await;
    let opening = booth.open_lane("1").await.unwrap();
    assert_eq!((&opening["outcome"], &opening["seen"]), (&json!("accepted"), &json!("waiting")));
    assert_eq!(booth.open_lane("1").await, Err(Code::CoolDown), "no second opening within five seconds");
    assert_eq!(booth.orders("1"), 1);

    let at = UtcMillis((gate_app::now().0 / 1_000 + 1) * 1_000);
    booth.park.open_platform.add_passage(SimPassage::entry("浙B12345", at));
    let seen = async || booth.read(Command::booth).await["lanes"][0]["opening"]["seen"] == "passed";
    assert!(wait_for(seen).await, "the passage confirms it");
    let reported = async || booth.park.city.journal().accepted_arrivals().len() == 1;
    assert!(wait_for(reported).await, "the entry is reported");
    assert!(booth.park.city.journal().accepted_departures().is_empty(), "an opening is no departure");
    booth.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_and_a_lost_answer_are_told_apart_and_neither_is_sent_again() {
    let booth = Booth::over(Park::new(options()).await).await;
    booth.park.open_platform.set_camera(PARKING_ID, "1", false, gate_app::now());
    let refused = booth.open_lane("1").await.unwrap();
    assert_eq!((&refused["outcome"], &refused["answer"]), (&json!("refused"), &json!("设备离线")));

    open_faults(&booth.park.open_platform, "lost_answer:1#lane_open");
    let lost = booth.open_lane("2").await.unwrap();
    assert_eq!((&lost["outcome"], booth.orders("2")), (&json!("unknown"), 1));

    // Opened again by a person once the lane has cooled down, and only then.
    open_faults(&booth.park.open_platform, "");
    assert!(wait_for(async || booth.open_lane("2").await.is_ok_and(|it| it["outcome"] == "accepted")).await);
    assert_eq!((booth.orders("1"), booth.orders("2")), (0, 2));
    booth.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_that_is_away_opens_nothing_and_says_so() {
    let booth = Booth::over(Park::new(options()).await).await;
    open_faults(&booth.park.open_platform, "down");
    let opening = booth.open_lane("1").await.unwrap();
    assert_eq!((&opening["outcome"], booth.orders("1")), (&json!("not_sent"), 0));
    let away = async || booth.read(Command::platforms).await["open_platform"] == "unreachable";
    assert!(wait_for(away).await, "the status bar says so");
    open_faults(&booth.park.open_platform, "");
    let back = async || booth.read(Command::platforms).await["open_platform"] == "ok";
    assert!(wait_for(back).await, "and recovers");
    booth.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blacklisted_vehicle_alarms_until_somebody_saw_it_across_a_restart() {
    let park = Park::new(options()).await;
    park.open_platform.put_blacklist(PARKING_ID, "浙B44444", "2099-12-31");
    let mut booth = Booth::over(park).await;
    let mirrored = async || {
        let hits = booth.call(Command::search_plates, json!({ "text": "44444" })).await.unwrap();
        hits[0]["standing"] == "blacklisted"
    };
    assert!(wait_for(mirrored).await, "the blacklist is mirrored");
    booth.park.open_platform.add_passage(SimPassage::entry("浙B44444", seconds_ago(2)));
    assert!(wait_for(async || booth.alerts("blacklisted").await.len() == 1).await, "it alarms");

    booth.app.close().await;
    booth.app = open(&booth.park).await;
    let sign_in = json!({ "name": "岗亭", "secret": "tree-9-house" });
    let SessionChange::Set(session) = booth.app.call(None, Command::sign_in, sign_in).await.session else {
        panic!("nobody was signed in")
    };
    booth.session = session;
    let alerts = booth.alerts("blacklisted").await;
    let [alert] = &alerts[..] else { panic!("it is still there, once: {alerts:?}") };
    assert_eq!((&alert["plate"]["text"], &alert["critical"]), (&json!("浙B44444"), &json!(true)));
    booth.call(Command::acknowledge_alert, json!({ "id": alert["id"] })).await.unwrap();
    assert!(booth.alerts("blacklisted").await.is_empty());
    booth.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plate_is_found_by_its_last_digits_and_put_right_with_who_and_why() {
    let park = Park::new(options()).await;
    park.open_platform.add_passages(visit("浙B8S888", minutes_ago(40), 600));
    let booth = Booth::over(park).await;
    let hits = async || booth.call(Command::search_plates, json!({ "text": "888" })).await.unwrap();
    assert!(
        wait_for(async || hits().await[0]["plate"]["text"] == "浙B8S888").await,
        "three digits are enough"
    );
    let paired =
        async || booth.call(Command::feed, json!({})).await.unwrap()[0]["arrival"]["stay_ms"] == 600_000;
    assert!(wait_for(paired).await, "the exit stands beside its entry");

    let session = booth.call(Command::feed, json!({})).await.unwrap()[0]["session"].clone();
    let correction = json!({ "session": session, "plate": "浙B88888", "reason": "S 是 8" });
    booth.call(Command::correct_plate, correction.clone()).await.unwrap();
    assert_eq!(booth.call(Command::correct_plate, correction).await, Err(Code::Invalid), "it is so already");
    let card = booth.call(Command::plate_card, json!({ "plate": "浙B88888" })).await.unwrap();
    assert_eq!(card["passages"].as_array().unwrap().len(), 2);
    assert_eq!(card["passages"][0]["read_as"], "浙B8S888", "the reading stays");
    let put_right = &card["corrections"][0];
    assert_eq!(
        (&put_right["before"], &put_right["by"], &put_right["reason"]),
        (&json!("浙B8S888"), &json!("岗亭"), &json!("S 是 8"))
    );
    booth.app.close().await;
}
