//! How full a car park is and was.

use gate_core::time::{DAY_MS, UtcMillis};
use gate_store::OccupancySample;

use crate::{
    app::Context,
    contract::{
        Failure,
        types::{OccupancyPoint, OccupancyRequest, OccupancyView},
    },
};

/// A screen has no more points.
const MOST_POINTS: u32 = 600;
/// The longest stretch, in days.
const MOST_DAYS: i64 = 31;

/// The newest figures and a curve.
pub(crate) async fn view(context: &Context, request: OccupancyRequest) -> Result<OccupancyView, Failure> {
    context.admit_car_park(&request.parking_id)?;
    let (from, until) = (UtcMillis(request.from), UtcMillis(request.until));
    if until <= from {
        return Err(Failure::invalid("until", "before"));
    }
    if until.since(from) > MOST_DAYS * DAY_MS {
        return Err(Failure::invalid("until", "out_of_range").with("least", 1).with("most", MOST_DAYS));
    }
    let store = &context.app.store;
    let newest = store.latest_occupancy(&request.parking_id).await?;
    let curve = store.occupancy_curve(&request.parking_id, from, until, MOST_POINTS).await?;
    Ok(OccupancyView { now: newest.map(point), points: curve.into_iter().map(point).collect() })
}

fn point(sample: OccupancySample) -> OccupancyPoint {
    let figures = sample.occupancy;
    OccupancyPoint {
        at: sample.at.0,
        total: figures.total,
        used: figures.used,
        visitors_used: figures.visitors_used,
        staff_total: figures.staff_total,
        staff_used: figures.staff_used,
        temporary: figures.temporary,
    }
}
