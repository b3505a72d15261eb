//! Looking at each new passage once: is the vehicle banned, or its registration over?

use gate_core::alert::{AlertKind, called_for, is_fresh};
use gate_core::standing::days_left;
use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, params};

use super::{AlertDetail, AlertRow, doubted, find, text_of};
use crate::change::Change;
use crate::error::StoreError;
use crate::known::{Known, PassageType};
use crate::store::Store;
use crate::writer::WriteTx;

/// Where nothing was looked at yet, the latest so many passages are: older ones are long gone from the barrier.
const FIRST_LOOK: i64 = 1_000;

/// What came of looking at passages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AlertedPassages {
    /// How many were looked at.
    pub looked_at: u64,
    /// What was raised.
    pub raised: Vec<AlertRow>,
}

struct Passage {
    id: i64,
    parking_id: String,
    lane_no: String,
    plate: String,
    at: UtcMillis,
    heard_at: UtcMillis,
    repeat: bool,
}

impl Store {
    /// Looks at the next `limit` passages that were not looked at before, and raises an alert for each vehicle that is
    /// blacklisted or whose registration is over, by the car park's registers on the passage's day. Passages that were heard
    /// of late ([`is_fresh`]) and repeat readings raise none. Where it stands is kept in the same transaction, so that each
    /// passage is looked at once, by whichever process. To be called after passages came, again while `looked_at` equals
    /// `limit`.
    ///
    /// # Errors
    /// As any write.
    pub async fn raise_for_passages(
        &self,
        limit: u32,
        now: UtcMillis,
    ) -> Result<AlertedPassages, StoreError> {
        let nothing_new = self
            .read(|connection| match looked_at_until(connection)? {
                Some(from) => Ok(from >= newest(connection)?),
                None => Ok(false),
            })
            .await?;
        if nothing_new {
            return Ok(AlertedPassages::default());
        }
        self.write(move |tx| {
            let from = match looked_at_until(tx)? {
                Some(from) => from,
                None => newest(tx)?.saturating_sub(FIRST_LOOK).max(0),
            };
            let passages = after(tx, from, limit)?;
            let mut raised = Vec::new();
            for passage in &passages {
                raised.extend(raise(tx, passage, now)?);
            }
            let until = passages.last().map_or(from, |passage| passage.id);
            tx.prepare_cached(
                "INSERT INTO alert_watch (id, passage_id) VALUES (1, $1)
                 ON CONFLICT (id) DO UPDATE SET passage_id = excluded.passage_id",
            )?
            .execute([until])?;
            if !raised.is_empty() {
                tx.changed(Change::Alerts);
            }
            Ok(AlertedPassages { looked_at: passages.len() as u64, raised })
        })
        .await
    }
}

fn looked_at_until(connection: &Connection) -> Result<Option<i64>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT passage_id FROM alert_watch WHERE id = 1")?
        .query_row([], |row| row.get(0))
        .optional()?)
}

fn newest(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection
        .prepare_cached("SELECT coalesce(max(id), 0) FROM passages")?
        .query_row([], |row| row.get(0))?)
}

fn after(connection: &Connection, from: i64, limit: u32) -> Result<Vec<Passage>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, parking_id, lane_no, plate, at, heard_at, role = 'repeat' FROM passages
         WHERE id > $1 ORDER BY id LIMIT $2",
    )?;
    let rows = statement.query_map(params![from, limit], |row| {
        Ok(Passage {
            id: row.get(0)?,
            parking_id: row.get(1)?,
            lane_no: row.get(2)?,
            plate: row.get(3)?,
            at: UtcMillis(row.get(4)?),
            heard_at: UtcMillis(row.get(5)?),
            repeat: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn raise(tx: &WriteTx<'_>, passage: &Passage, now: UtcMillis) -> Result<Option<AlertRow>, StoreError> {
    if passage.repeat || passage.plate.is_empty() || !is_fresh(passage.at, passage.heard_at) {
        return Ok(None);
    }
    let known = Known::load(tx, &passage.plate)?;
    // The type that came along decides only between standings that call for nothing.
    let standing = known.standing(&passage.parking_id, passage.at, PassageType::default());
    let Some(kind) = called_for(&standing) else { return Ok(None) };
    let detail = detail(kind, &known, passage);
    let id = tx
        .prepare_cached(
            "INSERT INTO alerts (kind, subject, parking_id, lane_no, plate, passage_id, detail, raised_at, doubted)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING id",
        )?
        .query_row(
            params![
                kind.code(),
                passage.id.to_string(),
                passage.parking_id,
                passage.lane_no,
                passage.plate,
                passage.id,
                text_of(&detail)?,
                now.0,
                doubted::is_doubtful(tx, &passage.parking_id, kind, now)?
            ],
            |row| row.get(0),
        )
        .optional()?;
    match id {
        Some(id) => find(tx, id),
        None => Ok(None),
    }
}

/// Why the plate is banned, where that was written from here; for how many days its registration is over.
fn detail(kind: AlertKind, known: &Known, passage: &Passage) -> AlertDetail {
    let on = passage.at.china_date();
    if kind == AlertKind::Blacklisted {
        let ban = known.bans.iter().find(|row| row.parking_id == passage.parking_id && row.holds(on));
        let words = ban.map(|row| row.reason.clone()).filter(|reason| !reason.is_empty());
        return AlertDetail { number: None, words };
    }
    let until = known.registration(&passage.parking_id).and_then(|row| row.valid_until);
    AlertDetail { number: days_left(until, on).map(|left| -left), words: None }
}
