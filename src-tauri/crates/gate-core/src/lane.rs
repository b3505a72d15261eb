//! Lanes, each with one camera and one barrier.

use crate::time::UtcMillis;

/// A lane as the platform lists it. The platform says nothing of its direction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    /// The lane's number (`laneNo`), which is also the `laneId` that opens it.
    pub lane_no: String,
    /// Its name.
    pub name: Option<String>,
}

/// A lane's camera went online or offline (`PARKING_CAMERA_ONLINE`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CameraChange {
    /// The car park (`parkingId`).
    pub parking_id: String,
    /// The lane's number.
    pub lane_no: String,
    /// The lane's name, where it came along.
    pub lane_name: Option<String>,
    /// When it happened.
    pub at: UtcMillis,
    /// Whether the camera is online now.
    pub online: bool,
}
