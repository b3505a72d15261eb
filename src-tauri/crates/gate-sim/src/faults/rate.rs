//! A limit of requests a second.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// A bucket of tokens: as many requests at once as the limit, refilled evenly.
#[derive(Debug)]
pub(crate) struct RateLimit {
    per_second: f64,
    bucket: Mutex<(f64, Instant)>,
}

impl RateLimit {
    /// A full bucket.
    pub(crate) fn new(per_second: u32) -> Self {
        let per_second = f64::from(per_second.max(1));
        Self { per_second, bucket: Mutex::new((per_second, Instant::now())) }
    }

    /// Takes one token; false when there is none.
    pub(crate) fn admits(&self, now: Instant) -> bool {
        let mut bucket = self.bucket.lock().unwrap_or_else(PoisonError::into_inner);
        let (tokens, filled_at) = *bucket;
        let gained = now.saturating_duration_since(filled_at).as_secs_f64() * self.per_second;
        let tokens = (tokens + gained).min(self.per_second);
        let admitted = tokens >= 1.0;
        *bucket = (if admitted { tokens - 1.0 } else { tokens }, now.max(filled_at));
        admitted
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn admits_the_limit_at_once_and_then_its_rate() {
        let limit = RateLimit::new(5);
        let start = Instant::now();
        assert_eq!((0..10).filter(|_| limit.admits(start)).count(), 5);
        assert!(!limit.admits(start + Duration::from_millis(190)));
        assert!(limit.admits(start + Duration::from_millis(410)));
        assert_eq!((0..99).filter(|_| limit.admits(start + Duration::from_secs(60))).count(), 5);
    }
}
