//! Why `gatehouse.toml` or `secrets.toml` was refused.

use std::{fmt, io, path::PathBuf};

use super::CONFIG_FILE;
use crate::settings_file::keep::LAST_GOOD;

/// One refused place of a configuration file. `Display` is a single line: file, line, key, what is wrong and
/// what to write instead. It never holds a value of `secrets.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file as it was opened.
    pub file: PathBuf,
    /// Line in the file, counted from 1.
    pub line: usize,
    /// The key with its tables, such as `open_platform.poll_interval`; empty when the text is not TOML at all.
    pub key: String,
    /// What is wrong.
    pub what: String,
    /// What to write instead.
    pub remedy: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} line {}: ", self.file.display(), self.line)?;
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        write!(f, "{}; {}", self.what, self.remedy)
    }
}

/// Why the configuration cannot be used. Every variant is the user's to correct (exit code 2).
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// There is no `gatehouse.toml`.
    #[error("{} does not exist; write it, or name another data directory with --data-dir or GATEHOUSE_DATA_DIR", .0.display())]
    Missing(PathBuf),
    /// The file is there and cannot be read.
    #[error("{} cannot be read ({source}); give this account the right to read it", .file.display())]
    Unreadable {
        /// The file that was tried.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Something in it is not TOML, unknown, of the wrong type or impossible.
    #[error("{0}")]
    Invalid(Box<Problem>),
}

impl ConfigError {
    /// The refused place, when the file could be read.
    #[must_use]
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Invalid(problem) => Some(problem),
            Self::Missing(_) | Self::Unreadable { .. } => None,
        }
    }

    /// The last configuration that worked, where one was kept beside the file that was refused.
    #[must_use]
    pub fn last_good(&self) -> Option<PathBuf> {
        let problem = self.problem()?;
        let kept = problem.file.with_file_name(LAST_GOOD);
        (problem.file.file_name()? == CONFIG_FILE && kept.exists()).then_some(kept)
    }
}

impl From<Problem> for ConfigError {
    fn from(problem: Problem) -> Self {
        Self::Invalid(Box::new(problem))
    }
}
