//! How much is sent at once: adaptive concurrency, with slots kept for live events.

/// Adapts between 1 and `max`: a little up with each success, halved with each failure (reliability.md).
#[derive(Debug)]
pub(crate) struct Slots {
    max: usize,
    limit: f64,
}

impl Slots {
    pub(crate) fn new(max: usize) -> Self {
        Self { max: max.clamp(1, 8), limit: max.clamp(1, 8).min(2) as f64 }
    }

    /// How many may be on their way at once.
    pub(crate) fn limit(&self) -> usize {
        (self.limit as usize).clamp(1, self.max)
    }

    /// How many of them may be backlog: two of four or more are kept for live events, one of two or three, none of one.
    pub(crate) fn backlog_limit(&self) -> usize {
        let limit = self.limit();
        match limit {
            0 | 1 => 1,
            2 | 3 => limit - 1,
            _ => limit - 2,
        }
    }

    pub(crate) fn succeeded(&mut self) {
        self.limit = (self.limit + 1.0 / self.limit).min(self.max as f64);
    }

    pub(crate) fn failed(&mut self) {
        self.limit = (self.limit / 2.0).max(1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grows_by_one_per_round_and_halves() {
        let mut slots = Slots::new(8);
        (0..100).for_each(|_| slots.succeeded());
        assert_eq!((slots.limit(), slots.backlog_limit()), (8, 6));
        slots.failed();
        assert_eq!((slots.limit(), slots.backlog_limit()), (4, 2));
        slots.failed();
        assert_eq!((slots.limit(), slots.backlog_limit()), (2, 1));
        (0..10).for_each(|_| slots.failed());
        assert_eq!((slots.limit(), slots.backlog_limit()), (1, 1), "one slot serves both, live first");
    }

    #[test]
    fn never_exceeds_what_is_configured() {
        let mut slots = Slots::new(3);
        (0..100).for_each(|_| slots.succeeded());
        assert_eq!((slots.limit(), slots.backlog_limit()), (3, 2));
    }
}
