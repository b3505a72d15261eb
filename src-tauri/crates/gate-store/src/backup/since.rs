//! What came after a backup: what putting it back would take away for now, or for good.

use gate_core::time::UtcMillis;

use crate::error::StoreError;
use crate::store::Store;

/// What the database has from an instant on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CameSince {
    /// Passages: they are collected once more.
    pub passages: u64,
    /// Acts of people that were written down: they are lost.
    pub acts: u64,
}

impl Store {
    /// What came from `at` on.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn came_since(&self, at: UtcMillis) -> Result<CameSince, StoreError> {
        self.read(move |connection| {
            // One look into the index for each car park, instead of all passages there ever were.
            let passages = connection
                .prepare_cached(
                    "SELECT COALESCE(SUM((SELECT COUNT(*) FROM passages p WHERE p.parking_id = known.parking_id
                        AND p.at >= $1)), 0)
                     FROM (WITH RECURSIVE parks (parking_id) AS (
                        SELECT MIN(parking_id) FROM passages
                        UNION ALL
                        SELECT (SELECT MIN(parking_id) FROM passages WHERE parking_id > parks.parking_id) FROM parks
                        WHERE parks.parking_id IS NOT NULL
                     ) SELECT parking_id FROM parks WHERE parking_id IS NOT NULL) known",
                )?
                .query_row([at.0], |row| row.get(0))?;
            let acts = connection
                .prepare_cached("SELECT COUNT(*) FROM audit WHERE at >= $1 AND actor <> 'system'")?
                .query_row([at.0], |row| row.get(0))?;
            Ok(CameSince { passages, acts })
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use gate_core::passage::{Direction, Source};

    use super::*;
    use crate::{AuditEntry, IngestRules, StoreOptions, testing};

    #[tokio::test]
    async fn what_came_from_an_instant_on_is_counted_over_all_car_parks() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        assert_eq!(store.came_since(UtcMillis(0)).await.unwrap(), CameSince::default());
        for (park, minutes) in [(testing::PARK, [100, 200]), ("P9", [150, 250])] {
            let records = minutes.map(|minute| gate_core::record::Record {
                parking_id: park.into(),
                ..testing::record(
                    Direction::In,
                    &format!("浙B10{minute}"),
                    &minute.to_string(),
                    UtcMillis(minute * 60_000),
                )
            });
            let rules = IngestRules { parking_id: park.into(), ..testing::rules() };
            store.ingest(&rules, records.into(), Source::Records, UtcMillis(0)).await.unwrap();
        }
        for (minute, actor) in [(100, "王工"), (200, "王工"), (200, "system")] {
            let entry = AuditEntry::new(UtcMillis(minute * 60_000), actor, "lane_open", "P1/1");
            store.append_audit(entry).await.unwrap();
        }
        let since = |minute: i64| store.came_since(UtcMillis(minute * 60_000));
        assert_eq!(since(200).await.unwrap(), CameSince { passages: 2, acts: 1 });
        assert_eq!(since(0).await.unwrap(), CameSince { passages: 4, acts: 2 });
        assert_eq!(since(251).await.unwrap(), CameSince::default());
    }
}
