//! The rows of a batch: what is asked, by which write it is carried out, and what came of it.

use rusqlite::{OptionalExtension, Row, params};

use crate::error::StoreError;
use crate::issue_outcome::IssueOutcome;
use crate::register_writes::{self, RegisterEntry, RegisterOperation};
use crate::store::Store;
use crate::writer::WriteTx;

/// A row of a batch that is about to be begun.
#[derive(Debug, Clone)]
pub struct NewBatchRow {
    /// Its number, from 1; each once.
    pub row: u32,
    /// The car park.
    pub parking_id: String,
    /// What is asked.
    pub operation: RegisterOperation,
    /// The plate.
    pub plate: String,
    /// What is asked in full, as JSON (personal data).
    pub task: String,
    /// Before and after as JSON, masked.
    pub changes: String,
}

/// A row of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchRow {
    /// Its number.
    pub row: u32,
    /// The car park.
    pub parking_id: String,
    /// What is asked.
    pub operation: RegisterOperation,
    /// The plate.
    pub plate: String,
    /// What is asked in full, as JSON; empty once it was carried out or refused.
    pub task: String,
    /// Before and after as JSON, masked, as it was planned.
    pub changes: String,
    /// Before and after as it was written; none before that.
    pub written: Option<(Option<RegisterEntry>, Option<RegisterEntry>)>,
    /// What came of it; `None` while it waits or is under way.
    pub outcome: Option<IssueOutcome>,
    /// The platform's words.
    pub answer: String,
}

impl Store {
    /// Rows of a batch from `offset` on, at most `limit`, and how many there are; on demand only those that failed or are not known.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn batch_rows(
        &self,
        id: i64,
        failed_only: bool,
        offset: u32,
        limit: u32,
    ) -> Result<(u32, Vec<BatchRow>), StoreError> {
        let failed = if failed_only { "AND r.outcome IN ('refused', 'not_done', 'unknown')" } else { "" };
        self.read(move |connection| {
            let total = connection
                .prepare_cached(&format!("SELECT count(*) FROM batch_rows r WHERE r.batch_id = $1 {failed}"))?
                .query_row([id], |row| row.get(0))?;
            let sql =
                format!("{SELECT_ROWS} WHERE r.batch_id = $1 {failed} ORDER BY r.row_no LIMIT $2 OFFSET $3");
            let mut statement = connection.prepare_cached(&sql)?;
            let rows = statement.query_and_then(params![id, limit, offset], read_row)?;
            Ok((total, rows.collect::<Result<_, _>>()?))
        })
        .await
    }

    /// The next rows that were never sent, in their order, after this row.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn batch_rows_left(
        &self,
        id: i64,
        after: u32,
        limit: u32,
    ) -> Result<Vec<BatchRow>, StoreError> {
        self.read(move |connection| {
            let sql = format!(
                "{SELECT_ROWS} WHERE r.batch_id = $1 AND r.row_no > $2 AND r.outcome IS NULL AND r.write_id IS NULL
                 ORDER BY r.row_no LIMIT $3"
            );
            let mut statement = connection.prepare_cached(&sql)?;
            statement.query_and_then(params![id, after, limit], read_row)?.collect()
        })
        .await
    }

    /// Gives a row its outcome that never became a write: the registers do not allow it any more.
    ///
    /// # Errors
    /// As any write.
    pub async fn fail_batch_row(
        &self,
        id: i64,
        row: u32,
        outcome: IssueOutcome,
        answer: &str,
    ) -> Result<(), StoreError> {
        let answer = answer.to_owned();
        self.write(move |tx| {
            let free: bool = tx
                .prepare_cached(
                    "SELECT EXISTS (SELECT 1 FROM batch_rows
                     WHERE batch_id = $1 AND row_no = $2 AND outcome IS NULL AND write_id IS NULL)",
                )?
                .query_row(params![id, row], |row| row.get(0))?;
            if free { set_outcome(tx, id, row, None, outcome, &answer) } else { Ok(()) }
        })
        .await
    }
}

