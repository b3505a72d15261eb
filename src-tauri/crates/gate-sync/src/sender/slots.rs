//! How much is sent at once: adaptive concurrency, with slots kept for live events.

use std::time::{Duration, Instant};

/// Without an answer for so long, an item hangs: it says nothing of how much the platform bears, and another may go in
/// its place. Otherwise one session whose requests hang would hold up the backlog for a whole timeout, again and again.
pub(crate) const HANGS_AFTER: Duration = Duration::from_secs(2);

/// Adapts between 1 and `max`: a little up with each success, halved with congestion (reliability.md).
#[derive(Debug)]
pub(crate) struct Slots {
    max: usize,
    limit: f64,
    halved_at: Option<Instant>,
}

/// What is on its way.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct OnTheWay {
    /// Live items that do not hang.
    pub(crate) live: usize,
    /// Of the backlog, what does not hang.
    pub(crate) backlog: usize,
    /// What hangs, of either.
    pub(crate) hanging: usize,
}

impl OnTheWay {
    fn all(self) -> usize {
        self.live + self.backlog + self.hanging
    }
}

impl Slots {
    pub(crate) fn new(max: usize) -> Self {
        let max = max.clamp(1, 8);
        Self { max, limit: max.min(2) as f64, halved_at: None }
    }

    fn limit(&self) -> usize {
        (self.limit as usize).clamp(1, self.max)
    }

    /// Whether another live item may go. What is kept for live events stays theirs while congestion or hanging backlog
    /// has narrowed the rest.
    pub(crate) fn live_may_go(&self, on_the_way: OnTheWay) -> bool {
        let answering = on_the_way.live + on_the_way.backlog;
        on_the_way.all() < self.max && (answering < self.limit() || on_the_way.live < kept_for_live(self.max))
    }

    /// Whether another item of the backlog may go.
    pub(crate) fn backlog_may_go(&self, on_the_way: OnTheWay) -> bool {
        let limit = self.limit();
        on_the_way.backlog < limit - kept_for_live(limit)
            && on_the_way.live + on_the_way.backlog < limit
            && on_the_way.backlog + on_the_way.hanging < self.max - kept_for_live(self.max)
            && on_the_way.all() < self.max
    }

    pub(crate) fn succeeded(&mut self) {
        self.limit = (self.limit + 1.0 / self.limit).min(self.max as f64);
    }

    /// Told of a failure that may come of sending too much, with the time at which that item was sent. What was sent before
    /// the last halving says nothing of the halved rate.
    pub(crate) fn congested(&mut self, sent_at: Instant, now: Instant) {
        if self.halved_at.is_none_or(|halved_at| sent_at >= halved_at) {
            self.limit = (self.limit / 2.0).max(1.0);
            self.halved_at = Some(now);
        }
    }
}

/// Two of four or more, one of two or three, none of one: then live simply goes first (protocols.md C).
fn kept_for_live(slots: usize) -> usize {
    match slots {
        0 | 1 => 0,
        2 | 3 => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn grown(max: usize) -> Slots {
        let mut slots = Slots::new(max);
        (0..100).for_each(|_| slots.succeeded());
        slots
    }

    /// How many of the backlog may be on their way when nothing else is, and how many live items then still may join.
    fn room(slots: &Slots) -> (usize, usize) {
        let mut on_the_way = OnTheWay::default();
        while slots.backlog_may_go(on_the_way) {
            on_the_way.backlog += 1;
        }
        while slots.live_may_go(on_the_way) {
            on_the_way.live += 1;
        }
        (on_the_way.backlog, on_the_way.live)
    }

    #[test]
    fn slots_are_kept_for_live_events() {
        assert_eq!(room(&grown(8)), (6, 2));
        assert_eq!(room(&grown(4)), (2, 2));
        assert_eq!(room(&grown(3)), (2, 1));
        assert_eq!(room(&grown(1)), (1, 0), "one slot serves both, live first");
    }

    #[test]
    fn live_events_get_through_when_the_rest_is_narrowed() {
        let mut slots = grown(4);
        let mut now = Instant::now();
        for _ in 0..5 {
            now += Duration::from_secs(1);
            slots.congested(now, now);
        }
        assert_eq!(room(&slots), (1, 2), "one hanging item delays no fresh event");
    }

    #[test]
    fn what_hangs_holds_up_no_other_as_far_as_slots_go() {
        let narrow = Slots::new(4);
        let hanging = |hanging| OnTheWay { hanging, ..OnTheWay::default() };
        assert!(narrow.backlog_may_go(hanging(1)), "one slot of the backlog hangs, another takes its place");
        assert!(!narrow.backlog_may_go(hanging(2)), "two of four are kept for live events");
        assert!(narrow.live_may_go(hanging(3)) && !narrow.live_may_go(hanging(4)), "never more than max");
        let one = Slots::new(1);
        assert!(!one.backlog_may_go(hanging(1)) && !one.live_may_go(hanging(1)));
    }

    #[test]
    fn one_burst_of_failures_halves_once() {
        let mut slots = grown(8);
        let sent_at = Instant::now();
        let now = sent_at + Duration::from_secs(1);
        (0..8).for_each(|_| slots.congested(sent_at, now));
        assert_eq!(room(&slots), (2, 2), "half of eight");
        slots.congested(now, now);
        assert_eq!(slots.limit(), 2);
    }

    #[test]
    fn grows_by_one_per_round() {
        let mut slots = Slots::new(8);
        assert_eq!(slots.limit(), 2);
        (0..3).for_each(|_| slots.succeeded());
        assert_eq!(slots.limit(), 3);
    }
}
