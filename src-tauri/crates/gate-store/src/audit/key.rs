//! The key of the audit log's chain: `audit.key` in the data directory, 0600.
//!
//! It is a file of its own and not a row, so that whoever can edit or replace the database alone cannot make a
//! chain that verifies. A backup carries it, since a restored log must still be verifiable on a new machine.

use std::io::Write;
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::data_dir::sync_dir;
use crate::error::StoreError;
use crate::photo_files::hex;

pub(crate) const KEY_FILE: &str = "audit.key";

/// The key, ready to hash with. Has no `Debug`: it must not reach a log.
#[derive(Clone)]
pub(crate) struct AuditKey {
    keyed: Hmac<Sha256>,
}

impl AuditKey {
    /// Reads the key of a data directory, or makes one.
    pub(crate) fn load_or_make(dir: &Path) -> Result<AuditKey, StoreError> {
        let path = dir.join(KEY_FILE);
        if !path.exists() {
            make(dir, &path).map_err(|source| StoreError::file("create", &path, source))?;
        }
        let text =
            std::fs::read_to_string(&path).map_err(|source| StoreError::file("read", &path, source))?;
        let bytes = from_hex(text.trim()).ok_or_else(|| {
            StoreError::BadValue(format!("{} does not hold 64 hexadecimal digits", path.display()))
        })?;
        Ok(AuditKey::new(&bytes))
    }

    pub(crate) fn new(bytes: &[u8; 32]) -> AuditKey {
        let keyed = Hmac::new_from_slice(bytes).expect("HMAC takes a key of any length");
        AuditKey { keyed }
    }

    /// A fresh hash under this key.
    pub(crate) fn begin(&self) -> Hmac<Sha256> {
        self.keyed.clone()
    }

    /// A seal over a row's number and hash, for a purpose that no row's own hash can be mistaken for.
    pub(crate) fn seal(&self, purpose: &str, id: i64, hash: &[u8; 32]) -> [u8; 32] {
        let mut mac = self.begin();
        mac.update(purpose.as_bytes());
        mac.update(&id.to_be_bytes());
        mac.update(hash);
        mac.finalize().into_bytes().into()
    }
}

fn make(dir: &Path, path: &Path) -> std::io::Result<()> {
    let bytes: [u8; 32] = rand::random();
    // Of its own name, since another thread or process may be at the same.
    let part = dir.join(format!("{KEY_FILE}.{:016x}.part", rand::random::<u64>()));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(&part)?;
    writeln!(file, "{}", hex(&bytes))?;
    file.sync_all()?;
    drop(file);
    // A link fails where the name exists: of two processes that start at once, one's key counts for both.
    let linked = match std::fs::hard_link(&part, path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(_) => std::fs::rename(&part, path),
        Ok(()) => Ok(()),
    };
    let _ = std::fs::remove_file(&part);
    linked?;
    sync_dir(dir)
}

pub(super) fn from_hex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0; 32];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[index * 2..index * 2 + 2], 16).ok()?;
    }
    Some(bytes)
}
