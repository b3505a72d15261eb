//! A stock-take on screen: a dry run. What is made of it goes by `mark_exits_missed` and by corrections, each with its own record.

use gate_core::{
    reconcile::{Discrepancy, Sightings},
    time::UtcMillis,
};
use gate_store::DiscrepancyRow;

use super::reconcile::items;
use crate::{
    app::Context,
    contract::{
        Failure,
        types::{StockTake, StockTaken},
    },
    now, sheets,
    stock_take::{self, Counted},
};

/// Compares plates that were seen with the books. Nothing is changed by it.
pub(crate) async fn take(context: &Context, request: StockTake) -> Result<StockTaken, Failure> {
    context.admit_car_park(&request.parking_id)?;
    let now = now();
    let counted_at = request.counted_at.map_or(now, UtcMillis);
    if counted_at > now {
        return Err(Failure::invalid("counted_at", "future"));
    }
    let counted = match (request.text, request.base64) {
        (None, Some(base64)) => {
            let bytes = sheets::decoded(&base64)?;
            drop(base64);
            sheets::apart(move || Counted::of_file(&bytes)).await?
        }
        (text, _) => Counted::of_text(&text.unwrap_or_default())?,
    };
    let taken = stock_take::take(&context.app.store, &request.parking_id, &counted, counted_at).await?;
    let row = |found: Discrepancy| DiscrepancyRow {
        parking_id: request.parking_id.clone(),
        found,
        seen: Sightings::first(counted_at),
    };
    Ok(StockTaken {
        counted_at: counted_at.0,
        seen: u32::try_from(counted.plates.len()).unwrap_or(u32::MAX),
        twice: counted.twice,
        known: taken.known,
        came_since: taken.came_since,
        without_plate: taken.without_plate,
        unknown: items(context, taken.unknown.into_iter().map(row).collect()).await?,
        missing: items(context, taken.missing.into_iter().map(row).collect()).await?,
        parking_id: request.parking_id,
    })
}
