//! The log's head, exported to a file outside the database: it shows when the whole database was put back.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use super::key::{AuditKey, from_hex};
use super::{array, head};
use crate::error::StoreError;
use crate::photo_files::hex;
use crate::store::{Store, blocking};

pub(crate) const HEADS_FILE: &str = "audit-heads.txt";

/// One exported head: the log reached this row with this hash.
pub(super) struct ExportedHead {
    pub(super) id: i64,
    pub(super) hash: [u8; 32],
    /// Whether the line's own seal holds.
    pub(super) genuine: bool,
}

impl Store {
    /// Adds the log's present head to `audit-heads.txt` beside the database; once a day is meant. Copies of that
    /// file kept elsewhere show even a whole data directory that was put back. Answers the row's number, `None`
    /// while the log is empty or when its head stands there already.
    ///
    /// # Errors
    /// [`StoreError::File`] if the file cannot be written.
    pub async fn export_audit_head(&self) -> Result<Option<i64>, StoreError> {
        let Some(head) = self.read(head).await? else { return Ok(None) };
        let path = self.dir().join(HEADS_FILE);
        let key = self.audit_key().clone();
        blocking(move || {
            let failed = |source| StoreError::file("write", &path, source);
            if read_heads(&path, &key)?.last().is_some_and(|last| last.genuine && last.id == head.last_id) {
                return Ok(None);
            }
            let seal = key.seal("export", head.last_id, &head.hash);
            let mut file = OpenOptions::new().create(true).append(true).open(&path).map_err(failed)?;
            let line = format!("{} {} {}\n", head.last_id, hex(&head.hash), hex(&seal));
            file.write_all(line.as_bytes()).map_err(failed)?;
            file.sync_all().map_err(failed)?;
            Ok(Some(head.last_id))
        })
        .await
    }
}

/// Every line of the file; a line that is no head at all counts as forged.
pub(super) fn read_heads(path: &Path, key: &AuditKey) -> Result<Vec<ExportedHead>, StoreError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(StoreError::file("read", path, source)),
    };
    // What follows the last line end was torn by a crash.
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    Ok(whole.lines().map(|line| parse(line, key)).collect())
}

fn parse(line: &str, key: &AuditKey) -> ExportedHead {
    let mut words = line.split(' ');
    let id = words.next().and_then(|word| word.parse().ok());
    let hash = words.next().and_then(from_hex);
    let seal = words.next().and_then(from_hex);
    match (id, hash, seal) {
        (Some(id), Some(hash), Some(seal)) => {
            ExportedHead { id, hash, genuine: key.seal("export", id, &hash) == seal }
        }
        _ => ExportedHead { id: 0, hash: array(&[0; 32]).unwrap_or_default(), genuine: false },
    }
}
