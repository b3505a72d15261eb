//! How long a lane still cools down. What this process opened it knows by a clock that nobody can set; of what another
//! process opened, or one before, it knows the time of day only.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use gate_core::opening::{COOL_DOWN_MS, cool_down_left_ms};
use gate_core::time::UtcMillis;

use super::OpeningRow;
use crate::store::Store;

/// The latest opening of each lane that began in this process.
pub(crate) struct CoolDowns {
    began: Instant,
    /// By car park and lane: the opening, and when it was by [`CoolDowns::now`].
    latest: Mutex<HashMap<(String, String), (i64, Duration)>>,
}

impl CoolDowns {
    pub(crate) fn new() -> Self {
        Self { began: Instant::now(), latest: Mutex::default() }
    }

    /// How long this has been running.
    pub(super) fn now(&self) -> Duration {
        self.began.elapsed()
    }

    pub(super) fn note(&self, parking_id: &str, lane_no: &str, opening: i64, at: Duration) {
        let mut latest = self.latest();
        let known = latest.entry((parking_id.to_owned(), lane_no.to_owned())).or_insert((opening, at));
        if known.0 < opening {
            *known = (opening, at);
        }
    }

    /// The lane's latest opening that is known here, and how long ago it was.
    pub(super) fn latest_of(
        &self,
        parking_id: &str,
        lane_no: &str,
        now: Duration,
    ) -> Option<(i64, Duration)> {
        let latest = self.latest();
        let (opening, at) = latest.get(&(parking_id.to_owned(), lane_no.to_owned()))?;
        Some((*opening, now.saturating_sub(*at)))
    }

    fn latest(&self) -> MutexGuard<'_, HashMap<(String, String), (i64, Duration)>> {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long the lane of this opening, its last, still cools down, in milliseconds.
pub(super) fn left_ms(
    opening: i64,
    opened_at: UtcMillis,
    measured: Option<(i64, Duration)>,
    now: UtcMillis,
) -> u64 {
    match measured {
        Some((known, ago)) if known == opening => {
            COOL_DOWN_MS.unsigned_abs().saturating_sub(u64::try_from(ago.as_millis()).unwrap_or(u64::MAX))
        }
        _ => cool_down_left_ms(opened_at, now).unsigned_abs(),
    }
}

impl Store {
    /// How long the lane of this opening, its last, may not be opened again, in milliseconds; 0 if it may. Measured where
    /// this process opened it, so that a clock that is set neither shortens nor lengthens it.
    #[must_use]
    pub fn cool_down_left_ms(&self, last: &OpeningRow, now: UtcMillis) -> u64 {
        let cool_downs = self.cool_downs();
        let measured = cool_downs.latest_of(&last.parking_id, &last.lane_no, cool_downs.now());
        left_ms(last.id, last.opened_at, measured, now)
    }
}
