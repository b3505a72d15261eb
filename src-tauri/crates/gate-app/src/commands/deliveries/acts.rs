//! Trying again, giving up, pausing.

use gate_store::{DeliveryStates, DeliveryTableFilter};

use crate::{
    app::Context,
    commands::text,
    contract::{
        Failure,
        types::{
            GiveUp, GivenUp, OwedOnceMore, ReportingChanged, ReportingOf, Retried, RetryDeliveries,
            SendOnceMore,
        },
    },
    now,
};

/// So many deliveries are named one by one.
const MOST_NAMED: usize = 500;
/// So many are freed in one transaction, and so many in one call.
const AT_ONCE: u32 = 500;
const MOST_FREED: u64 = 5_000;
/// So many are sent once more by one act: several days of a large car park.
const MOST_ONCE_MORE: usize = 20_000;

/// Tries parked deliveries again: some, or all of a reason, a day or a car park. What is not parked is left alone.
pub(crate) async fn retry(context: &Context, request: RetryDeliveries) -> Result<Retried, Failure> {
    let (store, by) = (&context.app.store, context.by()?);
    match request {
        RetryDeliveries::Chosen { ids } => {
            let ids = context.admit_deliveries(ids).await?;
            Ok(Retried { freed: store.retry_deliveries(ids, by, now()).await?, more: false })
        }
        RetryDeliveries::Filtered { filter } => {
            let filter = context.delivery_filter(filter)?;
            let filter = DeliveryTableFilter { states: Some(DeliveryStates::Parked), ..filter };
            let (mut freed, mut before) = (0, None);
            loop {
                let (ids, next) = store.delivery_ids(filter.clone(), before, AT_ONCE, now()).await?;
                if !ids.is_empty() {
                    freed += store.retry_deliveries(ids, by, now()).await?;
                }
                if next.is_none() || freed >= MOST_FREED {
                    return Ok(Retried { freed, more: next.is_some() });
                }
                before = next;
            }
        }
    }
}

/// Sends once more what the city accepted and does not have: some, or all of a day or a car park.
pub(crate) async fn send_once_more(
    context: &Context,
    request: SendOnceMore,
) -> Result<OwedOnceMore, Failure> {
    let store = &context.app.store;
    let ids = match request {
        SendOnceMore::Chosen { ids } => context.admit_deliveries(ids).await?,
        SendOnceMore::Filtered { filter } => {
            let filter = context.delivery_filter(filter)?;
            let filter = DeliveryTableFilter { states: Some(DeliveryStates::Delivered), ..filter };
            let (mut all, mut before) = (Vec::new(), None);
            loop {
                let (ids, next) = store.delivery_ids(filter.clone(), before, AT_ONCE, now()).await?;
                all.extend(ids);
                if all.len() > MOST_ONCE_MORE {
                    let most = MOST_ONCE_MORE as i64;
                    return Err(Failure::invalid("filter", "too_many").with("most", most));
                }
                if next.is_none() {
                    break all;
                }
                before = next;
            }
        }
    };
    Ok(OwedOnceMore { owed: store.send_once_more(ids, context.by()?, now()).await? })
}

/// Gives deliveries up, and what stands on them.
pub(crate) async fn give_up(context: &Context, request: GiveUp) -> Result<GivenUp, Failure> {
    let reason = text("reason", &request.reason)?;
    let ids = context.admit_deliveries(request.ids).await?;
    let mut given_up = 0;
    for id in ids {
        match context.app.store.give_up_delivery(id, &reason, context.by()?, now()).await {
            Ok(count) => given_up += count,
            // Another one of the request had it given up, or the city has it by now.
            Err(error) if error.is_not_found() => {}
            Err(error) => return Err(error.into()),
        }
    }
    if given_up == 0 { Err(Failure::not_found("undelivered delivery")) } else { Ok(GivenUp { given_up }) }
}

/// Holds reporting back; what is owed is kept, heartbeats go on.
pub(crate) async fn pause(context: &Context, request: ReportingOf) -> Result<ReportingChanged, Failure> {
    hold(context, request, true).await
}

/// Lets reporting go on.
pub(crate) async fn resume(context: &Context, request: ReportingOf) -> Result<ReportingChanged, Failure> {
    hold(context, request, false).await
}

async fn hold(context: &Context, request: ReportingOf, hold: bool) -> Result<ReportingChanged, Failure> {
    let store = &context.app.store;
    if let Some(parking_id) = &request.parking_id {
        context.admit_car_park(parking_id)?;
    }
    let known = store.reporting_now(context.scope()?, request.parking_id.clone(), now()).await?;
    if known.is_empty() && request.parking_id.is_some() {
        return Err(Failure::not_found("car_park"));
    }
    let mut car_parks = Vec::new();
    for standing in known {
        if store.hold_reporting(&standing.parking_id, hold, context.by()?, now()).await? {
            car_parks.push(standing.parking_id);
        }
    }
    Ok(ReportingChanged { car_parks })
}

impl Context {
    /// These deliveries, if who calls may see all of them.
    pub(in crate::commands) async fn admit_deliveries(&self, mut ids: Vec<i64>) -> Result<Vec<i64>, Failure> {
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            return Err(Failure::invalid("ids", "empty"));
        }
        if ids.len() > MOST_NAMED {
            return Err(Failure::invalid("ids", "too_many").with("most", MOST_NAMED as i64));
        }
        let known = self.app.store.deliveries_by_id(ids.clone(), now()).await?;
        let seen = known.iter().filter(|row| self.sees(&row.delivery.parking_id)).count();
        if seen < ids.len() { Err(Failure::not_found("delivery")) } else { Ok(ids) }
    }
}
