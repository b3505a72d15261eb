//! The vehicles inside as a table, each with what else is known of it.

use gate_core::personal::PersonName;
use gate_core::standing::VehicleStanding;
use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::StoreError;
use crate::feed::{PhotoSeen, photo_seen};
use crate::known::{Known, PassageType};
use crate::listing::ListFilter;
use crate::store::Store;

/// A vehicle inside, with what else is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InParkTableRow {
    /// The car park.
    pub parking_id: String,
    /// The plate, normalised; empty without one.
    pub plate: String,
    /// The number of the lane it came in by; empty if nobody said.
    pub lane_no: String,
    /// That lane's name; empty if nobody said.
    pub lane_name: String,
    /// Since when, by the platform's list.
    pub since: UtcMillis,
    /// How it stands now.
    pub standing: VehicleStanding,
    /// Whose it is (personal data).
    pub owner_name: Option<PersonName>,
    /// Our open session of it.
    pub session_id: Option<i64>,
    /// The arrival's photo.
    pub photo: PhotoSeen,
}

/// A page of the table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InParkTable {
    /// How many the filter leaves.
    pub total: u32,
    /// How many of them came in before the instant that was named.
    pub overdue: u32,
    /// The rows, the longest stay first.
    pub rows: Vec<InParkTableRow>,
}

const LIST: &str =
    "SELECT id, parking_id, plate_key FROM in_park WHERE entered_at < $1 ORDER BY entered_at, id";

impl Store {
    /// Vehicles inside from `offset` on, at most `limit`, the longest stay first: only those that came in before `entered_before`.
    /// Those before `overdue_before` are counted as well.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn in_park_table(
        &self,
        filter: ListFilter,
        entered_before: UtcMillis,
        overdue_before: UtcMillis,
        (offset, limit): (u32, u32),
        now: UtcMillis,
    ) -> Result<InParkTable, StoreError> {
        self.read(move |connection| {
            let (total, ids) = filter.ids(connection, LIST, [entered_before.0], (offset, limit))?;
            let both = entered_before.0.min(overdue_before.0);
            let (overdue, _) = filter.ids(connection, LIST, [both], (0, 0))?;
            let rows = ids.into_iter().filter_map(|id| row_of(connection, id, now).transpose());
            Ok(InParkTable { total, overdue, rows: rows.collect::<Result<_, _>>()? })
        })
        .await
    }
}

fn row_of(connection: &Connection, id: i64, now: UtcMillis) -> Result<Option<InParkTableRow>, StoreError> {
    let found = connection
        .prepare_cached(
            "SELECT i.parking_id, i.plate_key, i.lane_no, coalesce(l.name, ''), i.entered_at, i.vehicle_type,
                coalesce(nullif(t.show_name, ''), nullif(t.name, ''))
             FROM in_park i LEFT JOIN lanes l ON l.parking_id = i.parking_id AND l.lane_no = i.lane_no
             LEFT JOIN vehicle_types t ON t.parking_id = i.parking_id AND t.type_id = i.vehicle_type
             WHERE i.id = $1",
        )?
        .query_row([id], |row| {
            let listed = InParkTableRow {
                parking_id: row.get(0)?,
                plate: row.get(1)?,
                lane_no: row.get(2)?,
                lane_name: row.get(3)?,
                since: UtcMillis(row.get(4)?),
                standing: VehicleStanding::Temporary,
                owner_name: None,
                session_id: None,
                photo: PhotoSeen::None,
            };
            Ok((listed, row.get::<_, String>(5)?, row.get::<_, Option<String>>(6)?))
        })
        .optional()?;
    let Some((mut listed, kind, name)) = found else { return Ok(None) };
    let known = Known::load(connection, &listed.plate)?;
    let passage_type =
        PassageType { id: Some(kind.as_str()).filter(|id| !id.is_empty()), name: name.as_deref() };
    listed.standing = known.standing(&listed.parking_id, now, passage_type);
    listed.owner_name = known.registration(&listed.parking_id).and_then(|it| it.owner_name.clone());
    if let Some((session, photo)) = session(connection, &listed)? {
        (listed.session_id, listed.photo) = (Some(session), photo);
    }
    Ok(Some(listed))
}

/// The open session of a listed vehicle and its arrival's photo. One without a plate is not told from another.
fn session(connection: &Connection, listed: &InParkTableRow) -> Result<Option<(i64, PhotoSeen)>, StoreError> {
    if listed.plate.is_empty() {
        return Ok(None);
    }
    Ok(connection
        .prepare_cached(
            "SELECT s.id, (SELECT h.state FROM photos h WHERE h.passage_id = s.arrival_id ORDER BY h.id DESC LIMIT 1),
                (SELECT h.id FROM photos h WHERE h.passage_id = s.arrival_id AND h.state = 'stored'
                    ORDER BY h.width * h.height DESC, h.id DESC LIMIT 1)
             FROM sessions s WHERE s.parking_id = $1 AND s.plate = $2 AND s.state = 'open'
             ORDER BY s.sort_at DESC, s.id DESC LIMIT 1",
        )?
        .query_row(params![listed.parking_id, listed.plate], |row| {
            Ok((row.get(0)?, photo_seen(row.get(1)?, row.get(2)?)))
        })
        .optional()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StoreOptions;
    use gate_core::in_park::InParkVehicle;
    use gate_core::vehicle::VehicleType;

    #[tokio::test]
    async fn the_longest_stay_comes_first_and_those_that_stay_too_long_are_counted() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        let vehicle = |plate: &str, at| InParkVehicle {
            plate_raw: plate.to_owned(),
            lane_no: Some("1".to_owned()),
            vehicle_type: Some(VehicleType::Temporary),
            entered_at: UtcMillis(at),
        };
        let inside = vec![vehicle("浙B33333", 3_000), vehicle("浙B11111", 1_000), vehicle("", 2_000)];
        store.replace_in_park("p", inside, UtcMillis(5_000)).await.unwrap();
        store
            .write(|tx| {
                Ok(tx.execute_batch(
                    "INSERT INTO sessions (parking_id, plate, business_id, state, sort_at, vehtype, hpys, kind_by, created_at)
                     VALUES ('p', '浙B11111', 'b', 'open', 1000, '02', '蓝', 'plate', 1)",
                )?)
            })
            .await
            .unwrap();
        let table = async |text: &str, before| {
            let filter = ListFilter { text: text.to_owned(), ..ListFilter::default() };
            store
                .in_park_table(filter, UtcMillis(before), UtcMillis(2_500), (0, 9), UtcMillis(9_000))
                .await
                .unwrap()
        };
        let all = table("", i64::MAX).await;
        assert_eq!((all.total, all.overdue), (3, 2));
        let plates: Vec<_> =
            all.rows.iter().map(|row| (row.plate.as_str(), row.session_id.is_some())).collect();
        assert_eq!(plates, [("浙B11111", true), ("", false), ("浙B33333", false)]);
        assert_eq!(table("", 1_500).await.total, 1, "only longer stays");
        let one = table("333", i64::MAX).await;
        assert_eq!((one.total, one.overdue, one.rows[0].since), (1, 0, UtcMillis(3_000)));
    }
}
