//! Many writes in one go: renewals, deletions, and what spreadsheets bring.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{FieldChange, PlateView, RegisterOperation, VehicleFilter, VehicleOf, WriteOutcome};

/// Many writes to be begun.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct NewBatch {
    /// What is done to each.
    pub work: BatchWork,
    /// To which.
    pub on: BatchRows,
}

/// To which vehicles something is done.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "rows", rename_all = "snake_case")]
pub enum BatchRows {
    /// To these.
    Chosen {
        /// Which.
        vehicles: Vec<VehicleOf>,
    },
    /// To all that the filter leaves. `expected` is how many the person saw; otherwise it is refused (`changed`).
    Filtered {
        /// The filter.
        filter: VehicleFilter,
        /// How many the person saw.
        expected: u32,
    },
}

/// What is done to each of many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "work", rename_all = "snake_case")]
pub enum BatchWork {
    /// Renew by so many months: from the last day, or from today where that is over.
    RenewMonths {
        /// 1 to 120.
        months: u32,
    },
    /// Renew to this last day.
    RenewUntil {
        /// The last day.
        day: String,
    },
    /// Remove the registrations.
    DeleteVehicles,
    /// Put the plates on the blacklist.
    AddBlacklist {
        /// The last day.
        until: String,
        /// Why.
        reason: String,
    },
    /// Take the plates off the blacklist.
    DeleteBlacklist,
    /// What a spreadsheet brought; made only by `apply_import`.
    Import {
        /// The file's name.
        file: String,
    },
}

/// How a batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BatchState {
    /// It is being worked on.
    Running,
    /// A person stopped it, or the program ended: it can go on.
    Stopped,
    /// The platform cannot be reached; it goes on by itself.
    Waiting,
    /// Every row has its outcome.
    Finished,
}

/// A batch and how far it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BatchView {
    /// Its number.
    pub id: i64,
    /// What is done.
    pub work: BatchWork,
    /// How it stands.
    pub state: BatchState,
    /// Rows in all.
    pub total: u32,
    /// Not yet tried.
    pub left: u32,
    /// Done.
    pub done: u32,
    /// Refused, or not done.
    pub failed: u32,
    /// Not known.
    pub unknown: u32,
    /// Who began it.
    pub by: String,
    /// When.
    pub at: i64,
    /// When the last row got its outcome.
    pub ended_at: Option<i64>,
}

/// Which batch.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
pub struct BatchOf {
    /// Its number.
    pub id: i64,
}

/// Rows of a batch.
#[derive(Debug, Clone, Default, Deserialize, TS)]
pub struct BatchRowsRequest {
    /// The batch.
    pub id: i64,
    /// Only rows that failed or are not known.
    #[serde(default)]
    pub failed_only: bool,
    /// So many rows are left out at the beginning.
    #[serde(default)]
    pub offset: u32,
    /// At most so many; 100 when 0, 500 at most.
    #[serde(default)]
    pub limit: u32,
}

/// Rows of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BatchRowsPage {
    /// So many rows there are.
    pub total: u32,
    /// The rows from `offset` on, in the order of the file or the table.
    pub rows: Vec<BatchRowView>,
}

/// A row of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BatchRowView {
    /// Its number in the file or the list, from 1.
    pub row: u32,
    /// The car park.
    pub parking_id: String,
    /// The plate.
    pub plate: PlateView,
    /// What is asked.
    pub operation: RegisterOperation,
    /// Before and after.
    pub changes: Vec<FieldChange>,
    /// What came of it; none while it waits.
    pub outcome: Option<WriteOutcome>,
    /// The platform's words.
    pub answer: Option<String>,
}
