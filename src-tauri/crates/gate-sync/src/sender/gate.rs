//! Whether a city platform may be sent to now: one pure state machine per car park, told of every outcome.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use gate_core::outcome::{Outcome, Reach};
use gate_core::retry::Backoff;

/// So many failures in a row, of different items and with an answer or a broken one, mean that the platform fails and
/// not an item. A lower number would stop the platform for one item's sake.
const FAILING_AFTER: u32 = 3;

/// A wrong address or account is probed this often (protocols.md C).
const PROBE_WRONG_ADDRESS: Duration = Duration::from_secs(60);

/// Asked to slow down for longer than this, we ask again: the header may be absurd, and after an outage the first
/// success must come within 65 s (reliability.md, invariant 7).
const LONGEST_SLOW_DOWN: Duration = Duration::from_secs(60);

/// So many odd items are remembered: more of them are no oddity but a platform that is wrong in part.
const MOST_ODD: usize = 1_000;

/// Why nothing is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shut {
    /// No connection, or one failure after another.
    Unreachable,
    /// The platform asked for time.
    SlowDown,
    /// The account is refused; a heartbeat that is accepted opens again.
    AccountRefused,
    /// Redirects or 4xx.
    AddressWrong,
}

impl Shut {
    /// The pause's name in the database; slowing down is none.
    pub(crate) fn code(self) -> Option<&'static str> {
        match self {
            Self::Unreachable => Some("unreachable"),
            Self::AccountRefused => Some("account_refused"),
            Self::AddressWrong => Some("address_wrong"),
            Self::SlowDown => None,
        }
    }
}

/// What may be sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Allowance {
    /// As much as concurrency and rate allow.
    Open,
    /// One item, to see whether the platform is back.
    Probe,
    /// Nothing before this time; `None`: not before a heartbeat is accepted.
    Shut(Option<Instant>),
}

#[derive(Debug, Clone, Copy)]
enum State {
    Open,
    Closed { why: Shut, until: Option<Instant> },
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Gate {
    state: State,
    /// Failures in a row, of different items.
    streak: u32,
    last_failed: Option<i64>,
    /// How often the platform was found shut since it last accepted or refused something.
    shut_times: u32,
    initial: Duration,
    max: Duration,
    /// Items for whose 3xx or 4xx the platform was taken to be wrong, until another item is answered.
    suspects: HashSet<i64>,
    /// Items that alone get 3xx or 4xx, while others are answered: they keep their own time and shut nothing.
    odd: HashSet<i64>,
    /// Counts changes of state: what was sent before one says nothing of the state after it.
    epoch: u64,
}

impl Gate {
    pub(crate) fn new(initial: Duration, max: Duration) -> Self {
        Self {
            state: State::Open,
            streak: 0,
            last_failed: None,
            shut_times: 0,
            initial,
            max,
            suspects: HashSet::new(),
            odd: HashSet::new(),
            epoch: 0,
        }
    }

    pub(crate) fn epoch(&self) -> u64 {
        self.epoch
    }

    pub(crate) fn allowance(&self, now: Instant) -> Allowance {
        match self.state {
            State::Open => Allowance::Open,
            State::Closed { until: Some(until), .. } if now >= until => Allowance::Probe,
            State::Closed { until, .. } => Allowance::Shut(until),
        }
    }

    /// Why it is shut, if it is.
    pub(crate) fn shut(&self) -> Option<Shut> {
        match self.state {
            State::Open => None,
            State::Closed { why, .. } => Some(why),
        }
    }

    /// Told of one outcome. `epoch` is what [`Gate::epoch`] said when the item was sent, `unit` a random number in 0..=1.
    pub(crate) fn outcome(
        &mut self,
        item: i64,
        outcome: &Outcome,
        reach: Reach,
        epoch: u64,
        now: Instant,
        unit: f64,
    ) {
        match outcome {
            Outcome::Delivered
            | Outcome::DeliveredMalformed
            | Outcome::DeliveredAlready { .. }
            | Outcome::Refused { .. } => self.answered(item),
            Outcome::AddressWrong { .. } if self.odd.contains(&item) => {}
            _ if epoch != self.epoch => {}
            Outcome::AccountRefused { .. } => self.close(Shut::AccountRefused, None),
            Outcome::AddressWrong { .. } => {
                self.suspects.insert(item);
                self.close(Shut::AddressWrong, Some(now + PROBE_WRONG_ADDRESS));
            }
            Outcome::SlowDown { wait } => {
                let wait = wait.unwrap_or_else(|| self.next_delay(unit)).min(LONGEST_SLOW_DOWN.max(self.max));
                self.close(Shut::SlowDown, Some(now + wait));
            }
            Outcome::Transient | Outcome::Ambiguous => self.failed(item, reach, now, unit),
        }
    }

