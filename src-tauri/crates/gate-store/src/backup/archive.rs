//! The archive's file format: writing it with a sum for each entry, and reading it with every doubt.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::{BackupInfo, INFO_ENTRY};
use crate::audit::HEADS_FILE;
use crate::audit::key::KEY_FILE;
use crate::data_dir::{CONFIG_FILE, DATABASE_FILE, PHOTO_DIR};
use crate::error::StoreError;
use crate::photo_files::hex;
use crate::photo_path;

const SUMS_ENTRY: &str = "SHA256SUMS";
/// No description of a backup is longer; a longer one is not read into memory.
const MAX_INFO: u64 = 64 * 1024;
/// The sums of more than a million photos; a longer list is not read into memory.
const MAX_SUMS: u64 = 256 * 1024 * 1024;

pub(super) struct ArchiveWriter {
    path: PathBuf,
    tar: tar::Builder<BufWriter<File>>,
    sums: String,
}

impl ArchiveWriter {
    pub(super) fn create(path: &Path) -> Result<ArchiveWriter, StoreError> {
        let file = File::create(path).map_err(|source| StoreError::file("create", path, source))?;
        let tar = tar::Builder::new(BufWriter::with_capacity(1 << 20, file));
        Ok(ArchiveWriter { path: path.to_owned(), tar, sums: String::new() })
    }

    pub(super) fn add_bytes(&mut self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        self.append(name, bytes.len() as u64, &mut &*bytes)
    }

    /// Adds a file; `None` if there is none of that path.
    pub(super) fn add_file(&mut self, name: &str, path: &Path) -> Result<Option<u64>, StoreError> {
        let failed = |source| StoreError::file("read", path, source);
        let mut file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(failed(source)),
        };
        let len = file.metadata().map_err(failed)?.len();
        self.append(name, len, &mut file)?;
        Ok(Some(len))
    }

    fn append(&mut self, name: &str, len: u64, content: &mut dyn Read) -> Result<(), StoreError> {
        let mut header = tar::Header::new_ustar();
        header.set_size(len);
        header.set_mode(0o600);
        header.set_entry_type(tar::EntryType::Regular);
        // A file that grows meanwhile is cut at the length that its header states.
        let mut hashed = Hashing { inner: content.take(len), sha256: Sha256::new(), len: 0 };
        let failed = |source| StoreError::file("write", &self.path, source);
        self.tar.append_data(&mut header, name, &mut hashed).map_err(failed)?;
        if hashed.len != len {
            let short = std::io::Error::new(std::io::ErrorKind::UnexpectedEof, "the file shrank");
            return Err(StoreError::file("read", Path::new(name), short));
        }
        self.sums.push_str(&format!("{}  {name}\n", hex(&hashed.sha256.finalize())));
        Ok(())
    }

    /// Adds the sums and syncs the file.
    pub(super) fn finish(mut self) -> Result<(), StoreError> {
        let failed = |source| StoreError::file("write", &self.path, source);
        let mut header = tar::Header::new_ustar();
        header.set_size(self.sums.len() as u64);
        header.set_mode(0o600);
        self.tar.append_data(&mut header, SUMS_ENTRY, self.sums.as_bytes()).map_err(failed)?;
        let mut writer = self.tar.into_inner().map_err(failed)?;
        writer.flush().map_err(failed)?;
        writer.get_ref().sync_all().map_err(failed)
    }
}

struct Hashing<R> {
    inner: R,
    sha256: Sha256,
    len: u64,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.sha256.update(&buffer[..count]);
        self.len += count as u64;
        Ok(count)
    }
}

/// Reads an archive through and compares every sum; keeps nothing.
pub(super) fn verify(path: &Path, progress: &mut dyn FnMut(u64)) -> Result<BackupInfo, StoreError> {
    read(path, progress, &mut |_, content| {
        std::io::copy(content, &mut std::io::sink())
            .map(drop)
            .map_err(|source| StoreError::file("read", path, source))
    })
}

