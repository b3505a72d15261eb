//! What the open platform's list of vehicles inside and the sessions differ in, and halves that may belong together.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{PlateView, SessionState};

/// In what the list of vehicles inside and the sessions differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DiscrepancyKind {
    /// An open session whose vehicle the list does not name: its exit was missed, or it is a ghost.
    NotInside,
    /// The list names a vehicle without an open session: its entry was missed.
    NotKnown,
    /// Both know it, minutes apart.
    OtherTime,
    /// Inside for too long.
    Overdue,
    /// The numbers of vehicles without a plate differ.
    OtherCount,
}

/// One difference: something for a person to look at. Nothing follows from it by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DiscrepancyItem {
    /// The car park.
    pub parking_id: String,
    /// What differs.
    pub kind: DiscrepancyKind,
    /// The plate; empty for `other_count`.
    pub plate: PlateView,
    /// The open session, if there is one.
    pub session: Option<i64>,
    /// Its version, for `mark_exits_missed` or a correction.
    pub version: Option<String>,
    /// When the vehicle came by that session.
    pub arrived_at: Option<i64>,
    /// When it came in by the list.
    pub entered_at: Option<i64>,
    /// The lane it came in by, by the list.
    pub lane_no: Option<String>,
    /// When a vehicle that is still listed left, by the records.
    pub left_at: Option<i64>,
    /// A plate that only the other side knows and that may be this one, misread.
    pub resembles: Option<PlateView>,
    /// That plate's session, open or awaiting its arrival.
    pub resembles_session: Option<i64>,
    /// For `other_count`: vehicles without a plate by the sessions.
    pub counted_sessions: Option<u32>,
    /// For `other_count`: vehicles without a plate by the list.
    pub counted_listed: Option<u32>,
    /// The first sample that showed it.
    pub first_seen_at: i64,
    /// The last one.
    pub last_seen_at: i64,
}

/// A session as somebody saw it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct SeenSession {
    /// The session.
    pub session: i64,
    /// Its version.
    pub version: String,
}

/// Vehicles that are not inside any more and that nobody saw leave. Bookkeeping: nothing is told to the city.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct ExitsMissed {
    /// Their open sessions, 500 at most.
    pub sessions: Vec<SeenSession>,
    /// Why, for the record.
    pub reason: String,
}

/// What came of each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ExitsMarked {
    /// Sessions that are closed now.
    pub marked: Vec<i64>,
    /// Sessions that somebody changed meanwhile, or that are not open: they stay as they are.
    pub skipped: Vec<i64>,
}

/// How a plate resembles another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PlateLikeness {
    /// It is the same.
    Same,
    /// But for O for 0 or I for 1.
    Folded,
    /// But for one character that looks alike.
    OneLookAlike,
}

/// A session that may be the other half of one: for `join` and `swap`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PairingCandidate {
    /// It.
    pub session: i64,
    /// Its version.
    pub version: String,
    /// Its plate.
    pub plate: PlateView,
    /// How that resembles the other's; none where it does not.
    pub likeness: Option<PlateLikeness>,
    /// How it stands.
    pub state: SessionState,
    /// When it began, where that is known.
    pub arrived_at: Option<i64>,
    /// When it ended.
    pub departed_at: Option<i64>,
    /// Lane of the arrival; empty where that is not known.
    pub arrival_lane: String,
    /// Lane of the departure; empty where there is none.
    pub departure_lane: String,
}
