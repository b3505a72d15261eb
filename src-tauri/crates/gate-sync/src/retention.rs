//! Deleting what is old enough, and making room before the disk is full.

use std::sync::Arc;
use std::time::Duration;

use gate_core::time::Clock;
use gate_store::{CRITICAL_BYTES, DiskLevel, Pruned, Retention, Store, StoreError};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::trouble::Trouble;

/// The disk is looked at this often.
const LOOK: Duration = Duration::from_secs(60);
/// What is old is deleted this often.
const PRUNE: Duration = Duration::from_secs(3_600);
/// The first time, so that a start has the disk for itself.
const FIRST_AFTER: Duration = Duration::from_secs(30);
/// Room is made up to this much above the critical mark, so that it is not made anew each minute.
const HEADROOM: u64 = 250_000_000;

/// What retention needs.
#[derive(Clone)]
pub(crate) struct Keeping {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) retention: Retention,
}

/// Keeps the data directory within its bounds until stopped.
pub(crate) async fn run(keeping: Keeping, stop: CancellationToken) {
    // None means that it was stopped; every step is safe to stop at any moment.
    let _ = stop.run_until_cancelled(keeping.keep_for_ever()).await;
}

impl Keeping {
    async fn keep_for_ever(&self) {
        let mut pruning = Trouble::new("deleting what is old", "");
        let mut room = Trouble::new("making room on the disk", "");
        let mut next_prune = Instant::now() + FIRST_AFTER;
        tokio::time::sleep(FIRST_AFTER).await;
        loop {
            match self.make_room().await {
                Ok(()) => room.over(),
                Err(error) => drop(room.failed(&error)),
            }
            if Instant::now() >= next_prune {
                next_prune = Instant::now() + PRUNE;
                match self.store.prune(self.retention, self.clock.now()).await {
                    Ok(pruned) => {
                        pruning.over();
                        tell("deleted what was old", pruned);
                    }
                    Err(error) => drop(pruning.failed(&error)),
                }
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Deletes delivered photos while the disk is nearly full, and sets the reserve aside again once there is room.
    async fn make_room(&self) -> Result<(), StoreError> {
        let store = self.store.clone();
        let free = match tokio::task::spawn_blocking(move || store.free_bytes()).await {
            Ok(free) => free?,
            // Only when the runtime is shutting down.
            Err(_) => return Ok(()),
        };
        if DiskLevel::of(free) == DiskLevel::Critical {
            tracing::warn!(free, "the disk is nearly full; delivered photos are deleted, the oldest first");
            let wanted = CRITICAL_BYTES + HEADROOM - free;
            tell("made room", self.store.prune_photos_for_room(wanted, self.clock.now()).await?);
        } else {
            // It was given up when the disk was full; whether it could be set aside again is seen the next time.
            let _ = self.store.hold_reserve().await;
        }
        Ok(())
    }
}

fn tell(what: &'static str, pruned: Pruned) {
    if pruned != Pruned::default() {
        let Pruned { photos, photo_bytes, passages, sessions, deliveries, audit, others } = pruned;
        tracing::info!(photos, photo_bytes, passages, sessions, deliveries, audit, others, "{what}");
    }
}
