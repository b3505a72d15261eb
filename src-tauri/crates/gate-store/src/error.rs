//! What can go wrong with the database and the photo files, and the questions callers ask about it.

use std::path::{Path, PathBuf};

use gate_core::account::NameFault;
use gate_core::time::UtcMillis;
use rusqlite::ErrorCode;

/// Why something could not be read, written or opened.
///
/// Callers decide by the questions ([`StoreError::is_disk_full`], [`StoreError::is_busy`] …), never by the text.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The disk has no room left; nothing of the refused write was kept.
    #[error("the disk is full: free some space in the data directory's file system")]
    DiskFull(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Another process held the database's lock for too long.
    #[error("the database is locked by another program: close whatever else has it open")]
    Busy(#[source] rusqlite::Error),
    /// The database is not a database, or its pages contradict each other.
    #[error("the database is damaged: restore a backup with `gatehousectl restore FILE`")]
    Damaged(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The operating system refused to read or write the database.
    #[error("the database cannot be read or written: {0}")]
    Io(#[source] rusqlite::Error),
    /// A statement failed for another reason: a constraint, or a fault of this program.
    #[error("the database refused a statement: {0}")]
    Sqlite(#[source] rusqlite::Error),
    /// The file was made by a newer Gatehouse, whose tables this one does not know.
    #[error(
        "the database was made by Gatehouse {program} (schema {found}, this program knows {known}): \
         install that version or a newer one, or restore an older backup"
    )]
    Newer {
        /// The newer program's version, as it wrote it.
        program: String,
        /// The schema's version in the file.
        found: i64,
        /// The newest schema's version that this program knows.
        known: i64,
    },
    /// The SQLite that was linked is older than the oldest that is safe.
    #[error("SQLite {found} was linked, but at least {needed} is needed: rebuild with the bundled SQLite")]
    OldSqlite {
        /// The version found at run time.
        found: String,
        /// The oldest version that is accepted.
        needed: &'static str,
    },
    /// The tables could not be brought up to date; the file is as it was before.
    #[error("the database could not be upgraded and was left as it was: {0}")]
    Migration(#[source] Box<refinery::Error>),
    /// The tables must be upgraded, but another process is syncing with the old ones.
    #[error("the database needs an upgrade while process {pid} is syncing: stop that process first")]
    UpgradeWhileSyncing {
        /// The syncing process.
        pid: u32,
    },
    /// The store was closed before this was done; nothing of it was kept.
    #[error("the store is closed")]
    Closed,
    /// A piece of work panicked; nothing of it was kept and the store goes on.
    #[error("a database task failed unexpectedly: {0}")]
    Panicked(String),
    /// A file in the data directory could not be read or written.
    #[error("cannot {doing} {}: {source}", path.display())]
    File {
        /// What was being done, as a verb phrase.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// The operating system's words.
        source: std::io::Error,
    },
    /// A photo's path in the database points outside the photo folder, or is not a photo's path.
    #[error("not a photo's path: {0:?}")]
    BadPhotoPath(String),
    /// A photo file exists but does not hold what its name says.
    #[error("the photo {} does not hold what its name says", path.display())]
    PhotoMismatch {
        /// The file.
        path: PathBuf,
    },
    /// A backup cannot be used: cut short, altered, or not a backup at all.
    #[error("{} is not a usable backup: {why}", path.display())]
    BadBackup {
        /// The backup file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The directory cannot be replaced while a process syncs it.
    #[error("process {pid} is syncing this data directory: stop it first")]
    Syncing {
        /// The syncing process.
        pid: u32,
    },
    /// A stored value has no meaning for this program.
    #[error("the database holds a value that makes no sense: {0}")]
    BadValue(String),
    /// What was asked for is not there.
    #[error("there is no {what} {id}")]
    NotFound {
        /// The kind of thing, such as "delivery".
        what: &'static str,
        /// Which one.
        id: String,
    },
    /// The text cannot be an account's name.
    #[error("this cannot be an account's name: {0}")]
    NameUnusable(#[from] NameFault),
    /// Another account has this name, or one that reads the same.
    #[error("another account has this name")]
    NameTaken,
    /// The first administrator was made already.
    #[error("there is an account already: ask an administrator for another one")]
    AccountsExist,
    /// Somebody changed it since the person who asks saw it.
    #[error("it was changed meanwhile: look at it again")]
    ChangedMeanwhile,
    /// Somebody else sent a photo of the same event since the person who asks looked.
    #[error("{by} sent a photo of this event meanwhile")]
    PhotoSentMeanwhile {
        /// What was made of it.
        delivery: i64,
        /// Who.
        by: String,
        /// When.
        at: UtcMillis,
    },
    /// A session cannot be put right so.
    #[error("the session cannot be put right so: {why}")]
    CannotMend {
        /// Why not, as a code.
        why: &'static str,
    },
    /// Nobody would be left to administrate.
    #[error("this is the last administrator who can sign in: make another one first")]
    LastAdministrator,
    /// Too many wrong passwords in a row.
    #[error("this name is locked for another {remaining_ms} ms after too many wrong passwords")]
    LoginLocked {
        /// How long it is still locked, in milliseconds.
        remaining_ms: u64,
    },
    /// Another write of this plate waits for its answer.
    #[error("another write of this plate waits for its answer")]
    WriteUnderWay,
    /// The lane was opened only just now.
    #[error("this lane was opened only just now: wait {left_ms} ms")]
    LaneCoolingDown {
        /// How long it may still not be opened again, in milliseconds.
        left_ms: u64,
    },
}

impl StoreError {
    /// The disk has no room left. Worth trying again once something was freed.
    pub fn is_disk_full(&self) -> bool {
        match self {
            StoreError::DiskFull(_) => true,
            StoreError::File { source, .. } => source.kind() == std::io::ErrorKind::StorageFull,
            _ => false,
        }
    }

    /// Another process holds the database's lock. Worth trying again.
    pub fn is_busy(&self) -> bool {
        matches!(self, StoreError::Busy(_))
    }

    /// The file must be restored from a backup.
    pub fn is_damaged(&self) -> bool {
        matches!(self, StoreError::Damaged(_))
    }

    /// A newer program made the file.
    pub fn is_newer(&self) -> bool {
        matches!(self, StoreError::Newer { .. })
    }

    /// The store was closed.
    pub fn is_closed(&self) -> bool {
        matches!(self, StoreError::Closed)
    }

    /// What was asked for is not there.
    pub fn is_not_found(&self) -> bool {
        match self {
            StoreError::NotFound { .. } => true,
            StoreError::File { source, .. } => source.kind() == std::io::ErrorKind::NotFound,
            _ => false,
        }
    }

    /// Another process syncs the data directory.
    pub fn is_syncing_elsewhere(&self) -> bool {
        matches!(self, StoreError::Syncing { .. } | StoreError::UpgradeWhileSyncing { .. })
    }

    pub(crate) fn file(doing: &'static str, path: &Path, source: std::io::Error) -> Self {
        StoreError::File { doing, path: path.to_owned(), source }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => StoreError::DiskFull(Box::new(error)),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy(error),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                StoreError::Damaged(Box::new(error))
            }
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::ReadOnly) => {
                StoreError::Io(error)
            }
            _ => StoreError::Sqlite(error),
        }
    }
}

/// Another process holds the right to sync this data directory.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LockError {
    /// Another process syncs already.
    #[error("another process already syncs this data directory (process {pid})")]
    AlreadySyncing {
        /// That process, or 0 if it did not say.
        pid: u32,
    },
    /// The lock file could not be used.
    #[error("cannot lock {}: {source}", path.display())]
    File {
        /// The lock file.
        path: PathBuf,
        /// The operating system's words.
        source: std::io::Error,
    },
}
