//! Banned vehicles that only the platform's list of vehicles inside knows: they came while nothing was collected here. There is
//! no arrival to point at, so that the alert is about the plate in its car park and stands as long as that is so.

use gate_core::alert::AlertKind;
use gate_core::time::UtcMillis;
use rusqlite::{Connection, params};

use super::because;
use crate::alerts::{AlertRow, find, standing, text_of};
use crate::error::StoreError;
use crate::writer::WriteTx;

/// A banned vehicle inside of which no arrival was seen.
struct Listed {
    parking_id: String,
    plate: String,
    lane_no: String,
    reason: String,
}

impl Listed {
    fn subject(&self) -> String {
        format!("{}/{}", self.parking_id, self.plate)
    }
}

/// What is to be raised and what is over.
pub(super) struct Due {
    come: Vec<Listed>,
    over: Vec<i64>,
}

impl Due {
    pub(super) fn find(connection: &Connection, now: UtcMillis) -> Result<Self, StoreError> {
        let mut come = listed(connection, now)?;
        let mut over = Vec::new();
        let mut alerts = connection.prepare_cached(
            "SELECT id, subject FROM alerts WHERE kind = $1 AND passage_id IS NULL AND cleared_at IS NULL ORDER BY id",
        )?;
        let mut rows = alerts.query([AlertKind::Blacklisted.code()])?;
        while let Some(row) = rows.next()? {
            let subject = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
            match come.iter().position(|listed| listed.subject() == subject) {
                Some(known) => drop(come.swap_remove(known)),
                None => over.push(row.get(0)?),
            }
        }
        Ok(Self { come, over })
    }

    pub(super) fn is_nothing(&self) -> bool {
        self.come.is_empty() && self.over.is_empty()
    }

    /// Raises and clears. One that nobody acknowledged is reopened, and that is no news.
    pub(super) fn settle(
        self,
        tx: &WriteTx<'_>,
        now: UtcMillis,
        raised: &mut Vec<AlertRow>,
    ) -> Result<(), StoreError> {
        for id in self.over {
            tx.prepare_cached("UPDATE alerts SET cleared_at = $1 WHERE id = $2")?
                .execute(params![now.0, id])?;
        }
        for listed in self.come {
            let subject = listed.subject();
            let Listed { parking_id, plate, lane_no, reason } = listed;
            let detail = text_of(&because(reason))?;
            if let Some(last) = standing(tx, AlertKind::Blacklisted, &subject)? {
                tx.prepare_cached(
                    "UPDATE alerts SET detail = $1, raised_at = $2, times = times + 1, cleared_at = NULL WHERE id = $3",
                )?
                .execute(params![detail, now.0, last.id])?;
                continue;
            }
            let id: i64 = tx
                .prepare_cached(
                    "INSERT INTO alerts (kind, subject, parking_id, lane_no, plate, detail, raised_at)
                     VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
                )?
                .query_row(
                    params![
                        AlertKind::Blacklisted.code(),
                        subject,
                        parking_id,
                        lane_no,
                        plate,
                        detail,
                        now.0
                    ],
                    |row| row.get(0),
                )?;
            raised.extend(find(tx, id)?);
        }
        Ok(())
    }
}

/// Vehicles of the list that were not seen to leave since, and have no parking session that began with an arrival.
fn listed(connection: &Connection, now: UtcMillis) -> Result<Vec<Listed>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT i.parking_id, i.plate_key, max(i.lane_no), max(b.reason)
         FROM blacklist b JOIN in_park i ON i.parking_id = b.parking_id AND i.plate_key = b.plate_key
         WHERE i.plate_key <> '' AND (b.until_day = '' OR b.until_day >= $1)
             AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.parking_id = i.parking_id AND s.plate = i.plate_key
                 AND s.state = 'open' AND s.arrival_id IS NOT NULL)
             AND NOT EXISTS (SELECT 1 FROM passages p WHERE p.plate = i.plate_key AND p.at >= i.entered_at
                 AND p.parking_id = i.parking_id AND p.direction = 'out')
         GROUP BY i.parking_id, i.plate_key ORDER BY min(i.entered_at), i.parking_id, i.plate_key",
    )?;
    let rows = statement.query_map([now.china_date().to_string()], |row| {
        Ok(Listed { parking_id: row.get(0)?, plate: row.get(1)?, lane_no: row.get(2)?, reason: row.get(3)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
