//! What a city is told, in the domain's own types.

use std::fmt;

use gate_core::plate::{PlateColour, Vehtype};
use gate_core::time::UtcMillis;

/// The two events of a parking session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// A vehicle came.
    Arrival,
    /// A vehicle left.
    Departure,
}

/// An arrival or a departure.
///
/// Its `Debug` leaves out the plate.
#[derive(Clone, PartialEq, Eq)]
pub struct EventReport {
    /// The session's id on the city platform, the same for arrival and departure.
    pub business_id: String,
    /// The plate; empty for a vehicle without one.
    pub plate: String,
    /// The plate's kind.
    pub vehtype: Vehtype,
    /// The plate's colour.
    pub colour: PlateColour,
    /// When the vehicle came.
    pub park_time: UtcMillis,
    /// When it left: with it this reports a departure, without it an arrival.
    pub leave_time: Option<UtcMillis>,
    /// Free spaces at the event; below 0 counts as 0.
    pub free_spaces: i64,
}

impl EventReport {
    /// Which of the two events this is.
    #[must_use]
    pub fn kind(&self) -> EventKind {
        if self.leave_time.is_some() { EventKind::Departure } else { EventKind::Arrival }
    }
}

impl fmt::Debug for EventReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventReport")
            .field("business_id", &self.business_id)
            .field("kind", &self.kind())
            .finish_non_exhaustive()
    }
}

/// One photo of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoReport {
    /// The session's id on the city platform.
    pub business_id: String,
    /// The event that the photo shows.
    pub event: EventKind,
    /// The photo's index on the wire, from [`CityPlatform::photo_index`](crate::CityPlatform::photo_index).
    pub img_index: u8,
    /// MD5 of exactly the bytes that are sent, as lower-case hex.
    pub md5: String,
    /// When it was taken: the passage's time.
    pub take_time: UtcMillis,
}
