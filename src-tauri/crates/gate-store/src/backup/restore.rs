//! Putting a backup in place of a data directory, so that a crash at any moment leaves the old or the new one.
//!
//! Everything is unpacked and checked in `restore.staging` first. A file `READY` there, synced, is the point of no
//! return: from then on whoever opens the directory finishes the exchange before anything else.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::archive;
use super::{BackupInfo, Progress, Stage, copy};
use crate::audit::HEADS_FILE;
use crate::audit::key::KEY_FILE;
use crate::connection::check_sqlite_version;
use crate::data_dir::{self, CONFIG_FILE, DATABASE_FILE, PHOTO_DIR, create_private_dir, sync_dir};
use crate::error::{LockError, StoreError};
use crate::lock::{self, OpenLock, SyncLock};
use crate::migrations::{self, MIGRATIONS};
use crate::{health, photo_files};

const STAGING: &str = "restore.staging";
const READY: &str = "READY";

/// A backup that was put in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What the backup said of itself.
    pub info: BackupInfo,
    /// Where what it replaced is kept; `None` if there was nothing.
    pub kept: Option<PathBuf>,
    /// Photos that came out of it.
    pub photos: u64,
}

/// What a backup says of itself, without reading it whole: for a preview. Blocks.
///
/// # Errors
/// [`StoreError::BadBackup`], [`StoreError::File`].
pub fn inspect(file: &Path) -> Result<BackupInfo, StoreError> {
    archive::info(file)
}

/// Reads a backup through and compares every sum; keeps nothing. Blocks.
///
/// # Errors
/// [`StoreError::BadBackup`], [`StoreError::File`].
pub fn check_backup(file: &Path, mut progress: impl FnMut(u64)) -> Result<BackupInfo, StoreError> {
    archive::verify(file, &mut progress)
}

/// Replaces a data directory's database, configuration and audit key by a backup's, and adds its photos. What was
/// there is kept in `backups/`. Blocks.
///
/// # Errors
/// [`StoreError::Syncing`] while a process syncs the directory, [`StoreError::Busy`] while another has its database
/// open, [`StoreError::BadBackup`], [`StoreError::Newer`], [`StoreError::Damaged`]; the directory is then as it was.
pub fn restore(file: &Path, dir: &Path, mut progress: impl FnMut(Progress)) -> Result<Restored, StoreError> {
    check_sqlite_version()?;
    create_private_dir(dir).map_err(|source| StoreError::file("create", dir, source))?;
    let dir = &dir.canonicalize().map_err(|source| StoreError::file("find", dir, source))?;
    let _lock = SyncLock::acquire(dir).map_err(|error| match error {
        LockError::AlreadySyncing { pid } => StoreError::Syncing { pid },
        LockError::File { path, source } => StoreError::file("lock", &path, source),
    })?;
    finish_pending(dir)?;
    let staging = Staging::new(dir)?;
    let (info, photos) = staging.unpack(file, &mut progress)?;
    staging.check_database()?;
    let _opening = OpenLock::acquire(dir)?;
    let kept = close_old_database(dir)?.then(|| {
        let name = format!("replaced-{}", copy::timestamp());
        copy::unused(&data_dir::backups(dir), &name, "d")
    });
    staging.commit(kept.as_deref())?;
    finish_pending(dir)?;
    Ok(Restored { info, kept, photos })
}

