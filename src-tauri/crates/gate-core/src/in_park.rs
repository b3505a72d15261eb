//! Vehicles that are inside now.

use crate::time::UtcMillis;
use crate::vehicle::VehicleType;

/// A vehicle that the platform counts as being inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InParkVehicle {
    /// The plate as the camera read it; empty for a vehicle without one.
    pub plate_raw: String,
    /// The lane it came in by.
    pub lane_no: Option<String>,
    /// What kind of authorisation it has; `9` is a temporary vehicle here.
    pub vehicle_type: Option<VehicleType>,
    /// When it came in (`intime`).
    pub entered_at: UtcMillis,
}
