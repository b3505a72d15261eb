//! `gatehousectl` run to its end beside the simulators.

use std::path::{Path, PathBuf};

use gatehouse_tests::support::Program;
use serde_json::Value;

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code.
    pub code: i32,
    /// What it printed.
    pub stdout: String,
    /// What it said on stderr.
    pub stderr: String,
}

impl Ended {
    /// What was printed, as JSON, after checking that all went well.
    pub fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{self:?}");
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The one line on stderr, after checking the exit code.
    pub fn complains(&self, code: i32) -> &str {
        assert_eq!(self.code, code, "{self:?}");
        let line = self.stderr.trim_end();
        assert_eq!(line.lines().count(), 1, "one line says what and what to do: {self:?}");
        line
    }
}

/// Runs a command on a data directory.
pub async fn gatehousectl(dir: &Path, arguments: &[&str]) -> Ended {
    let dir: PathBuf = dir.to_owned();
    let arguments: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
    let run = move || {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        Program::run(&dir, &arguments)
    };
    let output = tokio::task::spawn_blocking(run).await.unwrap().unwrap();
    Ended {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
