//! How long an exit without an entry waits, and for what.

use crate::time::UtcMillis;
use std::time::Duration;

/// While the open platform cannot be asked, the wait goes on for this long and no longer (domain.md).
pub const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3_600);

/// What is known when a waiting exit is looked at.
#[derive(Debug, Clone, Copy)]
pub struct WaitFacts {
    /// When we heard of the exit.
    pub heard_at: UtcMillis,
    /// The configured `orphan_wait`.
    pub orphan_wait: Duration,
    /// The open platform has been asked since: the in-park list, and its records back 30 days.
    pub asked: bool,
}

/// What to do with a waiting exit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitDecision {
    /// Look again at this time; the open platform is to be asked meanwhile, if it has not been.
    Wait(UtcMillis),
    /// The wait is over: reconstruct the arrival.
    Reconstruct,
}

/// Decides for one waiting exit. The wait counts from when we heard of it, and nothing is guessed before the open
/// platform has been asked, unless that is impossible for [`LONGEST_WAIT`].
#[must_use]
pub fn decide_wait(facts: WaitFacts, now: UtcMillis) -> WaitDecision {
    let until = facts.heard_at + facts.orphan_wait;
    let at_latest = facts.heard_at + LONGEST_WAIT.max(facts.orphan_wait);
    if now >= until && (facts.asked || now >= at_latest) {
        return WaitDecision::Reconstruct;
    }
    WaitDecision::Wait(if now < until { until } else { at_latest })
}
