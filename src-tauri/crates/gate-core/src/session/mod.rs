//! Pairing passages into parking sessions (domain.md, "Pairing").
//!
//! Pairing looks at one plate in one car park. It is by the passages' own times, not by when we heard of them; what the
//! city has already been told is never changed by it, only by people.

mod correction;
mod explain;
mod placement;
mod unlicensed;
mod waiting;

pub use correction::{Correction, Joins, Told, correct_plate};
pub use explain::{PairingFacts, PairingReason, explain_pairing};
pub use placement::{Placement, place};
pub use unlicensed::{OpenUnlicensed, choose_unlicensed};
pub use waiting::{WaitDecision, WaitFacts, decide_wait};

use crate::passage::Direction;
use crate::time::UtcMillis;
use std::time::Duration;

/// A second reading of a plated vehicle at the same lane within this time is a repeat reading.
pub const REPEAT_WINDOW: Duration = Duration::from_secs(60);

/// The same for vehicles without a plate.
pub const UNLICENSED_REPEAT_WINDOW: Duration = Duration::from_secs(10);

/// Identifies a session to whoever stores it.
pub type SessionId = i64;

/// What pairing needs to know of a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// In or out.
    pub direction: Direction,
    /// The passage's own time.
    pub at: UtcMillis,
    /// The lane's number.
    pub lane_no: String,
    /// Whether the vehicle has a plate.
    pub licensed: bool,
}

/// What pairing needs to know of a session of the same plate (or, for vehicles without one, of the same lane).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionView {
    /// The session.
    pub id: SessionId,
    /// Its arrival, unless it is still awaited.
    pub arrival: Option<End>,
    /// Its departure, if there was one.
    pub departure: Option<End>,
    /// The arrival's time was reconstructed, not seen.
    pub arrival_reconstructed: bool,
    /// The departure has been tried with the city, so that it may no longer move.
    pub departure_tried: bool,
}

/// One end of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// The passage's time.
    pub at: UtcMillis,
    /// The lane's number.
    pub lane_no: String,
}

impl SessionView {
    /// Where the session stands among the others of its plate: at its arrival, or at its departure while the arrival is
    /// awaited.
    #[must_use]
    pub fn sort_at(&self) -> UtcMillis {
        self.arrival.as_ref().or(self.departure.as_ref()).map_or(UtcMillis(i64::MAX), |end| end.at)
    }

    fn awaits_arrival(&self) -> bool {
        self.arrival.is_none()
    }
}

#[cfg(test)]
mod tests;
