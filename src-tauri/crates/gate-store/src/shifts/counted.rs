//! What is counted of a shift. Each number is a stretch of an index, however much lies before it.

use std::collections::BTreeMap;

use gate_core::time::UtcMillis;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::scope::CarParkScope;
use crate::{deliveries, sessions};

/// What happened between two instants, as far as it was heard of, and how things stood at the second. It is kept as JSON: a field
/// that comes later needs a default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftCounted {
    /// Vehicles that came in; repeated readings are left out.
    pub came: u64,
    /// Vehicles that left.
    pub left: u64,
    /// Vehicles inside, as far as the sessions know.
    pub inside: u64,
    /// Lane openings that were not refused, by who and why, the most frequent first.
    pub openings: Vec<ShiftOpenings>,
    /// Parking sessions that were put right.
    pub corrections: u64,
    /// Alerts that were raised and had a reason, by kind.
    pub alerts: Vec<ShiftAlerts>,
    /// What the city was owed.
    pub backlog: u64,
    /// Of that, what needed a person.
    pub parked: u64,
}

/// Lane openings of one person for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftOpenings {
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
    /// How often.
    pub count: u64,
}

/// Alerts of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftAlerts {
    /// The kind, by its code.
    pub kind: String,
    /// How many were raised.
    pub count: u64,
    /// How many of them nobody acknowledged.
    pub open: u64,
}

pub(super) const PASSED: &str =
    "SELECT count(*) FILTER (WHERE direction = 'in'), count(*) FILTER (WHERE direction = 'out')
     FROM passages INDEXED BY passages_identity
     WHERE parking_id = $1 AND at >= $2 AND at < $3 AND role <> 'repeat'";
pub(super) const OPENINGS: &str = "SELECT parking_id, opened_by, reason, count(*) FROM lane_openings
     WHERE opened_at >= $1 AND opened_at < $2 AND outcome NOT IN ('refused', 'not_sent')
     GROUP BY parking_id, opened_by, reason";
pub(super) const CORRECTIONS: &str = "SELECT coalesce(s.parking_id, ''), count(*) FROM
         (SELECT session_id FROM corrections WHERE at >= $1 AND at < $2
          UNION SELECT session_id FROM session_corrections WHERE at >= $1 AND at < $2) c
     LEFT JOIN sessions s ON s.id = c.session_id GROUP BY 1";
pub(super) const ALERTS: &str =
    "SELECT parking_id, kind, count(*), count(*) FILTER (WHERE acknowledged_at IS NULL) FROM alerts
     WHERE raised_at >= $1 AND raised_at < $2 AND withdrawn_at IS NULL GROUP BY parking_id, kind";

/// What happened in these car parks from `from` up to before `until`, and how they stand.
pub(super) fn between(
    connection: &Connection,
    scope: &CarParkScope,
    from: UtcMillis,
    until: UtcMillis,
) -> Result<ShiftCounted, StoreError> {
    let mut counted = ShiftCounted {
        openings: openings(connection, scope, from, until)?,
        corrections: corrections(connection, scope, from, until)?,
        alerts: alerts(connection, scope, from, until)?,
        ..ShiftCounted::default()
    };
    for parking_id in deliveries::car_parks(connection, scope, None)? {
        let (came, left): (u64, u64) = connection
            .prepare_cached(PASSED)?
            .query_row(params![parking_id, from.0, until.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let owed = deliveries::owed_now(connection, &parking_id)?;
        counted.came += came;
        counted.left += left;
        counted.inside += u64::from(sessions::count_open(connection, &parking_id)?);
        counted.backlog += owed.undelivered;
        counted.parked += owed.parked;
    }
    Ok(counted)
}

fn openings(
    connection: &Connection,
    scope: &CarParkScope,
    from: UtcMillis,
    until: UtcMillis,
) -> Result<Vec<ShiftOpenings>, StoreError> {
    let mut statement = connection.prepare_cached(OPENINGS)?;
    let mut rows = statement.query(params![from.0, until.0])?;
    let mut counts: BTreeMap<(String, String), u64> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        if scope.holds(&row.get::<_, String>(0)?) {
            *counts.entry((row.get(1)?, row.get(2)?)).or_default() += row.get::<_, u64>(3)?;
        }
    }
    let mut openings: Vec<_> =
        counts.into_iter().map(|((by, reason), count)| ShiftOpenings { by, reason, count }).collect();
    openings.sort_by_key(|openings| std::cmp::Reverse(openings.count));
    Ok(openings)
}

fn corrections(
    connection: &Connection,
    scope: &CarParkScope,
    from: UtcMillis,
    until: UtcMillis,
) -> Result<u64, StoreError> {
    let mut statement = connection.prepare_cached(CORRECTIONS)?;
    let mut rows = statement.query(params![from.0, until.0])?;
    let mut sum = 0;
    while let Some(row) = rows.next()? {
        if scope.holds(&row.get::<_, String>(0)?) {
            sum += row.get::<_, u64>(1)?;
        }
    }
    Ok(sum)
}

fn alerts(
    connection: &Connection,
    scope: &CarParkScope,
    from: UtcMillis,
    until: UtcMillis,
) -> Result<Vec<ShiftAlerts>, StoreError> {
    let mut statement = connection.prepare_cached(ALERTS)?;
    let mut rows = statement.query(params![from.0, until.0])?;
    let mut counts: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let parking_id: String = row.get(0)?;
        // One about no car park, such as a full disk, is everybody's.
        if parking_id.is_empty() || scope.holds(&parking_id) {
            let (count, open) = counts.entry(row.get(1)?).or_default();
            *count += row.get::<_, u64>(2)?;
            *open += row.get::<_, u64>(3)?;
        }
    }
    Ok(counts.into_iter().map(|(kind, (count, open))| ShiftAlerts { kind, count, open }).collect())
}
