//! Runs the real program on data directories of its own.

// Each test file is a program of its own and uses what it needs.
#![allow(dead_code)]

use std::{
    path::Path,
    process::{Command, Output},
};

use serde_json::Value;
use tempfile::TempDir;

/// How the program ended.
pub struct Ended {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ended {
    /// What was printed, as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }

    /// The one line on stderr, after checking the exit code.
    pub fn complains(&self, code: i32) -> &str {
        assert_eq!(self.code, code, "{} {}", self.stdout, self.stderr);
        let line = self.stderr.trim_end();
        assert_eq!(line.lines().count(), 1, "one line says it all: {:?}", self.stderr);
        line
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// The program, with nothing of this machine's Gatehouse in its environment.
pub fn program(directory: Option<&Path>, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatehousectl"));
    let home = directory.map_or_else(std::env::temp_dir, Path::to_owned);
    command.env_clear().env("HOME", &home).env("USERPROFILE", &home);
    if let Some(directory) = directory {
        command.env("GATEHOUSE_DATA_DIR", directory);
    }
    command.args(arguments);
    command
}

/// Runs the program to its end.
pub fn run(directory: &Path, arguments: &[&str]) -> Ended {
    program(Some(directory), arguments).output().unwrap().into()
}

/// A data directory with a right configuration, whose platforms are `open_platform` and `city`.
pub fn configured(open_platform: &str, city: &str) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(
        directory.path().join("gatehouse.toml"),
        format!(
            "[open_platform]\nbase_url = \"{open_platform}\"\napp_key = \"demo\"\npoll_interval = \"100ms\"\n\n\
             [[car_park]]\nparking_id = \"park123\"\nname = \"一号停车场\"\n\n\
             [car_park.city]\nplatform = \"ningbo\"\nbase_url = \"{city}\"\nportname = \"admin\"\n\
             parkpotid = \"330212077102\"\nretry_initial = \"100ms\"\n"
        ),
    )
    .unwrap();
    secrets(
        directory.path(),
        "[open_platform]\napp_secret = \"s3cret\"\n[car_park.park123]\nportpwd = \"pwd\"\n",
    );
    directory
}

/// Writes `secrets.toml` for its owner only.
pub fn secrets(directory: &Path, text: &str) {
    let file = directory.join("secrets.toml");
    std::fs::write(&file, text).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
}

/// A loopback address where nobody listens.
pub fn nobody() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    format!("http://{address}/")
}
