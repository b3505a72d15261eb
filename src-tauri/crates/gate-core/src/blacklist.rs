//! Plates that are not let in.

use chrono::NaiveDate;

/// A blacklisted plate and the day its ban ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlacklistEntry {
    /// The plate as it was entered.
    pub plate: String,
    /// Last day of the ban, in China (`stopTime`); `None` where the platform does not say.
    pub until: Option<NaiveDate>,
}
