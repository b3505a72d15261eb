//! Deleting old rows of the audit log so that what is left still verifies.

use gate_core::time::UtcMillis;
use rusqlite::{OptionalExtension, params};

use super::array;
use crate::change::Change;
use crate::error::StoreError;
use crate::writer::WriteTx;

/// Deletes up to `limit` of the oldest rows that are all from before `cutoff`, after noting under seal where the
/// chain goes on. Only a prefix goes, whatever the clock said when its rows were written. Answers how many went.
pub(crate) fn prune(
    tx: &WriteTx<'_>,
    cutoff: UtcMillis,
    now: UtcMillis,
    limit: i64,
) -> Result<u64, StoreError> {
    let Some(oldest) = tx
        .prepare_cached("SELECT id FROM audit ORDER BY id LIMIT 1")?
        .query_row([], |row| row.get::<_, i64>(0))
        .optional()?
    else {
        return Ok(0);
    };
    let kept: Option<i64> = tx
        .prepare_cached("SELECT min(id) FROM (SELECT id FROM audit WHERE id < $1 AND at >= $2)")?
        .query_row(params![oldest + limit, cutoff.0], |row| row.get(0))?;
    let newest: i64 = tx.prepare_cached("SELECT max(id) FROM audit")?.query_row([], |row| row.get(0))?;
    let pruned_to = kept.map_or(newest.min(oldest + limit - 1), |kept| kept - 1);
    if pruned_to < oldest {
        return Ok(0);
    }
    let hash: Vec<u8> = tx
        .prepare_cached("SELECT hash FROM audit WHERE id = $1")?
        .query_row([pruned_to], |row| row.get(0))?;
    let seal = tx.audit_key().seal("anchor", pruned_to, &array(&hash)?);
    tx.prepare_cached("INSERT INTO audit_anchors (pruned_to, hash, mac, at) VALUES ($1, $2, $3, $4)")?
        .execute(params![pruned_to, hash, seal.as_slice(), now.0])?;
    let gone = tx.prepare_cached("DELETE FROM audit WHERE id <= $1")?.execute([pruned_to])?;
    tx.changed(Change::Audit);
    Ok(gone as u64)
}
