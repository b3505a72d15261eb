//! First run, signing in, lockout, the lock.

use fantoccini::key::Key;
use gatehouse_tests::support::Way;
use serde_json::json;

use crate::harness::{ADMINISTRATOR, ATTENDANT, PASSWORD, PIN, Place, Scene, card, passage, say};

#[tokio::test(flavor = "multi_thread")]
async fn the_first_run_makes_an_administrator_and_shows_the_recovery_code_once() {
    let scene = Scene::without_people(Vec::new()).await;
    let booth = scene.open().await;
    booth.shows(&say("layout_first_run_title")).await;
    booth.screenshot("first-run").await;
    booth.fill(&say("layout_administrator_name"), ADMINISTRATOR).await;
    booth.fill(&say("layout_password"), PASSWORD).await;
    booth.fill(&say("layout_password_again"), PASSWORD).await;
    booth.button(&say("layout_first_run_act")).await;

    let code = booth.find("output").await.text().await.unwrap();
    assert!(code.len() >= 16, "{code}");
    booth.tick(&say("layout_recovery_kept")).await;
    booth.button(&say("layout_recovery_go_on")).await;
    booth.element("booth").await;
    booth.shows(ADMINISTRATOR).await;
    booth.client.refresh().await.unwrap();
    booth.element("booth").await;
    let page = booth.client.source().await.unwrap();
    assert!(!page.contains(&code), "it is shown once");
}

#[tokio::test(flavor = "multi_thread")]
async fn people_sign_in_by_pin_or_password_and_sign_out() {
    let scene = Scene::after(Vec::new()).await;
    let booth = scene.open().await;
    booth.sign_in().await;
    booth.shows(ATTENDANT).await;
    // The shell holds the session, so that a page that is loaded anew is signed in.
    booth.client.refresh().await.unwrap();
    booth.element("booth").await;
    booth.button(ATTENDANT).await;
    booth.button(&say("layout_sign_out")).await;
    booth.sign_in_as_administrator().await;
    booth.shows(ADMINISTRATOR).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_pins_lock_out_with_the_time_that_is_left_over_a_restart_too() {
    let scene = Scene::after(Vec::new()).await;
    let booth = scene.open().await;
    booth.shows(ATTENDANT).await;
    let (wrong, locked_out) = (say("layout_pin_wrong"), say("layout_locked_out"));
    let mut guesses = 0;
    loop {
        booth.keys("1111").await;
        booth.key(Key::Enter).await;
        guesses += 1;
        let note = booth
            .until("an answer", || async {
                let text = booth.find("[role=alert]").await.text().await.ok()?;
                (text.contains(&wrong) || text.contains(&locked_out)).then_some(text)
            })
            .await;
        if note.contains(&locked_out) {
            assert!(note.chars().any(|letter| letter.is_ascii_digit()), "{note}");
            break;
        }
        assert!(guesses < 20, "nobody is locked out");
    }
    assert!(guesses > 1, "one mistake is allowed");
    booth.screenshot("locked-out").await;
    booth.quit().await;

    let booth = scene.open_at(Place::new()).await;
    booth.shows(ATTENDANT).await;
    booth.keys(PIN).await;
    booth.key(Key::Enter).await;
    booth.says("[role=alert]", &locked_out).await;
    assert_eq!(booth.count("booth").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_screen_shows_nothing_and_gives_no_photo() {
    let scene = Scene::after(vec![passage("浙B12345", Way::In, 600)]).await;
    let booth = scene.open().await;
    booth.sign_in().await;
    booth.drawn(&format!("{} img", card("1")), 1).await;
    let first = format!(
        "return /[0-9]+/.exec(new URL(document.querySelector(\"{} img\").src).pathname)[0]",
        card("1")
    );
    let id = booth.evaluate(&first).await;
    // Not the address that the page uses, whose picture it has in memory.
    let show = format!(
        "const image = new Image(); image.onload = () => done('shown'); image.onerror = () => done('refused');
         image.src = 'photo://localhost/' + {id};"
    );
    booth.chord(Key::Control, 'l').await;
    booth.gone("[data-testid=booth]").await;
    booth.shows(&say("layout_locked_hint")).await;
    assert_eq!(booth.evaluate_later(&show).await, json!("refused"), "a locked screen gives no photo");
    booth.keys(PIN).await;
    booth.key(Key::Enter).await;
    booth.element("booth").await;
    assert_eq!(booth.evaluate_later(&show).await, json!("shown"));
}
