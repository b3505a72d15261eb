//! Alerts that a mirror raised which was older than it should be: looked at again by a newer one, and withdrawn where there
//! was no reason. The platform may have renewed a vehicle while it could not be asked.

use std::collections::BTreeSet;

use gate_core::alert::{AlertKind, called_for};
use gate_core::time::UtcMillis;
use rusqlite::{Connection, Row};

use crate::change::Change;
use crate::error::StoreError;
use crate::known::{Known, PassageType};
use crate::mirrors::{self, MIRRORED_EVERY, Register};
use crate::store::Store;

/// What came of looking at them again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rechecked {
    /// The alerts that were withdrawn.
    pub withdrawn: Vec<i64>,
    /// The registers that have to be read before the others can be told.
    pub awaited: BTreeSet<Register>,
}

struct Doubted {
    id: i64,
    kind: Option<AlertKind>,
    raised_at: UtcMillis,
    parking_id: String,
    plate: String,
    passed_at: Option<UtcMillis>,
}

const DOUBTED: &str = "SELECT a.id, a.kind, a.raised_at, a.parking_id, a.plate, p.at
     FROM alerts a LEFT JOIN passages p ON p.id = a.passage_id WHERE a.doubted = 1 ORDER BY a.id";

impl Store {
    /// Looks again at the alerts that an old mirror raised, as far as it was read whole since. One without a reason is
    /// withdrawn: it is no longer open, and stays in the history. To be called every few seconds; a second call changes
    /// nothing.
    ///
    /// # Errors
    /// As any write.
    pub async fn recheck_doubted_alerts(&self, now: UtcMillis) -> Result<Rechecked, StoreError> {
        let none = self
            .read(|connection| {
                Ok(connection
                    .prepare_cached("SELECT NOT EXISTS (SELECT 1 FROM alerts WHERE doubted = 1)")?
                    .query_row([], |row| row.get(0))?)
            })
            .await?;
        if none {
            return Ok(Rechecked::default());
        }
        let (plan, awaited) = self.read(judge).await?;
        if plan.is_empty() {
            return Ok(Rechecked { withdrawn: Vec::new(), awaited });
        }
        let withdrawn = self
            .write(move |tx| {
                let mut withdrawn = Vec::new();
                for (id, stands) in &plan {
                    let at = if *stands { None } else { Some(now.0) };
                    tx.prepare_cached("UPDATE alerts SET doubted = 0, withdrawn_at = $1 WHERE id = $2")?
                        .execute((at, id))?;
                    if !stands {
                        withdrawn.push(*id);
                    }
                }
                if !withdrawn.is_empty() {
                    tx.changed(Change::Alerts);
                }
                Ok(withdrawn)
            })
            .await?;
        Ok(Rechecked { withdrawn, awaited })
    }
}

/// Whether a register was so old when it raised an alert that it is to be looked at again.
pub(super) fn is_doubtful(
    connection: &Connection,
    parking_id: &str,
    kind: AlertKind,
    now: UtcMillis,
) -> Result<bool, StoreError> {
    let Some(register) = register_of(kind) else { return Ok(false) };
    let refreshed_at = mirrors::refreshed_at(connection, parking_id, register)?;
    // Never read whole: what stands in it was written or read just now.
    Ok(refreshed_at.is_some_and(|at| now.since(at).unsigned_abs() > MIRRORED_EVERY.as_millis() as u64))
}

/// Alerts of which it can be told whether they stand, and which registers the others wait for.
type Judged = (Vec<(i64, bool)>, BTreeSet<Register>);

fn judge(connection: &Connection) -> Result<Judged, StoreError> {
    let mut statement = connection.prepare_cached(DOUBTED)?;
    let doubted: Vec<Doubted> = statement.query_map([], read)?.collect::<Result<_, _>>()?;
    let (mut plan, mut awaited) = (Vec::new(), BTreeSet::new());
    for alert in doubted {
        // Of a passage that is no longer kept nothing can be told any more.
        let (Some(kind), Some(at)) = (alert.kind, alert.passed_at) else {
            plan.push((alert.id, true));
            continue;
        };
        let Some(register) = register_of(kind) else {
            plan.push((alert.id, true));
            continue;
        };
        if mirrors::refreshed_at(connection, &alert.parking_id, register)?
            .is_none_or(|refreshed| refreshed < alert.raised_at)
        {
            awaited.insert(register);
            continue;
        }
        let standing =
            Known::load(connection, &alert.plate)?.standing(&alert.parking_id, at, PassageType::default());
        plan.push((alert.id, called_for(&standing) == Some(kind)));
    }
    Ok((plan, awaited))
}

