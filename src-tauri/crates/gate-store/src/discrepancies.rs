//! In what the open platform's list of vehicles inside and the open sessions differ.

use std::collections::HashMap;
use std::time::Duration;

use gate_core::reconcile::{Counts, Discrepancy, DiscrepancyKind, OVERDUE_AFTER, Resemblance, Sightings};
use gate_core::time::UtcMillis;
use rusqlite::{Connection, Row, params};
use serde_json::Value;

use crate::change::Change;
use crate::error::StoreError;
use crate::store::Store;

/// Staff choose after how many milliseconds inside a vehicle is overdue.
const OVERDUE_SETTING: &str = "overdue_after_ms";

/// A difference, and in which samples it was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiscrepancyRow {
    /// The open platform's car park.
    pub parking_id: String,
    /// The difference.
    pub found: Discrepancy,
    /// In which samples.
    pub seen: Sightings,
}

/// What a sample came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reconciled {
    /// Differences that people are told of.
    pub standing: u64,
    /// Whether these are others than before.
    pub changed: bool,
}

impl Store {
    /// Replaces a car park's differences by those of a new sample. Those that were there keep when they were first seen,
    /// and those that are gone are forgotten. Only what people are told of counts as a change.
    ///
    /// # Errors
    /// A failure to write.
    pub async fn replace_discrepancies(
        &self,
        parking_id: &str,
        found: Vec<Discrepancy>,
        now: UtcMillis,
    ) -> Result<Reconciled, StoreError> {
        let parking_id = parking_id.to_owned();
        self.write(move |tx| {
            let mut known = known(tx, &parking_id)?;
            let mut reconciled = Reconciled::default();
            for found in &found {
                let before = known.remove(&key(found)).map(|(_, before)| before);
                let seen = before.as_ref().map_or(Sightings::first(now), |before| before.seen.again(now));
                put(tx, &parking_id, found, seen)?;
                let stood = before.as_ref().filter(|before| stands(before)).map(|before| &before.found);
                let standing = found.kind.stands(&seen).then_some(found);
                reconciled.changed |= stood != standing;
                reconciled.standing += u64::from(standing.is_some());
            }
            let mut delete = tx.prepare_cached("DELETE FROM discrepancies WHERE id = $1")?;
            for (id, gone) in known.values() {
                delete.execute([id])?;
                reconciled.changed |= stands(gone);
            }
            if reconciled.changed {
                tx.changed(Change::Sessions);
            }
            Ok(reconciled)
        })
        .await
    }

    /// The differences that people are told of, of one car park or all, those of the longest stays first. What was settled since
    /// the last sample, by a passage or by a person, is no difference any more and is not told.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn discrepancies(&self, parking_id: Option<&str>) -> Result<Vec<DiscrepancyRow>, StoreError> {
        let parking_id = parking_id.map(str::to_owned);
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM ({UNSETTLED}) WHERE $1 IS NULL OR parking_id = $1 ORDER BY since, id"
            ))?;
            let mut rows = statement.query([parking_id])?;
            let mut standing = Vec::new();
            while let Some(row) = rows.next()? {
                let (_, row) = read_row(row)?;
                if stands(&row) {
                    standing.push(row);
                }
            }
            Ok(standing)
        })
        .await
    }

    /// After which time inside a vehicle is overdue.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn overdue_after(&self) -> Result<Duration, StoreError> {
        let set = self.setting(OVERDUE_SETTING).await?;
        Ok(set.as_ref().and_then(Value::as_u64).map_or(OVERDUE_AFTER, Duration::from_millis))
    }

    /// Sets it, from the next sample on. Audited.
    ///
    /// # Errors
    /// As any write.
    pub async fn set_overdue_after(
        &self,
        overdue_after: Duration,
        by: &str,
        now: UtcMillis,
    ) -> Result<(), StoreError> {
        let ms = u64::try_from(overdue_after.as_millis()).unwrap_or(u64::MAX);
        self.set_setting(OVERDUE_SETTING, ms.into(), by, now).await
    }
}

const COLUMNS: &str =
    "id, parking_id, kind, plate, since, session_id, entered_at, lane_no, left_at, resembles,
    resembles_session, counted_sessions, counted_listed, first_seen_at, last_seen_at, seen_times";

