//! The audit log.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::SheetFormat;

/// What is looked for in the audit log.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(default)]
pub struct AuditSearch {
    /// Only what this one did; everybody when empty.
    pub actor: String,
    /// Only this action, by its code; every one when empty.
    pub action: String,
    /// A fragment of the subject, or of what was there before or after.
    pub text: String,
    /// From this instant on.
    #[ts(optional)]
    pub from: Option<i64>,
    /// Before this instant.
    #[ts(optional)]
    pub until: Option<i64>,
}

/// Part of the audit log.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(default)]
pub struct AuditRequest {
    /// Only these rows.
    pub search: AuditSearch,
    /// Only rows before this number, for the next page.
    #[ts(optional)]
    pub before: Option<i64>,
    /// At most so many; 100 when 0, 500 at most.
    pub limit: u32,
}

/// Rows of the audit log, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AuditPage {
    /// The rows.
    pub rows: Vec<AuditItem>,
    /// How far back was looked; none at the end. A page may hold few rows, or none, and there be more.
    pub next: Option<AuditMark>,
}

/// How far back a page of the audit log looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct AuditMark {
    /// The next page holds rows before this number.
    pub id: i64,
    /// When the oldest row was written that was looked at.
    pub at: i64,
}

/// A row of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AuditItem {
    /// Its number, counted without gaps.
    pub id: i64,
    /// When.
    pub at: i64,
    /// Who: an account's name, `system` or `gatehousectl`.
    pub actor: String,
    /// What was done, by its code.
    pub action: String,
    /// To what.
    pub subject: String,
    /// What was there before and after, field by field.
    pub fields: Vec<AuditField>,
}

/// A field of what an act was about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AuditField {
    /// Its name; a field within another has both names with a point between.
    pub name: String,
    /// What stood there; none where nothing was said of it.
    pub before: Option<String>,
    /// What stands there; none where nothing was said of it.
    pub after: Option<String>,
}

/// Whether the audit log is what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct AuditChecked {
    /// Rows that were read and hold.
    pub rows: u64,
    /// The first thing that does not hold; none if the log is whole.
    pub fault: Option<AuditFaultView>,
}

/// The first thing that does not hold in the audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct AuditFaultView {
    /// What.
    pub kind: AuditFaultKind,
    /// From this row on nothing can be relied on; none where no row can be named.
    pub row: Option<i64>,
}

/// How an audit log can be tampered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AuditFaultKind {
    /// The row is not as it was written, or stands in another's place.
    Altered,
    /// The row is gone from between others.
    Missing,
    /// The newest rows are gone, from this one on.
    TailCut,
    /// The note of what retention deleted, up to before this row, is not genuine.
    ForgedAnchor,
    /// The database is older than a head that was exported from it, or is another one.
    RolledBack,
    /// A line of the exported heads is not genuine.
    ForgedExport,
}

/// The audit log to a spreadsheet.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(default)]
pub struct ExportAudit {
    /// Which rows.
    pub search: AuditSearch,
    /// How.
    pub format: SheetFormat,
}
