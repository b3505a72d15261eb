//! Copies of a data directory, and putting one back.

use std::path::Path;

use gate_core::time::UtcMillis;
use gate_store::{BackupPhotos, Progress, Store};
use serde::Serialize;

use crate::{AppError, Workspace};

/// A backup that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BackupView {
    /// The file.
    pub file: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// Photos in it.
    pub photos: u64,
    /// Photos that the records name and the disk did not have.
    pub missing_photos: u64,
}

/// A backup that was put back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RestoreView {
    /// When the backup was made: RFC 3339 with China's offset.
    pub created_at: String,
    /// The Gatehouse version that made it.
    pub program: String,
    /// Photos that came out of it.
    pub photos: u64,
    /// Where what it replaced is kept; null if there was nothing.
    pub kept: Option<String>,
}

/// Writes a consistent copy of the records and photos of `store` to `file` while syncing goes on.
///
/// # Errors
/// The copy cannot be made; a file of that name is then as it was.
pub async fn write(
    store: &Store,
    file: &Path,
    photos: BackupPhotos,
    now: UtcMillis,
    progress: impl FnMut(Progress) + Send + 'static,
) -> Result<BackupView, AppError> {
    let made = store.backup(file, photos, now, progress).await?;
    Ok(BackupView {
        file: made.path.display().to_string(),
        bytes: made.bytes,
        photos: made.photos,
        missing_photos: made.missing_photos,
    })
}

/// Puts the backup in `file` in the place of what `workspace` holds, which is kept in its `backups/`. Blocks.
///
/// # Errors
/// A process syncs the directory or has its database open, or the backup is unusable; all is then as it was.
pub fn put_back(
    workspace: &Workspace,
    file: &Path,
    progress: impl FnMut(Progress),
) -> Result<RestoreView, AppError> {
    let restored = gate_store::restore(file, workspace.path(), progress)?;
    Ok(RestoreView {
        created_at: restored.info.created_at.rfc3339(),
        program: restored.info.program,
        photos: restored.photos,
        kept: restored.kept.map(|path| path.display().to_string()),
    })
}
