//! Photos of a selection and of a day, as one batch.

use gate_app::contract::{Code, Command};
use gate_core::{
    delivery::{DeliveryKind, ParkedReason},
    passage::Direction,
    time::{DAY_MS, UtcMillis},
};
use gate_store::{DeliveryRow, PhotoOnDisk, Retention, WantedPhoto};
use image::ImageFormat;
use serde_json::{Value, json};

use crate::scene::{PARK, Scene, freeze, picture};
use crate::support::key;

const PLATES: [&str; 3] = ["浙B00001", "浙B00002", "浙B00003"];

/// A day on which three vehicles came and left: of the first the city has the arrival's photo, the second's could not be fetched, and
/// for the third somebody brought one of the departure that is not sent yet. There are no others.
struct Day {
    scene: Scene,
    day: String,
}

impl Day {
    async fn set() -> Self {
        let scene = Scene::set().await;
        let midnight = UtcMillis::parse_china_day_or_time(&scene.now.china_day()).unwrap();
        let noon = UtcMillis(midnight.0 - DAY_MS - DAY_MS / 2);
        for (index, plate) in (0..).zip(PLATES) {
            let url = (index < 2).then(|| format!("http://photos.example.com/{index}.jpg"));
            let came = UtcMillis(noon.0 + index * 60_000);
            scene.pass_at(Direction::In, plate, came, url.as_deref()).await;
            scene.pass_at(Direction::Out, plate, UtcMillis(came.0 + 1_800_000), None).await;
        }
        let day = Self { scene, day: noon.china_day() };
        let wanted = day.wanted().await;
        let [first, second] =
            [0, 1].map(|n| wanted.iter().find(|photo| photo.url.ends_with(&format!("{n}.jpg"))).unwrap().id);
        day.fetched(first, 1).await;
        let (store, now) = (day.scene.store(), day.scene.now);
        store.photo_failed(second, ParkedReason::PhotoMissing, "404", None, now).await.unwrap();
        for row in day.rows_of(PLATES[0]).await {
            day.scene.sent(row.id).await;
        }
        day.scene.brought(day.rows_of(PLATES[2]).await[0].session, 3).await;
        day
    }

    async fn wanted(&self) -> Vec<WantedPhoto> {
        self.scene.store().wanted_photos(gate_app::now(), 10).await.unwrap()
    }

    /// A photo comes from the open platform.
    async fn fetched(&self, photo: i64, colour: u8) {
        let (store, now) = (self.scene.store(), self.scene.now);
        let file = store.store_photo(picture(ImageFormat::Jpeg, colour), now).await.unwrap();
        let on_disk = PhotoOnDisk {
            path: file.path.clone(),
            sha256: file.sha256,
            bytes: file.len,
            width: 64,
            height: 48,
            fitted_path: file.path,
            fitted_md5: file.md5,
            fitted_bytes: file.len,
        };
        store.photo_stored(photo, on_disk, now).await.unwrap();
    }

    async fn rows_of(&self, plate: &str) -> Vec<DeliveryRow> {
        self.scene.owed().await.into_iter().filter(|row| row.plate == plate).collect()
    }

    fn of_day(&self) -> Value {
        json!({ "which": "day", "day": self.day, "parking_id": PARK })
    }

    async fn ask(&self, command: Command, request: Value) -> Value {
        self.scene.ask(&self.scene.attendant, command, request).await.unwrap()
    }

    async fn begin(&self, of: Value) -> i64 {
        self.ask(Command::send_photos_again, of).await["batch"].as_i64().unwrap()
    }

    async fn batch(&self, id: i64) -> Value {
        self.ask(Command::photo_batch, json!({ "id": id })).await
    }

    async fn code(&self, command: Command, request: Value) -> Code {
        self.scene.ask(&self.scene.attendant, command, request).await.unwrap_err().code
    }
}

fn counts(answer: &Value) -> [u64; 4] {
    ["send", "fetch", "under_way", "missing"].map(|what| answer[what].as_u64().unwrap())
}

