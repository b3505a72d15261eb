//! Delays between tries, as iterators: no clock, no randomness of their own.

use std::time::Duration;

/// Delays that double from `initial` up to `max` and then stay there. Never ends.
#[derive(Debug, Clone)]
pub struct Backoff {
    next: Duration,
    max: Duration,
}

impl Backoff {
    /// Starts at `initial` (at least 1 ms); no delay exceeds `max`.
    #[must_use]
    pub fn new(initial: Duration, max: Duration) -> Self {
        Self { next: initial.max(Duration::from_millis(1)).min(max), max }
    }

    /// The delay before try number `failures + 1`, after `failures` failures (at least one).
    #[must_use]
    pub fn after(initial: Duration, max: Duration, failures: u32) -> Duration {
        let doublings = failures.saturating_sub(1).min(40);
        Self::new(initial, max).nth(doublings as usize).unwrap_or(max)
    }
}

impl Iterator for Backoff {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        let delay = self.next;
        self.next = delay.saturating_mul(2).min(self.max);
        Some(delay)
    }
}

/// Spreads a delay over its upper half, so that clients cut off together do not come back together; `unit` is a random
/// number in 0..=1. The result never exceeds `delay`.
#[must_use]
pub fn jittered(delay: Duration, unit: f64) -> Duration {
    delay.mul_f64(0.5 + unit.clamp(0.0, 1.0) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn doubles_up_to_the_cap() {
        let seconds: Vec<u64> = Backoff::new(Duration::from_secs(2), Duration::from_secs(60))
            .take(8)
            .map(|d| d.as_secs())
            .collect();
        assert_eq!(seconds, [2, 4, 8, 16, 32, 60, 60, 60]);
    }

    #[test]
    fn after_counts_failures_from_one() {
        let after =
            |failures| Backoff::after(Duration::from_secs(2), Duration::from_secs(60), failures).as_secs();
        assert_eq!([after(0), after(1), after(2), after(6), after(u32::MAX)], [2, 2, 4, 60, 60]);
    }

    proptest! {
        #[test]
        fn jitter_stays_within_the_upper_half(ms in 1_u64..100_000, unit in 0.0_f64..=1.0) {
            let delay = Duration::from_millis(ms);
            let spread = jittered(delay, unit);
            prop_assert!(spread <= delay && spread * 2 >= delay);
        }
    }
}
