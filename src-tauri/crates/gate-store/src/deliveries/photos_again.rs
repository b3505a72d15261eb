//! Photos again, many at once: of chosen deliveries or of a day. A batch is written down as the deliveries it makes, so that it goes
//! on by itself after a restart; how far it is, is how they stand.

use std::collections::BTreeSet;

use gate_core::delivery::DeliveryKind;
use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::json;

use super::by_staff::{self, OwedEvent};
use super::cancel::CANCELLABLE;
use super::table::{DeliveryTableRow, one};
use crate::audit::{self, AuditEntry};
use crate::change::Change;
use crate::error::StoreError;
use crate::scope::CarParkScope;
use crate::store::Store;

/// What sending a photo again comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PhotoAgain {
    /// It is here and is sent.
    Send,
    /// It is not here; the open platform is asked for it first.
    Fetch,
    /// It is on its way already.
    UnderWay,
    /// There is none, or none that could be fetched.
    Missing,
}

/// One photo of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoAgainRow {
    /// The session.
    pub session: i64,
    /// Its plate; empty without one.
    pub plate: String,
    /// A photo of which end.
    pub kind: DeliveryKind,
    /// `imgIndex`; `None` where the event has no photo at all.
    pub img_index: Option<u8>,
    /// The event's time.
    pub at: UtcMillis,
    /// What sending it again comes to.
    pub what: PhotoAgain,
}

/// How far a batch of photos is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoBatch {
    /// Its id.
    pub id: i64,
    /// Who began it.
    pub by: String,
    /// When.
    pub at: UtcMillis,
    /// Photos in all.
    pub total: u64,
    /// The city has them.
    pub delivered: u64,
    /// They need a person.
    pub parked: u64,
    /// Cancelled, replaced or given up.
    pub given_up: u64,
    /// Of those on their way so many can be cancelled.
    pub cancellable: u64,
}

impl Store {
    /// What sending again the photos of these deliveries would come to: of a photo itself, of an event all of its photos. Each once.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn look_at_photos_again(&self, ids: Vec<i64>) -> Result<Vec<PhotoAgainRow>, StoreError> {
        self.read(move |connection| {
            Ok(places(connection, &ids)?.into_iter().map(|place| place.row).collect())
        })
        .await
    }

    /// Sends them again, within `batch` or, without one, a new one. Answers the batch, `None` where there was nothing to send, and what
    /// was done. Audited.
    ///
    /// # Errors
    /// A failure to write: nothing was done.
    pub async fn send_photos_again(
        &self,
        ids: Vec<i64>,
        batch: Option<i64>,
        by: &str,
        now: UtcMillis,
    ) -> Result<(Option<i64>, Vec<PhotoAgainRow>), StoreError> {
        let by = by.to_owned();
        self.write(move |tx| {
            let places = places(tx, &ids)?;
            let sent = places.iter().filter(|place| place.goes()).count();
            if sent == 0 {
                return Ok((batch, places.into_iter().map(|place| place.row).collect()));
            }
            let begin = "INSERT INTO photo_batches (begun_by, begun_at) VALUES ($1, $2) RETURNING id";
            let batch = match batch {
                Some(batch) => batch,
                None => tx.query_row(begin, params![by, now.0], |row| row.get(0))?,
            };
            places.iter().try_for_each(|place| again(tx, place, batch, &by, now))?;
            let entry = AuditEntry::new(now, &by, "photo.send_many", &format!("photo_batch:{batch}"))
                .with_after(json!({ "looked_at": places.len(), "sent": sent }));
            audit::append(tx, &entry)?;
            [Change::Deliveries, Change::Photos].into_iter().for_each(|c| tx.changed(c));
            Ok((Some(batch), places.into_iter().map(|place| place.row).collect()))
        })
        .await
    }

    /// The newest batches of the car parks that `scope` sees, newest first.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn photo_batches(
        &self,
        scope: CarParkScope,
        limit: u32,
    ) -> Result<Vec<PhotoBatch>, StoreError> {
        self.read(move |connection| {
            let mut ids =
                connection.prepare_cached("SELECT id FROM photo_batches ORDER BY id DESC LIMIT $1")?;
            let ids: Vec<i64> = ids.query_map([limit], |row| row.get(0))?.collect::<Result<_, _>>()?;
            let mut batches = Vec::new();
            for id in ids {
                if seen(connection, id, &scope)? {
                    batches.extend(batch(connection, id)?);
                }
            }
            Ok(batches)
        })
        .await
    }

    /// A batch with its deliveries: those that need a person first, then in order; at most `limit` from `offset` on. `None` for one
    /// that is not there or that `scope` does not see.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn photo_batch(
        &self,
        id: i64,
        scope: CarParkScope,
        offset: u32,
        limit: u32,
        now: UtcMillis,
    ) -> Result<Option<(PhotoBatch, Vec<DeliveryTableRow>)>, StoreError> {
        self.read(move |connection| {
            if !seen(connection, id, &scope)? {
                return Ok(None);
            }
            let Some(found) = batch(connection, id)? else { return Ok(None) };
            let mut ids = connection.prepare_cached(
                "SELECT id FROM deliveries WHERE photo_batch = $1
                 ORDER BY (parked_reason IS NOT NULL AND delivered_at IS NULL AND given_up_at IS NULL) DESC, id
                 LIMIT $2 OFFSET $3",
            )?;
            let ids: Vec<i64> =
                ids.query_map(params![id, limit, offset], |row| row.get(0))?.collect::<Result<_, _>>()?;
            let rows = ids.into_iter().filter_map(|id| one(connection, id, now).transpose());
            Ok(Some((found, rows.collect::<Result<_, _>>()?)))
        })
        .await
    }

    /// Those of a batch that the city has not and that were not given up.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn open_of_photo_batch(&self, id: i64) -> Result<Vec<i64>, StoreError> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id FROM deliveries WHERE photo_batch = $1 AND delivered_at IS NULL AND given_up_at IS NULL ORDER BY id",
            )?;
            Ok(statement.query_map([id], |row| row.get(0))?.collect::<Result<_, _>>()?)
        })
        .await
    }
}

