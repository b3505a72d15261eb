//! After the system's clock was set: what was put off by the old clock comes due by the new one.

use std::time::Duration;

use gate_core::time::UtcMillis;
use rusqlite::params;

use crate::change::Change;
use crate::error::StoreError;
use crate::store::Store;

impl Store {
    /// Makes due what is put off for longer than anything ever is (`longest`): its time was reckoned by a clock that was
    /// ahead, and it would otherwise wait for that time to come. Answers how many deliveries and photos that were.
    ///
    /// # Errors
    /// As any write.
    pub async fn clock_jumped(&self, now: UtcMillis, longest: Duration) -> Result<u64, StoreError> {
        let until = now + longest;
        self.write(move |tx| {
            let deliveries = tx
                .prepare_cached(
                    "UPDATE deliveries SET next_attempt_at = $1
                     WHERE next_attempt_at > $2 AND delivered_at IS NULL AND given_up_at IS NULL",
                )?
                .execute(params![now.0, until.0])?;
            let photos = tx
                .prepare_cached(
                    "UPDATE photos SET next_fetch_at = $1 WHERE next_fetch_at > $2 AND state = 'wanted'",
                )?
                .execute(params![now.0, until.0])?;
            if deliveries > 0 {
                tx.changed(Change::Deliveries);
            }
            if photos > 0 {
                tx.changed(Change::Photos);
            }
            Ok((deliveries + photos) as u64)
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{IngestRules, StoreOptions};
    use gate_core::passage::{Direction, Source};
    use gate_core::record::Record;

    const NOW: UtcMillis = UtcMillis(1_000_000_000);

    #[tokio::test]
    async fn what_an_advanced_clock_put_off_is_due_and_an_ordinary_delay_stays() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        let rules =
            IngestRules { parking_id: "park1".into(), total_spaces: None, city: Some(Default::default()) };
        for (plate, put_off_ms) in [("浙B11111", 3_600_000), ("浙B22222", 30_000)] {
            let record = Record {
                parking_id: "park1".into(),
                direction: Direction::In,
                plate_raw: plate.into(),
                at: NOW,
                lane_no: "1".into(),
                lane_name: None,
                record_id: None,
                vehicle_type: None,
                photo_url: Some(format!("http://img.example.com/{plate}.jpg")),
                owner_name: None,
                work_no: None,
                owner_phone: None,
                free_spaces: None,
            };
            store.ingest(&rules, vec![record], Source::Records, NOW).await.unwrap();
            let photo = store.wanted_photos(NOW, 1).await.unwrap().remove(0);
            store.photo_retry(photo.id, "timeout", NOW + Duration::from_millis(put_off_ms)).await.unwrap();
        }
        assert_eq!(store.wanted_photos(NOW, 10).await.unwrap().len(), 0, "both are put off");
        assert_eq!(store.clock_jumped(NOW, Duration::from_secs(600)).await.unwrap(), 1);
        assert_eq!(store.wanted_photos(NOW, 10).await.unwrap().len(), 1, "the one put off for an hour");
        assert_eq!(store.clock_jumped(NOW, Duration::from_secs(600)).await.unwrap(), 0, "it is done once");
    }
}
