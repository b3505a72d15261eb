//! Sessions that may be the other half of one: what a person chooses from.

use gate_core::plate::{self, Likeness};
use gate_core::time::DAY_MS;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::StoreError;
use crate::session_facts;
use crate::sessions::{self, SessionRow};
use crate::store::Store;

/// As far back as the open platform is asked for an arrival (domain.md).
const REACH_MS: i64 = 30 * DAY_MS;
/// So many sessions near in time are looked through.
const LOOKED_THROUGH: u32 = 5_000;

/// A session that may be the other half of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairingCandidate {
    /// It.
    pub session: SessionRow,
    /// Its version, for a correction.
    pub version: String,
    /// How its plate resembles the other's; none where it does not.
    pub likeness: Option<Likeness>,
}

pub(crate) const ARRIVALS: &str = "SELECT id FROM (
        SELECT id, sort_at, parking_id, state FROM sessions INDEXED BY sessions_time
        WHERE sort_at <= $1 AND sort_at >= $2 ORDER BY sort_at DESC, id DESC LIMIT $3)
     WHERE parking_id = $4 AND state IN ('open', 'exit_missed') AND id <> $5 ORDER BY sort_at DESC, id DESC";
pub(crate) const DEPARTURES: &str = "SELECT id FROM (
        SELECT id, sort_at, parking_id, departed_at, arrival_origin FROM sessions INDEXED BY sessions_time
        WHERE sort_at >= $1 AND sort_at <= $2 ORDER BY sort_at, id LIMIT $3)
     WHERE parking_id = $4 AND arrival_origin <> 'seen' AND departed_at IS NOT NULL AND id <> $5 ORDER BY sort_at, id";

impl Store {
    /// Sessions of the same car park that may be the other half of this one, look-alikes first, then the nearest in time: for an
    /// arrival without departure the departures whose arrival nobody saw, for such a departure the arrivals before it. None for a
    /// session that is whole.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], or a failure to read.
    pub async fn pairing_candidates(
        &self,
        session: i64,
        limit: u32,
    ) -> Result<Vec<PairingCandidate>, StoreError> {
        self.read(move |connection| {
            let this = load(connection, session)?;
            let ids = match (this.arrived_at, this.departed_at) {
                (Some(came), None) => near(connection, DEPARTURES, came.0, came.0 + REACH_MS, &this)?,
                (_, Some(left)) if this.arrival_origin != "seen" => {
                    near(connection, ARRIVALS, left.0, left.0 - REACH_MS, &this)?
                }
                _ => Vec::new(),
            };
            let mut found = Vec::with_capacity(ids.len());
            for id in ids {
                let session = load(connection, id)?;
                found.push((plate::look_alike(&this.plate, &session.plate), session));
            }
            // Stable: of equal likeness the nearest stay first.
            found.sort_by_key(|(likeness, _)| {
                likeness.map_or((true, None), |likeness| (false, Some(likeness)))
            });
            found.truncate(limit as usize);
            let whole = found.into_iter().map(|(likeness, session)| {
                let version = session_facts::version(connection, session.id)?;
                Ok(PairingCandidate { session, version, likeness })
            });
            whole.collect()
        })
        .await
    }

    /// The versions of these sessions, for corrections; those that are not kept are left out.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn session_versions(&self, ids: Vec<i64>) -> Result<Vec<(i64, String)>, StoreError> {
        self.read(move |connection| {
            let mut found = Vec::with_capacity(ids.len());
            for id in ids {
                match session_facts::version(connection, id) {
                    Ok(version) => found.push((id, version)),
                    Err(error) if error.is_not_found() => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(found)
        })
        .await
    }
}

fn near(
    connection: &Connection,
    sql: &str,
    from: i64,
    to: i64,
    this: &SessionRow,
) -> Result<Vec<i64>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let values = params![from, to, LOOKED_THROUGH, this.parking_id, this.id];
    let rows = statement.query_map(values, |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn load(connection: &Connection, id: i64) -> Result<SessionRow, StoreError> {
    let sql = format!("SELECT {} FROM sessions WHERE id = $1", sessions::COLUMNS);
    let found = connection.prepare_cached(&sql)?.query_row([id], sessions::session_row).optional()?;
    found.ok_or_else(|| StoreError::NotFound { what: "session", id: id.to_string() })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::{StoreOptions, testing};
    use gate_core::passage::{Direction, Source};
    use gate_core::time::UtcMillis;

    #[tokio::test]
    async fn look_alikes_come_first_and_nobody_leaves_before_they_came() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        let at = |minute: i64| UtcMillis(minute * 60_000);
        let records = [
            (Direction::In, "浙B8S123", 10),
            (Direction::In, "浙B00001", 30),
            (Direction::Out, "浙B8512B", 5),
            (Direction::Out, "浙B85123", 40),
            (Direction::In, "浙B00002", 50),
        ]
        .map(|(direction, plate, minute)| testing::record(direction, plate, "1", at(minute)));
        store.ingest(&testing::rules(), records.into(), Source::Records, at(60)).await.unwrap();
        let all = store.sessions(crate::SessionFilter { limit: 9, ..Default::default() }).await.unwrap();
        let id = |plate: &str| all.iter().find(|session| session.plate == plate).unwrap().id;
        let plates = async |plate: &str| {
            let found = store.pairing_candidates(id(plate), 9).await.unwrap();
            found.into_iter().map(|it| (it.session.plate, it.likeness)).collect::<Vec<_>>()
        };
        assert_eq!(plates("浙B8S123").await, [("浙B85123".to_owned(), Some(Likeness::OneLookAlike))]);
        assert_eq!(
            plates("浙B85123").await,
            [("浙B8S123".to_owned(), Some(Likeness::OneLookAlike)), ("浙B00001".to_owned(), None)]
        );
        let steps = store
            .read(|connection| {
                Ok([testing::plan(connection, ARRIVALS)?, testing::plan(connection, DEPARTURES)?].concat())
            })
            .await
            .unwrap()
            .join("; ");
        assert_eq!(steps.matches("sessions_time (sort_at>? AND sort_at<?)").count(), 2, "{steps}");
    }
}
