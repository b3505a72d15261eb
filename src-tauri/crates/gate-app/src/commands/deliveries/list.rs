//! Deliveries as a list.

use gate_core::time::{DAY_MS, UtcMillis};
use gate_store::{DeliveryStates, DeliveryTableFilter};

use super::{day, views};
use crate::{
    app::Context,
    commands::vehicles::page_limit,
    contract::{
        Failure,
        types::{DeliveriesPage, DeliveriesRequest, DeliveryFilter, DeliveryMark, DeliveryStateFilter},
    },
    now,
};

/// Deliveries under a filter, the newest passage first.
pub(crate) async fn list(context: &Context, request: DeliveriesRequest) -> Result<DeliveriesPage, Failure> {
    let filter = context.delivery_filter(request.filter)?;
    let before = request.before.map(|mark| (UtcMillis(mark.at), mark.id));
    let (rows, next) =
        context.app.store.delivery_table(filter, before, page_limit(request.limit), now()).await?;
    Ok(DeliveriesPage {
        rows: rows.into_iter().map(views::item).collect(),
        next: next.map(|(at, id)| DeliveryMark { at: at.0, id }),
    })
}

impl Context {
    /// The filter, within the car parks that who calls may see.
    pub(super) fn delivery_filter(&self, filter: DeliveryFilter) -> Result<DeliveryTableFilter, Failure> {
        let first = filter.first_day.map(|written| day("first_day", &written)).transpose()?;
        let last = filter.last_day.map(|written| day("last_day", &written)).transpose()?;
        if let (Some(first), Some(last)) = (first, last)
            && last < first
        {
            return Err(Failure::invalid("last_day", "before"));
        }
        Ok(DeliveryTableFilter {
            scope: self.scope()?,
            parking_id: filter.parking_id,
            from: first,
            until: last.map(|last| UtcMillis(last.0 + DAY_MS)),
            states: filter.state.map(|state| match state {
                DeliveryStateFilter::Open => DeliveryStates::Open,
                DeliveryStateFilter::Parked => DeliveryStates::Parked,
                DeliveryStateFilter::Delivered => DeliveryStates::Delivered,
                DeliveryStateFilter::GivenUp => DeliveryStates::GivenUp,
            }),
            hold_up: filter.reason.map(views::hold_up),
            words: filter.words,
            kind: filter.kind.map(views::kind_of),
            text: filter.text,
        })
    }
}
