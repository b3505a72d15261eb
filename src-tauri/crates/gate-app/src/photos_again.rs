//! Photos again, many at once: a look first, then a batch that goes on by itself, also after a restart.

use std::collections::BTreeSet;

use gate_core::{
    delivery::DeliveryKind,
    time::{DAY_MS, UtcMillis},
};
use gate_store::{self as store, CarParkScope, DeliveryTableFilter, PhotoAgainRow, Store, StoreError};

use crate::{
    commands::{deliveries, views},
    contract::types::{
        PhotoAgain, PhotoAgainItem, PhotoBatchOf, PhotoBatchPage, PhotosAgain, PhotosCancelled,
    },
};

/// Deliveries in one transaction, and photos of a batch that are read at a time.
pub const AT_ONCE: u32 = 500;
/// Rows that are answered.
const MOST_ROWS: usize = 1_000;

/// The events of the day that begins at `from`, of which the photos are wanted.
///
/// # Errors
/// The database cannot be read.
pub async fn events_of_day(
    store: &Store,
    scope: CarParkScope,
    parking_id: Option<String>,
    from: UtcMillis,
    now: UtcMillis,
) -> Result<Vec<i64>, StoreError> {
    let mut found = Vec::new();
    for kind in [DeliveryKind::Arrival, DeliveryKind::Departure] {
        let filter = DeliveryTableFilter {
            scope: scope.clone(),
            parking_id: parking_id.clone(),
            from: Some(from),
            until: Some(UtcMillis(from.0 + DAY_MS)),
            kind: Some(kind),
            ..DeliveryTableFilter::default()
        };
        let mut before = None;
        loop {
            let (ids, next) = store.delivery_ids(filter.clone(), before, AT_ONCE, now).await?;
            found.extend(ids);
            if next.is_none() {
                break;
            }
            before = next;
        }
    }
    Ok(found)
}

/// What sending the photos of these deliveries again would come to. Changes nothing.
///
/// # Errors
/// The database cannot be read.
pub async fn look(store: &Store, ids: &[i64]) -> Result<PhotosAgain, StoreError> {
    let mut told = Told::default();
    for piece in ids.chunks(AT_ONCE as usize) {
        told.add(store.look_at_photos_again(piece.to_vec()).await?);
    }
    Ok(told.answer(None))
}

/// Sends them again, as one batch. What an interruption leaves out is sent by asking once more: what is on its way is left alone.
///
/// # Errors
/// The database cannot be written; what was begun until then stays.
pub async fn send(store: &Store, ids: &[i64], by: &str, now: UtcMillis) -> Result<PhotosAgain, StoreError> {
    let (mut told, mut batch) = (Told::default(), None);
    for piece in ids.chunks(AT_ONCE as usize) {
        let (begun, rows) = store.send_photos_again(piece.to_vec(), batch, by, now).await?;
        batch = begun;
        told.add(rows);
    }
    Ok(told.answer(batch))
}

/// A batch with its photos, [`AT_ONCE`] at most. `None` for one that is not there or not within the scope.
///
/// # Errors
/// The database cannot be read.
pub async fn page(
    store: &Store,
    scope: CarParkScope,
    of: PhotoBatchOf,
    now: UtcMillis,
) -> Result<Option<PhotoBatchPage>, StoreError> {
    let found = store.photo_batch(of.id, scope, of.offset.unwrap_or(0), AT_ONCE, now).await?;
    Ok(found.map(|(batch, rows)| PhotoBatchPage {
        batch: batch.into(),
        rows: rows.into_iter().map(deliveries::item).collect(),
    }))
}

/// Cancels what is not sent yet of a batch.
///
/// # Errors
/// The database cannot be written.
pub async fn cancel(
    store: &Store,
    batch: i64,
    by: &str,
    now: UtcMillis,
) -> Result<PhotosCancelled, StoreError> {
    let mut sum = PhotosCancelled { cancelled: 0, restored: 0, sent: 0, others: 0 };
    for piece in store.open_of_photo_batch(batch).await?.chunks(AT_ONCE as usize) {
        let done = store.cancel_photos(piece.to_vec(), by, now).await?;
        sum.cancelled += done.cancelled;
        sum.restored += done.restored;
        sum.sent += done.sent;
        sum.others += done.others;
    }
    Ok(sum)
}

#[derive(Default)]
struct Told {
    known: BTreeSet<(i64, &'static str, Option<u8>)>,
    counts: [u64; 4],
    rows: Vec<PhotoAgainRow>,
}

impl Told {
    /// An event that was told twice to the city is named twice: its photos count once.
    fn add(&mut self, rows: Vec<PhotoAgainRow>) {
        for row in rows {
            if self.known.insert((row.session, row.kind.code(), row.img_index)) {
                self.counts[row.what as usize] += 1;
                self.rows.push(row);
            }
        }
    }

    fn answer(mut self, batch: Option<i64>) -> PhotosAgain {
        let [send, fetch, under_way, missing] = self.counts;
        self.rows.sort_by_key(|row| (std::cmp::Reverse(row.what), row.at, row.kind.code(), row.img_index));
        self.rows.truncate(MOST_ROWS);
        let rows = self.rows.into_iter().map(item).collect();
        PhotosAgain { batch, send, fetch, under_way, missing, rows }
    }
}

fn item(row: PhotoAgainRow) -> PhotoAgainItem {
    PhotoAgainItem {
        session: row.session,
        plate: views::plate(&row.plate),
        kind: deliveries::kind(row.kind),
        img_index: row.img_index,
        at: row.at.0,
        what: match row.what {
            store::PhotoAgain::Send => PhotoAgain::Send,
            store::PhotoAgain::Fetch => PhotoAgain::Fetch,
            store::PhotoAgain::UnderWay => PhotoAgain::UnderWay,
            store::PhotoAgain::Missing => PhotoAgain::Missing,
        },
    }
}
