//! A whole register at once, for what is compared with all of it.

use std::collections::HashMap;

use rusqlite::Row;

use crate::error::StoreError;
use crate::mirrors::Register;
use crate::register_writes::RegisterEntry;
use crate::store::Store;

const VEHICLES: &str =
    "SELECT plate_key, plate, vehicle_type, type_name, owner_name, owner_phone, valid_from, valid_until,
        lane_nos, spaces, department, work_no, remark
     FROM vehicles WHERE parking_id = $1";
const BANS: &str = "SELECT plate_key, plate, until_day, reason FROM blacklist WHERE parking_id = $1";

impl Store {
    /// Every entry of a register of one car park, by normalised plate: of vehicles or bans.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn register_entries(
        &self,
        parking_id: &str,
        register: Register,
    ) -> Result<HashMap<String, RegisterEntry>, StoreError> {
        let parking_id = parking_id.to_owned();
        let (sql, read) = match register {
            Register::Blacklist => (BANS, ban as fn(&Row<'_>) -> _),
            _ => (VEHICLES, vehicle as fn(&Row<'_>) -> _),
        };
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(sql)?;
            Ok(statement.query_map([parking_id], read)?.collect::<Result<_, _>>()?)
        })
        .await
    }
}

fn vehicle(row: &Row<'_>) -> rusqlite::Result<(String, RegisterEntry)> {
    let lanes: String = row.get(8)?;
    let entry = RegisterEntry {
        plate: row.get(1)?,
        vehicle_type: row.get(2)?,
        type_name: row.get(3)?,
        owner: row.get(4)?,
        phone: row.get(5)?,
        valid_from: row.get(6)?,
        valid_until: row.get(7)?,
        lanes: lanes.split(',').filter(|lane| !lane.is_empty()).map(str::to_owned).collect(),
        spaces: row.get::<_, u32>(9)?.max(1),
        department: row.get(10)?,
        work_no: row.get(11)?,
        remark: row.get(12)?,
        reason: String::new(),
    };
    Ok((row.get(0)?, entry))
}

fn ban(row: &Row<'_>) -> rusqlite::Result<(String, RegisterEntry)> {
    let entry = RegisterEntry {
        plate: row.get(1)?,
        valid_until: row.get(2)?,
        reason: row.get(3)?,
        ..RegisterEntry::default()
    };
    Ok((row.get(0)?, entry))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StoreOptions;

    #[tokio::test]
    async fn all_at_once_are_what_each_is_alone() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        store
            .write(|tx| {
                Ok(tx.execute_batch(
                    "INSERT INTO vehicles (parking_id, plate, plate_key, vehicle_type, owner_name, owner_phone, valid_from,
                         valid_until, lane_nos, spaces, remark, type_name, department, work_no)
                     VALUES ('p', '浙B·12345', '浙B12345', '101', '张三', '13800138000', '2026-01-01', '2026-12-31', '1,2', 2,
                         '备注', '贵宾', '财务', 'W1'),
                            ('p', '浙B22222', '浙B22222', '1', '', '', '', '', '', 1, '', '', '', ''),
                            ('q', '浙B33333', '浙B33333', '1', '', '', '', '', '', 1, '', '', '', '');
                     INSERT INTO blacklist (parking_id, plate, plate_key, until_day, reason)
                     VALUES ('p', '浙B44444', '浙B44444', '2026-12-31', '逃费')",
                )?)
            })
            .await
            .unwrap();
        for (register, count) in [(Register::Vehicles, 2), (Register::Blacklist, 1)] {
            let all = store.register_entries("p", register).await.unwrap();
            assert_eq!(all.len(), count);
            for (key, entry) in all {
                assert_eq!(store.register_entry("p", register, &key).await.unwrap(), Some(entry));
            }
        }
    }
}
