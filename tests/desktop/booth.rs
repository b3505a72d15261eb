//! The attendant's day: vehicles and their photos as they come, opening lanes, alerts.

use gatehouse_tests::support::{Step, Way};
use serde_json::json;

use crate::harness::{Scene, card, passage, row, say};

const CAME: &str = "浙B12345";

async fn scene() -> Scene {
    Scene::after(vec![
        passage("浙B54321", Way::In, 1_200),
        passage("浙B54321", Way::Out, 900),
        passage(CAME, Way::In, 600),
    ])
    .await
}

fn state(lane: &str, state: &str) -> String {
    format!("{} [data-testid=opening-state][data-state={state}]", card(lane))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vehicle_comes_up_on_its_lane_and_in_the_feed_with_its_photo() {
    let scene = scene().await;
    let booth = scene.open().await;
    booth.sign_in().await;
    booth.find(&row("12345")).await;
    scene.passes("浙B77777", Way::In).await;
    booth.find(&row("77777")).await;
    booth.find(&format!("{} [aria-label*='77777']", card("1"))).await;
    booth.drawn(&format!("{} img", card("1")), 1).await;

    scene.passes(CAME, Way::Out).await;
    booth.find(&format!("{} [aria-label*='12345']", card("2"))).await;
    // Entry and exit side by side.
    booth.drawn(&format!("{} img", card("2")), 2).await;
    booth.says(&card("2"), &say("booth_stay")).await;
    booth.screenshot("booth").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lane_opens_once_and_the_passage_confirms_it() {
    let scene = scene().await;
    let booth = scene.open().await;
    booth.sign_in().await;
    booth.open_lane("2").await;
    booth.find(&state("2", "waiting")).await;
    assert_eq!(scene.openings().await, json!(["2"]));
    scene.passes(CAME, Way::Out).await;
    booth.find(&state("2", "passed")).await;
    assert_eq!(scene.openings().await, json!(["2"]), "one order, never a second");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_opening_is_said_in_the_platforms_words() {
    let scene = scene().await;
    let booth = scene.open().await;
    booth.sign_in().await;
    scene.play(Step::Camera { lane: "2".to_owned(), online: false }).await;
    booth.find(&format!("{} [data-camera=offline]", card("2"))).await;
    booth.open_lane("2").await;
    booth.says(&state("2", "refused"), "设备离线").await;
    assert_eq!(scene.openings().await, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opening_without_an_answer_is_unknown_and_not_sent_again() {
    let scene = scene().await;
    let booth = scene.open().await;
    booth.sign_in().await;
    scene.fail("lost_answer#lane_open").await;
    booth.open_lane("2").await;
    booth.says(&state("2", "unknown"), &say("booth_opening_unknown_next")).await;
    booth.screenshot("opening-unknown").await;
    scene.fail("").await;
    // What comes later shows that the program has gone on and could have sent it again.
    scene.passes("浙B11111", Way::In).await;
    booth.find(&row("11111")).await;
    assert_eq!(scene.openings().await, json!(["2"]), "one order, never a second");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blacklisted_vehicle_covers_the_screen_until_somebody_has_seen_it() {
    let blacklisted = Step::Blacklist { plate: "浙B66666".to_owned(), until: "2099-12-31".to_owned() };
    let scene = Scene::after(vec![blacklisted]).await;
    let booth = scene.open().await;
    booth.sign_in().await;
    scene.passes("浙B66666", Way::In).await;
    booth.find("[data-testid=alert-banner] [aria-label*='66666']").await;
    booth.drawn("[data-testid=alert-banner] img", 1).await;
    booth.screenshot("alert").await;
    booth.client.refresh().await.unwrap();
    booth.element("alert-banner").await;
    booth.element("acknowledge").await.click().await.unwrap();
    booth.gone("[data-testid=alert-banner]").await;
    booth.client.refresh().await.unwrap();
    booth.find(&row("66666")).await;
    assert_eq!(booth.count("alert-banner").await, 0);
}
