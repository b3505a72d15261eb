//! A rehearsal: a day of real passages told to a simulated, strict city, to see what would be refused before going live.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DeliveryKind, PlateView};

/// Which day is rehearsed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct RehearsalOf {
    /// The car park.
    pub parking_id: String,
    /// The day in China, such as `2026-11-20`.
    pub day: String,
}

/// How far a rehearsal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RehearsalState {
    /// It goes on.
    Running,
    /// The whole day was told.
    Done,
    /// A person stopped it.
    Stopped,
    /// It could not go on. What was found until then stands.
    Failed,
}

/// Why something would not be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RehearsalProblem {
    /// The city refuses it, with its words.
    Refused,
    /// The photo is not here: it was not fetched, or is not kept any more.
    PhotoMissing,
    /// The session's vehicle type or colour is none that the standard knows.
    Unusable,
    /// The answer could not be understood.
    NoAnswer,
}

/// A rehearsal, while it goes on and after. Nothing of it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RehearsalView {
    /// The car park.
    pub parking_id: String,
    /// The day.
    pub day: String,
    /// How far it is.
    pub state: RehearsalState,
    /// Whether `gatehouse.toml` says how this car park reports; else the standard's example number stands in.
    pub configured: bool,
    /// Sessions of the day.
    pub sessions: u32,
    /// Sessions that were told.
    pub done: u32,
    /// Events and photos that were taken.
    pub accepted: u32,
    /// Events and photos that were not.
    pub refused: u32,
    /// Not told, because what must come first was not taken.
    pub behind: u32,
    /// What was not taken, by reason, the most frequent first.
    pub groups: Vec<RehearsalGroup>,
}

/// What is not taken for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RehearsalGroup {
    /// Why.
    pub problem: RehearsalProblem,
    /// The city's words; empty where it said none.
    pub words: String,
    /// How many.
    pub count: u32,
    /// The first hundred of them.
    pub rows: Vec<RehearsalRow>,
}

/// Something that would not be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RehearsalRow {
    /// Its session.
    pub session: i64,
    /// What it is.
    pub kind: DeliveryKind,
    /// The plate.
    pub plate: PlateView,
    /// The passage's time.
    pub at: i64,
}
