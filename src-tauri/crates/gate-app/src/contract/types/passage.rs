//! Passages as the booth shows them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::PlateView;

/// How a vehicle stands with the car park.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// 黑名单
    Blacklisted,
    /// 已过期: registered, but not any more.
    Expired,
    /// 月租
    Monthly,
    /// 免费
    Free,
    /// A type of the car park's own; its name stands beside.
    Custom,
    /// 访客
    Visitor,
    /// 临时
    Temporary,
}

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Into the car park.
    In,
    /// Out of it.
    Out,
}

/// How it is with a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Photo {
    /// It came without one.
    None,
    /// It is being fetched.
    Awaited,
    /// It is here.
    Here {
        /// By which it is asked for.
        id: i64,
    },
    /// It could not be had.
    Failed,
    /// It was kept for as long as the settings say.
    Pruned,
}

/// One passage.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct PassageItem {
    /// Its id; later ones are greater.
    pub id: i64,
    /// The car park.
    pub parking_id: String,
    /// The lane's number.
    pub lane_no: String,
    /// The lane's name, or its number.
    pub lane: String,
    /// Which way.
    pub direction: Direction,
    /// When.
    pub at: i64,
    /// The plate, as corrected.
    pub plate: PlateView,
    /// The plate as the camera read it, where staff corrected it.
    pub read_as: Option<String>,
    /// How the vehicle stood at the passage.
    pub standing: Standing,
    /// The type's own name, where it has one.
    pub type_name: Option<String>,
    /// Whose, masked.
    pub owner: Option<String>,
    /// Days left of its registration; negative when over.
    pub days_left: Option<i32>,
    /// The photo.
    pub photo: Photo,
    /// Its parking session.
    pub session: Option<i64>,
    /// It was read before, moments ago: no passage of its own.
    pub repeat: bool,
    /// For an exit: the arrival it belongs to.
    pub arrival: Option<Arrival>,
}

/// The arrival of an exit.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Arrival {
    /// When; an arrival that nobody saw may be reconstructed.
    pub at: i64,
    /// Whether it was seen, and not reconstructed.
    pub seen: bool,
    /// The lane.
    pub lane: String,
    /// How long the vehicle stayed.
    pub stay_ms: i64,
    /// Its photo.
    pub photo: Photo,
}

/// Which part of the feed.
#[derive(Debug, Clone, Default, Deserialize, TS)]
pub struct FeedRequest {
    /// Only passages before this id.
    #[ts(optional)]
    pub before: Option<i64>,
    /// At most so many; 50 when absent, 200 at most.
    #[ts(optional)]
    pub limit: Option<u32>,
}
