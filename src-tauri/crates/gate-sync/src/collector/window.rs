//! Which stretches of time are asked for: pure.

use std::time::Duration;

use gate_core::time::{DAY_MS, UtcMillis};

/// Records come late, so each poll reads the last ten minutes again (protocols.md C).
pub(crate) const OVERLAP: Duration = Duration::from_secs(600);
/// The platform's clock may be ahead of ours by so much without a record being seen a poll later.
pub(crate) const AHEAD: Duration = Duration::from_secs(60);
/// The longest window of one query, a second short of the platform's 24 hours, which it may take to exclude.
pub(crate) const LONGEST: Duration = Duration::from_secs(24 * 3_600 - 1);
/// A window this short is read whatever its number of pages.
const SHORTEST: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_millis(DAY_MS as u64);
const WEEK: Duration = Duration::from_secs(7 * 24 * 3_600);
const HOUR: Duration = Duration::from_secs(3_600);
const SECOND: Duration = Duration::from_secs(1);

/// A stretch of time, whole seconds at both ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) from: UtcMillis,
    pub(crate) to: UtcMillis,
}

impl Window {
    /// From `from` to `to`, widened to whole seconds, since the platform takes no finer times.
    pub(crate) fn new(from: UtcMillis, to: UtcMillis) -> Self {
        Self {
            from: UtcMillis(from.0.div_euclid(1_000) * 1_000),
            to: UtcMillis(to.0.saturating_add(999).div_euclid(1_000) * 1_000),
        }
    }

    /// The same stretch in pieces of at most `longest`, oldest first. Neighbours share a second and one more, since the
    /// platform does not say whether a window's ends belong to it. Empty when it ends before it begins.
    pub(crate) fn pieces(self, longest: Duration) -> Vec<Window> {
        let mut pieces = Vec::new();
        let mut from = self.from;
        while from < self.to {
            let to = (from + longest).min(self.to);
            pieces.push(Window { from, to });
            if to == self.to {
                break;
            }
            from = to - SECOND;
        }
        pieces
    }

    /// Its two halves, older first, if it is long enough to be halved.
    pub(crate) fn halves(self) -> Option<(Window, Window)> {
        let length = self.to.since(self.from);
        if length < 2 * SHORTEST.as_millis() as i64 {
            return None;
        }
        let middle = Window::new(UtcMillis(self.from.0 + length / 2), self.to);
        Some((Window { from: self.from, to: middle.from + SECOND }, middle))
    }
}

/// How far polling has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Progress {
    /// Nothing before this is wanted.
    pub(crate) collected_from: UtcMillis,
    /// Everything up to here was read at least once.
    pub(crate) collected_until: UtcMillis,
    /// When this process last began a poll that read everything, by the clock as it was then.
    pub(crate) read_at: Option<UtcMillis>,
    /// The newest record that this process has seen.
    pub(crate) newest: Option<UtcMillis>,
}

impl Progress {
    /// What the next poll reads. It goes on where the last one stopped, ten minutes earlier, and reaches a minute beyond
    /// our clock. That clock may be wrong:
    ///
    /// - Ours is ahead: what is new has times before `collected_until`. So a window never begins after the newest record
    ///   seen, as far as that costs no second query.
    /// - Ours was set back: `collected_until` lies ahead. The last 24 hours are read again, as it may have been ahead
    ///   until now, and what is read reaches ahead for as long, as it may be behind from now on.
    pub(crate) fn next(&self, now: UtcMillis) -> Window {
        let latest = now + AHEAD;
        let (from, to) = if self.collected_until <= latest {
            let newest = self
                .newest
                .map_or(self.collected_until, |newest| newest.max(latest + OVERLAP + AHEAD - LONGEST));
            (self.collected_until.min(newest), latest)
        } else {
            let read_at = self.read_at.filter(|read_at| *read_at <= latest);
            (read_at.unwrap_or(now - DAY).min(now), now + LONGEST - HOUR)
        };
        Window::new((from - OVERLAP).max(self.collected_from), to)
    }

    /// A window that was asked for from `began` on was read whole, and `newest` is its newest record.
    pub(crate) fn read(&mut self, window: Window, began: UtcMillis, newest: Option<UtcMillis>) {
        self.collected_until = self.collected_until.max(window.to.min(began));
        // A camera whose clock is ahead must not make the windows begin later.
        let newest = newest.filter(|newest| *newest <= began + AHEAD);
        self.newest = self.newest.max(newest);
    }
}

/// A stretch that is read again in the background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Again {
    /// The last 24 hours, each hour.
    Day,
    /// The last 7 days, each day.
    Week,
}

impl Again {
    /// What is due now, or how long nothing will be. A time of the last reading that lies ahead was written by a clock
    /// that was wrong: then it is due.
    pub(crate) fn due(
        day_read_at: UtcMillis,
        week_read_at: UtcMillis,
        now: UtcMillis,
    ) -> Result<Self, Duration> {
        let left = |read_at: UtcMillis, every: Duration| match now.since(read_at) {
            age if age < -(AHEAD.as_millis() as i64) => Duration::ZERO,
            age => every.saturating_sub(Duration::from_millis(u64::try_from(age).unwrap_or(0))),
        };
        match (left(week_read_at, DAY), left(day_read_at, HOUR)) {
            (Duration::ZERO, _) => Ok(Self::Week),
            (_, Duration::ZERO) => Ok(Self::Day),
            (week, day) => Err(week.min(day)),
        }
    }

