//! What an administrator does in the released program: the assistant, settings, roles, the audit log, backups.

use gatehouse_tests::support::Way;
use serde_json::{Value, json};

use crate::harness::{ADMINISTRATOR, Booth, PASSWORD, Place, Scene, passage, say};

impl Booth {
    async fn go(&self, screen: &str) {
        self.evaluate(&format!("location.hash = '{screen}'")).await;
    }

    async fn press(&self, name: &str) {
        self.until(&format!("{name} can be pressed"), || async {
            let found =
                self.client.find(fantoccini::Locator::Css(&format!("[data-testid=\"{name}\"]"))).await;
            let found = found.ok()?;
            if !found.is_enabled().await.ok()? {
                return None;
            }
            found.click().await.ok()
        })
        .await;
    }

    /// A command's answer, or the code by which it was refused.
    async fn command(&self, command: &str, payload: Value) -> Value {
        let call = json!({ "command": command, "payload": payload });
        self.evaluate_later(&format!(
            "window.__TAURI_INTERNALS__.invoke('rpc', {call}).then(done, (refusal) => done(refusal.code))"
        ))
        .await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_directory_is_led_to_the_car_parks_of_the_account() {
    let scene = Scene::without_people(vec![passage("浙B12345", Way::In, 600)]).await;
    let place = Place::new();
    let directory = place.folder("fresh");
    let directory = directory.to_str().unwrap();
    let booth = Booth::start(place, (1_366, 768), &["--data-dir", directory]).await;
    booth.shows(&say("layout_first_run_title")).await;
    booth.fill(&say("layout_administrator_name"), ADMINISTRATOR).await;
    booth.fill(&say("layout_password"), PASSWORD).await;
    booth.fill(&say("layout_password_again"), PASSWORD).await;
    booth.button(&say("layout_first_run_act")).await;
    booth.find("output").await;
    booth.tick(&say("layout_recovery_kept")).await;
    booth.button(&say("layout_recovery_go_on")).await;

    booth.find("[data-testid=setup-step][data-step=open_platform]").await;
    booth.screenshot("assistant").await;
    let account = &scene.park().options.open_platform;
    for (label, text) in [
        (say("file_field_base_url"), scene.park().open_platform.base_url()),
        (say("file_field_app_key"), account.app_key.clone()),
        (say("file_secret_app"), account.app_secret.clone()),
    ] {
        let path = format!("//input[@id=//label[starts-with(normalize-space(.),'{label}')]/@for]");
        let found =
            booth.until(&label, || async { booth.client.find(fantoccini::Locator::XPath(&path)).await.ok() });
        found.await.send_keys(&text).await.unwrap();
    }
    booth.press("try-connection").await;
    booth.find("[data-testid=trial][data-state=ok]").await;
    booth.press("setup-next").await;
    booth.find("[data-testid=found-car-park]").await;
    booth.press("setup-leave").await;
    booth.element("booth").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setting_is_kept_in_the_file_and_an_attendant_reaches_none() {
    let scene = Scene::after(Vec::new()).await;
    let booth = scene.open().await;
    booth.sign_in().await;
    assert_eq!(booth.command("settings", Value::Null).await, json!("not_allowed"));
    assert_eq!(booth.command("audit", json!({})).await, json!("not_allowed"));
    assert_eq!(booth.command("backups", Value::Null).await, json!("not_allowed"));
    booth.command("sign_out", Value::Null).await;
    booth.client.refresh().await.unwrap();
    booth.sign_in_as_administrator().await;
    booth.go("/settings?view=file").await;
    booth.element("file-settings").await;
    let name = booth.find("[data-testid=car-park-fields] input:not([type=checkbox])").await;
    assert!(!name.prop("value").await.unwrap().unwrap().is_empty(), "what stands in the file");
    booth.screenshot("settings-file").await;
    let before = booth.command("settings", Value::Null).await;
    let mut fields = before["fields"].clone();
    fields["car_parks"][0]["fields"]["name"] = json!("北门停车场");
    let saved =
        booth.command("save_settings", json!({ "version": before["version"], "fields": fields })).await;
    assert_eq!(saved["problems"], json!([]), "{saved}");
    let file = std::fs::read_to_string(scene.park().path().join("gatehouse.toml")).unwrap();
    assert!(file.contains("北门停车场"), "{file}");
    booth.find("[data-testid=file-settings] input[value=\"北门停车场\"]").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_log_is_searched_and_verified() {
    let scene = Scene::after(Vec::new()).await;
    let booth = scene.open().await;
    booth.sign_in_as_administrator().await;
    booth.go("/audit").await;
    booth.find("[data-testid=audit-table] [data-testid=table-row], [data-testid=audit-row]").await;
    booth.press("audit-verify").await;
    booth.find("[data-testid=audit-verified][data-whole=true]").await;
    booth.screenshot("audit").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_made_and_put_back_at_the_next_start() {
    let scene = Scene::after(vec![passage("浙B12345", Way::In, 600)]).await;
    let booth = scene.open().await;
    booth.sign_in_as_administrator().await;
    let reasons = booth.command("opening_reasons", Value::Null).await;
    booth.go("/backups").await;
    booth.press("backup-make").await;
    booth.element("backup-file").await;
    booth.screenshot("backups").await;
    booth.command("set_opening_reasons", json!({ "reasons": ["after the backup"] })).await;
    assert_ne!(booth.command("opening_reasons", Value::Null).await, reasons);

    booth.press("backup-restore").await;
    booth.element("restore-preview").await;
    booth.press("restore-ask").await;
    booth.element("backup-waiting").await;
    booth.gone("[data-testid=restore-preview]").await;
    booth.quit().await;

    let booth = scene.open_at(Place::new()).await;
    booth.sign_in_as_administrator().await;
    booth.go("/backups").await;
    booth.find("[data-testid=backup-restored][data-done=true]").await;
    assert_eq!(booth.command("opening_reasons", Value::Null).await, reasons, "as it was");
    booth.screenshot("restored").await;
}
