//! What a stock-take is compared with.

use gate_core::stock_take::Stock;
use gate_core::time::UtcMillis;
use rusqlite::params;

use crate::error::StoreError;
use crate::inside;
use crate::store::Store;

impl Store {
    /// The open sessions of a car park, the plates of those that ended since `counted_at`, and the open platform's list.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn stock(&self, parking_id: &str, counted_at: UtcMillis) -> Result<Stock, StoreError> {
        let parking_id = parking_id.to_owned();
        self.read(move |connection| {
            let mut left = connection.prepare_cached(
                "SELECT s.plate FROM passages p INDEXED BY passages_identity JOIN sessions s ON s.id = p.session_id
                 WHERE p.parking_id = $1 AND p.at >= $2 AND p.role = 'departure' AND s.plate <> '' AND s.arrived_at <= $2",
            )?;
            let left_since = left.query_map(params![parking_id, counted_at.0], |row| row.get(0))?;
            let listed = inside::listed(connection, &parking_id)?;
            Ok(Stock {
                left_since: left_since.collect::<Result<_, _>>()?,
                open: inside::open_sessions(connection, &parking_id)?,
                listed: listed.into_iter().map(|listed| (listed.plate, listed.entered_at)).collect(),
            })
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::{StoreOptions, testing};
    use gate_core::passage::{Direction, Source};

    #[tokio::test]
    async fn who_left_since_the_count_was_inside_then() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        let at = |minute: i64| UtcMillis(minute * 60_000);
        let records = [
            (Direction::In, "浙B11111", 10),
            (Direction::In, "浙B22222", 20),
            (Direction::Out, "浙B22222", 30),
            (Direction::In, "浙B33333", 40),
            (Direction::Out, "浙B33333", 120),
            (Direction::In, "浙B44444", 110),
            (Direction::Out, "浙B44444", 130),
        ]
        .map(|(direction, plate, minute)| testing::record(direction, plate, "1", at(minute)));
        store.ingest(&testing::rules(), records.into(), Source::Records, at(200)).await.unwrap();
        let stock = store.stock(testing::PARK, at(100)).await.unwrap();
        assert_eq!(stock.left_since, ["浙B33333".to_owned()].into());
        let open: Vec<_> = stock.open.iter().map(|session| session.plate.as_str()).collect();
        assert_eq!(open, ["浙B11111"]);
    }
}
