//! Shifts at the booth: what happened in one, and those that were handed over.

mod counted;

use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::json;

use crate::audit::{self, AuditEntry};
use crate::change::Change;
use crate::error::StoreError;
use crate::scope::CarParkScope;
use crate::store::Store;

pub use counted::{ShiftAlerts, ShiftCounted, ShiftOpenings};

/// A shift that was handed over. It never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShiftRow {
    /// Its id.
    pub id: i64,
    /// The car parks that it was of; none named means all.
    pub car_parks: Vec<String>,
    /// From when.
    pub begun_at: UtcMillis,
    /// Until when.
    pub closed_at: UtcMillis,
    /// Who left.
    pub left_by: String,
    /// Who came.
    pub taken_by: String,
    /// What the one said to the other.
    pub note: String,
    /// What was counted.
    pub counted: ShiftCounted,
}

/// A shift to be closed. Both have signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShiftClosing {
    /// The car parks that it is of; none named means all.
    pub car_parks: Vec<String>,
    /// The beginning that both were shown.
    pub begun_at: UtcMillis,
    /// Who leaves.
    pub left_by: String,
    /// Who comes.
    pub taken_by: String,
    /// What the one says to the other.
    pub note: String,
}

const LAST: &str = "SELECT closed_at FROM shifts WHERE car_parks = $1 ORDER BY id DESC LIMIT 1";
const BEFORE: &str = "SELECT id, car_parks, begun_at, closed_at, left_by, taken_by, note, counted FROM shifts
     WHERE id < $1 ORDER BY id DESC";
const ONE: &str =
    "SELECT id, car_parks, begun_at, closed_at, left_by, taken_by, note, counted FROM shifts WHERE id = $1";

impl Store {
    /// When the shift of these car parks that goes on began, and what happened since. It began where their last one ended; where
    /// none was ever closed, with the day in China.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn shift_now(
        &self,
        car_parks: Vec<String>,
        now: UtcMillis,
    ) -> Result<(UtcMillis, ShiftCounted), StoreError> {
        self.read(move |connection| {
            let begun_at = began(connection, &key(&car_parks), now)?;
            let counted =
                counted::between(connection, &CarParkScope::of(&car_parks), begun_at, until(begun_at, now))?;
            Ok((begun_at, counted))
        })
        .await
    }

    /// Closes the shift that goes on; what is counted is counted within the same transaction. Audited.
    ///
    /// # Errors
    /// [`StoreError::ChangedMeanwhile`] if the shift that goes on is another than both were shown; as any write.
    pub async fn close_shift(&self, closing: ShiftClosing, now: UtcMillis) -> Result<ShiftRow, StoreError> {
        self.write(move |tx| {
            let key = key(&closing.car_parks);
            if began(tx, &key, now)? != closing.begun_at {
                return Err(StoreError::ChangedMeanwhile);
            }
            let closed_at = until(closing.begun_at, now);
            let scope = CarParkScope::of(&closing.car_parks);
            let counted = counted::between(tx, &scope, closing.begun_at, closed_at)?;
            let text =
                serde_json::to_string(&counted).map_err(|error| StoreError::BadValue(error.to_string()))?;
            let id: i64 = tx
                .prepare_cached(
                    "INSERT INTO shifts (car_parks, begun_at, closed_at, left_by, taken_by, note, counted)
                     VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
                )?
                .query_row(
                    params![
                        key,
                        closing.begun_at.0,
                        closed_at.0,
                        closing.left_by,
                        closing.taken_by,
                        closing.note,
                        text
                    ],
                    |row| row.get(0),
                )?;
            let row = ShiftRow {
                id,
                car_parks: closing.car_parks.clone(),
                begun_at: closing.begun_at,
                closed_at,
                left_by: closing.left_by.clone(),
                taken_by: closing.taken_by.clone(),
                note: closing.note.clone(),
                counted,
            };
            audit::append(tx, &entry(&row, now))?;
            tx.changed(Change::Shifts);
            Ok(row)
        })
        .await
    }

    /// Shifts that were handed over, the newest first, before the id `before`: those whose car parks all lie within `scope`. One
    /// of all car parks is seen by whoever sees all.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn shifts(
        &self,
        scope: CarParkScope,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<ShiftRow>, StoreError> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(BEFORE)?;
            let mut rows = statement.query([before.unwrap_or(i64::MAX)])?;
            let mut found = Vec::new();
            while found.len() < limit as usize {
                let Some(row) = rows.next()? else { break };
                let shift = read_shift(row)?;
                if is_within(&scope, &shift.car_parks) {
                    found.push(shift);
                }
            }
            Ok(found)
        })
        .await
    }

    /// One shift that was handed over; `None` if there is none of this id, or not within `scope`.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn shift(&self, scope: CarParkScope, id: i64) -> Result<Option<ShiftRow>, StoreError> {
        self.read(move |connection| {
            let found =
                connection.prepare_cached(ONE)?.query_and_then([id], read_shift)?.next().transpose()?;
            Ok(found.filter(|shift| is_within(&scope, &shift.car_parks)))
        })
        .await
    }
}

