//! Deliveries for people: lists, counts and attempts.

use gate_core::delivery::{DeliveryKind, DeliveryState};
use gate_core::time::UtcMillis;
use rusqlite::{Row, params};

use super::cancel::CANCELLABLE;
use crate::error::StoreError;
use crate::store::Store;

/// One delivery, for lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryRow {
    /// Our id.
    pub id: i64,
    /// The open platform's car park.
    pub parking_id: String,
    /// What it is.
    pub kind: DeliveryKind,
    /// Where it stands.
    pub state: DeliveryState,
    /// Its session.
    pub session: i64,
    /// The city's `businessid`.
    pub business_id: String,
    /// The session's plate; empty without one.
    pub plate: String,
    /// The passage's time.
    pub event_at: UtcMillis,
    /// Refusals of the item itself.
    pub attempts: u32,
    /// Requests that reached the platform.
    pub tries: u32,
    /// Why it needs a person.
    pub parked_reason: Option<String>,
    /// What went wrong last.
    pub last_error: Option<String>,
    /// HTTP status of the last answer.
    pub last_status: Option<u16>,
    /// The platform's last answer.
    pub answer: Option<String>,
    /// What it waits for besides its time: `photo`, `arrival`, or `predecessor`.
    pub waits_for: Option<String>,
    /// When it is tried next, while it is due or waits for its time.
    pub next_attempt_at: Option<UtcMillis>,
    /// When the city accepted it.
    pub delivered_at: Option<UtcMillis>,
    /// MD5 of the photo that was sent last, or will be.
    pub photo_md5: Option<String>,
    /// Why it was given up.
    pub give_up_reason: Option<String>,
    /// Who sent it again, for a photo that a person sent.
    pub asked_by: Option<String>,
    /// It is such a photo, and nothing of it went out yet.
    pub cancellable: bool,
}

/// Which deliveries a list shows; in the order of their passages.
#[derive(Debug, Clone, Default)]
pub struct DeliveryFilter {
    /// Only in this state.
    pub state: Option<DeliveryState>,
    /// Only of this session.
    pub session: Option<i64>,
    /// Passages from this instant on.
    pub from: Option<UtcMillis>,
    /// Passages before this instant.
    pub to: Option<UtcMillis>,
    /// At most so many; 0 for all.
    pub limit: u32,
}

/// How many deliveries stand where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DeliveryCounts {
    /// May be sent now.
    pub due: u64,
    /// Wait for something.
    pub waiting: u64,
    /// Need a person.
    pub parked: u64,
    /// The city has them.
    pub delivered: u64,
    /// Given up by a person.
    pub given_up: u64,
    /// Wait behind something that is parked or given up: these wait for a person too.
    pub behind_parked: u64,
    /// The oldest passage that is owed and not given up.
    pub oldest_undelivered_at: Option<UtcMillis>,
}

/// One attempt that did not settle its delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptRow {
    /// When its outcome came.
    pub at: UtcMillis,
    /// The outcome's code.
    pub outcome: String,
    /// HTTP status.
    pub status: Option<u16>,
    /// The answer, or the failure in words.
    pub answer: String,
    /// Milliseconds it took.
    pub elapsed_ms: i64,
    /// Bytes sent.
    pub bytes: i64,
    /// MD5 of the photo that was sent.
    pub photo_md5: Option<String>,
}

/// Where a row stands, from its columns; `$1` is now.
pub(super) const STATE: &str = "CASE WHEN d.delivered_at IS NOT NULL THEN 'delivered'
    WHEN d.given_up_at IS NOT NULL THEN 'given_up'
    WHEN d.parked_reason IS NOT NULL THEN 'parked'
    WHEN d.blocked_by IS NOT NULL OR d.awaits IS NOT NULL OR d.next_attempt_at > $1 THEN 'waiting'
    ELSE 'due' END";

