//! Wrong use, wrong configuration and unready secrets: exit code 2 and one line that says what and what to do.

// A test fails by panicking, and so do its helpers.
#![allow(clippy::unwrap_used)]

mod common;

use common::{configured, nobody, program, run, secrets};

#[test]
fn a_wrong_command_line_is_told_in_one_line() {
    let directory = tempfile::tempdir().unwrap();
    for arguments in [
        &["frobnicate"][..],
        &[],
        &["--frobnicate", "status"],
        &["status", "extra"],
        &["deliveries"],
        &["deliveries", "list", "--state", "lost"],
        &["deliveries", "list", "--day", "yesterday"],
        &["deliveries", "retry"],
        &["deliveries", "retry", "x"],
        &["deliveries", "retry", "1", "--parked"],
        &["deliveries", "retry", "1", "--reason", "refused"],
        &["deliveries", "retry", "--parked", "--reason", "nonsense"],
        &["deliveries", "give-up", "1"],
        &["deliveries", "give-up", "1", "--reason", " "],
        &["photo", "upload", "--session", "1", "--event", "arrival"],
        &["photo", "upload", "--session", "1", "--event", "nap", "--file", "f"],
        &["sync", "--timeout", "60s"],
        &["sync", "--until-idle", "--timeout", "soon"],
        &["sync", "--until-idle", "--timeout", "0s"],
        &["sim", "--faults", "no_such_fault"],
        &["sim", "--city", "not-an-address"],
        &["serve", "--listen", "not-an-address"],
        &["serve", "--listen", "0.0.0.0:8840"],
        &["serve", "--listen", "[::]:8840"],
        &["serve", "--listen", "192.0.2.1:8840"],
        &["backup"],
    ] {
        let ended = run(directory.path(), arguments);
        let line = ended.complains(2);
        assert!(line.starts_with("gatehousectl: "), "{line}");
        assert!(ended.stdout.is_empty(), "{arguments:?}: {}", ended.stdout);
    }
}

#[test]
fn help_and_version_are_no_failures() {
    let directory = tempfile::tempdir().unwrap();
    for arguments in [&["--help"][..], &["--version"], &["sync", "--help"], &["help", "deliveries"]] {
        let ended = run(directory.path(), arguments);
        assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{arguments:?}");
        assert!(!ended.stdout.is_empty());
    }
}

#[test]
fn what_is_asked_of_the_open_platform_wrongly_reaches_nobody() {
    let directory = tempfile::tempdir().unwrap();
    for arguments in [
        &["visitors", "query"][..],
        &["coupons", "issue", "浙B12345", "--type", "days", "--value", "2"],
        &["coupons", "issue", "浙B12345", "--type", "hours", "--value", "-2"],
        &["coupons", "issue", "浙B12345", "--type", "hours", "--value", "2", "--expires", "soon"],
        &["outings", "register", "浙B12345", "--from", "a", "--to", "b"],
        &["vehicles", "import", "no-such-file.xlsx"],
        &["vehicles", "export", "f.xlsx"],
    ] {
        run(directory.path(), arguments).complains(2);
    }
}

#[test]
fn the_static_table_needs_a_configuration_and_the_name_of_a_spreadsheet() {
    let directory = tempfile::tempdir().unwrap();
    for (file, said) in [("f.xlsx", "gatehouse.toml"), ("f.csv", ".xlsx"), ("f", ".xlsx")] {
        let ended = run(directory.path(), &["export-static", file]);
        assert!(ended.complains(2).contains(said), "{}", ended.stderr);
    }
}

#[test]
fn what_asks_the_open_platform_needs_a_configuration() {
    let directory = tempfile::tempdir().unwrap();
    for arguments in [&["blacklist", "list"][..], &["lanes", "open", "1", "--reason", "test"]] {
        assert!(run(directory.path(), arguments).complains(2).contains("gatehouse.toml"));
    }
}

