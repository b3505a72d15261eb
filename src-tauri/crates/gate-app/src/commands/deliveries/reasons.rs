//! Why deliveries do not get to the city, and what helps.

use gate_core::{hold_up::HoldUp, time::UtcMillis};
use gate_store::{CityState, DiskLevel, ReportingNow};

use super::{MOST_DRIFT_MS, views};
use crate::{
    app::Context,
    contract::{
        Failure,
        types::{ReasonGroup, ReasonsRequest},
    },
    now,
};

/// What holds whole car parks up, then what holds items up, the most frequent first.
pub(crate) async fn reasons(context: &Context, request: ReasonsRequest) -> Result<Vec<ReasonGroup>, Failure> {
    if let Some(parking_id) = &request.parking_id {
        context.admit_car_park(parking_id)?;
    }
    let (store, scope) = (&context.app.store, context.scope()?);
    let standing = store.reporting_now(scope.clone(), request.parking_id.clone(), now()).await?;
    let cities = store.city_states().await?;
    let disk_low = store.disk_level().is_ok_and(|level| level >= DiskLevel::Low);
    let mut groups = Vec::new();
    for now in &standing {
        let city = cities.iter().find(|city| city.parking_id == now.parking_id);
        for (hold_up, since, holds) in city.map(of_city).unwrap_or_default() {
            groups.push(group(now, hold_up, since, if holds { now.waiting } else { 0 }));
        }
        if disk_low {
            groups.push(group(now, HoldUp::DiskLow, None, 0));
        }
    }
    let held = store.held_up(scope, request.parking_id).await?;
    groups.extend(held.into_iter().map(|held| ReasonGroup {
        parking_id: held.parking_id,
        reason: views::reason(held.hold_up),
        words: held.words,
        remedy: views::remedy(held.hold_up.remedy()),
        count: held.count,
        oldest_at: held.oldest_at.map(|at| at.0),
        since: None,
    }));
    Ok(groups)
}

/// What holds all of a car park up, since when, and whether it does; a wrong clock is told of and holds nothing up.
fn of_city(city: &CityState) -> Vec<(HoldUp, Option<UtcMillis>, bool)> {
    let mut found = Vec::new();
    if city.held_since.is_some() {
        found.push((HoldUp::Held, city.held_since, true));
    }
    if let Some(pause) = city.paused.as_deref().and_then(HoldUp::of_pause) {
        found.push((pause, city.paused_since, true));
    }
    if city.clock_drift_ms.is_some_and(|drift| drift.abs() > MOST_DRIFT_MS) {
        found.push((HoldUp::ClockWrong, None, false));
    }
    found
}

fn group(now: &ReportingNow, hold_up: HoldUp, since: Option<UtcMillis>, count: u64) -> ReasonGroup {
    ReasonGroup {
        parking_id: now.parking_id.clone(),
        reason: views::reason(hold_up),
        words: None,
        remedy: views::remedy(hold_up.remedy()),
        count,
        oldest_at: now.oldest_undelivered_at.filter(|_| count > 0).map(|at| at.0),
        since: since.map(|at| at.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hold_and_a_pause_are_two_reasons_and_a_small_drift_is_none() {
        let city = CityState {
            held_since: Some(UtcMillis(5)),
            paused: Some("unreachable".to_owned()),
            paused_since: Some(UtcMillis(7)),
            clock_drift_ms: Some(-5_000),
            ..CityState::default()
        };
        assert_eq!(
            of_city(&city),
            [(HoldUp::Held, Some(UtcMillis(5)), true), (HoldUp::Unreachable, Some(UtcMillis(7)), true)]
        );
        let late = CityState { clock_drift_ms: Some(-5_001), ..CityState::default() };
        assert_eq!(of_city(&late), [(HoldUp::ClockWrong, None, false)]);
    }
}
