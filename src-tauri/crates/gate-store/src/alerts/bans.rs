//! Vehicles that are inside when their plate is banned: pointed out at once, not only when they leave.

use gate_core::alert::AlertKind;
use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, params};

use super::{AlertDetail, AlertRow, doubted, find, text_of};
use crate::change::Change;
use crate::error::StoreError;
use crate::store::Store;

/// A banned vehicle inside whose arrival raised no alert yet.
struct Inside {
    passage_id: i64,
    parking_id: String,
    lane_no: String,
    plate: String,
    reason: String,
}

impl Store {
    /// Raises an alert for each vehicle inside whose plate is banned today and whose arrival raised none. The alert is about the
    /// arrival, so that it is raised once. To be called after the blacklist changed. Answers what was raised.
    ///
    /// # Errors
    /// As any write.
    pub async fn raise_for_bans(&self, now: UtcMillis) -> Result<Vec<AlertRow>, StoreError> {
        if self.read(move |connection| Ok(banned_inside(connection, now)?.is_empty())).await? {
            return Ok(Vec::new());
        }
        self.write(move |tx| {
            let mut raised = Vec::new();
            for inside in banned_inside(tx, now)? {
                let words = Some(inside.reason).filter(|reason| !reason.is_empty());
                let detail = AlertDetail { number: None, words };
                let id: Option<i64> = tx
                    .prepare_cached(
                        "INSERT INTO alerts (kind, subject, parking_id, lane_no, plate, passage_id, detail, raised_at,
                             doubted)
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
                            text_of(&detail)?,
                            now.0,
                            doubted::is_doubtful(tx, &inside.parking_id, AlertKind::Blacklisted, now)?
                        ],
                        |row| row.get(0),
                    )
                    .optional()?;
                if let Some(id) = id {
                    raised.extend(find(tx, id)?);
                }
            }
            if !raised.is_empty() {
                tx.changed(Change::Alerts);
            }
            Ok(raised)
        })
        .await
    }
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
