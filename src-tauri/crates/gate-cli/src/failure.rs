//! How a command ends when it does not end well: an exit code and one line.

use std::{fmt, process::ExitCode};

use gate_app::{
    AppError, Fault,
    contract::{Code, Failure as Refusal, Param},
};
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
    /// Whether a write was done is not known.
    Unknown = 4,
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

    /// What became of a write is not known.
    pub fn unknown(line: impl Into<String>) -> Self {
        Self { exit: Exit::Unknown, line: line.into() }
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
        let kept = match &error {
            AppError::Config(error) => error.last_good(),
            _ => None,
        };
        let offer = kept.map(|file| format!("; the last one that worked is {}", file.display()));
        Self { exit: error.fault().into(), line: format!("{error}{}", offer.unwrap_or_default()) }
    }
}

impl From<DemoError> for Failure {
    fn from(error: DemoError) -> Self {
        Self { exit: error.fault().into(), line: error.to_string() }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let param = |key: &str| match refusal.params.get(key) {
            Some(Param::Number(number)) => number.to_string(),
            Some(Param::Text(text)) => text.clone(),
            None => String::new(),
        };
        let detail = || param("detail");
        match refusal.code {
            Code::Invalid => {
                Self::usage(invalid(&param("field"), &param("problem"), &param("least"), &param("most")))
            }
            Code::NotFound => Self::failed(format!("there is no such {}; look at the list", param("what"))),
            Code::Repeated => Self::failed(format!(
                "the same was asked for {} s ago ({}), nothing was done; say --again if it is meant, or wait until the other is done",
                param("ago_s"),
                param("outcome")
            )),
            Code::PlatformUnreachable => {
                Self::failed("the open platform cannot be reached, nothing was done; run gatehousectl doctor")
            }
            Code::PlatformRefused => Self::failed(format!(
                "the open platform does not take it, nothing was done: {}; run gatehousectl doctor",
                param("words")
            )),
            Code::FileWrong => {
                Self::usage(format!("the file is not taken ({}); see its first sheet", param("why")))
            }
            Code::NoVisitorType => {
                Self::usage("no type was chosen for visitors' passes; choose one in the program")
            }
            Code::NotConfigured | Code::ConfigurationWrong => Self::usage(format!(
                "the configuration cannot be used ({}); correct gatehouse.toml",
                detail()
            )),
            Code::DiskFull => Self::failed("the disk is full, nothing was written; make room"),
            code => Self::failed(format!("it failed ({code:?} {}); look at the log", detail())),
        }
    }
}

fn invalid(field: &str, problem: &str, least: &str, most: &str) -> String {
    let what = match problem {
        "empty" => "is missing".to_owned(),
        "too_long" => format!("is longer than {most} characters"),
        "too_short" => format!("is shorter than {least} characters"),
        "out_of_range" => format!("is not between {least} and {most}"),
        "unknown" => "is not known to the car park".to_owned(),
        "same" => "is there already, or would stay as it is".to_owned(),
        "unusual" => "is like no plate".to_owned(),
        "not_a_day" => "is no day or time that is possible".to_owned(),
        "not_a_phone" => "is no phone number".to_owned(),
        "before" => "is before the beginning".to_owned(),
        "past" => "is over already".to_owned(),
        other => format!("is not possible ({other})"),
    };
    format!("{} {what}; correct it", field.replace('_', " "))
}
