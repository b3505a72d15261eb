//! What a whole reading of the platform's list says of writes whose answer was lost.

use gate_core::time::{DAY_MS, UtcMillis};
use rusqlite::params;
use serde_json::json;

use super::entry::{Verdict, verdict};
use super::{RegisterWriteRow, SELECT, UNDER_WAY_MS, entry_of, read_write, subject, take_over};
use crate::audit::{self, AuditEntry};
use crate::batches;
use crate::error::StoreError;
use crate::issue_outcome::IssueOutcome;
use crate::mirrors::Register;
use crate::writer::WriteTx;

/// Settles the writes of one register that were over before the reading began at `begun_at`; of later ones it may have been too
/// early. What was found not to be done within the last day may be done after all: the platform was slow, not silent.
pub(crate) fn settle(
    tx: &WriteTx<'_>,
    parking_id: &str,
    register: Register,
    begun_at: UtcMillis,
    now: UtcMillis,
) -> Result<(), StoreError> {
    let mut writes = unknown(tx, parking_id, register, begun_at)?;
    writes.extend(lately_not_done(tx, parking_id, register, now)?);
    for write in writes {
        let listed = entry_of(tx, register, parking_id, &write.plate_key)?;
        let outcome = match verdict(write.before.as_ref(), write.after.as_ref(), listed.as_ref()) {
            Verdict::Done => IssueOutcome::Done,
            Verdict::NotDone => IssueOutcome::NotDone,
            Verdict::CannotTell => IssueOutcome::Unknown,
        };
        note(tx, &write, outcome, now)?;
    }
    Ok(())
}

fn note(
    tx: &WriteTx<'_>,
    write: &RegisterWriteRow,
    outcome: IssueOutcome,
    now: UtcMillis,
) -> Result<(), StoreError> {
    if write.outcome == outcome && write.checked_at.is_some() {
        return Ok(());
    }
    tx.prepare_cached(
        "UPDATE register_writes SET outcome = $1, checked_at = $2, answered_at = coalesce(answered_at, $2) WHERE id = $3",
    )?
    .execute(params![outcome.code(), now.0, write.id])?;
    if outcome == IssueOutcome::Done {
        // As of the write, so that whatever came later on either side stays.
        take_over(tx, write, write.answered_at.unwrap_or(write.at))?;
    }
    batches::note(tx, write.id, outcome, "")?;
    let entry =
        AuditEntry::new(now, "system", "register_check", &subject(&write.parking_id, &write.plate_key))
            .with_after(json!({ "write": write.id, "outcome": outcome.code() }));
    audit::append(tx, &entry)?;
    Ok(())
}

/// Without an answer and over. What is under way is left alone.
fn unknown(
    tx: &WriteTx<'_>,
    parking_id: &str,
    register: Register,
    begun_at: UtcMillis,
) -> Result<Vec<RegisterWriteRow>, StoreError> {
    let sql = format!(
        "{SELECT} WHERE parking_id = $1 AND register = $2 AND outcome = 'unknown'
             AND coalesce(answered_at, written_at + $3) <= $4 ORDER BY id"
    );
    let mut statement = tx.prepare_cached(&sql)?;
    statement
        .query_and_then(params![parking_id, register.code(), UNDER_WAY_MS, begun_at.0], read_write)?
        .collect()
}

/// Of a plate that was written to again since, the later write decides what its list shows.
fn lately_not_done(
    tx: &WriteTx<'_>,
    parking_id: &str,
    register: Register,
    now: UtcMillis,
) -> Result<Vec<RegisterWriteRow>, StoreError> {
    let sql = format!(
        "{SELECT} AS w WHERE parking_id = $1 AND register = $2 AND outcome = 'not_done' AND checked_at IS NOT NULL
             AND written_at > $3
             AND NOT EXISTS (SELECT 1 FROM register_writes n WHERE n.plate_key = w.plate_key AND n.id > w.id
                 AND n.parking_id = w.parking_id AND n.register = w.register)
         ORDER BY id"
    );
    let mut statement = tx.prepare_cached(&sql)?;
    statement.query_and_then(params![parking_id, register.code(), now.0 - DAY_MS], read_write)?.collect()
}
