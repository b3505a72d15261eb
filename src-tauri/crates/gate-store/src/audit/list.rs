//! Reading the audit log, newest first.

use gate_core::time::UtcMillis;
use rusqlite::{Row, params};
use serde_json::Value;

use crate::error::StoreError;
use crate::store::Store;

/// Which rows are wanted; empty texts match everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only rows of this actor.
    pub actor: String,
    /// Only rows of this action.
    pub action: String,
    /// Only rows about this subject.
    pub subject: String,
    /// Only rows before this number; `None` starts at the newest.
    pub before_id: Option<i64>,
    /// At most this many rows.
    pub limit: u32,
}

impl Default for AuditFilter {
    fn default() -> Self {
        AuditFilter {
            actor: String::new(),
            action: String::new(),
            subject: String::new(),
            before_id: None,
            limit: 100,
        }
    }
}

/// One row of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditRow {
    /// Its number.
    pub id: i64,
    /// When it was done.
    pub at: UtcMillis,
    /// Who did it.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// To what.
    pub subject: String,
    /// What was there before.
    pub before: Option<Value>,
    /// What was there after.
    pub after: Option<Value>,
}

impl Store {
    /// Rows of the audit log, newest first.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn audit_rows(&self, filter: AuditFilter) -> Result<Vec<AuditRow>, StoreError> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id, at, actor, action, subject, before, after FROM audit
                 WHERE id < $1 AND ($2 = '' OR actor = $2) AND ($3 = '' OR action = $3)
                   AND ($4 = '' OR subject = $4)
                 ORDER BY id DESC LIMIT $5",
            )?;
            let before_id = filter.before_id.unwrap_or(i64::MAX);
            let rows = statement.query_map(
                params![before_id, filter.actor, filter.action, filter.subject, filter.limit],
                row,
            )?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }
}

/// A row of `id, at, actor, action, subject, before, after`.
pub(super) fn row(row: &Row<'_>) -> rusqlite::Result<AuditRow> {
    Ok(AuditRow {
        id: row.get(0)?,
        at: UtcMillis(row.get(1)?),
        actor: row.get(2)?,
        action: row.get(3)?,
        subject: row.get(4)?,
        before: serde_json::from_str(row.get_ref(5)?.as_str()?).ok(),
        after: serde_json::from_str(row.get_ref(6)?.as_str()?).ok(),
    })
}
