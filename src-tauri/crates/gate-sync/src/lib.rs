//! Collecting, pairing, photo fetching, sending, heartbeat and clock, reconciling, retention; supervised.
//!
//! [`Sync::start`] runs everything for one data directory until [`Sync::stop`]. What it does stands in the database
//! and is heard of by [`gate_store::Store::subscribe`]; "being sent" is in memory only.

mod clock;
mod heartbeat;
mod link;
mod options;
mod sender;
mod supervisor;

pub use clock::SystemClock;
pub use options::{CarPark, Reporting, SyncOptions};
pub use supervisor::Supervisor;
