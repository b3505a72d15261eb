//! The car park that screens show: an office building's with two gates.

use std::time::Duration;

use gate_sim::{
    open_platform::{DemoOptions, SimCarPark},
    photo::PhotoOptions,
    traffic::{DayProfile, LaneUse, PopulationSize, Shares, SimLane, Stay, Stays},
};

/// What has happened when a demo begins.
const HISTORY: Duration = Duration::from_secs(3 * 3_600);

/// With as many exits, and a blacklisted vehicle now and then, about 120 passages.
const ARRIVALS_PER_HOUR: f64 = 48.0;

/// A car park of 200 spaces with an entry and an exit at each of two gates.
#[must_use]
pub fn car_park() -> SimCarPark {
    SimCarPark {
        total_spaces: 200,
        monthly_spaces: 120,
        lanes: vec![
            SimLane::new("1", "东门入口", LaneUse::In),
            SimLane::new("2", "东门出口", LaneUse::Out),
            SimLane::new("3", "西门入口", LaneUse::In),
            SimLane::new("4", "西门出口", LaneUse::Out),
        ],
        ..SimCarPark::new("park123", "湖滨中心停车场")
    }
}

/// Its traffic: what a car park of this size has by day, so that a screen is as busy as a real one: a passage every half
/// minute, about half of the spaces taken. What should be seen at once is staged beside it, see `scenes`.
pub(crate) fn traffic() -> DemoOptions {
    let stay = |median_minutes, spread| Stay { median_minutes, spread };
    DemoOptions {
        cars_per_hour: ARRIVALS_PER_HOUR,
        backfill: HISTORY,
        // At the same pace whatever the hour, so that it is alive at night too.
        past: DayProfile::Flat,
        speed: 1.0,
        population: PopulationSize { monthly: 160, free: 20, visitors: 30, blacklisted: 6 },
        shares: Shares { visitor: 0.08, rare: 0.06, ..Shares::default() },
        stays: Stays { resident: stay(150.0, 0.45), visitor: stay(90.0, 0.6), temporary: stay(60.0, 0.9) },
        ..DemoOptions::default()
    }
}

/// Its cameras are as most are. Drawing larger photos would keep a booth's computer busy with pretending.
pub(crate) fn photos() -> PhotoOptions {
    PhotoOptions { heavy_share: 0.03, full_hd_share: 0.08, quad_hd_share: 0.0, ..PhotoOptions::default() }
}

#[cfg(test)]
mod tests {
    use gate_core::time::UtcMillis;
    use gate_sim::traffic::{Traffic, TrafficOptions};

    use super::*;

    #[test]
    fn a_screen_is_as_busy_as_that_of_a_real_car_park() {
        let (car_park, traffic) = (car_park(), traffic());
        let options = TrafficOptions {
            seed: 7,
            parking_id: car_park.parking_id,
            lanes: car_park.lanes,
            spaces: car_park.total_spaces,
            cars_per_hour: traffic.cars_per_hour,
            profile: traffic.past,
            shares: traffic.shares,
            oddities: traffic.oddities,
            stays: traffic.stays,
            population: traffic.population,
        };
        let start = UtcMillis(1_800_000_000_000);
        let hour = Duration::from_secs(3_600);
        let mut passages = Traffic::new(options, start);
        // Empty at first: what comes in the hours after shows how it goes on.
        passages.passages_until(start + hour * 6);
        let seen = passages.passages_until(start + hour * 18).len() as f64 * traffic.speed;
        let per_hour = seen / 12.0;
        assert!((80.0..=120.0).contains(&per_hour), "{per_hour} passages an hour, and 30 more are staged");
    }
}
