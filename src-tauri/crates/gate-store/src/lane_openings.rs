//! Lanes opened by hand: written down before the open platform is asked, and confirmed by the passage that follows.

mod cool_down;

use std::time::Duration;

use gate_core::opening::{OpeningOutcome, confirming_passage, passage_is_overdue};
use gate_core::plate;
use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::json;

use crate::audit::{self, AuditEntry};
use crate::change::Change;
use crate::error::StoreError;
use crate::store::Store;

pub(crate) use cool_down::CoolDowns;

/// Characters of the platform's words that are kept.
const ANSWER_MAX: usize = 500;
/// How long after an opening a passage that was heard of late still takes "no passage seen" back.
const LATE_MS: i64 = 3_600_000;

/// An opening that is about to be asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewOpening {
    /// The car park.
    pub parking_id: String,
    /// The lane's number.
    pub lane_no: String,
    /// For which plate, as known or typed; kept normalised. Empty if not known.
    pub plate: String,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
    /// The lane's last photo, below the photo folder; empty without one.
    pub photo_path: String,
}

/// One opening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningRow {
    /// Its id.
    pub id: i64,
    /// The car park.
    pub parking_id: String,
    /// The lane's number.
    pub lane_no: String,
    /// For which plate, normalised; empty if not known.
    pub plate: String,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
    /// When.
    pub opened_at: UtcMillis,
    /// What the open platform made of it. [`OpeningOutcome::Unknown`] until `answered_at`, and for good after a crash.
    pub outcome: OpeningOutcome,
    /// The platform's words; empty without any.
    pub answer: String,
    /// When the outcome was known, or was known to be lost.
    pub answered_at: Option<UtcMillis>,
    /// The lane's last photo when it was opened; empty without one.
    pub photo_path: String,
    /// The passage that followed.
    pub passage_id: Option<i64>,
    /// When it was noted that none followed within 60 s.
    pub unseen_at: Option<UtcMillis>,
}

/// Which openings are wanted; empty texts match everything. The newest come first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningFilter {
    /// Only this car park's.
    pub parking_id: String,
    /// Only this lane's.
    pub lane_no: String,
    /// Only for this plate, however it is written.
    pub plate: String,
    /// Only this person's.
    pub by: String,
    /// Only from this instant on.
    pub from: Option<UtcMillis>,
    /// Only before this instant.
    pub to: Option<UtcMillis>,
    /// Only those before this id.
    pub before_id: Option<i64>,
    /// At most so many.
    pub limit: u32,
}

impl Default for OpeningFilter {
    fn default() -> Self {
        OpeningFilter {
            parking_id: String::new(),
            lane_no: String::new(),
            plate: String::new(),
            by: String::new(),
            from: None,
            to: None,
            before_id: None,
            limit: 100,
        }
    }
}

impl Store {
    /// Writes down that a lane is about to be opened, with an unknown outcome: to be called, and waited for, before the
    /// request, so that a crash cannot lose an opening. Audited. Answers its id.
    ///
    /// # Errors
    /// [`StoreError::LaneCoolingDown`] within 5 s of the lane's last opening, whatever came of that; as any write.
    pub async fn begin_lane_opening(&self, new: NewOpening, now: UtcMillis) -> Result<i64, StoreError> {
        let measured = self.cool_downs().now();
        self.begin_lane_opening_at(new, now, measured).await
    }

