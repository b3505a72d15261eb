//! Putting a parking session right: first what would change for the city, then the act.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DeliveryKind, PlateView};

/// What is put right.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum SessionChange {
    /// The plate.
    Plate {
        /// The right one.
        plate: String,
    },
    /// When the vehicle came.
    ArrivedAt {
        /// The right time.
        at: i64,
    },
    /// When it left.
    DepartedAt {
        /// The right time.
        at: i64,
    },
    /// What the city is told of the vehicle.
    Kind {
        /// `vehtype`: `01`, `02`, `07`, `08`, `51` or `52`.
        vehtype: String,
        /// `hpys`: 蓝, 黄, 黑, 白, 渐变绿, 黄绿双拼 or 未识别.
        hpys: String,
        /// Also for the plate's visits from now on.
        for_plate: bool,
    },
    /// The departure of another session, whose arrival nobody saw, belongs to this one.
    Join {
        /// The other session.
        other: i64,
        /// Its `version`.
        other_version: String,
    },
    /// The departure is not this vehicle's: it becomes a session of its own, whose arrival is looked for.
    Split,
    /// The vehicle is not inside any more, and nobody saw it leave. Nothing is told to the city.
    ExitMissed,
    /// The departures of two sessions were taken for one another.
    Swap {
        /// The other session.
        other: i64,
        /// Its `version`.
        other_version: String,
    },
}

/// What would putting a session right change for the city?
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct PreviewCorrection {
    /// The session.
    pub session: i64,
    /// Its `version`; refused with `changed_meanwhile` if it is another by now.
    pub version: String,
    /// What is put right. What makes no sense of this session is refused with `invalid`, field `change`, problem `same`, `before`,
    /// `future`, `no_arrival`, `no_departure`, `has_arrival`, `has_departure`, `not_inside`, `other_car_park` or `unknown`.
    pub change: SessionChange,
}

/// A session is to be put right.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct CorrectSession {
    /// The session.
    pub session: i64,
    /// As in the preview.
    pub version: String,
    /// As in the preview.
    pub change: SessionChange,
    /// Why.
    pub reason: String,
}

/// What putting a session right would do or did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SessionMended {
    /// The session that holds the passages then; another one where two halves were joined.
    pub session: i64,
    /// What the city is told otherwise; empty where it hears nothing of it.
    pub changes: Vec<CityChange>,
}

/// What becomes of something that the city was or will be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CityAct {
    /// It was told, and is told again with the same id.
    SentAgain,
    /// It was not told yet: it is told as it is after.
    NotYetSent,
    /// It was told and is no longer so, but the city knows no way to take it back: call its help desk.
    CannotWithdraw,
    /// It was not told and will not be.
    Dropped,
}

/// Something that the city is told otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CityChange {
    /// The city's `businessid`.
    pub business_id: String,
    /// Which event or photo.
    pub kind: DeliveryKind,
    /// What becomes of it.
    pub act: CityAct,
    /// As it was told or would have been.
    pub before: Option<CityEvent>,
    /// As it will be told.
    pub after: Option<CityEvent>,
}

/// What the city is told of an event; a photo's is the event's that it shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CityEvent {
    /// The plate.
    pub plate: PlateView,
    /// `vehtype`.
    pub vehtype: String,
    /// `hpys`.
    pub hpys: String,
    /// When the vehicle came, where that is known.
    pub arrived_at: Option<i64>,
    /// When it left; none for an arrival.
    pub departed_at: Option<i64>,
}