/// What the audit log holds of it: enough to see by its seals that the row is as it was signed for.
fn entry(row: &ShiftRow, now: UtcMillis) -> AuditEntry {
    let (counted, sum) = (&row.counted, |counts: &mut dyn Iterator<Item = u64>| counts.sum::<u64>());
    AuditEntry::new(now, &row.left_by, "shift_close", &format!("shift:{}", row.id)).with_after(json!({
        "taken_by": row.taken_by,
        "begun_at": row.begun_at.0,
        "closed_at": row.closed_at.0,
        "car_parks": row.car_parks,
        "note": row.note,
        "came": counted.came,
        "left": counted.left,
        "inside": counted.inside,
        "openings": sum(&mut counted.openings.iter().map(|openings| openings.count)),
        "corrections": counted.corrections,
        "alerts": sum(&mut counted.alerts.iter().map(|alerts| alerts.count)),
        "backlog": counted.backlog,
        "parked": counted.parked,
    }))
}

/// The car parks as they stand in a row: sorted, so that the same ones are the same text.
fn key(car_parks: &[String]) -> String {
    let mut sorted = car_parks.to_vec();
    sorted.sort();
    sorted.dedup();
    serde_json::Value::from(sorted).to_string()
}

/// A clock that was set back makes no shift that ends before it began.
fn until(begun_at: UtcMillis, now: UtcMillis) -> UtcMillis {
    now.max(begun_at)
}

fn began(connection: &Connection, key: &str, now: UtcMillis) -> Result<UtcMillis, StoreError> {
    let last: Option<i64> = connection.prepare_cached(LAST)?.query_row([key], |row| row.get(0)).optional()?;
    let today = || UtcMillis::parse_china_day_or_time(&now.china_day()).unwrap_or(now);
    Ok(last.map_or_else(today, UtcMillis))
}

fn is_within(scope: &CarParkScope, car_parks: &[String]) -> bool {
    scope.is_all() || (!car_parks.is_empty() && car_parks.iter().all(|id| scope.holds(id)))
}

fn read_shift(row: &Row<'_>) -> Result<ShiftRow, StoreError> {
    let id: i64 = row.get(0)?;
    let bad = |what: &str| StoreError::BadValue(format!("{what} of shift {id}"));
    Ok(ShiftRow {
        id,
        car_parks: serde_json::from_str(&row.get::<_, String>(1)?).map_err(|_| bad("the car parks"))?,
        begun_at: UtcMillis(row.get(2)?),
        closed_at: UtcMillis(row.get(3)?),
        left_by: row.get(4)?,
        taken_by: row.get(5)?,
        note: row.get(6)?,
        counted: serde_json::from_str(&row.get::<_, String>(7)?).map_err(|_| bad("what was counted"))?,
    })
}

#[cfg(test)]
mod tests;
