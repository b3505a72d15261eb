use secrecy::ExposeSecret;
use tempfile::TempDir;

use super::*;

const CANARY: &str = "canary-7f3a";

fn config(ids: &[&str]) -> Config {
    let mut text = "[open_platform]\nbase_url = \"http://127.0.0.1:1\"\napp_key = \"demo\"\n".to_owned();
    for id in ids {
        text.push_str(&format!(
            "[[car_park]]\nparking_id = \"{id}\"\n[car_park.city]\nplatform = \"ningbo\"\nbase_url = \"http://127.0.0.1:2\"\nportname = \"admin\"\nparkpotid = \"330212077102\"\n"
        ));
    }
    Config::parse(Path::new("gatehouse.toml"), &text).unwrap()
}

fn directory(text: &str, mode: u32) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join(SECRETS_FILE);
    std::fs::write(&file, text).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
    }
    directory
}

fn nothing(_: &str) -> Option<OsString> {
    None
}

const BOTH: &str =
    "[open_platform]\napp_secret = \"canary-7f3a\"\n[car_park.park123]\nportpwd = \"canary-7f3a\"\n";

#[test]
fn the_file_gives_both_and_debug_shows_neither() {
    let directory = directory(BOTH, 0o600);
    let secrets = Secrets::load_with(directory.path(), &config(&["park123"]), nothing).unwrap();
    assert_eq!(secrets.app_secret.expose_secret(), CANARY);
    assert_eq!(secrets.portpwd["park123"].expose_secret(), CANARY);
    assert!(!format!("{secrets:?}").contains(CANARY));
}

#[test]
fn the_environment_wins_and_needs_no_file() {
    let environment = |name: &str| match name {
        "GATEHOUSE_APP_SECRET" => Some(OsString::from("one")),
        "GATEHOUSE_PORTPWD_park123" => Some(OsString::from("two")),
        _ => None,
    };
    for directory in [directory(BOTH, 0o600), tempfile::tempdir().unwrap()] {
        let secrets = Secrets::load_with(directory.path(), &config(&["park123"]), environment).unwrap();
        assert_eq!(secrets.app_secret.expose_secret(), "one");
        assert_eq!(secrets.portpwd["park123"].expose_secret(), "two");
    }
}

#[test]
fn an_empty_variable_gives_nothing() {
    let directory = directory(BOTH, 0o600);
    let secrets =
        Secrets::load_with(directory.path(), &config(&["park123"]), |_| Some(OsString::new())).unwrap();
    assert_eq!(secrets.app_secret.expose_secret(), CANARY);
}

#[cfg(unix)]
#[test]
fn a_file_that_others_can_read_is_refused_whatever_the_environment_gives() {
    for mode in [0o644, 0o640, 0o604, 0o660, 0o601] {
        let directory = directory(BOTH, mode);
        let error =
            Secrets::load_with(directory.path(), &config(&["park123"]), |_| Some(OsString::from("x")))
                .unwrap_err();
        let line = error.to_string();
        assert!(matches!(error, SecretsError::ReadableByOthers { mode: found, .. } if found == mode));
        assert!(line.contains("chmod 600") && line.contains("secrets.toml"), "{line}");
    }
    let directory = directory(BOTH, 0o400);
    Secrets::load_with(directory.path(), &config(&["park123"]), nothing).unwrap();
}

#[test]
fn a_missing_secret_names_both_ways_to_give_it() {
    let directory = directory("[open_platform]\napp_secret = \"x\"\n", 0o600);
    let line = Secrets::load_with(directory.path(), &config(&["p 1"]), nothing).unwrap_err().to_string();
    assert!(line.contains("[car_park.\"p 1\"] portpwd"), "{line}");
    assert!(line.contains("GATEHOUSE_PORTPWD_p 1"), "{line}");
    let empty = tempfile::tempdir().unwrap();
    let line = Secrets::load_with(empty.path(), &config(&["park123"]), nothing).unwrap_err().to_string();
    assert!(line.contains("app_secret") && line.contains("GATEHOUSE_APP_SECRET"), "{line}");
    assert!(!line.contains('\n'));
}

#[test]
fn what_is_refused_is_named_by_line_and_key_and_never_by_value() {
    for (text, line, key) in [
        ("[open_platform]\nsecret = \"canary-7f3a\"\n", 2, "open_platform.secret"),
        ("app_secret = \"canary-7f3a\"\n", 1, "app_secret"),
        ("[car_park.park123]\nportpwd = 1234567\n", 2, "car_park.park123.portpwd"),
        ("\n[car_park.park123]\n\nportname = \"canary-7f3a\"\n", 4, "car_park.park123.portname"),
        ("[car_park]\npark123 = \"canary-7f3a\"\n", 2, "car_park.park123"),
        ("[open_platform]\napp_secret = \"\"\n", 2, "open_platform.app_secret"),
        ("[open_platform]\napp_secret = canary-7f3a\n", 2, ""),
        ("[open_platform]\napp_secret = \"canary-7f3a\n", 2, ""),
        ("[open_platform]\napp_secret = \"canary-7f3a\\q\"\n", 2, ""),
        ("[open_platform]\napp_secret = \"a\"\napp_secret = \"canary-7f3a\"\n", 3, ""),
    ] {
        let directory = directory(text, 0o600);
        let error = Secrets::load_with(directory.path(), &config(&["park123"]), nothing).unwrap_err();
        let SecretsError::File(ConfigError::Invalid(problem)) = &error else { panic!("{error}") };
        assert_eq!((problem.line, problem.key.as_str()), (line, key), "{text}");
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("canary") && !shown.contains("1234567"), "{shown}");
    }
}
