//! Photos that people bring or send again: every kind, what cannot be taken, two people at once, taking them back, and many at once.
#![allow(clippy::unwrap_used, reason = "helpers of tests: a failure here is the test's")]

mod many;
mod scene;
#[path = "../support/mod.rs"]
mod support;

use gate_app::{
    Config, PhotoSize,
    contract::Code,
    photo_upload::{self, PhotoEvent},
};
use gate_core::{delivery::DeliveryKind, time::UtcMillis};
use gate_store::Retention;
use image::ImageFormat;
use scene::{KINDS, Scene, freeze, picture};
use serde_json::json;

/// The same file with a header that claims 10,000 × 6,000 pixels.
fn claiming_sixty_megapixels(kind: ImageFormat) -> Vec<u8> {
    let (width, height) = (10_000u32, 6_000u32);
    let mut file = picture(kind, 9);
    match kind {
        ImageFormat::Jpeg => {
            let frame = file.windows(2).position(|two| two == [0xFF, 0xC0]).unwrap();
            file[frame + 5..frame + 7].copy_from_slice(&(height as u16).to_be_bytes());
            file[frame + 7..frame + 9].copy_from_slice(&(width as u16).to_be_bytes());
        }
        ImageFormat::Png => {
            file[16..20].copy_from_slice(&width.to_be_bytes());
            file[20..24].copy_from_slice(&height.to_be_bytes());
        }
        ImageFormat::Bmp => {
            file[18..22].copy_from_slice(&width.to_le_bytes());
            file[22..26].copy_from_slice(&height.to_le_bytes());
        }
        _ => {
            let sides = (width - 1) | (height - 1) << 14;
            let rest = u32::from_le_bytes(file[21..25].try_into().unwrap()) & 0xF000_0000;
            file[21..25].copy_from_slice(&(rest | sides).to_le_bytes());
        }
    }
    file
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_picture_is_taken_shown_and_owed_as_jpeg() {
    let scene = Scene::set().await;
    let [session, _] = scene.sessions().await;
    for (kind, media_type) in KINDS.iter().zip(["image/jpeg", "image/png", "image/bmp", "image/webp"]) {
        let fitted = scene.fit(session, &picture(*kind, 200)).await.unwrap();
        assert_eq!((&fitted["width"], &fitted["height"]), (&json!(64), &json!(48)), "{kind:?}");
        assert_eq!(fitted["untouched"], *kind == ImageFormat::Jpeg);
        let id = fitted["photo"].as_i64().unwrap();
        let shown = |size| scene.host.app.photo(Some(&scene.attendant), id, size);
        assert_eq!(shown(PhotoSize::Full).await.unwrap().media_type, media_type);
        assert_eq!(shown(PhotoSize::Sent).await.unwrap().media_type, "image/jpeg");
        assert_eq!(shown(PhotoSize::Thumbnail).await.unwrap().media_type, "image/jpeg");
        scene.send(&scene.attendant, session, id, None).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_taken_says_why_and_changes_nothing() {
    let scene = Scene::set().await;
    let [session, _] = scene.sessions().await;
    let mut files = vec![("车牌.jpg", b"plain text in a file that is named .jpg".to_vec(), "not_a_picture")];
    for kind in KINDS {
        let whole = picture(kind, 80);
        files.push(("cut", whole[..whole.len() / 2].to_vec(), "broken"));
        files.push(("cut by its last byte", whole[..whole.len() - 1].to_vec(), "broken"));
        files.push(("60 megapixels", claiming_sixty_megapixels(kind), "too_many_pixels"));
    }
    let before = scene.owed().await;
    let config = Config::load(scene.store().dir()).unwrap();
    for (name, bytes, why) in files {
        let failure = scene.fit(session, &bytes).await.unwrap_err();
        assert_eq!((failure.code, &failure.params["why"]), (Code::PhotoWrong, &why.into()), "{name}");
        // The same by the command line, from a real file.
        let file = scene.store().dir().join("given.jpg");
        std::fs::write(&file, &bytes).unwrap();
        let given = photo_upload::upload(
            scene.store(),
            &config,
            session,
            PhotoEvent::Arrival,
            &file,
            "test",
            scene.now,
        );
        assert!(given.await.is_err(), "{name}");
    }
    assert_eq!(scene.owed().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_for_a_session_that_was_pruned_is_told_so() {
    let scene = Scene::set().await;
    let [session, _] = scene.sessions().await;
    let photo = scene.fit(session, &picture(ImageFormat::WebP, 1)).await.unwrap()["photo"].as_i64().unwrap();
    for row in scene.owed().await {
        scene.sent(row.id).await;
    }
    let later = UtcMillis(scene.now.0 + 400 * 86_400_000);
    let keep = Retention { photo_days: 30, passage_days: 60, audit_days: 3_650 };
    scene.store().prune(keep, later).await.unwrap();
    let failure = scene.fit(session, &picture(ImageFormat::Bmp, 1)).await.unwrap_err();
    assert_eq!((failure.code, &failure.params["what"]), (Code::NotFound, &"session".into()));
    let failure = scene.send(&scene.attendant, session, photo, None).await.unwrap_err();
    assert_eq!(failure.code, Code::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_of_two_people_is_told_what_the_first_did_and_loses_nothing() {
    let scene = Scene::set().await;
    let [session, _] = scene.sessions().await;
    let seen = scene.owed().await.iter().map(|row| row.id).max();
    let fitted = async |colour| {
        let bytes = picture(ImageFormat::Png, colour);
        scene.fit(session, &bytes).await.unwrap()["photo"].as_i64().unwrap()
    };
    let (hers, his) = (fitted(10).await, fitted(20).await);
    let first = scene.send(&scene.administrator, session, hers, seen).await.unwrap();
    let failure = scene.send(&scene.attendant, session, his, seen).await.unwrap_err();
    assert_eq!(failure.code, Code::ChangedMeanwhile);
    assert_eq!((&failure.params["by"], &failure.params["delivery"]), (&"admin".into(), &first.into()));
    assert!(failure.params.contains_key("at"));
    let row = scene.delivery(first).await;
    assert_eq!(row.asked_by.as_deref(), Some("admin"));
    assert_ne!(row.state.code(), "given_up");
    // His picture is kept: having looked, he sends it all the same.
    let second = scene.send(&scene.attendant, session, his, Some(first)).await.unwrap();
    assert_eq!(scene.delivery(first).await.give_up_reason.as_deref(), Some("replaced"));
    assert_eq!(scene.delivery(second).await.asked_by.as_deref(), Some("booth"));
    assert!(scene.host.app.photo(Some(&scene.attendant), hers, PhotoSize::Full).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_that_is_not_sent_yet_is_cancelled_and_the_city_keeps_the_old_one() {
    let scene = Scene::set().await;
    let [session, _] = scene.sessions().await;
    let old = scene.brought(session, 1).await;
    assert!(scene.delivery(old).await.cancellable);
    let event = scene.owed().await;
    let departure =
        event.iter().find(|row| row.session == session && row.kind == DeliveryKind::Departure).unwrap().id;
    for id in event.iter().filter(|row| row.session == session).map(|row| row.id) {
        if id <= departure {
            scene.sent(id).await;
        }
    }
    scene.sent(old).await;
    let new = scene.brought(session, 2).await;
    let nothing = json!({ "cancelled": 0, "restored": 0, "sent": 1, "others": 0 });
    assert_eq!(scene.cancel(&[old]).await.unwrap(), nothing, "the city has it");
    assert_eq!(scene.cancel(&[new]).await.unwrap()["cancelled"], 1);
    let row = scene.delivery(new).await;
    assert_eq!(
        (row.state.code(), row.give_up_reason.as_deref(), row.cancellable),
        ("given_up", Some("cancelled"), false)
    );
    assert_eq!(scene.delivery(old).await.state.code(), "delivered");
    assert_eq!(scene.store().freeze(vec![freeze(new)]).await.unwrap(), [0i64; 0], "no sender may take it");
    assert_eq!(scene.cancel(&[new]).await.unwrap()["others"], 1, "it is cancelled already");
    assert_eq!(scene.audited("photo.cancel").await, ["booth"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_gives_the_place_back_to_what_was_owed_before() {
    let scene = Scene::set().await;
    let [session, _] = scene.sessions().await;
    let old = scene.brought(session, 1).await;
    let new = scene.brought(session, 2).await;
    assert_eq!(scene.delivery(old).await.state.code(), "given_up");
    let done = scene.cancel(&[new]).await.unwrap();
    assert_eq!((&done["cancelled"], &done["restored"]), (&json!(1), &json!(1)));
    let row = scene.delivery(old).await;
    assert_ne!(row.state.code(), "given_up");
    assert!(row.give_up_reason.is_none() && row.cancellable);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_only_those_are_cancelled_of_which_nothing_went_out() {
    let scene = Scene::set().await;
    let [one, other] = scene.sessions().await;
    let events: Vec<i64> = scene.owed().await.iter().map(|row| row.id).collect();
    // Arrivals before departures, as the sender does.
    for id in &events {
        scene.sent(*id).await;
    }
    let (first, second) = (scene.brought(one, 1).await, scene.brought(other, 2).await);
    // It is on its way: frozen, and no outcome yet.
    assert_eq!(scene.store().freeze(vec![freeze(first)]).await.unwrap(), [first]);
    let mut all = events.clone();
    all.extend([first, second]);
    let done = scene.cancel(&all).await.unwrap();
    assert_eq!(done, json!({ "cancelled": 1, "restored": 0, "sent": 1, "others": events.len() }));
    assert_eq!(scene.delivery(second).await.state.code(), "given_up");
    assert_eq!(scene.delivery(first).await.state.code(), "due");
    for (ids, code) in [(vec![], Code::Invalid), (vec![999_999], Code::NotFound)] {
        assert_eq!(scene.cancel(&ids).await.unwrap_err().code, code);
    }
}
