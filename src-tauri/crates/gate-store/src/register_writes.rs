//! Writes to the platform's registers: written down before the request, ended by its answer, and where that was lost by what
//! the platform's list shows later.

mod entry;
mod operation;
mod settle;
#[cfg(test)]
mod tests;

use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::json;

use crate::audit::{self, AuditEntry};
use crate::error::StoreError;
use crate::issue_outcome::IssueOutcome;
use crate::mirrors::{self, Register};
use crate::store::Store;
use crate::writer::WriteTx;
use crate::{batches, blacklist, vehicles};

pub use entry::RegisterEntry;
pub use operation::RegisterOperation;
pub(crate) use settle::settle;

/// A write without an answer that is younger than this is under way: no call lasts longer, its token included.
pub(crate) const UNDER_WAY_MS: i64 = 90_000;
/// Characters of the platform's words that are kept.
const ANSWER_MAX: usize = 500;

/// A write that is about to be sent.
#[derive(Debug, Clone)]
pub struct NewRegisterWrite {
    /// The car park.
    pub parking_id: String,
    /// What is asked.
    pub operation: RegisterOperation,
    /// The plate as it is sent.
    pub plate: String,
    /// The entry that is asked for; none where it is removed.
    pub after: Option<RegisterEntry>,
    /// Who asks.
    pub by: String,
    /// The row of a batch that it belongs to: the batch's id and the row's number.
    pub batch_row: Option<(i64, u32)>,
}

/// How a request ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriteEnd {
    /// The platform took it.
    Done,
    /// The platform refused it, in its own words.
    Refused(String),
    /// Nothing was sent, or it was turned away before anything was done; why.
    NotSent(String),
    /// It was sent, and its answer was lost; what became of that.
    Lost(String),
}

/// A write and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterWriteRow {
    /// Its id.
    pub id: i64,
    /// The car park.
    pub parking_id: String,
    /// What was asked.
    pub operation: RegisterOperation,
    /// The plate as it was sent.
    pub plate: String,
    /// The plate, normalised.
    pub plate_key: String,
    /// The entry before, as the mirror knew it.
    pub before: Option<RegisterEntry>,
    /// The entry that was asked for.
    pub after: Option<RegisterEntry>,
    /// Who asked.
    pub by: String,
    /// When.
    pub at: UtcMillis,
    /// What came of it.
    pub outcome: IssueOutcome,
    /// The platform's words; empty without any.
    pub answer: String,
    /// When the answer came or was given up.
    pub answered_at: Option<UtcMillis>,
    /// When the platform's list last said what became of a lost answer.
    pub checked_at: Option<UtcMillis>,
}

