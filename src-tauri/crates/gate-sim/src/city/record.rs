//! What the journal holds.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use super::refusal::Refusal;
use crate::faults::{Fault, FaultSet};

/// One of the city's addresses; both kinds of event share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Endpoint {
    /// `parkpot/heartThrob` (5.1).
    Heartbeat,
    /// `parkpot/time` (5.2).
    Time,
    /// `parkpot/uploadBusiness` (5.3) with `businesstype` 1.
    Arrival,
    /// `parkpot/uploadBusiness` (5.3) with `businesstype` 2.
    Departure,
    /// `parkpot/uploadBusiness` (5.3) whose body is unread or says neither.
    Event,
    /// `parkpot/uploadBusinessImg` (5.4).
    Photo,
    /// Any other address.
    Elsewhere,
}

impl Endpoint {
    /// Its name in a fault's specification and in the journal's file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Heartbeat => "heartbeat",
            Self::Time => "time",
            Self::Arrival => "arrival",
            Self::Departure => "departure",
            Self::Event => "event",
            Self::Photo => "photo",
            Self::Elsewhere => "elsewhere",
        }
    }

    /// Whether it takes events or photos.
    pub fn is_business(self) -> bool {
        matches!(self, Self::Arrival | Self::Departure | Self::Event | Self::Photo)
    }
}

/// The two events of a parking session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EventKind {
    /// `businesstype` 1.
    Arrival,
    /// `businesstype` 2.
    Departure,
}

impl EventKind {
    pub(super) fn of_wire(businesstype: &str) -> Option<Self> {
        match businesstype {
            "1" => Some(Self::Arrival),
            "2" => Some(Self::Departure),
            _ => None,
        }
    }
}

/// An arrival or a departure as it was sent; a field that was left out is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// `parkpotid`.
    pub car_park: Arc<str>,
    /// `businessid`.
    pub business_id: Arc<str>,
    /// `businesstype`; `None` when it is neither 1 nor 2.
    pub kind: Option<EventKind>,
    /// `vehnum`.
    pub plate: Box<str>,
    /// `vehtype`.
    pub vehtype: Box<str>,
    /// `hpys`.
    pub hpys: Box<str>,
    /// `parktime`.
    pub parktime: Box<str>,
    /// `leavetime`.
    pub leavetime: Box<str>,
    /// `freeparklotcount`.
    pub free_spaces: Option<i64>,
}

/// A photo as it was sent; of the picture only what tells it apart is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// `parkpotid`.
    pub car_park: Arc<str>,
    /// `businessid`.
    pub business_id: Arc<str>,
    /// `businesstype`; `None` when it is neither 1 nor 2.
    pub of: Option<EventKind>,
    /// `imgIndex`.
    pub index: Option<i64>,
    /// `imageHash`, as it was claimed.
    pub claimed_md5: Box<str>,
    /// The file's own MD5 in lower-case hexadecimal.
    pub md5: Box<str>,
    /// The file's length in bytes.
    pub bytes: usize,
    /// `takeTime`.
    pub taken_at: Box<str>,
}

/// What a request was about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Unread (a fault of the head) or unreadable.
    Unread,
    /// A heartbeat or a question for the time.
    Check {
        /// `parkpotid`.
        car_park: Arc<str>,
        /// `freeparklotcount`.
        free_spaces: Option<i64>,
    },
    /// An event.
    Event(Arc<Event>),
    /// A photo.
    Photo(Arc<Photo>),
}

/// What the city made of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Accepted, for the first time if it is an event or a photo.
    Accepted,
    /// Accepted again, the same as before.
    Repeated,
    /// Accepted again with another content, which replaces the one before.
    Replaced,
    /// Answered with `result` 1.
    Refused(Refusal),
    /// Not looked at, because a fault took the place of the platform.
    Faulted(Fault),
    /// Not looked at, because of [`CityOptions::rate_limit`](super::CityOptions::rate_limit).
    Limited,
    /// There is nothing at this address.
    NotFound,
}

impl Verdict {
    /// Whether the city took it.
    pub fn is_accepted(self) -> bool {
        matches!(self, Self::Accepted | Self::Repeated | Self::Replaced)
    }
}