impl Store {
    /// Deliveries, in the order of their passages.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn deliveries(
        &self,
        filter: DeliveryFilter,
        now: UtcMillis,
    ) -> Result<Vec<DeliveryRow>, StoreError> {
        self.read(move |connection| {
            let sql = format!(
                "SELECT * FROM (SELECT d.id, d.parking_id, d.kind, {STATE} AS state, d.session_id, s.business_id, s.plate,
                    d.event_at, d.attempts, d.tries, d.parked_reason, d.last_error, d.last_status, d.answer,
                    CASE WHEN d.awaits IS NOT NULL THEN d.awaits WHEN d.blocked_by IS NOT NULL THEN 'predecessor' END,
                    d.next_attempt_at, d.delivered_at, coalesce(d.photo_md5, p.fitted_md5), d.give_up_reason,
                    d.asked_by, {CANCELLABLE}
                 FROM deliveries d JOIN sessions s ON s.id = d.session_id LEFT JOIN photos p ON p.id = d.photo_id
                 WHERE d.event_at >= $2 AND d.event_at < $3 AND ($4 IS NULL OR d.session_id = $4))
                 WHERE $5 IS NULL OR state = $5 ORDER BY event_at, id LIMIT $6"
            );
            let limit = if filter.limit == 0 { -1 } else { i64::from(filter.limit) };
            let from = filter.from.map_or(i64::MIN, |at| at.0);
            let to = filter.to.map_or(i64::MAX, |at| at.0);
            let state = filter.state.map(DeliveryState::code);
            let mut statement = connection.prepare_cached(&sql)?;
            let values = params![now.0, from, to, filter.session, state, limit];
            statement.query_and_then(values, delivery_row)?.collect()
        })
        .await
    }

    /// How many deliveries stand where, as of `now`.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn count_deliveries(&self, now: UtcMillis) -> Result<DeliveryCounts, StoreError> {
        self.read(move |connection| {
            let sql = format!(
                "SELECT {STATE}, count(*), min(CASE WHEN d.delivered_at IS NULL AND d.given_up_at IS NULL THEN d.event_at END)
                 FROM deliveries d GROUP BY 1"
            );
            let mut counts = DeliveryCounts::default();
            let mut statement = connection.prepare_cached(&sql)?;
            let mut rows = statement.query([now.0])?;
            while let Some(row) = rows.next()? {
                let count: u64 = row.get(1)?;
                match DeliveryState::from_code(&row.get::<_, String>(0)?) {
                    Some(DeliveryState::Due) => counts.due = count,
                    Some(DeliveryState::Waiting) => counts.waiting = count,
                    Some(DeliveryState::Parked) => counts.parked = count,
                    Some(DeliveryState::Delivered) => counts.delivered = count,
                    Some(DeliveryState::GivenUp) => counts.given_up = count,
                    None => {}
                }
                let oldest = row.get::<_, Option<i64>>(2)?.map(UtcMillis);
                counts.oldest_undelivered_at = match (counts.oldest_undelivered_at, oldest) {
                    (Some(one), Some(other)) => Some(one.min(other)),
                    (one, other) => one.or(other),
                };
            }
            // Three steps at most lie between an arrival and its departure's photo.
            counts.behind_parked = connection
                .prepare_cached(
                    "WITH RECURSIVE behind (id) AS (
                        SELECT d.id FROM deliveries d JOIN deliveries b ON b.id = d.blocked_by
                        WHERE d.blocked_by IS NOT NULL AND d.parked_reason IS NULL AND d.given_up_at IS NULL
                            AND (b.parked_reason IS NOT NULL OR b.given_up_at IS NOT NULL)
                        UNION SELECT d.id FROM deliveries d JOIN behind ON d.blocked_by = behind.id
                        WHERE d.parked_reason IS NULL AND d.given_up_at IS NULL)
                     SELECT count(*) FROM behind",
                )?
                .query_row([], |row| row.get(0))?;
            Ok(counts)
        })
        .await
    }

    /// Whether nothing is left that goes by itself: everything is delivered, given up, parked, or behind something parked.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn nothing_left_to_send(&self) -> Result<bool, StoreError> {
        self.read(|connection| {
            // Asked again and again while a backlog drains, so what answers at once is asked first, each by its index.
            for free in [
                "INDEXED BY deliveries_due WHERE delivered_at IS NULL AND parked_reason IS NULL AND given_up_at IS NULL
                    AND blocked_by IS NULL AND awaits IS NULL",
                "INDEXED BY deliveries_undelivered WHERE delivered_at IS NULL AND parked_reason IS NULL AND given_up_at IS NULL
                    AND blocked_by IS NULL AND awaits IS NOT NULL",
            ] {
                let any = format!("SELECT EXISTS (SELECT 1 FROM deliveries {free})");
                if connection.prepare_cached(&any)?.query_row([], |row| row.get(0))? {
                    return Ok(false);
                }
            }
            // Whatever is left is behind something; its chain ends in something parked or given up, since nothing is free.
            Ok(true)
        })
        .await
    }

    /// The attempts of a delivery that did not settle it, in order.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn attempts(&self, delivery: i64) -> Result<Vec<AttemptRow>, StoreError> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT at, outcome, status, coalesce(answer, ''), elapsed_ms, bytes, photo_md5 FROM delivery_attempts
                 WHERE delivery_id = $1 ORDER BY id",
            )?;
            let rows = statement.query_map([delivery], |row| {
                Ok(AttemptRow {
                    at: UtcMillis(row.get(0)?),
                    outcome: row.get(1)?,
                    status: row.get(2)?,
                    answer: row.get(3)?,
                    elapsed_ms: row.get(4)?,
                    bytes: row.get(5)?,
                    photo_md5: row.get(6)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }
}

pub(super) fn delivery_row(row: &Row<'_>) -> Result<DeliveryRow, StoreError> {
    let kind: String = row.get(2)?;
    let state: String = row.get(3)?;
    let state =
        DeliveryState::from_code(&state).ok_or_else(|| StoreError::BadValue(format!("state {state:?}")))?;
    let next_attempt_at = UtcMillis(row.get(15)?);
    let waits_for: Option<String> = row.get(14)?;
    let goes_by_time = matches!(state, DeliveryState::Due | DeliveryState::Waiting) && waits_for.is_none();
    Ok(DeliveryRow {
        id: row.get(0)?,
        parking_id: row.get(1)?,
        kind: DeliveryKind::from_code(&kind).ok_or_else(|| StoreError::BadValue(format!("kind {kind:?}")))?,
        state,
        session: row.get(4)?,
        business_id: row.get(5)?,
        plate: row.get(6)?,
        event_at: UtcMillis(row.get(7)?),
        attempts: row.get(8)?,
        tries: row.get(9)?,
        parked_reason: row.get(10)?,
        last_error: row.get(11)?,
        last_status: row.get(12)?,
        answer: row.get(13)?,
        waits_for: waits_for.filter(|_| state == DeliveryState::Waiting),
        next_attempt_at: goes_by_time.then_some(next_attempt_at),
        delivered_at: row.get::<_, Option<i64>>(16)?.map(UtcMillis),
        photo_md5: row.get(17)?,
        give_up_reason: row.get(18)?,
        asked_by: row.get(19)?,
        cancellable: row.get(20)?,
    })
}
