//! Things owed to the city, one by one, and what becomes of them.

use crate::outcome::Outcome;
use crate::retry::{Backoff, jittered};
use crate::time::UtcMillis;
use std::time::Duration;

/// Live is what is younger than this (protocols.md C).
pub const LIVE_AGE: Duration = Duration::from_secs(600);

/// What is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DeliveryKind {
    /// The arrival event of a session.
    Arrival,
    /// Its departure event.
    Departure,
    /// A photo of the arrival.
    ArrivalPhoto,
    /// A photo of the departure.
    DeparturePhoto,
}

impl DeliveryKind {
    const ALL: [Self; 4] = [Self::Arrival, Self::Departure, Self::ArrivalPhoto, Self::DeparturePhoto];

    /// Its name in the database and in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Arrival => "arrival",
            Self::Departure => "departure",
            Self::ArrivalPhoto => "arrival_photo",
            Self::DeparturePhoto => "departure_photo",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether it is a photo.
    #[must_use]
    pub fn is_photo(self) -> bool {
        matches!(self, Self::ArrivalPhoto | Self::DeparturePhoto)
    }

    /// What the city must have accepted before this is tried; an arrival needs nothing.
    #[must_use]
    pub fn after(self) -> Option<Self> {
        match self {
            Self::Arrival => None,
            Self::Departure | Self::ArrivalPhoto => Some(Self::Arrival),
            Self::DeparturePhoto => Some(Self::Departure),
        }
    }
}

/// Where a delivery stands. Follows from its columns; "being sent" exists in memory only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeliveryState {
    /// May be sent now.
    Due,
    /// Waits: for its time, for what must go before it, for its photo or for its arrival.
    Waiting,
    /// Needs a person.
    Parked,
    /// The city has it.
    Delivered,
    /// A person gave it up, with a reason.
    GivenUp,
}

impl DeliveryState {
    /// Every state, in the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::Due, Self::Waiting, Self::Parked, Self::Delivered, Self::GivenUp];

    /// Its name in JSON and on the command line.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Waiting => "waiting",
            Self::Parked => "parked",
            Self::Delivered => "delivered",
            Self::GivenUp => "given_up",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// Why a delivery needs a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ParkedReason {
    /// The city refused the item itself, several times.
    Refused,
    /// The open platform has no such photo, or names none that can be asked for.
    PhotoMissing,
    /// The photo is no picture, or a broken one.
    PhotoUnreadable,
    /// The photo is larger than we fetch (5 MB, 40 megapixels).
    PhotoTooLarge,
    /// The photo's address is not one that the configuration allows.
    PhotoHostNotAllowed,
    /// The photo could not be fetched for 24 hours.
    PhotoUnreachable,
    /// The stored photo is gone or no longer what it was.
    PhotoLost,
    /// The program failed while sending it, several times.
    SendingFailed,
}

impl ParkedReason {
    /// Every reason, in the order in which they are shown.
    pub const ALL: [Self; 8] = [
        Self::Refused,
        Self::PhotoMissing,
        Self::PhotoUnreadable,
        Self::PhotoTooLarge,
        Self::PhotoHostNotAllowed,
        Self::PhotoUnreachable,
        Self::PhotoLost,
        Self::SendingFailed,
    ];

    /// Its name in the database and in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::PhotoMissing => "photo_missing",
            Self::PhotoUnreadable => "photo_unreadable",
            Self::PhotoTooLarge => "photo_too_large",
            Self::PhotoHostNotAllowed => "photo_host_not_allowed",
            Self::PhotoUnreachable => "photo_unreachable",
            Self::PhotoLost => "photo_lost",
            Self::SendingFailed => "sending_failed",
        }
    }

    /// The reason of this name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// The configured bounds of retrying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// First delay.
    pub initial: Duration,
    /// Longest delay.
    pub max: Duration,
    /// Refusals of the item itself after which it is parked; at least one.
    pub refused_attempts: u32,
}

/// How often an item was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tries {
    /// Refusals of the item itself: the only ones that lead to parking.
    pub attempts: u32,
    /// Requests that reached the platform, for display.
    pub tries: u32,
    /// Transient and ambiguous outcomes since the last answer of another kind, which set the delay.
    pub failures: u32,
}

/// What becomes of a delivery after one outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    /// Settled for good.
    Delivered,
    /// To be tried again, not before `at`.
    Again {
        /// When.
        at: UtcMillis,
        /// The counts from now on.
        tries: Tries,
    },
    /// To be tried again as soon as the platform is open again: this outcome was not the item's own.
    Unchanged,
    /// Needs a person.
    Park {
        /// The counts from now on.
        tries: Tries,
    },
}

