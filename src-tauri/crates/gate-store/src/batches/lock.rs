//! The right to work on batches: one process of a data directory at a time, released by the system when that process dies.

use std::fs::{File, OpenOptions};
use std::path::Path;

use fs4::{FileExt, TryLockError};

use crate::error::LockError;

const LOCK_FILE: &str = "batches.lock";

/// Held by the one process that works on batches. Dropping it, or dying, releases it.
#[derive(Debug)]
pub struct BatchLock {
    file: File,
}

impl BatchLock {
    /// Takes the lock; `None` while another process (or this one) holds it.
    ///
    /// # Errors
    /// [`LockError::File`] if the file cannot be used.
    pub fn try_acquire(dir: &Path) -> Result<Option<BatchLock>, LockError> {
        let path = dir.join(LOCK_FILE);
        let failed = |source| LockError::File { path: path.clone(), source };
        let file = open(&path).map_err(failed)?;
        match FileExt::try_lock(&file) {
            Ok(()) => Ok(Some(BatchLock { file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }

    /// Whether some process holds it. Takes it for an instant.
    #[must_use]
    pub fn is_held(dir: &Path) -> bool {
        let path = dir.join(LOCK_FILE);
        let Ok(file) = OpenOptions::new().read(true).open(&path) else { return false };
        match FileExt::try_lock_shared(&file) {
            Ok(()) => {
                let _ = FileExt::unlock(&file);
                false
            }
            Err(TryLockError::WouldBlock) => true,
            Err(TryLockError::Error(_)) => false,
        }
    }
}

impl Drop for BatchLock {
    fn drop(&mut self) {
        let _ = FileExt::unlock(&self.file);
    }
}

fn open(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
}
