//! Backups: one file that holds the database, the configuration and photos, consistent with each other.
//!
//! The file is an uncompressed tar archive (photos do not shrink): `backup.json` first, then `gatehouse.db`,
//! `gatehouse.toml`, `audit.key`, `audit-heads.txt` and `photos/…` as far as they exist, and `SHA256SUMS` last,
//! whose absence shows that the file was cut short. `secrets.toml` is never in it.

pub(crate) mod archive;
pub(crate) mod copy;
pub(crate) mod restore;
pub(crate) mod since;

use std::path::{Path, PathBuf};

use gate_core::time::UtcMillis;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::audit::HEADS_FILE;
use crate::audit::key::KEY_FILE;
use crate::connection;
use crate::data_dir::{self, CONFIG_FILE, DATABASE_FILE, PHOTO_DIR, sync_dir};
use crate::error::StoreError;
use crate::migrations::{self, PROGRAM};
use crate::photo_path;
use crate::store::{Store, blocking};
use archive::ArchiveWriter;

pub(crate) const INFO_ENTRY: &str = "backup.json";
const FORMAT: u32 = 1;

/// Which photos go into a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BackupPhotos {
    /// Those that the city is still owed: without them their deliveries could not be made.
    #[default]
    Owed,
    /// All that are kept.
    All,
}

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupInfo {
    /// The archive's own format.
    pub format: u32,
    /// The Gatehouse version that made it.
    pub program: String,
    /// The version of its tables.
    pub schema: i64,
    /// When it was made.
    pub created_at: UtcMillis,
}

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackedUp {
    /// The file.
    pub path: PathBuf,
    /// Its length in bytes.
    pub bytes: u64,
    /// Photos in it.
    pub photos: u64,
    /// Photos that the database names and the disk did not have.
    pub missing_photos: u64,
}

/// What a backup or a restore is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Copying the database; counted in steps of one.
    Database,
    /// Writing or unpacking; counted in bytes.
    Files,
    /// Reading back what was written; counted in bytes.
    Verify,
}

/// How far a backup or a restore is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// How much of it is done.
    pub done: u64,
    /// How much there is in all.
    pub total: u64,
}

impl Store {
    /// Writes a consistent backup to `to` while everything goes on, and reads it back before it takes that name;
    /// a file of that name is replaced only then. Readable by its owner only.
    ///
    /// # Errors
    /// [`StoreError::File`], [`StoreError::DiskFull`], [`StoreError::Damaged`]; `to` is then as it was.
    pub async fn backup(
        &self,
        to: &Path,
        photos: BackupPhotos,
        now: UtcMillis,
        mut progress: impl FnMut(Progress) + Send + 'static,
    ) -> Result<BackedUp, StoreError> {
        let (dir, to) = (self.dir().to_owned(), to.to_owned());
        blocking(move || write_backup(&dir, &to, photos, now, &mut progress)).await
    }
}

