//! What the city has, and what people do about what it has not.
#![allow(clippy::unwrap_used, reason = "helpers of tests: a failure here is the test's")]

mod support;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use gate_app::{
    SessionKey,
    contract::{Code, Command},
};
use gate_core::{
    delivery::{ParkedReason, Settlement, Tries},
    passage::{Direction, Source},
    record::Record,
    time::UtcMillis,
};
use gate_store::{AuditFilter, DeliveryFilter, DeliveryRow, Freeze, IngestRules, Settled};
use serde_json::{Value, json};
use support::Host;

const PARK: &str = "park123";

struct Scene {
    host: Host,
    administrator: SessionKey,
    attendant: SessionKey,
    now: UtcMillis,
}

impl Scene {
    /// A car park in which one vehicle came and left and another came.
    async fn set() -> Self {
        let host = Host::start().await;
        let (administrator, _) = host.first_run().await;
        let (_, attendant) = host.attendant(&administrator).await;
        let scene = Self { host, administrator, attendant, now: gate_app::now() };
        scene.pass(Direction::In, "浙B12345", 50).await;
        scene.pass(Direction::Out, "浙B12345", 20).await;
        scene.pass(Direction::In, "浙BD12345", 10).await;
        scene
    }

    async fn pass(&self, direction: Direction, plate: &str, minutes_ago: i64) {
        let rules = IngestRules {
            parking_id: PARK.to_owned(),
            total_spaces: Some(100),
            city: Some(Default::default()),
        };
        let record = Record {
            parking_id: PARK.to_owned(),
            direction,
            plate_raw: plate.to_owned(),
            at: self.ago(minutes_ago),
            lane_no: "1".to_owned(),
            lane_name: None,
            record_id: None,
            vehicle_type: None,
            photo_url: None,
            owner_name: None,
            work_no: None,
            owner_phone: None,
            free_spaces: None,
        };
        let store = self.host.app.store();
        store.ingest(&rules, vec![record], Source::Records, self.now).await.unwrap();
    }

    fn ago(&self, minutes: i64) -> UtcMillis {
        UtcMillis(self.now.0 - minutes * 60_000)
    }

    async fn owed(&self) -> Vec<DeliveryRow> {
        self.host.app.store().deliveries(DeliveryFilter::default(), gate_app::now()).await.unwrap()
    }

    /// Sends a delivery, as the sender would, and answers for the city.
    async fn sent(&self, id: i64, settlement: Settlement, outcome: &'static str, answer: &str) {
        let store = self.host.app.store();
        let payload = format!("{{\"businessid\":\"{id}\"}}");
        store.freeze(vec![Freeze { id, payload, photo_md5: None }]).await.unwrap();
        let settled = Settled {
            id,
            outcome,
            settlement,
            parked_reason: ParkedReason::Refused,
            nothing_sent: false,
            status: Some(200),
            answer: answer.to_owned(),
            elapsed_ms: 31,
            bytes: 250,
            photo_md5: None,
            payload: None,
            at: self.now,
        };
        store.settle(vec![settled]).await.unwrap();
    }

    async fn park(&self, id: i64, words: &str) {
        let tries = Tries { attempts: 5, tries: 5, failures: 0 };
        self.sent(id, Settlement::Park { tries }, "refused", words).await;
    }

    async fn call(&self, command: Command, request: Value) -> Value {
        self.host.call(Some(&self.attendant), command, request).await.0.unwrap()
    }

