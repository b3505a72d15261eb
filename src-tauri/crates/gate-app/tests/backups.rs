//! Backups from the screen: made, looked at, kept in another folder, and put back when the program starts next.
#![allow(clippy::unwrap_used, reason = "helpers of tests: a failure here is the test's")]

mod support;

use std::time::{Duration, Instant};

use gate_app::{
    App, AppOptions, SessionKey, Workspace,
    contract::{Code, Command},
};
use serde_json::{Value, json};
use support::{Host, PASSWORD, key};

async fn answer(app: &App, by: &SessionKey, command: Command, request: Value) -> Value {
    let answer = app.call(Some(by), command, request).await;
    answer.result.unwrap_or_else(|failure| panic!("{command}: {failure:?}"))
}

/// Makes one and waits until it is there and nothing goes on.
async fn make(app: &App, by: &SessionKey) -> Value {
    let before = answer(app, by, Command::backups, Value::Null).await["files"].as_array().unwrap().len();
    answer(app, by, Command::make_backup, Value::Null).await;
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let view = answer(app, by, Command::backups, Value::Null).await;
        if view["running"].is_null() && view["files"].as_array().unwrap().len() > before {
            return view;
        }
        assert!(Instant::now() < until && view["failure"].is_null(), "{view}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_made_into_the_folder_that_was_chosen_and_read_through() {
    let host = Host::start().await;
    let (administrator, _) = host.first_run().await;
    let app = &host.app;
    let view = make(app, &administrator).await;
    let file = &view["files"][0];
    assert!(file["name"].as_str().unwrap().starts_with("gatehouse-"), "{file}");
    let of = json!({ "file": file["file"] });
    assert_eq!(answer(app, &administrator, Command::check_backup, of).await["fault"], Value::Null);

    let plan = |folder: &str, keep: u32| json!({ "daily": false, "keep": keep, "folder": folder, "all_photos": true });
    for (folder, keep, field) in [("backups", 3, "folder"), ("/no such folder", 3, "folder"), ("", 0, "keep")]
    {
        let refused = app.call(Some(&administrator), Command::set_backup_plan, plan(folder, keep)).await;
        let refused = refused.result.unwrap_err();
        assert_eq!((refused.code, &refused.params["field"]), (Code::Invalid, &field.into()));
    }
    let stick = tempfile::tempdir().unwrap();
    let folder = stick.path().display().to_string();
    answer(app, &administrator, Command::set_backup_plan, plan(&folder, 3)).await;
    let view = answer(app, &administrator, Command::backups, Value::Null).await;
    assert_eq!((&view["folder"], &view["files"]), (&json!(folder), &json!([])));
    let view = make(app, &administrator).await;
    let file = view["files"][0]["file"].as_str().unwrap().to_owned();
    assert!(file.starts_with(&folder), "{file}");

    let whole = std::fs::read(&file).unwrap();
    std::fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    let of = json!({ "file": file });
    let checked = answer(app, &administrator, Command::check_backup, of.clone()).await;
    assert!(checked["fault"].is_string(), "{checked}");
    let refused = app.call(Some(&administrator), Command::ask_restore, of).await.result.unwrap_err();
    assert_eq!(refused.params["problem"], "not_a_backup".into());
    let view = answer(app, &administrator, Command::backups, Value::Null).await;
    assert_eq!(view["restore"], Value::Null, "what is not whole is not put back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_put_back_when_the_program_starts_next() {
    let dir = tempfile::tempdir().unwrap();
    let open = async || {
        let workspace = Workspace::create(Some(dir.path().join("data"))).unwrap();
        App::open(workspace, AppOptions::default()).await.unwrap()
    };
    let app = open().await;
    let first = json!({ "name": "admin", "password": PASSWORD });
    let administrator = key(app.call(None, Command::create_administrator, first).await.session);
    let file = make(&app, &administrator).await["files"][0]["file"].clone();
    let of = json!({ "file": file });
    // What comes after the backup.
    let reasons = |reasons: Value| json!({ "reasons": reasons });
    let known = answer(&app, &administrator, Command::opening_reasons, Value::Null).await;
    answer(&app, &administrator, Command::set_opening_reasons, reasons(json!(["后来的理由"]))).await;

    let preview = answer(&app, &administrator, Command::preview_restore, of.clone()).await;
    assert_eq!((&preview["newer"], &preview["passages"]), (&json!(false), &json!(0)));
    assert!(preview["acts"].as_u64().unwrap() > 0, "{preview}");
    answer(&app, &administrator, Command::ask_restore, of.clone()).await;
    answer(&app, &administrator, Command::withdraw_restore, Value::Null).await;
    let view = answer(&app, &administrator, Command::backups, Value::Null).await;
    assert_eq!(view["restore"], Value::Null);
    answer(&app, &administrator, Command::ask_restore, of).await;
    let view = answer(&app, &administrator, Command::backups, Value::Null).await;
    assert_eq!(view["restore"], file, "nothing happens before the next start");
    app.close().await;

    let app = open().await;
    let sign_in = json!({ "name": "admin", "secret": PASSWORD, "by_pin": false });
    let administrator = key(app.call(None, Command::sign_in, sign_in).await.session);
    let now = answer(&app, &administrator, Command::opening_reasons, Value::Null).await;
    assert_eq!(now, known, "as it was when the backup was made");
    let view = answer(&app, &administrator, Command::backups, Value::Null).await;
    assert_eq!((&view["restore"], &view["restored"]["why"]), (&Value::Null, &Value::Null));
    assert!(std::path::Path::new(view["restored"]["kept"].as_str().unwrap()).exists(), "{view}");
    let audited = answer(&app, &administrator, Command::audit, json!({})).await;
    let actions: Vec<_> = audited["rows"].as_array().unwrap().iter().map(|row| &row["action"]).collect();
    assert!(actions.contains(&&json!("backup_restore")), "{actions:?}");
    assert_eq!(answer(&app, &administrator, Command::verify_audit, Value::Null).await["fault"], Value::Null);
    app.close().await;
}
