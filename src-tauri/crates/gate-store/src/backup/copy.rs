//! A consistent copy of the database as one file, taken while others read and write.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::data_dir::{create_private_dir, sync_dir};
use crate::error::StoreError;

const PREFIX: &str = "gatehouse-";

/// Copies the whole database to `to`, which must not exist, and syncs it to the disk.
///
/// `VACUUM INTO` reads one snapshot, so that a busy writer cannot make it start over as it can with the backup
/// API, and it leaves out pages whose rows were deleted: what was erased stays out of new backups.
pub(crate) fn copy_database(from: &Connection, to: &Path) -> Result<(), StoreError> {
    let text =
        to.to_str().ok_or_else(|| StoreError::BadValue(format!("the path {} is not UTF-8", to.display())))?;
    from.execute("VACUUM INTO $1", [text])?;
    restrict(to)?;
    // For writing, because Windows syncs no other handle.
    std::fs::OpenOptions::new()
        .write(true)
        .open(to)
        .and_then(|file| file.sync_all())
        .map_err(|source| StoreError::file("sync", to, source))
}

/// The copy that is taken before the tables change. Keeps the newest `kept` of its kind.
pub(crate) fn before_upgrade(
    from: &Connection,
    folder: &Path,
    schema: i64,
    kept: usize,
) -> Result<PathBuf, StoreError> {
    create_private_dir(folder).map_err(|source| StoreError::file("create", folder, source))?;
    let name = format!("{PREFIX}schema{schema}-{}", timestamp());
    let path = unused(folder, &name, "db");
    let part = path.with_extension("part");
    let _ = std::fs::remove_file(&part);
    copy_database(from, &part)?;
    std::fs::rename(&part, &path).map_err(|source| StoreError::file("rename", &part, source))?;
    sync_dir(folder).map_err(|source| StoreError::file("sync", folder, source))?;
    prune(folder, kept.max(1));
    Ok(path)
}

/// A path in `folder` that is not taken yet: `name.ext`, else `name-2.ext` and so on.
pub(crate) fn unused(folder: &Path, name: &str, ext: &str) -> PathBuf {
    (1_u32..)
        .map(|n| match n {
            1 => folder.join(format!("{name}.{ext}")),
            n => folder.join(format!("{name}-{n}.{ext}")),
        })
        .find(|path| !path.exists())
        .unwrap_or_else(|| folder.join(format!("{name}.{ext}")))
}

/// The time in file names, China Standard Time.
pub(crate) fn timestamp() -> String {
    let now = chrono::Utc::now() + chrono::TimeDelta::hours(8);
    now.format("%Y%m%d-%H%M%S").to_string()
}

/// Deletes all but the newest copies; their names sort by time within a schema, so the file times decide.
fn prune(folder: &Path, kept: usize) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut copies: Vec<_> = entries
        .filter_map(Result::ok)
        .filter(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            name.starts_with(&format!("{PREFIX}schema")) && name.ends_with(".db")
        })
        .filter_map(|entry| {
            let modified = entry.metadata().and_then(|meta| meta.modified()).ok()?;
            Some((modified, entry.file_name(), entry.path()))
        })
        .collect();
    copies.sort();
    let surplus = copies.len().saturating_sub(kept);
    for (_, _, path) in copies.into_iter().take(surplus) {
        if let Err(error) = std::fs::remove_file(&path) {
            tracing::warn!(%error, path = %path.display(), "an old backup could not be deleted");
        }
    }
}

pub(crate) fn restrict(path: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))
            .map_err(|source| StoreError::file("set the mode of", path, source))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}
