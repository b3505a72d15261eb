//! What the platform is like when it starts.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use gate_core::time::Clock;

use super::callback::CallbackOptions;
use super::clock::SystemClock;
use super::photo_fault::PhotoFaults;
use super::quirks::Quirks;
use crate::faults::FaultSpec;
use crate::photo::PhotoOptions;
use crate::traffic::SimLane;

/// A car park of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimCarPark {
    /// `parkingId`.
    pub parking_id: String,
    /// Its name.
    pub name: String,
    /// Spaces in all.
    pub total_spaces: u32,
    /// Of these, for staff (`mothTotalLot`); the rest are for temporary vehicles.
    pub monthly_spaces: u32,
    /// Its lanes.
    pub lanes: Vec<SimLane>,
}

impl SimCarPark {
    /// A car park of 500 spaces, 200 of them for staff, with two entries and two exits.
    #[must_use]
    pub fn new(parking_id: &str, name: &str) -> Self {
        SimCarPark {
            parking_id: parking_id.into(),
            name: name.into(),
            total_spaces: 500,
            monthly_spaces: 200,
            lanes: SimLane::usual(),
        }
    }
}

/// A custom vehicle type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimVehicleType {
    /// Its `recordId`, which may stand for a vehicle's type.
    pub id: u64,
    /// `vehicleTypeCode`.
    pub code: String,
    /// `vehicleTypeName`.
    pub name: String,
    /// `showName`.
    pub show_name: String,
}

/// What the platform is like.
#[derive(Clone)]
pub struct OpenPlatformOptions {
    /// The account's key.
    pub app_key: String,
    /// The account's secret.
    pub app_secret: String,
    /// The account's car parks; the first is the one meant when none is named.
    pub car_parks: Vec<SimCarPark>,
    /// Custom vehicle types.
    pub vehicle_types: Vec<SimVehicleType>,
    /// How long a token is good.
    pub token_life: Duration,
    /// How far a caller's timestamp may be off.
    pub timestamp_tolerance: Duration,
    /// How its answers differ from the text's first reading.
    pub quirks: Quirks,
    /// How photos are drawn.
    pub photos: PhotoOptions,
    /// Which photos cannot be had, and why.
    pub photo_faults: PhotoFaults,
    /// Photos have a server of their own at this address (port 0 takes a free one).
    pub photo_addr: Option<SocketAddr>,
    /// A photo's address is good for so long after the passage was reported, then answers 403; `None` is for ever.
    pub photo_life: Option<Duration>,
    /// Faults of its own answers.
    pub faults: FaultSpec,
    /// Where callbacks go; `None` pushes none.
    pub callback: Option<CallbackOptions>,
    /// Seed of photos, tokens, orders and faults.
    pub seed: u64,
    /// The platform's clock.
    pub clock: Arc<dyn Clock>,
}

impl Default for OpenPlatformOptions {
    fn default() -> Self {
        OpenPlatformOptions {
            app_key: "demo".into(),
            app_secret: "demo-secret".into(),
            car_parks: vec![SimCarPark::new("park123", "一号停车场")],
            vehicle_types: vec![
                SimVehicleType {
                    id: 101,
                    code: "VIP".into(),
                    name: "贵宾车".into(),
                    show_name: "贵宾专用车".into(),
                },
                SimVehicleType {
                    id: 102,
                    code: "EMS".into(),
                    name: "邮政车".into(),
                    show_name: "邮政快递车".into(),
                },
            ],
            token_life: Duration::from_secs(7_200),
            timestamp_tolerance: Duration::from_secs(600),
            quirks: Quirks::none(),
            photos: PhotoOptions::default(),
            photo_faults: PhotoFaults::default(),
            photo_addr: None,
            photo_life: None,
            faults: FaultSpec::default(),
            callback: None,
            seed: 1,
            clock: Arc::new(SystemClock),
        }
    }
}

/// The secret is left out.
impl fmt::Debug for OpenPlatformOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("OpenPlatformOptions")
            .field("app_key", &self.app_key)
            .field("car_parks", &self.car_parks.len())
            .field("quirks", &self.quirks)
            .field("faults", &self.faults)
            .field("seed", &self.seed)
            .finish_non_exhaustive()
    }
}
