//! The syncing core inside the program, unless another process syncs the directory.

use std::{sync::Arc, time::Duration};

use gate_open_platform::OpenPlatform;
use gate_sync::Refresher;
use tokio::sync::{Mutex, watch};

use super::Inner;
use crate::{
    AppError,
    contract::{Code, Failure, Tag, types::SyncPlace},
    sync::{self, Running},
};

/// How often a directory that another process syncs, or that could not be synced, is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(3);

pub(crate) struct Syncing {
    running: Mutex<Option<Running>>,
    place: watch::Sender<SyncPlace>,
}

impl Syncing {
    pub(super) fn new() -> Self {
        let nowhere = SyncPlace::Nowhere { why: Failure::new(Code::Starting) };
        Self { running: Mutex::new(None), place: watch::Sender::new(nowhere) }
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

/// Tries to sync, and where that was not possible goes on trying: the other process may end, the configuration may be
/// put right.
pub(super) async fn keep(app: &Arc<Inner>) {
    if begin(app).await {
        return;
    }
    let weak = Arc::downgrade(app);
    let stop = app.stop.clone();
    app.tasks.spawn(async move {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(TRY_AGAIN) => {}
            }
            let Some(app) = weak.upgrade() else { return };
            if begin(&app).await {
                return;
            }
        }
    });
}

async fn begin(app: &Arc<Inner>) -> bool {
    let (place, begun) = match sync::prepare_over(&app.workspace, app.store.clone()).await {
        Ok(ready) => {
            *app.syncing.running.lock().await = Some(ready.start());
            (SyncPlace::Here, true)
        }
        Err(AppError::Syncing { pid, .. }) => (SyncPlace::Elsewhere { pid }, false),
        Err(error) => (SyncPlace::Nowhere { why: error.into() }, false),
    };
    let differs = app.syncing.place.send_if_modified(|known| {
        let differs = *known != place;
        *known = place;
        differs
    });
    if differs {
        app.changed(&[Tag::Start, Tag::Platforms]);
    }
    begun
}
