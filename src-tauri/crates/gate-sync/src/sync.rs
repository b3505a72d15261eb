//! Everything that runs for one data directory, started and stopped together.

use std::sync::Arc;
use std::time::Duration;

use gate_store::{Store, StoreError};
use tokio::sync::{Notify, watch};

use crate::link::Link;
use crate::options::{CarPark, SyncOptions};
use crate::supervisor::Supervisor;
use crate::{heartbeat, sender};

/// Stopping takes no longer (operations.md, `sync`).
const STOP_WITHIN: Duration = Duration::from_secs(9);

/// Syncing, running.
pub struct Sync {
    store: Store,
    supervisor: Supervisor,
    links: Vec<Arc<Link>>,
    /// Each becomes true once: a car park's records were collected up to now, a first heartbeat was answered or failed,
    /// a clock was read.
    firsts: Vec<watch::Receiver<bool>>,
    nudge: Arc<Notify>,
}
