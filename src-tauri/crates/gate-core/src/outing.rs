//! Outings: an authorised vehicle's registered absence.

use crate::time::UtcMillis;

/// An authorised vehicle's registered absence (外出登记), to the minute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outing {
    /// The plate.
    pub plate: String,
    /// When the absence begins.
    pub from: UtcMillis,
    /// When the absence ends.
    pub until: UtcMillis,
}
