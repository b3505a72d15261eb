//! Heartbeat and clock, on timers and connections of their own: no backlog and no hanging slot delays them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use gate_core::outcome::Verdict;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

use crate::link::Link;

/// Heartbeats that hang are not waited for, but more than this many at once would be an attack.
const MOST_AT_ONCE: usize = 4;

/// A clock that could not be read is asked again after this time.
const CLOCK_AGAIN: Duration = Duration::from_secs(60);

/// Sends heartbeats until stopped. A failed one is repeated once after a quarter of the interval, so that a single loss
/// leaves no gap of more than one and a half intervals. `beaten` becomes true after the first.
pub(crate) async fn run(link: Arc<Link>, beaten: watch::Sender<bool>, stop: CancellationToken) {
    let interval = link.reporting.heartbeat_interval;
    let mut ticks = tokio::time::interval(interval);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let under_way = Arc::new(AtomicUsize::new(0));
    let mut beats = JoinSet::new();
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = ticks.tick() => {}
            Some(_) = beats.join_next(), if !beats.is_empty() => continue,
        }
        if under_way.load(Ordering::Relaxed) >= MOST_AT_ONCE {
            tracing::warn!(parking_id = link.parking_id(), "heartbeats hang; this one is left out");
            continue;
        }
        under_way.fetch_add(1, Ordering::Relaxed);
        let (link, beaten, under_way) = (link.clone(), beaten.clone(), under_way.clone());
        beats.spawn(async move {
            let beat = link.heartbeat().await;
            beaten.send_replace(true);
            if !matches!(beat.exchange.verdict, Verdict::Accepted | Verdict::AcceptedMalformed) {
                tokio::time::sleep(interval / 4).await;
                link.heartbeat().await;
            }
            under_way.fetch_sub(1, Ordering::Relaxed);
        });
    }
}

/// Reads the city's clock at start and every `clock_interval` until stopped. `read` becomes true after the first try.
pub(crate) async fn run_clock(link: Arc<Link>, read: watch::Sender<bool>, stop: CancellationToken) {
    loop {
        let started = Instant::now();
        let told = tokio::select! {
            () = stop.cancelled() => return,
            told = link.read_clock() => told,
        };
        read.send_replace(true);
        let interval = link.reporting.clock_interval;
        let again = started + if told { interval } else { CLOCK_AGAIN.min(interval) };
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep_until(again) => {}
        }
    }
}
