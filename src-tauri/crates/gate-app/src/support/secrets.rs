//! Every secret that a text could hold, wherever it is given, also where the configuration cannot be used.

use std::path::Path;

use toml::Value;

use crate::secrets::{APP_SECRET_VARIABLE, PORTPWD_VARIABLE, SECRETS_FILE};

/// All texts of `secrets.toml`, and of the environment what the program takes from there.
pub(super) fn values(directory: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let text = std::fs::read_to_string(directory.join(SECRETS_FILE)).unwrap_or_default();
    match text.parse::<toml::Table>() {
        Ok(table) => texts(&Value::Table(table), &mut found),
        // A file that is no TOML is still full of secrets: whatever stands in quotes there.
        Err(_) => found.extend(text.split('"').skip(1).step_by(2).map(str::to_owned)),
    }
    for (name, value) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name == APP_SECRET_VARIABLE || name.starts_with(PORTPWD_VARIABLE) {
            found.extend(value.into_string());
        }
    }
    found
}

fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Table(table) => table.values().for_each(|value| texts(value, found)),
        Value::Array(list) => list.iter().for_each(|value| texts(value, found)),
        other => found.push(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join(SECRETS_FILE), text).unwrap();
        values(directory.path())
    }

    #[test]
    fn every_text_counts_whatever_it_is_called() {
        let text = "[open_platform]\napp_secret = \"one-1\"\n[car_park.P1]\nportpwd = \"two-2\"\nold = [\"three-3\", 44444]\n";
        let found = of(text);
        for secret in ["one-1", "two-2", "three-3", "44444"] {
            assert!(found.iter().any(|it| it == secret), "{secret} of {found:?}");
        }
    }

    #[test]
    fn a_broken_file_still_gives_its_secrets() {
        assert!(of("[open_platform\napp_secret = \"one-1\"\n").contains(&"one-1".to_owned()));
    }
}
