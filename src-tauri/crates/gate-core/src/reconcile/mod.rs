//! Who is inside: the open platform's list against the open sessions.
//!
//! What differs is proposed to people. Bookkeeping is not traffic: nothing is closed or sent by it (domain.md,
//! "Pairing").

mod compare;
mod look_alikes;

pub use compare::compare;

use std::time::Duration;

use crate::session::SessionId;
use crate::time::UtcMillis;

/// The list and the records tell of one passage at different times. After this both have: what is younger is not
/// compared.
pub const SETTLING: Duration = Duration::from_secs(600);
/// The list and the records may date one entry differently by this much.
pub const TOLERANCE: Duration = Duration::from_secs(300);
/// Longer than nearly any stay, where staff set nothing else.
pub const OVERDUE_AFTER: Duration = Duration::from_secs(7 * 86_400);
/// One sample may have been taken in the middle of a passage.
const SAMPLES: u32 = 2;

/// A vehicle that the open platform lists as inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The plate, normalised; empty without one.
    pub plate: String,
    /// When it came in.
    pub entered_at: UtcMillis,
    /// The lane it came in by.
    pub lane_no: Option<String>,
    /// Its last exit that we know of, at or after that entry.
    pub left_at: Option<UtcMillis>,
}

/// A session that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenSession {
    /// The session.
    pub id: SessionId,
    /// The plate, normalised; empty without one.
    pub plate: String,
    /// When it began.
    pub arrived_at: UtcMillis,
}

/// An exit whose arrival is awaited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoneExit {
    /// Its session.
    pub session: SessionId,
    /// The plate, normalised; empty without one.
    pub plate: String,
    /// When the vehicle left.
    pub left_at: UtcMillis,
}

/// What both sides say of one car park.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inside {
    /// The open platform's list.
    pub listed: Vec<Listed>,
    /// Our open sessions.
    pub sessions: Vec<OpenSession>,
    /// Exits that have no session yet.
    pub exits: Vec<LoneExit>,
}

/// What a comparison goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Where collecting began: nobody noted who came in before.
    pub collected_from: UtcMillis,
    /// Who is inside for longer is overdue.
    pub overdue_after: Duration,
}

/// In what the two sides differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DiscrepancyKind {
    /// An open session whose vehicle the list does not name: a missed exit, or a ghost.
    NotInside,
    /// The list names a vehicle that has no open session: a missed entry, or, where it has left, a ghost of the
    /// platform's.
    NotKnown,
    /// Both know the vehicle, but the entry's times are further apart than [`TOLERANCE`].
    OtherTime,
    /// Inside for longer than [`Rules::overdue_after`], by whichever side names the later entry: the ghosts of domain.md.
    Overdue,
    /// The numbers of vehicles without a plate differ. Which one is missing cannot be told.
    OtherCount,
}

impl DiscrepancyKind {
    const ALL: [Self; 5] =
        [Self::NotInside, Self::NotKnown, Self::OtherTime, Self::Overdue, Self::OtherCount];

    /// Its name in the database and in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotInside => "not_inside",
            Self::NotKnown => "not_known",
            Self::OtherTime => "other_time",
            Self::Overdue => "overdue",
            Self::OtherCount => "other_count",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether what was seen so often is told to people: in two samples in a row, and not before the records had the
    /// time to explain it. A missed exit has no time of its own; it lies before the first sample that misses the vehicle.
    #[must_use]
    pub fn stands(self, seen: &Sightings) -> bool {
        let settled = match self {
            Self::NotInside | Self::OtherCount => is_settled(seen.first_at, seen.last_at),
            Self::NotKnown | Self::OtherTime | Self::Overdue => true,
        };
        settled && seen.times >= SAMPLES
    }
}

/// In which samples a difference was seen, without one between that did not show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sightings {
    /// The first.
    pub first_at: UtcMillis,
    /// The last.
    pub last_at: UtcMillis,
    /// How many.
    pub times: u32,
}

impl Sightings {
    /// Seen for the first time.
    #[must_use]
    pub fn first(now: UtcMillis) -> Self {
        Self { first_at: now, last_at: now, times: 1 }
    }

    /// Seen once more. A clock that was set back moves the first time with it.
    #[must_use]
    pub fn again(self, now: UtcMillis) -> Self {
        Self { first_at: self.first_at.min(now), last_at: now, times: self.times.saturating_add(1) }
    }
}

/// A plate that may be the same vehicle's, misread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resemblance {
    /// The other plate.
    pub plate: String,
    /// Its session, open or awaiting its arrival; none for a vehicle that is only listed.
    pub session: Option<SessionId>,
}

/// How many vehicles without a plate there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Open sessions.
    pub sessions: u32,
    /// Listed as inside.
    pub listed: u32,
}

/// One difference. Kind, plate and `since` identify it from sample to sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discrepancy {
    /// In what the sides differ.
    pub kind: DiscrepancyKind,
    /// The plate, normalised; empty for [`DiscrepancyKind::OtherCount`].
    pub plate: String,
    /// When the vehicle came in: by the session, or by the list where there is none; 0 for
    /// [`DiscrepancyKind::OtherCount`].
    pub since: UtcMillis,
    /// The open session, if there is one.
    pub session: Option<SessionId>,
    /// When it came in by the list, if it is listed.
    pub entered_at: Option<UtcMillis>,
    /// The lane it came in by, by the list.
    pub lane_no: Option<String>,
    /// When a vehicle that is still listed left, by the records.
    pub left_at: Option<UtcMillis>,
    /// What it may be, misread: between [`DiscrepancyKind::NotInside`] on one side and [`DiscrepancyKind::NotKnown`] or
    /// an exit without an entry on the other.
    pub resembles: Option<Resemblance>,
    /// Both numbers, for [`DiscrepancyKind::OtherCount`].
    pub counts: Option<Counts>,
}

impl Discrepancy {
    fn new(kind: DiscrepancyKind, plate: &str, since: UtcMillis) -> Self {
        Self {
            kind,
            plate: plate.to_owned(),
            since,
            session: None,
            entered_at: None,
            lane_no: None,
            left_at: None,
            resembles: None,
            counts: None,
        }
    }
}

fn is_settled(at: UtcMillis, now: UtcMillis) -> bool {
    at <= now - SETTLING
}

#[cfg(test)]
mod tests;
