//! Deliveries in numbers: per day and car park, and how reporting stands now. Each number is a count over a stretch of one
//! index; delivered is what is left of all, so that sending keeps no index for it.

use gate_core::delivery::ParkedReason;
use gate_core::time::{DAY_MS, UtcMillis};
use rusqlite::{Connection, params};

use crate::city_history;
use crate::error::StoreError;
use crate::scope::CarParkScope;
use crate::store::Store;

/// A day's deliveries of one car park, by the days of their passages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryDay {
    /// When the day in China began.
    pub day: UtcMillis,
    /// The car park.
    pub parking_id: String,
    /// Passages, repeat readings left out.
    pub passages: u64,
    /// Deliveries that the city should have: all but those that were given up.
    pub owed: u64,
    /// Of these, delivered.
    pub delivered: u64,
    /// Of these, to be sent or waiting for something.
    pub waiting: u64,
    /// Of these, in need of a person.
    pub parked: u64,
    /// Given up.
    pub given_up: u64,
}

/// How reporting of one car park stands now.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportingNow {
    /// The car park.
    pub parking_id: String,
    /// Deliveries that wait or are due.
    pub waiting: u64,
    /// Of these, those that go by themselves, as far as can be seen.
    pub going: u64,
    /// Deliveries that need a person.
    pub parked: u64,
    /// The oldest passage that the city is still owed.
    pub oldest_undelivered_at: Option<UtcMillis>,
    /// Deliveries a minute in the last quarter of an hour.
    pub per_minute: f64,
}

/// Throughput is measured over this time, in milliseconds.
const MEASURED_MS: i64 = 900_000;
/// So many of those that wait behind something parked are counted.
pub(super) const MOST_BEHIND: i64 = 20_000;

pub(crate) const PASSAGES: &str = "SELECT count(*) FROM passages INDEXED BY passages_identity WHERE parking_id = $1 AND at >= $2 AND at < $3";
pub(crate) const REPEATS: &str = "SELECT count(*) FROM passages INDEXED BY passages_repeats
     WHERE parking_id = $1 AND at >= $2 AND at < $3 AND role = 'repeat'";
pub(crate) const ALL: &str = "SELECT count(*) FROM deliveries INDEXED BY deliveries_time
     WHERE parking_id = $1 AND event_at >= $2 AND event_at < $3";
pub(crate) const UNDELIVERED: &str = "SELECT count(*) FROM deliveries INDEXED BY deliveries_undelivered
     WHERE parking_id = $1 AND event_at >= $2 AND event_at < $3 AND delivered_at IS NULL AND given_up_at IS NULL";
pub(crate) const GIVEN_UP: &str = "SELECT count(*) FROM deliveries INDEXED BY deliveries_given_up
     WHERE parking_id = $1 AND event_at >= $2 AND event_at < $3 AND given_up_at IS NOT NULL AND delivered_at IS NULL";
pub(crate) const PARKED: &str = "SELECT count(*) FROM deliveries INDEXED BY deliveries_parked_time
     WHERE parking_id = $1 AND event_at >= $2 AND event_at < $3 AND parked_reason = $4
        AND parked_reason IS NOT NULL AND delivered_at IS NULL AND given_up_at IS NULL";
pub(crate) const OLDEST: &str = "SELECT min(event_at) FROM deliveries INDEXED BY deliveries_undelivered
     WHERE parking_id = $1 AND delivered_at IS NULL AND given_up_at IS NULL";
/// Three steps at most lie between an arrival and its departure's photo.
pub(crate) const BEHIND: &str = "WITH RECURSIVE behind (id) AS (
        SELECT d.id FROM deliveries b INDEXED BY deliveries_parked_time JOIN deliveries d INDEXED BY deliveries_blocked ON d.blocked_by = b.id
        WHERE b.parking_id = $1 AND b.parked_reason IS NOT NULL AND b.delivered_at IS NULL AND b.given_up_at IS NULL
            AND d.blocked_by IS NOT NULL AND d.parked_reason IS NULL AND d.given_up_at IS NULL
        UNION SELECT d.id FROM deliveries b INDEXED BY deliveries_given_up JOIN deliveries d INDEXED BY deliveries_blocked ON d.blocked_by = b.id
        WHERE b.parking_id = $1 AND b.given_up_at IS NOT NULL AND b.delivered_at IS NULL
            AND d.blocked_by IS NOT NULL AND d.parked_reason IS NULL AND d.given_up_at IS NULL
        UNION SELECT d.id FROM behind JOIN deliveries d INDEXED BY deliveries_blocked ON d.blocked_by = behind.id
        WHERE d.blocked_by IS NOT NULL AND d.parked_reason IS NULL AND d.given_up_at IS NULL LIMIT $2)
     SELECT count(*) FROM behind";

impl Store {
    /// The days from `first` on, `days` of them, per car park, in order of day and car park; those of which nothing is known are
    /// left out.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn delivery_days(
        &self,
        scope: CarParkScope,
        parking_id: Option<String>,
        first: UtcMillis,
        days: u32,
    ) -> Result<Vec<DeliveryDay>, StoreError> {
        self.read(move |connection| {
            let car_parks = car_parks(connection, &scope, parking_id)?;
            let mut found = Vec::new();
            for n in 0..i64::from(days) {
                for parking_id in &car_parks {
                    let day = UtcMillis(first.0 + n * DAY_MS);
                    let tally = day_of(connection, parking_id, day)?;
                    if tally.passages + tally.owed + tally.given_up > 0 {
                        found.push(tally);
                    }
                }
            }
            Ok(found)
        })
        .await
    }

    /// How reporting of each car park that owes or owed the city anything stands now.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn reporting_now(
        &self,
        scope: CarParkScope,
        parking_id: Option<String>,
        now: UtcMillis,
    ) -> Result<Vec<ReportingNow>, StoreError> {
        self.read(move |connection| {
            let mut known =
                of_index(connection, "SELECT min(parking_id) FROM deliveries WHERE parking_id > $1")?;
            known.extend(of_index(
                connection,
                "SELECT min(parking_id) FROM city_state WHERE parking_id > $1",
            )?);
            known.sort();
            known.dedup();
            known.retain(|id| scope.holds(id) && parking_id.as_ref().is_none_or(|only| only == id));
            known.into_iter().map(|id| now_of(connection, id, now)).collect()
        })
        .await
    }
}