/// Finishes an exchange that a crash interrupted, or throws away what was not ready yet.
pub(crate) fn finish_pending(dir: &Path) -> Result<(), StoreError> {
    let staging = dir.join(STAGING);
    if !staging.exists() {
        return Ok(());
    }
    let failed = |doing, path: &Path| {
        let path = path.to_owned();
        move |source| StoreError::file(doing, &path, source)
    };
    if let Some(pid) = lock::syncing_elsewhere(dir) {
        // Another process is at it, or syncs and left it for later: neither may be disturbed.
        return match staging.join(READY).exists() {
            true => Err(StoreError::Syncing { pid }),
            false => Ok(()),
        };
    }
    let ready = staging.join(READY);
    if ready.exists() {
        let kept = std::fs::read_to_string(&ready).map_err(failed("read", &ready))?;
        exchange(dir, &staging, Some(kept.trim()).filter(|name| !name.is_empty()))?;
        std::fs::remove_file(&ready).map_err(failed("delete", &ready))?;
        sync_dir(&staging).map_err(failed("sync", &staging))?;
    }
    std::fs::remove_dir_all(&staging).map_err(failed("delete", &staging))
}

/// Moves what was there aside and what was unpacked into place. Every step may have been done before.
fn exchange(dir: &Path, staging: &Path, kept: Option<&str>) -> Result<(), StoreError> {
    if let Some(name) = kept {
        let aside = data_dir::backups(dir).join(name);
        create_private_dir(&aside).map_err(|source| StoreError::file("create", &aside, source))?;
        for name in [DATABASE_FILE, CONFIG_FILE, KEY_FILE, HEADS_FILE] {
            // Only while the new one still waits: afterwards the name belongs to the new one.
            if staging.join(name).exists() || name == HEADS_FILE {
                keep_copy(&dir.join(name), &aside.join(name))?;
            }
        }
        for suffix in ["-wal", "-shm"] {
            let name = format!("{DATABASE_FILE}{suffix}");
            if staging.join(DATABASE_FILE).exists() {
                move_if_there(&dir.join(&name), &aside.join(&name))?;
            }
        }
        sync_dir(&aside).map_err(|source| StoreError::file("sync", &aside, source))?;
    }
    move_photos(dir, &staging.join(PHOTO_DIR))?;
    if staging.join(DATABASE_FILE).exists() && !staging.join(HEADS_FILE).exists() {
        // The exported heads of the replaced log would call the restored one put back.
        let _ = std::fs::remove_file(dir.join(HEADS_FILE));
    }
    // The heads after the database, whose absence from the staging folder says above that they need no removing.
    for name in [CONFIG_FILE, KEY_FILE, DATABASE_FILE, HEADS_FILE] {
        move_if_there(&staging.join(name), &dir.join(name))?;
    }
    sync_dir(dir).map_err(|source| StoreError::file("sync", dir, source))
}

fn move_photos(dir: &Path, from: &Path) -> Result<(), StoreError> {
    for path in files_below(from)? {
        let relative = path.strip_prefix(from).unwrap_or(&path);
        let target = data_dir::photos(dir).join(relative);
        let folder = target.parent().unwrap_or(dir);
        create_private_dir(folder).map_err(|source| StoreError::file("create", folder, source))?;
        move_if_there(&path, &target)?;
        sync_dir(folder).map_err(|source| StoreError::file("sync", folder, source))?;
    }
    Ok(())
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(source) => return Err(StoreError::file("read", &folder, source)),
        };
        for entry in entries {
            let path = entry.map_err(|source| StoreError::file("read", &folder, source))?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    Ok(files)
}

fn move_if_there(from: &Path, to: &Path) -> Result<(), StoreError> {
    match std::fs::rename(from, to) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(StoreError::file("replace", to, error))
        }
        _ => Ok(()),
    }
}

/// Gives a file a second name, so that its first one can be replaced in one step; copies it where links fail.
fn keep_copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    if !from.exists() || to.exists() {
        return Ok(());
    }
    if std::fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    std::fs::copy(from, to)
        .and_then(|_| File::options().write(true).open(to)?.sync_all())
        .map_err(|source| StoreError::file("keep a copy in", to, source))
}

