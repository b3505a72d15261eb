//! The booth: lanes and free spaces.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Direction, OpeningView, PassageItem};

/// All that the booth shows of its lanes.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct BoothView {
    /// The car parks that who is signed in works with.
    pub car_parks: Vec<BoothCarPark>,
    /// Their lanes, in the order staff gave them.
    pub lanes: Vec<LaneCard>,
}

/// A car park.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BoothCarPark {
    /// Its id on the open platform.
    pub parking_id: String,
    /// Its name, or its id.
    pub name: String,
    /// Free spaces; none when not known.
    pub free: Option<u32>,
    /// Spaces in all; none when not known.
    pub total: Option<u32>,
    /// Vehicles inside by what was paired here.
    pub inside: u32,
}

/// Which way a lane goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LaneDirection {
    /// In.
    In,
    /// Out.
    Out,
    /// Either way.
    Both,
}

/// A lane's camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Camera {
    /// It says it is online.
    Online {
        /// Since.
        since: i64,
    },
    /// It says it is offline.
    Offline {
        /// Since.
        since: i64,
    },
    /// The platform has not said.
    Unknown,
}

/// A lane.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct LaneCard {
    /// The car park.
    pub parking_id: String,
    /// Its number.
    pub lane_no: String,
    /// Its name, or its number.
    pub name: String,
    /// Which way, as set or learned.
    pub direction: Option<LaneDirection>,
    /// Whether a person set the direction.
    pub direction_set: bool,
    /// Its camera.
    pub camera: Camera,
    /// The last passage.
    pub last: Option<PassageItem>,
    /// The last opening from here, of the last ten minutes.
    pub opening: Option<OpeningView>,
    /// It may be opened again after this.
    pub cool_down_ms: u32,
}

/// What an administrator sets of a lane. What is absent stays.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct LaneChange {
    /// The car park.
    pub parking_id: String,
    /// The lane's number.
    pub lane_no: String,
    /// Its place on the screen, which is also its key: 1 is F1.
    #[ts(optional)]
    pub position: Option<u32>,
    /// Which way it goes: `in`, `out`, `both`, or `learned` for what its passages say.
    #[ts(optional)]
    pub direction: Option<DirectionChoice>,
}

/// A direction, or leaving it to what the passages say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DirectionChoice {
    /// In.
    In,
    /// Out.
    Out,
    /// Either way.
    Both,
    /// What the passages say.
    Learned,
}

impl From<gate_core::passage::Direction> for Direction {
    fn from(direction: gate_core::passage::Direction) -> Self {
        match direction {
            gate_core::passage::Direction::In => Self::In,
            gate_core::passage::Direction::Out => Self::Out,
        }
    }
}
