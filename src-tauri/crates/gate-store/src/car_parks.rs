//! The car parks of the account.

use gate_core::car_park::CarPark;
use gate_core::time::UtcMillis;
use rusqlite::params;

use crate::change::Change;
use crate::error::StoreError;
use crate::mirrors::{self, Register};
use crate::store::Store;

impl Store {
    /// Takes over the platform's list of car parks. One that it no longer names stays, since its passages do.
    ///
    /// # Errors
    /// As any write.
    pub async fn upsert_car_parks(&self, car_parks: &[CarPark], now: UtcMillis) -> Result<(), StoreError> {
        let car_parks = car_parks.to_vec();
        self.write(move |tx| {
            mirrors::begin(tx, "", Register::CarParks, now)?;
            let mut upsert = tx.prepare_cached(
                "INSERT INTO car_parks (parking_id, name, seen_at) VALUES ($1, $2, $3)
                 ON CONFLICT (parking_id) DO UPDATE SET
                     name = CASE WHEN excluded.name = '' THEN car_parks.name ELSE excluded.name END,
                     seen_at = excluded.seen_at",
            )?;
            for car_park in &car_parks {
                upsert.execute(params![
                    car_park.parking_id,
                    car_park.name.as_deref().unwrap_or_default(),
                    now.0
                ])?;
            }
            mirrors::finish(tx, "", Register::CarParks, now)?;
            tx.changed(Change::CarParks);
            Ok(())
        })
        .await
    }

    /// The car parks that were ever listed, by id.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn car_parks(&self) -> Result<Vec<CarPark>, StoreError> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT parking_id, name FROM car_parks ORDER BY parking_id")?;
            let rows = statement.query_map([], |row| {
                let name: String = row.get(1)?;
                Ok(CarPark { parking_id: row.get(0)?, name: Some(name).filter(|name| !name.is_empty()) })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StoreOptions;

    #[tokio::test]
    async fn a_name_once_known_is_not_lost() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        let park =
            |name: Option<&str>| CarPark { parking_id: "park1".to_owned(), name: name.map(str::to_owned) };
        store.upsert_car_parks(&[park(Some("一号停车场"))], UtcMillis(1)).await.unwrap();
        store.upsert_car_parks(&[park(None)], UtcMillis(2)).await.unwrap();
        assert_eq!(store.car_parks().await.unwrap(), [park(Some("一号停车场"))]);
    }
}
