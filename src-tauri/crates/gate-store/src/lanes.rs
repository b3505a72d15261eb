//! Lanes: which there are, which way they go, whether their cameras are online.

use gate_core::lane::{CameraChange, Lane};
use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::json;

use crate::audit::{self, AuditEntry};
use crate::change::Change;
use crate::error::StoreError;
use crate::mirrors::{self, Register};
use crate::store::Store;

/// Fewer passages than this teach nothing.
const ENOUGH: i64 = 3;
/// A lane goes both ways once at least one passage in this many went the rarer way: cameras misjudge now and then.
const RARER_WAY: i64 = 10;
/// Passages that are learned from in one transaction.
const LEARN_AT_ONCE: i64 = 5_000;

/// Which way a lane goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LaneDirection {
    /// Into the car park.
    In,
    /// Out of the car park.
    Out,
    /// Either way.
    Both,
}

impl LaneDirection {
    /// `"in"`, `"out"` or `"both"`.
    pub fn code(self) -> &'static str {
        match self {
            LaneDirection::In => "in",
            LaneDirection::Out => "out",
            LaneDirection::Both => "both",
        }
    }

    fn from_code(code: &str) -> Option<LaneDirection> {
        match code {
            "in" => Some(LaneDirection::In),
            "out" => Some(LaneDirection::Out),
            "both" => Some(LaneDirection::Both),
            _ => None,
        }
    }

    /// What so many passages in and out say; `None` while they are too few.
    pub fn learned(in_passages: i64, out_passages: i64) -> Option<LaneDirection> {
        let all = in_passages + out_passages;
        if all < ENOUGH {
            None
        } else if in_passages.min(out_passages) * RARER_WAY >= all {
            Some(LaneDirection::Both)
        } else if in_passages > out_passages {
            Some(LaneDirection::In)
        } else {
            Some(LaneDirection::Out)
        }
    }
}

/// A lane with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneRow {
    /// The car park.
    pub parking_id: String,
    /// The lane's number, which also opens it.
    pub lane_no: String,
    /// Its name; empty if nobody said.
    pub name: String,
    /// Which way it goes: as a person set it, else as its passages say, else unknown.
    pub direction: Option<LaneDirection>,
    /// Who set the direction; `None` if it is learned.
    pub direction_set_by: Option<String>,
    /// Passages in, as far as they were learned from.
    pub in_passages: i64,
    /// Passages out, as far as they were learned from.
    pub out_passages: i64,
    /// Whether its camera is online; `None` while the platform has not said.
    pub camera_online: Option<bool>,
    /// When the camera last went online or offline.
    pub camera_changed_at: Option<UtcMillis>,
}

impl Store {
    /// Takes over the platform's list of a car park's lanes. Lanes that it no longer names stay, since passages
    /// still tell of them; their `seen_at` grows old.
    ///
    /// # Errors
    /// As any write.
    pub async fn upsert_lanes(
        &self,
        parking_id: &str,
        lanes: &[Lane],
        now: UtcMillis,
    ) -> Result<(), StoreError> {
        let (parking_id, lanes) = (parking_id.to_owned(), lanes.to_vec());
        self.write(move |tx| {
            mirrors::begin(tx, &parking_id, Register::Lanes, now)?;
            let mut upsert = tx.prepare_cached(
                "INSERT INTO lanes (parking_id, lane_no, name, seen_at) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (parking_id, lane_no) DO UPDATE SET
                     name = CASE WHEN excluded.name = '' THEN lanes.name ELSE excluded.name END,
                     seen_at = excluded.seen_at",
            )?;
            for lane in &lanes {
                upsert.execute(params![
                    parking_id,
                    lane.lane_no,
                    lane.name.as_deref().unwrap_or_default(),
                    now.0
                ])?;
            }
            mirrors::finish(tx, &parking_id, Register::Lanes, now)?;
            tx.changed(Change::Lanes);
            Ok(())
        })
        .await
    }

