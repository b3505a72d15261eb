//! What may be sent now, and freezing it as it will be sent.

use std::collections::HashSet;
use std::sync::Arc;

use gate_core::delivery::{DeliveryKind, Tries};
use gate_core::passage::Direction;
use gate_core::time::UtcMillis;
use rusqlite::{Connection, Row, params};

use crate::error::StoreError;
use crate::store::Store;

/// A delivery that may be sent, with what its payload is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueDelivery {
    /// Our id.
    pub id: i64,
    /// Its session.
    pub session_id: i64,
    /// What it is.
    pub kind: DeliveryKind,
    /// The passage's time.
    pub event_at: UtcMillis,
    /// When it became due.
    pub due_at: UtcMillis,
    /// How often it was tried.
    pub tries: Tries,
    /// As it was sent before, if it was.
    pub payload: Option<String>,
    /// The session and the event.
    pub event: EventFields,
    /// The photo, for a photo's delivery.
    pub photo: Option<PhotoFields>,
}

/// What an event's payload is made of; a photo's needs the first two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventFields {
    /// The city's `businessid`.
    pub business_id: String,
    /// Arrival or departure.
    pub direction: Direction,
    /// The session's plate.
    pub plate: String,
    /// `vehtype`, two digits.
    pub vehtype: String,
    /// `hpys`.
    pub hpys: String,
    /// The arrival's time.
    pub arrived_at: UtcMillis,
    /// The departure's time, for a departure.
    pub departed_at: Option<UtcMillis>,
    /// Free spaces at the event.
    pub free_spaces: u32,
}

/// The photo as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoFields {
    /// Our id of the photo.
    pub photo_id: i64,
    /// `imgIndex`.
    pub img_index: u8,
    /// Below the photo folder.
    pub path: String,
    /// MD5 of the bytes that are sent, lower-case hexadecimal.
    pub md5: String,
    /// How many bytes.
    pub bytes: u64,
}

/// A delivery about to be sent, with its payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freeze {
    /// The delivery.
    pub id: i64,
    /// What is sent, but for the credentials.
    pub payload: String,
    /// MD5 of the photo that is sent.
    pub photo_md5: Option<String>,
}

const DUE: &str =
    "delivered_at IS NULL AND parked_reason IS NULL AND given_up_at IS NULL AND blocked_by IS NULL
    AND awaits IS NULL";

const WHOLE: &str = "SELECT d.id, d.session_id, d.kind, d.event_at, d.next_attempt_at, d.attempts, d.tries, d.failures, d.payload,
    s.business_id, s.plate, s.vehtype, s.hpys, coalesce(s.arrived_at, d.event_at), s.departed_at, d.free_spaces,
    p.id, d.img_index, p.fitted_path, p.fitted_md5, p.fitted_bytes
    FROM deliveries d JOIN sessions s ON s.id = d.session_id LEFT JOIN photos p ON p.id = d.photo_id WHERE d.id = $1";

