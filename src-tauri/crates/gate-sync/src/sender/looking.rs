//! The looks into the database: whether reporting is held back, and what is due.

use std::time::Duration;

use gate_store::StoreError;
use tokio::task::JoinError;
use tokio::time::Instant;

use super::queue::{self, Found, Wanted};
use super::{EVERYTHING, LOOK_ANYWAY, Sender};

/// In a busy time the database says so hundreds of times a second; looking this often is enough, unless the last look
/// left something behind.
const LOOK_AT_MOST_EVERY: Duration = Duration::from_millis(10);

impl Sender {
    /// Forgets what was read ahead; it stays due in the database.
    pub(super) fn forget_queue(&mut self) {
        self.queue.clear();
        self.look = EVERYTHING;
    }

    /// Whether a person holds reporting back. Another process may have said so, hence a look each second.
    pub(super) async fn is_held(&mut self) -> bool {
        if self.held_looked_at.is_none_or(|at| at.elapsed() >= LOOK_ANYWAY) {
            self.held_looked_at = Some(Instant::now());
            match self.link.store.is_reporting_held(self.link.parking_id()).await {
                Ok(held) => self.held = held,
                Err(error) => tracing::warn!(%error, "whether reporting is held back could not be read"),
            }
            if self.held {
                self.forget_queue();
            }
        }
        self.held
    }

    /// Begins a look into the database if there may be something that the queue has room for. Answers when to come back
    /// if nothing happens.
    pub(super) fn look_ahead(&mut self) -> Instant {
        let wanted = Wanted {
            live: self.look.live && self.queue.live_is_low(),
            backlog: self.look.backlog && self.queue.backlog_is_low(),
        };
        if !self.looking.is_empty() || !(wanted.live || wanted.backlog) {
            return self.look_by;
        }
        let idle = !self.queue.has_any(true, true) && self.on_their_way.is_empty();
        if let Some(soon) = self.looked_at.map(|at| at + LOOK_AT_MOST_EVERY)
            && Instant::now() < soon
            && !(wanted.live && self.more.live || wanted.backlog && self.more.backlog)
            && !idle
        {
            return soon.min(self.look_by);
        }
        self.look =
            Wanted { live: self.look.live && !wanted.live, backlog: self.look.backlog && !wanted.backlog };
        self.looked_at = Some(Instant::now());
        self.look_by = Instant::now() + LOOK_ANYWAY;
        let link = self.link.clone();
        let known = self.queue.ids().chain(self.unsettled.iter().copied()).collect();
        let ahead = self.queue.ahead();
        self.looking.spawn(async move { queue::look(&link, wanted, known, ahead).await });
        self.look_by
    }

    pub(super) fn found(&mut self, found: Result<Result<Found, StoreError>, JoinError>) {
        match found {
            Ok(Ok(Found { ready, more, next_due_at })) => {
                self.queue.add(ready);
                self.more = more;
                self.look.live |= more.live;
                self.look.backlog |= more.backlog;
                if let Some(at) = next_due_at {
                    let wait = u64::try_from(at.since(self.link.clock.now())).unwrap_or(0);
                    self.look_by = self.look_by.min(Instant::now() + Duration::from_millis(wait.max(1)));
                }
            }
            // The time of the next look is set already.
            Ok(Err(error)) => tracing::warn!(%error, "what is due could not be read; trying again"),
            Err(error) if error.is_cancelled() => {}
            Err(_) => tracing::error!("looking for what is due failed unexpectedly; trying again"),
        }
    }
}
