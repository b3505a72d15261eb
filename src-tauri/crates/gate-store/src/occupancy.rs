//! Occupancy samples: how full each car park was, and when.

use gate_core::occupancy::Occupancy;
use gate_core::time::UtcMillis;
use rusqlite::{OptionalExtension, Row, params};

use crate::change::Change;
use crate::error::StoreError;
use crate::store::Store;

/// An occupancy sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OccupancySample {
    /// When the platform answered so.
    pub at: UtcMillis,
    /// What it answered.
    pub occupancy: Occupancy,
}

const COLUMNS: &str = "at, total, used, visitors_used, staff_total, staff_used, temporary";

impl Store {
    /// Keeps a sample; a second one of the same millisecond replaces the first.
    ///
    /// # Errors
    /// As any write.
    pub async fn insert_occupancy(
        &self,
        parking_id: &str,
        at: UtcMillis,
        occupancy: Occupancy,
    ) -> Result<(), StoreError> {
        let parking_id = parking_id.to_owned();
        self.write(move |tx| {
            tx.prepare_cached(
                "INSERT INTO occupancy
                     (parking_id, at, total, used, visitors_used, staff_total, staff_used, temporary)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                 ON CONFLICT (parking_id, at) DO UPDATE SET
                     total = excluded.total, used = excluded.used, visitors_used = excluded.visitors_used,
                     staff_total = excluded.staff_total, staff_used = excluded.staff_used,
                     temporary = excluded.temporary",
            )?
            .execute(params![
                parking_id,
                at.0,
                occupancy.total,
                occupancy.used,
                occupancy.visitors_used,
                occupancy.staff_total,
                occupancy.staff_used,
                occupancy.temporary
            ])?;
            tx.changed(Change::Occupancy);
            Ok(())
        })
        .await
    }

    /// The newest sample at or before an instant.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn occupancy_at(
        &self,
        parking_id: &str,
        at: UtcMillis,
    ) -> Result<Option<OccupancySample>, StoreError> {
        let parking_id = parking_id.to_owned();
        self.read(move |connection| {
            Ok(connection
                .prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM occupancy WHERE parking_id = $1 AND at <= $2 ORDER BY at DESC LIMIT 1"
                ))?
                .query_row(params![parking_id, at.0], read_sample)
                .optional()?)
        })
        .await
    }

    /// The newest sample of a car park.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn latest_occupancy(&self, parking_id: &str) -> Result<Option<OccupancySample>, StoreError> {
        self.occupancy_at(parking_id, UtcMillis(i64::MAX)).await
    }

    /// The samples from `from` until before `until`, oldest first, as a curve.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn occupancy_between(
        &self,
        parking_id: &str,
        from: UtcMillis,
        until: UtcMillis,
    ) -> Result<Vec<OccupancySample>, StoreError> {
        let parking_id = parking_id.to_owned();
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM occupancy WHERE parking_id = $1 AND at >= $2 AND at < $3 ORDER BY at"
            ))?;
            let samples = statement.query_map(params![parking_id, from.0, until.0], read_sample)?;
            Ok(samples.collect::<Result<_, _>>()?)
        })
        .await
    }
}

impl Store {
    /// At most `most` samples from `from` until before `until`, oldest first: of each equal part of the stretch the last.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn occupancy_curve(
        &self,
        parking_id: &str,
        from: UtcMillis,
        until: UtcMillis,
        most: u32,
    ) -> Result<Vec<OccupancySample>, StoreError> {
        let parking_id = parking_id.to_owned();
        let span = until.since(from);
        if span <= 0 || most == 0 {
            return Ok(Vec::new());
        }
        let part = span.div_euclid(i64::from(most)) + i64::from(span.rem_euclid(i64::from(most)) > 0);
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(CURVE)?;
            let samples = statement.query_map(params![parking_id, from.0, until.0, part], read_sample)?;
            Ok(samples.collect::<Result<_, _>>()?)
        })
        .await
    }
}

const CURVE: &str = "WITH last_of (at) AS (
        SELECT max(at) FROM occupancy WHERE parking_id = $1 AND at >= $2 AND at < $3 GROUP BY (at - $2) / $4
    )
    SELECT o.at, o.total, o.used, o.visitors_used, o.staff_total, o.staff_used, o.temporary
    FROM last_of JOIN occupancy o ON o.parking_id = $1 AND o.at = last_of.at ORDER BY o.at";

fn read_sample(row: &Row<'_>) -> rusqlite::Result<OccupancySample> {
    Ok(OccupancySample {
        at: UtcMillis(row.get(0)?),
        occupancy: Occupancy {
            total: row.get(1)?,
            used: row.get(2)?,
            visitors_used: row.get(3)?,
            staff_total: row.get(4)?,
            staff_used: row.get(5)?,
            temporary: row.get(6)?,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StoreOptions;

    fn sample(total: i64, used: Option<i64>) -> Occupancy {
        Occupancy { total: Some(total), used, ..Occupancy::default() }
    }

    #[tokio::test]
    async fn the_newest_sample_at_or_before_an_instant_counts() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        for (at, used) in [(1_000, 10), (2_000, 20), (3_000, 30)] {
            store.insert_occupancy("park1", UtcMillis(at), sample(100, Some(used))).await.unwrap();
        }
        store.insert_occupancy("park2", UtcMillis(1_500), sample(100, Some(99))).await.unwrap();
        let used_at = async |at| {
            store
                .occupancy_at("park1", UtcMillis(at))
                .await
                .unwrap()
                .map(|found| found.occupancy.used.unwrap())
        };
        assert_eq!(used_at(999).await, None);
        assert_eq!(used_at(1_999).await, Some(10));
        assert_eq!(used_at(2_000).await, Some(20));
        assert_eq!(store.latest_occupancy("park1").await.unwrap().unwrap().at, UtcMillis(3_000));
        let curve = store.occupancy_between("park1", UtcMillis(1_000), UtcMillis(3_000)).await.unwrap();
        assert_eq!(curve.iter().map(|found| found.at.0).collect::<Vec<_>>(), [1_000, 2_000]);
    }

    #[tokio::test]
    async fn a_curve_is_thinned_evenly_and_keeps_its_ends() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        for at in 0..2_000 {
            store.insert_occupancy("park1", UtcMillis(at * 60_000), sample(100, Some(at))).await.unwrap();
        }
        let end = UtcMillis(2_000 * 60_000);
        let curve = store.occupancy_curve("park1", UtcMillis(0), end, 600).await.unwrap();
        assert!((500..=600).contains(&curve.len()), "{}", curve.len());
        assert_eq!(curve.last().unwrap().at, UtcMillis(1_999 * 60_000));
        assert!(curve.windows(2).all(|pair| pair[0].at < pair[1].at));
        let gaps = curve.windows(2).map(|pair| pair[1].at.since(pair[0].at) / 60_000);
        assert!(gaps.max().unwrap() <= 5, "evenly");
        let short = store.occupancy_curve("park1", UtcMillis(0), UtcMillis(300_000), 600).await.unwrap();
        assert_eq!(short.len(), 5, "few are not thinned");
        assert!(store.occupancy_curve("park1", end, UtcMillis(0), 600).await.unwrap().is_empty());
        assert!(store.occupancy_curve("park2", UtcMillis(0), end, 600).await.unwrap().is_empty());
    }
}
