//! Where things lie in the data directory, and that only its owner can look inside.

use std::path::{Path, PathBuf};

/// The database's file name.
pub const DATABASE_FILE: &str = "gatehouse.db";
/// The configuration's file name.
pub const CONFIG_FILE: &str = "gatehouse.toml";
/// The folder of photo files.
pub const PHOTO_DIR: &str = "photos";
/// The folder of copies taken before an upgrade or a restore.
pub const BACKUP_DIR: &str = "backups";

pub(crate) fn database(dir: &Path) -> PathBuf {
    dir.join(DATABASE_FILE)
}

pub(crate) fn photos(dir: &Path) -> PathBuf {
    dir.join(PHOTO_DIR)
}

pub(crate) fn backups(dir: &Path) -> PathBuf {
    dir.join(BACKUP_DIR)
}

/// Creates a directory and those above it; new ones have mode 0700. One that exists is left as it is.
pub(crate) fn create_private_dir(dir: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(dir)
}

/// Makes a rename or a new file in this directory survive a power cut. On Windows the file system's own
/// journal does that, and a directory cannot be synced.
pub(crate) fn sync_dir(dir: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    std::fs::File::open(dir)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = dir;
    Ok(())
}
