//! Alerts: raised once, kept until acknowledged, and longer while their cause stands.

mod bans;
mod doubted;
mod passages;

use gate_core::alert::AlertKind;
use gate_core::time::UtcMillis;
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::audit::{self, AuditEntry};
use crate::change::Change;
use crate::error::StoreError;
use crate::store::Store;

pub use doubted::Rechecked;
pub use passages::AlertedPassages;

/// Open alerts that are shown at most, the newest ones.
const OPEN_MAX: i64 = 500;

/// What belongs to an alert. Never personal data.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AlertDetail {
    /// A number: days over, milliseconds of clock, items parked, bytes free …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<i64>,
    /// Words that somebody wrote, such as why a plate is blacklisted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// A condition that calls for an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAlert {
    /// What it is about.
    pub kind: AlertKind,
    /// Which one of its kind, by which it is raised once and cleared: a lane, a car park; empty where there is only one.
    pub subject: String,
    /// The car park; empty if it is about none.
    pub parking_id: String,
    /// The lane's number; empty if it is about none.
    pub lane_no: String,
    /// What belongs to it.
    pub detail: AlertDetail,
}

impl NewAlert {
    /// About something that there is once.
    #[must_use]
    pub fn new(kind: AlertKind, detail: AlertDetail) -> NewAlert {
        NewAlert { kind, subject: String::new(), parking_id: String::new(), lane_no: String::new(), detail }
    }

    /// About a car park, which is its subject.
    #[must_use]
    pub fn of_car_park(kind: AlertKind, parking_id: &str, detail: AlertDetail) -> NewAlert {
        let parking_id = parking_id.to_owned();
        NewAlert { subject: parking_id.clone(), parking_id, ..NewAlert::new(kind, detail) }
    }

    /// About a lane, whose subject is `parking_id/lane_no`.
    #[must_use]
    pub fn of_lane(kind: AlertKind, parking_id: &str, lane_no: &str, detail: AlertDetail) -> NewAlert {
        NewAlert {
            subject: format!("{parking_id}/{lane_no}"),
            lane_no: lane_no.to_owned(),
            ..NewAlert::of_car_park(kind, parking_id, detail)
        }
    }
}

/// One alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertRow {
    /// Its id.
    pub id: i64,
    /// What it is about.
    pub kind: AlertKind,
    /// Which one of its kind; for a passage its id.
    pub subject: String,
    /// The car park; empty if it is about none.
    pub parking_id: String,
    /// The lane's number; empty if it is about none.
    pub lane_no: String,
    /// The plate, normalised; empty if it is about none.
    pub plate: String,
    /// The passage that it is about. Such an alert stands for something that happened and is never cleared.
    pub passage_id: Option<i64>,
    /// What belongs to it.
    pub detail: AlertDetail,
    /// When it was raised; for a condition that came and went before anybody saw it, when it came last.
    pub raised_at: UtcMillis,
    /// How often the condition came before anybody acknowledged it.
    pub times: u32,
    /// When the condition was over; `None` while it stands.
    pub cleared_at: Option<UtcMillis>,
    /// When somebody acknowledged it.
    pub acknowledged_at: Option<UtcMillis>,
    /// Who acknowledged it.
    pub acknowledged_by: Option<String>,
    /// When it turned out to have had no reason. Such an alert is no longer open.
    pub withdrawn_at: Option<UtcMillis>,
}

/// Which alerts are wanted; the newest come first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertFilter {
    /// Only of this kind.
    pub kind: Option<AlertKind>,
    /// Only those raised from this instant on.
    pub from: Option<UtcMillis>,
    /// Only those raised before this instant.
    pub to: Option<UtcMillis>,
    /// Only those before this id.
    pub before_id: Option<i64>,
    /// At most so many.
    pub limit: u32,
}

impl Default for AlertFilter {
    fn default() -> Self {
        AlertFilter { kind: None, from: None, to: None, before_id: None, limit: 100 }
    }
}

