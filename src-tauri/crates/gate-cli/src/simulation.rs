//! Both platforms, simulated, in this process.

use std::{net::SocketAddr, time::Duration};

use gate_sim::{
    city::{CityOptions, CitySim},
    faults::{FaultSpec, Faults, Side},
    open_platform::{CallbackOptions, DemoOptions, OpenPlatformOptions, OpenPlatformSim, demo},
};
use serde::Serialize;

use crate::failure::Failure;

/// What is simulated.
pub struct Plan {
    /// Where the open platform listens; port 0 takes a free one.
    pub open_platform: SocketAddr,
    /// Where the city platform listens; port 0 takes a free one.
    pub city: SocketAddr,
    /// Arrivals in an hour.
    pub cars_per_hour: f64,
    /// How many times faster than the clock live traffic is.
    pub speed: f64,
    /// How much of the past there is.
    pub history: Duration,
    /// What goes wrong.
    pub faults: FaultSpec,
    /// Equal seeds give equal traffic, photos and faults.
    pub seed: u64,
    /// Where callbacks go, if any are pushed.
    pub callback: Option<String>,
}

/// Both platforms, running. Dropping it stops them.
pub struct Simulation {
    open_platform: OpenPlatformSim,
    city: CitySim,
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
    /// Starts both.
    pub async fn start(plan: Plan) -> Result<Self, Failure> {
        let open_options = OpenPlatformOptions {
            faults: plan.faults.clone(),
            seed: plan.seed,
            callback: plan.callback.as_deref().map(CallbackOptions::new),
            ..OpenPlatformOptions::default()
        };
        let city_options = CityOptions {
            faults: Faults::new(&plan.faults, Side::City, plan.seed),
            ..CityOptions::default()
        };
        let park = open_options.car_parks.first().cloned();
        let (parking_id, name) = park.map(|park| (park.parking_id, park.name)).unwrap_or_default();
        let (app_key, app_secret) = (open_options.app_key.clone(), open_options.app_secret.clone());
        let (portname, portpwd) = (city_options.portname.clone(), city_options.portpwd.clone());
        let parkpotid = city_options.parkpotids.first().cloned().unwrap_or_default();

        let busy = |address: SocketAddr, error: std::io::Error| {
            Failure::failed(format!(
                "{address} cannot be listened on ({error}); end the program that uses it, or name another address"
            ))
        };
        let traffic = DemoOptions {
            cars_per_hour: plan.cars_per_hour,
            backfill: plan.history,
            speed: plan.speed,
            ..DemoOptions::default()
        };
        let city = CitySim::start(plan.city, city_options).await.map_err(|error| busy(plan.city, error))?;
        let open_platform = demo(plan.open_platform, open_options, &traffic)
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
