//! The syncing core inside the program, unless another process syncs the directory.

use std::{sync::Arc, time::Duration};

use gate_open_platform::OpenPlatform;
use gate_sync::Refresher;
use tokio::sync::{Mutex, watch};

use super::Inner;
use crate::{
    AppError,
    contract::{Code, Failure, Tag, types::SyncPlace},
    settings_file::keep,
    sync::{self, Running},
};

/// How often a directory that another process syncs, or that could not be synced, is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(3);

pub(crate) struct Syncing {
    wanted: bool,
    running: Mutex<Option<Running>>,
    place: watch::Sender<SyncPlace>,
}

impl Syncing {
    pub(super) fn new(wanted: bool) -> Self {
        let nowhere = SyncPlace::Nowhere { why: Failure::new(Code::Starting) };
        Self { wanted, running: Mutex::new(None), place: watch::Sender::new(nowhere) }
    }

    /// Where the directory is synced.
    pub(crate) fn place(&self) -> SyncPlace {
        self.place.borrow().clone()
    }

    /// The client that syncing uses, while it does.
    pub(crate) async fn open_platform(&self) -> Option<OpenPlatform> {
        self.running.lock().await.as_ref().map(|running| running.open_platform().clone())
    }

    /// Refreshes mirrored registers, while this process syncs.
    pub(crate) async fn refresher(&self) -> Option<Refresher> {
        self.running.lock().await.as_ref().map(Running::refresher)
    }

    pub(super) async fn stop(&self) {
        if let Some(running) = self.running.lock().await.take() {
            running.stop().await;
        }
    }
}

/// Syncs, and where that is not possible goes on trying: the other process may end, the configuration may be put right.
pub(super) async fn keep(app: &Arc<Inner>) {
    app.begin_syncing(&mut *app.syncing.running.lock().await).await;
    let weak = Arc::downgrade(app);
    let stop = app.stop.clone();
    app.tasks.spawn(async move {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(TRY_AGAIN) => {}
            }
            let Some(app) = weak.upgrade() else { return };
            let mut running = app.syncing.running.lock().await;
            if running.is_none() && !stop.is_cancelled() {
                app.begin_syncing(&mut running).await;
            }
        }
    });
}

impl Inner {
    /// Ends syncing, where this process does it, and begins it with the configuration as it is now.
    pub(crate) async fn sync_anew(&self) {
        if !self.syncing.wanted {
            return;
        }
        // Held throughout, so that nobody begins in between.
        let mut running = self.syncing.running.lock().await;
        if let Some(running) = running.take() {
            running.stop_tasks().await;
        }
        if !self.stop.is_cancelled() {
            self.begin_syncing(&mut running).await;
        }
    }

    async fn begin_syncing(&self, running: &mut Option<Running>) {
        let place = match sync::prepare_over(&self.workspace, self.store.clone()).await {
            Ok(ready) => {
                *running = Some(ready.start());
                keep::keep_good(self.workspace.path());
                SyncPlace::Here
            }
            Err(AppError::Syncing { pid, .. }) => SyncPlace::Elsewhere { pid },
            Err(error) => SyncPlace::Nowhere { why: error.into() },
        };
        let differs = self.syncing.place.send_if_modified(|known| {
            let differs = *known != place;
            *known = place;
            differs
        });
        if differs {
            self.changed(&[Tag::Start, Tag::Platforms, Tag::Settings]);
        }
    }
}
