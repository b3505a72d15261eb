//! Vehicles that are inside when their plate is banned: pointed out at once, not only when they leave.

mod listed;
#[cfg(test)]
mod tests;

use gate_core::alert::AlertKind;
use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, params};

use super::{AlertDetail, AlertRow, doubted, find, text_of};
use crate::change::Change;
use crate::error::StoreError;
use crate::store::Store;
use crate::writer::WriteTx;

/// A banned vehicle inside whose arrival raised no alert yet.
struct Inside {
    passage_id: i64,
    parking_id: String,
    lane_no: String,
    plate: String,
    reason: String,
}

impl Store {
    /// Raises an alert for each vehicle inside whose plate is banned today. Where its arrival was seen the alert is about that, so
    /// that it is raised once; of a vehicle that only the platform's list of vehicles inside knows it stands until the vehicle is
    /// gone or the ban is over. To be called after the blacklist or that list changed. Answers what was raised.
    ///
    /// # Errors
    /// As any write.
    pub async fn raise_for_bans(&self, now: UtcMillis) -> Result<Vec<AlertRow>, StoreError> {
        let nothing = self.read(move |connection| {
            Ok(banned_inside(connection, now)?.is_empty() && listed::Due::find(connection, now)?.is_nothing())
        });
        if nothing.await? {
            return Ok(Vec::new());
        }
        self.write(move |tx| {
            let mut raised = Vec::new();
            for inside in banned_inside(tx, now)? {
                raised.extend(raise(tx, inside, now)?);
            }
            // After them: who has an alert by an arrival needs none by the list.
            listed::Due::find(tx, now)?.settle(tx, now, &mut raised)?;
            tx.changed(Change::Alerts);
            Ok(raised)
        })
        .await
    }
}

fn raise(tx: &WriteTx<'_>, inside: Inside, now: UtcMillis) -> Result<Option<AlertRow>, StoreError> {
    let id: Option<i64> = tx
        .prepare_cached(
            "INSERT INTO alerts (kind, subject, parking_id, lane_no, plate, passage_id, detail, raised_at, doubted)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING id",
        )?
        .query_row(
            params![
                AlertKind::Blacklisted.code(),
                inside.passage_id.to_string(),
                inside.parking_id,
                inside.lane_no,
                inside.plate,
                inside.passage_id,
                text_of(&because(inside.reason))?,
                now.0,
                doubted::is_doubtful(tx, &inside.parking_id, AlertKind::Blacklisted, now)?
            ],
            |row| row.get(0),
        )
        .optional()?;
    id.map_or(Ok(None), |id| find(tx, id))
}

fn because(reason: String) -> AlertDetail {
    AlertDetail { number: None, words: Some(reason).filter(|reason| !reason.is_empty()) }
}

fn banned_inside(connection: &Connection, now: UtcMillis) -> Result<Vec<Inside>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT s.arrival_id, s.parking_id, s.arrival_lane, s.plate, b.reason
         FROM sessions s JOIN blacklist b ON b.parking_id = s.parking_id AND b.plate_key = s.plate
         WHERE s.state = 'open' AND s.plate <> '' AND s.arrival_id IS NOT NULL AND (b.until_day = '' OR b.until_day >= $1)
             AND NOT EXISTS (SELECT 1 FROM alerts a WHERE a.kind = 'blacklisted' AND a.passage_id = s.arrival_id)
         ORDER BY s.sort_at, s.id",
    )?;
    let rows = statement.query_map([now.china_date().to_string()], |row| {
        Ok(Inside {
            passage_id: row.get(0)?,
            parking_id: row.get(1)?,
            lane_no: row.get(2)?,
            plate: row.get(3)?,
            reason: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
