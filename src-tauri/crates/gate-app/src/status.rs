//! What is owed, what was delivered and how the platforms are, in one look.

use std::path::Path;

use gate_core::time::UtcMillis;
use gate_store::{CityState, CollectorState, Store, is_syncing};
use serde::Serialize;

use crate::AppError;

/// The whole answer, as operations.md shows it. Times are RFC 3339 with China's offset, or null.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Status {
    /// Deliveries by state.
    pub deliveries: DeliveryNumbers,
    /// Parking sessions by state.
    pub sessions: SessionNumbers,
    /// Passages that are kept.
    pub passages: u64,
    /// The oldest passage that the city is still owed.
    pub oldest_undelivered_at: Option<String>,
    /// How the city platform takes heartbeats.
    pub heartbeat: Heartbeat,
    /// The city's clock less ours, in milliseconds.
    pub clock_drift_ms: Option<i64>,
    /// How collecting from the open platform goes.
    pub collector: Collector,
    /// Whether a process syncs this directory now.
    pub syncing: bool,
}

/// Deliveries by state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DeliveryNumbers {
    /// May be sent now.
    pub due: u64,
    /// Wait for something.
    pub waiting: u64,
    /// Need a person.
    pub parked: u64,
    /// The city has them.
    pub delivered: u64,
}

/// Parking sessions by state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SessionNumbers {
    /// Vehicles inside.
    pub open: u64,
    /// All others.
    pub closed: u64,
}

/// How the city platform takes heartbeats. Of several car parks, the one that is worst off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Heartbeat {
    /// The last one that was accepted.
    pub last_ok_at: Option<String>,
    /// What went wrong since.
    pub last_error: Option<String>,
}

/// How collecting goes. Of several car parks, the one that is furthest behind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Collector {
    /// The last reading that succeeded.
    pub last_ok_at: Option<String>,
    /// Every passage before this is collected.
    pub collected_until: Option<String>,
    /// What went wrong since.
    pub last_error: Option<String>,
}

impl Heartbeat {
    fn of(cities: &[CityState]) -> Self {
        // `None`, which is "never", comes first.
        let worst = cities.iter().min_by_key(|city| (city.last_error.is_none(), city.last_ok_at));
        worst.map_or_else(Self::default, |city| Self {
            last_ok_at: city.last_ok_at.map(UtcMillis::rfc3339),
            last_error: city.last_error.clone(),
        })
    }
}

impl Collector {
    fn of(collectors: &[CollectorState]) -> Self {
        let worst = collectors
            .iter()
            .min_by_key(|collector| (collector.last_error.is_none(), collector.collected_until));
        worst.map_or_else(Self::default, |collector| Self {
            last_ok_at: collector.last_ok_at.map(UtcMillis::rfc3339),
            collected_until: Some(collector.collected_until.rfc3339()),
            last_error: collector.last_error.clone(),
        })
    }
}

/// The status of the data directory at `path`, as of `now`. `store` is its database; one that was never made counts
/// as empty.
///
/// # Errors
/// The database cannot be read.
pub async fn read(path: &Path, store: Option<&Store>, now: UtcMillis) -> Result<Status, AppError> {
    let syncing = is_syncing(path);
    let Some(store) = store else { return Ok(Status { syncing, ..Status::default() }) };
    let deliveries = store.count_deliveries(now).await?;
    let sessions = store.count_sessions().await?;
    let cities = store.city_states().await?;
    Ok(Status {
        deliveries: DeliveryNumbers {
            due: deliveries.due,
            waiting: deliveries.waiting,
            parked: deliveries.parked,
            delivered: deliveries.delivered,
        },
        sessions: SessionNumbers { open: sessions.open, closed: sessions.closed },
        passages: store.count_passages().await?,
        oldest_undelivered_at: deliveries.oldest_undelivered_at.map(UtcMillis::rfc3339),
        heartbeat: Heartbeat::of(&cities),
        clock_drift_ms: cities.iter().filter_map(|city| city.clock_drift_ms).max_by_key(|drift| drift.abs()),
        collector: Collector::of(&store.collector_states().await?),
        syncing,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn city(last_ok_at: Option<i64>, last_error: Option<&str>) -> CityState {
        CityState {
            last_ok_at: last_ok_at.map(UtcMillis),
            last_error: last_error.map(str::to_owned),
            ..CityState::default()
        }
    }

    #[test]
    fn of_several_cities_the_one_that_is_worst_off_is_shown() {
        let error = |cities: &[CityState]| Heartbeat::of(cities).last_error;
        assert_eq!(error(&[city(Some(5), None), city(Some(9), Some("refused"))]).as_deref(), Some("refused"));
        let never = Heartbeat::of(&[city(Some(5), None), city(None, None)]);
        assert_eq!(never, Heartbeat::default());
        let older = Heartbeat::of(&[city(Some(5_000), None), city(Some(1_000), None)]);
        assert_eq!(older.last_ok_at.as_deref(), Some("1970-01-01T08:00:01.000+08:00"));
    }

    #[tokio::test]
    async fn a_directory_without_a_database_is_empty_and_stays_so() {
        let directory = tempfile::tempdir().unwrap();
        assert_eq!(read(directory.path(), None, UtcMillis(0)).await.unwrap(), Status::default());
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
    }

    #[test]
    fn the_status_has_exactly_the_documented_keys() {
        assert_eq!(
            serde_json::to_value(Status::default()).unwrap(),
            serde_json::json!({
                "deliveries": { "due": 0, "waiting": 0, "parked": 0, "delivered": 0 },
                "sessions": { "open": 0, "closed": 0 },
                "passages": 0,
                "oldest_undelivered_at": null,
                "heartbeat": { "last_ok_at": null, "last_error": null },
                "clock_drift_ms": null,
                "collector": { "last_ok_at": null, "collected_until": null, "last_error": null },
                "syncing": false,
            })
        );
    }
}
