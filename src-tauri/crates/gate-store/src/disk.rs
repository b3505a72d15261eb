//! Room on the disk: what is left, and a reserve that is given up when nothing is left.
//!
//! Events are never dropped: when the disk is full the reserve file is deleted, so that the database can go on
//! while people make room.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fs4::FileExt;

use crate::error::StoreError;

const RESERVE_FILE: &str = "reserve.bin";

/// Below this many free bytes new photos are shrunk further.
pub const LOW_BYTES: u64 = 2_000_000_000;
/// Below this many free bytes photos that were delivered are deleted first.
pub const CRITICAL_BYTES: u64 = 500_000_000;

/// How much room the data directory's file system has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DiskLevel {
    /// 2 GB or more.
    Ample,
    /// Below 2 GB: new photos are shrunk further.
    Low,
    /// Below 500 MB: delivered photos are deleted first.
    Critical,
}

impl DiskLevel {
    /// The level for this many free bytes.
    pub fn of(free_bytes: u64) -> DiskLevel {
        match free_bytes {
            LOW_BYTES.. => DiskLevel::Ample,
            CRITICAL_BYTES.. => DiskLevel::Low,
            _ => DiskLevel::Critical,
        }
    }
}

/// Bytes that a program without special rights can still write in this directory's file system.
pub(crate) fn free_bytes(dir: &Path) -> Result<u64, StoreError> {
    fs4::available_space(dir).map_err(|source| StoreError::file("measure the free space of", dir, source))
}

/// The reserve file of a data directory.
#[derive(Debug, Clone)]
pub(crate) struct Reserve {
    path: Arc<PathBuf>,
    bytes: u64,
}

impl Reserve {
    pub(crate) fn new(dir: &Path, bytes: u64) -> Reserve {
        Reserve { path: Arc::new(dir.join(RESERVE_FILE)), bytes }
    }

    /// Gives the room back to the file system. Says whether there was any.
    pub(crate) fn release(&self) -> bool {
        let held = self.is_held();
        match std::fs::remove_file(self.path.as_path()) {
            Ok(()) => {
                if held {
                    tracing::warn!(bytes = self.bytes, "the disk is full; the reserve was given up");
                }
                held
            }
            Err(_) => false,
        }
    }

    /// Whether the reserve lies on the disk in full.
    pub(crate) fn is_held(&self) -> bool {
        std::fs::metadata(self.path.as_path()).is_ok_and(|meta| meta.len() >= self.bytes)
    }

    /// Sets the room aside unless it is, or unless that would take what little is left.
    /// Says whether the reserve is held now.
    pub(crate) fn hold(&self) -> bool {
        if self.bytes == 0 || self.is_held() {
            return true;
        }
        let Some(dir) = self.path.parent() else { return false };
        // Twice the reserve must be free, or the first write after it would have to give it up again.
        if !fs4::available_space(dir).is_ok_and(|free| free >= self.bytes.saturating_mul(2)) {
            return false;
        }
        match self.make() {
            Ok(()) => true,
            Err(error) => {
                tracing::warn!(%error, "no reserve could be set aside on the disk");
                let _ = std::fs::remove_file(self.path.as_path());
                false
            }
        }
    }

    fn make(&self) -> std::io::Result<()> {
        let mut file = File::create(self.path.as_path())?;
        if file.allocate(self.bytes).is_err() || file.metadata()?.len() < self.bytes {
            // File systems that cannot allocate are filled with real bytes.
            let zeros = vec![0_u8; 1 << 20];
            let mut left = self.bytes;
            while left > 0 {
                let part = left.min(zeros.len() as u64);
                file.write_all(&zeros[..part as usize])?;
                left -= part;
            }
        }
        file.sync_all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_levels_begin_where_the_design_says() {
        assert_eq!(DiskLevel::of(LOW_BYTES), DiskLevel::Ample);
        assert_eq!(DiskLevel::of(LOW_BYTES - 1), DiskLevel::Low);
        assert_eq!(DiskLevel::of(CRITICAL_BYTES), DiskLevel::Low);
        assert_eq!(DiskLevel::of(CRITICAL_BYTES - 1), DiskLevel::Critical);
        assert_eq!(DiskLevel::of(0), DiskLevel::Critical);
    }

    #[test]
    fn the_reserve_takes_real_room_and_gives_it_back() {
        let dir = tempfile::tempdir().unwrap();
        let reserve = Reserve::new(dir.path(), 3 << 20);
        assert!(!reserve.is_held());
        assert!(!reserve.release(), "there is nothing to give back yet");
        assert!(reserve.hold());
        assert!(reserve.is_held());
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let blocks = std::fs::metadata(dir.path().join(RESERVE_FILE)).unwrap().blocks();
            assert!(blocks * 512 >= 3 << 20, "a file with holes reserves nothing");
        }
        assert!(reserve.release());
        assert!(!dir.path().join(RESERVE_FILE).exists());
    }
}
