//! Something that fails again and again: said once, waited for longer each time.

use std::fmt::Display;
use std::time::Duration;

use gate_core::retry::{Backoff, jittered};

/// `Retry-After` is heeded up to here; the header may be absurd.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(5 * 60);

/// What a loop knows of its failures in a row.
#[derive(Debug)]
pub(crate) struct Trouble {
    what: &'static str,
    parking_id: String,
    said: Option<String>,
    failures: u32,
}

impl Trouble {
    /// `what` names the work in the log; `parking_id` is empty for work that concerns all car parks.
    pub(crate) fn new(what: &'static str, parking_id: &str) -> Self {
        Self { what, parking_id: parking_id.to_owned(), said: None, failures: 0 }
    }

    /// It failed: warned of when the words are others than last time. Answers the words.
    pub(crate) fn failed(&mut self, error: &impl Display) -> String {
        let words = error.to_string();
        self.failures = self.failures.saturating_add(1);
        if self.said.as_deref() != Some(&words) {
            tracing::warn!(
                work = self.what,
                parking_id = self.parking_id,
                error = words,
                "failed; trying again"
            );
            self.said = Some(words.clone());
        }
        words
    }

    /// It succeeded.
    pub(crate) fn over(&mut self) {
        if self.said.take().is_some() {
            let failures = self.failures;
            tracing::info!(work = self.what, parking_id = self.parking_id, failures, "works again");
        }
        self.failures = 0;
    }

    /// How long to wait after the last failure: doubling from `initial` to `max`, or as long as the other side asks.
    pub(crate) fn delay(&self, initial: Duration, max: Duration, retry_after: Option<Duration>) -> Duration {
        let own = jittered(Backoff::after(initial, max.max(initial), self.failures), rand::random());
        own.max(retry_after.unwrap_or_default().min(LONGEST_RETRY_AFTER))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INITIAL: Duration = Duration::from_secs(5);
    const MAX: Duration = Duration::from_secs(60);

    #[test]
    fn delays_grow_to_the_cap_and_begin_anew_after_a_success() {
        let mut trouble = Trouble::new("a test", "park1");
        trouble.failed(&"down");
        assert!(trouble.delay(INITIAL, MAX, None) <= INITIAL);
        for _ in 0..10 {
            trouble.failed(&"down");
        }
        let delay = trouble.delay(INITIAL, MAX, None);
        assert!(delay <= MAX && delay >= MAX / 2, "{delay:?}");
        trouble.over();
        trouble.failed(&"down");
        assert!(trouble.delay(INITIAL, MAX, None) <= INITIAL);
    }

    #[test]
    fn retry_after_is_heeded_within_reason() {
        let mut trouble = Trouble::new("a test", "park1");
        trouble.failed(&"slow down");
        let asked = |seconds| trouble.delay(INITIAL, MAX, Some(Duration::from_secs(seconds)));
        assert_eq!(asked(120), Duration::from_secs(120));
        assert_eq!(asked(86_400), LONGEST_RETRY_AFTER);
    }

    #[test]
    fn an_interval_above_the_cap_is_not_shortened() {
        let mut trouble = Trouble::new("a test", "park1");
        trouble.failed(&"down");
        assert!(trouble.delay(Duration::from_secs(600), MAX, None) >= Duration::from_secs(300));
    }
}
