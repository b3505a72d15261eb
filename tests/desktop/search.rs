//! Finding a vehicle by just typing.

use fantoccini::key::Key;
use gatehouse_tests::support::{Step, Way};

use crate::harness::{Scene, passage, row};

#[tokio::test(flavor = "multi_thread")]
async fn two_remembered_digits_and_enter_show_the_vehicle() {
    let registered = Step::Vehicle {
        plate: "浙B9F367".to_owned(),
        owner: "沈测试".to_owned(),
        phone: "13900000367".to_owned(),
        until: "2099-12-31".to_owned(),
        remark: String::new(),
    };
    let scene = Scene::after(vec![
        Step::Visits { count: 40 },
        registered,
        passage("浙B9F367", Way::In, 900),
        passage("浙B12345", Way::In, 600),
    ])
    .await;
    let booth = scene.open().await;
    booth.sign_in().await;
    booth.find(&row("367")).await;

    booth.keys("67").await;
    booth.find("[data-testid=plate-hit] [aria-label*='367']").await;
    booth.screenshot("search").await;
    booth.key(Key::Enter).await;
    let card = "[data-testid=plate-card][data-plate='浙B9F367']";
    booth.find(card).await;
    booth.says(card, "2099-12-31").await;
    booth.drawn(&format!("{card} img[src]"), 1).await;
    let said = booth.find(card).await.text().await.unwrap();
    assert!(!said.contains("13900000367") && !said.contains("沈测试"), "owner and phone are masked: {said}");
    booth.screenshot("card").await;
    booth.key(Key::Escape).await;
    booth.gone(card).await;

    booth.keys("ZZZ99").await;
    booth.element("plate-nothing").await;
}