    async fn begin_lane_opening_at(
        &self,
        new: NewOpening,
        now: UtcMillis,
        measured: Duration,
    ) -> Result<i64, StoreError> {
        let new = NewOpening { plate: plate::normalise(&new.plate), ..new };
        let (parking_id, lane_no) = (new.parking_id.clone(), new.lane_no.clone());
        let known = self.cool_downs().latest_of(&parking_id, &lane_no, measured);
        let begun = self.write(move |tx| {
            let last: Option<(i64, i64)> = tx
                .prepare_cached(LAST_OF_LANE)?
                .query_row(params![new.parking_id, new.lane_no], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let left_ms =
                last.map_or(0, |(id, opened_at)| cool_down::left_ms(id, UtcMillis(opened_at), known, now));
            if left_ms > 0 {
                return Err(StoreError::LaneCoolingDown { left_ms });
            }
            let id: i64 = tx
                .prepare_cached(
                    "INSERT INTO lane_openings (parking_id, lane_no, plate, reason, opened_by, opened_at, photo_path)
                     VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
                )?
                .query_row(
                    params![
                        new.parking_id,
                        new.lane_no,
                        new.plate,
                        new.reason,
                        new.by,
                        now.0,
                        new.photo_path
                    ],
                    |row| row.get(0),
                )?;
            let entry = AuditEntry::new(now, &new.by, "lane_open", &subject(&new.parking_id, &new.lane_no))
                .with_after(json!({ "opening": id, "plate": new.plate, "reason": new.reason }));
            audit::append(tx, &entry)?;
            tx.changed(Change::LaneOpenings);
            Ok(id)
        });
        let id = begun.await?;
        self.cool_downs().note(&parking_id, &lane_no, id, measured);
        Ok(id)
    }

    /// Notes what came of an opening: the first word counts, later ones change nothing. Of `answer` 500 characters are
    /// kept. Audited. Answers the opening as it is then.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; as any write.
    pub async fn end_lane_opening(
        &self,
        id: i64,
        outcome: OpeningOutcome,
        answer: &str,
        now: UtcMillis,
    ) -> Result<OpeningRow, StoreError> {
        let answer: String = answer.chars().take(ANSWER_MAX).collect();
        self.write(move |tx| {
            let counted = tx
                .prepare_cached(
                    "UPDATE lane_openings SET outcome = $1, answer = $2, answered_at = $3
                     WHERE id = $4 AND answered_at IS NULL",
                )?
                .execute(params![outcome.code(), answer, now.0, id])?;
            let opening = find(tx, id)?
                .ok_or_else(|| StoreError::NotFound { what: "lane opening", id: id.to_string() })?;
            if counted > 0 {
                let subject = subject(&opening.parking_id, &opening.lane_no);
                let entry = AuditEntry::new(now, &opening.by, "lane_open_answered", &subject)
                    .with_after(json!({ "opening": id, "outcome": outcome.code() }));
                audit::append(tx, &entry)?;
                tx.changed(Change::LaneOpenings);
            }
            Ok(opening)
        })
        .await
    }

    /// Confirms openings by the lane's next passage within 60 s, and notes of the others, once that time is over, that
    /// none was seen; a passage that is heard of within an hour takes that back. What was refused or not sent awaits no passage. To be
    /// called after passages came, and every few seconds; a second call changes nothing. Answers what changed.
    ///
    /// # Errors
    /// As any write.
    pub async fn settle_lane_openings(&self, now: UtcMillis) -> Result<Vec<OpeningRow>, StoreError> {
        let nothing_awaited = self.read(move |connection| Ok(awaited(connection, now)?.is_empty())).await?;
        if nothing_awaited {
            return Ok(Vec::new());
        }
        self.write(move |tx| {
            let mut settled = Vec::new();
            for mut opening in awaited(tx, now)? {
                if let Some(passage) = passage_after(tx, &opening)? {
                    opening.passage_id = Some(passage);
                    opening.unseen_at = None;
                } else if opening.unseen_at.is_none() && passage_is_overdue(opening.opened_at, now) {
                    opening.unseen_at = Some(now);
                } else {
                    continue;
                }
                tx.prepare_cached("UPDATE lane_openings SET passage_id = $1, unseen_at = $2 WHERE id = $3")?
                    .execute(params![opening.passage_id, opening.unseen_at.map(|at| at.0), opening.id])?;
                settled.push(opening);
            }
            if !settled.is_empty() {
                tx.changed(Change::LaneOpenings);
            }
            Ok(settled)
        })
        .await
    }

    /// One opening; `None` if there is none of this id.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn lane_opening(&self, id: i64) -> Result<Option<OpeningRow>, StoreError> {
        self.read(move |connection| find(connection, id)).await
    }

    /// Openings, newest first.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn lane_openings(&self, filter: OpeningFilter) -> Result<Vec<OpeningRow>, StoreError> {
        let plate_key = plate::normalise(&filter.plate);
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id, parking_id, lane_no, plate, reason, opened_by, opened_at, outcome, answer, answered_at,
                        photo_path, passage_id, unseen_at
                 FROM lane_openings
                 WHERE ($1 = '' OR parking_id = $1) AND ($2 = '' OR lane_no = $2) AND ($3 = '' OR plate = $3)
                   AND ($4 = '' OR opened_by = $4) AND opened_at >= $5 AND opened_at < $6 AND id < $7
                 ORDER BY id DESC LIMIT $8",
            )?;
            let rows = statement.query_and_then(
                params![
                    filter.parking_id,
                    filter.lane_no,
                    plate_key,
                    filter.by,
                    filter.from.map_or(i64::MIN, |at| at.0),
                    filter.to.map_or(i64::MAX, |at| at.0),
                    filter.before_id.unwrap_or(i64::MAX),
                    filter.limit
                ],
                read_opening,
            )?;
            rows.collect()
        })
        .await
    }

    /// The latest opening of each known lane that was ever opened, in the order of car parks and lanes.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn latest_opening_by_lane(&self) -> Result<Vec<OpeningRow>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT o.id, o.parking_id, o.lane_no, o.plate, o.reason, o.opened_by, o.opened_at, o.outcome, o.answer,
                        o.answered_at, o.photo_path, o.passage_id, o.unseen_at
                 FROM lanes l JOIN lane_openings o ON o.id =
                     (SELECT n.id FROM lane_openings n WHERE n.parking_id = l.parking_id AND n.lane_no = l.lane_no
                      ORDER BY n.id DESC LIMIT 1)
                 ORDER BY l.parking_id, l.position, length(l.lane_no), l.lane_no",
            )?;
            let rows = statement.query_and_then([], read_opening)?;
            rows.collect()
        })
        .await
    }
}

