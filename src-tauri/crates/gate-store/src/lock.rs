//! The right to sync a data directory: one process at a time, released by the system when that process dies.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use fs4::{FileExt, TryLockError};

use crate::error::{LockError, StoreError};

const LOCK_FILE: &str = "sync.lock";
const OPEN_LOCK_FILE: &str = "open.lock";
/// Beside the lock, because on Windows nobody else can read a locked file.
const PID_FILE: &str = "sync.pid";
const TRIES: u32 = 10;
const BETWEEN_TRIES: Duration = Duration::from_millis(20);

/// Held by the one process that collects and delivers. Dropping it, or dying, releases it.
#[derive(Debug)]
pub struct SyncLock {
    file: File,
    pid_path: PathBuf,
}

impl SyncLock {
    /// Takes the lock or says, within a fifth of a second, who has it. Blocks. Creates the directory if it is missing.
    ///
    /// # Errors
    /// [`LockError::AlreadySyncing`] with the other process; [`LockError::File`] if the file cannot be used.
    pub fn acquire(dir: &Path) -> Result<SyncLock, LockError> {
        let path = dir.join(LOCK_FILE);
        let failed = |source| LockError::File { path: path.clone(), source };
        crate::data_dir::create_private_dir(dir).map_err(failed)?;
        let file = open(&path).map_err(failed)?;
        let mut tries = 0;
        loop {
            match FileExt::try_lock(&file) {
                Ok(()) => break,
                // Whoever only looks ([`is_syncing`]) holds the lock for an instant: only a lock that stays counts.
                Err(TryLockError::WouldBlock) if tries < TRIES => {
                    tries += 1;
                    std::thread::sleep(BETWEEN_TRIES);
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(LockError::AlreadySyncing { pid: read_pid(dir) });
                }
                Err(TryLockError::Error(source)) => return Err(failed(source)),
            }
        }
        let pid_path = dir.join(PID_FILE);
        write_pid(&pid_path).map_err(|source| LockError::File { path: pid_path.clone(), source })?;
        Ok(SyncLock { file, pid_path })
    }
}

impl Drop for SyncLock {
    fn drop(&mut self) {
        // The number goes first: once the lock is free another process writes its own.
        let _ = std::fs::remove_file(&self.pid_path);
        let _ = FileExt::unlock(&self.file);
    }
}

/// Held while a directory is opened or exchanged, so that two processes that start at once do not both create or
/// upgrade the tables.
#[derive(Debug)]
pub(crate) struct OpenLock {
    file: File,
}

impl OpenLock {
    /// Waits for its turn; the system releases what a dead process held.
    pub(crate) fn acquire(dir: &Path) -> Result<OpenLock, StoreError> {
        let path = dir.join(OPEN_LOCK_FILE);
        let failed = |source| StoreError::file("lock", &path, source);
        let file = open(&path).map_err(failed)?;
        FileExt::lock(&file).map_err(failed)?;
        Ok(OpenLock { file })
    }
}

impl Drop for OpenLock {
    fn drop(&mut self) {
        let _ = FileExt::unlock(&self.file);
    }
}

/// Whether some process (this one included) holds the lock.
pub fn is_syncing(dir: &Path) -> bool {
    syncing_process(dir).is_some()
}

/// The process that holds the lock: its id, or 0 if it could not be read.
pub fn syncing_process(dir: &Path) -> Option<u32> {
    let path = dir.join(LOCK_FILE);
    if !path.exists() {
        return None;
    }
    let file = open(&path).ok()?;
    match FileExt::try_lock_shared(&file) {
        Ok(()) => {
            let _ = FileExt::unlock(&file);
            None
        }
        Err(TryLockError::WouldBlock) => Some(read_pid(dir)),
        Err(TryLockError::Error(_)) => None,
    }
}

/// The process that holds the lock, unless it is this one.
pub(crate) fn syncing_elsewhere(dir: &Path) -> Option<u32> {
    syncing_process(dir).filter(|pid| *pid != std::process::id())
}

fn open(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
}

fn write_pid(path: &Path) -> std::io::Result<()> {
    let mut file = File::create(path)?;
    write!(file, "{}", std::process::id())
}

fn read_pid(dir: &Path) -> u32 {
    std::fs::read_to_string(dir.join(PID_FILE)).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests;