    async fn audited(&self, action: &str) -> usize {
        let filter = AuditFilter { limit: 100, ..AuditFilter::default() };
        let rows = self.host.app.store().audit_rows(filter).await.unwrap();
        rows.iter().filter(|row| row.action == action).count()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_number_leads_to_its_rows() {
    let scene = Scene::set().await;
    let owed = scene.owed().await;
    scene.sent(owed[0].id, Settlement::Delivered, "delivered", "ok").await;
    scene.park(owed[1].id, "参数有误").await;
    let overview = scene.call(Command::deliveries_overview, json!({})).await;
    let today = overview["days"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(overview["last_day"], scene.now.china_day());
    // The passages of the last hour may lie on two days.
    let sum = |name: &str| -> u64 {
        overview["days"].as_array().unwrap().iter().map(|day| day[name].as_u64().unwrap()).sum()
    };
    assert_eq!((sum("passages"), sum("owed")), (3, 3));
    assert_eq!((sum("delivered"), sum("parked"), sum("waiting")), (1, 1, 1));
    for (state, name) in [("delivered", "delivered"), ("parked", "parked"), ("open", "waiting")] {
        let day = &today["day"];
        let filter = json!({ "first_day": day, "last_day": day, "state": state, "parking_id": PARK });
        let page = scene.call(Command::deliveries, json!({ "filter": filter })).await;
        assert_eq!(page["rows"].as_array().unwrap().len() as u64, today[name].as_u64().unwrap(), "{state}");
    }
    let standing = &overview["reporting"][0];
    assert_eq!((&standing["waiting"], &standing["parked"]), (&json!(1), &json!(1)));
    assert!(standing["per_minute"].as_f64().unwrap() > 0.0, "what was delivered a moment ago counts");
    assert!(standing["done_at"].as_i64().unwrap() > scene.now.0);
    let history = overview["history"].as_array().unwrap();
    assert_eq!((&history[0]["delivered"], &history[0]["failed"]), (&json!(1), &json!(1)));

    for wrong in [
        json!({ "first_day": "2026-13-01" }),
        json!({ "first_day": "2026-02-01", "last_day": "2026-01-01" }),
        json!({ "first_day": "2020-01-01" }),
    ] {
        let code = scene.host.code(Some(&scene.attendant), Command::deliveries_overview, wrong).await;
        assert_eq!(code, Some(Code::Invalid));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reasons_are_grouped_by_the_citys_words_and_lead_to_their_rows() {
    let scene = Scene::set().await;
    let owed = scene.owed().await;
    scene.park(owed[0].id, "车牌号有误").await;
    scene.park(owed[2].id, "车牌颜色有误").await;
    let reasons = scene.call(Command::delivery_reasons, json!({})).await;
    let refused: Vec<_> =
        reasons.as_array().unwrap().iter().filter(|group| group["reason"] == "refused").collect();
    assert_eq!(refused.len(), 2);
    assert!(refused.iter().all(|group| group["remedy"] == "mend_and_retry" && group["count"] == 1));
    let behind = reasons.as_array().unwrap().iter().find(|group| group["reason"] == "behind").unwrap();
    assert_eq!((&behind["count"], &behind["remedy"]), (&json!(1), &json!("mend_first")));

    let filter = json!({ "reason": "refused", "words": "车牌颜色有误" });
    let page = scene.call(Command::deliveries, json!({ "filter": filter })).await;
    assert_eq!(page["rows"][0]["id"], owed[2].id);
    assert_eq!(page["rows"][0]["answer"], "车牌颜色有误");
    assert_eq!(page["rows"].as_array().unwrap().len(), 1);
    let waiting = scene.call(Command::deliveries, json!({ "filter": { "reason": "behind" } })).await;
    assert_eq!(
        (&waiting["rows"][0]["kind"], &waiting["rows"][0]["waits_for"]),
        (&json!("departure"), &json!("behind"))
    );
    assert_eq!(waiting["rows"][0]["behind"], owed[0].id);
    let plate = scene.call(Command::deliveries, json!({ "filter": { "text": "d123" } })).await;
    assert_eq!(plate["rows"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_tried_again_is_what_was_named() {
    let scene = Scene::set().await;
    let owed = scene.owed().await;
    scene.park(owed[0].id, "车牌号有误").await;
    scene.park(owed[2].id, "车牌颜色有误").await;
    let other_words = json!({ "which": "filtered", "filter": { "reason": "refused", "words": "没有" } });
    assert_eq!(
        scene.call(Command::retry_deliveries, other_words).await,
        json!({ "freed": 0, "more": false })
    );
    let one = json!({ "which": "filtered", "filter": { "reason": "refused", "words": "车牌号有误" } });
    assert_eq!(scene.call(Command::retry_deliveries, one).await["freed"], 1);
    let states: Vec<_> = scene.owed().await.iter().map(|row| row.state.code()).collect();
    assert_eq!(states, ["due", "waiting", "parked"]);
    let chosen = json!({ "which": "chosen", "ids": [owed[2].id] });
    assert_eq!(scene.call(Command::retry_deliveries, chosen).await["freed"], 1);
    assert_eq!(scene.audited("delivery.retry").await, 2);
    for (ids, code) in [(json!([]), Code::Invalid), (json!([999]), Code::NotFound)] {
        let request = json!({ "which": "chosen", "ids": ids });
        let refused = scene.host.code(Some(&scene.attendant), Command::retry_deliveries, request).await;
        assert_eq!(refused, Some(code));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_arrival_that_is_given_up_takes_its_session_along() {
    let scene = Scene::set().await;
    let owed = scene.owed().await;
    let give_up = async |request: Value| {
        scene.host.call(Some(&scene.administrator), Command::give_up_deliveries, request).await.0
    };
    let none = give_up(json!({ "ids": [owed[0].id], "reason": " " })).await.unwrap_err();
    assert_eq!(none.code, Code::Invalid);
    let both = json!({ "ids": [owed[0].id, owed[1].id], "reason": "市平台已线下登记" });
    assert_eq!(give_up(both.clone()).await.unwrap(), json!({ "given_up": 2 }));
    assert_eq!(give_up(both).await.unwrap_err().code, Code::NotFound, "there is nothing left of it");
    let page = scene.call(Command::deliveries, json!({ "filter": { "state": "given_up" } })).await;
    assert_eq!(page["rows"].as_array().unwrap().len(), 2);
    assert_eq!(page["rows"][0]["give_up_reason"], "市平台已线下登记");
    assert_eq!(scene.audited("delivery.give_up").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn reporting_pauses_and_goes_on_and_says_who_did_it() {
    let scene = Scene::set().await;
    let call = async |command| {
        scene.host.call(Some(&scene.administrator), command, json!({})).await.0.unwrap()["car_parks"].clone()
    };
    assert_eq!(call(Command::pause_reporting).await, json!([PARK]));
    assert_eq!(call(Command::pause_reporting).await, json!([]), "it pauses already");
    let standing = scene.call(Command::deliveries_overview, json!({})).await["reporting"][0].clone();
    assert_eq!((&standing["held_by"], &standing["done_at"]), (&json!("admin"), &Value::Null));
    let reasons = scene.call(Command::delivery_reasons, json!({})).await;
    assert_eq!(
        (&reasons[0]["reason"], &reasons[0]["remedy"], &reasons[0]["count"]),
        (&json!("held"), &json!("resume"), &json!(3))
    );
    assert_eq!(call(Command::resume_reporting).await, json!([PARK]));
    assert_eq!((scene.audited("reporting.hold").await, scene.audited("reporting.release").await), (1, 1));
    let unknown = json!({ "parking_id": "nowhere" });
    let code = scene.host.code(Some(&scene.administrator), Command::pause_reporting, unknown).await;
    assert_eq!(code, Some(Code::NotFound));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sessions_page_tells_why_and_every_attempt() {
    let scene = Scene::set().await;
    let owed = scene.owed().await;
    let tries = Tries { attempts: 1, tries: 1, failures: 0 };
    let again = Settlement::Again { at: scene.now, tries };
    scene.sent(owed[0].id, again, "refused", "车位数有误").await;
    scene.sent(owed[0].id, Settlement::Delivered, "delivered", "ok").await;
    let page = scene.call(Command::session_page, json!({ "session": owed[0].session })).await;
    assert_eq!((&page["state"], &page["pairing"]), (&json!("closed"), &json!("same_plate")));
    assert_eq!(
        (&page["kind"]["vehtype"], &page["kind"]["hpys"], &page["kind"]["by"]),
        (&json!("02"), &json!("蓝"), &json!("default"))
    );
    let roles: Vec<_> = page["passages"].as_array().unwrap().iter().map(|it| it["role"].clone()).collect();
    assert_eq!(roles, ["arrival", "departure"]);
    let arrival = &page["deliveries"][0];
    assert_eq!(arrival["payload"], format!("{{\"businessid\":\"{}\"}}", owed[0].id));
    let outcomes: Vec<_> =
        arrival["attempts"].as_array().unwrap().iter().map(|it| it["outcome"].clone()).collect();
    assert_eq!(outcomes, ["refused", "delivered"]);
    assert_eq!(
        (&arrival["attempts"][0]["elapsed_ms"], &arrival["attempts"][0]["bytes"]),
        (&json!(31), &json!(250))
    );
    let timeline: Vec<_> = page["timeline"].as_array().unwrap().iter().map(|it| it["what"].clone()).collect();
    assert_eq!(timeline[..2], ["passed", "passed"]);
    assert_eq!(timeline.iter().filter(|what| **what == "tried").count(), 2);

    let energy = scene.call(Command::session_page, json!({ "session": owed[2].session })).await;
    assert_eq!((&energy["pairing"], &energy["kind"]["by"]), (&json!("inside"), &json!("form")));
    let version = energy["version"].clone();
    scene.pass(Direction::Out, "浙BD12345", 1).await;
    let left = scene.call(Command::session_page, json!({ "session": owed[2].session })).await;
    assert_ne!(left["version"], version);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_shows_what_it_changes_and_the_second_of_two_people_is_told() {
    let scene = Scene::set().await;
    let owed = scene.owed().await;
    scene.sent(owed[0].id, Settlement::Delivered, "delivered", "ok").await;
    let session = owed[0].session;
    let version = scene.call(Command::session_page, json!({ "session": session })).await["version"].clone();
    let request = json!({
        "session": session, "version": version, "reason": "看照片",
        "change": { "change": "kind", "vehtype": "01", "hpys": "黄", "for_plate": false }
    });
    let shown = scene.call(Command::preview_correction, request.clone()).await;
    let acts: Vec<_> = shown["changes"].as_array().unwrap().iter().map(|it| it["act"].clone()).collect();
    assert_eq!(acts, ["sent_again", "not_yet_sent"]);
    assert_eq!(
        (&shown["changes"][0]["before"]["hpys"], &shown["changes"][0]["after"]["hpys"]),
        (&json!("蓝"), &json!("黄"))
    );
    assert_eq!(scene.owed().await.len(), 3, "it was only shown");
    assert_eq!(scene.call(Command::correct_session, request.clone()).await, shown);
    assert_eq!(scene.owed().await.len(), 4);
    let code = scene.host.code(Some(&scene.attendant), Command::correct_session, request).await;
    assert_eq!(code, Some(Code::ChangedMeanwhile));
    let page = scene.call(Command::session_page, json!({ "session": session })).await;
    assert_eq!((&page["corrections"][0]["field"], &page["kind"]["by"]), (&json!("kind"), &json!("staff")));
    let wrong = json!({
        "session": session, "version": page["version"], "change": { "change": "departed_at", "at": 1 }
    });
    let failure =
        scene.host.call(Some(&scene.attendant), Command::preview_correction, wrong).await.0.unwrap_err();
    assert_eq!(failure.code, Code::Invalid);
}

/// A picture of one pixel.
const PIXEL: &[u8] = b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU\x00\x00\x00\x0aIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82";

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_somebody_brings_is_seen_before_it_is_owed() {
    let scene = Scene::set().await;
    let session = scene.owed().await[0].session;
    let fit = async |event: &str, bytes: &[u8]| {
        let request = json!({ "session": session, "event": event, "base64": STANDARD.encode(bytes) });
        scene.host.call(Some(&scene.attendant), Command::fit_photo, request).await.0
    };
    for (bytes, why) in [(&b"not a picture"[..], "not_a_picture"), (&PIXEL[..40], "broken")] {
        let failure = fit("arrival", bytes).await.unwrap_err();
        assert_eq!((failure.code, failure.params["why"].clone()), (Code::PhotoWrong, why.into()));
    }
    let fitted = fit("departure", PIXEL).await.unwrap();
    assert_eq!((&fitted["width"], &fitted["bytes"]), (&json!(1), &json!(PIXEL.len())));
    assert_eq!(scene.owed().await.len(), 3, "nothing is owed yet");
    let id = fitted["photo"].as_i64().unwrap();
    scene.host.app.photo(Some(&scene.attendant), id, gate_app::PhotoSize::Thumbnail).await.unwrap();

    let send = async |photo: i64, index: Value| {
        let request = json!({ "session": session, "event": "departure", "photo": photo, "index": index });
        scene.host.call(Some(&scene.attendant), Command::send_photo_again, request).await.0
    };
    assert_eq!(send(id, json!(3)).await.unwrap_err().code, Code::NotConfigured);
    scene.host.configure(&[PARK]);
    assert_eq!(send(id, json!(1)).await.unwrap_err().code, Code::Invalid, "that is an arrival's place");
    assert_eq!(send(id + 1, json!(3)).await.unwrap_err().code, Code::NotFound);
    let first = send(id, json!(4)).await.unwrap()["delivery"].clone();
    let page = scene.call(Command::session_page, json!({ "session": session })).await;
    let owed = page["deliveries"].as_array().unwrap().last().unwrap();
    assert_eq!((&owed["item"]["id"], &owed["item"]["img_index"]), (&first, &json!(4)));
    assert_eq!(
        (&owed["photo"]["from_staff"], &owed["photo"]["sent_md5"]),
        (&json!(true), &fitted["sent_md5"])
    );
    let again = send(id, Value::Null).await.unwrap()["delivery"].clone();
    assert_ne!(again, first);
    let given_up = scene.call(Command::deliveries, json!({ "filter": { "state": "given_up" } })).await;
    assert_eq!(given_up["rows"][0]["id"], first, "the new one takes the place of one that was not sent");
    assert_eq!(scene.audited("photo.send").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn ghosts_are_closed_one_by_one_and_make_no_traffic() {
    let scene = Scene::set().await;
    let (whole, inside) = (scene.owed().await[0].session, scene.owed().await[2].session);
    let version = async |session: i64| {
        scene.call(Command::session_page, json!({ "session": session })).await["version"].clone()
    };
    let seen = json!([
        { "session": inside, "version": version(inside).await },
        { "session": whole, "version": version(whole).await },
    ]);
    let request = json!({ "sessions": seen, "reason": "盘点不在场" });
    let mark = async |request: Value| {
        scene.host.call(Some(&scene.administrator), Command::mark_exits_missed, request).await.0.unwrap()
    };
    assert_eq!(mark(request.clone()).await, json!({ "marked": [inside], "skipped": [whole] }));
    assert_eq!(mark(request).await, json!({ "marked": [], "skipped": [inside, whole] }));
    assert_eq!(scene.owed().await.len(), 3, "nothing is told to the city");
    let page = scene.call(Command::session_page, json!({ "session": inside })).await;
    assert_eq!(
        (&page["state"], &page["corrections"][0]["reason"]),
        (&json!("exit_missed"), &json!("盘点不在场"))
    );
    scene.pass(Direction::Out, "浙BD12346", 2).await;
    let candidates = scene.call(Command::pairing_candidates, json!({ "session": inside })).await;
    assert_eq!(candidates[0]["plate"]["text"], "浙BD12346");
    assert_eq!(
        (&candidates[0]["state"], &candidates[0]["likeness"]),
        (&json!("awaiting_arrival"), &Value::Null)
    );
}