/// Whether the client can know the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Still on its way.
    Pending,
    /// Sent whole and as the standard has it.
    Whole,
    /// Sent, but a fault had changed it beyond what the standard allows.
    Spoiled,
    /// Withheld or cut short, or the client had gone.
    Cut,
}

/// One request.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its place in the journal, from 0.
    pub sequence: u64,
    /// When it had arrived, since the city's start (monotonic).
    pub at: Duration,
    /// When it had arrived, in Unix ms by this machine's clock.
    pub wall_ms: i64,
    /// Where it went.
    pub endpoint: Endpoint,
    /// The fingerprint of its body without the credentials; zeros when the body was not read.
    pub identity: [u8; 16],
    /// The body's length in bytes.
    pub body_bytes: usize,
    /// What it was about.
    pub content: Content,
    /// What the city made of it.
    pub verdict: Verdict,
    /// The faults that struck it.
    pub faults: FaultSet,
    /// Whether the client can know.
    pub answer: Answer,
}

impl Record {
    /// The car park it was for, as far as it could be read.
    pub fn car_park(&self) -> Option<&str> {
        match &self.content {
            Content::Unread => None,
            Content::Check { car_park, .. } => Some(car_park),
            Content::Event(event) => Some(&event.car_park),
            Content::Photo(photo) => Some(&photo.car_park),
        }
    }

    /// The `businessid` of an event or a photo.
    pub fn business_id(&self) -> Option<&str> {
        match &self.content {
            Content::Unread | Content::Check { .. } => None,
            Content::Event(event) => Some(&event.business_id),
            Content::Photo(photo) => Some(&photo.business_id),
        }
    }
}

/// An event or a photo that the city has accepted; it reads like the thing itself, as it was accepted last.
#[derive(Debug, Clone)]
pub struct Accepted<T> {
    /// What was accepted last.
    pub content: Arc<T>,
    /// When it was accepted first, since the city's start.
    pub first_at: Duration,
    /// Its place in the journal when it was accepted first.
    pub sequence: u64,
    /// How often it was accepted.
    pub times: u32,
    /// How often it was sent with its body whole, whatever came of it.
    pub tries: u32,
    /// How often it was sent again although a clean success had been answered whole.
    pub needless_repeats: u32,
    /// Whether the city has it still (see [`Fault::Forget`]).
    pub held: bool,
}

impl<T> Deref for Accepted<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.content
    }
}

/// A rule that a client broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Breach {
    /// A departure or photo was sent before what must come first was ever accepted.
    Order(Refusal),
    /// The request itself, its account or its content is wrong.
    Rule(Refusal),
    /// It was sent before with other bytes (credentials apart).
    Differs,
    /// A redirect was followed.
    FollowedRedirect,
}

/// A breach and where it happened.
#[derive(Debug, Clone)]
pub struct Violation {
    /// The request's place in the journal.
    pub sequence: u64,
    /// What was wrong.
    pub breach: Breach,
    /// The `parkpotid`, empty if unread.
    pub car_park: Arc<str>,
    /// The `businessid`, empty if unread or none.
    pub business_id: Arc<str>,
}

/// The journal in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Requests in all, those struck at their head included.
    pub requests: u64,
    /// Heartbeats accepted.
    pub heartbeats: u64,
    /// Questions for the time accepted.
    pub clock: u64,
    /// Distinct arrivals accepted.
    pub arrivals: u64,
    /// Distinct departures accepted.
    pub departures: u64,
    /// Distinct photos accepted.
    pub photos: u64,
    /// Requests answered with `result` 1.
    pub refused: u64,
    /// Requests that a fault kept from being looked at.
    pub faulted: u64,
    /// Requests over the rate limit.
    pub limited: u64,
    /// Events and photos sent again with their body whole, whatever came of them.
    pub repeats: u64,
    /// Repeats of what had been accepted before.
    pub accepted_repeats: u64,
    /// Repeats although a clean success had been answered whole.
    pub needless_repeats: u64,
    /// Repeats with other bytes than before, credentials apart.
    pub differing_repeats: u64,
    /// Breaches of the order arrival, departure, photos.
    pub order_violations: u64,
    /// Events and photos accepted whose clean answer did not reach the client.
    pub lost_answers: u64,
}
