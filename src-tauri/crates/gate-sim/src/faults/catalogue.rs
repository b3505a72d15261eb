//! Every fault there is: its name, what it does, where it strikes.

use std::fmt;

use Argument::{Bare, Number, Text};
use Scope::{Both, City, Open};
use Stage::{Answer, Head, Instead, Platform, Port};

/// The simulated platform that a fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Ningbo's city platform.
    City,
    /// The vendor's open platform.
    OpenPlatform,
}

/// The moment at which a fault is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// By time alone: whether the port listens at all.
    Port,
    /// When a request's head has come and its body has not been read.
    Head,
    /// When the request is whole, in place of the platform's own work: nothing is accepted.
    Instead,
    /// In the platform's own work.
    Platform,
    /// After the platform's own work, on its answer: what it accepted stays accepted.
    Answer,
}

/// What may follow a fault's name after a colon, before any probability.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Argument {
    /// Nothing.
    Bare,
    /// A whole number of at least 1.
    Number {
        /// What it counts.
        unit: &'static str,
        /// Taken when it is left out.
        default: u32,
    },
    /// A text that cannot be left out.
    Text {
        /// What it names.
        what: &'static str,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    City,
    Open,
    Both,
}

/// One line of the [`catalogue`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The fault itself.
    pub fault: Fault,
    /// Its name in a specification.
    pub name: &'static str,
    /// What it does, in one line.
    pub explanation: &'static str,
    /// What may follow its name.
    pub argument: Argument,
    /// When it is decided.
    pub stage: Stage,
    scope: Scope,
}

impl Entry {
    /// Whether this platform can have the fault.
    pub fn applies_to(&self, side: Side) -> bool {
        match self.scope {
            Both => true,
            City => side == Side::City,
            Open => side == Side::OpenPlatform,
        }
    }
}

macro_rules! faults {
    ($($fault:ident $name:literal $stage:ident $scope:ident ($argument:expr) $explanation:literal;)*) => {
        /// A fault of the catalogue.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Fault {
            $(#[doc = $explanation] $fault,)*
        }

        const CATALOGUE: &[Entry] = &[$(Entry {
            fault: Fault::$fault,
            name: $name,
            explanation: $explanation,
            argument: $argument,
            stage: $stage,
            scope: $scope,
        },)*];
    };
}

const fn number(unit: &'static str, default: u32) -> Argument {
    Number { unit, default }
}

faults! {
    Down "down" Port Both (Bare) "the platform is down: connections are refused, those that are open are closed";
    RefusedConnection "refused_connection" Port Both (Bare) "connections are refused during a share of the seconds";
    BlackHole "black_hole" Port Both (Bare) "connections are accepted and nothing is ever answered";
    Flapping "flapping" Port Both (number("seconds", 2)) "up and down in turn, for so many seconds each";
    HangBeforeReading "hang_before_reading" Head Both (Bare) "the body is never read and nothing is answered";
    ResetOnAccept "reset_on_accept" Head Both (Bare) "the connection is accepted and reset before the body is read";
    ResetMidUpload "reset_mid_upload" Head Both (Bare) "the connection is reset when half of the body has been read";
    ThrottleUpload "throttle_upload" Head Both (number("bytes a second", 20_000)) "the request is read slowly";
    Http500 "http500" Instead Both (Bare) "answers 500 and accepts nothing";
    Http502 "http502" Instead Both (Bare) "answers 502 and accepts nothing";
    Http503 "http503" Instead Both (Bare) "answers 503 and accepts nothing";
    Http504 "http504" Instead Both (Bare) "answers 504 and accepts nothing";
    Http401 "http401" Instead Both (Bare) "answers 401: the account is wrong";
    Http404 "http404" Instead Both (Bare) "answers 404: the address is wrong";
    Http429 "http429" Instead Both (Bare) "answers 429 with Retry-After: 2";
    Http429Date "http429_date" Instead Both (Bare) "answers 429 with Retry-After as an HTTP date 2 s ahead";
    Http429Bare "http429_bare" Instead Both (Bare) "answers 429 without Retry-After";
    Http429Absurd "http429_absurd" Instead Both (Bare) "answers 429 with a Retry-After of 100 years";
    Http429Broken "http429_broken" Instead Both (Bare) "answers 429 with a Retry-After that means nothing";
    RateLimit "rate_limit" Instead Both (number("requests a second", 5)) "more requests a second are answered 429";
    Redirect "redirect" Instead Both (Bare) "answers 302 to another path, where following is noticed";
    ResetAfterReading "reset_after_reading" Instead Both (Bare) "the request is read, not looked at, and reset";
    TokenExpired "token_expired" Instead Open (Bare) "refuses the AccessToken as expired";
    Refuse "refuse" Platform Both (Bare) "refuses what is correct";
    RefuseSession "refuse_session" Platform City (Text { what: "a businessid or plate" }) "refuses one session for ever";
    RefuseSessions "refuse_sessions" Platform City (Bare) "refuses a share of the sessions for ever";
    RefuseAccount "refuse_account" Platform Both (Bare) "refuses the account, heartbeats too";
    RefuseRepeats "refuse_repeats" Platform City (Bare) "refuses what it holds already, saying so (已存在)";
    Forget "forget" Platform City (Bare) "says accepted and does not keep it";
    ClockMinus8h "clock_minus_8h" Platform City (Bare) "the clock is 8 hours behind";
    ClockPlus1y "clock_plus_1y" Platform City (Bare) "the clock is a year ahead";
    ClockGarbage "clock_garbage" Platform City (Bare) "the clock's answer is no time";
    LostAnswer "lost_answer" Answer Both (Bare) "the request is processed and the connection reset instead of an answer";
    HangAfterReading "hang_after_reading" Answer Both (Bare) "the request is processed and the answer never comes";
    AcceptedThen500 "accepted_then_500" Answer Both (Bare) "the request is processed and answered 500";
    ResultAsString "result_as_string" Answer Both (Bare) "result (code) comes as a string";
    ResultUnknown "result_unknown" Answer Both (Bare) "result (code) is a number the standard does not know";
    DataAsString "data_as_string" Answer Both (Bare) "data comes as a string that holds JSON";
    MissingComma "missing_comma" Answer Both (Bare) "the commas are missing, as in the standard's examples";
    Empty200 "empty200" Answer Both (Bare) "answers 200 with nothing";
    Html200 "html200" Answer Both (Bare) "answers 200 with an HTML page";
    TruncatedJson "truncated_json" Answer Both (Bare) "the JSON ends too early, the length agrees with it";
    ShortAnswer "short_answer" Answer Both (Bare) "the connection closes in the middle of the body";
    Bom "bom" Answer Both (Bare) "the answer begins with a byte order mark";
    Gbk "gbk" Answer Both (Bare) "the answer is in GBK and says so";
    HugeAnswer "huge_answer" Answer Both (Bare) "a success of 10 MB";
    GzipBomb "gzip_bomb" Answer Both (Bare) "a gzip body that grows to 64 MB";
    SlowAnswer "slow_answer" Answer Both (number("bytes a second", 1)) "the answer comes byte by byte";
    Chunked "chunked" Answer Both (Bare) "the answer comes in chunks, which is correct";
    CloseIdle "close_idle" Answer Both (number("milliseconds", 1)) "an idle connection is closed without a word";
    Latency "latency" Answer Both (number("milliseconds, the median", 50)) "answers take long, some very long";
    SlowPages "slow_pages" Answer Open (number("milliseconds", 3000)) "lists come late";
}