const LAST_OF_LANE: &str = "SELECT id, opened_at FROM lane_openings WHERE parking_id = $1 AND lane_no = $2
     ORDER BY id DESC LIMIT 1";
const PENDING: &str = "SELECT id, parking_id, lane_no, plate, reason, opened_by, opened_at, outcome, answer,
        answered_at, photo_path, passage_id, unseen_at
     FROM lane_openings WHERE passage_id IS NULL AND unseen_at IS NULL AND outcome NOT IN ('refused', 'not_sent')
     ORDER BY id";
const UNSEEN_LATELY: &str =
    "SELECT id, parking_id, lane_no, plate, reason, opened_by, opened_at, outcome, answer,
        answered_at, photo_path, passage_id, unseen_at
     FROM lane_openings WHERE opened_at > $1 AND passage_id IS NULL AND unseen_at IS NOT NULL
     ORDER BY opened_at, id";

/// Openings whose passage is awaited, and those of the last hour without one, since it may be heard of late.
fn awaited(connection: &Connection, now: UtcMillis) -> Result<Vec<OpeningRow>, StoreError> {
    let mut pending = connection.prepare_cached(PENDING)?;
    let mut late = connection.prepare_cached(UNSEEN_LATELY)?;
    let mut openings: Vec<OpeningRow> =
        pending.query_and_then([], read_opening)?.collect::<Result<_, _>>()?;
    for opening in late.query_and_then([now.0.saturating_sub(LATE_MS)], read_opening)? {
        openings.push(opening?);
    }
    Ok(openings)
}

fn passage_after(connection: &Connection, opening: &OpeningRow) -> Result<Option<i64>, StoreError> {
    let (from, to) = confirming_passage(opening.opened_at);
    Ok(connection
        .prepare_cached(
            "SELECT id FROM passages WHERE parking_id = $1 AND at >= $2 AND at <= $3 AND lane_no = $4
             ORDER BY at, id LIMIT 1",
        )?
        .query_row(params![opening.parking_id, from.0, to.0, opening.lane_no], |row| row.get(0))
        .optional()?)
}

fn find(connection: &Connection, id: i64) -> Result<Option<OpeningRow>, StoreError> {
    connection
        .prepare_cached(
            "SELECT id, parking_id, lane_no, plate, reason, opened_by, opened_at, outcome, answer, answered_at, photo_path,
                    passage_id, unseen_at
             FROM lane_openings WHERE id = $1",
        )?
        .query_and_then([id], read_opening)?
        .next()
        .transpose()
}

fn subject(parking_id: &str, lane_no: &str) -> String {
    format!("{parking_id}/{lane_no}")
}

fn read_opening(row: &Row<'_>) -> Result<OpeningRow, StoreError> {
    let id = row.get(0)?;
    let outcome = row.get_ref(7)?.as_str().map_err(rusqlite::Error::from)?;
    let time = |index| -> rusqlite::Result<Option<UtcMillis>> {
        Ok(row.get::<_, Option<i64>>(index)?.map(UtcMillis))
    };
    Ok(OpeningRow {
        id,
        parking_id: row.get(1)?,
        lane_no: row.get(2)?,
        plate: row.get(3)?,
        reason: row.get(4)?,
        by: row.get(5)?,
        opened_at: UtcMillis(row.get(6)?),
        outcome: OpeningOutcome::from_code(outcome)
            .ok_or_else(|| StoreError::BadValue(format!("the outcome of lane opening {id}")))?,
        answer: row.get(8)?,
        answered_at: time(9)?,
        photo_path: row.get(10)?,
        passage_id: row.get(11)?,
        unseen_at: time(12)?,
    })
}

#[cfg(test)]
mod tests;