impl Store {
    /// Raises an alert about a condition and answers its id; `None` if it stands already, and then what belongs to it is
    /// brought up to date. A condition that came back before anybody acknowledged its last alert reopens that one and is no
    /// news either: a camera that flickers is one alert and not fifty.
    ///
    /// # Errors
    /// As any write.
    pub async fn raise_alert(&self, new: NewAlert, now: UtcMillis) -> Result<Option<i64>, StoreError> {
        let (kind, subject) = (new.kind, new.subject.clone());
        let known = self.read(move |connection| standing(connection, kind, &subject)).await?;
        if known.is_some_and(|alert| alert.cleared_at.is_none() && alert.detail == new.detail) {
            return Ok(None);
        }
        self.write(move |tx| {
            let last = standing(tx, new.kind, &new.subject)?;
            let detail = text_of(&new.detail)?;
            tx.changed(Change::Alerts);
            let Some(last) = last else {
                let id = tx
                    .prepare_cached(
                        "INSERT INTO alerts (kind, subject, parking_id, lane_no, detail, raised_at)
                         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
                    )?
                    .query_row(
                        params![
                            new.kind.code(),
                            new.subject,
                            new.parking_id,
                            new.lane_no,
                            detail,
                            now.0
                        ],
                        |row| row.get(0),
                    )?;
                return Ok(Some(id));
            };
            let came_back = last.cleared_at.is_some();
            tx.prepare_cached(
                "UPDATE alerts SET detail = $1, raised_at = $2, times = times + $3, cleared_at = NULL WHERE id = $4",
            )?
            .execute(params![
                detail,
                if came_back { now.0 } else { last.raised_at.0 },
                i64::from(came_back),
                last.id
            ])?;
            Ok(None)
        })
        .await
    }

    /// Notes that a condition is over. Says whether there was an alert about it. One that nobody acknowledged stays until
    /// somebody does.
    ///
    /// # Errors
    /// As any write.
    pub async fn clear_alert(
        &self,
        kind: AlertKind,
        subject: &str,
        now: UtcMillis,
    ) -> Result<bool, StoreError> {
        let subject = subject.to_owned();
        let asked = subject.clone();
        let known = self.read(move |connection| standing(connection, kind, &asked)).await?;
        if known.is_none_or(|alert| alert.cleared_at.is_some()) {
            return Ok(false);
        }
        self.write(move |tx| {
            let cleared = tx
                .prepare_cached(
                    "UPDATE alerts SET cleared_at = $1
                     WHERE kind = $2 AND subject = $3 AND cleared_at IS NULL AND passage_id IS NULL",
                )?
                .execute(params![now.0, kind.code(), subject])?;
            if cleared > 0 {
                tx.changed(Change::Alerts);
            }
            Ok(cleared > 0)
        })
        .await
    }

    /// Notes who saw an alert: the first one counts. Audited. Answers the alert as it is then.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; as any write.
    pub async fn acknowledge_alert(&self, id: i64, by: &str, now: UtcMillis) -> Result<AlertRow, StoreError> {
        let by = by.to_owned();
        self.write(move |tx| {
            let first = tx
                .prepare_cached(
                    "UPDATE alerts SET acknowledged_at = $1, acknowledged_by = $2
                     WHERE id = $3 AND acknowledged_at IS NULL",
                )?
                .execute(params![now.0, by, id])?;
            let alert =
                find(tx, id)?.ok_or_else(|| StoreError::NotFound { what: "alert", id: id.to_string() })?;
            if first > 0 {
                let entry = AuditEntry::new(now, &by, "alert_acknowledge", &format!("alert:{id}"))
                    .with_after(json!({
                        "kind": alert.kind.code(), "subject": alert.subject, "plate": alert.plate,
                        "raised_at": alert.raised_at.0
                    }));
                audit::append(tx, &entry)?;
                tx.changed(Change::Alerts);
            }
            Ok(alert)
        })
        .await
    }