impl Store {
    /// Deliveries of a car park that may be sent at `now` and are younger than `live_since`, the oldest first; those that
    /// are `known` are left out.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn due_live(
        &self,
        parking_id: &str,
        now: UtcMillis,
        live_since: UtcMillis,
        limit: usize,
        known: Arc<HashSet<i64>>,
    ) -> Result<Vec<DueDelivery>, StoreError> {
        let parking_id = parking_id.to_owned();
        self.read(move |connection| {
            let sql = format!(
                "SELECT id FROM deliveries INDEXED BY deliveries_undelivered
                 WHERE parking_id = $1 AND event_at > $2 AND next_attempt_at <= $3 AND {DUE}
                 ORDER BY event_at, id LIMIT $4"
            );
            let most = (limit + known.len()) as i64;
            query(connection, &sql, params![parking_id, live_since.0, now.0, most], limit, &known)
        })
        .await
    }

    /// Deliveries of a car park that may be sent at `now`, in the order in which they became due; those that are `known`
    /// are left out.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn due(
        &self,
        parking_id: &str,
        now: UtcMillis,
        limit: usize,
        known: Arc<HashSet<i64>>,
    ) -> Result<Vec<DueDelivery>, StoreError> {
        let parking_id = parking_id.to_owned();
        self.read(move |connection| {
            let sql = format!(
                "SELECT id FROM deliveries INDEXED BY deliveries_due
                 WHERE parking_id = $1 AND next_attempt_at <= $2 AND {DUE} ORDER BY next_attempt_at, id LIMIT $3"
            );
            let most = (limit + known.len()) as i64;
            query(connection, &sql, params![parking_id, now.0, most], limit, &known)
        })
        .await
    }

    /// When the next delivery of a car park becomes due after `now`, if one does by itself.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn next_due_at(
        &self,
        parking_id: &str,
        now: UtcMillis,
    ) -> Result<Option<UtcMillis>, StoreError> {
        let parking_id = parking_id.to_owned();
        self.read(move |connection| {
            let sql = format!(
                "SELECT min(next_attempt_at) FROM deliveries INDEXED BY deliveries_due
                 WHERE parking_id = $1 AND next_attempt_at > $2 AND {DUE}"
            );
            let at = connection
                .prepare_cached(&sql)?
                .query_row(params![parking_id, now.0], |row| row.get::<_, Option<i64>>(0))?;
            Ok(at.map(UtcMillis))
        })
        .await
    }

    /// Freezes payloads before they are sent. Answers the ids that may be sent: one that was settled, parked or paired
    /// otherwise since it was read is left out, and a payload frozen before is never changed.
    ///
    /// # Errors
    /// A failure to write: then none may be sent.
    pub async fn freeze(&self, frozen: Vec<Freeze>) -> Result<Vec<i64>, StoreError> {
        self.write(move |tx| {
            let sql = format!(
                "UPDATE deliveries SET payload = $1, photo_md5 = $2
                 WHERE id = $3 AND {DUE} AND (payload IS NULL OR payload = $1)"
            );
            let mut statement = tx.prepare_cached(&sql)?;
            let mut granted = Vec::with_capacity(frozen.len());
            for one in &frozen {
                if statement.execute(params![one.payload, one.photo_md5, one.id])? == 1 {
                    granted.push(one.id);
                }
            }
            Ok(granted)
        })
        .await
    }
}

/// The first `limit` of the ids that `sql` finds and that are not known, with all that belongs to them.
fn query(
    connection: &Connection,
    sql: &str,
    values: impl rusqlite::Params,
    limit: usize,
    known: &HashSet<i64>,
) -> Result<Vec<DueDelivery>, StoreError> {
    let mut ids = connection.prepare_cached(sql)?;
    let mut whole = connection.prepare_cached(WHOLE)?;
    let mut found = Vec::new();
    let mut rows = ids.query(values)?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        if !known.contains(&id) {
            found.push(whole.query_row([id], |row| Ok(due_delivery(row)))??);
            if found.len() == limit {
                break;
            }
        }
    }
    Ok(found)
}

fn due_delivery(row: &Row<'_>) -> Result<DueDelivery, StoreError> {
    let code: String = row.get(2)?;
    let kind = DeliveryKind::from_code(&code)
        .ok_or_else(|| StoreError::BadValue(format!("delivery kind {code:?}")))?;
    let direction = match kind {
        DeliveryKind::Arrival | DeliveryKind::ArrivalPhoto => Direction::In,
        DeliveryKind::Departure | DeliveryKind::DeparturePhoto => Direction::Out,
    };
    let photo = match (row.get::<_, Option<i64>>(16)?, row.get::<_, Option<String>>(18)?) {
        (Some(photo_id), Some(path)) => Some(PhotoFields {
            photo_id,
            img_index: row.get::<_, Option<u8>>(17)?.unwrap_or(1),
            path,
            md5: row.get::<_, Option<String>>(19)?.unwrap_or_default(),
            bytes: row.get::<_, Option<u64>>(20)?.unwrap_or(0),
        }),
        _ => None,
    };
    Ok(DueDelivery {
        id: row.get(0)?,
        session_id: row.get(1)?,
        kind,
        event_at: UtcMillis(row.get(3)?),
        due_at: UtcMillis(row.get(4)?),
        tries: Tries { attempts: row.get(5)?, tries: row.get(6)?, failures: row.get(7)? },
        payload: row.get(8)?,
        event: EventFields {
            business_id: row.get(9)?,
            direction,
            plate: row.get(10)?,
            vehtype: row.get(11)?,
            hpys: row.get(12)?,
            arrived_at: UtcMillis(row.get(13)?),
            departed_at: row
                .get::<_, Option<i64>>(14)?
                .filter(|_| direction == Direction::Out)
                .map(UtcMillis),
            free_spaces: row.get(15)?,
        },
        photo,
    })
}
