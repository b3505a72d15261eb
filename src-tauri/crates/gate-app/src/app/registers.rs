//! The registers inside the program: who asks the platform for them, who works on batches, and what windows are told of both.

use std::{collections::HashMap, sync::Arc, time::Duration};

use gate_store::{BatchLock, BatchState, BatchSummary, Change, StoreError};
use gate_sync::{Refresher, Refreshing, SystemClock};
use tokio::{
    sync::{Notify, broadcast::error::RecvError},
    time::{Instant, MissedTickBehavior, interval},
};
use tokio_util::sync::CancellationToken;

use super::Inner;
use crate::{
    contract::{Code, Event, Failure, Tag, types::SyncPlace},
    now,
    registers::{
        Writes,
        batches::{Ended, Runner},
    },
};

/// A window waits no longer for what the platform says of a lost answer; then it is told that it is not known yet.
const PATIENCE: Duration = Duration::from_secs(30);
/// Progress is told at most so often.
const TELL_EVERY: Duration = Duration::from_millis(500);
/// How often it is looked whether another process wrote while this one syncs, such as the command line.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Whoever only looks whether batches are worked on holds their lock for an instant.
const LOCK_PATIENCE: Duration = Duration::from_millis(500);
const SYSTEM: &str = "system";

/// What the program keeps for the registers.
#[derive(Default)]
pub(crate) struct Registers {
    /// Asks the platform where this process does not sync.
    own: tokio::sync::Mutex<Option<Refresher>>,
    desk: tokio::sync::Mutex<Desk>,
    /// One batch after the other.
    turn: Arc<tokio::sync::Mutex<()>>,
    told: Arc<Notify>,
}

/// The batches that this process works on.
#[derive(Default)]
struct Desk {
    lock: Option<BatchLock>,
    running: HashMap<i64, Vec<CancellationToken>>,
}

impl Registers {
    /// The account may be another now.
    pub(crate) async fn forget_client(&self) {
        *self.own.lock().await = None;
    }
}

pub(super) fn start(app: &Arc<Inner>) {
    app.tasks.spawn(watch_bans(Arc::clone(app)));
    app.tasks.spawn(tell_progress(Arc::clone(app)));
    app.tasks.spawn(tell_batches(Arc::clone(app)));
}

impl Inner {
    /// Asks the platform for its registers: the one that syncs, or one of our own.
    pub(crate) async fn refresher(&self) -> Result<Refresher, Failure> {
        if let Some(refresher) = self.syncing.refresher().await {
            return Ok(refresher);
        }
        let mut own = self.registers.own.lock().await;
        if let Some(refresher) = own.as_ref() {
            return Ok(refresher.clone());
        }
        let client = self.open_platform().await?;
        let config = self.configuration()?;
        let ids = config.car_parks.iter().map(|car_park| car_park.parking_id.clone());
        let refresher = Refresher::over(self.store.clone(), Arc::new(SystemClock), client, ids);
        *own = Some(refresher.clone());
        Ok(refresher)
    }

    /// What of the registers is being read now, if anything is.
    pub(crate) async fn reading(&self) -> Option<Refreshing> {
        let refresher = match self.syncing.refresher().await {
            Some(refresher) => refresher,
            None => self.registers.own.lock().await.clone()?,
        };
        refresher.progress().borrow().clone()
    }

    /// Writes to the registers in somebody's name.
    pub(crate) async fn writes(&self, by: &str) -> Result<Writes, Failure> {
        let (client, refresher) = (self.open_platform().await?, self.refresher().await?);
        Ok(Writes::new(self.store.clone(), client, refresher, by).with_patience(PATIENCE))
    }

    /// Works on a batch from now on, in `by`'s name. While another process works on batches it stays stopped.
    pub(crate) async fn begin_batch(self: &Arc<Self>, id: i64, by: &str) -> Result<BatchSummary, Failure> {
        let missing = || Failure::not_found("batch");
        let batch = self.store.batch(id).await?.ok_or_else(missing)?;
        let writes = self.writes(&batch.by).await?;
        let mut desk = self.registers.desk.lock().await;
        if desk.running.get(&id).is_some_and(|tokens| tokens.iter().any(|token| !token.is_cancelled())) {
            return Ok(batch);
        }
        if desk.lock.is_none() {
            let Some(lock) = self.batch_lock().await? else { return Ok(batch) };
            desk.lock = Some(lock);
            self.store.stop_dead_batches(now()).await?;
        }
        let batch = self.store.set_batch_state(id, BatchState::Running, by, now()).await?;
        if batch.state != BatchState::Running {
            return Ok(batch);
        }
        let token = self.stop.child_token();
        desk.running.entry(id).or_default().push(token.clone());
        drop(desk);
        self.tasks.spawn(work(Arc::clone(self), id, writes, token));
        Ok(batch)
    }