/// Settles an item by the outcome of trying it. `tries` are the counts before this outcome, `now` is when it came, and
/// `unit` a random number in 0..=1 that spreads the delays.
#[must_use]
pub fn settle(tries: Tries, outcome: &Outcome, policy: RetryPolicy, now: UtcMillis, unit: f64) -> Settlement {
    match outcome {
        Outcome::Delivered | Outcome::DeliveredMalformed | Outcome::DeliveredAlready { .. } => {
            Settlement::Delivered
        }
        Outcome::AccountRefused { .. } | Outcome::AddressWrong { .. } | Outcome::SlowDown { .. } => {
            Settlement::Unchanged
        }
        Outcome::Refused { .. } => {
            let attempts = tries.attempts.saturating_add(1);
            let tries = Tries { attempts, failures: 0, ..tries };
            if attempts >= policy.refused_attempts {
                return Settlement::Park { tries };
            }
            Settlement::Again { at: now + delay(policy, attempts, unit), tries }
        }
        Outcome::Transient | Outcome::Ambiguous => {
            let failures = tries.failures.saturating_add(1);
            Settlement::Again { at: now + delay(policy, failures, unit), tries: Tries { failures, ..tries } }
        }
    }
}

fn delay(policy: RetryPolicy, failures: u32, unit: f64) -> Duration {
    jittered(Backoff::after(policy.initial, policy.max, failures), unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const POLICY: RetryPolicy =
        RetryPolicy { initial: Duration::from_secs(2), max: Duration::from_secs(60), refused_attempts: 5 };
    const NOW: UtcMillis = UtcMillis(1_000_000);

    fn refused() -> Outcome {
        Outcome::Refused { description: "传入参数有误".into() }
    }

    #[test]
    fn only_refusals_of_the_item_itself_lead_to_parking() {
        let mut tries = Tries::default();
        for attempt in 1..=5 {
            match settle(tries, &refused(), POLICY, NOW, 1.0) {
                Settlement::Again { tries: next, .. } if attempt < 5 => tries = next,
                Settlement::Park { tries } => assert_eq!((attempt, tries.attempts), (5, 5)),
                other => panic!("{attempt}: {other:?}"),
            }
        }
    }

    #[test]
    fn what_is_not_the_items_own_costs_it_nothing() {
        let wait = Outcome::SlowDown { wait: None };
        for outcome in [
            Outcome::AccountRefused { description: String::new() },
            Outcome::AddressWrong { status: 404 },
            wait,
        ] {
            assert_eq!(settle(Tries::default(), &outcome, POLICY, NOW, 0.5), Settlement::Unchanged);
        }
    }

    #[test]
    fn delays_double_from_initial_to_max() {
        let mut tries = Tries::default();
        let mut seconds = vec![];
        for _ in 0..7 {
            let Settlement::Again { at, tries: next } = settle(tries, &Outcome::Transient, POLICY, NOW, 1.0)
            else {
                panic!("transient outcomes never end")
            };
            seconds.push(at.since(NOW) / 1_000);
            tries = next;
        }
        assert_eq!(seconds, [2, 4, 8, 16, 32, 60, 60]);
    }

    #[test]
    fn events_go_before_what_stands_on_them() {
        assert_eq!(DeliveryKind::Arrival.after(), None);
        assert_eq!(DeliveryKind::DeparturePhoto.after(), Some(DeliveryKind::Departure));
        assert_eq!(DeliveryKind::Departure.after(), Some(DeliveryKind::Arrival));
        assert_eq!(DeliveryKind::ArrivalPhoto.after(), Some(DeliveryKind::Arrival));
    }

    proptest! {
        #[test]
        fn no_number_of_failures_parks_and_no_delay_exceeds_the_cap(attempts in 0_u32..5, failures: u32, unit in 0.0_f64..=1.0) {
            let tries = Tries { attempts, tries: failures, failures };
            for outcome in [Outcome::Transient, Outcome::Ambiguous] {
                let Settlement::Again { at, tries: next } = settle(tries, &outcome, POLICY, NOW, unit) else {
                    return Err(TestCaseError::fail("parked"));
                };
                prop_assert!(at.since(NOW) <= 60_000 && at > NOW);
                prop_assert_eq!(next.attempts, attempts);
            }
        }
    }
}
