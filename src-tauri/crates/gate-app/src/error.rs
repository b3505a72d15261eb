//! Why a use-case failed, and whose turn it is.

use std::{io, path::PathBuf};

use gate_store::{LockError, StoreError};

use crate::{ConfigError, DataDirError, SecretsError, logging::LoggingError};

/// What kind of failure it is: hosts turn it into their exit codes or messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It was tried and failed.
    Failed,
    /// It was asked for wrongly, or the configuration is wrong.
    Usage,
    /// Another process syncs the data directory.
    Busy,
}

/// Why a use-case failed. `Display` is one line that says what and what to do.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// There is no usable data directory.
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    /// The configuration is missing or refused.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A secret is missing or refused.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// The log cannot be written.
    #[error(transparent)]
    Logging(#[from] LoggingError),
    /// The database or a photo file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Another process syncs this directory.
    #[error("process {pid} already syncs {}; stop it first, or name another data directory with --data-dir", .directory.display())]
    Syncing {
        /// The other process; 0 when it is not known.
        pid: u32,
        /// The data directory.
        directory: PathBuf,
    },
    /// Nothing was ever kept in this directory.
    #[error("{} has no gatehouse.db yet; run gatehousectl sync first, or name another data directory with --data-dir", .0.display())]
    Empty(PathBuf),
    /// A platform cannot be spoken to with this configuration.
    #[error("{platform} cannot be set up ({reason}); correct gatehouse.toml")]
    Setup {
        /// Which platform.
        platform: &'static str,
        /// What its client said.
        reason: String,
    },
    /// The open platform refused or did not answer.
    #[error("{0}; run gatehousectl doctor")]
    OpenPlatform(#[from] gate_open_platform::Error),
    /// What was asked for is not possible as things stand.
    #[error("{what}; {remedy}")]
    NotPossible {
        /// What is wrong.
        what: String,
        /// What to do.
        remedy: String,
    },
    /// What was asked for names something that is not configured.
    #[error("{what}; {remedy}")]
    Wrong {
        /// What is wrong.
        what: String,
        /// What to do.
        remedy: String,
    },
    /// A file that was named cannot be read or written.
    #[error("{} cannot be {doing} ({source}); name another file or correct its rights", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// `read` or `written`.
        doing: &'static str,
        /// What the system said.
        source: io::Error,
    },
}

impl AppError {
    /// What kind of failure it is.
    #[must_use]
    pub fn fault(&self) -> Fault {
        match self {
            Self::DataDir(_)
            | Self::Config(_)
            | Self::Secrets(_)
            | Self::Setup { .. }
            | Self::Empty(_)
            | Self::Wrong { .. } => Fault::Usage,
            Self::Logging(LoggingError::Filter(_)) => Fault::Usage,
            Self::Store(error) if error.is_syncing_elsewhere() => Fault::Busy,
            Self::Syncing { .. } => Fault::Busy,
            Self::Logging(_)
            | Self::Store(_)
            | Self::OpenPlatform(_)
            | Self::NotPossible { .. }
            | Self::File { .. } => Fault::Failed,
        }
    }

    /// The refusal of a lock on `directory`.
    pub(crate) fn locked(error: LockError, directory: PathBuf) -> Self {
        match error {
            LockError::AlreadySyncing { pid } => Self::Syncing { pid, directory },
            LockError::File { path, source } => Self::File { path, doing: "written", source },
            other => Self::NotPossible {
                what: other.to_string(),
                remedy: format!("see whether {} can be written", directory.display()),
            },
        }
    }
}