fn write_backup(
    dir: &Path,
    to: &Path,
    photos: BackupPhotos,
    now: UtcMillis,
    progress: &mut dyn FnMut(Progress),
) -> Result<BackedUp, StoreError> {
    let folder = match to.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    let work = Scratch::new(&folder, to)?;
    let copy = work.path.join(DATABASE_FILE);
    progress(Progress { stage: Stage::Database, done: 0, total: 1 });
    let source = Connection::open(data_dir::database(dir))?;
    source.busy_timeout(connection::BUSY_TIMEOUT)?;
    copy::copy_database(&source, &copy)?;
    drop(source);
    progress(Progress { stage: Stage::Database, done: 1, total: 1 });

    let snapshot = Connection::open(&copy)?;
    let info = BackupInfo {
        format: FORMAT,
        program: PROGRAM.to_owned(),
        schema: migrations::schema_version(&snapshot)?,
        created_at: now,
    };
    let wanted = photo_paths(&snapshot, photos)?;
    drop(snapshot);
    let mut files = vec![(DATABASE_FILE.to_owned(), copy)];
    for name in [CONFIG_FILE, KEY_FILE, HEADS_FILE] {
        files.push((name.to_owned(), dir.join(name)));
    }
    let fixed = files.len();
    let root = data_dir::photos(dir);
    files.extend(wanted.into_iter().map(|path| (format!("{PHOTO_DIR}/{path}"), root.join(path))));
    let total = files.iter().filter_map(|(_, path)| path.metadata().ok()).map(|meta| meta.len()).sum();

    let part = work.path.join("archive.part");
    let mut archive = ArchiveWriter::create(&part)?;
    let text = serde_json::to_vec_pretty(&info).map_err(|error| StoreError::BadValue(error.to_string()))?;
    archive.add_bytes(INFO_ENTRY, &text)?;
    let (mut done, mut photos, mut missing_photos) = (0, 0, 0);
    for (index, (name, path)) in files.iter().enumerate() {
        match archive.add_file(name, path)? {
            Some(bytes) => {
                done += bytes;
                photos += u64::from(index >= fixed);
            }
            None => missing_photos += u64::from(index >= fixed),
        }
        progress(Progress { stage: Stage::Files, done, total });
    }
    archive.finish()?;
    copy::restrict(&part)?;
    let bytes = part.metadata().map_err(|source| StoreError::file("read", &part, source))?.len();
    archive::verify(&part, &mut |done| progress(Progress { stage: Stage::Verify, done, total: bytes }))?;
    std::fs::rename(&part, to).map_err(|source| StoreError::file("create", to, source))?;
    sync_dir(&folder).map_err(|source| StoreError::file("sync", &folder, source))?;
    Ok(BackedUp { path: to.to_owned(), bytes, photos, missing_photos })
}

/// The photo files that the copied database names, originals and fitted ones, each once.
fn photo_paths(snapshot: &Connection, which: BackupPhotos) -> Result<Vec<String>, StoreError> {
    let all = matches!(which, BackupPhotos::All);
    let mut statement = snapshot.prepare(
        "WITH wanted AS (
             SELECT path, fitted_path FROM photos p WHERE $1 OR EXISTS (
                 SELECT 1 FROM deliveries d
                 WHERE d.photo_id = p.id AND d.delivered_at IS NULL AND d.given_up_at IS NULL))
         SELECT path FROM wanted WHERE path IS NOT NULL
         UNION SELECT fitted_path FROM wanted WHERE fitted_path IS NOT NULL
         ORDER BY 1",
    )?;
    let mut rows = statement.query([all])?;
    let mut paths = Vec::new();
    while let Some(row) = rows.next()? {
        match photo_path::parse(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?) {
            Ok(path) => paths.push(path.into_string()),
            // One bad row must not cost the whole backup.
            Err(error) => tracing::warn!(%error, "a photo is left out of the backup"),
        }
    }
    Ok(paths)
}

/// A private folder beside the target, for what is not finished; removed with everything in it.
struct Scratch {
    path: PathBuf,
}

impl Scratch {
    fn new(folder: &Path, to: &Path) -> Result<Scratch, StoreError> {
        let name = to.file_name().ok_or_else(|| {
            StoreError::file("create", to, std::io::Error::from(std::io::ErrorKind::InvalidInput))
        })?;
        if !folder.is_dir() {
            let missing = std::io::Error::new(std::io::ErrorKind::NotFound, "its folder does not exist");
            return Err(StoreError::file("create", to, missing));
        }
        let path = folder.join(format!(".{}.{}.work", name.to_string_lossy(), std::process::id()));
        let failed = |source| StoreError::file("create", &path, source);
        if path.exists() {
            std::fs::remove_dir_all(&path).map_err(failed)?;
        }
        data_dir::create_private_dir(&path).map_err(failed)?;
        Ok(Scratch { path })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.path) {
            tracing::warn!(%error, "a backup's working folder could not be removed");
        }
    }
}

#[cfg(test)]
mod tests;
