//! The pages under their own policy, over real data: nothing of theirs is blocked, and they look as they are meant to.

use fantoccini::key::Key;
use gatehouse_tests::support::{Step, Way};
use serde_json::json;

use crate::harness::{Scene, card, passage, row, say};

#[tokio::test(flavor = "multi_thread")]
async fn booth_search_card_and_settings_break_no_rule_and_are_styled() {
    let scene = Scene::after(vec![Step::Visits { count: 10 }, passage("浙B12345", Way::In, 600)]).await;
    let booth = scene.open().await;
    booth.ready().await;
    booth
        .evaluate(
            "window.complaints = [];
             document.addEventListener('securitypolicyviolation', (event) =>
               complaints.push(event.effectiveDirective + ' ' + event.blockedURI + ' ' + event.sourceFile));
             addEventListener('error', (event) => complaints.push('error ' + (event.message ?? event.target?.src)), true);
             addEventListener('unhandledrejection', (event) => complaints.push('rejection ' + event.reason));",
        )
        .await;
    booth.sign_in_as_administrator().await;
    booth.find(&row("12345")).await;
    booth.drawn(&format!("{} img", card("1")), 1).await;
    booth.keys("345").await;
    booth.element("plate-hit").await;
    booth.key(Key::Enter).await;
    booth.find("[data-testid=plate-card]").await;
    // antd's variables come in a style that needs the nonce: without it its buttons have neither colour nor corners.
    let styled = booth
        .evaluate(
            "const style = getComputedStyle(document.querySelector('.ant-btn'));
             return { corners: style.borderRadius !== '0px', cursor: style.cursor,
                      styles: document.querySelectorAll('style[nonce]').length > 0 }",
        )
        .await;
    assert_eq!(styled, json!({ "corners": true, "cursor": "pointer", "styles": true }));
    booth.key(Key::Escape).await;
    booth.gone("[data-testid=plate-card]").await;
    booth.evaluate("location.hash = '#/settings'").await;
    booth.find("main h1, main h2").await;
    booth.shows(&say("layout_screen_settings")).await;
    booth.screenshot("settings").await;
    booth.chord(Key::Control, 'k').await;
    booth.find("[role=dialog] [role=combobox]").await;
    booth.screenshot("palette").await;
    assert_eq!(booth.evaluate("return complaints").await, json!([]));
}