    /// Lanes of one car park, or of all, in the order staff gave them and then by number.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn lanes(&self, parking_id: Option<&str>) -> Result<Vec<LaneRow>, StoreError> {
        let parking_id = parking_id.map(str::to_owned);
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT parking_id, lane_no, name, direction_set, direction_set_by, in_passages, out_passages,
                        camera_online, camera_changed_at
                 FROM lanes WHERE $1 IS NULL OR parking_id = $1
                 ORDER BY parking_id, position, length(lane_no), lane_no",
            )?;
            Ok(statement.query_map([parking_id], read_lane)?.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Counts the passages that came since the last time, from which the lanes' directions follow. Answers how
    /// many were counted. Lanes that no list has named yet appear by it.
    ///
    /// # Errors
    /// As any write.
    pub async fn learn_lane_directions(&self) -> Result<u64, StoreError> {
        let mut learned = 0;
        loop {
            let counted = self.write(|tx| {
                let counted = learn(tx, LEARN_AT_ONCE)?;
                if counted > 0 {
                    tx.changed(Change::Lanes);
                }
                Ok(counted)
            });
            let counted = counted.await?;
            learned += counted;
            if counted < LEARN_AT_ONCE as u64 {
                return Ok(learned);
            }
        }
    }

    /// Sets a lane's direction by hand, or with `None` leaves it to what its passages say. Audited.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a lane that is not known; as any write.
    pub async fn set_lane_direction(
        &self,
        parking_id: &str,
        lane_no: &str,
        direction: Option<LaneDirection>,
        by: &str,
        now: UtcMillis,
    ) -> Result<(), StoreError> {
        let (parking_id, lane_no, by) = (parking_id.to_owned(), lane_no.to_owned(), by.to_owned());
        self.write(move |tx| {
            let before: Option<String> = tx
                .prepare_cached("SELECT direction_set FROM lanes WHERE parking_id = $1 AND lane_no = $2")?
                .query_row(params![parking_id, lane_no], |row| row.get(0))
                .optional()?;
            let before = before.ok_or_else(|| StoreError::NotFound { what: "lane", id: lane_no.clone() })?;
            let code = direction.map_or("", LaneDirection::code);
            tx.prepare_cached(
                "UPDATE lanes SET direction_set = $1, direction_set_by = $2
                 WHERE parking_id = $3 AND lane_no = $4",
            )?
            .execute(params![
                code,
                if direction.is_some() { by.as_str() } else { "" },
                parking_id,
                lane_no
            ])?;
            let entry = AuditEntry::new(now, &by, "lane_set_direction", &format!("{parking_id}/{lane_no}"))
                .with_before(json!({ "direction": before }))
                .with_after(json!({ "direction": code }));
            audit::append(tx, &entry)?;
            tx.changed(Change::Lanes);
            Ok(())
        })
        .await
    }

    /// Sets a lane's place on the screen, which is also its key. Audited.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a lane that is not known; as any write.
    pub async fn set_lane_position(
        &self,
        parking_id: &str,
        lane_no: &str,
        position: u32,
        by: &str,
        now: UtcMillis,
    ) -> Result<(), StoreError> {
        let (parking_id, lane_no, by) = (parking_id.to_owned(), lane_no.to_owned(), by.to_owned());
        self.write(move |tx| {
            let before: Option<u32> = tx
                .prepare_cached("SELECT position FROM lanes WHERE parking_id = $1 AND lane_no = $2")?
                .query_row(params![parking_id, lane_no], |row| row.get(0))
                .optional()?;
            let before = before.ok_or_else(|| StoreError::NotFound { what: "lane", id: lane_no.clone() })?;
            tx.prepare_cached("UPDATE lanes SET position = $1 WHERE parking_id = $2 AND lane_no = $3")?
                .execute(params![position, parking_id, lane_no])?;
            let entry = AuditEntry::new(now, &by, "lane_set_position", &format!("{parking_id}/{lane_no}"))
                .with_before(json!({ "position": before }))
                .with_after(json!({ "position": position }));
            audit::append(tx, &entry)?;
            tx.changed(Change::Lanes);
            Ok(())
        })
        .await
    }

    /// Notes that a camera went online or offline, unless something newer is known. Says whether it counted.
    ///
    /// # Errors
    /// As any write.
    pub async fn note_camera(&self, change: &CameraChange) -> Result<bool, StoreError> {
        let change = change.clone();
        self.write(move |tx| {
            let counted = tx
                .prepare_cached(
                    "INSERT INTO lanes (parking_id, lane_no, name, camera_online, camera_changed_at)
                     VALUES ($1, $2, $3, $4, $5)
                     ON CONFLICT (parking_id, lane_no) DO UPDATE SET
                         name = CASE WHEN lanes.name = '' THEN excluded.name ELSE lanes.name END,
                         camera_online = excluded.camera_online,
                         camera_changed_at = excluded.camera_changed_at
                     WHERE lanes.camera_online IS NULL
                        OR lanes.camera_changed_at <= excluded.camera_changed_at",
                )?
                .execute(params![
                    change.parking_id,
                    change.lane_no,
                    change.lane_name.as_deref().unwrap_or_default(),
                    change.online,
                    change.at.0
                ])?;
            if counted > 0 {
                tx.changed(Change::Lanes);
            }
            Ok(counted > 0)
        })
        .await
    }
}

