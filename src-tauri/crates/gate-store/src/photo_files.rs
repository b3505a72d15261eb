//! Photo files: `photos/YYYY/MM/DD/<sha256>.jpg` (or what it is), by the passage's day in China and the picture's own content.
//!
//! A file is written beside its place, synced, renamed and its folder synced, so that a name in the database
//! always leads to the whole picture. Paths in the database are relative to `photos/`, with `/`.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use gate_core::time::UtcMillis;
use md5::Md5;
use sha2::{Digest, Sha256};

use crate::data_dir::{self, create_private_dir, sync_dir};
use crate::error::StoreError;
use crate::photo_path::{self, PhotoPath};
use crate::store::{Store, blocking};

const PARTS: &str = ".parts";
/// Chunks are gathered up to this many bytes before they go to a blocking thread.
const BUFFER: usize = 256 * 1024;
/// A half-written file this old belongs to a process that died; a younger one may be another's at work.
const STALE: Duration = Duration::from_secs(3_600);

static NEXT_PART: AtomicU64 = AtomicU64::new(0);

/// A photo that lies safely on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPhoto {
    /// SHA-256 of the bytes, 64 lower-case hex digits.
    pub sha256: String,
    /// MD5 of the bytes, 32 lower-case hex digits: the city's `imageHash` (Ningbo standard, photo upload).
    pub md5: String,
    /// Length in bytes.
    pub len: u64,
    /// The path below `photos/`, as the database keeps it.
    pub path: String,
}

/// A photo that is being written, chunk by chunk. Dropped unfinished, it leaves nothing behind.
#[derive(Debug)]
pub struct PhotoFile {
    root: PathBuf,
    part: Option<Part>,
    buffer: Vec<u8>,
}

impl PhotoFile {
    /// Begins a photo.
    ///
    /// # Errors
    /// [`StoreError::File`] if no file can be made.
    pub async fn create(store: &Store) -> Result<PhotoFile, StoreError> {
        let root = data_dir::photos(store.dir());
        let in_root = root.clone();
        let part = blocking(move || Part::create(&in_root)).await?;
        Ok(PhotoFile { root, part: Some(part), buffer: Vec::new() })
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// [`StoreError::File`] if they cannot be written; the photo is then lost and must be begun again.
    pub async fn write(&mut self, chunk: &[u8]) -> Result<(), StoreError> {
        self.buffer.extend_from_slice(chunk);
        if self.buffer.len() >= BUFFER { self.flush().await } else { Ok(()) }
    }

    /// Puts the photo into the folder of the day on which it was taken, synced to the disk.
    ///
    /// # Errors
    /// [`StoreError::File`] if it cannot be written.
    pub async fn finish(mut self, taken_at: UtcMillis) -> Result<KeptPhoto, StoreError> {
        self.flush().await?;
        let part = self.part.take().ok_or(StoreError::Closed)?;
        let root = std::mem::take(&mut self.root);
        blocking(move || {
            let ext = part.extension();
            part.settle(&root, |sha256, _| PhotoPath::original(taken_at, sha256, ext))
        })
        .await
    }

    async fn flush(&mut self) -> Result<(), StoreError> {
        let mut part = self.part.take().ok_or(StoreError::Closed)?;
        let buffer = std::mem::take(&mut self.buffer);
        let part = blocking(move || {
            part.write(&buffer)?;
            Ok(part)
        })
        .await?;
        self.part = Some(part);
        Ok(())
    }
}

impl Store {
    /// Keeps a whole photo that was taken at `taken_at`.
    ///
    /// # Errors
    /// [`StoreError::File`] if it cannot be written.
    pub async fn store_photo(&self, bytes: Vec<u8>, taken_at: UtcMillis) -> Result<KeptPhoto, StoreError> {
        let root = data_dir::photos(self.dir());
        blocking(move || {
            let mut part = Part::create(&root)?;
            part.write(&bytes)?;
            let ext = part.extension();
            part.settle(&root, |sha256, _| PhotoPath::original(taken_at, sha256, ext))
        })
        .await
    }

