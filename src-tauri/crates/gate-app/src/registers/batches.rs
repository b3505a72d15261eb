//! Many writes in one go. Every row stands in the database before the first is sent, rows go out in their order and paced, and
//! none is sent twice: what was under way when a process died is asked for, not repeated.

mod runner;
mod tasks;

use gate_core::plate;
use gate_store::{BatchLock, BatchRow, BatchState as Kept, BatchSummary, NewBatchRow, RegisterEntry, Store};

use super::views::{self, Shown};
use crate::{
    commands::views as plates,
    contract::{
        Code, Failure,
        types::{BatchRowView, BatchState, BatchView, BatchWork, FieldChange},
    },
    now,
};

pub use runner::{Ended, Runner};
pub use tasks::{RowTask, renewed};

/// Rows of one batch at most, as of one spreadsheet.
pub const MOST_ROWS: usize = 50_000;

/// A row that is to be carried out.
#[derive(Debug, Clone)]
pub struct NewRow {
    /// Its number in the file or the list, from 1; each once.
    pub row: u32,
    /// The car park.
    pub parking_id: String,
    /// The plate, normalised.
    pub plate: String,
    /// The entry as it is now, as far as it is known: what is shown as before.
    pub before: Option<RegisterEntry>,
    /// What is asked.
    pub task: RowTask,
}

/// Writes a batch down. It waits for who carries it out. Answers its id.
///
/// # Errors
/// [`Code::Invalid`] (`vehicles`) for none or too many rows; failures of the database.
pub async fn create(store: &Store, work: &BatchWork, rows: Vec<NewRow>, by: &str) -> Result<i64, Failure> {
    if rows.is_empty() {
        return Err(Failure::invalid("vehicles", "empty"));
    }
    if rows.len() > MOST_ROWS {
        return Err(Failure::invalid("vehicles", "too_many").with("most", MOST_ROWS as i64));
    }
    let work = to_json(work)?;
    let rows = rows.into_iter().map(|row| {
        let after = row.task.planned(&row.plate, row.before.as_ref());
        Ok(NewBatchRow {
            row: row.row,
            parking_id: row.parking_id,
            operation: row.task.operation(),
            changes: to_json(&views::changes(row.before.as_ref(), after.as_ref(), Shown::Masked))?,
            task: to_json(&row.task)?,
            plate: row.plate,
        })
    });
    let rows = rows.collect::<Result<Vec<_>, Failure>>()?;
    Ok(store.create_batch(work, rows, by, now()).await?)
}

/// A batch as it is shown. One that is being worked on by nobody is stopped.
#[must_use]
pub fn view(store: &Store, batch: BatchSummary) -> BatchView {
    let state = match batch.state {
        Kept::Finished => BatchState::Finished,
        Kept::Running if BatchLock::is_held(store.dir()) => BatchState::Running,
        Kept::Waiting if BatchLock::is_held(store.dir()) => BatchState::Waiting,
        Kept::Running | Kept::Waiting | Kept::Stopped => BatchState::Stopped,
    };
    // Written by this program; a work that a newer one wrote is shown as a file without a name.
    let work = serde_json::from_str(&batch.work).unwrap_or(BatchWork::Import { file: String::new() });
    BatchView {
        id: batch.id,
        work,
        state,
        total: batch.total,
        left: batch.total.saturating_sub(batch.done + batch.failed + batch.unknown),
        done: batch.done,
        failed: batch.failed,
        unknown: batch.unknown,
        by: batch.by,
        at: batch.at.0,
        ended_at: batch.ended_at.map(|at| at.0),
    }
}

/// A row of a batch as it is shown: as it was written once it was, else as it was planned.
#[must_use]
pub fn row_view(row: BatchRow) -> BatchRowView {
    let changes = match &row.written {
        Some((before, after)) => views::changes(before.as_ref(), after.as_ref(), Shown::Masked),
        None => serde_json::from_str::<Vec<FieldChange>>(&row.changes).unwrap_or_default(),
    };
    BatchRowView {
        row: row.row,
        plate: plates::plate(&plate::normalise(&row.plate)),
        operation: views::operation(row.operation),
        changes,
        outcome: row.outcome.map(views::outcome),
        answer: Some(row.answer).filter(|words| !words.is_empty()),
        parking_id: row.parking_id,
    }
}

fn to_json(value: &impl serde::Serialize) -> Result<String, Failure> {
    serde_json::to_string(value)
        .map_err(|error| Failure::new(Code::Internal).with("detail", error.to_string()))
}