impl Store {
    /// Writes down what is about to be asked, with an unknown outcome: to be called, and waited for, before the request, so that
    /// a crash loses none. Audited. A write of a batch is bound to its row in the same transaction.
    ///
    /// # Errors
    /// [`StoreError::WriteUnderWay`] while another write of the plate waits for its answer; as any write.
    pub async fn begin_register_write(
        &self,
        new: NewRegisterWrite,
        now: UtcMillis,
    ) -> Result<RegisterWriteRow, StoreError> {
        self.write(move |tx| {
            let register = new.operation.register();
            let key = mirrors::plate_key(&new.plate);
            refuse_a_second(tx, &new.parking_id, register, &key, now)?;
            let before = entry_of(tx, register, &new.parking_id, &key)?;
            let id: i64 = tx
                .prepare_cached(
                    "INSERT INTO register_writes (parking_id, operation, register, plate, plate_key, before, after, written_by,
                         written_at)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
                )?
                .query_row(
                    params![
                        new.parking_id,
                        new.operation.code(),
                        register.code(),
                        new.plate,
                        key,
                        to_json(before.as_ref())?,
                        to_json(new.after.as_ref())?,
                        new.by,
                        now.0
                    ],
                    |row| row.get(0),
                )?;
            if let Some((batch, row)) = new.batch_row {
                batches::bind(tx, batch, row, id)?;
            }
            let mut entry = AuditEntry::new(now, &new.by, new.operation.code(), &subject(&new.parking_id, &key));
            entry.before = before.as_ref().map(RegisterEntry::audited);
            entry.after = Some(json!({ "write": id, "entry": new.after.as_ref().map(RegisterEntry::audited) }));
            audit::append(tx, &entry)?;
            tx.changed(register.change());
            found(find(tx, id)?, id)
        })
        .await
    }

    /// Notes how the request ended, and takes over into the mirror what the platform took, in one transaction. The first word
    /// counts, later ones change nothing. Audited. Answers the write as it is then.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; as any write.
    pub async fn end_register_write(
        &self,
        id: i64,
        end: WriteEnd,
        now: UtcMillis,
    ) -> Result<RegisterWriteRow, StoreError> {
        self.write(move |tx| {
            let (outcome, words) = match &end {
                WriteEnd::Done => (IssueOutcome::Done, ""),
                WriteEnd::Refused(words) => (IssueOutcome::Refused, words.as_str()),
                WriteEnd::NotSent(_) => (IssueOutcome::NotDone, ""),
                WriteEnd::Lost(_) => (IssueOutcome::Unknown, ""),
            };
            let words: String = words.chars().take(ANSWER_MAX).collect();
            let counted = tx
                .prepare_cached(
                    "UPDATE register_writes SET outcome = $1, answer = $2, answered_at = $3
                     WHERE id = $4 AND answered_at IS NULL",
                )?
                .execute(params![outcome.code(), words, now.0, id])?;
            let row = found(find(tx, id)?, id)?;
            if counted == 0 {
                return Ok(row);
            }
            match &end {
                WriteEnd::Done => take_over(tx, &row, now)?,
                WriteEnd::NotSent(_) => batches::release(tx, id)?,
                WriteEnd::Refused(_) | WriteEnd::Lost(_) => {}
            }
            if !matches!(end, WriteEnd::NotSent(_)) {
                batches::note(tx, id, outcome, &words)?;
            }
            let subject = subject(&row.parking_id, &row.plate_key);
            let entry = AuditEntry::new(now, &row.by, "register_answer", &subject)
                .with_after(json!({ "write": id, "outcome": outcome.code() }));
            audit::append(tx, &entry)?;
            tx.changed(row.operation.register().change());
            Ok(row)
        })
        .await
    }

    /// One write; `None` if there is none of this id.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn register_write(&self, id: i64) -> Result<Option<RegisterWriteRow>, StoreError> {
        self.read(move |connection| find(connection, id)).await
    }

    /// What was written of a plate (in any writing) in a car park, the newest first.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn register_writes_of(
        &self,
        parking_id: &str,
        plate: &str,
        limit: u32,
    ) -> Result<Vec<RegisterWriteRow>, StoreError> {
        let (parking_id, key) = (parking_id.to_owned(), mirrors::plate_key(plate));
        self.read(move |connection| {
            let sql = format!("{SELECT} WHERE plate_key = $1 AND parking_id = $2 ORDER BY id DESC LIMIT $3");
            let mut statement = connection.prepare_cached(&sql)?;
            statement.query_and_then(params![key, parking_id, limit], read_write)?.collect()
        })
        .await
    }

    /// The plate's write whose answer was lost and of which no list has said anything yet, if there is one.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn unsettled_register_write(
        &self,
        parking_id: &str,
        register: Register,
        plate: &str,
    ) -> Result<Option<RegisterWriteRow>, StoreError> {
        let (parking_id, key) = (parking_id.to_owned(), mirrors::plate_key(plate));
        self.read(move |connection| {
            let sql = format!(
                "{SELECT} WHERE parking_id = $1 AND register = $2 AND plate_key = $3 AND outcome = 'unknown'
                     AND checked_at IS NULL ORDER BY id DESC LIMIT 1"
            );
            let mut statement = connection.prepare_cached(&sql)?;
            statement
                .query_and_then(params![parking_id, register.code(), key], read_write)?
                .next()
                .transpose()
        })
        .await
    }

    /// The entry of a plate (in any writing) in the mirror of a register.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn register_entry(
        &self,
        parking_id: &str,
        register: Register,
        plate: &str,
    ) -> Result<Option<RegisterEntry>, StoreError> {
        let (parking_id, key) = (parking_id.to_owned(), mirrors::plate_key(plate));
        self.read(move |connection| entry_of(connection, register, &parking_id, &key)).await
    }
}