    /// What of it is read, oldest first, in pieces small enough to let live records through.
    pub(crate) fn pieces(self, collected_from: UtcMillis, now: UtcMillis) -> Vec<Window> {
        let back = match self {
            Self::Day => DAY,
            Self::Week => WEEK,
        };
        Window::new((now - back).max(collected_from), now).pieces(6 * HOUR)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: UtcMillis = UtcMillis(1_800_000_000_000);
    const MINUTE: Duration = Duration::from_secs(60);

    fn progress(collected_until: UtcMillis) -> Progress {
        Progress { collected_from: NOW - 30 * DAY, collected_until, read_at: None, newest: None }
    }

    #[test]
    fn a_poll_goes_on_ten_minutes_before_where_the_last_one_stopped() {
        let window = progress(NOW - Duration::from_secs(5)).next(NOW);
        assert_eq!((window.from, window.to), (NOW - Duration::from_secs(605), NOW + MINUTE));
    }

    #[test]
    fn the_first_poll_does_not_go_before_the_beginning() {
        let from = NOW - DAY;
        let progress = Progress { collected_from: from, ..progress(from) };
        assert_eq!(progress.next(NOW).from, from);
    }

    #[test]
    fn after_an_outage_windows_of_less_than_a_day_follow_one_another() {
        let pieces = progress(NOW - 3 * DAY).next(NOW).pieces(LONGEST);
        assert_eq!(pieces.len(), 4);
        assert_eq!(pieces[0].from, NOW - 3 * DAY - OVERLAP);
        assert_eq!(pieces[3].to, NOW + MINUTE);
        for pair in pieces.windows(2) {
            assert_eq!(pair[1].from, pair[0].to - SECOND);
        }
    }

    #[test]
    fn where_reading_stopped_is_when_it_began_and_not_what_lies_ahead() {
        let mut progress = progress(NOW - DAY);
        let window = progress.next(NOW);
        progress.read(window, NOW, None);
        assert_eq!(progress.collected_until, NOW);
    }

    #[test]
    fn a_clock_an_hour_ahead_still_sees_what_comes() {
        let truth = NOW - HOUR;
        let progress = Progress { newest: Some(truth), ..progress(NOW) };
        assert_eq!(progress.next(NOW).from, truth - OVERLAP);
    }

    #[test]
    fn an_old_newest_record_costs_no_second_query() {
        let progress = Progress { newest: Some(NOW - 5 * DAY), ..progress(NOW) };
        assert_eq!(progress.next(NOW).pieces(LONGEST).len(), 1);
    }

    #[test]
    fn a_camera_ahead_of_us_does_not_move_the_window() {
        let mut progress = progress(NOW);
        progress.read(Window::new(NOW - HOUR, NOW + MINUTE), NOW, Some(NOW + DAY));
        assert_eq!(progress.newest, None);
    }

    #[test]
    fn after_the_clock_was_set_back_the_last_day_is_read_once_and_the_day_ahead_each_time() {
        let mut progress = Progress { read_at: Some(NOW + 8 * HOUR), ..progress(NOW + 8 * HOUR) };
        let first = progress.next(NOW);
        assert_eq!(first.from, NOW - DAY - OVERLAP);
        assert!(first.to >= NOW + 22 * HOUR);
        progress.read_at = Some(NOW);
        let later = progress.next(NOW + MINUTE);
        assert_eq!(later.from, NOW - OVERLAP);
        assert!(later.to >= NOW + 22 * HOUR);
        assert_eq!(later.pieces(LONGEST).len(), 1);
    }

    #[test]
    fn reading_again_is_due_each_hour_and_each_day() {
        let due = |day_ago: Duration, week_ago: Duration| Again::due(NOW - day_ago, NOW - week_ago, NOW);
        assert_eq!(due(MINUTE, HOUR), Err(HOUR - MINUTE));
        assert_eq!(due(HOUR, 2 * HOUR), Ok(Again::Day));
        assert_eq!(due(HOUR, DAY), Ok(Again::Week));
        assert_eq!(due(MINUTE, DAY - SECOND), Err(SECOND));
    }

    #[test]
    fn a_reading_in_the_future_was_dated_by_a_wrong_clock() {
        assert_eq!(Again::due(NOW + HOUR, NOW, NOW), Ok(Again::Day));
        assert_eq!(Again::due(NOW + SECOND, NOW, NOW), Err(HOUR), "a second is nothing");
    }

    #[test]
    fn reading_again_does_not_go_before_the_beginning() {
        let pieces = Again::Week.pieces(NOW - DAY, NOW);
        assert_eq!(pieces[0].from, NOW - DAY);
        assert_eq!(Again::Day.pieces(NOW + HOUR, NOW), []);
    }

    proptest! {
        #[test]
        fn pieces_cover_everything_and_none_is_too_long(from in 0_i64..4_000_000_000_000, length in 1_i64..3_000_000_000) {
            let whole = Window::new(UtcMillis(from), UtcMillis(from + length));
            let pieces = whole.pieces(LONGEST);
            prop_assert!(pieces[0].from.0 <= from && pieces[pieces.len() - 1].to.0 >= from + length);
            for piece in &pieces {
                prop_assert!(piece.to.since(piece.from) <= DAY_MS && piece.from < piece.to);
            }
            for pair in pieces.windows(2) {
                prop_assert!(pair[1].from < pair[0].to, "no instant lies between two windows");
            }
        }

        #[test]
        fn halves_cover_the_whole_and_end(length in 0_i64..86_400) {
            let mut window = Window::new(NOW, UtcMillis(NOW.0 + length * 1_000));
            let mut halvings = 0;
            while let Some((older, younger)) = window.halves() {
                prop_assert_eq!((older.from, younger.to), (window.from, window.to));
                prop_assert!(younger.from < older.to);
                window = if halvings % 2 == 0 { older } else { younger };
                halvings += 1;
                prop_assert!(halvings < 20);
            }
        }
    }
}