/// The archive's description, without reading the rest.
pub(super) fn info(path: &Path) -> Result<BackupInfo, StoreError> {
    let mut tar = tar::Archive::new(open(path)?);
    let entry = tar.entries().map_err(|source| unreadable(path, &source))?.next();
    let mut entry =
        entry.ok_or_else(|| bad(path, "it is empty"))?.map_err(|source| unreadable(path, &source))?;
    if entry.path_bytes().as_ref() != INFO_ENTRY.as_bytes() || entry.size() > MAX_INFO {
        return Err(bad(path, "it does not begin with a Gatehouse backup's description"));
    }
    let mut text = String::new();
    entry.read_to_string(&mut text).map_err(|source| unreadable(path, &source))?;
    serde_json::from_str(&text).map_err(|_| bad(path, "its description cannot be read"))
}

/// Reads an archive, handing each file of the data directory to `take`, and compares every sum at the end: what
/// was taken counts only once this answers `Ok`.
pub(super) fn read(
    path: &Path,
    progress: &mut dyn FnMut(u64),
    take: &mut dyn FnMut(&str, &mut dyn Read) -> Result<(), StoreError>,
) -> Result<BackupInfo, StoreError> {
    let info = info(path)?;
    let mut tar = tar::Archive::new(open(path)?);
    let mut sums: BTreeMap<String, String> = BTreeMap::new();
    let mut stated = None;
    for entry in tar.entries().map_err(|source| unreadable(path, &source))? {
        let mut entry = entry.map_err(|source| unreadable(path, &source))?;
        let name = entry_name(path, &entry)?;
        if stated.is_some() {
            return Err(bad(path, "something follows its sums"));
        }
        if name == SUMS_ENTRY {
            if entry.size() > MAX_SUMS {
                return Err(bad(path, "its sums are too long"));
            }
            let mut text = String::new();
            entry.read_to_string(&mut text).map_err(|source| unreadable(path, &source))?;
            stated = Some(text);
            continue;
        }
        let end = entry.raw_file_position() + entry.size();
        let expected = entry.size();
        let mut hashed = Hashing { inner: &mut entry, sha256: Sha256::new(), len: 0 };
        if name == INFO_ENTRY {
            std::io::copy(&mut hashed, &mut std::io::sink()).map_err(|source| unreadable(path, &source))?;
        } else {
            take(&name, &mut hashed)?;
        }
        if hashed.len != expected {
            return Err(bad(path, "it is cut short"));
        }
        let sum = hex(&hashed.sha256.finalize());
        if sums.insert(name.clone(), sum).is_some() {
            return Err(bad(path, &format!("{name} is in it twice")));
        }
        progress(end);
    }
    let stated = stated.ok_or_else(|| bad(path, "it is cut short"))?;
    let listed: BTreeMap<String, String> = stated
        .lines()
        .filter_map(|line| line.split_once("  "))
        .map(|(sum, name)| (name.to_owned(), sum.to_owned()))
        .collect();
    if listed != sums {
        return Err(bad(path, "its content does not match its sums"));
    }
    if !sums.contains_key(DATABASE_FILE) {
        return Err(bad(path, "there is no database in it"));
    }
    Ok(info)
}

/// Only the names that a backup has are accepted, and only plain files: nothing can be unpacked elsewhere.
fn entry_name(path: &Path, entry: &tar::Entry<'_, impl Read>) -> Result<String, StoreError> {
    let bytes = entry.path_bytes();
    let name = std::str::from_utf8(&bytes).map_err(|_| bad(path, "a name in it is not UTF-8"))?;
    let known = [INFO_ENTRY, SUMS_ENTRY, DATABASE_FILE, CONFIG_FILE, KEY_FILE, HEADS_FILE].contains(&name)
        || name
            .strip_prefix(PHOTO_DIR)
            .and_then(|rest| rest.strip_prefix('/'))
            .is_some_and(|rest| photo_path::parse(rest).is_ok());
    if !known || !entry.header().entry_type().is_file() {
        let shown: String = name.chars().take(80).collect();
        return Err(bad(path, &format!("{shown:?} does not belong into a backup")));
    }
    Ok(name.to_owned())
}

fn open(path: &Path) -> Result<BufReader<File>, StoreError> {
    let file = File::open(path).map_err(|source| StoreError::file("read", path, source))?;
    Ok(BufReader::with_capacity(1 << 20, file))
}

fn bad(path: &Path, why: &str) -> StoreError {
    StoreError::BadBackup { path: path.to_owned(), why: why.to_owned() }
}

fn unreadable(path: &Path, error: &std::io::Error) -> StoreError {
    bad(path, &format!("it cannot be read ({error})"))
}
