//! One car park's line to its city: the client, the gate, and the heartbeat that decides whose refusal it was.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use std::sync::Arc;

use gate_city::ClockExchange;
use gate_core::outcome::{Account, Exchange, Outcome, Reach, Verdict, classify};
use gate_core::time::Clock;
use gate_store::Store;
use tokio::sync::Notify;

use crate::options::{CarPark, Reporting};
use crate::sender::gate::{Allowance, Gate, Shut};

/// Shared by the sender and the heartbeat of one car park.
pub(crate) struct Link {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) reporting: Reporting,
    pub(crate) car_park: CarPark,
    gate: Mutex<Gate>,
    /// Woken when the gate may have opened.
    pub(crate) gate_moved: Notify,
    account: tokio::sync::Mutex<Option<Probed>>,
    shown: tokio::sync::Mutex<Option<Shut>>,
}

#[derive(Clone, Copy)]
struct Probed {
    started: Instant,
    account: Option<Account>,
}

impl Link {
    pub(crate) fn new(store: Store, clock: Arc<dyn Clock>, car_park: CarPark, reporting: Reporting) -> Self {
        let gate = Mutex::new(Gate::new(reporting.retry.initial, reporting.retry.max));
        Self {
            store,
            clock,
            reporting,
            car_park,
            gate,
            gate_moved: Notify::new(),
            account: tokio::sync::Mutex::new(None),
            shown: tokio::sync::Mutex::new(None),
        }
    }

    pub(crate) fn parking_id(&self) -> &str {
        self.car_park.parking_id()
    }

    fn gate(&self) -> MutexGuard<'_, Gate> {
        // Every change of the gate is whole before its lock goes, so a panic elsewhere leaves it sound.
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn allowance(&self) -> (Allowance, u64) {
        let gate = self.gate();
        (gate.allowance(Instant::now()), gate.epoch())
    }

    pub(crate) fn nudge(&self) {
        self.gate().nudge(Instant::now());
        self.gate_moved.notify_waiters();
    }

    pub(crate) fn told(&self, item: i64, outcome: &Outcome, reach: Reach, epoch: u64) {
        self.gate().outcome(item, outcome, reach, epoch, Instant::now(), rand::random());
    }

    /// Shows a pause, or its end, to people; called after outcomes, and cheap while nothing changed.
    pub(crate) async fn show_pause(&self) {
        let now_shut = self.gate().shut().filter(|shut| shut.code().is_some());
        let mut shown = self.shown.lock().await;
        if *shown == now_shut {
            return;
        }
        match now_shut.and_then(Shut::code) {
            Some(reason) => {
                tracing::warn!(parking_id = self.parking_id(), reason, "reporting to the city pauses")
            }
            None => tracing::info!(parking_id = self.parking_id(), "reporting to the city goes on"),
        }
        let reason = now_shut.and_then(Shut::code);
        match self.store.set_paused(self.parking_id(), reason, self.clock.now()).await {
            Ok(()) => *shown = now_shut,
            Err(error) => tracing::warn!(%error, "the pause could not be noted"),
        }
    }

    /// Whether the account is accepted, by a heartbeat that starts after this call. `None` when no heartbeat got a clear
    /// answer. Calls at the same time share one heartbeat.
    pub(crate) async fn probe_account(&self) -> Option<Account> {
        let asked = Instant::now();
        let mut last = self.account.lock().await;
        if let Some(probed) = last.filter(|probed| probed.started >= asked) {
            return probed.account;
        }
        let started = Instant::now();
        let beat = self.heartbeat().await;
        let account = match classify(&beat.exchange, Account::Accepted, &[]) {
            Outcome::Delivered | Outcome::DeliveredMalformed | Outcome::DeliveredAlready { .. } => {
                Some(Account::Accepted)
            }
            Outcome::Refused { .. } | Outcome::AccountRefused { .. } => Some(Account::Refused),
            _ => None,
        };
        *last = Some(Probed { started, account });
        account
    }

    /// Sends one heartbeat, keeps what came of it and tells the gate. Never waits for anything but the platform.
    pub(crate) async fn heartbeat(&self) -> ClockExchange {
        let free_spaces =
            match self.store.free_spaces_now(self.parking_id(), self.car_park.rules.total_spaces).await {
                Ok(free) => free.map(i64::from),
                Err(error) => {
                    tracing::warn!(%error, "free spaces are unknown for this heartbeat");
                    None
                }
            };
        let beat = self.reporting.city.heartbeat(free_spaces).await;
        let now = self.clock.now();
        let accepted = matches!(beat.exchange.verdict, Verdict::Accepted | Verdict::AcceptedMalformed)
            && beat.exchange.status.is_some_and(|status| (200..300).contains(&status));
        let kept = if accepted {
            self.gate().heartbeat_accepted(Instant::now());
            self.gate_moved.notify_waiters();
            self.store.heartbeat_ok(self.parking_id(), now).await
        } else {
            self.store.heartbeat_failed(self.parking_id(), &failure_words(&beat.exchange), now).await
        };
        if let Err(error) = kept {
            tracing::warn!(%error, "the heartbeat could not be noted");
        }
        self.keep_drift(&beat).await;
        beat
    }

    /// Asks for the city's time and keeps the drift. Whether it was told.
    pub(crate) async fn read_clock(&self) -> bool {
        let told = self.reporting.city.time().await;
        self.keep_drift(&told).await
    }

    async fn keep_drift(&self, told: &ClockExchange) -> bool {
        let Some(platform_time) = told.platform_time else { return false };
        let now = self.clock.now();
        // The platform read its clock about half-way, and tells it cut to the second: half a second is the middle of that.
        let read_at = now.0 - i64::try_from(told.exchange.elapsed_ms / 2).unwrap_or(0);
        let drift_ms = platform_time.0 + 500 - read_at;
        if drift_ms.abs() > 5_000 {
            tracing::warn!(
                parking_id = self.parking_id(),
                drift_ms,
                "the city's clock and ours differ by more than 5 s"
            );
        }
        if let Err(error) = self.store.clock_read(self.parking_id(), drift_ms, now).await {
            tracing::warn!(%error, "the clock's drift could not be noted");
        }
        true
    }
}

/// What went wrong, for people: the platform's own words where it used any.
pub(crate) fn failure_words(exchange: &Exchange) -> String {
    match (&exchange.verdict, exchange.status) {
        (Verdict::Refused { description }, _) => description.clone(),
        (_, Some(status)) => format!("HTTP {status}: {}", exchange.answer),
        (_, None) => exchange.answer.clone(),
    }
}
