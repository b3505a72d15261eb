//! Live traffic: passages added as wall time passes.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use gate_core::passage::Direction;
use gate_core::time::UtcMillis;

use super::sim::{Channel, OpenPlatformSim};
use crate::traffic::{DayProfile, Oddity, SimPassage, Traffic, TrafficEvent, TrafficOptions};

/// Passages that are remembered to tell a second one in the same second apart: at full speed a second has hundreds.
const REMEMBERED: usize = 10_000;

/// How live traffic runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LiveOptions {
    /// How many times faster than the clock on the wall things happen: 60 turns an hour's traffic into a minute's, stays
    /// included. Passages are stamped with the wall's time.
    pub speed: f64,
}

impl Default for LiveOptions {
    fn default() -> Self {
        LiveOptions { speed: 1.0 }
    }
}

impl OpenPlatformSim {
    /// Adds traffic at this rate to the first car park from now on, evenly over the day, until the platform stops.
    pub fn run_live(&self, cars_per_hour: f64) {
        let (options, now) = {
            let world = self.platform.world();
            let Some(park) = world.options.car_parks.first() else { return };
            let options = TrafficOptions {
                seed: world.options.seed,
                parking_id: park.parking_id.clone(),
                lanes: park.lanes.clone(),
                spaces: park.total_spaces,
                cars_per_hour,
                profile: DayProfile::Flat,
                ..TrafficOptions::default()
            };
            (options, world.now())
        };
        self.run_live_from(Traffic::new(options, now), now, LiveOptions::default());
    }

    /// Goes on with traffic that has been taken up to `from`, until the platform stops or nobody comes any more.
    pub fn run_live_from(&self, traffic: Traffic, from: UtcMillis, options: LiveOptions) {
        let platform = Arc::clone(&self.platform);
        let speed = if options.speed.is_finite() && options.speed > 0.0 { options.speed } else { 1.0 };
        let start = self.now();
        let mut shown = Shown::default();
        let parking_id = traffic.options().parking_id.clone();
        let task = tokio::spawn(async move {
            for event in traffic {
                let on_the_wall =
                    |at: UtcMillis| UtcMillis(start.0 + ((at.0 - from.0) as f64 / speed) as i64);
                let due = on_the_wall(event.at());
                // Looked at again and again, since the machine may sleep and its clock may be set.
                loop {
                    let wait = due.0 - platform.world().now().0;
                    if wait <= 0 {
                        break;
                    }
                    tokio::time::sleep(Duration::from_millis(wait.min(1_000) as u64)).await;
                }
                match event {
                    TrafficEvent::Passage(mut passage) => {
                        passage.at = UtcMillis(on_the_wall(passage.at).0.div_euclid(1_000) * 1_000);
                        passage.reported_at = due;
                        if shown.make_distinct(&mut passage) {
                            platform.add_passage(*passage, Channel::AsConfigured);
                        }
                    }
                    TrafficEvent::Camera { lane, online, .. } => {
                        platform.set_camera(&parking_id, &lane.lane_no, online, due);
                    }
                }
            }
        });
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).push(task);
    }
}

/// When time runs fast, two passages may fall into one second; each still needs an identity of its own.
#[derive(Default)]
struct Shown {
    last: BTreeSet<Identity>,
}

/// What tells two passages apart; the time comes first, so that the oldest can be forgotten.
type Identity = (UtcMillis, String, String, Direction);

impl Shown {
    /// Moves a passage to a second of its own; `false` when it had better not be shown.
    fn make_distinct(&mut self, passage: &mut SimPassage) -> bool {
        let identity = |passage: &SimPassage| {
            (passage.at, passage.lane_no.clone(), passage.plate.clone(), passage.direction)
        };
        while self.last.contains(&identity(passage)) {
            if passage.is(Oddity::RepeatReading) {
                return false;
            }
            passage.at = UtcMillis(passage.at.0 + 1_000);
            passage.reported_at = passage.reported_at.max(passage.at);
        }
        self.last.insert(identity(passage));
        if self.last.len() > REMEMBERED {
            self.last.pop_first();
        }
        true
    }
}
