//! A platform goes away and comes back.

use gatehouse_tests::support::{Platform, Port, Way};

use crate::harness::{Scene, card, passage, row, say};

const CITY: &str = "[data-platform=city]";
const OPEN: &str = "[data-platform=open]";

#[tokio::test(flavor = "multi_thread")]
async fn the_status_bar_says_in_words_that_a_platform_is_away_and_back() {
    let scene = Scene::after(vec![passage("浙B12345", Way::In, 600)]).await;
    let booth = scene.open().await;
    booth.sign_in().await;
    let (ok, away) = (say("layout_platform_ok"), say("layout_platform_unreachable"));
    booth.says(CITY, &ok).await;
    scene.port(Platform::City, Port::Down).await;
    booth.says(CITY, &away).await;
    scene.passes("浙B23456", Way::In).await;
    booth.find(&row("23456")).await;
    let backlog = |count: u32| format!("{} {count}", say("layout_backlog"));
    // The arrival, and its photo.
    booth.says(CITY, &backlog(2)).await;
    booth.screenshot("outage").await;
    scene.port(Platform::City, Port::Up).await;
    booth.says(CITY, &ok).await;
    booth.says(CITY, &backlog(0)).await;

    booth.says(OPEN, &ok).await;
    scene.port(Platform::Open, Port::Down).await;
    booth.says(OPEN, &away).await;
    booth.find(&format!("{} [aria-label*='23456']", card("1"))).await;
    scene.port(Platform::Open, Port::Up).await;
    booth.says(OPEN, &ok).await;
    scene.passes("浙B34567", Way::In).await;
    booth.find(&row("34567")).await;
}
