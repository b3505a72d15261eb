//! What goes on beside commands: events after commits, alerts, openings that nobody drove through, locks that run out.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use gate_store::{Change, Changes};
use tokio::{
    sync::broadcast::error::RecvError,
    task::JoinHandle,
    time::{MissedTickBehavior, interval},
};

use super::Inner;
use crate::{
    alerting, backups,
    contract::{Event, Tag, types::SyncPlace},
    now,
};

/// Windows are told at most so often: ten looks a second are as live as eyes can tell, and a drained backlog commits
/// hundreds of times a second.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// How often it is looked whether another process wrote, while another process syncs.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// How often what depends on time alone is looked at.
const TICK: Duration = Duration::from_secs(1);

pub(super) fn start(app: &Arc<Inner>) {
    app.tasks.spawn(tell(Arc::clone(app)));
    app.tasks.spawn(look_for_others(Arc::clone(app)));
    app.tasks.spawn(tick(Arc::clone(app)));
    app.tasks.spawn(alerting::watch(Arc::clone(app)));
    app.tasks.spawn(backups::watch(Arc::clone(app)));
}

impl Inner {
    /// Goes on with this beside everything else until it ends or the program stops.
    pub(crate) fn beside(&self, work: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
        let stop = self.stop.clone();
        self.tasks.spawn(async move {
            // None means that the program stops.
            let _ = stop.run_until_cancelled(work).await;
        })
    }

    /// Ends when the program stops.
    pub(crate) async fn stopped(&self) {
        self.stop.cancelled().await;
    }
}

async fn tell(app: Arc<Inner>) {
    let mut changes = app.store.subscribe();
    loop {
        let mut changed = tokio::select! {
            () = app.stop.cancelled() => return,
            received = changes.recv() => match received {
                Ok(changes) => changes,
                Err(RecvError::Lagged(_)) => Changes::all(),
                Err(RecvError::Closed) => return,
            },
        };
        while let Ok(more) = changes.try_recv() {
            changed = changed.union(more);
        }
        let tags = Tag::of(changed);
        if changed.contains(Change::Accounts) {
            app.tell(Event::SessionChanged);
        }
        if !tags.is_empty() {
            app.changed(&tags);
        }
        tokio::select! {
            () = app.stop.cancelled() => return,
            () = tokio::time::sleep(TELL_EVERY) => {}
        }
    }
}

async fn look_for_others(app: Arc<Inner>) {
    let mut look = interval(LOOK_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = app.stop.cancelled() => return,
            _ = look.tick() => {}
        }
        if app.syncing.place() == SyncPlace::Here {
            continue;
        }
        if let Err(error) = app.store.look_for_other_writers().await {
            tracing::warn!(%error, "it cannot be seen whether another process wrote");
        }
    }
}

async fn tick(app: Arc<Inner>) {
    let mut tick = interval(TICK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut last = Instant::now();
    loop {
        tokio::select! {
            () = app.stop.cancelled() => return,
            _ = tick.tick() => {}
        }
        let elapsed = last.elapsed();
        last = Instant::now();
        let elapsed_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        if let Err(error) = app.store.tick_login_locks(elapsed_ms).await {
            tracing::warn!(%error, "locks of accounts cannot be counted down");
        }
        if let Err(error) = app.store.settle_lane_openings(now()).await {
            tracing::warn!(%error, "it cannot be noted which openings were used");
        }
    }
}
