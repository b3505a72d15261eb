//! Whether the database file is sound.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode};

use crate::error::StoreError;
use crate::store::Store;
use crate::{data_dir, lock};

/// After a crash the start may be held up by this much to look for damage: a small database is read through, a
/// large one in part, so that 100,000 waiting items are usable in 2 s. `doctor` reads all of it.
const BRIEF: Duration = Duration::from_millis(400);
/// Virtual-machine steps between two looks at the clock, about a tenth of a millisecond.
const STEPS: i32 = 10_000;

/// Whether the last process that used the file died: the last one to close it deletes the -wal.
pub(crate) fn was_left_open(dir: &Path) -> bool {
    let wal = data_dir::database(dir).with_extension("db-wal");
    std::fs::metadata(wal).is_ok_and(|meta| meta.len() > 0) && lock::syncing_elsewhere(dir).is_none()
}

/// Looks for damage for at most [`BRIEF`].
pub(crate) fn check_briefly(connection: &Connection) -> Result<(), StoreError> {
    let until = Instant::now() + BRIEF;
    connection.progress_handler(STEPS, Some(move || Instant::now() >= until))?;
    let found = quick_check(connection);
    connection.progress_handler(0, None::<fn() -> bool>)?;
    match found {
        Err(StoreError::Sqlite(error))
            if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) =>
        {
            Ok(())
        }
        other => other,
    }
}

fn quick_check(connection: &Connection) -> Result<(), StoreError> {
    let first: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    match first.as_str() {
        "ok" => Ok(()),
        words => Err(StoreError::Damaged(words.into())),
    }
}

/// Reads the whole file and every index; for a backup and for `doctor`.
pub(crate) fn full_check(connection: &Connection) -> Result<(), StoreError> {
    let first: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    match first.as_str() {
        "ok" => Ok(()),
        words => Err(StoreError::Damaged(words.into())),
    }
}

impl Store {
    /// Reads the whole database and says whether it is sound. Takes about a second per gigabyte; writers and
    /// other readers go on.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] with what SQLite found first.
    pub async fn check(&self) -> Result<(), StoreError> {
        self.read(quick_check).await
    }
}