fn day_of(connection: &Connection, parking_id: &str, day: UtcMillis) -> Result<DeliveryDay, StoreError> {
    let count = |sql| count(connection, sql, parking_id, day.0, day.0 + DAY_MS);
    let (all, undelivered) = (count(ALL)?, count(UNDELIVERED)?);
    let (given_up, parked) = (count(GIVEN_UP)?, parked(connection, parking_id, day.0, day.0 + DAY_MS)?);
    let owed = all.saturating_sub(given_up);
    Ok(DeliveryDay {
        day,
        parking_id: parking_id.to_owned(),
        passages: count(PASSAGES)?.saturating_sub(count(REPEATS)?),
        owed,
        delivered: owed.saturating_sub(undelivered),
        waiting: undelivered.saturating_sub(parked),
        parked,
        given_up,
    })
}

fn now_of(connection: &Connection, parking_id: String, now: UtcMillis) -> Result<ReportingNow, StoreError> {
    let ever = |sql| count(connection, sql, &parking_id, i64::MIN, i64::MAX);
    let parked = parked(connection, &parking_id, i64::MIN, i64::MAX)?;
    let waiting = ever(UNDELIVERED)?.saturating_sub(parked);
    let behind = behind(connection, &parking_id)?;
    let oldest =
        connection.prepare_cached(OLDEST)?.query_row([&parking_id], |row| row.get::<_, Option<i64>>(0))?;
    let since = city_history::slot_of(UtcMillis(now.0 - MEASURED_MS));
    let delivered: u64 = connection
        .prepare_cached(
            "SELECT coalesce(sum(delivered), 0) FROM city_history WHERE slot >= $1 AND slot <= $2 AND parking_id = $3",
        )?
        .query_row(params![since, now.0, parking_id], |row| row.get(0))?;
    let minutes = (now.0 - since) as f64 / 60_000.0;
    Ok(ReportingNow {
        waiting,
        going: waiting.saturating_sub(behind),
        parked,
        oldest_undelivered_at: oldest.map(UtcMillis),
        per_minute: delivered as f64 / minutes,
        parking_id,
    })
}

/// What one car park's city is still owed.
pub(crate) struct OwedNow {
    /// What was neither delivered nor given up.
    pub(crate) undelivered: u64,
    /// Of these, in need of a person.
    pub(crate) parked: u64,
}

/// What one car park's city is still owed, counted by indexes only.
pub(crate) fn owed_now(connection: &Connection, parking_id: &str) -> Result<OwedNow, StoreError> {
    Ok(OwedNow {
        undelivered: count(connection, UNDELIVERED, parking_id, i64::MIN, i64::MAX)?,
        parked: parked(connection, parking_id, i64::MIN, i64::MAX)?,
    })
}

/// How many wait behind something that is parked or given up, as far as they are counted.
pub(super) fn behind(connection: &Connection, parking_id: &str) -> Result<u64, StoreError> {
    Ok(connection.prepare_cached(BEHIND)?.query_row(params![parking_id, MOST_BEHIND], |row| row.get(0))?)
}

/// Reason by reason, since each is a stretch of the index.
fn parked(connection: &Connection, parking_id: &str, from: i64, until: i64) -> Result<u64, StoreError> {
    let mut statement = connection.prepare_cached(PARKED)?;
    let mut sum = 0;
    for reason in ParkedReason::ALL {
        let values = params![parking_id, from, until, reason.code()];
        sum += statement.query_row(values, |row| row.get::<_, u64>(0))?;
    }
    Ok(sum)
}

fn count(
    connection: &Connection,
    sql: &str,
    parking_id: &str,
    from: i64,
    until: i64,
) -> Result<u64, StoreError> {
    Ok(connection.prepare_cached(sql)?.query_row(params![parking_id, from, until], |row| row.get(0))?)
}

/// The car parks that have passages or deliveries, by id.
pub(crate) fn car_parks(
    connection: &Connection,
    scope: &CarParkScope,
    only: Option<String>,
) -> Result<Vec<String>, StoreError> {
    let mut known = match only {
        Some(only) => vec![only],
        None => {
            let mut known =
                of_index(connection, "SELECT min(parking_id) FROM passages WHERE parking_id > $1")?;
            known.extend(of_index(
                connection,
                "SELECT min(parking_id) FROM deliveries WHERE parking_id > $1",
            )?);
            known
        }
    };
    known.sort();
    known.dedup();
    known.retain(|id| scope.holds(id));
    Ok(known)
}

/// The distinct car parks of a table, each found from the one before.
pub(super) fn of_index(connection: &Connection, sql: &str) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let (mut found, mut last) = (Vec::new(), String::new());
    while let Some(next) = statement.query_row([&last], |row| row.get::<_, Option<String>>(0))? {
        last.clone_from(&next);
        found.push(next);
    }
    Ok(found)
}
