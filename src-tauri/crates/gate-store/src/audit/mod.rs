//! The audit log: append-only rows, each of which carries an HMAC over itself and the row before it.
//!
//! An act and its row are written in one transaction ([`append`]). Triggers refuse changes; whoever goes around
//! them is found by [`Store::verify_audit`], because the key is not in the database (see [`key`]).

mod heads;
pub(crate) mod key;
mod list;
mod prune;
mod search;
mod verify;

use gate_core::time::UtcMillis;
use hmac::Mac;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;

use crate::change::Change;
use crate::error::StoreError;
use crate::store::Store;
use crate::writer::WriteTx;
use key::AuditKey;

pub(crate) use heads::HEADS_FILE;
pub use list::{AuditFilter, AuditRow};
pub(crate) use prune::prune;
pub use search::{AuditMark, AuditPage, AuditSearch};
pub use verify::{AuditFault, AuditVerdict};

/// What stands before the first row.
const GENESIS: [u8; 32] = [0; 32];

/// One act, as it goes into the log.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEntry {
    /// When it was done.
    pub at: UtcMillis,
    /// Who did it: an account's name, or `system`.
    pub actor: String,
    /// What was done, such as `delivery.give_up`.
    pub action: String,
    /// To what, such as `delivery:17`.
    pub subject: String,
    /// What was there before, where something was. Neither secrets nor unmasked phones.
    pub before: Option<Value>,
    /// What is there now, and the reason that was given.
    pub after: Option<Value>,
}

impl AuditEntry {
    /// An act without more to say of it.
    pub fn new(at: UtcMillis, actor: &str, action: &str, subject: &str) -> AuditEntry {
        AuditEntry {
            at,
            actor: actor.to_owned(),
            action: action.to_owned(),
            subject: subject.to_owned(),
            before: None,
            after: None,
        }
    }

    /// The same act with what was there before.
    #[must_use]
    pub fn with_before(mut self, before: Value) -> AuditEntry {
        self.before = Some(before);
        self
    }

    /// The same act with what is there now.
    #[must_use]
    pub fn with_after(mut self, after: Value) -> AuditEntry {
        self.after = Some(after);
        self
    }
}

/// Adds a row inside the act's own transaction and answers its number.
pub(crate) fn append(tx: &WriteTx<'_>, entry: &AuditEntry) -> Result<i64, StoreError> {
    let (last_id, previous) = head(tx)?.map_or((0, GENESIS), |head| (head.last_id, head.hash));
    let before = entry.before.as_ref().map(Value::to_string).unwrap_or_default();
    let after = entry.after.as_ref().map(Value::to_string).unwrap_or_default();
    let row = Hashed {
        id: last_id + 1,
        at: entry.at.0,
        texts: [&entry.actor, &entry.action, &entry.subject, &before, &after],
    };
    let hash = row.hash(tx.audit_key(), &previous);
    tx.prepare_cached(
        "INSERT INTO audit (id, at, actor, action, subject, before, after, previous_hash, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )?
    .execute(params![
        row.id,
        row.at,
        entry.actor,
        entry.action,
        entry.subject,
        before,
        after,
        previous.as_slice(),
        hash.as_slice()
    ])?;
    tx.prepare_cached(
        "INSERT INTO audit_head (id, last_id, hash, mac) VALUES (1, $1, $2, $3)
         ON CONFLICT (id) DO UPDATE SET last_id = excluded.last_id, hash = excluded.hash, mac = excluded.mac",
    )?
    .execute(params![row.id, hash.as_slice(), tx.audit_key().seal("head", row.id, &hash).as_slice()])?;
    tx.changed(Change::Audit);
    Ok(row.id)
}

impl Store {
    /// Writes down an act that changes nothing in the database, such as a login or an export.
    ///
    /// # Errors
    /// As any write.
    pub async fn append_audit(&self, entry: AuditEntry) -> Result<i64, StoreError> {
        self.write(move |tx| append(tx, &entry)).await
    }
}

/// The newest row's number and hash.
struct Head {
    last_id: i64,
    hash: [u8; 32],
    mac: [u8; 32],
}

fn head(connection: &Connection) -> Result<Option<Head>, StoreError> {
    connection
        .prepare_cached("SELECT last_id, hash, mac FROM audit_head WHERE id = 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?, row.get::<_, Vec<u8>>(2)?)))
        .optional()?
        .map(|(last_id, hash, mac)| Ok(Head { last_id, hash: array(&hash)?, mac: array(&mac)? }))
        .transpose()
}

fn array(bytes: &[u8]) -> Result<[u8; 32], StoreError> {
    bytes.try_into().map_err(|_| StoreError::BadValue(format!("an audit hash of {} bytes", bytes.len())))
}

/// What of a row is hashed, in this order.
struct Hashed<'a> {
    id: i64,
    at: i64,
    texts: [&'a str; 5],
}

impl Hashed<'_> {
    fn hash(&self, key: &AuditKey, previous: &[u8; 32]) -> [u8; 32] {
        let mut mac = key.begin();
        mac.update(previous);
        mac.update(&self.id.to_be_bytes());
        mac.update(&self.at.to_be_bytes());
        for text in self.texts {
            // With its length, so that no text can be moved from one column to the next.
            mac.update(&(text.len() as u64).to_be_bytes());
            mac.update(text.as_bytes());
        }
        mac.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests;