/// The register that decides about such an alert.
fn register_of(kind: AlertKind) -> Option<Register> {
    match kind {
        AlertKind::Blacklisted => Some(Register::Blacklist),
        AlertKind::ExpiredMonthly => Some(Register::Vehicles),
        _ => None,
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Doubted> {
    Ok(Doubted {
        id: row.get(0)?,
        kind: AlertKind::from_code(row.get_ref(1)?.as_str()?),
        raised_at: UtcMillis(row.get(2)?),
        parking_id: row.get(3)?,
        plate: row.get(4)?,
        passed_at: row.get::<_, Option<i64>>(5)?.map(UtcMillis),
    })
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use gate_core::vehicle::{Vehicle, VehicleType};
    use rusqlite::params;

    use super::*;
    use crate::{AlertFilter, StoreOptions};

    /// 2027-01-15 16:00 in China.
    const NOW: UtcMillis = UtcMillis(1_800_000_000_000);

    fn at(minutes: i64) -> UtcMillis {
        UtcMillis(NOW.0 + minutes * 60_000)
    }

    /// Reads the whole register anew, with these two vehicles in it.
    async fn refresh(store: &Store, now: UtcMillis, until: [&str; 2]) {
        let vehicle = |plate: &str, until: &str| Vehicle {
            plate: plate.to_owned(),
            vehicle_type: Some(VehicleType::Monthly),
            owner_name: None,
            owner_phone: None,
            work_no: None,
            valid_from: NaiveDate::from_ymd_opt(2026, 1, 1),
            valid_until: Some(until.parse().unwrap()),
            lanes: Vec::new(),
            spaces: 1,
            remark: None,
        };
        let vehicles = vec![vehicle("浙B11111", until[0]), vehicle("浙B22222", until[1])];
        let refresh = store.begin_refresh("park1", Register::Vehicles, now).await.unwrap();
        store.upsert_vehicles("park1", refresh, vehicles, now).await.unwrap();
        store.finish_vehicles("park1", refresh, now).await.unwrap();
    }

    async fn pass(store: &Store, when: UtcMillis) {
        store
            .write(move |tx| {
                for plate in ["浙B11111", "浙B22222"] {
                    tx.execute(
                        "INSERT INTO passages (parking_id, direction, plate_raw, plate_read, plate, at, lane_no, source, heard_at)
                         VALUES ('park1', 'in', $1, $1, $1, $2, '1', 'records', $2)",
                        params![plate, when.0],
                    )?;
                }
                Ok(())
            })
            .await
            .unwrap();
        let raised = store.raise_for_passages(100, when).await.unwrap().raised;
        assert_eq!(raised.len(), 2, "both were over by what was known");
    }

    #[tokio::test]
    async fn an_old_mirrors_alert_is_withdrawn_once_the_register_says_that_it_was_renewed() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        refresh(&store, at(-31), ["2027-01-14", "2027-01-14"]).await;
        pass(&store, NOW).await;
        let waiting = store.recheck_doubted_alerts(NOW).await.unwrap();
        assert_eq!((waiting.withdrawn.len(), waiting.awaited), (0, BTreeSet::from([Register::Vehicles])));
        assert_eq!(store.open_alerts().await.unwrap().len(), 2, "until then both stand");

        refresh(&store, at(1), ["2028-01-14", "2027-01-14"]).await;
        let rechecked = store.recheck_doubted_alerts(at(1)).await.unwrap();
        assert_eq!((rechecked.withdrawn.len(), rechecked.awaited), (1, BTreeSet::new()));
        let open = store.open_alerts().await.unwrap();
        assert_eq!(open.iter().map(|alert| alert.plate.as_str()).collect::<Vec<_>>(), ["浙B22222"]);
        let kept = store.alert(rechecked.withdrawn[0]).await.unwrap().unwrap();
        assert_eq!((kept.plate.as_str(), kept.withdrawn_at), ("浙B11111", Some(at(1))));
        assert_eq!(store.alerts(AlertFilter::default()).await.unwrap().len(), 2, "history keeps both");

        refresh(&store, at(60), ["2028-01-14", "2028-01-14"]).await;
        assert_eq!(store.recheck_doubted_alerts(at(60)).await.unwrap(), Rechecked::default());
        assert_eq!(store.open_alerts().await.unwrap().len(), 1, "what was confirmed stays");
    }

    #[tokio::test]
    async fn what_a_fresh_mirror_says_is_not_doubted() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        refresh(&store, at(-29), ["2027-01-14", "2027-01-14"]).await;
        pass(&store, NOW).await;
        refresh(&store, at(1), ["2028-01-14", "2028-01-14"]).await;
        assert_eq!(store.recheck_doubted_alerts(at(1)).await.unwrap(), Rechecked::default());
        assert_eq!(store.open_alerts().await.unwrap().len(), 2, "renewed after it passed");
    }
}
