//! What must not be overlooked.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Photo, PlateView};

/// What an alert is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// A blacklisted vehicle passed.
    Blacklisted,
    /// A vehicle passed whose monthly registration is over.
    ExpiredMonthly,
    /// A camera went offline.
    CameraOffline,
    /// A lane that is usually busy has been silent.
    LaneSilent,
    /// This machine's clock and the city's differ by more than 5 s.
    ClockWrong,
    /// Deliveries need a person.
    DeliveriesParked,
    /// The disk is nearly full.
    DiskLow,
    /// The city platform cannot be reached.
    CityUnreachable,
    /// The open platform cannot be reached.
    OpenPlatformUnreachable,
}

/// An alert that nobody has acknowledged, or whose cause still stands.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct AlertView {
    /// Its id.
    pub id: i64,
    /// What it is about.
    pub kind: AlertKind,
    /// Somebody has to act now.
    pub critical: bool,
    /// When it was raised; for a cause that came and went, when it came last.
    pub raised_at: i64,
    /// How often its cause came before anybody acknowledged it.
    pub times: u32,
    /// When its cause went away by itself.
    pub cleared_at: Option<i64>,
    /// When it was acknowledged.
    pub acknowledged_at: Option<i64>,
    /// By whom.
    pub acknowledged_by: Option<String>,
    /// The lane's name or number.
    pub lane: Option<String>,
    /// The lane's number.
    pub lane_no: Option<String>,
    /// The car park.
    pub parking_id: Option<String>,
    /// The plate.
    pub plate: Option<PlateView>,
    /// The passage's photo.
    pub photo: Photo,
    /// A number that belongs to it: days over, milliseconds of clock, items parked, bytes free.
    pub number: Option<i64>,
    /// Words that belong to it, such as why a plate is blacklisted.
    pub words: Option<String>,
}

/// Which alert.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct AlertOf {
    /// Its id.
    pub id: i64,
}
