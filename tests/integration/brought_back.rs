//! A strict city that was written apart, loses photos, refuses a vehicle, forgets a day and answers the standard's malformed JSON is
//! brought back to complete with nothing but the commands that the screens call; in the end its ledger, what these commands say
//! and the database agree exactly.

use std::collections::BTreeMap;
use std::time::Duration;

use gate_app::contract::Command;
use gate_app::{SessionChange, SessionKey};
use gate_core::time::UtcMillis;
use gatehouse_tests::support::{PARKPOTID, Park, configure};
use serde_json::{Value, json};

use crate::issued::encoded;
use crate::office::{Office, open};
use crate::other_city::{Event, OtherCity, Told};
use crate::photos::jpeg;
use crate::scene::{minutes_ago, options, until, visit};

/// The vehicle that the city does not take at first, and what it says.
const UNWANTED: &str = "浙B66666";
const WORDS: &str = "该车辆信息待核实";
/// Their arrival's photo and their departure's photo the city accepts and loses.
const ARRIVAL_LOST: &str = "浙B12345";
const DEPARTURE_LOST: &str = "浙BD54321";
/// They came on the day that the city forgets.
const FORGOTTEN: [&str; 3] = ["浙B00001", "浙B00002", "沪A00003"];

struct Scene {
    office: Office,
    city: OtherCity,
    attendant: SessionKey,
    /// The day that the city forgets.
    day: String,
}

impl Scene {
    async fn set() -> Self {
        let mut options = options();
        options.back = Duration::from_secs(4 * 24 * 3_600);
        // Every photo is another one, so that none passes for another.
        options.open_platform.photos.one_picture = false;
        let park = Park::new(options).await;
        let account = &park.options.city;
        let city = OtherCity::start(&account.portname, &account.portpwd, PARKPOTID).await;
        city.books().unwanted.insert(UNWANTED.to_owned(), WORDS.to_owned());
        for (plate, end) in [(ARRIVAL_LOST, "1"), (DEPARTURE_LOST, "2")] {
            city.books().losing.insert((plate.to_owned(), end.to_owned()));
        }
        // Midday two days ago: no other passage of the test is of that day, whenever it runs.
        let day = UtcMillis(gate_app::now().0 - 2 * 24 * 3_600_000).china_day();
        let midday = UtcMillis::parse_china(&format!("{day} 12:00:00")).unwrap();
        for (index, plate) in FORGOTTEN.into_iter().enumerate() {
            let from = midday + Duration::from_secs(index as u64 * 60);
            park.open_platform.add_passages(visit(plate, from, 3_600));
        }
        for (index, plate) in [UNWANTED, ARRIVAL_LOST, DEPARTURE_LOST].into_iter().enumerate() {
            park.open_platform.add_passages(visit(plate, minutes_ago(50 - index as i64), 1_200));
        }
        configure(&park).unwrap();
        let file = park.path().join("gatehouse.toml");
        let configured = std::fs::read_to_string(&file).unwrap();
        let simulated = park.city.base_url();
        assert!(configured.contains(&simulated));
        std::fs::write(&file, configured.replace(&simulated, &city.base_url)).unwrap();

        let app = open(&park).await;
        let first = json!({ "name": "王工", "password": "tree-9-house" });
        let SessionChange::Set(session) = app.call(None, Command::create_administrator, first).await.session
        else {
            panic!("nobody was signed in")
        };
        let new = json!({
            "name": "小李", "role": "attendant", "password": "river-7-stone", "car_parks": [],
        });
        app.call(Some(&session), Command::create_account, new).await.result.unwrap();
        let sign_in = json!({ "name": "小李", "secret": "river-7-stone" });
        let SessionChange::Set(attendant) = app.call(None, Command::sign_in, sign_in).await.session else {
            panic!("the attendant was not signed in")
        };
        Self { office: Office { park, app, session }, city, attendant, day }
    }

