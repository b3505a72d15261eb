//! Car parks of an account.

/// A car park as the open platform lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarPark {
    /// Its id on the open platform (`parkingId`, there called `value`).
    pub parking_id: String,
    /// Its name (there called `text`).
    pub name: Option<String>,
}
