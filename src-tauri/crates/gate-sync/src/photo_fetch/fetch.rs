//! One photo from its address to the disk.

use std::sync::Arc;

use gate_core::delivery::ParkedReason;
use gate_http::PhotoFetch;
use gate_photo::{Format, Limits, PhotoError};
use gate_store::{DiskLevel, KeptPhoto, PhotoOnDisk, Store, StoreError, WantedPhoto};
use tokio::sync::Semaphore;

use super::gathered::Gathered;
use super::verdict::{self, Tried, Verdict};
use super::{Ended, PhotoFetching};

/// The largest photo that is fetched, in bytes.
const MOST_BYTES: u64 = 5_000_000;
/// What is sent on a disk with little room is no larger than this, and nothing else is kept (reliability.md, "Disk").
const MOST_BYTES_ON_A_LOW_DISK: usize = 200_000;

/// Fetches a photo and settles it in the store.
pub(super) async fn fetch(
    fetching: Arc<PhotoFetching>,
    fitting: Arc<Semaphore>,
    photo: WantedPhoto,
) -> Ended {
    let PhotoFetching { store, clock, photos } = &*fetching;
    let mut gathered = Gathered::default();
    let fetch = photos.download(photo.url.trim(), &mut gathered, MOST_BYTES).await;
    let now = clock.now();
    let tried = Tried { since: photo.wanted_since, times: photo.fetch_tries };
    let verdict = verdict::judge(&fetch, tried, now, rand::random());
    let words = verdict::words(&fetch);
    let local = match verdict {
        Verdict::Came => keep(&fetching, &fitting, &photo, gathered.bytes).await,
        Verdict::Failed(reason) => fail(&fetching, &photo, reason, &words, None).await,
        Verdict::Again(delay) => {
            tracing::debug!(photo = photo.id, words, ?delay, "a photo could not be fetched; trying again");
            store.photo_retry(photo.id, &words, now + delay).await
        }
    };
    let bad_host = matches!(fetch, PhotoFetch::Failed(_) | PhotoFetch::Unavailable { .. });
    Ended { bad_host, local }
}

async fn fail(
    fetching: &PhotoFetching,
    photo: &WantedPhoto,
    reason: ParkedReason,
    words: &str,
    path: Option<String>,
) -> Result<(), StoreError> {
    let (id, parking_id) = (photo.id, &photo.parking_id);
    tracing::warn!(photo = id, parking_id, reason = reason.code(), words, "a photo will not come by itself");
    fetching.store.photo_failed(id, reason, words, path, fetching.clock.now()).await
}

/// Makes what came fit and keeps it, or keeps it for people to look at when it is no picture.
async fn keep(
    fetching: &PhotoFetching,
    fitting: &Semaphore,
    photo: &WantedPhoto,
    bytes: Vec<u8>,
) -> Result<(), StoreError> {
    let store = &fetching.store;
    let looked_at = {
        // The semaphore is never closed.
        let _permit = fitting.acquire().await;
        let store = store.clone();
        let looking = tokio::task::spawn_blocking(move || look_at(&store, bytes));
        match looking.await {
            Ok(looked_at) => looked_at,
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            // Only when the runtime is shutting down.
            Err(_) => return Err(StoreError::Closed),
        }
    };
    let LookedAt { bytes, disk_is_low, picture } = looked_at;
    match picture {
        Ok(picture) => {
            let kept = keep_picture(store, photo, bytes, picture, disk_is_low).await?;
            store.photo_stored(photo.id, kept, fetching.clock.now()).await
        }
        Err(error) => {
            let path = match disk_is_low || bytes.is_empty() {
                true => None,
                false => Some(store.store_photo(bytes, photo.taken_at).await?.path),
            };
            fail(fetching, photo, verdict::of_content(&error), &error.to_string(), path).await
        }
    }
}

struct LookedAt {
    bytes: Vec<u8>,
    disk_is_low: bool,
    picture: Result<Picture, PhotoError>,
}

/// A sound picture.
struct Picture {
    size: (u32, u32),
    /// What is sent, if not what came.
    fitted: Option<SmallerPicture>,
}

struct SmallerPicture {
    bytes: Vec<u8>,
    size: (u32, u32),
}

/// Decodes and fits; takes a while.
fn look_at(store: &Store, bytes: Vec<u8>) -> LookedAt {
    // Where the system does not say how much room there is, there is no reason to send worse pictures.
    let disk_is_low = store.disk_level().is_ok_and(|level| level != DiskLevel::Ample);
    let limits = match disk_is_low {
        true => Limits { max_bytes: MOST_BYTES_ON_A_LOW_DISK, ..Limits::default() },
        false => Limits::default(),
    };
    let picture = look(&bytes, &limits);
    LookedAt { bytes, disk_is_low, picture }
}

fn look(bytes: &[u8], limits: &Limits) -> Result<Picture, PhotoError> {
    let info = gate_photo::inspect(bytes)?;
    // The platform promises these two; what else comes from outside meets no further decoder.
    if !matches!(info.format, Format::Jpeg | Format::Png) {
        return Err(PhotoError::NotAPicture);
    }
    let fitted = gate_photo::fit(bytes, limits)?;
    let fitted = (!fitted.untouched)
        .then(|| SmallerPicture { size: (fitted.width, fitted.height), bytes: fitted.bytes.into_owned() });
    Ok(Picture { size: (info.width, info.height), fitted })
}

async fn keep_picture(
    store: &Store,
    photo: &WantedPhoto,
    bytes: Vec<u8>,
    picture: Picture,
    only_what_is_sent: bool,
) -> Result<PhotoOnDisk, StoreError> {
    let (original, fitted, (width, height)) = match picture.fitted {
        None => {
            let original = store.store_photo(bytes, photo.taken_at).await?;
            (original.clone(), original, picture.size)
        }
        Some(fitted) if only_what_is_sent => {
            let kept = store.store_photo(fitted.bytes, photo.taken_at).await?;
            (kept.clone(), kept, fitted.size)
        }
        Some(fitted) => {
            let original = store.store_photo(bytes, photo.taken_at).await?;
            let fitted = store.store_fitted(&original.path, fitted.bytes).await?;
            (original, fitted, picture.size)
        }
    };
    let KeptPhoto { path, sha256, len, .. } = original;
    Ok(PhotoOnDisk {
        path,
        sha256,
        bytes: len,
        width,
        height,
        fitted_path: fitted.path,
        fitted_md5: fitted.md5,
        fitted_bytes: fitted.len,
    })
}