    /// As the attendant.
    async fn call(&self, command: Command, payload: Value) -> Value {
        let answer = self.office.app.call(Some(&self.attendant), command, payload).await;
        answer.result.unwrap_or_else(|failure| panic!("{command}: {failure:?}"))
    }

    /// Waits until nothing goes by itself any more: so much is parked, and so much waits behind it.
    async fn until_quiet(&self, delivered: u64, parked: u64, behind: u64) {
        let store = self.office.app.store();
        let quiet = async || {
            let counts = store.count_deliveries(gate_app::now()).await.unwrap();
            (counts.due, counts.waiting, counts.parked, counts.delivered) == (0, behind, parked, delivered)
        };
        until("the city has what it takes", quiet).await;
    }

    /// The delivery of this kind of a plate, as the list of deliveries finds it.
    async fn row(&self, plate: &str, kind: &str) -> Value {
        let request = json!({ "filter": { "text": plate, "kind": kind }, "limit": 10 });
        let found = self.call(Command::deliveries, request).await;
        let rows = found["rows"].as_array().unwrap();
        assert_eq!(rows.len(), 1, "{plate} {kind}: {rows:?}");
        rows[0].clone()
    }

    async fn page(&self, session: &Value) -> Value {
        self.call(Command::session_page, json!({ "session": session })).await
    }

    /// Every session that the list of deliveries leads to.
    async fn sessions(&self) -> Vec<i64> {
        let found = self.call(Command::deliveries, json!({ "limit": 500 })).await;
        assert_eq!(found["next"], Value::Null);
        let rows = found["rows"].as_array().unwrap().iter();
        let mut sessions: Vec<i64> = rows.map(|row| row["session"].as_i64().unwrap()).collect();
        sessions.sort_unstable();
        sessions.dedup();
        sessions
    }

