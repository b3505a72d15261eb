//! A platform with a past: who is registered, what passed in the last hours, and traffic that goes on.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use super::live::LiveOptions;
use super::options::OpenPlatformOptions;
use super::sim::OpenPlatformSim;
use crate::traffic::{DayProfile, Oddities, PopulationSize, Shares, Stays, Traffic, TrafficOptions};

/// How the demo's car parks are used.
#[derive(Debug, Clone, PartialEq)]
pub struct DemoOptions {
    /// Arrivals in an hour at each car park.
    pub cars_per_hour: f64,
    /// How much of the past there is; zero for none.
    pub backfill: Duration,
    /// How arrivals spread over the hours of the past; from now on they come evenly.
    pub past: DayProfile,
    /// How many times faster than the wall's clock live traffic is.
    pub speed: f64,
    /// Who is registered.
    pub population: PopulationSize,
    /// Who comes.
    pub shares: Shares,
    /// What goes wrong.
    pub oddities: Oddities,
    /// How long they stay.
    pub stays: Stays,
}

impl Default for DemoOptions {
    fn default() -> Self {
        DemoOptions {
            cars_per_hour: 60.0,
            backfill: Duration::from_secs(24 * 3_600),
            past: DayProfile::Office,
            speed: 1.0,
            population: PopulationSize::default(),
            shares: Shares::default(),
            oddities: Oddities::default(),
            stays: Stays::default(),
        }
    }
}

/// Starts a platform whose car parks have registers, a past, and live traffic from now on.
///
/// # Errors
/// The operating system's, when an address cannot be bound.
pub fn demo(
    addr: SocketAddr,
    options: OpenPlatformOptions,
    demo: &DemoOptions,
) -> io::Result<OpenPlatformSim> {
    let parks = options.car_parks.clone();
    let seed = options.seed;
    let sim = OpenPlatformSim::start(addr, options)?;
    let now = sim.now();
    let start = now - demo.backfill;
    for (index, park) in parks.into_iter().enumerate() {
        let parking_id = park.parking_id;
        let options = TrafficOptions {
            seed: seed.wrapping_add(index as u64),
            parking_id: parking_id.clone(),
            lanes: park.lanes,
            spaces: park.total_spaces,
            cars_per_hour: demo.cars_per_hour,
            profile: demo.past,
            shares: demo.shares,
            oddities: demo.oddities,
            stays: demo.stays,
            population: demo.population,
        };
        let population = crate::traffic::Population::draw(options.seed, demo.population, now);
        sim.register(&parking_id, &population);
        let mut traffic = Traffic::with_population(options, population, start);
        sim.add_passages(traffic.passages_until(now));
        traffic.set_pace(demo.cars_per_hour, DayProfile::Flat);
        sim.run_live_from(traffic, now, LiveOptions { speed: demo.speed });
    }
    Ok(sim)
}
