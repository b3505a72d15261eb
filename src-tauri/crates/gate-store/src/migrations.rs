//! Bringing a database's tables up to date, and refusing one that a newer program made.
//!
//! The rules for the files in `migrations/` are in `migrations/NOTES.md`.

use std::path::{Path, PathBuf};

use refinery::{Migration, Runner};
use rusqlite::{Connection, OptionalExtension};

use crate::backup::copy;
use crate::error::StoreError;
use crate::{data_dir, lock};

/// This program's version, as it is written into the databases it upgrades.
pub(crate) const PROGRAM: &str = env!("CARGO_PKG_VERSION");

/// Every migration, oldest first. A released one is never changed.
pub(crate) const MIGRATIONS: &[(&str, &str)] = &[
    ("V1__passages", include_str!("../migrations/V1__passages.sql")),
    ("V2__registers", include_str!("../migrations/V2__registers.sql")),
    ("V3__audit", include_str!("../migrations/V3__audit.sql")),
    ("V4__alerts", include_str!("../migrations/V4__alerts.sql")),
    ("V5__names", include_str!("../migrations/V5__names.sql")),
    ("V6__batches", include_str!("../migrations/V6__batches.sql")),
    ("V7__passage_lists", include_str!("../migrations/V7__passage_lists.sql")),
    ("V8__passage_search", include_str!("../migrations/V8__passage_search.sql")),
    ("V9__delivery_views", include_str!("../migrations/V9__delivery_views.sql")),
    ("V10__photos_again", include_str!("../migrations/V10__photos_again.sql")),
    ("V11__photo_batches", include_str!("../migrations/V11__photo_batches.sql")),
    ("V12__shifts", include_str!("../migrations/V12__shifts.sql")),
];

/// The version of the tables that this program writes: it reads no newer ones.
pub const SCHEMA: i64 = MIGRATIONS.len() as i64;

/// What opening did to the tables.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Upgrade {
    /// The schema's version before, 0 for a new file.
    pub from: i64,
    /// The schema's version now.
    pub to: i64,
    /// The copy that was taken before, if the file was not new.
    pub backup: Option<PathBuf>,
}

/// The newest schema's version that `migrations` lead to.
pub(crate) fn newest(migrations: &[(&str, &str)]) -> i64 {
    migrations.len() as i64
}

/// The version of the tables in this file, 0 if there are none.
pub(crate) fn schema_version(connection: &Connection) -> Result<i64, StoreError> {
    if !has_table(connection, "refinery_schema_history")? {
        return Ok(0);
    }
    Ok(connection
        .query_row("SELECT coalesce(max(version), 0) FROM refinery_schema_history", [], |row| row.get(0))?)
}

/// Refuses a file that a newer program made: it may hold what this one would misread or lose.
pub(crate) fn refuse_newer(connection: &Connection, known: i64) -> Result<i64, StoreError> {
    let found = schema_version(connection)?;
    if found <= known {
        return Ok(found);
    }
    let program = if has_table(connection, "made_by")? {
        connection.query_row("SELECT program FROM made_by WHERE id = 1", [], |row| row.get(0)).optional()?
    } else {
        None
    };
    Err(StoreError::Newer {
        program: program.unwrap_or_else(|| "of unknown version".to_owned()),
        found,
        known,
    })
}

/// Runs the migrations that are missing, after a copy of what is there; all of them in one transaction.
pub(crate) fn upgrade(
    connection: &mut Connection,
    dir: &Path,
    migrations: &[(&str, &str)],
    backups_kept: usize,
) -> Result<Upgrade, StoreError> {
    let to = newest(migrations);
    let from = refuse_newer(connection, to)?;
    if from == to {
        return Ok(Upgrade { from, to, backup: None });
    }
    let mut backup = None;
    if from > 0 {
        if let Some(pid) = lock::syncing_elsewhere(dir) {
            return Err(StoreError::UpgradeWhileSyncing { pid });
        }
        backup = Some(copy::before_upgrade(connection, &data_dir::backups(dir), from, backups_kept)?);
    }
    note_program(connection)?;
    let list = migrations
        .iter()
        .map(|(name, sql)| Migration::unapplied(name, sql))
        .collect::<Result<Vec<_>, _>>()
        .map_err(migration_error)?;
    // Grouped, because refinery otherwise notes a migration in a second transaction: a crash between the two
    // would leave tables that the next start tries to create again.
    Runner::new(&list).set_grouped(true).run(connection).map_err(migration_error)?;
    tracing::info!(from, to, "the database's tables were brought up to date");
    Ok(Upgrade { from, to, backup })
}

/// Writes which program upgrades the file, for the message of an older one.
fn note_program(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch(
        "CREATE TABLE IF NOT EXISTS made_by (id INTEGER PRIMARY KEY CHECK (id = 1), program TEXT NOT NULL) STRICT",
    )?;
    connection.execute(
        "INSERT INTO made_by (id, program) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET program = excluded.program",
        [PROGRAM],
    )?;
    Ok(())
}

fn has_table(connection: &Connection, name: &str) -> Result<bool, StoreError> {
    Ok(connection
        .query_row("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $1", [name], |_| Ok(()))
        .optional()?
        .is_some())
}

fn migration_error(error: refinery::Error) -> StoreError {
    use std::error::Error;
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(rusqlite::Error::SqliteFailure(failure, _)) = cause.downcast_ref::<rusqlite::Error>() {
            match failure.code {
                rusqlite::ErrorCode::DiskFull => return StoreError::DiskFull(Box::new(error)),
                rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase => {
                    return StoreError::Damaged(Box::new(error));
                }
                _ => break,
            }
        }
        source = cause.source();
    }
    StoreError::Migration(Box::new(error))
}

#[cfg(test)]
mod tests;
