//! Sends what is due to one city: live before backlog, in order within a session, several sessions at once, within the
//! rate limit. Payloads are frozen before they are sent, and outcomes written before their place is given away.

pub(crate) mod gate;
mod looking;
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
use gate_store::{Change, Changes, StoreError};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tokio::sync::broadcast;
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::link::Link;
use gate::Allowance;
use queue::{Found, Queue, Ready, Wanted};
use sending::Sent;
use settler::Settler;
use slots::{HANGS_AFTER, OnTheWay, Slots};

/// Items sent or being sent whose outcome is not on the disk: what a crash may make us repeat (reliability.md,
/// invariant 3).
const MOST_UNSETTLED: usize = 8;

/// The database is looked at this often even if nobody says that something changed.
const LOOK_ANYWAY: Duration = Duration::from_secs(1);

const EVERYTHING: Wanted = Wanted { live: true, backlog: true };
const NOTHING: Wanted = Wanted { live: false, backlog: false };

/// When stopping, what is on its way may finish for so long.
const FINISH: Duration = Duration::from_secs(5);

/// And after that, what came of it may be written down for so long.
const WRITE_DOWN: Duration = Duration::from_secs(2);

/// Sends until stopped.
pub(crate) async fn run(link: Arc<Link>, stop: CancellationToken) {
    let mut sender = Sender::new(link);
    sender.run(&stop).await;
    sender.finish().await;
    if tokio::time::timeout(WRITE_DOWN, sender.settler.finish()).await.is_err() {
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
    /// At most one look into the database at a time, beside the sending.
    looking: JoinSet<Result<Found, StoreError>>,
    sending: JoinSet<(Ready, Sent)>,
    on_their_way: HashMap<Id, OnItsWay>,
    /// On their way, or settled but not yet on the disk.
    unsettled: HashSet<i64>,
    panics: HashMap<i64, u32>,
    settler: Settler,
    changes: broadcast::Receiver<Changes>,
    /// A person holds reporting back, as of the last look.
    held: bool,
    held_looked_at: Option<Instant>,
    /// What may be due that is not in the queue.
    look: Wanted,
    /// Of which the last look found more than it took.
    more: Wanted,
    looked_at: Option<Instant>,
    /// By then something may be due even if nobody says so. Kept here, and not with the loop's own sleep, since whatever
    /// wakes the loop (a heartbeat, a poll's commit) would put that off again and again.
    look_by: Instant,
}

impl Sender {
    fn new(link: Arc<Link>) -> Self {
        let per_second = NonZeroU32::new(link.reporting.max_requests_per_second).unwrap_or(NonZeroU32::MIN);
        // No bursts at ordinary rates: a platform that counts per second must never see one request too many.
        let burst = NonZeroU32::new(per_second.get() / 50).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_second(per_second).allow_burst(burst);
        let slots = Slots::new(link.reporting.max_concurrency);
        let changes = link.store.subscribe();
        Self {
            // More than two seconds' worth would only be read again.
            queue: Queue::new(usize::try_from(per_second.get()).unwrap_or(usize::MAX).saturating_mul(2)),
            slots,
            limiter: RateLimiter::direct(quota),
            looking: JoinSet::new(),
            sending: JoinSet::new(),
            on_their_way: HashMap::new(),
            unsettled: HashSet::new(),
            panics: HashMap::new(),
            settler: Settler::new(link.store.clone()),
            changes,
            held: false,
            held_looked_at: None,
            look: EVERYTHING,
            more: NOTHING,
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
                // In this order, so that outcomes begin to be written before anything else is thought of; nothing starves,
                // since all that is there is taken below.
                biased;
                () = stop.cancelled() => return,
                ids = self.settler.written() => self.settled(&ids),
                Some(done) = self.sending.join_next_with_id(), if !self.sending.is_empty() => self.done(done).await,
                Some(found) = self.looking.join_next(), if !self.looking.is_empty() => self.found(found),
                change = self.changes.recv() => self.heard(change),
                () = link.gate_moved.notified() => {}
                () = tokio::time::sleep_until(wake_at) => {}
            }
            self.take_what_is_there().await;
        }
    }

    /// Handles everything that has happened already, before the database is asked again.
    async fn take_what_is_there(&mut self) {
        while let Some(done) = self.sending.try_join_next_with_id() {
            self.done(done).await;
        }
        while let Some(found) = self.looking.try_join_next() {
            self.found(found);
        }
        loop {
            match self.changes.try_recv() {
                Ok(changes) => self.heard(Ok(changes)),
                Err(broadcast::error::TryRecvError::Lagged(_)) => self.look = EVERYTHING,
                Err(_) => break,
            }
        }
    }

    fn heard(&mut self, changes: Result<Changes, broadcast::error::RecvError>) {
        let Ok(changes) = changes else {
            self.look = EVERYTHING;
            return;
        };
        if changes.contains(Change::Deliveries) {
            self.look = EVERYTHING;
        }
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
                self.forget_queue();
                return until.map_or(anyway, |until| Instant::from_std(until).min(anyway));
            }
        };
        if !may_start || self.is_held().await {
            return anyway;
        }
        if self.queue.is_stale() && self.unsettled.len() < MOST_UNSETTLED {
            self.forget_queue();
        }
        if Instant::now() >= self.look_by {
            self.look = EVERYTHING;
        }
        let wake_at = self.look_ahead();
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
        }
        wake_at
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
                self.settler.add(settled);
                self.link.show_pause().await;
            }
            Ok((_, (_, Sent::PhotoLost { photo_id, error }))) => {
                tracing::error!(delivery = item.id, error, "a stored photo is lost");
                if let Err(error) = self.link.store.photo_lost(photo_id, &error, self.link.clock.now()).await
                {
                    tracing::error!(%error, "the lost photo could not be noted");
                }
                self.settled(&[item.id]);
            }
            Ok((_, (ready, Sent::PhotoUnread(error)))) => {
                tracing::warn!(delivery = item.id, %error, "a stored photo could not be read; trying again");
                let tries = ready.delivery.tries;
                self.settler.add(sending::failed_unexpectedly(&self.link, item.id, tries, 1));
            }
            Err(error) if error.is_cancelled() => self.settled(&[item.id]),
            Err(_) => {
                let times = *self.panics.entry(item.id).and_modify(|times| *times += 1).or_insert(1);
                tracing::error!(delivery = item.id, times, "sending failed unexpectedly");
                self.link.told(item.id, &Outcome::Ambiguous, Reach::Interrupted, item.epoch);
                self.settler.add(sending::failed_unexpectedly(&self.link, item.id, item.tries, times));
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

    /// These have left the way: they may be due again, and what waited for them may be due now. A look that began before
    /// left them out.
    fn settled(&mut self, ids: &[i64]) {
        for id in ids {
            self.unsettled.remove(id);
        }
        self.look = EVERYTHING;
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