const SELECT_ROWS: &str =
    "SELECT r.row_no, r.parking_id, r.operation, r.plate, r.task, r.changes, r.outcome, r.answer, w.before,
        w.after FROM batch_rows r LEFT JOIN register_writes w ON w.id = r.write_id";

/// Binds a row to the write that carries it out. A row that is bound or has its outcome is never written again.
pub(crate) fn bind(tx: &WriteTx<'_>, batch: i64, row: u32, write: i64) -> Result<(), StoreError> {
    let bound = tx
        .prepare_cached(
            "UPDATE batch_rows SET write_id = $1
             WHERE batch_id = $2 AND row_no = $3 AND write_id IS NULL AND outcome IS NULL",
        )?
        .execute(params![write, batch, row])?;
    if bound == 1 {
        Ok(())
    } else {
        Err(StoreError::NotFound { what: "batch row", id: format!("{batch}/{row}") })
    }
}

/// Frees the row of a write that was not sent: it is its turn again.
pub(crate) fn release(tx: &WriteTx<'_>, write: i64) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE batch_rows SET write_id = NULL WHERE write_id = $1")?.execute([write])?;
    Ok(())
}

/// Gives the row of a write its outcome, if it belongs to a batch.
pub(crate) fn note(
    tx: &WriteTx<'_>,
    write: i64,
    outcome: IssueOutcome,
    answer: &str,
) -> Result<(), StoreError> {
    let row: Option<(i64, u32, Option<String>)> = tx
        .prepare_cached("SELECT batch_id, row_no, outcome FROM batch_rows WHERE write_id = $1")?
        .query_row([write], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((batch, row, before)) = row else { return Ok(()) };
    let before = before.as_deref().map(IssueOutcome::from_code).transpose()?;
    set_outcome(tx, batch, row, before, outcome, answer)
}

/// Gives a row its outcome and counts it. What was carried out or refused needs no task any more.
fn set_outcome(
    tx: &WriteTx<'_>,
    batch: i64,
    row: u32,
    before: Option<IssueOutcome>,
    outcome: IssueOutcome,
    answer: &str,
) -> Result<(), StoreError> {
    let over = matches!(outcome, IssueOutcome::Done | IssueOutcome::Refused);
    tx.prepare_cached(
        "UPDATE batch_rows SET outcome = $1, answer = $2, task = CASE WHEN $3 THEN '' ELSE task END
         WHERE batch_id = $4 AND row_no = $5",
    )?
    .execute(params![outcome.code(), answer, over, batch, row])?;
    let change = |counted: fn(IssueOutcome) -> bool| {
        i64::from(counted(outcome)) - i64::from(before.is_some_and(counted))
    };
    tx.prepare_cached(
        "UPDATE batches SET done = done + $1, failed = failed + $2, unknown = unknown + $3 WHERE id = $4",
    )?
    .execute(params![
        change(|it| it == IssueOutcome::Done),
        change(|it| matches!(it, IssueOutcome::Refused | IssueOutcome::NotDone)),
        change(|it| it == IssueOutcome::Unknown),
        batch
    ])?;
    Ok(())
}

fn read_row(row: &Row<'_>) -> Result<BatchRow, StoreError> {
    let text = |index: usize| row.get_ref(index)?.as_str().map_err(rusqlite::Error::from);
    let entry = |index: usize| -> Result<Option<RegisterEntry>, StoreError> {
        register_writes::from_json(&row.get::<_, Option<String>>(index)?.unwrap_or_default())
    };
    let written = row.get::<_, Option<String>>(8)?.is_some();
    let outcome: Option<String> = row.get(6)?;
    Ok(BatchRow {
        row: row.get(0)?,
        parking_id: row.get(1)?,
        operation: RegisterOperation::from_code(text(2)?)?,
        plate: row.get(3)?,
        task: row.get(4)?,
        changes: row.get(5)?,
        written: if written { Some((entry(8)?, entry(9)?)) } else { None },
        outcome: outcome.as_deref().map(IssueOutcome::from_code).transpose()?,
        answer: row.get(7)?,
    })
}
