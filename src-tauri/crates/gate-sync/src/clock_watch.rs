//! Notices that the system's clock was set, and puts right what was reckoned by the old one.

use std::sync::Arc;
use std::time::Duration;

use gate_core::time::{Clock, UtcMillis};
use gate_store::Store;
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

const LOOK: Duration = Duration::from_secs(1);
/// Less than this is drift, or a machine that was busy.
const JUMP_MS: i64 = 30_000;

/// What watching the clock needs.
#[derive(Clone)]
pub(crate) struct ClockWatch {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    /// Nothing is ever put off for longer than this on purpose.
    pub(crate) longest_delay: Duration,
    /// Woken after a jump: the polls, the sender.
    pub(crate) nudges: Vec<Arc<Notify>>,
}

/// Watches until stopped. What an earlier run's clock put off too far is put right at once.
pub(crate) async fn run(watch: ClockWatch, stop: CancellationToken) {
    // None means that it was stopped.
    let _ = stop.run_until_cancelled(watch.watch_for_ever()).await;
}

impl ClockWatch {
    async fn watch_for_ever(&self) {
        let mut pair = (self.clock.now(), Instant::now());
        // The database may be busy or full just now: what could not be put right is tried again.
        let mut to_put_right = true;
        loop {
            if to_put_right {
                to_put_right = !self.put_right().await;
            }
            tokio::time::sleep(LOOK).await;
            let now = (self.clock.now(), Instant::now());
            let jump_ms = jump(pair.0, now.0, now.1 - pair.1);
            pair = now;
            if jump_ms.abs() > JUMP_MS {
                tracing::warn!(jump_ms, "the system's clock was set, or the machine slept");
                to_put_right = true;
                self.nudges.iter().for_each(|nudge| nudge.notify_one());
            }
        }
    }

    async fn put_right(&self) -> bool {
        match self.store.clock_jumped(self.clock.now(), self.longest_delay).await {
            Ok(0) => true,
            Ok(count) => {
                tracing::warn!(count, "deliveries and photos put off by a wrong clock are due now");
                true
            }
            Err(error) => {
                tracing::warn!(%error, "what a wrong clock put off could not be made due");
                false
            }
        }
    }
}

/// By how many milliseconds the wall clock went further than time did.
fn jump(before: UtcMillis, after: UtcMillis, elapsed: Duration) -> i64 {
    after.since(before).saturating_sub(i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use gate_store::StoreOptions;
    use std::sync::atomic::{AtomicI64, Ordering};

    #[test]
    fn time_that_passed_is_no_jump() {
        let at = UtcMillis(1_800_000_000_000);
        assert_eq!(jump(at, at + LOOK, LOOK), 0);
        assert_eq!(jump(at, at + Duration::from_secs(3_601), LOOK), 3_600_000);
        assert_eq!(jump(at, at - Duration::from_secs(3_599), LOOK), -3_600_000);
    }

    #[tokio::test]
    async fn setting_the_clock_wakes_those_who_wait() {
        let dir = tempfile::tempdir().unwrap();
        let options = StoreOptions { reserve_bytes: 0, ..StoreOptions::default() };
        let store = Store::open(dir.path(), &options).unwrap();
        let offset = Arc::new(AtomicI64::new(0));
        let shifted = offset.clone();
        let clock = move || UtcMillis(crate::SystemClock.now().0 + shifted.load(Ordering::SeqCst));
        let nudge = Arc::new(Notify::new());
        let watch = ClockWatch {
            store,
            clock: Arc::new(clock),
            longest_delay: Duration::from_secs(600),
            nudges: vec![nudge.clone()],
        };
        let stop = CancellationToken::new();
        let task = tokio::spawn(run(watch, stop.clone()));
        // Again and again, since the first reading of the clock may come after the first setting.
        let waking = async {
            loop {
                offset.fetch_sub(8 * 3_600_000, Ordering::SeqCst);
                if tokio::time::timeout(3 * LOOK, nudge.notified()).await.is_ok() {
                    return;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(30), waking).await.expect("the jump is noticed");
        stop.cancel();
        task.await.unwrap();
    }
}