    /// Alerts that nobody has acknowledged, whether or not their condition is over, and acknowledged ones whose condition
    /// still stands: those that wait for somebody first, each the newest first; 500 at most.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn open_alerts(&self) -> Result<Vec<AlertRow>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(OPEN)?;
            let rows = statement.query_and_then([OPEN_MAX], read_alert)?;
            rows.collect()
        })
        .await
    }

    /// One alert; `None` if there is none of this id.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn alert(&self, id: i64) -> Result<Option<AlertRow>, StoreError> {
        self.read(move |connection| find(connection, id)).await
    }

    /// Alerts, newest first, acknowledged or not.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn alerts(&self, filter: AlertFilter) -> Result<Vec<AlertRow>, StoreError> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id, kind, subject, parking_id, lane_no, plate, passage_id, detail, raised_at, times, cleared_at,
                        acknowledged_at, acknowledged_by, withdrawn_at
                 FROM alerts
                 WHERE ($1 = '' OR kind = $1) AND raised_at >= $2 AND raised_at < $3 AND id < $4
                 ORDER BY id DESC LIMIT $5",
            )?;
            let rows = statement.query_and_then(
                params![
                    filter.kind.map_or("", AlertKind::code),
                    filter.from.map_or(i64::MIN, |at| at.0),
                    filter.to.map_or(i64::MAX, |at| at.0),
                    filter.before_id.unwrap_or(i64::MAX),
                    filter.limit
                ],
                read_alert,
            )?;
            rows.collect()
        })
        .await
    }
}

const OPEN: &str =
    "SELECT id, kind, subject, parking_id, lane_no, plate, passage_id, detail, raised_at, times,
        cleared_at, acknowledged_at, acknowledged_by, withdrawn_at
     FROM alerts WHERE (acknowledged_at IS NULL OR (cleared_at IS NULL AND passage_id IS NULL)) AND withdrawn_at IS NULL
     ORDER BY acknowledged_at IS NOT NULL, id DESC LIMIT $1";
const STANDING: &str = "SELECT id, kind, subject, parking_id, lane_no, plate, passage_id, detail, raised_at, times,
        cleared_at, acknowledged_at, acknowledged_by, withdrawn_at
     FROM alerts
     WHERE kind = $1 AND subject = $2 AND passage_id IS NULL AND (cleared_at IS NULL OR acknowledged_at IS NULL)
     ORDER BY id DESC LIMIT 1";

/// The alert about a condition that stands, or that nobody has acknowledged.
fn standing(connection: &Connection, kind: AlertKind, subject: &str) -> Result<Option<AlertRow>, StoreError> {
    connection
        .prepare_cached(STANDING)?
        .query_and_then(params![kind.code(), subject], read_alert)?
        .next()
        .transpose()
}

fn find(connection: &Connection, id: i64) -> Result<Option<AlertRow>, StoreError> {
    connection
        .prepare_cached(
            "SELECT id, kind, subject, parking_id, lane_no, plate, passage_id, detail, raised_at, times, cleared_at,
                    acknowledged_at, acknowledged_by, withdrawn_at
             FROM alerts WHERE id = $1",
        )?
        .query_and_then([id], read_alert)?
        .next()
        .transpose()
}

fn text_of(detail: &AlertDetail) -> Result<String, StoreError> {
    serde_json::to_string(detail).map_err(|error| StoreError::BadValue(error.to_string()))
}

fn read_alert(row: &Row<'_>) -> Result<AlertRow, StoreError> {
    let id = row.get(0)?;
    let kind = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
    let detail = row.get_ref(7)?.as_str().map_err(rusqlite::Error::from)?;
    let time = |index| -> rusqlite::Result<Option<UtcMillis>> {
        Ok(row.get::<_, Option<i64>>(index)?.map(UtcMillis))
    };
    let acknowledged_at = time(11)?;
    let acknowledged_by: String = row.get(12)?;
    Ok(AlertRow {
        id,
        kind: AlertKind::from_code(kind)
            .ok_or_else(|| StoreError::BadValue(format!("the kind of alert {id}")))?,
        subject: row.get(2)?,
        parking_id: row.get(3)?,
        lane_no: row.get(4)?,
        plate: row.get(5)?,
        passage_id: row.get(6)?,
        detail: serde_json::from_str(detail)
            .map_err(|_| StoreError::BadValue(format!("the detail of alert {id}")))?,
        raised_at: UtcMillis(row.get(8)?),
        times: row.get(9)?,
        cleared_at: time(10)?,
        acknowledged_at,
        acknowledged_by: acknowledged_at.map(|_| acknowledged_by),
        withdrawn_at: time(13)?,
    })
}

#[cfg(test)]
mod tests;
