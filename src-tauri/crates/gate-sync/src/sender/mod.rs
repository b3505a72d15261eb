//! Sends what is due to one city: live before backlog, in order within a session, several sessions at once, within the
//! rate limit. Payloads are frozen before they are sent, and outcomes written before their place is given away.

pub(crate) mod gate;
mod queue;
mod sending;
mod settler;
mod slots;

use std::collections::{HashMap, HashSet};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use gate_core::delivery::{Settlement, Tries};
use gate_core::outcome::{Outcome, Reach};
use gate_store::{Change, Changes};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tokio::sync::{broadcast, mpsc};
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::link::Link;
use gate::Allowance;
use queue::{Queue, Ready};
use sending::Sent;
use slots::{HANGS_AFTER, OnTheWay, Slots};

/// Items sent or being sent whose outcome is not on the disk: what a crash may make us repeat (reliability.md,
/// invariant 3).
const MOST_UNSETTLED: usize = 8;

/// The database is looked at this often even if nobody says that something changed.
const LOOK_ANYWAY: Duration = Duration::from_secs(1);

/// In a busy time the database says so hundreds of times a second; looking this often is enough.
const LOOK_AT_MOST_EVERY: Duration = Duration::from_millis(10);

/// When stopping, what is on its way may finish for so long.
const FINISH: Duration = Duration::from_secs(5);

/// Sends until stopped.
pub(crate) async fn run(link: Arc<Link>, stop: CancellationToken) {
    let (outcomes, to_write) = mpsc::unbounded_channel();
    let (writer, written) = mpsc::unbounded_channel();
    let settler = tokio::spawn(settler::run(link.store.clone(), to_write, writer));
    let mut sender = Sender::new(link, outcomes, written);
    sender.run(&stop).await;
    sender.finish().await;
    drop(sender);
    if tokio::time::timeout(Duration::from_secs(2), settler).await.is_err() {
        tracing::error!("outcomes could not be written before stopping; those items will be sent again");
    }
}

struct OnItsWay {
    id: i64,
    live: bool,
    epoch: u64,
    tries: Tries,
    sent_at: std::time::Instant,
}

struct Sender {
    link: Arc<Link>,
    queue: Queue,
    slots: Slots,
    limiter: DefaultDirectRateLimiter,
    ahead: usize,
    sending: JoinSet<(Ready, Sent)>,
    on_their_way: HashMap<Id, OnItsWay>,
    /// On their way, or settled but not yet on the disk.
    unsettled: HashSet<i64>,
    panics: HashMap<i64, u32>,
    outcomes: mpsc::UnboundedSender<gate_store::Settled>,
    written: mpsc::UnboundedReceiver<i64>,
    changes: broadcast::Receiver<Changes>,
    /// A person holds reporting back, as of the last look.
    held: bool,
    held_looked_at: Option<Instant>,
    /// Something may be due that is not in the queue.
    look: bool,
    looked_at: Option<Instant>,
    /// By then something may be due even if nobody says so. Kept here, and not with the loop's own sleep, since whatever
    /// wakes the loop (a heartbeat, a poll's commit) would put that off again and again.
    look_by: Instant,
}

impl Sender {
    fn new(
        link: Arc<Link>,
        outcomes: mpsc::UnboundedSender<gate_store::Settled>,
        written: mpsc::UnboundedReceiver<i64>,
    ) -> Self {
        let per_second = NonZeroU32::new(link.reporting.max_requests_per_second).unwrap_or(NonZeroU32::MIN);
        // No bursts at ordinary rates: a platform that counts per second must never see one request too many.
        let burst = NonZeroU32::new(per_second.get() / 50).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_second(per_second).allow_burst(burst);
        let slots = Slots::new(link.reporting.max_concurrency);
        let changes = link.store.subscribe();
        Self {
            queue: Queue::default(),
            slots,
            limiter: RateLimiter::direct(quota),
            ahead: usize::try_from(per_second.get()).unwrap_or(usize::MAX).saturating_mul(2),
            sending: JoinSet::new(),
            on_their_way: HashMap::new(),
            unsettled: HashSet::new(),
            panics: HashMap::new(),
            outcomes,
            written,
            changes,
            held: false,
            held_looked_at: None,
            look: true,
            looked_at: None,
            look_by: Instant::now(),
            link,
        }
    }

