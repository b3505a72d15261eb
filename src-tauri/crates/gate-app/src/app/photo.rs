//! Photos by id.

use gate_photo::PhotoError;

use super::{App, SessionKey};
use crate::contract::{Code, Failure};

/// Wide enough for a row of the feed on a fine screen.
const THUMBNAIL_WIDTH: u32 = 320;

/// Wide enough for a lane's card: twice the pixels that it has beside others, and half of a camera's 1,920.
const CARD_WIDTH: u32 = 960;

/// How large a photo is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoSize {
    /// As it came.
    Full,
    /// At most 960 pixels wide. A screen that shows a whole photo small pays for each of its pixels, in memory and at every drawing.
    Card,
    /// As the city gets it.
    Sent,
    /// At most 320 pixels wide, always JPEG.
    Thumbnail,
}

/// A photo to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhotoBytes {
    /// The picture.
    pub bytes: Vec<u8>,
    /// `image/jpeg`, `image/png`, `image/bmp` or `image/webp`.
    pub media_type: &'static str,
}

impl App {
    /// The photo with this id, for whoever holds `session`. Paths never come from outside.
    ///
    /// # Errors
    /// [`Code::NotSignedIn`], [`Code::ScreenLocked`], [`Code::NotAllowed`] for a car park the account does not see,
    /// [`Code::NotFound`] for a photo that is not kept or is no picture.
    pub async fn photo(
        &self,
        session: Option<&SessionKey>,
        id: i64,
        size: PhotoSize,
    ) -> Result<PhotoBytes, Failure> {
        let caller = self.inner.caller(session).await.ok_or_else(|| Failure::new(Code::NotSignedIn))?;
        if self.inner.is_locked(&caller.key) {
            return Err(Failure::new(Code::ScreenLocked));
        }
        let missing = || Failure::not_found("photo");
        let photo = self.inner.store.photo_place(id).await?.ok_or_else(missing)?;
        let seen = &caller.account.car_parks;
        if !seen.is_empty() && !seen.contains(&photo.parking_id) {
            return Err(Failure::new(Code::NotAllowed));
        }
        let path = if size == PhotoSize::Sent { &photo.sent } else { &photo.path };
        let original = self.inner.store.read_photo(path).await.map_err(|error| {
            tracing::warn!(%error, id, "a photo cannot be read");
            missing()
        })?;
        let shown = tokio::task::spawn_blocking(move || render(original, size)).await;
        shown.map_err(|_| missing())?.map_err(|error| {
            tracing::warn!(%error, id, "a photo cannot be shown");
            missing()
        })
    }
}

fn render(original: Vec<u8>, size: PhotoSize) -> Result<PhotoBytes, PhotoError> {
    let info = gate_photo::inspect(&original)?;
    let media_type = match info.format {
        gate_photo::Format::Jpeg => "image/jpeg",
        gate_photo::Format::Png => "image/png",
        gate_photo::Format::Bmp => "image/bmp",
        gate_photo::Format::Webp => "image/webp",
    };
    let drawn = |bytes| PhotoBytes { bytes, media_type: "image/jpeg" };
    match size {
        PhotoSize::Card if info.width > CARD_WIDTH => {
            Ok(drawn(gate_photo::thumbnail(&original, CARD_WIDTH)?))
        }
        PhotoSize::Full | PhotoSize::Card | PhotoSize::Sent => Ok(PhotoBytes { bytes: original, media_type }),
        PhotoSize::Thumbnail => Ok(drawn(gate_photo::thumbnail(&original, THUMBNAIL_WIDTH)?)),
    }
}
