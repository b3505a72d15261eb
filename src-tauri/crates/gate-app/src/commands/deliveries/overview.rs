//! Deliveries in numbers.

use gate_core::time::{DAY_MS, UtcMillis};
use gate_store::CityState;

use super::{day, views};
use crate::{
    app::Context,
    contract::{
        Failure,
        types::{CityPoint, DeliveriesOverview, DeliveryDay, OverviewRequest, ReportingView},
    },
    now,
};

/// The longest stretch, in days.
const MOST_DAYS: i64 = 92;
/// Days that are shown where nobody says how many.
const DAYS: i64 = 7;
/// A screen has no more points.
const MOST_POINTS: u32 = 600;

/// Per day and car park what is owed and delivered, how reporting stands, and how the platforms were.
pub(crate) async fn overview(
    context: &Context,
    request: OverviewRequest,
) -> Result<DeliveriesOverview, Failure> {
    if let Some(parking_id) = &request.parking_id {
        context.admit_car_park(parking_id)?;
    }
    let (store, scope, now) = (&context.app.store, context.scope()?, now());
    let last = day("last_day", &request.last_day.unwrap_or_else(|| now.china_day()))?;
    let first = match &request.first_day {
        Some(written) => day("first_day", written)?,
        None => UtcMillis(last.0 - (DAYS - 1) * DAY_MS),
    };
    let count = last.since(first) / DAY_MS + 1;
    if last < first {
        return Err(Failure::invalid("last_day", "before"));
    }
    if count > MOST_DAYS {
        return Err(Failure::invalid("first_day", "out_of_range").with("least", 1).with("most", MOST_DAYS));
    }
    let days = u32::try_from(count).unwrap_or(1);
    let only = request.parking_id;
    let tallies = store.delivery_days(scope.clone(), only.clone(), first, days).await?;
    let standing = store.reporting_now(scope.clone(), only.clone(), now).await?;
    let cities = store.city_states().await?;
    let until = UtcMillis(last.0 + DAY_MS);
    let (point_ms, points) = store.city_history(scope, only, first, until, MOST_POINTS).await?;
    Ok(DeliveriesOverview {
        first_day: first.china_day(),
        last_day: last.china_day(),
        days: tallies.into_iter().map(tally).collect(),
        reporting: standing.into_iter().map(|standing| reporting(standing, &cities, now)).collect(),
        history: points.into_iter().map(point).collect(),
        point_ms,
        now: now.0,
    })
}

fn tally(tally: gate_store::DeliveryDay) -> DeliveryDay {
    DeliveryDay {
        day: tally.day.china_day(),
        parking_id: tally.parking_id,
        passages: tally.passages,
        owed: tally.owed,
        delivered: tally.delivered,
        waiting: tally.waiting,
        parked: tally.parked,
        given_up: tally.given_up,
        success: (tally.owed > 0).then(|| tally.delivered as f64 / tally.owed as f64),
    }
}

fn reporting(standing: gate_store::ReportingNow, cities: &[CityState], now: UtcMillis) -> ReportingView {
    let unknown = CityState::default();
    let city = cities.iter().find(|city| city.parking_id == standing.parking_id).unwrap_or(&unknown);
    let minutes = standing.going as f64 / standing.per_minute;
    let goes = standing.going > 0 && minutes.is_finite() && city.held_since.is_none();
    ReportingView {
        waiting: standing.waiting,
        going: standing.going,
        parked: standing.parked,
        oldest_undelivered_at: standing.oldest_undelivered_at.map(|at| at.0),
        per_minute: standing.per_minute,
        done_at: goes.then(|| now.0.saturating_add((minutes * 60_000.0) as i64)),
        held_since: city.held_since.map(|at| at.0),
        held_by: city.held_by.clone(),
        paused: city.paused.as_deref().and_then(gate_core::hold_up::HoldUp::of_pause).map(views::reason),
        paused_since: city.paused_since.map(|at| at.0),
        heartbeat_ok_at: city.last_ok_at.map(|at| at.0),
        heartbeat_error: city.last_error.clone(),
        clock_drift_ms: city.clock_drift_ms,
        parking_id: standing.parking_id,
    }
}

fn point(point: gate_store::CityPoint) -> CityPoint {
    CityPoint {
        parking_id: point.parking_id,
        at: point.at.0,
        beats_ok: point.beats_ok,
        beats_failed: point.beats_failed,
        drift_least: point.drift_least,
        drift_most: point.drift_most,
        delivered: point.delivered,
        failed: point.failed,
    }
}