#[test]
fn a_directory_that_is_not_there_is_not_made() {
    let parent = tempfile::tempdir().unwrap();
    let missing = parent.path().join("missing");
    for arguments in [
        &["status"][..],
        &["sync"],
        &["deliveries", "list"],
        &["sessions", "list"],
        &["passages", "list"],
        &["backup", "b"],
        &["occupancy"],
        &["serve", "--listen", "127.0.0.1:0"],
    ] {
        let line = run(&missing, arguments).complains(2).to_owned();
        assert!(line.contains("missing") && line.contains("--data-dir"), "{line}");
    }
    assert!(!missing.exists());
}

#[test]
fn the_option_names_another_directory_than_the_environment() {
    let (named, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let option = named.path().join("gone");
    let ended = run(other.path(), &["--data-dir", option.to_str().unwrap(), "status"]);
    assert!(ended.complains(2).contains("gone"));
}

#[test]
fn a_wrong_configuration_is_refused_with_file_line_and_key() {
    let directory = configured(&nobody(), &nobody());
    let file = directory.path().join("gatehouse.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    for (from, to, line, key) in [
        ("poll_interval = \"100ms\"", "poll_interval = \"0s\"", 4, "open_platform.poll_interval"),
        ("poll_interval", "pool_interval", 4, "open_platform.pool_interval"),
        ("\"330212077102\"", "330212077102", 14, "car_park.city.parkpotid"),
        ("portname", "portpwd", 13, "car_park.city.portpwd"),
        ("retry_initial = \"100ms\"", "max_concurrency = 9", 15, "car_park.city.max_concurrency"),
    ] {
        assert!(text.contains(from));
        std::fs::write(&file, text.replace(from, to)).unwrap();
        for command in [&["sync"][..], &["sync", "--until-idle"], &["lanes", "list"]] {
            let ended = run(directory.path(), command);
            let said = ended.complains(2);
            for part in ["gatehouse.toml", &format!("line {line}:"), key] {
                assert!(said.contains(part), "{said}");
            }
        }
    }
    std::fs::remove_file(&file).unwrap();
    assert!(run(directory.path(), &["sync"]).complains(2).contains("gatehouse.toml"));
}

#[test]
fn a_secret_that_is_given_nowhere_is_asked_for_in_both_ways() {
    let directory = configured(&nobody(), &nobody());
    std::fs::remove_file(directory.path().join("secrets.toml")).unwrap();
    let ended = run(directory.path(), &["sync"]);
    let line = ended.complains(2);
    assert!(line.contains("secrets.toml") && line.contains("GATEHOUSE_APP_SECRET"), "{line}");
    let ended: common::Ended = program(Some(directory.path()), &["sync"])
        .env("GATEHOUSE_APP_SECRET", "canary-1")
        .output()
        .unwrap()
        .into();
    let line = ended.complains(2);
    assert!(line.contains("GATEHOUSE_PORTPWD_park123") && !line.contains("canary"), "{line}");
}

#[cfg(unix)]
#[test]
fn secrets_that_others_can_read_are_refused() {
    use std::os::unix::fs::PermissionsExt;
    let directory = configured(&nobody(), &nobody());
    let file = directory.path().join("secrets.toml");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    let ended = run(directory.path(), &["sync"]);
    let line = ended.complains(2);
    assert!(line.contains("secrets.toml") && line.contains("chmod 600"), "{line}");
    secrets(directory.path(), "[open_platform]\napp_secret = \"canary-2\"\nportpwd = \"canary-3\"\n");
    let ended = run(directory.path(), &["sync"]);
    let line = ended.complains(2);
    assert!(line.contains("line 3:") && line.contains("open_platform.portpwd"), "{line}");
    assert!(!line.contains("canary"), "{line}");
}

#[test]
fn a_wrong_log_filter_is_refused() {
    let directory = configured(&nobody(), &nobody());
    let ended: common::Ended = program(Some(directory.path()), &["sync", "--until-idle"])
        .env("GATEHOUSE_LOG", "gate_sync=loudest")
        .output()
        .unwrap()
        .into();
    assert!(ended.complains(2).contains("GATEHOUSE_LOG"));
}
