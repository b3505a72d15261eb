//! Photos again, many at once.

use gate_store::PhotoBatch;

use super::deliveries;
use crate::{
    app::Context,
    contract::{
        Failure,
        types::{PhotoBatchOf, PhotoBatchPage, PhotoBatchView, PhotosAgain, PhotosCancelled, PhotosOf},
    },
    now, photos_again,
};

/// Batches that are listed.
const LISTED: u32 = 50;

/// What sending them again would come to. Changes nothing.
pub(crate) async fn preview(context: &Context, of: PhotosOf) -> Result<PhotosAgain, Failure> {
    let ids = context.photos_of(of).await?;
    Ok(photos_again::look(&context.app.store, &ids).await?)
}

/// Sends them again, as one batch.
pub(crate) async fn send(context: &Context, of: PhotosOf) -> Result<PhotosAgain, Failure> {
    let ids = context.photos_of(of).await?;
    Ok(photos_again::send(&context.app.store, &ids, context.by()?, now()).await?)
}

/// The newest batches.
pub(crate) async fn list(context: &Context, (): ()) -> Result<Vec<PhotoBatchView>, Failure> {
    let batches = context.app.store.photo_batches(context.scope()?, LISTED).await?;
    Ok(batches.into_iter().map(PhotoBatchView::from).collect())
}

/// One batch with its photos.
pub(crate) async fn one(context: &Context, of: PhotoBatchOf) -> Result<PhotoBatchPage, Failure> {
    let page = photos_again::page(&context.app.store, context.scope()?, of, now()).await?;
    page.ok_or_else(|| Failure::not_found("photo_batch"))
}

/// Cancels what is not sent yet of a batch.
pub(crate) async fn cancel(context: &Context, of: PhotoBatchOf) -> Result<PhotosCancelled, Failure> {
    one(context, of).await?;
    Ok(photos_again::cancel(&context.app.store, of.id, context.by()?, now()).await?)
}

impl Context {
    async fn photos_of(&self, of: PhotosOf) -> Result<Vec<i64>, Failure> {
        match of {
            PhotosOf::Chosen { ids } => self.admit_deliveries(ids).await,
            PhotosOf::Day { day, parking_id } => {
                self.admit_car_park(&parking_id)?;
                let from = deliveries::day("day", &day)?;
                let (store, scope) = (&self.app.store, self.scope()?);
                Ok(photos_again::events_of_day(store, scope, Some(parking_id), from, now()).await?)
            }
        }
    }
}

impl From<PhotoBatch> for PhotoBatchView {
    fn from(batch: PhotoBatch) -> Self {
        Self {
            id: batch.id,
            by: batch.by,
            at: batch.at.0,
            total: batch.total,
            delivered: batch.delivered,
            parked: batch.parked,
            given_up: batch.given_up,
            under_way: batch.total.saturating_sub(batch.delivered + batch.parked + batch.given_up),
            cancellable: batch.cancellable,
        }
    }
}