/// Whether all car parks of a batch are within the scope.
fn seen(connection: &Connection, id: i64, scope: &CarParkScope) -> Result<bool, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT DISTINCT parking_id FROM deliveries WHERE photo_batch = $1 ORDER BY 1")?;
    let parks = statement.query_map([id], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(!parks.is_empty() && parks.iter().all(|park| scope.holds(park)))
}

fn batch(connection: &Connection, id: i64) -> Result<Option<PhotoBatch>, StoreError> {
    let sql = format!(
        "SELECT b.begun_by, b.begun_at, count(d.id), count(d.delivered_at),
            count(*) FILTER (WHERE d.delivered_at IS NULL AND d.given_up_at IS NULL AND d.parked_reason IS NOT NULL),
            count(*) FILTER (WHERE d.delivered_at IS NULL AND d.given_up_at IS NOT NULL),
            count(*) FILTER (WHERE {CANCELLABLE})
         FROM photo_batches b LEFT JOIN deliveries d ON d.photo_batch = b.id WHERE b.id = $1 GROUP BY b.id"
    );
    let found = connection
        .prepare_cached(&sql)?
        .query_row([id], |row| {
            Ok(PhotoBatch {
                id,
                by: row.get(0)?,
                at: UtcMillis(row.get(1)?),
                total: row.get(2)?,
                delivered: row.get(3)?,
                parked: row.get(4)?,
                given_up: row.get(5)?,
                cancellable: row.get(6)?,
            })
        })
        .optional()?;
    Ok(found)
}

/// The place of a photo with what is there for it.
struct Place {
    row: PhotoAgainRow,
    event: DeliveryKind,
    photo: Option<i64>,
}

