//! Backups: which there are, how they are made, and putting one back.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::contract::Failure;

/// How backups are made by themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct BackupPlan {
    /// One a day, at night where the program runs then.
    pub daily: bool,
    /// The newest that stay, 1 to 90; older ones that the program made are deleted.
    pub keep: u32,
    /// The folder, whole; empty for `backups` in the data directory.
    pub folder: String,
    /// All photos that are kept, instead of only those that the city is still owed.
    pub all_photos: bool,
}

impl Default for BackupPlan {
    fn default() -> Self {
        Self { daily: true, keep: 7, folder: String::new(), all_photos: false }
    }
}

/// What a backup that goes on is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BackupStage {
    /// Copying the database.
    Database,
    /// Writing the files.
    Files,
    /// Reading back what was written.
    Verify,
}

/// How far a backup is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct BackupRun {
    /// What it is doing.
    pub stage: BackupStage,
    /// How much of that is done, in percent.
    pub percent: u32,
}

/// Why the last backup was not made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BackupFailure {
    /// When.
    pub at: i64,
    /// Why.
    pub why: Failure,
}

/// A backup in the folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BackupFile {
    /// The file, whole.
    pub file: String,
    /// Its name.
    pub name: String,
    /// Its length in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// When it was made; none where the file does not say what it is.
    pub at: Option<i64>,
    /// The version of the program that made it; empty where the file does not say.
    pub program: String,
}

/// What became of putting a backup back when the program started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RestoreDone {
    /// The backup.
    pub file: String,
    /// Why it was not put back; none where it was.
    pub why: Option<Failure>,
    /// Where what it replaced is kept; empty where nothing was.
    pub kept: String,
}

/// The backups, and how they are made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BackupsView {
    /// How they are made by themselves.
    pub plan: BackupPlan,
    /// The folder in which they are.
    pub folder: String,
    /// The folder can be read.
    pub readable: bool,
    /// What is in it, the newest first.
    pub files: Vec<BackupFile>,
    /// The one that is being made.
    pub running: Option<BackupRun>,
    /// Why the last one was not made; none once one was.
    pub failure: Option<BackupFailure>,
    /// The backup that is put back when the program starts next.
    pub restore: Option<String>,
    /// What became of the one that was put back at this start.
    pub restored: Option<RestoreDone>,
}

/// A backup, by its file.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct BackupOf {
    /// The file, whole.
    pub file: String,
}

/// What reading a backup through found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BackupChecked {
    /// What is wrong with it; none where it is as it was written.
    pub fault: Option<String>,
}

/// What putting a backup back would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RestorePreview {
    /// The backup.
    pub file: String,
    /// When it was made.
    pub at: i64,
    /// The version of the program that made it.
    pub program: String,
    /// It was made by a newer program: it cannot be put back by this one.
    pub newer: bool,
    /// Passages since then: they are collected again.
    #[ts(type = "number")]
    pub passages: u64,
    /// What people did since then, as the audit log counts it: it is lost.
    #[ts(type = "number")]
    pub acts: u64,
}