/// Notes a lane's newest passage, unless a later one is known.
pub(crate) fn passed(
    connection: &Connection,
    parking_id: &str,
    lane_no: &str,
    passage_id: i64,
    at: UtcMillis,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO lanes (parking_id, lane_no, last_passage_id, last_passage_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (parking_id, lane_no) DO UPDATE SET
                 last_passage_id = excluded.last_passage_id, last_passage_at = excluded.last_passage_at
             WHERE lanes.last_passage_at <= excluded.last_passage_at",
        )?
        .execute(params![parking_id, lane_no, passage_id, at.0])?;
    Ok(())
}

fn read_lane(row: &Row<'_>) -> rusqlite::Result<LaneRow> {
    let set = LaneDirection::from_code(row.get_ref(3)?.as_str()?);
    let (in_passages, out_passages) = (row.get(5)?, row.get(6)?);
    let set_by: String = row.get(4)?;
    let camera_online: Option<bool> = row.get(7)?;
    let changed_at: i64 = row.get(8)?;
    Ok(LaneRow {
        parking_id: row.get(0)?,
        lane_no: row.get(1)?,
        name: row.get(2)?,
        direction: set.or_else(|| LaneDirection::learned(in_passages, out_passages)),
        direction_set_by: set.map(|_| set_by),
        in_passages,
        out_passages,
        camera_online,
        camera_changed_at: camera_online.map(|_| UtcMillis(changed_at)),
    })
}

/// Counts the next `limit` passages by lane and direction.
fn learn(connection: &Connection, limit: i64) -> Result<u64, StoreError> {
    let from: i64 = connection
        .prepare_cached("SELECT passage_id FROM lane_learning WHERE id = 1")?
        .query_row([], |row| row.get(0))
        .optional()?
        .unwrap_or(0);
    let (to, count): (Option<i64>, i64) = connection
        .prepare_cached(
            "SELECT max(id), count(*) FROM (SELECT id FROM passages WHERE id > $1 ORDER BY id LIMIT $2)",
        )?
        .query_row(params![from, limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let Some(to) = to else { return Ok(0) };
    connection
        .prepare_cached(
            "INSERT INTO lanes (parking_id, lane_no, name, in_passages, out_passages)
             SELECT parking_id, lane_no, max(lane_name), sum(direction = 'in'), sum(direction = 'out')
             FROM passages WHERE id > $1 AND id <= $2 AND lane_no <> '' GROUP BY parking_id, lane_no
             ON CONFLICT (parking_id, lane_no) DO UPDATE SET
                 name = CASE WHEN lanes.name = '' THEN excluded.name ELSE lanes.name END,
                 in_passages = lanes.in_passages + excluded.in_passages,
                 out_passages = lanes.out_passages + excluded.out_passages",
        )?
        .execute(params![from, to])?;
    connection
        .prepare_cached(
            "INSERT INTO lane_learning (id, passage_id) VALUES (1, $1)
             ON CONFLICT (id) DO UPDATE SET passage_id = excluded.passage_id",
        )?
        .execute([to])?;
    Ok(count as u64)
}

#[cfg(test)]
mod tests;
