//! The car park that screens show: an office building's with two gates.

use std::time::Duration;

use gate_sim::{
    open_platform::{DemoOptions, SimCarPark},
    photo::PhotoOptions,
    traffic::{DayProfile, LaneUse, PopulationSize, Shares, SimLane, Stay, Stays},
};

/// What has happened when a demo begins.
const HISTORY: Duration = Duration::from_secs(3 * 3_600);

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

/// Its traffic: a passage every few seconds, about half of the spaces taken, and every kind of vehicle within minutes.
pub(crate) fn traffic() -> DemoOptions {
    let stay = |median_minutes, spread| Stay { median_minutes, spread };
    DemoOptions {
        cars_per_hour: 45.0,
        backfill: HISTORY,
        // At the same pace whatever the hour, so that it is alive at night too.
        past: DayProfile::Flat,
        speed: 10.0,
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