    /// Keeps the picture that was made from `original` to be sent, beside it as `<sha256>.fit.jpg`. If another
    /// fitted picture of the same original exists, that one stays as it is, since its bytes may be owed, and
    /// this one gets a name of its own.
    ///
    /// # Errors
    /// [`StoreError::BadPhotoPath`] for a path that is not an original's, [`StoreError::File`].
    pub async fn store_fitted(&self, original: &str, bytes: Vec<u8>) -> Result<KeptPhoto, StoreError> {
        let original = photo_path::parse(original)?;
        let root = data_dir::photos(self.dir());
        blocking(move || {
            let mut part = Part::create(&root)?;
            part.write(&bytes)?;
            part.settle(&root, |_, md5| {
                let plain = original.fitted(None);
                match std::fs::read(root.join(plain.as_str())) {
                    Ok(there) if there != bytes => original.fitted(Some(md5)),
                    _ => plain,
                }
            })
        })
        .await
    }

    /// Reads a photo whole, by its path from the database.
    ///
    /// # Errors
    /// [`StoreError::BadPhotoPath`] for a path that leads anywhere else, [`StoreError::File`] (ask
    /// [`StoreError::is_not_found`]).
    pub async fn read_photo(&self, path: &str) -> Result<Vec<u8>, StoreError> {
        let root = data_dir::photos(self.dir());
        let path = photo_path::parse(path)?;
        blocking(move || {
            let file = photo_path::resolve(&root, &path)?;
            std::fs::read(&file).map_err(|source| StoreError::file("read", &file, source))
        })
        .await
    }

    /// Where a photo's file lies, for a host that streams it.
    ///
    /// # Errors
    /// As [`Store::read_photo`].
    pub async fn photo_file(&self, path: &str) -> Result<PathBuf, StoreError> {
        let root = data_dir::photos(self.dir());
        let path = photo_path::parse(path)?;
        blocking(move || photo_path::resolve(&root, &path)).await
    }

    /// Deletes a photo's file. One that is gone already is no error.
    ///
    /// # Errors
    /// As [`Store::read_photo`].
    pub async fn delete_photo(&self, path: &str) -> Result<(), StoreError> {
        let root = data_dir::photos(self.dir());
        let path = photo_path::parse(path)?;
        blocking(move || delete(&root, &path).map(drop)).await
    }
}

/// Creates the folder and throws away what a crash left half-written.
pub(crate) fn prepare(dir: &Path) -> Result<(), StoreError> {
    let parts = data_dir::photos(dir).join(PARTS);
    create_private_dir(&parts).map_err(|source| StoreError::file("create", &parts, source))?;
    let entries = std::fs::read_dir(&parts).map_err(|source| StoreError::file("read", &parts, source))?;
    for entry in entries.filter_map(Result::ok) {
        let modified = entry.metadata().and_then(|meta| meta.modified());
        if modified.is_ok_and(|modified| is_stale(modified, SystemTime::now())) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
    Ok(())
}

fn is_stale(modified: SystemTime, now: SystemTime) -> bool {
    // A time far ahead is from before the clock was set back.
    match now.duration_since(modified) {
        Ok(age) => age > STALE,
        Err(ahead) => ahead.duration() > STALE,
    }
}

/// Deletes one file; says how many bytes that freed.
pub(crate) fn delete(root: &Path, path: &PhotoPath) -> Result<u64, StoreError> {
    let file = match photo_path::resolve(root, path) {
        Ok(file) => file,
        Err(error) if error.is_not_found() => return Ok(0),
        Err(error) => return Err(error),
    };
    let len = std::fs::metadata(&file).map_or(0, |meta| meta.len());
    match std::fs::remove_file(&file) {
        Ok(()) => Ok(len),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(0),
        Err(source) => Err(StoreError::file("delete", &file, source)),
    }
}

/// Whether original photos hold what their names say; a fitted picture is named after its original.
pub(crate) fn check_originals(root: &Path, files: &[PathBuf]) -> Result<(), StoreError> {
    for file in files {
        let relative = file.strip_prefix(root).unwrap_or(file).to_string_lossy().replace('\\', "/");
        let name = relative.rsplit('/').next().unwrap_or_default();
        let Some((sha256, rest)) = name.split_once('.') else {
            return Err(StoreError::BadPhotoPath(relative));
        };
        if rest.starts_with("fit") {
            continue;
        }
        let mut reader = File::open(file).map_err(|source| StoreError::file("read", file, source))?;
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; BUFFER];
        loop {
            let count = reader.read(&mut buffer).map_err(|source| StoreError::file("read", file, source))?;
            if count == 0 {
                break;
            }
            hasher.update(&buffer[..count]);
        }
        if hex(&hasher.finalize()) != sha256 {
            return Err(StoreError::PhotoMismatch { path: file.clone() });
        }
    }
    Ok(())
}

#[derive(Debug)]
struct Part {
    path: PathBuf,
    file: Option<File>,
    start: Vec<u8>,
    len: u64,
    sha256: Sha256,
    md5: Md5,
}

impl Part {
    fn create(root: &Path) -> Result<Part, StoreError> {
        let number = NEXT_PART.fetch_add(1, Ordering::Relaxed);
        let folder = root.join(PARTS);
        let path = folder.join(format!("{}-{number}.part", std::process::id()));
        let file = File::create(&path).map_err(|source| StoreError::file("create", &path, source))?;
        Ok(Part { path, file: Some(file), start: Vec::new(), len: 0, sha256: Sha256::new(), md5: Md5::new() })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let file = self.file.as_mut().ok_or(StoreError::Closed)?;
        file.write_all(bytes).map_err(|source| StoreError::file("write", &self.path, source))?;
        let missing = 4_usize.saturating_sub(self.start.len());
        self.start.extend(bytes.iter().take(missing));
        self.len += bytes.len() as u64;
        self.sha256.update(bytes);
        self.md5.update(bytes);
        Ok(())
    }

