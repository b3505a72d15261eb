//! What syncing needs to know of the configuration.

use std::sync::Arc;
use std::time::Duration;

use gate_city::CityPlatform;
use gate_core::delivery::RetryPolicy;
use gate_core::time::{Clock, UtcMillis};
use gate_http::PhotoDownloader;
use gate_open_platform::OpenPlatform;
use gate_open_platform::callback::CallbackListener;
use gate_store::{IngestRules, Store};

/// Everything syncing works with. The listener is bound by the caller, so that a port in use is a clear error at start.
pub struct SyncOptions {
    /// The data directory.
    pub store: Store,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The vendor's cloud.
    pub open_platform: OpenPlatform,
    /// The client for photos.
    pub photos: PhotoDownloader,
    /// The callback listener, if one is wanted.
    pub callbacks: Option<CallbackListener>,
    /// How often records are asked for.
    pub poll_interval: Duration,
    /// Where a car park that was never collected starts.
    pub collect_from: UtcMillis,
    /// The car parks.
    pub car_parks: Vec<CarPark>,
}

/// One car park.
#[derive(Clone)]
pub struct CarPark {
    /// How its records become sessions and deliveries; holds its id.
    pub rules: IngestRules,
    /// How it reports to the city, if it does.
    pub reporting: Option<Reporting>,
    /// How long an exit without an entry waits.
    pub orphan_wait: Duration,
}

/// How a car park reports to its city.
#[derive(Clone)]
pub struct Reporting {
    /// The city's client for this car park.
    pub city: Arc<dyn CityPlatform>,
    /// Between heartbeats.
    pub heartbeat_interval: Duration,
    /// Between readings of the city's clock.
    pub clock_interval: Duration,
    /// Events and photos together, live and backlog.
    pub max_requests_per_second: u32,
    /// At most so many at once, 1 to 8.
    pub max_concurrency: usize,
    /// Delays and parking.
    pub retry: RetryPolicy,
    /// Fragments of a refusal that mean "we have it".
    pub already_accepted: Vec<String>,
}

impl CarPark {
    /// The open platform's id of the car park.
    #[must_use]
    pub fn parking_id(&self) -> &str {
        &self.rules.parking_id
    }
}
