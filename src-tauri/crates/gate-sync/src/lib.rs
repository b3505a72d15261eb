//! Collecting, pairing, photo fetching, sending, heartbeat and clock, reconciling, retention; supervised.
//!
//! [`Sync::start`] runs everything for one data directory until [`Sync::stop`]. What it does stands in the database
//! and is heard of by [`gate_store::Store::subscribe`]; "being sent" is in memory only.

mod callbacks;
mod clock;
mod clock_watch;
mod collector;
mod heartbeat;
mod link;
mod look_back;
mod mirrors;
mod options;
mod photo_fetch;
mod reconcile;
mod retention;
mod samples;
mod sender;
mod supervisor;
mod sync;
#[cfg(test)]
mod testing;
mod trouble;
mod waiting;
mod wake;

pub use clock::SystemClock;
pub use mirrors::{RefreshError, Refresher, Refreshing};
pub use options::{CarPark, Reporting, SyncOptions};
pub use sync::Sync;