    /// By content, since the platform's URLs say nothing reliable.
    fn extension(&self) -> &'static str {
        match self.start.as_slice() {
            b"\x89PNG" => "png",
            b"RIFF" => "webp",
            [b'B', b'M', ..] => "bmp",
            _ => "jpg",
        }
    }

    /// Syncs the file and moves it to the place that `place` makes of its SHA-256 and MD5.
    fn settle(
        mut self,
        root: &Path,
        place: impl FnOnce(&str, &str) -> PhotoPath,
    ) -> Result<KeptPhoto, StoreError> {
        let file = self.file.take().ok_or(StoreError::Closed)?;
        file.sync_all().map_err(|source| StoreError::file("sync", &self.path, source))?;
        drop(file);
        let sha256 = hex(&std::mem::take(&mut self.sha256).finalize());
        let md5 = hex(&std::mem::take(&mut self.md5).finalize());
        let path = place(&sha256, &md5);
        let target = root.join(path.as_str());
        let folder = target.parent().unwrap_or(root);
        create_synced(folder, root)?;
        // Over an equal one too: its time then tells retention that somebody still wants it.
        if let Err(source) = std::fs::rename(&self.path, &target) {
            let same = std::fs::metadata(&target).is_ok_and(|meta| meta.len() == self.len);
            if !same {
                return Err(StoreError::file("move a photo to", &target, source));
            }
        }
        sync_dir(folder).map_err(|source| StoreError::file("sync", folder, source))?;
        Ok(KeptPhoto { sha256, md5, len: self.len, path: path.into_string() })
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // Gone already after a rename.
        drop(self.file.take());
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Creates a folder below `root` and syncs each folder that got a new entry.
fn create_synced(folder: &Path, root: &Path) -> Result<(), StoreError> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent().filter(|parent| parent.starts_with(root)) {
        create_synced(parent, root)?;
        create_private_dir(folder).map_err(|source| StoreError::file("create", folder, source))?;
        sync_dir(parent).map_err(|source| StoreError::file("sync", parent, source))?;
    }
    Ok(())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests;
