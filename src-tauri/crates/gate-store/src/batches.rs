//! Batches: many writes to the registers, row by row, each with what came of it.

mod lock;
mod rows;
#[cfg(test)]
mod tests;

use gate_core::time::UtcMillis;
use rusqlite::{Row, params};
use serde_json::json;

use crate::audit::{self, AuditEntry};
use crate::change::Change;
use crate::error::StoreError;
use crate::issue_outcome::IssueOutcome;
use crate::mirrors::Register;
use crate::register_writes::RegisterOperation;
use crate::store::Store;

pub use lock::BatchLock;
pub use rows::{BatchRow, NewBatchRow};
pub(crate) use rows::{bind, note, release};

/// How a batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchState {
    /// It is being worked on.
    Running,
    /// The platform cannot be reached.
    Waiting,
    /// A person stopped it, or its process ended.
    Stopped,
    /// Every row has its outcome.
    Finished,
}

impl BatchState {
    fn code(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Waiting => "waiting",
            Self::Stopped => "stopped",
            Self::Finished => "finished",
        }
    }

    fn from_code(code: &str) -> Result<Self, StoreError> {
        let all = [Self::Running, Self::Waiting, Self::Stopped, Self::Finished];
        let known = all.into_iter().find(|state| state.code() == code);
        known.ok_or_else(|| StoreError::BadValue(format!("batch state {code:?}")))
    }
}

/// A batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchSummary {
    /// Its id.
    pub id: i64,
    /// What is done, as JSON.
    pub work: String,
    /// Who began it.
    pub by: String,
    /// When.
    pub at: UtcMillis,
    /// How it stands, as its row says.
    pub state: BatchState,
    /// Rows in all.
    pub total: u32,
    /// Rows that are done.
    pub done: u32,
    /// Rows that were refused or not done.
    pub failed: u32,
    /// Rows of which it is not known.
    pub unknown: u32,
    /// When the last row got its outcome.
    pub ended_at: Option<UtcMillis>,
}

