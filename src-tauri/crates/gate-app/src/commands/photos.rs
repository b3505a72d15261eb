//! Photos that staff give or send once more.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use gate_core::{delivery::DeliveryKind, time::UtcMillis};
use gate_photo::PhotoError;
use gate_store::SessionRow;

use crate::{
    app::Context,
    contract::{
        Code, Failure,
        types::{
            CancelPhotos, FitPhoto, FittedPhoto, PhotoEvent, PhotoOwed, PhotosCancelled, SendPhotoAgain,
        },
    },
    now,
    photo_upload::{NotKept, fit_and_store},
};

/// A file larger than this is no photo of a camera or telephone; it is also what a browser may send.
const MOST_BYTES: usize = 10_000_000;
/// Each end of a session has so many places.
const PLACES: u8 = 2;

/// Fits a picture for a session and keeps both, to be looked at before it is sent.
pub(crate) async fn fit(context: &Context, request: FitPhoto) -> Result<FittedPhoto, Failure> {
    let session = context.session_of_photo(request.session).await?;
    let taken_at = end(&session, request.event)?;
    if request.base64.len() > MOST_BYTES.div_ceil(3) * 4 {
        return Err(Failure::new(Code::PhotoWrong).with("why", "picture_too_big"));
    }
    let original = STANDARD.decode(&request.base64).map_err(|_| Failure::new(Code::BadRequest))?;
    drop(request.base64);
    let info = gate_photo::inspect(&original).map_err(refused)?;
    let store = &context.app.store;
    let kept = fit_and_store(store, original, taken_at).await.map_err(|error| match error {
        NotKept::Refused(why) => refused(why),
        NotKept::Store(error) => error.into(),
    })?;
    let photo = store.keep_staff_photo(session.id, taken_at, kept.clone(), now()).await?;
    Ok(FittedPhoto {
        photo,
        bytes: kept.bytes,
        width: info.width,
        height: info.height,
        sent_bytes: kept.fitted_bytes,
        sent_width: kept.width,
        sent_height: kept.height,
        untouched: kept.fitted_path == kept.path,
        sent_md5: kept.fitted_md5,
    })
}

/// Owes a photo of a session to the city, once more or for the first time.
pub(crate) async fn send_again(context: &Context, request: SendPhotoAgain) -> Result<PhotoOwed, Failure> {
    let session = context.session_of_photo(request.session).await?;
    end(&session, request.event)?;
    let config = context.app.configuration()?;
    let city = config.car_park(&session.parking_id).and_then(|car_park| car_park.city.as_ref());
    let first =
        city.ok_or_else(|| Failure::new(Code::NotConfigured).with("detail", "city"))?.first_photo_index;
    let (kind, first) = match request.event {
        PhotoEvent::Arrival => (DeliveryKind::Arrival, first.arrival),
        PhotoEvent::Departure => (DeliveryKind::Departure, first.departure),
    };
    if request.index.is_some_and(|index| !(first..first.saturating_add(PLACES)).contains(&index)) {
        return Err(Failure::invalid("index", "out_of_range")
            .with("least", i64::from(first))
            .with("most", i64::from(first.saturating_add(PLACES - 1))));
    }
    let (store, by) = (&context.app.store, context.by()?);
    let delivery = store
        .owe_kept_photo(session.id, kind, request.photo, request.index, first, request.seen, by, now())
        .await?;
    Ok(PhotoOwed { delivery })
}

/// Takes back photos that people sent again, where nothing went out yet.
pub(crate) async fn cancel(context: &Context, request: CancelPhotos) -> Result<PhotosCancelled, Failure> {
    let ids = context.admit_deliveries(request.ids).await?;
    let done = context.app.store.cancel_photos(ids, context.by()?, now()).await?;
    Ok(PhotosCancelled {
        cancelled: done.cancelled,
        restored: done.restored,
        sent: done.sent,
        others: done.others,
    })
}

/// When the end of the session that a photo shows was.
fn end(session: &SessionRow, event: PhotoEvent) -> Result<UtcMillis, Failure> {
    let at = match event {
        PhotoEvent::Arrival => session.arrived_at,
        PhotoEvent::Departure => session.departed_at,
    };
    at.ok_or_else(|| Failure::invalid("event", "unknown"))
}

fn refused(error: PhotoError) -> Failure {
    let why = match error {
        PhotoError::NotAPicture => "not_a_picture",
        PhotoError::Broken(_) => "broken",
        PhotoError::TooManyPixels { .. } => "too_many_pixels",
        PhotoError::CannotFit { .. } => "cannot_fit",
    };
    Failure::new(Code::PhotoWrong).with("why", why)
}

impl Context {
    async fn session_of_photo(&self, id: i64) -> Result<SessionRow, Failure> {
        let session = self.app.store.session(id).await?;
        if self.sees(&session.parking_id) { Ok(session) } else { Err(Failure::not_found("session")) }
    }
}