/// Every fault, in the order of its [`Stage`].
pub fn catalogue() -> &'static [Entry] {
    CATALOGUE
}

impl Fault {
    /// Its line of the catalogue.
    pub fn entry(self) -> &'static Entry {
        &CATALOGUE[self as usize]
    }

    /// Its name in a specification.
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// The fault of this name.
    pub fn named(name: &str) -> Option<Self> {
        CATALOGUE.iter().find(|entry| entry.name == name).map(|entry| entry.fault)
    }

    /// Whether an answer struck by it may leave a correct client unsure of what became of its request, even when
    /// every byte of it has arrived.
    pub fn spoils_the_answer(self) -> bool {
        self.entry().stage == Answer
            && !matches!(
                self,
                Self::Chunked
                    | Self::CloseIdle
                    | Self::DataAsString
                    | Self::Latency
                    | Self::SlowAnswer
                    | Self::SlowPages
            )
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A set of faults in eight bytes.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct FaultSet(u64);

const _: () = assert!(CATALOGUE.len() <= u64::BITS as usize, "a FaultSet has one bit for each fault");

impl FaultSet {
    /// Adds a fault.
    pub fn insert(&mut self, fault: Fault) {
        self.0 |= 1 << fault as u64;
    }

    /// The set with the other's faults too.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the fault is in it.
    pub fn contains(self, fault: Fault) -> bool {
        self.0 & (1 << fault as u64) != 0
    }

    /// Whether no fault is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Its faults in the catalogue's order.
    pub fn iter(self) -> impl Iterator<Item = Fault> {
        CATALOGUE.iter().map(|entry| entry.fault).filter(move |fault| self.contains(*fault))
    }
}

impl FromIterator<Fault> for FaultSet {
    fn from_iter<T: IntoIterator<Item = Fault>>(faults: T) -> Self {
        let mut set = Self::default();
        faults.into_iter().for_each(|fault| set.insert(fault));
        set
    }
}

impl fmt::Debug for FaultSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(Fault::name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_lead_back_to_their_fault() {
        for entry in catalogue() {
            assert_eq!(Fault::named(entry.name), Some(entry.fault));
            assert_eq!(entry.fault.entry(), entry);
            assert!(!entry.explanation.is_empty());
        }
    }

    #[test]
    fn every_fault_has_a_side() {
        for entry in catalogue() {
            assert!(entry.applies_to(Side::City) || entry.applies_to(Side::OpenPlatform), "{}", entry.name);
        }
        assert!(!Fault::TokenExpired.entry().applies_to(Side::City));
        assert!(!Fault::Forget.entry().applies_to(Side::OpenPlatform));
    }

    #[test]
    fn a_set_keeps_what_was_put_in() {
        let set: FaultSet = [Fault::Latency, Fault::Down].into_iter().collect();
        assert!(set.contains(Fault::Down) && !set.contains(Fault::Bom));
        assert_eq!(set.iter().collect::<Vec<_>>(), [Fault::Down, Fault::Latency]);
    }
}