    /// Works on a batch no longer; what is under way gets its answer.
    pub(crate) async fn stop_batch(&self, id: i64, by: &str) -> Result<BatchSummary, Failure> {
        let batch = self.store.set_batch_state(id, BatchState::Stopped, by, now()).await?;
        let desk = self.registers.desk.lock().await;
        desk.running.get(&id).into_iter().flatten().for_each(CancellationToken::cancel);
        Ok(batch)
    }

    async fn batch_lock(&self) -> Result<Option<BatchLock>, Failure> {
        let begun = Instant::now();
        loop {
            let dir = self.store.dir().to_owned();
            let taken = tokio::task::spawn_blocking(move || BatchLock::try_acquire(&dir)).await;
            match taken {
                Ok(Ok(Some(lock))) => return Ok(Some(lock)),
                Ok(Ok(None)) if begun.elapsed() < LOCK_PATIENCE => {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                Ok(Ok(None)) => return Ok(None),
                Ok(Err(error)) => {
                    return Err(Failure::new(Code::DirectoryFailed).with("detail", error.to_string()));
                }
                Err(_) => return Err(StoreError::Closed.into()),
            }
        }
    }
}

async fn work(app: Arc<Inner>, id: i64, writes: Writes, token: CancellationToken) {
    let turn = Arc::clone(&app.registers.turn);
    let ended = match token.run_until_cancelled(turn.lock_owned()).await {
        None => Ok(Ended::Stopped),
        Some(_turn) => {
            let told = Arc::clone(&app.registers.told);
            let runner = Runner::new(app.store.clone(), writes, token.clone(), move || told.notify_one());
            runner.run(id).await
        }
    };
    if let Err(failure) = &ended {
        tracing::error!(%failure, batch = id, "a batch cannot go on");
    }
    let mut desk = app.registers.desk.lock().await;
    token.cancel();
    if let Some(tokens) = desk.running.get_mut(&id) {
        // This one is cancelled; so may be one that was stopped before it and has not ended.
        tokens.retain(|token| !token.is_cancelled());
        let goes_on = !tokens.is_empty();
        if !goes_on {
            desk.running.remove(&id);
            if !matches!(ended, Ok(Ended::Finished))
                && let Err(error) = app.store.set_batch_state(id, BatchState::Stopped, SYSTEM, now()).await
            {
                tracing::warn!(%error, batch = id, "it cannot be noted that a batch stopped");
            }
        }
    }
    if desk.running.is_empty() {
        desk.lock = None;
    }
    app.changed(&[Tag::Batches]);
}

/// Raises alerts for vehicles inside whose plate was banned, here, there or by another process, and for banned ones that the
/// platform turns out to have inside.
async fn watch_bans(app: Arc<Inner>) {
    let mut changes = app.store.subscribe();
    loop {
        match app.store.raise_for_bans(now()).await {
            Ok(raised) => raised.iter().for_each(|alert| app.tell(Event::AlertRaised { id: alert.id })),
            Err(error) => tracing::warn!(%error, "banned vehicles inside cannot be looked for"),
        }
        loop {
            let received = tokio::select! {
                () = app.stop.cancelled() => return,
                received = changes.recv() => received,
            };
            match received {
                Ok(changes) if !changes.contains(Change::Blacklist) && !changes.contains(Change::InPark) => {}
                Ok(_) | Err(RecvError::Lagged(_)) => break,
                Err(RecvError::Closed) => return,
            }
        }
    }
}

/// Tells windows how far the reading of a register is, and looks for what other processes write.
async fn tell_progress(app: Arc<Inner>) {
    let mut tick = interval(TELL_EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut known, mut looked_at) = (None, Instant::now());
    loop {
        tokio::select! {
            () = app.stop.cancelled() => return,
            _ = tick.tick() => {}
        }
        let reading = app.reading().await;
        if reading != known {
            known = reading;
            app.changed(&[Tag::Mirrors]);
        }
        if looked_at.elapsed() >= LOOK_EVERY && app.syncing.place() == SyncPlace::Here {
            looked_at = Instant::now();
            if let Err(error) = app.store.look_for_other_writers().await {
                tracing::warn!(%error, "it cannot be seen whether another process wrote");
            }
        }
    }
}

/// Tells windows how far batches are.
async fn tell_batches(app: Arc<Inner>) {
    loop {
        tokio::select! {
            () = app.stop.cancelled() => return,
            () = app.registers.told.notified() => {}
        }
        app.changed(&[Tag::Batches]);
        tokio::select! {
            () = app.stop.cancelled() => return,
            () = tokio::time::sleep(TELL_EVERY) => {}
        }
    }
}