impl Store {
    /// Writes a batch down, stopped, with all its rows. Audited. Answers its id.
    ///
    /// # Errors
    /// As any write.
    pub async fn create_batch(
        &self,
        work: String,
        rows: Vec<NewBatchRow>,
        by: &str,
        now: UtcMillis,
    ) -> Result<i64, StoreError> {
        let by = by.to_owned();
        self.write(move |tx| {
            let id: i64 = tx
                .prepare_cached(
                    "INSERT INTO batches (work, begun_by, begun_at, total) VALUES ($1, $2, $3, $4) RETURNING id",
                )?
                .query_row(params![work, by, now.0, rows.len() as i64], |row| row.get(0))?;
            let mut insert = tx.prepare_cached(
                "INSERT INTO batch_rows (batch_id, row_no, parking_id, operation, plate, task, changes)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )?;
            for row in &rows {
                let operation = row.operation.code();
                insert.execute(params![id, row.row, row.parking_id, operation, row.plate, row.task, row.changes])?;
            }
            let entry = AuditEntry::new(now, &by, "batch_create", &format!("batch:{id}"))
                .with_after(json!({ "rows": rows.len() }));
            audit::append(tx, &entry)?;
            tx.changed(Change::Batches);
            Ok(id)
        })
        .await
    }

    /// One batch; `None` if there is none of this id.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn batch(&self, id: i64) -> Result<Option<BatchSummary>, StoreError> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE id = $1"))?;
            statement.query_and_then([id], read_batch)?.next().transpose()
        })
        .await
    }

    /// The newest batches, newest first.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn batches(&self, limit: u32) -> Result<Vec<BatchSummary>, StoreError> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(&format!("{SELECT} ORDER BY id DESC LIMIT $1"))?;
            statement.query_and_then([limit], read_batch)?.collect()
        })
        .await
    }

    /// The car parks that a batch writes to.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn batch_car_parks(&self, id: i64) -> Result<Vec<String>, StoreError> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT DISTINCT parking_id FROM batch_rows WHERE batch_id = $1 ORDER BY parking_id",
            )?;
            Ok(statement.query_map([id], |row| row.get(0))?.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// The registers that must be read to know what became of a batch's lost answers: those of which no list has said anything.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn batch_registers_unknown(&self, id: i64) -> Result<Vec<(String, Register)>, StoreError> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT DISTINCT r.parking_id, r.operation FROM batch_rows r JOIN register_writes w ON w.id = r.write_id
                 WHERE r.batch_id = $1 AND r.outcome = 'unknown' AND w.checked_at IS NULL ORDER BY 1, 2",
            )?;
            let rows = statement.query_and_then([id], |row| {
                let operation = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
                Ok::<_, StoreError>((row.get(0)?, RegisterOperation::from_code(operation)?.register()))
            })?;
            let mut registers = rows.collect::<Result<Vec<(String, Register)>, _>>()?;
            registers.dedup();
            Ok(registers)
        })
        .await
    }

    /// Says how a batch stands; one that is finished stays so. Audited with who made it so.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; as any write.
    pub async fn set_batch_state(
        &self,
        id: i64,
        state: BatchState,
        by: &str,
        now: UtcMillis,
    ) -> Result<BatchSummary, StoreError> {
        let by = by.to_owned();
        self.write(move |tx| {
            let ended = (state == BatchState::Finished).then_some(now.0);
            let changed = tx
                .prepare_cached(
                    "UPDATE batches SET state = $1, ended_at = coalesce($2, ended_at)
                     WHERE id = $3 AND state <> 'finished' AND state <> $1",
                )?
                .execute(params![state.code(), ended, id])?;
            if changed > 0 {
                let entry = AuditEntry::new(now, &by, "batch_state", &format!("batch:{id}"))
                    .with_after(json!({ "state": state.code() }));
                audit::append(tx, &entry)?;
                tx.changed(Change::Batches);
            }
            let mut statement = tx.prepare_cached(&format!("{SELECT} WHERE id = $1"))?;
            let batch = statement.query_and_then([id], read_batch)?.next().transpose()?;
            batch.ok_or_else(|| StoreError::NotFound { what: "batch", id: id.to_string() })
        })
        .await
    }

    /// What a process left behind that ended in the middle: its batches are stopped, and what was under way has lost its answer.
    /// To be called by whoever has just taken the [`BatchLock`].
    ///
    /// # Errors
    /// As any write.
    pub async fn stop_dead_batches(&self, now: UtcMillis) -> Result<(), StoreError> {
        self.write(move |tx| {
            let stopped = tx
                .prepare_cached("UPDATE batches SET state = 'stopped' WHERE state IN ('running', 'waiting')")?
                .execute([])?;
            let lost: Vec<i64> = tx
                .prepare_cached(
                    "SELECT r.write_id FROM batches b JOIN batch_rows r ON r.batch_id = b.id
                     WHERE b.state <> 'finished' AND r.outcome IS NULL AND r.write_id IS NOT NULL ORDER BY 1",
                )?
                .query_map([], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            for write in &lost {
                tx.prepare_cached(
                    "UPDATE register_writes SET answered_at = $1 WHERE id = $2 AND answered_at IS NULL",
                )?
                .execute(params![now.0, write])?;
                note(tx, *write, IssueOutcome::Unknown, "")?;
            }
            if stopped > 0 || !lost.is_empty() {
                tx.changed(Change::Batches);
            }
            Ok(())
        })
        .await
    }
}

const SELECT: &str =
    "SELECT id, work, begun_by, begun_at, state, total, done, failed, unknown, ended_at FROM batches";
fn read_batch(row: &Row<'_>) -> Result<BatchSummary, StoreError> {
    Ok(BatchSummary {
        id: row.get(0)?,
        work: row.get(1)?,
        by: row.get(2)?,
        at: UtcMillis(row.get(3)?),
        state: BatchState::from_code(row.get_ref(4)?.as_str().map_err(rusqlite::Error::from)?)?,
        total: row.get(5)?,
        done: row.get(6)?,
        failed: row.get(7)?,
        unknown: row.get(8)?,
        ended_at: row.get::<_, Option<i64>>(9)?.map(UtcMillis),
    })
}