    fn answered(&mut self, item: i64) {
        self.odd.remove(&item);
        self.suspects.remove(&item);
        if self.odd.len() > MOST_ODD {
            self.odd.clear();
        }
        self.odd.extend(self.suspects.drain());
        self.streak = 0;
        self.shut_times = 0;
        self.last_failed = None;
        if !matches!(self.state, State::Open) {
            self.state = State::Open;
            self.epoch += 1;
        }
    }

    fn failed(&mut self, item: i64, reach: Reach, now: Instant, unit: f64) {
        if self.last_failed != Some(item) {
            self.streak += 1;
        }
        self.last_failed = Some(item);
        let probing = matches!(self.state, State::Closed { .. });
        if probing || reach == Reach::NothingSent || self.streak >= FAILING_AFTER {
            let until = now + self.next_delay(unit);
            self.close(Shut::Unreachable, Some(until));
        }
    }

    fn close(&mut self, why: Shut, until: Option<Instant>) {
        self.shut_times = self.shut_times.saturating_add(1);
        self.state = State::Closed { why, until };
        self.epoch += 1;
    }

    /// Spread upwards, so that at the cap the platform is never tried more than once per `max`; by little, so that the
    /// first success after an outage stays within 65 s.
    fn next_delay(&self, unit: f64) -> Duration {
        Backoff::after(self.initial, self.max, self.shut_times.saturating_add(1))
            .mul_f64(1.0 + unit.clamp(0.0, 1.0) * 0.04)
    }

    /// A heartbeat was accepted: the account is good, and whoever waits for a connection may look at once. What fails
    /// although heartbeats are accepted keeps its own time.
    pub(crate) fn heartbeat_accepted(&mut self, now: Instant) {
        match self.state {
            State::Closed { why: Shut::AccountRefused, .. } => {
                self.state = State::Closed { why: Shut::AccountRefused, until: Some(now) };
            }
            State::Closed { why: Shut::Unreachable, until: Some(until) } if self.streak < FAILING_AFTER => {
                self.state = State::Closed { why: Shut::Unreachable, until: Some(until.min(now)) };
            }
            _ => {}
        }
    }

