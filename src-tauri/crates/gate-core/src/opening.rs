//! Lanes that a person opens: never twice at once, and whether a vehicle passed then.

use crate::time::UtcMillis;

/// Within this time of an opening the same lane is not opened again.
pub const COOL_DOWN_MS: i64 = 5_000;
/// So long a passage is awaited after an opening.
pub const PASSAGE_WITHIN_MS: i64 = 60_000;

/// What the open platform made of an opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OpeningOutcome {
    /// It took the order; only a passage shows whether the barrier rose.
    Accepted,
    /// It refused.
    Refused,
    /// It could not be reached, so that nothing was done.
    NotSent,
    /// Its answer was lost, or has not come yet: the barrier may have risen.
    Unknown,
}

impl OpeningOutcome {
    /// `"accepted"`, `"refused"`, `"not_sent"` or `"unknown"`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::NotSent => "not_sent",
            Self::Unknown => "unknown",
        }
    }

    /// The outcome of this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Accepted, Self::Refused, Self::NotSent, Self::Unknown]
            .into_iter()
            .find(|outcome| outcome.code() == code)
    }
}

/// How long the lane may still not be opened again, in milliseconds; 0 if it may.
///
/// An opening that lies ahead was noted by a clock that has been set back since: one just ahead still counts, one far
/// ahead says nothing of when it was, and must not shut the lane until the clock gets there.
#[must_use]
pub fn cool_down_left_ms(last_opened_at: UtcMillis, now: UtcMillis) -> i64 {
    let ago = now.since(last_opened_at);
    if ago.saturating_abs() < COOL_DOWN_MS { COOL_DOWN_MS - ago.max(0) } else { 0 }
}

/// When the passage that confirms an opening may have been: from the second of the opening (passages are told in whole
/// seconds) to [`PASSAGE_WITHIN_MS`] after it, both included.
#[must_use]
pub fn confirming_passage(opened_at: UtcMillis) -> (UtcMillis, UtcMillis) {
    let from = opened_at.0 - opened_at.0.rem_euclid(1_000);
    (UtcMillis(from), UtcMillis(opened_at.0.saturating_add(PASSAGE_WITHIN_MS)))
}

/// Whether the time in which a passage is awaited is over. An opening further ahead than that was noted before the clock
/// was set back, and its time is over too.
#[must_use]
pub fn passage_is_overdue(opened_at: UtcMillis, now: UtcMillis) -> bool {
    now.since(opened_at).saturating_abs() > PASSAGE_WITHIN_MS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_cools_down_for_five_seconds() {
        for (ago, left) in [(0, 5_000), (1, 4_999), (4_999, 1), (5_000, 0), (60_000, 0)] {
            assert_eq!(cool_down_left_ms(UtcMillis(100_000 - ago), UtcMillis(100_000)), left, "{ago} ms ago");
        }
    }

    #[test]
    fn a_clock_that_was_set_back_shuts_a_lane_for_seconds_and_not_for_ever() {
        assert_eq!(cool_down_left_ms(UtcMillis(103_000), UtcMillis(100_000)), 5_000);
        assert_eq!(cool_down_left_ms(UtcMillis(105_000), UtcMillis(100_000)), 0);
        assert_eq!(cool_down_left_ms(UtcMillis(i64::MAX), UtcMillis(0)), 0);
        assert_eq!(cool_down_left_ms(UtcMillis(i64::MIN), UtcMillis(i64::MAX)), 0);
    }

    #[test]
    fn a_passage_of_the_openings_own_second_confirms_it() {
        let (from, to) = confirming_passage(UtcMillis(12_345_678));
        assert_eq!((from.0, to.0), (12_345_000, 12_405_678));
    }

    #[test]
    fn a_passage_is_overdue_after_a_minute_whichever_way_the_clock_went() {
        let at = UtcMillis(1_000_000);
        for (later, overdue) in
            [(0, false), (60_000, false), (60_001, true), (-59_000, false), (-3_600_000, true)]
        {
            assert_eq!(passage_is_overdue(at, UtcMillis(at.0 + later)), overdue, "{later}");
        }
    }

    #[test]
    fn an_outcome_is_read_back_from_its_code() {
        for outcome in [
            OpeningOutcome::Accepted,
            OpeningOutcome::Refused,
            OpeningOutcome::NotSent,
            OpeningOutcome::Unknown,
        ] {
            assert_eq!(OpeningOutcome::from_code(outcome.code()), Some(outcome));
        }
        assert_eq!(OpeningOutcome::from_code(""), None);
    }
}