/// The places that these deliveries name, each once, in order.
fn places(connection: &Connection, ids: &[i64]) -> Result<Vec<Place>, StoreError> {
    let mut named =
        connection.prepare_cached("SELECT session_id, kind, img_index FROM deliveries WHERE id = $1")?;
    let mut of_event = connection.prepare_cached(
        "SELECT DISTINCT img_index FROM deliveries WHERE session_id = $1 AND kind = $2 AND given_up_at IS NULL
            AND img_index IS NOT NULL ORDER BY img_index",
    )?;
    let (mut known, mut places) = (BTreeSet::new(), Vec::new());
    for id in ids {
        let found: Option<(i64, String, Option<u8>)> =
            named.query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
        let Some((session, kind, index)) = found else { continue };
        let (event, photo) = match DeliveryKind::from_code(&kind) {
            Some(DeliveryKind::Arrival | DeliveryKind::ArrivalPhoto) => {
                (DeliveryKind::Arrival, DeliveryKind::ArrivalPhoto)
            }
            Some(_) => (DeliveryKind::Departure, DeliveryKind::DeparturePhoto),
            None => return Err(StoreError::BadValue(format!("kind {kind:?}"))),
        };
        let mut indices = index.map_or_else(Vec::new, |index| vec![Some(index)]);
        if index.is_none() {
            indices = of_event
                .query_map(params![session, photo.code()], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
        }
        if indices.is_empty() {
            indices.push(None);
        }
        for index in indices {
            if known.insert((session, photo.code(), index)) {
                places.extend(place(connection, session, event, photo, index)?);
            }
        }
    }
    Ok(places)
}

fn place(
    connection: &Connection,
    session: i64,
    event: DeliveryKind,
    kind: DeliveryKind,
    img_index: Option<u8>,
) -> Result<Option<Place>, StoreError> {
    let of_session = connection
        .prepare_cached(
            "SELECT s.plate, d.event_at FROM deliveries d JOIN sessions s ON s.id = d.session_id
             WHERE d.session_id = $1 AND d.kind = $2 AND d.given_up_at IS NULL ORDER BY d.id DESC LIMIT 1",
        )?
        .query_row(params![session, event.code()], |row| Ok((row.get(0)?, UtcMillis(row.get(1)?))))
        .optional()?;
    // An event that was given up is not reported, and no photo of it can be.
    let Some((plate, at)) = of_session else { return Ok(None) };
    let newest: Option<(bool, Option<i64>, Option<String>, bool)> = connection
        .prepare_cached(
            "SELECT d.delivered_at IS NULL AND d.given_up_at IS NULL AND d.parked_reason IS NULL, p.id,
                CASE WHEN p.state <> 'stored' OR p.fitted_path IS NOT NULL THEN p.state END, p.url IS NOT NULL
             FROM deliveries d LEFT JOIN photos p ON p.id = d.photo_id
             WHERE d.session_id = $1 AND d.kind = $2 AND d.img_index = $3
             ORDER BY d.given_up_at IS NOT NULL, d.id DESC LIMIT 1",
        )?
        .query_row(params![session, kind.code(), img_index], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .optional()?;
    let (what, photo) = match newest {
        Some((true, photo, ..)) => (PhotoAgain::UnderWay, photo),
        Some((_, photo, Some(state), _)) if state == "stored" => (PhotoAgain::Send, photo),
        Some((_, photo, Some(_), true)) => (PhotoAgain::Fetch, photo),
        _ => (PhotoAgain::Missing, None),
    };
    Ok(Some(Place { row: PhotoAgainRow { session, plate, kind, img_index, at, what }, event, photo }))
}

impl Place {
    fn goes(&self) -> bool {
        matches!(self.row.what, PhotoAgain::Send | PhotoAgain::Fetch)
    }
}

/// Owes one again where it can be had.
fn again(
    connection: &Connection,
    place: &Place,
    batch: i64,
    by: &str,
    now: UtcMillis,
) -> Result<(), StoreError> {
    let fetched_first = place.row.what == PhotoAgain::Fetch;
    let (true, Some(photo), Some(index)) = (place.goes(), place.photo, place.row.img_index) else {
        return Ok(());
    };
    let owed = OwedEvent::load(connection, place.row.session, place.event)?;
    let id = by_staff::owe_again(connection, &owed, photo, Some(index), index, by, now)?;
    connection
        .prepare_cached("UPDATE deliveries SET photo_batch = $1, awaits = $2 WHERE id = $3")?
        .execute(params![batch, fetched_first.then_some("photo"), id])?;
    if fetched_first {
        connection
            .prepare_cached(
                "UPDATE photos SET state = 'wanted', failure = NULL, wanted_since = $1, next_fetch_at = $1
                 WHERE id = $2 AND state <> 'stored'",
            )?
            .execute(params![now.0, photo])?;
    }
    Ok(())
}
