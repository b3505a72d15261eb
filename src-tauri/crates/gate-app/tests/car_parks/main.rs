//! Command × car park: whoever is limited to some car parks meets no other.
#![allow(clippy::unwrap_used, reason = "helpers of tests: a failure here is the test's")]

mod bound;
mod scene;
#[path = "../support/mod.rs"]
mod support;

use bound::{Bound, bound};
use gate_app::{
    PhotoSize,
    contract::{Code, Command},
};
use gate_core::{
    passage::{Direction, Source},
    plate::PlateColour,
    record::Record,
};
use gate_store::{DeliveryFilter, IngestRules, PhotoOnDisk, PlateCorrection, ShiftClosing};
use scene::{FOREIGN, OWN, Scene, record};
use serde_json::{Value, json};
use support::{OTHER_PASSWORD, PASSWORD};

/// A picture of one pixel.
const PIXEL: &[u8] = b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU\x00\x00\x00\x0aIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82";

#[test]
fn every_command_says_how_it_keeps_to_car_parks() {
    for &command in Command::ALL {
        assert!(bound(command).is_some(), "{command}: see `bound`");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_read_knows_of_no_other_car_park() {
    let scene = Scene::set().await;
    scene.host.configure(&[OWN, FOREIGN]);
    let rehearsal = json!({ "parking_id": FOREIGN, "day": "2026-01-01" });
    scene.read(&scene.everybody, Command::start_rehearsal, rehearsal).await;
    foreign_batch(&scene).await;
    foreign_shift(&scene).await;
    let requests = [
        (Command::accounts, Value::Null),
        (Command::booth, Value::Null),
        (Command::feed, json!({ "limit": 5 })),
        (Command::search_plates, json!({ "text": "浙" })),
        (Command::plate_card, json!({ "plate": "浙B70001" })),
        (Command::openings, json!({})),
        (Command::alerts, Value::Null),
        (Command::car_parks, Value::Null),
        (Command::connections, Value::Null),
        (Command::mirrors, Value::Null),
        (Command::vehicles, json!({})),
        (Command::blacklist, json!({})),
        (Command::batches, Value::Null),
        (Command::visitors, json!({})),
        (Command::coupons, json!({})),
        (Command::outings, json!({})),
        (Command::in_park, json!({})),
        (Command::passages, json!({ "limit": 5 })),
        (Command::plate_history, json!({ "plate": "浙B70001", "reason": "失窃报案" })),
        (Command::deliveries_overview, json!({})),
        (Command::delivery_reasons, json!({})),
        (Command::deliveries, json!({ "limit": 5 })),
        (Command::discrepancies, json!({})),
        (Command::rehearsal, Value::Null),
        (Command::stop_rehearsal, Value::Null),
        (Command::photo_batches, Value::Null),
        (Command::shift, Value::Null),
        (Command::shifts, json!({})),
    ];
    for &command in Command::ALL.iter().filter(|command| bound(**command) == Some(Bound::Filters)) {
        let (_, request) = requests.iter().find(|(tried, _)| *tried == command).unwrap();
        let own = scene.read(&scene.administrator, command, request.clone()).await.to_string();
        let all = scene.read(&scene.everybody, command, request.clone()).await.to_string();
        assert!(!own.contains(FOREIGN), "{command}: {own}");
        assert_ne!(own, all, "{command} is not filtered, or nothing was there to be filtered");
    }
    let feed = scene.read(&scene.attendant, Command::feed, json!({ "limit": 5 })).await;
    assert_eq!(feed.as_array().unwrap().len(), 1, "the only one of hers, behind 600 of the other");
    let card = scene.read(&scene.attendant, Command::plate_card, json!({ "plate": "浙B70001" })).await;
    assert_eq!(card["inside"]["parking_id"], OWN);
    let hits = scene.read(&scene.attendant, Command::search_plates, json!({ "text": "浙C" })).await;
    assert_eq!(hits, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_named_of_another_car_park_is_not_there() {
    let scene = Scene::set().await;
    let account = scene.read(&scene.everybody, Command::accounts, Value::Null).await[0]["id"].clone();
    let of = json!({ "parking_id": FOREIGN, "plate": "浙B70001" });
    let with = |more: Value| {
        let mut request = of.clone();
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        request
    };
    let form = with(json!({
        "vehicle_type": "1", "owner": "王五", "phone": "13800138000", "valid_from": "2026-01-01",
        "valid_until": "2099-01-01", "spaces": 1
    }));
    let deleting =
        json!({ "work": { "work": "delete_blacklist" }, "on": { "rows": "chosen", "vehicles": [of] } });
    let batch = scene.batch;
    let mend = json!({
        "session": scene.session, "version": "0", "change": { "change": "exit_missed" }, "reason": "x"
    });
    let owed = DeliveryFilter { session: Some(scene.session), ..DeliveryFilter::default() };
    let owed = scene.host.app.store().deliveries(owed, gate_app::now()).await.unwrap()[0].id;
    let photo_batch = foreign_batch(&scene).await;
    let shift = foreign_shift(&scene).await;
    let handed_to_all = json!({
        "begun_at": 0, "secret": OTHER_PASSWORD, "taken_by": "admin", "taken_secret": PASSWORD
    });
    let foreign_day = json!({ "which": "day", "day": "2026-11-20", "parking_id": FOREIGN });
    let new = |car_parks: Value| json!({ "name": "x", "role": "attendant", "password": OTHER_PASSWORD, "car_parks": car_parks });
    let requests = [
        (Command::create_account, new(json!([])), Code::NotAllowed),
        (Command::create_account, new(json!([OWN, FOREIGN])), Code::NotAllowed),
        (Command::change_account, json!({ "id": account, "disabled": true }), Code::NotFound),
        (Command::test_connection, json!({ "platform": "city", "parking_id": FOREIGN }), Code::NotFound),
        (Command::settings, Value::Null, Code::NotAllowed),
        (
            Command::save_settings,
            json!({ "version": "", "fields": { "open_platform": {}, "car_parks": [] } }),
            Code::NotAllowed,
        ),
        (Command::settings_back, json!({ "version": "", "to": "last_good" }), Code::NotAllowed),
        (Command::import_settings, json!({ "version": "", "text": "" }), Code::NotAllowed),
        (Command::export_settings, Value::Null, Code::NotAllowed),
        (Command::export_static_table, Value::Null, Code::NotAllowed),
        (Command::set_secret, json!({ "parking_id": FOREIGN, "secret": "x" }), Code::NotAllowed),
        (Command::setup, Value::Null, Code::NotAllowed),
        (
            Command::set_setup,
            json!({ "state": "left", "step": "open_platform", "open_platform": {} }),
            Code::NotAllowed,
        ),
        (Command::try_connection, json!({ "platform": "open_platform" }), Code::NotAllowed),
        (Command::tried_connections, Value::Null, Code::NotAllowed),
        (Command::account_car_parks, json!({ "open_platform": {} }), Code::NotAllowed),
        (Command::audit, json!({}), Code::NotAllowed),
        (Command::audit_actors, Value::Null, Code::NotAllowed),
        (Command::verify_audit, Value::Null, Code::NotAllowed),
        (Command::export_audit, json!({ "search": {}, "format": "csv" }), Code::NotAllowed),
        (Command::logs, json!({}), Code::NotAllowed),
        (Command::preview_support, Value::Null, Code::NotAllowed),
        (Command::save_support, json!({ "id": "x" }), Code::NotAllowed),
        (Command::backups, Value::Null, Code::NotAllowed),
        (Command::set_backup_plan, json!({}), Code::NotAllowed),
        (Command::make_backup, Value::Null, Code::NotAllowed),
        (Command::check_backup, json!({ "file": "/x" }), Code::NotAllowed),
        (Command::preview_restore, json!({ "file": "/x" }), Code::NotAllowed),
        (Command::ask_restore, json!({ "file": "/x" }), Code::NotAllowed),
        (Command::withdraw_restore, Value::Null, Code::NotAllowed),
        (Command::set_lane, json!({ "parking_id": FOREIGN, "lane_no": "1", "position": 1 }), Code::NotFound),
        (Command::reveal_owner, json!({ "parking_id": FOREIGN, "plate": "浙B70001" }), Code::NotFound),
        (
            Command::correct_plate,
            json!({ "session": scene.session, "plate": "浙B70009", "reason": "x" }),
            Code::NotFound,
        ),
        (Command::open_lane, json!({ "parking_id": FOREIGN, "lane_no": "1", "reason": "x" }), Code::NotFound),
        (Command::close_shift, handed_to_all, Code::Invalid),
        (Command::closed_shift, json!({ "id": shift }), Code::NotFound),
        (Command::acknowledge_alert, json!({ "id": scene.alert }), Code::NotFound),
        (Command::set_visitor_type, json!({ "parking_id": FOREIGN, "type_id": null }), Code::NotFound),
        (Command::check_write, json!({ "id": 1 }), Code::NotFound),
        (Command::vehicle, of.clone(), Code::NotFound),
        (Command::vehicle_form, of.clone(), Code::NotFound),
        (Command::add_vehicle, form.clone(), Code::NotFound),
        (Command::change_vehicle, form, Code::NotFound),
        (Command::delete_vehicle, of.clone(), Code::NotFound),
        (Command::add_blacklist, with(json!({ "until": "2099-01-01", "reason": "x" })), Code::NotFound),
        (Command::delete_blacklist, of.clone(), Code::NotFound),
        (Command::start_batch, deleting, Code::NotFound),
        (Command::batch, json!({ "id": batch }), Code::NotFound),
        (Command::batch_rows, json!({ "id": batch }), Code::NotFound),
        (Command::stop_batch, json!({ "id": batch }), Code::NotFound),
        (Command::resume_batch, json!({ "id": batch }), Code::NotFound),
        (Command::batch_file, json!({ "id": batch }), Code::NotFound),
        (
            Command::preview_import,
            json!({ "kind": "vehicles", "parking_id": FOREIGN, "name": "a.csv", "base64": "" }),
            Code::NotFound,
        ),
        (Command::query_visitor, of.clone(), Code::NotFound),
        (
            Command::add_visitor,
            with(
                json!({ "contact": "王五", "phone": "13800138000", "from": "2099-01-01", "until": "2099-01-02" }),
            ),
            Code::NotFound,
        ),
        (Command::extend_visitor, json!({ "of": of, "until": "2099-01-02" }), Code::NotFound),
        (Command::cancel_visitor, of.clone(), Code::NotFound),
        (Command::issue_coupon, with(json!({ "kind": "count", "amount": 1 })), Code::NotFound),
        (Command::register_outing, with(json!({ "starts_at": 1, "ends_at": 2 })), Code::NotFound),
        (Command::occupancy, json!({ "parking_id": FOREIGN, "from": 0, "until": 1 }), Code::NotFound),
        (Command::retry_deliveries, json!({ "which": "chosen", "ids": [owed] }), Code::NotFound),
        (Command::send_once_more, json!({ "which": "chosen", "ids": [owed] }), Code::NotFound),
        (Command::give_up_deliveries, json!({ "ids": [owed], "reason": "x" }), Code::NotFound),
        (Command::pause_reporting, json!({ "parking_id": FOREIGN }), Code::NotFound),
        (Command::resume_reporting, json!({ "parking_id": FOREIGN }), Code::NotFound),
        (Command::session_page, json!({ "session": scene.session }), Code::NotFound),
        (Command::preview_correction, mend.clone(), Code::NotFound),
        (Command::correct_session, mend, Code::NotFound),
        (
            Command::fit_photo,
            json!({ "session": scene.session, "event": "arrival", "base64": "" }),
            Code::NotFound,
        ),
        (
            Command::send_photo_again,
            json!({ "session": scene.session, "event": "arrival", "photo": 1 }),
            Code::NotFound,
        ),
        (Command::cancel_photos, json!({ "ids": [owed] }), Code::NotFound),
        (Command::preview_photos_again, json!({ "which": "chosen", "ids": [owed] }), Code::NotFound),
        (Command::send_photos_again, foreign_day, Code::NotFound),
        (Command::photo_batch, json!({ "id": photo_batch }), Code::NotFound),
        (Command::cancel_photo_batch, json!({ "id": photo_batch }), Code::NotFound),
        (Command::pairing_candidates, json!({ "session": scene.session }), Code::NotFound),
        (
            Command::mark_exits_missed,
            json!({ "sessions": [{ "session": scene.session, "version": "0" }], "reason": "x" }),
            Code::NotFound,
        ),
        (Command::take_stock, json!({ "parking_id": FOREIGN, "text": "浙B70001" }), Code::NotFound),
        (Command::start_rehearsal, json!({ "parking_id": FOREIGN, "day": "2026-01-01" }), Code::NotFound),
    ];
    for &command in Command::ALL.iter().filter(|command| bound(**command) == Some(Bound::Names)) {
        assert!(requests.iter().any(|(tried, ..)| *tried == command), "{command} is not tried");
    }
    for (command, request, code) in requests {
        let refused = scene.host.code(Some(&scene.administrator), command, request).await;
        assert_eq!(refused, Some(code), "{command}");
    }
    let untouched = scene.host.app.store().alert(scene.alert).await.unwrap().unwrap();
    assert_eq!(untouched.acknowledged_at, None);
}

/// A shift that was handed over in the other car park.
async fn foreign_shift(scene: &Scene) -> i64 {
    let (store, now) = (scene.host.app.store(), gate_app::now());
    let car_parks = vec![FOREIGN.to_owned()];
    let (begun_at, _) = store.shift_now(car_parks.clone(), now).await.unwrap();
    let closing = ShiftClosing {
        car_parks,
        begun_at,
        left_by: "a".to_owned(),
        taken_by: "b".to_owned(),
        note: String::new(),
    };
    store.close_shift(closing, now).await.unwrap().id
}

/// A batch of photos of the other car park.
async fn foreign_batch(scene: &Scene) -> i64 {
    let (store, now) = (scene.host.app.store(), gate_app::now());
    let file = store.store_photo(PIXEL.to_vec(), now).await.unwrap();
    let photo = PhotoOnDisk {
        path: file.path.clone(),
        sha256: file.sha256,
        bytes: file.len,
        width: 1,
        height: 1,
        fitted_path: file.path,
        fitted_md5: file.md5,
        fitted_bytes: file.len,
    };
    let arrival = gate_core::delivery::DeliveryKind::Arrival;
    let owed = store.owe_photo_again(scene.session, arrival, photo, 1, "x", now).await.unwrap();
    store.cancel_photos(vec![owed], "x", now).await.unwrap();
    store.send_photos_again(vec![owed], None, "x", now).await.unwrap().0.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_is_nobodys_own_to_lift_and_acts_at_once() {
    let scene = Scene::set().await;
    let accounts = scene.read(&scene.administrator, Command::accounts, Value::Null).await;
    let names: Vec<&str> =
        accounts.as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["booth", "manager"]);
    let id = &accounts[1]["id"];
    for car_parks in [json!([]), json!([FOREIGN]), json!([OWN, FOREIGN])] {
        let lifting = json!({ "id": id, "car_parks": car_parks });
        let code = scene.host.code(Some(&scene.administrator), Command::change_account, lifting).await;
        assert_eq!(code, Some(Code::NotAllowed));
    }
    let feed = async || scene.read(&scene.administrator, Command::feed, json!({})).await.to_string();
    assert!(!feed().await.contains(FOREIGN));
    scene.read(&scene.everybody, Command::change_account, json!({ "id": id, "car_parks": [] })).await;
    assert!(feed().await.contains(FOREIGN));
    scene.read(&scene.everybody, Command::change_account, json!({ "id": id, "car_parks": [OWN] })).await;
    assert!(!feed().await.contains(FOREIGN));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_elsewhere_does_not_show_on_a_card() {
    let scene = Scene::set().await;
    let correction = PlateCorrection {
        session_id: scene.session,
        plate: "浙B70002".to_owned(),
        reason: "看错".to_owned(),
        by: "admin".to_owned(),
    };
    let store = scene.host.app.store();
    store.correct_plate(correction, PlateColour::Blue, gate_app::now()).await.unwrap();
    let card = async |session| {
        let card = scene.read(session, Command::plate_card, json!({ "plate": "浙B70002" })).await;
        card["corrections"].as_array().unwrap().len()
    };
    assert_eq!((card(&scene.everybody).await, card(&scene.attendant).await), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_of_another_car_park_is_not_shown() {
    let scene = Scene::set().await;
    let store = scene.host.app.store();
    let now = gate_app::now();
    let mut ids = Vec::new();
    for parking_id in [OWN, FOREIGN] {
        let photo_url = Some("http://photos.example.com/1.jpg".to_owned());
        let passed = Record { photo_url, ..record(parking_id, Direction::In, "浙B80001", now) };
        let rules = IngestRules { parking_id: parking_id.to_owned(), total_spaces: None, city: None };
        store.ingest(&rules, vec![passed], Source::Records, now).await.unwrap();
        let wanted = store.wanted_photos(now, 1).await.unwrap().remove(0);
        let file = store.store_photo(PIXEL.to_vec(), now).await.unwrap();
        let on_disk = PhotoOnDisk {
            path: file.path.clone(),
            sha256: file.sha256,
            bytes: file.len,
            width: 1,
            height: 1,
            fitted_path: file.path,
            fitted_md5: String::new(),
            fitted_bytes: file.len,
        };
        store.photo_stored(wanted.id, on_disk, now).await.unwrap();
        ids.push(wanted.id);
    }
    let shown = async |session, id| scene.host.app.photo(Some(session), id, PhotoSize::Full).await;
    assert!(shown(&scene.attendant, ids[0]).await.is_ok());
    assert_eq!(shown(&scene.attendant, ids[1]).await.unwrap_err().code, Code::NotAllowed);
    assert!(shown(&scene.everybody, ids[1]).await.is_ok());
}
