//! The poll: at once and then every `poll_interval`, from where it stopped to the present.

use std::time::Duration;

use gate_core::passage::Source;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::window::{LONGEST, Progress};
use super::{CollectError, Collecting, WindowRead};
use crate::samples;
use crate::trouble::Trouble;

const LONGEST_DELAY: Duration = Duration::from_secs(60);

/// Polls until stopped.
pub(crate) async fn run(collecting: Collecting, stop: CancellationToken) {
    // None means that it was stopped; polling itself never ends.
    let _ = stop.run_until_cancelled(poll_for_ever(&collecting)).await;
}

async fn poll_for_ever(collecting: &Collecting) {
    // Before the first record, so that free spaces have a total to be reckoned from.
    samples::before_first_poll(collecting).await;
    let mut progress = None;
    let mut trouble = Trouble::new("collecting records", collecting.parking_id());
    let interval = collecting.poll_interval;
    loop {
        let started = Instant::now();
        let wait = match poll(collecting, &mut progress).await {
            Ok(()) => {
                trouble.over();
                // A platform that is slower than the interval gets a rest between two polls too.
                interval.saturating_sub(started.elapsed()).max(interval / 4)
            }
            Err(error) => {
                let words = trouble.failed(&error);
                if let Err(error) = collecting.store.collecting_failed(collecting.parking_id(), &words).await
                {
                    tracing::warn!(%error, "a failed poll could not be noted");
                }
                trouble.delay(interval, LONGEST_DELAY, error.retry_after())
            }
        };
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = collecting.nudge.notified() => {}
        }
    }
}

/// Reads everything from where it stopped to the present. What was read before a failure is kept.
async fn poll(collecting: &Collecting, known: &mut Option<Progress>) -> Result<(), CollectError> {
    let progress = match known {
        Some(progress) => progress,
        None => known.insert(begin(collecting).await?),
    };
    let now = collecting.clock.now();
    let mut windows = progress.next(now).pieces(LONGEST);
    windows.reverse();
    while let Some(window) = windows.pop() {
        let began = collecting.clock.now();
        match collecting.read_window(window, |_| true).await? {
            WindowRead::TooLong(older, younger) => windows.extend([younger, older]),
            WindowRead::Whole(records) => {
                let newest = records.iter().map(|record| record.at).filter(|at| *at <= began).max();
                let heard_at = collecting.clock.now();
                let rules = &collecting.car_park.rules;
                let count = records.len();
                let done = collecting.store.ingest(rules, records, Source::Records, heard_at).await?;
                if done.new > 0 {
                    let (parking_id, new) = (collecting.parking_id(), done.new);
                    tracing::info!(parking_id, new, read = count, "collected passages");
                }
                let until = window.to.min(began);
                collecting.store.collected(collecting.parking_id(), until, heard_at).await?;
                progress.read(window, began, newest);
            }
        }
    }
    progress.read_at = Some(now);
    collecting.caught_up.send_if_modified(|caught_up| !std::mem::replace(caught_up, true));
    Ok(())
}

async fn begin(collecting: &Collecting) -> Result<Progress, CollectError> {
    let (parking_id, from) = (collecting.parking_id(), collecting.collect_from);
    let collected_until = collecting.store.start_collector(parking_id, from, collecting.clock.now()).await?;
    let collected_from = collecting.state().await?.map_or(from, |state| state.collected_from);
    tracing::info!(parking_id, until = collected_until.rfc3339(), "collecting goes on from where it stopped");
    Ok(Progress { collected_from, collected_until, read_at: None, newest: None })
}
