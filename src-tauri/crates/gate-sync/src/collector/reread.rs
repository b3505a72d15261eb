//! Reading again, in the background: a camera that was offline sends its records afterwards (protocols.md C).

use std::time::Duration;

use gate_core::passage::Source;
use tokio_util::sync::CancellationToken;

use super::window::Again;
use super::{CollectError, Collecting, WindowRead};
use crate::trouble::Trouble;

/// Between two pieces, so that live records and the sender get their turn.
const PAUSE: Duration = Duration::from_millis(500);
/// The clock may be set while we sleep: nothing is waited for longer in one go.
const LOOK_AGAIN: Duration = Duration::from_secs(60);
const INITIAL_DELAY: Duration = Duration::from_secs(30);
const LONGEST_DELAY: Duration = Duration::from_secs(600);

/// Reads the last 24 hours again each hour and the last 7 days each day, until stopped.
pub(crate) async fn run(collecting: Collecting, stop: CancellationToken) {
    // None means that it was stopped.
    let _ = stop.run_until_cancelled(reread_for_ever(&collecting)).await;
}

async fn reread_for_ever(collecting: &Collecting) {
    let mut caught_up = collecting.caught_up();
    // An error would mean that the sender is gone, but we hold it ourselves.
    let _ = caught_up.wait_for(|caught_up| *caught_up).await;
    let mut trouble = Trouble::new("reading records again", collecting.parking_id());
    loop {
        let wait = match reread_what_is_due(collecting).await {
            Ok(wait) => {
                trouble.over();
                wait.clamp(PAUSE, LOOK_AGAIN)
            }
            Err(error) => {
                trouble.failed(&error);
                trouble.delay(INITIAL_DELAY, LONGEST_DELAY, error.retry_after())
            }
        };
        tokio::time::sleep(wait).await;
    }
}

/// Answers how long nothing will be due.
async fn reread_what_is_due(collecting: &Collecting) -> Result<Duration, CollectError> {
    let Some(state) = collecting.state().await? else { return Ok(LOOK_AGAIN) };
    let now = collecting.clock.now();
    let again = match Again::due(state.day_read_at, state.week_read_at, now) {
        Ok(again) => again,
        Err(wait) => return Ok(wait),
    };
    let mut windows = again.pieces(state.collected_from, now);
    windows.reverse();
    let mut late = 0;
    while let Some(window) = windows.pop() {
        match collecting.read_window(window, |_| true).await? {
            WindowRead::TooLong(older, younger) => windows.extend([younger, older]),
            WindowRead::Whole(records) => {
                let heard_at = collecting.clock.now();
                let rules = &collecting.car_park.rules;
                late += collecting.store.ingest(rules, records, Source::Records, heard_at).await?.new;
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
    if late > 0 {
        tracing::info!(parking_id = collecting.parking_id(), late, ?again, "records had come late");
    }
    collecting.store.read_again(collecting.parking_id(), again == Again::Week, now).await?;
    Ok(Duration::ZERO)
}
