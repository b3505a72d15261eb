//! Both platforms, simulated, in this process.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use gate_sim::{
    city::{CityOptions, CitySim},
    faults::{FaultSpec, Faults, Side},
    open_platform::{CallbackOptions, DemoOptions, OpenPlatformOptions, OpenPlatformSim, SimCarPark, demo},
    photo::PhotoOptions,
};
use serde::Serialize;

use crate::{DemoError, car_park};

/// What is simulated.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Where the open platform listens; port 0 takes a free one.
    pub open_platform: SocketAddr,
    /// Where the city platform listens; port 0 takes a free one.
    pub city: SocketAddr,
    /// The car park, where it is not the simulator's usual one.
    pub car_park: Option<SimCarPark>,
    /// Its traffic, before now and from now on.
    pub traffic: DemoOptions,
    /// How its photos are made.
    pub photos: PhotoOptions,
    /// What goes wrong.
    pub faults: FaultSpec,
    /// Equal seeds give equal traffic, photos and faults.
    pub seed: u64,
    /// Where callbacks go, if any are pushed.
    pub callback: Option<String>,
}

impl Plan {
    /// The simulator's usual car park on free loopback ports: arrivals in an hour, how many times faster than the clock
    /// live traffic is, and how much of the past there is.
    #[must_use]
    pub fn usual(cars_per_hour: f64, speed: f64, history: Duration) -> Self {
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            open_platform: anywhere,
            city: anywhere,
            car_park: None,
            traffic: DemoOptions { cars_per_hour, backfill: history, speed, ..DemoOptions::default() },
            photos: PhotoOptions::default(),
            faults: FaultSpec::default(),
            seed: 1,
            callback: None,
        }
    }

    /// The car park that screens show, see [`car_park::car_park`].
    #[must_use]
    pub fn booth() -> Self {
        Self {
            car_park: Some(car_park::car_park()),
            traffic: car_park::traffic(),
            photos: car_park::photos(),
            ..Self::usual(0.0, 1.0, Duration::ZERO)
        }
    }
}

/// Both platforms, running. Dropping it stops them.
pub struct Simulation {
    /// The vendor's cloud.
    pub open_platform: OpenPlatformSim,
    /// The city's platform.
    pub city: CitySim,
    /// What a configuration needs to know of them.
    pub access: Access,
}

/// What a configuration needs to know of simulated platforms. Their secrets protect nothing.
#[derive(Clone, Debug, Serialize)]
pub struct Access {
    /// The open platform's part.
    pub open_platform: OpenPlatformAccess,
    /// The city platform's part.
    pub city: CityAccess,
}

/// What `[open_platform]` and `[[car_park]]` need.
#[derive(Clone, Debug, Serialize)]
pub struct OpenPlatformAccess {
    /// `base_url`
    pub base_url: String,
    /// `app_key`
    pub app_key: String,
    /// `app_secret`
    pub app_secret: String,
    /// `parking_id`
    pub parking_id: String,
    /// `name`
    pub name: String,
}

/// What `[car_park.city]` needs.
#[derive(Clone, Debug, Serialize)]
pub struct CityAccess {
    /// `base_url`
    pub base_url: String,
    /// `portname`
    pub portname: String,
    /// `portpwd`
    pub portpwd: String,
    /// `parkpotid`
    pub parkpotid: String,
}

impl Simulation {
    /// Starts both. Call it inside a tokio runtime.
    ///
    /// # Errors
    /// An address cannot be listened on.
    pub async fn start(plan: Plan) -> Result<Self, DemoError> {
        let mut open_options = OpenPlatformOptions {
            photos: plan.photos,
            faults: plan.faults.clone(),
            seed: plan.seed,
            callback: plan.callback.as_deref().map(CallbackOptions::new),
            ..OpenPlatformOptions::default()
        };
        if let Some(car_park) = plan.car_park {
            open_options.car_parks = vec![car_park];
        }
        let city_options = CityOptions {
            faults: Faults::new(&plan.faults, Side::City, plan.seed),
            ..CityOptions::default()
        };
        let park = open_options.car_parks.first().cloned();
        let (parking_id, name) = park.map(|park| (park.parking_id, park.name)).unwrap_or_default();
        let (app_key, app_secret) = (open_options.app_key.clone(), open_options.app_secret.clone());
        let (portname, portpwd) = (city_options.portname.clone(), city_options.portpwd.clone());
        let parkpotid = city_options.parkpotids.first().cloned().unwrap_or_default();

        let busy = |address, source| DemoError::Listen { address, source };
        let city = CitySim::start(plan.city, city_options).await.map_err(|error| busy(plan.city, error))?;
        let open_platform = demo(plan.open_platform, open_options, &plan.traffic)
            .map_err(|error| busy(plan.open_platform, error))?;
        let access = Access {
            open_platform: OpenPlatformAccess {
                base_url: open_platform.base_url(),
                app_key,
                app_secret,
                parking_id,
                name,
            },
            city: CityAccess { base_url: city.base_url(), portname, portpwd, parkpotid },
        };
        Ok(Self { open_platform, city, access })
    }

    /// What has happened at both so far.
    #[must_use]
    pub fn seen(&self) -> Seen {
        let journal = self.city.journal();
        Seen {
            passages: self.open_platform.record_count(),
            arrivals: journal.accepted_arrivals().len(),
            departures: journal.accepted_departures().len(),
            photos: journal.accepted_photos().len(),
            violations: journal.violations().len(),
        }
    }

    /// Stops both.
    pub async fn stop(self) {
        self.open_platform.stop().await;
        self.city.stop().await;
    }
}

/// What has happened at both platforms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Seen {
    /// Passages that the open platform has.
    pub passages: usize,
    /// Arrivals that the city accepted.
    pub arrivals: usize,
    /// Departures that the city accepted.
    pub departures: usize,
    /// Photos that the city accepted.
    pub photos: usize,
    /// Requests that break the city's rules.
    pub violations: usize,
}
