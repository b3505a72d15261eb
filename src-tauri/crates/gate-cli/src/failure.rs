//! How a command ends when it does not end well: an exit code and one line.

use std::{fmt, process::ExitCode};

use gate_app::{AppError, Fault};
use gate_demo::DemoError;

use crate::output;

/// The exit codes of operations.md but 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// It was tried and failed.
    Failed = 1,
    /// Wrong use or configuration.
    Usage = 2,
    /// Another process already syncs this directory.
    Busy = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command failed; `Display` is one line that says what and what to do.
#[derive(Debug)]
pub struct Failure {
    pub exit: Exit,
    line: String,
}

impl Failure {
    /// It was tried and failed.
    pub fn failed(line: impl Into<String>) -> Self {
        Self { exit: Exit::Failed, line: line.into() }
    }

    /// It was asked for wrongly.
    pub fn usage(line: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, line: line.into() }
    }

    /// What clap says in several lines, in one and without its usage text.
    pub fn from_clap(error: &clap::Error) -> Self {
        let text = error.render().to_string();
        let said = text.split("\n\nUsage:").next().unwrap_or_default();
        let said = said.split("\n\nFor more information").next().unwrap_or_default();
        let words: Vec<_> = said.trim_start_matches("error:").split_whitespace().collect();
        let line = if error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
            "no command is given".to_owned()
        } else {
            words.join(" ")
        };
        Self::usage(format!("{line}; see gatehousectl --help"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&output::visible(&self.line))
    }
}

impl From<Fault> for Exit {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Failed => Self::Failed,
            Fault::Usage => Self::Usage,
            Fault::Busy => Self::Busy,
        }
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        Self { exit: error.fault().into(), line: error.to_string() }
    }
}

impl From<DemoError> for Failure {
    fn from(error: DemoError) -> Self {
        Self { exit: error.fault().into(), line: error.to_string() }
    }
}
