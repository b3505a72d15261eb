//! A photo that a person gives to a session: fitted, stored, and owed to the city.

use std::{io, path::Path};

use gate_core::delivery::DeliveryKind;
use gate_core::time::UtcMillis;
use gate_photo::{Limits, PhotoError};
use gate_store::{PhotoOnDisk, Store, StoreError};
use serde::Serialize;

use crate::{AppError, Config};

/// A file larger than this is no photo of a camera or telephone.
const MOST_BYTES: u64 = 50_000_000;

/// Which end of a session a photo shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoEvent {
    /// Its arrival.
    Arrival,
    /// Its departure.
    Departure,
}

/// What became of an upload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Uploaded {
    /// The delivery that owes the photo now.
    pub delivery: i64,
    /// The session.
    pub session: i64,
    /// MD5 of what will be sent.
    pub photo_md5: String,
    /// Bytes of the file that was given.
    pub bytes: u64,
    /// Bytes that will be sent; the same when the file was fit to be sent as it is.
    pub sent_bytes: u64,
}

/// Stores the picture in `file` for an event of a session and owes it to the city.
///
/// # Errors
/// The file cannot be read or is no picture, the session has no such event, its car park does not report,
/// or the database cannot be written.
pub async fn upload(
    store: &Store,
    config: &Config,
    session: i64,
    event: PhotoEvent,
    file: &Path,
    by: &str,
    now: UtcMillis,
) -> Result<Uploaded, AppError> {
    let row = store.session(session).await.map_err(|error| match error.is_not_found() {
        true => AppError::NotPossible {
            what: format!("there is no session {session}"),
            remedy: "see gatehousectl sessions list".to_owned(),
        },
        false => error.into(),
    })?;
    let city = config.car_park(&row.parking_id).and_then(|car_park| car_park.city.as_ref());
    let first = city.map(|city| city.first_photo_index).ok_or_else(|| AppError::NotPossible {
        what: format!("car park {} does not report to a city", row.parking_id),
        remedy: "add [car_park.city] to gatehouse.toml".to_owned(),
    })?;
    let (kind, taken_at, first_index) = match event {
        PhotoEvent::Arrival => (DeliveryKind::Arrival, row.arrived_at, first.arrival),
        PhotoEvent::Departure => (DeliveryKind::Departure, row.departed_at, first.departure),
    };
    let taken_at = taken_at.ok_or_else(|| AppError::NotPossible {
        what: format!("session {session} has no {}", kind.code()),
        remedy: "see gatehousectl sessions list".to_owned(),
    })?;

    let original = read(file).await?;
    let bytes = original.len() as u64;
    let photo = keep(store, original, taken_at, file).await?;
    let (photo_md5, sent_bytes) = (photo.fitted_md5.clone(), photo.fitted_bytes);
    let delivery = store.owe_photo_again(session, kind, photo, first_index, by, now).await.map_err(
        |error| match error.is_not_found() {
            true => AppError::NotPossible {
                what: format!("the {} of session {session} is not owed to the city", kind.code()),
                remedy: format!("see gatehousectl deliveries list --session {session}"),
            },
            false => error.into(),
        },
    )?;
    Ok(Uploaded { delivery, session, photo_md5, bytes, sent_bytes })
}

/// What became of photos that were to be cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Cancelled {
    /// So many will not be sent; what the city has stays what it has.
    pub cancelled: u64,
    /// Of these so many had taken the place of another photo, which is owed again.
    pub restored: u64,
    /// So many were sent before, or are on their way.
    pub sent: u64,
    /// So many had been given up or cancelled already, or are none that a person sent.
    pub others: u64,
}

/// Takes back photos that people sent again, where nothing went out yet: these deliveries and those of these sessions.
///
/// # Errors
/// The database cannot be read or written.
pub async fn cancel(
    store: &Store,
    deliveries: Vec<i64>,
    sessions: &[i64],
    by: &str,
    now: UtcMillis,
) -> Result<Cancelled, AppError> {
    let mut ids = deliveries;
    for session in sessions {
        ids.extend(store.cancellable_photos(*session).await?);
    }
    ids.sort_unstable();
    ids.dedup();
    let done = store.cancel_photos(ids, by, now).await?;
    Ok(Cancelled { cancelled: done.cancelled, restored: done.restored, sent: done.sent, others: done.others })
}

async fn read(file: &Path) -> Result<Vec<u8>, AppError> {
    let unreadable = |source| AppError::File { path: file.to_owned(), doing: "read", source };
    let metadata = tokio::fs::metadata(file).await.map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(unreadable(io::ErrorKind::IsADirectory.into()));
    }
    if metadata.len() > MOST_BYTES {
        return Err(AppError::NotPossible {
            what: format!("{} is larger than {} MB", file.display(), MOST_BYTES / 1_000_000),
            remedy: "give a photo".to_owned(),
        });
    }
    tokio::fs::read(file).await.map_err(unreadable)
}

/// Why a picture was not kept.
#[derive(Debug)]
pub(crate) enum NotKept {
    /// It cannot be sent as a photo.
    Refused(PhotoError),
    /// It could not be stored.
    Store(StoreError),
}

/// Stores the picture as it came and as it is sent.
async fn keep(
    store: &Store,
    original: Vec<u8>,
    taken_at: UtcMillis,
    file: &Path,
) -> Result<PhotoOnDisk, AppError> {
    fit_and_store(store, original, taken_at).await.map_err(|error| match error {
        NotKept::Refused(why) => AppError::NotPossible {
            what: format!("{} cannot be sent as a photo ({why})", file.display()),
            remedy: "give a whole JPEG, PNG, BMP or WebP picture".to_owned(),
        },
        NotKept::Store(error) => error.into(),
    })
}

/// Fits a picture and stores it as it came and as it is sent. Fitting goes first: what is no picture is not stored.
pub(crate) async fn fit_and_store(
    store: &Store,
    original: Vec<u8>,
    taken_at: UtcMillis,
) -> Result<PhotoOnDisk, NotKept> {
    let fitting = tokio::task::spawn_blocking(move || {
        let fitted = gate_photo::fit(&original, &Limits::default())
            .map(|fitted| ((!fitted.untouched).then(|| fitted.bytes.to_vec()), fitted.width, fitted.height));
        (original, fitted)
    });
    let gave_up = |_| NotKept::Refused(PhotoError::Broken("the decoder gave up"));
    let (original, fitted) = fitting.await.map_err(gave_up)?;
    let (fitted, width, height) = fitted.map_err(NotKept::Refused)?;
    let came = store.store_photo(original, taken_at).await.map_err(NotKept::Store)?;
    let sent = match fitted {
        Some(bytes) => store.store_fitted(&came.path, bytes).await.map_err(NotKept::Store)?,
        None => came.clone(),
    };
    Ok(PhotoOnDisk {
        path: came.path,
        sha256: came.sha256,
        bytes: came.len,
        width,
        height,
        fitted_path: sent.path,
        fitted_md5: sent.md5,
        fitted_bytes: sent.len,
    })
}
