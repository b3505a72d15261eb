//! Language and theme, as a person chooses them.

use serde_json::json;

use crate::harness::{Booth, Language, Scene, say, say_in};

async fn background(booth: &Booth) -> serde_json::Value {
    booth.evaluate("return getComputedStyle(document.body).backgroundColor").await
}

#[tokio::test(flavor = "multi_thread")]
async fn language_and_theme_change_at_once_and_stay_for_the_next_start() {
    let scene = Scene::after(Vec::new()).await;
    let booth = scene.open().await;
    booth.sign_in().await;
    booth.shows(&say("booth_feed")).await;
    booth.button(&say("layout_display")).await;
    booth.choice(&say("layout_theme_light")).await;
    let light = background(&booth).await;
    booth.choice(&say("layout_theme_dark")).await;
    let dark = background(&booth).await;
    assert_ne!(light, dark);
    booth.choice(&say("layout_english")).await;
    let feed = say_in(Language::English, "booth_feed");
    booth.shows(&feed).await;
    assert_eq!(booth.evaluate("return document.documentElement.lang").await, json!("en"));
    booth.screenshot("dark-english").await;
    let place = booth.quit().await;

    let booth = scene.open_at(place).await;
    booth.sign_in().await;
    booth.shows(&feed).await;
    assert_eq!(background(&booth).await, dark);
}
