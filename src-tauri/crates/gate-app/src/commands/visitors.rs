//! Visitors: the list, what the platform says of a plate, passes made here.

use crate::{
    app::Context,
    contract::{
        Failure,
        types::{
            ListRequest, VehicleOf, VisitorExtension, VisitorForm, VisitorItem, VisitorsPage, WriteView,
        },
    },
    registers::views,
    visiting::{self, Passes},
};

/// Visitors' passes, the latest beginning first.
pub(crate) async fn list(context: &Context, request: ListRequest) -> Result<VisitorsPage, Failure> {
    let (filter, offset, limit) = context.list_filter(request)?;
    let (total, rows) = context.app.store.visitor_list(filter, offset, limit).await?;
    Ok(VisitorsPage { total, rows: rows.into_iter().map(visiting::item).collect() })
}

/// Asks the platform for a plate's permission.
pub(crate) async fn query(context: &Context, request: VehicleOf) -> Result<Vec<VisitorItem>, Failure> {
    context.admit_car_park(&request.parking_id)?;
    let client = context.app.open_platform().await?;
    visiting::query(&context.app.store, &client, &request.parking_id, &request.plate).await
}

/// Makes a pass.
pub(crate) async fn add(context: &Context, request: VisitorForm) -> Result<WriteView, Failure> {
    context.admit_car_park(&request.parking_id)?;
    let kind = visitor_type(context, &request.parking_id).await?;
    let row = context.passes().await?.make(&request, kind.as_deref()).await?;
    views::write(&context.app.store, row).await
}

/// Lets a pass made here end on another day.
pub(crate) async fn extend(context: &Context, request: VisitorExtension) -> Result<WriteView, Failure> {
    context.admit_car_park(&request.of.parking_id)?;
    let kind = visitor_type(context, &request.of.parking_id).await?;
    let row = context.passes().await?.extend(&request, kind.as_deref()).await?;
    views::write(&context.app.store, row).await
}

/// Calls a pass made here off.
pub(crate) async fn cancel(context: &Context, request: VehicleOf) -> Result<WriteView, Failure> {
    context.admit_car_park(&request.parking_id)?;
    let kind = visitor_type(context, &request.parking_id).await?;
    let passes = context.passes().await?;
    let row = passes.cancel(&request.parking_id, &request.plate, kind.as_deref()).await?;
    views::write(&context.app.store, row).await
}

/// The type that was chosen for visitors' passes of a car park.
async fn visitor_type(context: &Context, parking_id: &str) -> Result<Option<String>, Failure> {
    Ok(super::registers::visitor_types(context).await?.remove(parking_id))
}

impl Context {
    async fn passes(&self) -> Result<Passes, Failure> {
        Ok(Passes::new(self.app.store.clone(), self.app.writes(self.by()?).await?))
    }
}
