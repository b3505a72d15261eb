//! The log and the support bundle, without secrets and personal data.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How grave a line of the log is, the gravest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LogLevel {
    /// Something failed.
    Error,
    /// Something is not as it should be.
    Warn,
    /// What happened.
    #[default]
    Info,
    /// In detail.
    Debug,
    /// In every detail.
    Trace,
}

/// Which lines of the log.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(default)]
pub struct LogRequest {
    /// These and graver ones.
    pub level: LogLevel,
    /// Only lines that hold this, as they are shown.
    pub text: String,
    /// Only of this day.
    #[ts(optional)]
    pub day: Option<String>,
    /// At most so many; 200 when 0, 1,000 at most.
    pub limit: u32,
}

/// The newest lines of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct LogPage {
    /// The lines, the newest first.
    pub lines: Vec<LogLine>,
    /// The days of which there are logs, the newest first.
    pub days: Vec<String>,
    /// There may be more, further back.
    pub cut: bool,
}

/// A line of the log. Plates, names and phones have stand-ins, each the same wherever it occurs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct LogLine {
    /// When, as RFC 3339 with China's offset; empty where the line is torn.
    pub at: String,
    /// How grave.
    pub level: LogLevel,
    /// The part of the program.
    pub target: String,
    /// What it says, in English.
    pub text: String,
    /// The values that belong to it.
    pub fields: Vec<LogField>,
}

/// A value that belongs to a line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct LogField {
    /// Its name.
    pub name: String,
    /// The value.
    pub value: String,
}

/// What a support bundle holds, to be looked at before it is saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SupportPreview {
    /// By which it is saved; it stands until somebody makes another one.
    pub id: String,
    /// When it was made.
    pub at: i64,
    /// Its files.
    pub parts: Vec<SupportPart>,
}

/// A file of a support bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SupportPart {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u32,
    /// What it holds; of a long one the end.
    pub text: String,
    /// Its beginning is not shown here, but it is in the file.
    pub cut: bool,
}

/// Which support bundle.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct SupportOf {
    /// By its id.
    pub id: String,
}