fn stands(batch: &Value) -> [u64; 6] {
    ["total", "delivered", "parked", "given_up", "under_way", "cancellable"]
        .map(|what| batch[what].as_u64().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_at_a_day_says_what_would_be_sent_fetched_or_is_nowhere_and_changes_nothing() {
    let day = Day::set().await;
    let before = day.scene.owed().await;
    let look = day.ask(Command::preview_photos_again, day.of_day()).await;
    assert_eq!((counts(&look), &look["batch"]), ([1, 1, 1, 3], &Value::Null));
    let rows: Vec<(&str, &str, &str)> = look["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let text = |value: &'_ Value| -> &'static str { value.as_str().unwrap().to_owned().leak() };
            (text(&row["what"]), text(&row["plate"]["text"]), text(&row["kind"]))
        })
        .collect();
    assert_eq!(
        rows,
        [
            ("missing", PLATES[2], "arrival_photo"),
            ("missing", PLATES[0], "departure_photo"),
            ("missing", PLATES[1], "departure_photo"),
            ("under_way", PLATES[2], "departure_photo"),
            ("fetch", PLATES[1], "arrival_photo"),
            ("send", PLATES[0], "arrival_photo"),
        ]
    );
    assert_eq!(day.scene.owed().await, before);
    assert_eq!(day.ask(Command::photo_batches, Value::Null).await, json!([]));
    assert!(day.wanted().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_is_sent_as_a_batch_that_is_followed_to_its_end() {
    let day = Day::set().await;
    let old = day.rows_of(PLATES[0]).await;
    let sent = day.ask(Command::send_photos_again, day.of_day()).await;
    assert_eq!(counts(&sent), [1, 1, 1, 3]);
    let id = sent["batch"].as_i64().unwrap();
    assert_eq!(day.scene.audited("photo.send_many").await, ["booth"]);
    let page = day.batch(id).await;
    assert_eq!(stands(&page["batch"]), [2, 0, 0, 0, 2, 2]);
    assert_eq!(page["batch"]["by"], "booth");
    let rows: Vec<DeliveryRow> =
        day.scene.owed().await.into_iter().filter(|row| row.asked_by.is_some()).collect();
    let of = |plate: &str| {
        rows.iter().find(|row| row.plate == plate && row.kind == DeliveryKind::ArrivalPhoto).unwrap()
    };
    let (kept, fetched) = (of(PLATES[0]), of(PLATES[1]));
    assert_eq!((kept.state.code(), kept.waits_for.as_deref()), ("due", None));
    assert_eq!(fetched.waits_for.as_deref(), Some("photo"), "the open platform is asked first");
    for row in &old {
        assert_eq!(day.scene.delivery(row.id).await.state.code(), "delivered", "the city keeps the old one");
    }
    // The fetcher's part: it comes, and goes.
    let wanted = day.wanted().await;
    assert_eq!(
        wanted.iter().map(|photo| photo.url.as_str()).collect::<Vec<_>>(),
        ["http://photos.example.com/1.jpg"]
    );
    day.fetched(wanted[0].id, 2).await;
    assert_ne!(day.scene.delivery(fetched.id).await.waits_for.as_deref(), Some("photo"));
    day.scene.sent(kept.id).await;
    assert_eq!(stands(&day.batch(id).await["batch"]), [2, 1, 0, 0, 1, 1]);
    for row in day.rows_of(PLATES[1]).await.iter().filter(|row| !row.kind.is_photo()) {
        day.scene.sent(row.id).await;
    }
    day.scene.sent(fetched.id).await;
    let page = day.batch(id).await;
    assert_eq!(stands(&page["batch"]), [2, 2, 0, 0, 0, 0]);
    assert!(page["rows"].as_array().unwrap().iter().all(|row| row["state"] == "delivered"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_open_platform_has_no_more_needs_a_person_and_stands_first() {
    let day = Day::set().await;
    let id = day.begin(day.of_day()).await;
    let photo = day.wanted().await[0].id;
    let store = day.scene.store();
    store.photo_failed(photo, ParkedReason::PhotoMissing, "404", None, day.scene.now).await.unwrap();
    let page = day.batch(id).await;
    assert_eq!(stands(&page["batch"]), [2, 0, 1, 0, 1, 2]);
    assert_eq!(
        (&page["rows"][0]["state"], &page["rows"][0]["reason"]),
        (&json!("parked"), &json!("photo_missing"))
    );
    let second = day.ask(Command::photo_batch, json!({ "id": id, "offset": 1 })).await;
    assert_eq!(second["rows"], json!([page["rows"][1]]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_and_its_photo_are_one_and_what_is_on_its_way_is_left_alone() {
    let day = Day::set().await;
    let ids: Vec<i64> = day.rows_of(PLATES[0]).await.iter().map(|row| row.id).collect();
    assert_eq!(ids.len(), 3, "arrival, its photo, departure");
    let chosen = json!({ "which": "chosen", "ids": ids });
    assert_eq!(counts(&day.ask(Command::preview_photos_again, chosen.clone()).await), [1, 0, 0, 1]);
    let first = day.begin(chosen.clone()).await;
    let again = day.ask(Command::send_photos_again, chosen).await;
    assert_eq!((counts(&again), &again["batch"]), ([0, 0, 1, 1], &Value::Null));
    let batches = day.ask(Command::photo_batches, Value::Null).await;
    assert_eq!((batches.as_array().unwrap().len(), &batches[0]["id"]), (1, &json!(first)));
    assert_eq!(day.scene.audited("photo.send_many").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_outlives_the_program_and_is_stopped_after_it() {
    let mut day = Day::set().await;
    let parked =
        day.rows_of(PLATES[1]).await.into_iter().find(|row| row.state.code() == "parked").unwrap().id;
    let id = day.begin(day.of_day()).await;
    assert_eq!(day.scene.delivery(parked).await.give_up_reason.as_deref(), Some("replaced"));
    // One of them is on its way when the program ends.
    let page = day.batch(id).await;
    let away = page["rows"].as_array().unwrap().iter().find(|row| row["plate"]["text"] == PLATES[0]).unwrap()
        ["id"]
        .as_i64()
        .unwrap();
    assert_eq!(day.scene.store().freeze(vec![freeze(away)]).await.unwrap(), [away]);
    day.scene.host = day.scene.host.restart().await;
    day.scene.attendant = key(day.scene.host.sign_in("booth", "2580", true).await.1);
    assert_eq!(stands(&day.batch(id).await["batch"]), [2, 0, 0, 0, 2, 1]);
    let done = day.ask(Command::cancel_photo_batch, json!({ "id": id })).await;
    assert_eq!(done, json!({ "cancelled": 1, "restored": 1, "sent": 1, "others": 0 }));
    assert_eq!(stands(&day.batch(id).await["batch"]), [2, 0, 0, 1, 1, 0]);
    assert_eq!(day.scene.delivery(parked).await.state.code(), "parked", "it needs a person as before");
    assert_eq!(day.scene.audited("photo.cancel").await, ["booth"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_is_not_there_is_sent_and_an_old_batch_goes_with_its_deliveries() {
    let day = Day::set().await;
    let id = day.begin(day.of_day()).await;
    for request in [
        json!({ "which": "chosen", "ids": [] }),
        json!({ "which": "day", "day": "2026-02-30", "parking_id": PARK }),
    ] {
        assert_eq!(day.code(Command::send_photos_again, request).await, Code::Invalid);
    }
    let gone = json!({ "which": "chosen", "ids": [999_999] });
    assert_eq!(day.code(Command::preview_photos_again, gone).await, Code::NotFound);
    for command in [Command::photo_batch, Command::cancel_photo_batch] {
        assert_eq!(day.code(command, json!({ "id": id + 1 })).await, Code::NotFound);
    }
    let owed = day.scene.owed().await;
    let keep = Retention { photo_days: 30, passage_days: 60, audit_days: 3_650 };
    let later = UtcMillis(day.scene.now.0 + 400 * DAY_MS);
    day.scene.store().prune(keep, later).await.unwrap();
    assert_eq!(stands(&day.batch(id).await["batch"])[0], 2, "what is owed is kept");
    for row in owed {
        day.scene.sent(row.id).await;
    }
    day.scene.store().prune(keep, later).await.unwrap();
    assert_eq!(day.ask(Command::photo_batches, Value::Null).await, json!([]));
    assert_eq!(day.code(Command::photo_batch, json!({ "id": id })).await, Code::NotFound);
    let batches = day.scene.store().photo_batches(Default::default(), 10).await.unwrap();
    assert!(batches.is_empty(), "{batches:?}");
}
