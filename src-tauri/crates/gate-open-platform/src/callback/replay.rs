//! Each callback is taken once.
//!
//! A verified sign follows from its timestamp (key and secret being fixed), so (timestamp, body hash) stands for
//! (timestamp, sign, body hash).

use super::verify::WINDOW_MS;
use gate_core::time::UtcMillis;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Most callbacks remembered, some 6 MB. The window holds 10 minutes, so this allows 100 a second; beyond it
/// callbacks are turned away until older ones have left the window, and polling brings what they told.
const MOST_REMEMBERED: usize = 60_000;

/// A timestamp is within the window for at most this long.
const WINDOW: Duration = Duration::from_millis(2 * WINDOW_MS.unsigned_abs());

/// What is known of a callback.
#[derive(Debug)]
pub(crate) enum Claim<'a> {
    /// New: keep it, then say [`Pending::kept`]. Dropped without that it is forgotten, so that it may come again.
    New {
        pending: Pending<'a>,
        /// Whether the same sign has come with another body before.
        sign_seen_with_other_body: bool,
    },
    /// The same callback is being kept right now.
    InProgress,
    /// The same callback was kept before: a replay.
    Replay,
    /// Too many callbacks to remember one more.
    Full,
}

#[derive(Debug, Default)]
pub(crate) struct Replays {
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    by_timestamp: BTreeMap<i64, Vec<Entry>>,
    count: usize,
}

#[derive(Debug)]
struct Entry {
    body: [u8; 32],
    kept: bool,
    since: Instant,
}

/// A callback that is being kept.
#[derive(Debug)]
pub(crate) struct Pending<'a> {
    replays: &'a Replays,
    timestamp: i64,
    body: [u8; 32],
    kept: bool,
}

impl Replays {
    pub(crate) fn claim(&self, timestamp: i64, body: &[u8], now: UtcMillis) -> Claim<'_> {
        self.claim_under(MOST_REMEMBERED, timestamp, body, now)
    }

    fn claim_under(&self, most: usize, timestamp: i64, body: &[u8], now: UtcMillis) -> Claim<'_> {
        let body: [u8; 32] = Sha256::digest(body).into();
        let mut seen = self.lock();
        if seen.count >= most {
            seen.forget_what_left_the_window(now, WINDOW);
        }
        let Seen { by_timestamp, count } = &mut *seen;
        let entries = by_timestamp.get(&timestamp).map_or(&[][..], Vec::as_slice);
        if let Some(entry) = entries.iter().find(|entry| entry.body == body) {
            return if entry.kept { Claim::Replay } else { Claim::InProgress };
        }
        if *count >= most {
            return Claim::Full;
        }
        let sign_seen_with_other_body = !entries.is_empty();
        by_timestamp.entry(timestamp).or_default().push(Entry { body, kept: false, since: Instant::now() });
        *count += 1;
        let pending = Pending { replays: self, timestamp, body, kept: false };
        Claim::New { pending, sign_seen_with_other_body }
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        // No code panics half-way through a change under this lock.
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seen {
    /// Forgets what can no longer be verified: out of the window by the clock, and for as long as the window is wide
    /// by the steady clock, so that setting the clock back revives nothing.
    fn forget_what_left_the_window(&mut self, now: UtcMillis, at_least: Duration) {
        self.by_timestamp.retain(|timestamp, entries| {
            let outside = now.0.abs_diff(*timestamp) > WINDOW_MS.unsigned_abs();
            entries.retain(|entry| !(outside && entry.kept && entry.since.elapsed() >= at_least));
            !entries.is_empty()
        });
        self.count = self.by_timestamp.values().map(Vec::len).sum();
    }
}

impl Pending<'_> {
    /// The callback was kept for good: it is not taken again.
    pub(crate) fn kept(mut self) {
        self.kept = true;
        let mut seen = self.replays.lock();
        let entries = seen.by_timestamp.get_mut(&self.timestamp);
        if let Some(entry) = entries.and_then(|entries| entries.iter_mut().find(|e| e.body == self.body)) {
            entry.kept = true;
        }
    }
}

impl Drop for Pending<'_> {
    fn drop(&mut self) {
        if self.kept {
            return;
        }
        let mut seen = self.replays.lock();
        let Seen { by_timestamp, count } = &mut *seen;
        let Some(entries) = by_timestamp.get_mut(&self.timestamp) else {
            return;
        };
        let before = entries.len();
        entries.retain(|entry| entry.body != self.body);
        *count -= before - entries.len();
        if entries.is_empty() {
            by_timestamp.remove(&self.timestamp);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UtcMillis = UtcMillis(1_700_000_000_000);

    fn keep(replays: &Replays, timestamp: i64, body: &[u8]) -> bool {
        match replays.claim(timestamp, body, NOW) {
            Claim::New { pending, sign_seen_with_other_body } => {
                pending.kept();
                sign_seen_with_other_body
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_was_kept_is_a_replay_when_it_comes_again() {
        let replays = Replays::default();
        keep(&replays, NOW.0, b"a");
        assert!(matches!(replays.claim(NOW.0, b"a", NOW), Claim::Replay));
    }

    #[test]
    fn what_was_not_kept_may_come_again() {
        let replays = Replays::default();
        let claim = replays.claim(NOW.0, b"a", NOW);
        assert!(matches!(replays.claim(NOW.0, b"a", NOW), Claim::InProgress));
        drop(claim);
        keep(&replays, NOW.0, b"a");
    }

    #[test]
    fn one_sign_with_another_body_is_taken_and_noticed() {
        let replays = Replays::default();
        assert!(!keep(&replays, NOW.0, b"a"));
        assert!(keep(&replays, NOW.0, b"b"));
        assert!(!keep(&replays, NOW.0 + 1, b"a"), "another timestamp has another sign");
    }

    #[test]
    fn memory_is_bounded_and_comes_back() {
        let replays = Replays::default();
        for timestamp in 0..3 {
            keep(&replays, NOW.0 + timestamp, b"a");
        }
        assert!(matches!(replays.claim_under(3, NOW.0 + 3, b"a", NOW), Claim::Full));
        assert!(matches!(replays.claim_under(3, NOW.0, b"a", NOW), Claim::Replay), "still refused when full");
        let later = NOW + Duration::from_secs(301);
        replays.lock().forget_what_left_the_window(later, Duration::ZERO);
        assert_eq!(replays.lock().count, 0);
        assert!(matches!(replays.claim_under(3, later.0, b"a", later), Claim::New { .. }));
    }

    #[test]
    fn a_clock_set_forward_and_back_revives_nothing() {
        let replays = Replays::default();
        keep(&replays, NOW.0, b"a");
        let a_year_ahead = NOW + Duration::from_secs(31_536_000);
        replays.lock().forget_what_left_the_window(a_year_ahead, WINDOW);
        assert!(matches!(replays.claim(NOW.0, b"a", NOW), Claim::Replay));
    }
}