    /// A person asks to try at once.
    pub(crate) fn nudge(&mut self, now: Instant) {
        if let State::Closed { why, .. } = self.state {
            self.state = State::Closed { why, until: Some(now) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INITIAL: Duration = Duration::from_secs(2);
    const MAX: Duration = Duration::from_secs(60);

    fn refused() -> Outcome {
        Outcome::AccountRefused { description: String::new() }
    }

    struct Told {
        gate: Gate,
        now: Instant,
    }

    impl Told {
        fn new() -> Self {
            Self { gate: Gate::new(INITIAL, MAX), now: Instant::now() }
        }

        fn tell(&mut self, item: i64, outcome: &Outcome, reach: Reach) -> Allowance {
            let epoch = self.gate.epoch();
            self.gate.outcome(item, outcome, reach, epoch, self.now, 0.0);
            self.gate.allowance(self.now)
        }

        fn shut_for(&self) -> Option<Duration> {
            match self.gate.allowance(self.now) {
                Allowance::Shut(until) => until.map(|until| until - self.now),
                _ => None,
            }
        }
    }

    #[test]
    fn no_connection_shuts_at_once_and_doubles_up_to_the_cap() {
        let mut told = Told::new();
        let mut seconds = vec![];
        for item in 0..7 {
            told.tell(item, &Outcome::Transient, Reach::NothingSent);
            let wait = told.shut_for().expect("shut");
            seconds.push(wait.as_secs());
            told.now += wait;
            assert_eq!(told.gate.allowance(told.now), Allowance::Probe);
        }
        assert_eq!(seconds, [2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(told.tell(9, &Outcome::Delivered, Reach::Answered), Allowance::Open);
    }

    #[test]
    fn one_item_that_always_fails_shuts_nothing() {
        let mut told = Told::new();
        for _ in 0..50 {
            assert_eq!(told.tell(1, &Outcome::Ambiguous, Reach::Answered), Allowance::Open);
        }
        told.tell(2, &Outcome::Ambiguous, Reach::Interrupted);
        assert!(matches!(told.tell(3, &Outcome::Transient, Reach::Answered), Allowance::Shut(Some(_))));
        assert_eq!(told.gate.shut(), Some(Shut::Unreachable));
    }

    #[test]
    fn a_success_in_between_forgets_the_failures() {
        let mut told = Told::new();
        for item in 0..20 {
            told.tell(item, &Outcome::Transient, Reach::Answered);
            if item % 2 == 1 {
                assert_eq!(told.tell(100, &Outcome::Delivered, Reach::Answered), Allowance::Open);
            }
        }
    }

    #[test]
    fn a_refused_account_waits_for_a_heartbeat() {
        let mut told = Told::new();
        assert_eq!(told.tell(1, &refused(), Reach::Answered), Allowance::Shut(None));
        told.now += Duration::from_secs(86_400);
        assert_eq!(told.gate.allowance(told.now), Allowance::Shut(None));
        told.gate.heartbeat_accepted(told.now);
        assert_eq!(told.gate.allowance(told.now), Allowance::Probe);
        assert_eq!(told.tell(1, &Outcome::Delivered, Reach::Answered), Allowance::Open);
    }

    #[test]
    fn a_wrong_address_is_probed_every_minute_whatever_heartbeats_say() {
        let mut told = Told::new();
        told.tell(1, &Outcome::AddressWrong { status: 404 }, Reach::Answered);
        told.gate.heartbeat_accepted(told.now);
        assert_eq!(told.shut_for(), Some(Duration::from_secs(60)));
    }

    #[test]
    fn one_item_that_alone_gets_a_4xx_shuts_the_platform_once() {
        let mut told = Told::new();
        let too_large = Outcome::AddressWrong { status: 413 };
        assert!(matches!(told.tell(1, &too_large, Reach::Answered), Allowance::Shut(Some(_))));
        assert_eq!(
            told.tell(2, &Outcome::Delivered, Reach::Answered),
            Allowance::Open,
            "another is answered"
        );
        assert_eq!(told.tell(1, &too_large, Reach::Answered), Allowance::Open, "so it is that item");
        assert!(matches!(told.tell(3, &too_large, Reach::Answered), Allowance::Shut(Some(_))));
    }

    #[test]
    fn asked_to_slow_down_it_waits_within_reason() {
        let mut told = Told::new();
        let wait = |seconds| Outcome::SlowDown { wait: Some(Duration::from_secs(seconds)) };
        told.tell(1, &wait(7), Reach::Answered);
        assert_eq!(told.shut_for(), Some(Duration::from_secs(7)));
        told.tell(1, &wait(31_536_000), Reach::Answered);
        assert_eq!(told.shut_for(), Some(Duration::from_secs(60)));
        told.tell(1, &Outcome::SlowDown { wait: None }, Reach::Answered);
        assert!(told.shut_for().expect("shut") >= INITIAL);
    }

    #[test]
    fn what_was_sent_before_the_gate_shut_shuts_it_no_further() {
        let mut told = Told::new();
        let before = told.gate.epoch();
        for item in 0..8 {
            told.gate.outcome(item, &Outcome::Transient, Reach::NothingSent, before, told.now, 0.0);
        }
        assert_eq!(told.shut_for(), Some(INITIAL), "eight hands on one closed door are one knock");
    }

    #[test]
    fn a_heartbeat_lets_a_lost_connection_be_tried_at_once_but_not_a_failing_service() {
        let mut told = Told::new();
        told.tell(1, &Outcome::Transient, Reach::NothingSent);
        told.gate.heartbeat_accepted(told.now);
        assert_eq!(told.gate.allowance(told.now), Allowance::Probe);
        for item in 2..6 {
            told.tell(item, &Outcome::Transient, Reach::Answered);
        }
        told.gate.heartbeat_accepted(told.now);
        assert!(matches!(told.gate.allowance(told.now), Allowance::Shut(Some(_))));
    }
}