/// What still differs by the sessions as they are now: of a session that is open as it was seen, of a listed vehicle that has none,
/// and of numbers that are not the same by now. A look-alike's session is named while it lacks its other half.
const UNSETTLED: &str = "SELECT d.id, d.parking_id, d.kind, d.plate, d.since, d.session_id, d.entered_at, d.lane_no, d.left_at,
        CASE WHEN d.resembles_session IS NULL OR EXISTS (SELECT 1 FROM sessions s WHERE s.id = d.resembles_session
            AND s.state IN ('open', 'awaiting_arrival') AND s.plate = d.resembles) THEN d.resembles ELSE '' END AS resembles,
        d.resembles_session, d.counted_sessions, d.counted_listed, d.first_seen_at, d.last_seen_at, d.seen_times
    FROM discrepancies d
    WHERE NOT EXISTS (SELECT 1 FROM sessions s
            WHERE s.id = d.session_id AND (s.state <> 'open' OR s.plate <> d.plate OR s.sort_at <> d.since))
        AND NOT (d.session_id IS NULL AND d.plate <> '' AND EXISTS (SELECT 1 FROM sessions s
            WHERE s.parking_id = d.parking_id AND s.plate = d.plate AND s.state = 'open'))
        AND NOT (d.kind = 'other_count' AND d.counted_listed = (SELECT count(*) FROM sessions s
            WHERE s.parking_id = d.parking_id AND s.plate = '' AND s.state = 'open' AND s.sort_at <= d.last_seen_at - 600000))";

const PUT: &str = "INSERT INTO discrepancies (parking_id, kind, plate, since, session_id, entered_at, lane_no, left_at,
        resembles, resembles_session, counted_sessions, counted_listed, first_seen_at, last_seen_at, seen_times)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
    ON CONFLICT (parking_id, kind, plate, since) DO UPDATE SET session_id = excluded.session_id,
        entered_at = excluded.entered_at, lane_no = excluded.lane_no, left_at = excluded.left_at,
        resembles = excluded.resembles, resembles_session = excluded.resembles_session,
        counted_sessions = excluded.counted_sessions, counted_listed = excluded.counted_listed,
        first_seen_at = excluded.first_seen_at, last_seen_at = excluded.last_seen_at, seen_times = excluded.seen_times";

/// What identifies a difference within its car park.
type Key = (DiscrepancyKind, String, UtcMillis);

fn key(found: &Discrepancy) -> Key {
    (found.kind, found.plate.clone(), found.since)
}

fn stands(row: &DiscrepancyRow) -> bool {
    row.found.kind.stands(&row.seen)
}

fn known(
    connection: &Connection,
    parking_id: &str,
) -> Result<HashMap<Key, (i64, DiscrepancyRow)>, StoreError> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM discrepancies WHERE parking_id = $1"))?;
    let mut rows = statement.query([parking_id])?;
    let mut known = HashMap::new();
    while let Some(row) = rows.next()? {
        let (id, row) = read_row(row)?;
        known.insert(key(&row.found), (id, row));
    }
    Ok(known)
}

fn put(
    connection: &Connection,
    parking_id: &str,
    found: &Discrepancy,
    seen: Sightings,
) -> Result<(), StoreError> {
    let resembles = found.resembles.as_ref();
    connection.prepare_cached(PUT)?.execute(params![
        parking_id,
        found.kind.code(),
        found.plate,
        found.since.0,
        found.session,
        found.entered_at.map(|at| at.0),
        found.lane_no.as_deref().unwrap_or_default(),
        found.left_at.map(|at| at.0),
        resembles.map_or("", |other| &other.plate),
        resembles.and_then(|other| other.session),
        found.counts.map_or(0, |counts| counts.sessions),
        found.counts.map_or(0, |counts| counts.listed),
        seen.first_at.0,
        seen.last_at.0,
        seen.times,
    ])?;
    Ok(())
}

fn read_row(row: &Row<'_>) -> Result<(i64, DiscrepancyRow), StoreError> {
    let code: String = row.get(2)?;
    let kind = DiscrepancyKind::from_code(&code)
        .ok_or_else(|| StoreError::BadValue(format!("discrepancy {code:?}")))?;
    let instant = |at: Option<i64>| at.map(UtcMillis);
    let resembled: String = row.get(9)?;
    let resembles = Resemblance { plate: resembled, session: row.get(10)? };
    let counts = Counts { sessions: row.get(11)?, listed: row.get(12)? };
    let found = Discrepancy {
        kind,
        plate: row.get(3)?,
        since: UtcMillis(row.get(4)?),
        session: row.get(5)?,
        entered_at: instant(row.get(6)?),
        lane_no: Some(row.get(7)?).filter(|lane_no: &String| !lane_no.is_empty()),
        left_at: instant(row.get(8)?),
        resembles: Some(resembles).filter(|other| !other.plate.is_empty()),
        counts: Some(counts).filter(|_| kind == DiscrepancyKind::OtherCount),
    };
    let seen = Sightings {
        first_at: UtcMillis(row.get(13)?),
        last_at: UtcMillis(row.get(14)?),
        times: row.get(15)?,
    };
    Ok((row.get(0)?, DiscrepancyRow { parking_id: row.get(1)?, found, seen }))
}

#[cfg(test)]
mod tests;