    /// What the pages of all sessions say that the city has: events, and the MD5 of each photo by its place.
    async fn shown(&self) -> (BTreeMap<Event, Told>, BTreeMap<(Event, i64), String>) {
        let (mut events, mut photos) = (BTreeMap::new(), BTreeMap::new());
        for session in self.sessions().await {
            let page = self.page(&json!(session)).await;
            let time =
                |name: &str| page[name].as_i64().map(|at| UtcMillis(at).china_standard()).unwrap_or_default();
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            for delivery in page["deliveries"].as_array().unwrap() {
                let item = &delivery["item"];
                assert_eq!(item["state"], "delivered", "{item}");
                let kind = text(&item["kind"]);
                let end = if kind.starts_with("arrival") { "1" } else { "2" };
                let event = (text(&page["business_id"]), end.to_owned());
                if let Some(index) = item["img_index"].as_i64() {
                    // In the order in which they came to be owed: the last of a place is what the city keeps.
                    photos.insert((event, index), text(&item["photo_md5"]));
                } else {
                    let leavetime = if end == "1" { String::new() } else { time("departed_at") };
                    let told = Told {
                        plate: text(&page["plate"]["text"]),
                        vehtype: text(&page["kind"]["vehtype"]),
                        hpys: text(&page["kind"]["hpys"]),
                        parktime: time("arrived_at"),
                        leavetime,
                    };
                    events.insert(event, told);
                }
            }
        }
        (events, photos)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_bring_a_city_that_lost_refused_and_forgot_back_to_complete() {
    let scene = Scene::set().await;
    // Six visits of two events with a photo each; of one the arrival is refused and all else waits behind it.
    scene.until_quiet(20, 1, 3).await;
    let missing = |scene: &Scene| {
        let books = scene.city.books();
        (books.events.len(), books.photos.len())
    };
    assert_eq!(missing(&scene), (10, 8), "two photos of ten were taken and lost");
    assert_eq!(scene.city.books().forget(&scene.day), 12);
    assert_eq!(missing(&scene), (4, 2));

    // The refused one: the reason in the city's own words, retried once the city has mended its list.
    let reasons = scene.call(Command::delivery_reasons, json!({})).await;
    let refused = reasons.as_array().unwrap().iter().find(|group| group["reason"] == "refused").unwrap();
    assert_eq!((&refused["words"], &refused["count"]), (&json!(WORDS), &json!(1)));
    assert_eq!(refused["remedy"], "mend_and_retry");
    scene.city.books().unwanted.clear();
    let all_of_it = json!({ "which": "filtered", "filter": { "reason": "refused", "words": WORDS } });
    assert_eq!(scene.call(Command::retry_deliveries, all_of_it).await["freed"], 1);
    scene.until_quiet(24, 0, 0).await;

    // The city calls: a photo of an arrival is missing. It is here still, and goes once more to its place.
    scene.city.books().losing.clear();
    let row = scene.row(ARRIVAL_LOST, "arrival_photo").await;
    assert_eq!((&row["state"], &row["photo"]["state"]), (&json!("delivered"), &json!("here")));
    let again = json!({
        "session": row["session"], "event": "arrival", "photo": row["photo"]["id"], "index": row["img_index"],
    });
    scene.call(Command::send_photo_again, again).await;
    scene.until_quiet(25, 0, 0).await;

    // And one of a departure, for which somebody brings another picture.
    let row = scene.row(DEPARTURE_LOST, "departure_photo").await;
    let picture = json!({
        "session": row["session"], "event": "departure", "base64": encoded(&jpeg(false)),
    });
    let fitted = scene.call(Command::fit_photo, picture).await;
    let again = json!({
        "session": row["session"], "event": "departure", "photo": fitted["photo"], "index": row["img_index"],
    });
    scene.call(Command::send_photo_again, again).await;
    scene.until_quiet(26, 0, 0).await;
    let place = (
        (scene.page(&row["session"]).await["business_id"].as_str().unwrap().to_owned(), "2".to_owned()),
        row["img_index"].as_i64().unwrap(),
    );
    assert_eq!(scene.city.books().photos.get(&place).map(String::as_str), fitted["sent_md5"].as_str());

    // The forgotten day, all of it, in its order.
    let of_day = json!({ "first_day": scene.day, "last_day": scene.day, "state": "delivered" });
    let lost = json!({ "which": "filtered", "filter": of_day });
    assert_eq!(scene.call(Command::send_once_more, lost).await["owed"], 12);
    scene.until_quiet(38, 0, 0).await;

    let (events, photos) = scene.shown().await;
    {
        let books = scene.city.books();
        assert_eq!((events.len(), photos.len()), (12, 12));
        assert_eq!(books.events, events, "the city's ledger is what the pages say");
        assert_eq!(books.photos, photos);
        assert_eq!(books.refused.keys().collect::<Vec<_>>(), [WORDS], "nothing else was ever refused");
        assert!(books.heartbeats > 0);
    }
    let overview = scene.call(Command::deliveries_overview, json!({ "first_day": scene.day })).await;
    let days = overview["days"].as_array().unwrap();
    let sum = |name: &str| days.iter().map(|day| day[name].as_u64().unwrap()).sum::<u64>();
    assert_eq!((sum("passages"), sum("owed"), sum("delivered")), (12, 38, 38));
    assert_eq!((sum("waiting"), sum("parked"), sum("given_up")), (0, 0, 0));
    assert!(days.iter().all(|day| day["success"] == 1.0), "{days:?}");
    let left = scene.call(Command::delivery_reasons, json!({})).await;
    let mut groups = left.as_array().unwrap().iter();
    assert!(groups.all(|group| group["count"] == 0), "nothing is left to do: {left}");

    let store = scene.office.app.store();
    let counts = store.count_deliveries(gate_app::now()).await.unwrap();
    assert_eq!((counts.due, counts.waiting, counts.parked), (0, 0, 0));
    assert_eq!((counts.delivered, counts.given_up), (38, 0));
    assert!(store.verify_audit().await.unwrap().is_whole());
    scene.office.app.close().await;
}
