//! Commands that only look, on a directory where nothing happened yet.

// A test fails by panicking, and so do its helpers.
#![allow(clippy::unwrap_used)]

mod common;

use common::{configured, nobody, run};
use serde_json::json;

#[test]
fn a_fresh_directory_has_an_empty_status_and_stays_as_it_was() {
    let directory = tempfile::tempdir().unwrap();
    let ended = run(directory.path(), &["status", "--json"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    assert_eq!(
        ended.json(),
        json!({
            "deliveries": { "due": 0, "waiting": 0, "parked": 0, "delivered": 0 },
            "sessions": { "open": 0, "closed": 0 },
            "passages": 0,
            "oldest_undelivered_at": null,
            "heartbeat": { "last_ok_at": null, "last_error": null },
            "clock_drift_ms": null,
            "collector": { "last_ok_at": null, "collected_until": null, "last_error": null },
            "syncing": false,
        })
    );
    for arguments in [
        ["deliveries", "list", "--json"],
        ["sessions", "list", "--json"],
        ["sessions", "discrepancies", "--json"],
        ["passages", "list", "--json"],
    ] {
        let ended = run(directory.path(), &arguments);
        assert_eq!((ended.code, ended.json()), (0, json!([])), "{}", ended.stderr);
    }
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn what_changes_something_needs_a_database() {
    let directory = tempfile::tempdir().unwrap();
    for arguments in [
        &["deliveries", "retry", "1"][..],
        &["deliveries", "retry", "--parked"],
        &["deliveries", "give-up", "1", "--reason", "x"],
        &["sessions", "overdue-after", "14d"],
    ] {
        assert!(run(directory.path(), arguments).complains(2).contains("gatehouse.db"));
    }
}

#[test]
fn the_doctor_says_which_step_failed_and_skips_the_rest() {
    let directory = configured(&nobody(), &nobody());
    let ended = run(directory.path(), &["doctor", "--json"]);
    let line = ended.complains(1);
    assert!(line.contains("open platform tcp failed"), "{line}");
    let report = ended.json();
    assert_eq!(report["ok"], false);
    let outcome = |part: &str, step: &str| {
        let checks = report["checks"].as_array().unwrap();
        let check = checks.iter().find(|check| check["part"] == part && check["step"] == step);
        check.unwrap_or_else(|| panic!("{part} {step}: {report}"))["outcome"].as_str().unwrap().to_owned()
    };
    for step in ["directory", "gatehouse.toml", "secrets.toml"] {
        assert_eq!(outcome("configuration", step), "ok");
    }
    for part in ["open_platform", "city"] {
        assert_eq!(outcome(part, "dns"), "ok");
        assert_eq!(outcome(part, "tcp"), "failed");
        for step in ["tls", "http", "account", "car_park"] {
            assert_eq!(outcome(part, step), "skipped", "{part} {step}");
        }
    }
    assert_eq!(outcome("database", "open"), "ok");
    assert_eq!(outcome("database", "content"), "ok");
}

#[test]
fn the_doctor_tells_a_wrong_configuration_too() {
    let directory = configured(&nobody(), &nobody());
    std::fs::write(directory.path().join("gatehouse.toml"), "[open_platform]\nbase_url = 5\n").unwrap();
    let ended = run(directory.path(), &["doctor"]);
    let line = ended.complains(1);
    assert!(line.contains("line 2:") && line.contains("open_platform.base_url"), "{line}");
    assert!(ended.stdout.contains("FAILED"));
}

#[test]
fn a_broken_configuration_names_its_line_and_the_last_one_that_worked() {
    let directory = configured(&nobody(), &nobody());
    let file = directory.path().join("gatehouse.toml");
    std::fs::copy(&file, directory.path().join("gatehouse.toml.last-good")).unwrap();
    std::fs::write(&file, "[open_platform]\nbase_url = 5\n").unwrap();
    let ended = run(directory.path(), &["lanes", "list"]);
    let line = ended.complains(2);
    assert!(line.contains("line 2:") && line.contains("gatehouse.toml.last-good"), "{line}");
}
