//! The files themselves: written whole or not at all, with the last good one and the one before kept beside.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use sha2::{Digest, Sha256};

use crate::{config::CONFIG_FILE, contract::types::KeptFile};

/// Beside the configuration file: the last one that could be used.
pub(crate) const LAST_GOOD: &str = "gatehouse.toml.last-good";
/// Beside the configuration file: the one before the last change in the program.
pub(crate) const PREVIOUS: &str = "gatehouse.toml.previous";

/// A configuration file is never larger.
const MOST_BYTES: u64 = 1_000_000;

/// The text of the configuration file, if there is one; bytes that are not UTF-8 are replaced.
pub(crate) fn text(directory: &Path) -> io::Result<Option<String>> {
    let file = directory.join(CONFIG_FILE);
    match fs::metadata(&file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
        Ok(metadata) if metadata.len() > MOST_BYTES => return Err(io::ErrorKind::FileTooLarge.into()),
        Ok(_) => {}
    }
    Ok(Some(String::from_utf8_lossy(&fs::read(file)?).into_owned()))
}

/// Tells one text from another.
pub(crate) fn version(text: Option<&str>) -> String {
    text.map_or_else(String::new, |text| {
        Sha256::digest(text.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    })
}

/// A kept file, unless it is the same as `now`.
pub(crate) fn kept(directory: &Path, name: &str, now: Option<&str>) -> Option<KeptFile> {
    let file = directory.join(name);
    let text = fs::read_to_string(&file).ok()?;
    if Some(text.as_str()) == now {
        return None;
    }
    let modified = fs::metadata(&file).ok()?.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(KeptFile { kept_at: i64::try_from(modified.as_millis()).unwrap_or(i64::MAX), text })
}

/// Keeps the configuration file, with which the program works now, as the last good one.
pub(crate) fn keep_good(directory: &Path) {
    let Ok(Some(now)) = text(directory) else { return };
    if fs::read_to_string(directory.join(LAST_GOOD)).is_ok_and(|kept| kept == now) {
        return;
    }
    if let Err(error) = write(directory, LAST_GOOD, now.as_bytes()) {
        tracing::warn!(%error, "the last good configuration could not be kept");
    }
}

/// Writes a file of the data directory whole or not at all, for its owner only: written beside, made durable, renamed.
///
/// # Errors
/// It cannot be written; the file is as it was.
pub(crate) fn write(directory: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let beside = directory.join(format!("{name}.new"));
    let written = write_new(&beside, bytes).and_then(|()| fs::rename(&beside, directory.join(name)));
    if let Err(error) = written {
        // It holds nothing that anybody would miss, and may hold secrets.
        let _ = fs::remove_file(&beside);
        return Err(error);
    }
    sync_directory(directory)
}

fn write_new(beside: &PathBuf, bytes: &[u8]) -> io::Result<()> {
    // Whatever a crash left there may be readable by others.
    match fs::remove_file(beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(beside)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(unix)]
fn sync_directory(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

/// Elsewhere directories cannot be opened; the rename is journaled by the file system.
#[cfg(not(unix))]
fn sync_directory(_directory: &Path) -> io::Result<()> {
    Ok(())
}
