//! How both platforms are, in one look.

use gate_core::time::UtcMillis;
use gate_store::{CityState, CollectorState};

use crate::{
    Config,
    app::{Context, Inner},
    contract::{
        Failure,
        types::{PlatformState, PlatformsView},
    },
    now,
};

/// Beats or polls that may be missed before a platform counts as unreachable without having said so.
const MISSED: u32 = 3;

/// Below this the disk is nearly full.
const LITTLE: gate_store::DiskLevel = gate_store::DiskLevel::Low;

pub(crate) async fn view(context: &Context, (): ()) -> Result<PlatformsView, Failure> {
    look(&context.app).await
}

/// How both platforms, the backlog and the disk are now.
pub(crate) async fn look(app: &Inner) -> Result<PlatformsView, Failure> {
    let config = app.configuration().ok();
    let now = now();
    let cities = app.store.city_states().await?;
    let collectors = app.store.collector_states().await?;
    let backlog = app.store.backlog().await?;
    let city = config
        .as_ref()
        .map_or((PlatformState::NotConfigured, None, None), |config| city(config, &cities, now));
    let open = config
        .as_ref()
        .map_or((PlatformState::NotConfigured, None, None), |config| open_platform(config, &collectors, now));
    let free = app.store.free_bytes().ok();
    Ok(PlatformsView {
        city: city.0,
        city_ok_at: city.1,
        clock_drift_ms: city.2,
        backlog: backlog.waiting,
        parked: backlog.parked,
        oldest_undelivered_at: backlog.oldest_at.map(|at| at.0),
        open_platform: open.0,
        open_platform_ok_at: open.1,
        collected_until: open.2,
        disk_free_bytes: free,
        disk_low: app.store.disk_level().is_ok_and(|level| level >= LITTLE),
        now: now.0,
    })
}

/// The worst of the car parks that report.
fn city(config: &Config, states: &[CityState], now: UtcMillis) -> (PlatformState, Option<i64>, Option<i64>) {
    let reporting = config.car_parks.iter().filter_map(|car_park| Some((car_park, car_park.city.as_ref()?)));
    let looked = reporting.map(|(car_park, city)| {
        let Some(state) = states.iter().find(|state| state.parking_id == car_park.parking_id) else {
            return (PlatformState::Starting, None, None);
        };
        let late = now - city.heartbeat_interval * MISSED;
        let how = match (state.paused.as_deref(), state.last_ok_at) {
            _ if state.held_since.is_some() => PlatformState::Held,
            (Some("account_refused" | "address_wrong"), _) => PlatformState::Refused,
            (Some(_), _) => PlatformState::Unreachable,
            (None, _) if state.last_error.is_some() => PlatformState::Unreachable,
            (None, None) => PlatformState::Starting,
            (None, Some(at)) if at < late => PlatformState::Unreachable,
            (None, Some(_)) => PlatformState::Ok,
        };
        (how, state.last_ok_at.map(|at| at.0), state.clock_drift_ms)
    });
    looked.max_by_key(|(how, ..)| badness(*how)).unwrap_or((PlatformState::NotConfigured, None, None))
}

/// The worst of the car parks.
fn open_platform(
    config: &Config,
    states: &[CollectorState],
    now: UtcMillis,
) -> (PlatformState, Option<i64>, Option<i64>) {
    let late = now - config.open_platform.poll_interval * MISSED;
    let looked = config.car_parks.iter().map(|car_park| {
        let Some(state) = states.iter().find(|state| state.parking_id == car_park.parking_id) else {
            return (PlatformState::Starting, None, None);
        };
        let how = match state.last_ok_at {
            _ if state.last_error.is_some() => PlatformState::Unreachable,
            None => PlatformState::Starting,
            // A poll itself may take a minute where the platform is slow.
            Some(at) if at < late - std::time::Duration::from_secs(60) => PlatformState::Unreachable,
            Some(_) => PlatformState::Ok,
        };
        (how, state.last_ok_at.map(|at| at.0), Some(state.collected_until.0))
    });
    looked.max_by_key(|(how, ..)| badness(*how)).unwrap_or((PlatformState::NotConfigured, None, None))
}

fn badness(state: PlatformState) -> u8 {
    match state {
        PlatformState::Ok => 0,
        PlatformState::Starting => 1,
        PlatformState::Held => 2,
        PlatformState::Unreachable => 3,
        PlatformState::Refused => 4,
        PlatformState::NotConfigured => 5,
    }
}
