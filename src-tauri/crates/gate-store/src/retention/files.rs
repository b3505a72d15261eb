//! Photo files that no row names any more.

use std::path::Path;
use std::time::{Duration, SystemTime};

use gate_core::time::UtcMillis;

use super::Pruned;
use super::photos::is_named;
use crate::error::StoreError;
use crate::photo_path::{self, PhotoPath};
use crate::store::{Store, blocking};
use crate::{data_dir, photo_files};

/// A file this young may be about to be named by a row that is not committed yet.
const YOUNG: Duration = Duration::from_secs(3_600);

/// Deletes those of these files that no photo names; answers the bytes that were freed. A file that could not be
/// deleted is left to [`sweep`].
pub(super) async fn delete_unnamed(store: &Store, paths: Vec<String>) -> Result<u64, StoreError> {
    if paths.is_empty() {
        return Ok(0);
    }
    let unnamed = store
        .read(move |connection| {
            let mut unnamed = Vec::new();
            for path in paths {
                if !is_named(connection, &path)? {
                    unnamed.push(path);
                }
            }
            Ok(unnamed)
        })
        .await?;
    let root = data_dir::photos(store.dir());
    blocking(move || {
        let mut freed = 0;
        for path in unnamed {
            let deleted = photo_path::parse(&path).and_then(|path| delete_old(&root, &path));
            match deleted {
                Ok(bytes) => freed += bytes,
                Err(error) => tracing::warn!(%error, "an old photo could not be deleted"),
            }
        }
        Ok(freed)
    })
    .await
}

fn delete_old(root: &Path, path: &PhotoPath) -> Result<u64, StoreError> {
    let modified = std::fs::metadata(root.join(path.as_str())).and_then(|meta| meta.modified());
    let young = modified
        .is_ok_and(|modified| SystemTime::now().duration_since(modified).is_ok_and(|age| age < YOUNG));
    if young { Ok(0) } else { photo_files::delete(root, path) }
}

/// Looks through the day folders before `cutoff` for files that no row names, left by a crash between a file and its
/// row, and removes folders that are empty.
pub(super) async fn sweep(store: &Store, cutoff: UtcMillis, pruned: &mut Pruned) -> Result<(), StoreError> {
    let root = data_dir::photos(store.dir());
    let (year, month, day) = cutoff.china_ymd();
    let before = format!("{year:04}/{month:02}/{day:02}");
    let days = {
        let root = root.clone();
        blocking(move || Ok(day_folders(&root, &before))).await?
    };
    for day in days {
        let folder = root.join(&day);
        let listed = {
            let folder = folder.clone();
            blocking(move || Ok(names(&folder))).await?
        };
        let paths = listed.into_iter().map(|name| format!("{day}/{name}")).collect();
        pruned.photo_bytes += delete_unnamed(store, paths).await?;
        // Fails while something is left in it, which is what is wanted.
        let root = root.clone();
        blocking(move || {
            let mut folder = folder.as_path();
            while folder != root && std::fs::remove_dir(folder).is_ok() {
                match folder.parent() {
                    Some(parent) => folder = parent,
                    None => break,
                }
            }
            Ok(())
        })
        .await?;
    }
    Ok(())
}

fn day_folders(root: &Path, before: &str) -> Vec<String> {
    let mut days = Vec::new();
    for year in names(root).into_iter().filter(|name| name.len() == 4) {
        for month in names(&root.join(&year)) {
            for day in names(&root.join(&year).join(&month)) {
                let day = format!("{year}/{month}/{day}");
                if day.as_str() < before {
                    days.push(day);
                }
            }
        }
    }
    days
}

fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.sort();
    names
}
