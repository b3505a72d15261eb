//! Whether the audit log is whole.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension};

use super::heads::{ExportedHead, HEADS_FILE, read_heads};
use super::key::AuditKey;
use super::{GENESIS, Hashed, array, head};
use crate::error::StoreError;
use crate::store::{Store, blocking};

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditVerdict {
    /// Rows that were read and hold.
    pub rows: u64,
    /// The first thing that does not hold; `None` if the log is whole.
    pub fault: Option<AuditFault>,
}

impl AuditVerdict {
    /// Nothing was changed, removed, added, reordered or put back.
    pub fn is_whole(&self) -> bool {
        self.fault.is_none()
    }
}

/// How the log was tampered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditFault {
    /// This row is not as it was written, or stands in another's place.
    Altered {
        /// The row's number.
        id: i64,
    },
    /// This row is gone from between others.
    Missing {
        /// The row's number.
        id: i64,
    },
    /// The newest rows are gone.
    TailCut {
        /// The newest row that is left.
        last_id: i64,
    },
    /// The note of what retention deleted is not genuine.
    ForgedAnchor {
        /// Up to which row it claims to have deleted.
        pruned_to: i64,
    },
    /// The database is older than a head that was exported from it, or is another one.
    RolledBack {
        /// The exported row that is gone or differs.
        exported_id: i64,
    },
    /// A line of the exported heads is not genuine.
    ForgedExport,
}

impl Store {
    /// Reads the whole log and says whether it is what was written. Takes some seconds for a million rows;
    /// writers and other readers go on.
    ///
    /// # Errors
    /// A failure to read; tampering is a verdict, not an error.
    pub async fn verify_audit(&self) -> Result<AuditVerdict, StoreError> {
        let key = self.audit_key().clone();
        let path = self.dir().join(HEADS_FILE);
        // Before the snapshot: a head exported later than it would look like a log put back.
        let heads = {
            let key = key.clone();
            blocking(move || read_heads(&path, &key)).await?
        };
        self.read(move |connection| verify(connection, &key, heads)).await
    }
}

fn verify(
    connection: &Connection,
    key: &AuditKey,
    heads: Vec<ExportedHead>,
) -> Result<AuditVerdict, StoreError> {
    let mut rows = 0;
    let fault = find_fault(connection, key, heads, &mut rows)?;
    Ok(AuditVerdict { rows, fault })
}

fn find_fault(
    connection: &Connection,
    key: &AuditKey,
    heads: Vec<ExportedHead>,
    rows: &mut u64,
) -> Result<Option<AuditFault>, StoreError> {
    if heads.iter().any(|head| !head.genuine) {
        return Ok(Some(AuditFault::ForgedExport));
    }
    let mut exported: BTreeMap<i64, [u8; 32]> = heads.into_iter().map(|head| (head.id, head.hash)).collect();
    let (mut last_id, mut previous) = (0, GENESIS);
    if let Some(anchor) = newest_anchor(connection)? {
        let genuine = array(&anchor.mac)
            .and_then(|mac| Ok((mac, array(&anchor.hash)?)))
            .is_ok_and(|(mac, hash)| key.seal("anchor", anchor.pruned_to, &hash) == mac);
        if !genuine {
            return Ok(Some(AuditFault::ForgedAnchor { pruned_to: anchor.pruned_to }));
        }
        (last_id, previous) = (anchor.pruned_to, array(&anchor.hash)?);
        exported = exported.split_off(&(anchor.pruned_to + 1));
    }
    let mut statement = connection.prepare(
        "SELECT id, at, actor, action, subject, before, after, previous_hash, hash FROM audit ORDER BY id",
    )?;
    let mut found = statement.query([])?;
    while let Some(row) = found.next()? {
        let id: i64 = row.get(0)?;
        if id > last_id + 1 {
            return Ok(Some(AuditFault::Missing { id: last_id + 1 }));
        }
        let hash = Hashed {
            id,
            at: row.get(1)?,
            texts: [
                row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?,
                row.get_ref(3)?.as_str().map_err(rusqlite::Error::from)?,
                row.get_ref(4)?.as_str().map_err(rusqlite::Error::from)?,
                row.get_ref(5)?.as_str().map_err(rusqlite::Error::from)?,
                row.get_ref(6)?.as_str().map_err(rusqlite::Error::from)?,
            ],
        }
        .hash(key, &previous);
        let stands = row.get_ref(7)?.as_blob().is_ok_and(|blob| blob == previous)
            && row.get_ref(8)?.as_blob().is_ok_and(|blob| blob == hash);
        if !stands || id <= last_id {
            return Ok(Some(AuditFault::Altered { id }));
        }
        if exported.remove(&id).is_some_and(|expected| expected != hash) {
            return Ok(Some(AuditFault::RolledBack { exported_id: id }));
        }
        (last_id, previous) = (id, hash);
        *rows += 1;
    }
    let head = head(connection)?;
    let whole = match &head {
        None => last_id == 0,
        Some(head) => {
            head.last_id == last_id
                && head.hash == previous
                && key.seal("head", last_id, &previous) == head.mac
        }
    };
    if !whole {
        return Ok(Some(AuditFault::TailCut { last_id }));
    }
    Ok(exported.into_keys().next().map(|exported_id| AuditFault::RolledBack { exported_id }))
}

struct Anchor {
    pruned_to: i64,
    hash: Vec<u8>,
    mac: Vec<u8>,
}

fn newest_anchor(connection: &Connection) -> Result<Option<Anchor>, StoreError> {
    Ok(connection
        .query_row(
            "SELECT pruned_to, hash, mac FROM audit_anchors ORDER BY pruned_to DESC LIMIT 1",
            [],
            |row| Ok(Anchor { pruned_to: row.get(0)?, hash: row.get(1)?, mac: row.get(2)? }),
        )
        .optional()?)
}
