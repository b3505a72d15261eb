//! Custom vehicle types: the names behind the ids that vehicles and passages carry.

use gate_core::time::UtcMillis;
use gate_core::vehicle::CustomVehicleType;
use rusqlite::params;

use crate::change::Change;
use crate::error::StoreError;
use crate::mirrors::{self, Register};
use crate::store::Store;

impl Store {
    /// Replaces a car park's list by a complete new one.
    ///
    /// # Errors
    /// As any write.
    pub async fn replace_vehicle_types(
        &self,
        parking_id: &str,
        types: Vec<CustomVehicleType>,
        now: UtcMillis,
    ) -> Result<(), StoreError> {
        let parking_id = parking_id.to_owned();
        self.write(move |tx| {
            let refresh_no = mirrors::begin(tx, &parking_id, Register::VehicleTypes, now)?;
            let mut upsert = tx.prepare_cached(
                "INSERT INTO vehicle_types (parking_id, type_id, code, name, show_name, refresh_no, seen_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)
                 ON CONFLICT (parking_id, type_id) DO UPDATE SET code = excluded.code, name = excluded.name,
                     show_name = excluded.show_name, refresh_no = excluded.refresh_no, seen_at = excluded.seen_at",
            )?;
            for kind in &types {
                let text = |text: &Option<String>| text.clone().unwrap_or_default();
                upsert.execute(params![
                    parking_id,
                    kind.id,
                    text(&kind.code),
                    text(&kind.name),
                    text(&kind.show_name),
                    refresh_no,
                    now.0
                ])?;
            }
            tx.prepare_cached("DELETE FROM vehicle_types WHERE parking_id = $1 AND refresh_no <> $2")?
                .execute(params![parking_id, refresh_no])?;
            mirrors::finish(tx, &parking_id, Register::VehicleTypes, now)?;
            tx.changed(Change::CarParks);
            Ok(())
        })
        .await
    }

    /// A car park's own vehicle types, by id.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn vehicle_types(&self, parking_id: &str) -> Result<Vec<CustomVehicleType>, StoreError> {
        let parking_id = parking_id.to_owned();
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT type_id, code, name, show_name FROM vehicle_types WHERE parking_id = $1
                 ORDER BY length(type_id), type_id",
            )?;
            let rows = statement.query_map([parking_id], |row| {
                let text = |index: usize| -> rusqlite::Result<Option<String>> {
                    Ok(Some(row.get::<_, String>(index)?).filter(|text| !text.is_empty()))
                };
                Ok(CustomVehicleType { id: row.get(0)?, code: text(1)?, name: text(2)?, show_name: text(3)? })
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
    async fn a_new_list_replaces_the_old_one() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        let kind = |id: &str, name: &str| CustomVehicleType {
            id: id.to_owned(),
            code: None,
            name: Some(name.to_owned()),
            show_name: None,
        };
        let first = vec![kind("101", "贵宾车"), kind("9", "邮政车")];
        store.replace_vehicle_types("park1", first, UtcMillis(1)).await.unwrap();
        let second = vec![kind("101", "贵宾"), kind("7", "校车")];
        store.replace_vehicle_types("park1", second, UtcMillis(2)).await.unwrap();
        assert_eq!(store.vehicle_types("park1").await.unwrap(), [kind("7", "校车"), kind("101", "贵宾")]);
        assert_eq!(store.vehicle_types("park2").await.unwrap(), []);
    }
}
