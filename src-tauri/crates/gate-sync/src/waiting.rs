//! Exits without an entry: the open platform is asked for their arrivals, and in the end their wait is over.

use std::time::Duration;

use gate_core::session::{WaitDecision, WaitFacts, decide_wait};
use gate_core::time::UtcMillis;
use gate_store::{AwaitingExit, Change, StoreError, WaitEnded};
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::collector::{CollectError, Collecting};
use crate::look_back::look_back;
use crate::trouble::Trouble;
use crate::wake;

/// The clock may be set while we wait: nothing is waited for longer in one go.
const LOOK_AGAIN: Duration = Duration::from_secs(10);
/// Exits that come while we ask are asked for together the next time, not before this.
const SHORTEST_REST: Duration = Duration::from_secs(1);
const LONGEST_REST: Duration = Duration::from_secs(60);
const INITIAL_DELAY: Duration = Duration::from_secs(1);
const LONGEST_DELAY: Duration = Duration::from_secs(60);
const STORE_DELAY: Duration = Duration::from_secs(5);

/// Looks after the waiting exits of a car park until stopped.
pub(crate) async fn run(collecting: Collecting, stop: CancellationToken) {
    let asked = Notify::new();
    // Apart, since asking may take minutes, and a wait ends in time all the same.
    let both =
        async { tokio::join!(ask_for_ever(&collecting, &asked), end_waits_for_ever(&collecting, &asked)) };
    // None means that it was stopped.
    let _ = stop.run_until_cancelled(both).await;
}

async fn ask_for_ever(collecting: &Collecting, asked: &Notify) {
    let mut trouble = Trouble::new("looking for earlier arrivals", collecting.parking_id());
    let mut changes = collecting.store.subscribe();
    loop {
        wake::forget_heard(&mut changes);
        let started = Instant::now();
        match ask(collecting).await {
            Ok(Asked::None) => {
                tokio::select! {
                    () = wake::heard(&mut changes, &[Change::Sessions, Change::Collector]) => {}
                    () = tokio::time::sleep(LONGEST_REST) => {}
                }
            }
            Ok(Asked::Some) => {
                trouble.over();
                asked.notify_one();
                tokio::time::sleep((started.elapsed() * 2).clamp(SHORTEST_REST, LONGEST_REST)).await;
            }
            Err(error) => {
                trouble.failed(&error);
                tokio::time::sleep(trouble.delay(INITIAL_DELAY, LONGEST_DELAY, error.retry_after())).await;
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    None,
    Some,
}

/// Asks for the arrivals of all exits that were not asked for and up to whose time everything was collected: before
/// that, the entry may simply not have come yet.
async fn ask(collecting: &Collecting) -> Result<Asked, CollectError> {
    let mut exits = collecting.store.awaiting_exits(collecting.parking_id()).await?;
    exits.retain(|exit| exit.asked_at.is_none());
    if exits.is_empty() {
        return Ok(Asked::None);
    }
    let Some(state) = collecting.state().await? else { return Ok(Asked::None) };
    exits.retain(|exit| exit.departed_at <= state.collected_until);
    if exits.is_empty() {
        return Ok(Asked::None);
    }
    // A vehicle without a plate cannot be asked for: its exit is paired with what is known.
    if exits.iter().any(|exit| !exit.plate.is_empty()) {
        let inside = collecting.open_platform.vehicles_in_park(collecting.parking_id()).await?;
        collecting.store.remember_in_park(collecting.parking_id(), &inside.items).await?;
        look_back(collecting, &exits).await?;
    }
    let sessions = exits.iter().map(|exit| exit.session_id).collect();
    collecting.store.asked_for_arrivals(sessions, collecting.clock.now()).await?;
    Ok(Asked::Some)
}

async fn end_waits_for_ever(collecting: &Collecting, asked: &Notify) {
    let mut trouble = Trouble::new("ending the wait for arrivals", collecting.parking_id());
    let mut changes = collecting.store.subscribe();
    loop {
        wake::forget_heard(&mut changes);
        let wait = match end_waits(collecting).await {
            Ok(wait) => {
                trouble.over();
                wait
            }
            Err(error) => {
                trouble.failed(&error);
                // Not woken by changes either, or a failing store would be asked without pause.
                tokio::time::sleep(STORE_DELAY).await;
                continue;
            }
        };
        tokio::select! {
            () = wake::heard(&mut changes, &[Change::Sessions]) => {}
            () = asked.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

/// Ends the waits that are over, in the order of the exits, and answers how long until the next one may be.
async fn end_waits(collecting: &Collecting) -> Result<Duration, StoreError> {
    let exits = collecting.store.awaiting_exits(collecting.parking_id()).await?;
    let now = collecting.clock.now();
    let reports = collecting.car_park.rules.city.is_some();
    let mut next: Option<UtcMillis> = None;
    let mut over = 0;
    for exit in &exits {
        match decide_wait(facts(exit, collecting.car_park.orphan_wait), now) {
            WaitDecision::Wait(until) => next = Some(next.map_or(until, |next| next.min(until))),
            WaitDecision::Reconstruct => {
                let ended = collecting.store.end_wait(exit.session_id, reports, now).await?;
                if ended != WaitEnded::NotWaiting {
                    over += 1;
                }
            }
        }
    }
    if over > 0 {
        tracing::info!(parking_id = collecting.parking_id(), exits = over, "the wait for arrivals is over");
    }
    let wait = next.map_or(LOOK_AGAIN, |next| Duration::from_millis(next.since(now).max(1).unsigned_abs()));
    Ok(wait.min(LOOK_AGAIN))
}

fn facts(exit: &AwaitingExit, orphan_wait: Duration) -> WaitFacts {
    WaitFacts { heard_at: exit.heard_at, orphan_wait, asked: exit.asked_at.is_some() }
}

#[cfg(test)]
#[path = "waiting_tests.rs"]
mod tests;