/// Two writes of one plate that wait for their answers at once could be carried out in either order.
fn refuse_a_second(
    tx: &Connection,
    parking_id: &str,
    register: Register,
    key: &str,
    now: UtcMillis,
) -> Result<(), StoreError> {
    let under_way: bool = tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM register_writes WHERE parking_id = $1 AND register = $2 AND plate_key = $3
                 AND outcome = 'unknown' AND answered_at IS NULL AND written_at BETWEEN $4 AND $5)",
        )?
        .query_row(
            params![parking_id, register.code(), key, now.0 - UNDER_WAY_MS, now.0 + UNDER_WAY_MS],
            |row| row.get(0),
        )?;
    if under_way { Err(StoreError::WriteUnderWay) } else { Ok(()) }
}

/// Takes over into the mirror what the platform has by its word.
fn take_over(tx: &WriteTx<'_>, write: &RegisterWriteRow, at: UtcMillis) -> Result<(), StoreError> {
    let (parking_id, key) = (write.parking_id.as_str(), write.plate_key.as_str());
    match (write.operation.register(), &write.after) {
        (Register::Blacklist, Some(ban)) => blacklist::remember(tx, parking_id, ban, &write.by, at),
        (Register::Blacklist, None) => blacklist::forget(tx, parking_id, key).map(drop),
        (_, Some(entry)) => vehicles::remember(tx, parking_id, entry, at),
        (_, None) => vehicles::forget(tx, parking_id, key).map(drop),
    }
}

/// The entry of a normalised plate in the mirror.
fn entry_of(
    connection: &Connection,
    register: Register,
    parking_id: &str,
    key: &str,
) -> Result<Option<RegisterEntry>, StoreError> {
    if register == Register::Blacklist {
        let bans = blacklist::of_plate(connection, key)?;
        let ban = bans.into_iter().find(|row| row.parking_id == parking_id);
        return Ok(ban.map(|row| RegisterEntry::ban(&row.plate, row.until, &row.reason)));
    }
    let row = vehicles::of_plate(connection, key)?.into_iter().find(|row| row.parking_id == parking_id);
    let Some(row) = row else { return Ok(None) };
    let written: Option<String> = connection
        .prepare_cached("SELECT type_name FROM vehicles WHERE id = $1")?
        .query_row([row.id], |row| row.get(0))
        .optional()?;
    Ok(Some(RegisterEntry { type_name: written.unwrap_or_default(), ..RegisterEntry::from(&row) }))
}

const SELECT: &str = "SELECT id, parking_id, operation, plate, plate_key, before, after, written_by, written_at, outcome, answer,
        answered_at, checked_at FROM register_writes";

fn find(connection: &Connection, id: i64) -> Result<Option<RegisterWriteRow>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE id = $1"))?;
    statement.query_and_then([id], read_write)?.next().transpose()
}

fn found(row: Option<RegisterWriteRow>, id: i64) -> Result<RegisterWriteRow, StoreError> {
    row.ok_or_else(|| StoreError::NotFound { what: "register write", id: id.to_string() })
}

fn subject(parking_id: &str, key: &str) -> String {
    format!("{parking_id}/{key}")
}

fn to_json(entry: Option<&RegisterEntry>) -> Result<String, StoreError> {
    let Some(entry) = entry else { return Ok(String::new()) };
    serde_json::to_string(entry).map_err(|error| StoreError::BadValue(error.to_string()))
}

pub(crate) fn from_json(text: &str) -> Result<Option<RegisterEntry>, StoreError> {
    if text.is_empty() {
        return Ok(None);
    }
    serde_json::from_str(text)
        .map(Some)
        .map_err(|_| StoreError::BadValue("the entry of a register write".into()))
}

fn read_write(row: &Row<'_>) -> Result<RegisterWriteRow, StoreError> {
    let text = |index: usize| row.get_ref(index)?.as_str().map_err(rusqlite::Error::from);
    let time = |index: usize| -> rusqlite::Result<Option<UtcMillis>> {
        Ok(row.get::<_, Option<i64>>(index)?.map(UtcMillis))
    };
    Ok(RegisterWriteRow {
        id: row.get(0)?,
        parking_id: row.get(1)?,
        operation: RegisterOperation::from_code(text(2)?)?,
        plate: row.get(3)?,
        plate_key: row.get(4)?,
        before: from_json(text(5)?)?,
        after: from_json(text(6)?)?,
        by: row.get(7)?,
        at: UtcMillis(row.get(8)?),
        outcome: IssueOutcome::from_code(text(9)?)?,
        answer: row.get(10)?,
        answered_at: time(11)?,
        checked_at: time(12)?,
    })
}
