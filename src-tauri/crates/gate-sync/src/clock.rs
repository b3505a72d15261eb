//! The system's clock.

use std::time::{SystemTime, UNIX_EPOCH};

use gate_core::time::{Clock, UtcMillis};

/// The system's clock, as it is set.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> UtcMillis {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        UtcMillis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}
