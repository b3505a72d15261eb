//! Lanes opened by hand.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which lane is opened, and why.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct OpenLane {
    /// The car park.
    pub parking_id: String,
    /// The lane's number.
    pub lane_no: String,
    /// Why: one of the reasons the administrator keeps, or words of one's own.
    pub reason: String,
    /// For which plate, if known.
    #[ts(optional)]
    pub plate: Option<String>,
}

/// What the open platform made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OpeningOutcome {
    /// It is being asked.
    Asking,
    /// It took the order; the passage shows whether the barrier rose.
    Accepted,
    /// It refused.
    Refused,
    /// It could not be reached: nothing was done.
    NotSent,
    /// Its answer was lost: the barrier may have risen.
    Unknown,
}

/// Whether a vehicle passed then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OpeningSeen {
    /// Not yet.
    Waiting,
    /// It did.
    Passed,
    /// None did in 60 s.
    Unseen,
}

/// One opening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OpeningView {
    /// Its id.
    pub id: i64,
    /// The car park.
    pub parking_id: String,
    /// The lane's number.
    pub lane_no: String,
    /// For which plate; empty if not known.
    pub plate: String,
    /// Why.
    pub reason: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: i64,
    /// What the open platform made of it.
    pub outcome: OpeningOutcome,
    /// Its words, where it refused.
    pub answer: Option<String>,
    /// Whether a vehicle passed.
    pub seen: OpeningSeen,
}

/// Which openings.
#[derive(Debug, Clone, Default, Deserialize, TS)]
pub struct OpeningsRequest {
    /// Only those before this id.
    #[ts(optional)]
    pub before: Option<i64>,
    /// At most so many; 50 when absent, 200 at most.
    #[ts(optional)]
    pub limit: Option<u32>,
}

/// The reasons for opening a lane, in the order of their keys 1 to 9.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OpeningReasons {
    /// Each a few words. Until an administrator writes some, empty: the UI offers its own.
    pub reasons: Vec<String>,
}
