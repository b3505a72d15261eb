//! Handing a shift over.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The shift that goes on, of the car parks of who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ShiftNow {
    /// Since when; said again when it is closed.
    pub begun_at: i64,
    /// What was counted up to now.
    pub counted: ShiftCounts,
    /// Who may take it over by PIN.
    pub attendants: Vec<String>,
}

/// What happened in a shift as far as it was heard of, and how things stood at its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ShiftCounts {
    /// Vehicles that came in; repeated readings are left out.
    pub came: u64,
    /// Vehicles that left.
    pub left: u64,
    /// Vehicles inside.
    pub inside: u64,
    /// Lane openings that were not refused, the most frequent first.
    pub openings: Vec<ShiftOpening>,
    /// Parking sessions that were put right.
    pub corrections: u64,
    /// Alerts, by kind.
    pub alerts: Vec<ShiftAlert>,
    /// What the city was still owed.
    pub backlog: u64,
    /// Of that, what needed a person.
    pub parked: u64,
}

/// Lane openings of one person for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ShiftOpening {
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
    /// How often.
    pub count: u64,
}

/// Alerts of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ShiftAlert {
    /// The kind, by its code.
    pub kind: String,
    /// How many.
    pub count: u64,
    /// How many of them nobody acknowledged.
    pub open: u64,
}

/// The shift is handed over: who is signed in leaves, and the other is signed in at this window instead. Both sign. A wrong secret says
/// whose it was: `whose`, `left` or `taken`.
#[derive(Clone, Deserialize, TS)]
pub struct CloseShift {
    /// The beginning that was shown.
    pub begun_at: i64,
    /// The PIN or password of who leaves.
    pub secret: String,
    /// Whether that is the PIN.
    #[serde(default)]
    pub by_pin: bool,
    /// Who comes.
    pub taken_by: String,
    /// The PIN or password of who comes.
    pub taken_secret: String,
    /// Whether that is the PIN.
    #[serde(default)]
    pub taken_by_pin: bool,
    /// What the one says to the other; 2,000 characters at most.
    #[serde(default)]
    pub note: String,
}

/// A shift that was handed over. It never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ShiftView {
    /// Its id.
    pub id: i64,
    /// The car parks that it was of; none named means all.
    pub car_parks: Vec<String>,
    /// From when.
    pub begun_at: i64,
    /// Until when.
    pub closed_at: i64,
    /// Who left.
    pub left_by: String,
    /// Who came.
    pub taken_by: String,
    /// What the one said to the other.
    pub note: String,
    /// What was counted.
    pub counted: ShiftCounts,
}

/// Which shifts that were handed over; the newest come first.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(default)]
pub struct ShiftsRequest {
    /// Only those before this id.
    #[ts(optional)]
    pub before: Option<i64>,
    /// At most so many; 50 when absent, 200 at most.
    #[ts(optional)]
    pub limit: Option<u32>,
}

/// One of them.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
pub struct ShiftOf {
    /// Its id.
    pub id: i64,
}
