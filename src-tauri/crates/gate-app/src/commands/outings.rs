//! Outings registered from here.

use crate::{
    app::Context,
    contract::{
        Failure,
        types::{ListRequest, OutingForm, OutingItem, OutingsPage},
    },
    issuing::outing_item,
};

/// The outings registered from here, the newest first.
pub(crate) async fn list(context: &Context, request: ListRequest) -> Result<OutingsPage, Failure> {
    let (filter, offset, limit) = context.list_filter(request)?;
    let (total, rows) = context.app.store.outing_list(filter, offset, limit).await?;
    Ok(OutingsPage { total, rows: rows.into_iter().map(outing_item).collect() })
}

/// Registers one, once.
pub(crate) async fn register(context: &Context, request: OutingForm) -> Result<OutingItem, Failure> {
    context.admit_car_park(&request.parking_id)?;
    context.issuing().await?.outing(&request).await
}