/// Makes sure that nobody has the old database open and that all of it is in one file. Says whether there is one.
fn close_old_database(dir: &Path) -> Result<bool, StoreError> {
    let path = data_dir::database(dir);
    if !path.exists() {
        return Ok(dir.join(CONFIG_FILE).exists());
    }
    let folded = Connection::open(&path).and_then(|old| {
        old.busy_timeout(std::time::Duration::from_secs(2))?;
        // Leaving WAL needs the file to oneself, so it fails while another process has it open.
        old.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get::<_, String>(0)).map(drop)
    });
    match folded.map_err(StoreError::from) {
        Err(error @ (StoreError::Busy(_) | StoreError::DiskFull(_))) => Err(error),
        // A damaged one is kept as it is, with its -wal.
        Ok(()) | Err(_) => Ok(true),
    }
}

struct Staging<'a> {
    dir: &'a Path,
    path: PathBuf,
    committed: std::cell::Cell<bool>,
}

impl<'a> Staging<'a> {
    fn new(dir: &'a Path) -> Result<Staging<'a>, StoreError> {
        let path = dir.join(STAGING);
        create_private_dir(&path).map_err(|source| StoreError::file("create", &path, source))?;
        Ok(Staging { dir, path, committed: std::cell::Cell::new(false) })
    }

    fn unpack(
        &self,
        file: &Path,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(BackupInfo, u64), StoreError> {
        let total = file.metadata().map_err(|source| StoreError::file("read", file, source))?.len();
        let mut photos = 0;
        let mut report = |done| progress(Progress { stage: Stage::Files, done, total });
        let info = archive::read(file, &mut report, &mut |name, content| {
            photos += u64::from(name.starts_with(PHOTO_DIR));
            let path = self.path.join(name);
            let failed = |source| StoreError::file("write", &path, source);
            if let Some(folder) = path.parent() {
                create_private_dir(folder).map_err(failed)?;
            }
            let mut target = File::create(&path).map_err(failed)?;
            std::io::copy(content, &mut target).map_err(failed)?;
            target.sync_all().map_err(failed)?;
            copy::restrict(&path)
        })?;
        Ok((info, photos))
    }

    /// The unpacked database must be sound and not newer than this program; photos must be what their names say.
    fn check_database(&self) -> Result<(), StoreError> {
        let database = Connection::open(self.path.join(DATABASE_FILE))?;
        health::full_check(&database)?;
        let schema = migrations::refuse_newer(&database, migrations::newest(MIGRATIONS))?;
        if schema == 0 {
            return Err(StoreError::BadValue("the backup's database has no tables of Gatehouse".to_owned()));
        }
        drop(database);
        photo_files::check_originals(&self.path.join(PHOTO_DIR), &files_below(&self.path.join(PHOTO_DIR))?)
    }

    /// The point of no return.
    fn commit(&self, kept: Option<&Path>) -> Result<(), StoreError> {
        let failed = |source| StoreError::file("write", &self.path, source);
        let kept = kept.and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        for folder in folders_below(&self.path)? {
            sync_dir(&folder).map_err(failed)?;
        }
        let part = self.path.join("READY.part");
        let mut file = File::create(&part).map_err(failed)?;
        file.write_all(kept.unwrap_or_default().as_bytes()).map_err(failed)?;
        file.sync_all().map_err(failed)?;
        std::fs::rename(&part, self.path.join(READY)).map_err(failed)?;
        self.committed.set(true);
        sync_dir(&self.path).map_err(failed)?;
        sync_dir(self.dir).map_err(failed)
    }
}

impl Drop for Staging<'_> {
    fn drop(&mut self) {
        if !self.committed.get() {
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}

fn folders_below(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let mut found = vec![folder.to_owned()];
    let mut at = 0;
    while at < found.len() {
        let folder = found[at].clone();
        for entry in std::fs::read_dir(&folder).map_err(|source| StoreError::file("read", &folder, source))? {
            let path = entry.map_err(|source| StoreError::file("read", &folder, source))?.path();
            if path.is_dir() {
                found.push(path);
            }
        }
        at += 1;
    }
    Ok(found)
}