    async fn run(&mut self, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            let wake_at = self.advance().await;
            let link = self.link.clone();
            tokio::select! {
                () = stop.cancelled() => return,
                Some(done) = self.sending.join_next_with_id(), if !self.sending.is_empty() => self.done(done).await,
                Some(id) = self.written.recv() => self.settled(id),
                change = self.changes.recv() => self.heard(change),
                () = link.gate_moved.notified() => {}
                () = tokio::time::sleep_until(wake_at) => self.look = true,
            }
            self.take_what_is_there().await;
        }
    }

    /// Handles everything that has happened already, before the database is asked again.
    async fn take_what_is_there(&mut self) {
        while let Some(done) = self.sending.try_join_next_with_id() {
            self.done(done).await;
        }
        while let Ok(id) = self.written.try_recv() {
            self.settled(id);
        }
        loop {
            match self.changes.try_recv() {
                Ok(changes) => self.heard(Ok(changes)),
                Err(broadcast::error::TryRecvError::Lagged(_)) => self.look = true,
                Err(_) => break,
            }
        }
    }

    fn heard(&mut self, changes: Result<Changes, broadcast::error::RecvError>) {
        let Ok(changes) = changes else {
            self.look = true;
            return;
        };
        self.look |= changes.contains(Change::Deliveries);
        if changes.contains(Change::Platforms) {
            self.held_looked_at = None;
        }
    }

    /// Sends whatever may be sent now. Answers when to look again if nothing happens.
    async fn advance(&mut self) -> Instant {
        let anyway = Instant::now() + LOOK_ANYWAY;
        let (allowance, epoch) = self.link.allowance();
        let may_start = match allowance {
            Allowance::Open => true,
            Allowance::Probe => self.on_their_way.is_empty(),
            Allowance::Shut(until) => {
                self.queue.clear();
                self.look = true;
                return until.map_or(anyway, |until| Instant::from_std(until).min(anyway));
            }
        };
        if !may_start || self.is_held().await {
            return anyway;
        }
        if self.queue.is_stale() && self.unsettled.len() < MOST_UNSETTLED {
            self.queue.clear();
            self.look = true;
        }
        self.look |= Instant::now() >= self.look_by;
        let mut wake_at = self.fill().await.unwrap_or(self.look_by);
        while self.unsettled.len() < MOST_UNSETTLED {
            let on_the_way = self.on_the_way();
            let probing = allowance == Allowance::Probe;
            if probing && !self.on_their_way.is_empty() {
                break;
            }
            let live_may_go = probing || self.slots.live_may_go(on_the_way);
            let backlog_may_go = probing || self.slots.backlog_may_go(on_the_way);
            if !self.queue.has_any(live_may_go, backlog_may_go) {
                break;
            }
            if let Err(not_until) = self.limiter.check() {
                let wait = not_until.wait_time_from(DefaultClock::default().now());
                return wake_at.min(Instant::now() + wait);
            }
            if let Some(ready) = self.queue.pop(live_may_go, backlog_may_go) {
                self.start(ready, epoch);
            }
            wake_at = self.look_by;
        }
        wake_at
    }

    /// Whether a person holds reporting back. Another process may have said so, hence a look each second.
    async fn is_held(&mut self) -> bool {
        if self.held_looked_at.is_none_or(|at| at.elapsed() >= LOOK_ANYWAY) {
            self.held_looked_at = Some(Instant::now());
            match self.link.store.is_reporting_held(self.link.parking_id()).await {
                Ok(held) => self.held = held,
                Err(error) => tracing::warn!(%error, "whether reporting is held back could not be read"),
            }
            if self.held {
                self.queue.clear();
                self.look = true;
            }
        }
        self.held
    }

    fn on_the_way(&self) -> OnTheWay {
        let mut on_the_way = OnTheWay::default();
        for item in self.on_their_way.values() {
            match (item.sent_at.elapsed() >= HANGS_AFTER, item.live) {
                (true, _) => on_the_way.hanging += 1,
                (false, true) => on_the_way.live += 1,
                (false, false) => on_the_way.backlog += 1,
            }
        }
        on_the_way
    }

    /// Reads ahead if there may be something. Answers when to look again if that is sooner than usual.
    async fn fill(&mut self) -> Option<Instant> {
        if !self.look {
            return None;
        }
        if let Some(soon) = self.looked_at.map(|at| at + LOOK_AT_MOST_EVERY) {
            let nothing_to_do = !self.queue.has_any(true, true) && self.on_their_way.is_empty();
            if Instant::now() < soon && !nothing_to_do {
                return Some(soon);
            }
        }
        self.looked_at = Some(Instant::now());
        self.look_by = Instant::now() + LOOK_ANYWAY;
        let backlog = self.queue.backlog_is_low();
        match self.queue.fill(&self.link, &self.unsettled, backlog, self.ahead).await {
            Ok(()) => self.look = !backlog,
            Err(error) => {
                tracing::warn!(%error, "what is due could not be read; trying again");
                return Some(Instant::now() + LOOK_ANYWAY);
            }
        }
        if self.queue.has_any(true, true) {
            return None;
        }
        let now = self.link.clock.now();
        let next = self.link.store.next_due_at(self.link.parking_id(), now).await.ok().flatten()?;
        let wait = u64::try_from(next.since(now)).unwrap_or(0);
        self.look_by = Instant::now() + Duration::from_millis(wait.max(1)).min(LOOK_ANYWAY);
        Some(self.look_by)
    }

    fn start(&mut self, ready: Ready, epoch: u64) {
        let item = OnItsWay {
            id: ready.delivery.id,
            live: ready.live,
            epoch,
            tries: ready.delivery.tries,
            sent_at: std::time::Instant::now(),
        };
        self.unsettled.insert(item.id);
        let link = self.link.clone();
        let task = self.sending.spawn(async move {
            let sent = sending::send(link, &ready).await;
            (ready, sent)
        });
        self.on_their_way.insert(task.id(), item);
    }

    async fn done(&mut self, done: Result<(Id, (Ready, Sent)), JoinError>) {
        let task = match &done {
            Ok((task, _)) => *task,
            Err(error) => error.id(),
        };
        let Some(item) = self.on_their_way.remove(&task) else { return };
        match done {
            Ok((_, (_, Sent::Settled { outcome, reach, settled }))) => {
                self.panics.remove(&item.id);
                self.link.told(item.id, &outcome, reach, item.epoch);
                if is_congestion(&outcome, reach, settled.status) {
                    self.slots.congested(item.sent_at, std::time::Instant::now());
                } else {
                    self.slots.succeeded();
                }
                self.log(&item, &outcome, &settled);
                self.write(settled);
                self.link.show_pause().await;
            }
            Ok((_, (_, Sent::PhotoLost { photo_id, error }))) => {
                tracing::error!(delivery = item.id, error, "a stored photo is lost");
                if let Err(error) = self.link.store.photo_lost(photo_id, &error, self.link.clock.now()).await
                {
                    tracing::error!(%error, "the lost photo could not be noted");
                }
                self.settled(item.id);
            }
            Ok((_, (ready, Sent::PhotoUnread(error)))) => {
                tracing::warn!(delivery = item.id, %error, "a stored photo could not be read; trying again");
                self.write(sending::failed_unexpectedly(&self.link, item.id, ready.delivery.tries, 1));
            }
            Err(error) if error.is_cancelled() => self.settled(item.id),
            Err(_) => {
                let times = *self.panics.entry(item.id).and_modify(|times| *times += 1).or_insert(1);
                tracing::error!(delivery = item.id, times, "sending failed unexpectedly");
                self.link.told(item.id, &Outcome::Ambiguous, Reach::Interrupted, item.epoch);
                self.write(sending::failed_unexpectedly(&self.link, item.id, item.tries, times));
            }
        }
    }

    fn log(&self, item: &OnItsWay, outcome: &Outcome, settled: &gate_store::Settled) {
        let (delivery, code, status) = (item.id, outcome.code(), settled.status);
        match settled.settlement {
            Settlement::Delivered => tracing::debug!(delivery, code, status, "delivered"),
            Settlement::Park { .. } => tracing::warn!(delivery, code, status, "parked: a person must look"),
            _ => tracing::info!(delivery, code, status, elapsed_ms = settled.elapsed_ms, "not delivered yet"),
        }
    }

    fn write(&self, settled: gate_store::Settled) {
        // The settler outlives the sender: it ends only when this end hangs up.
        let _ = self.outcomes.send(settled);
    }

    fn settled(&mut self, id: i64) {
        self.unsettled.remove(&id);
    }

    /// Lets what is on its way finish, for a bounded time. What does not is ambiguous and will be repeated.
    async fn finish(&mut self) {
        let until = Instant::now() + FINISH;
        while !self.sending.is_empty() {
            match tokio::time::timeout_at(until, self.sending.join_next_with_id()).await {
                Ok(Some(done)) => self.done(done).await,
                Ok(None) => return,
                Err(_) => {
                    tracing::warn!(items = self.sending.len(), "left unfinished; these will be sent again");
                    self.sending.abort_all();
                    return;
                }
            }
        }
    }
}

/// Whether an outcome may come of sending too much: no answer, or one that says so. An answer that is merely unreadable
/// is none.
fn is_congestion(outcome: &Outcome, reach: Reach, status: Option<u16>) -> bool {
    match outcome {
        Outcome::SlowDown { .. } | Outcome::Transient => true,
        Outcome::Ambiguous => reach != Reach::Answered || status.is_none(),
        _ => false,
    }
}
