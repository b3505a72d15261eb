//! Named tasks that are restarted when they end by themselves, and stop within a bounded time when asked to.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use gate_core::retry::Backoff;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

const RESTART_INITIAL: Duration = Duration::from_millis(500);
const RESTART_MAX: Duration = Duration::from_secs(30);
/// A task that ran this long before it ended starts again as if it had never failed.
const SOUND: Duration = Duration::from_secs(60);

/// Named tasks, watched over.
#[derive(Debug)]
pub struct Supervisor {
    stop: CancellationToken,
    tasks: Vec<(String, JoinHandle<()>)>,
}

impl Default for Supervisor {
    fn default() -> Self {
        Self { stop: CancellationToken::new(), tasks: Vec::new() }
    }
}

impl Supervisor {
    /// What tells the tasks to stop.
    #[must_use]
    pub fn stop_signal(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Runs `task` until stopped. A task ends by itself only by a fault: it is started again, later each time.
    pub fn watch<F, Fut>(&mut self, name: impl Into<String>, task: F)
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let name = name.into();
        let handle = tokio::spawn(keep_running(name.clone(), self.stop.clone(), Arc::new(task)));
        self.tasks.push((name, handle));
    }

    /// Asks every task to stop, waits `patience` for all of them together, and aborts those that still run.
    pub async fn stop(self, patience: Duration) {
        self.stop.cancel();
        let until = Instant::now() + patience;
        for (name, mut handle) in self.tasks {
            if tokio::time::timeout_at(until, &mut handle).await.is_err() {
                tracing::warn!(task = name, "did not stop in time and was aborted");
                handle.abort();
                // An aborted task answers at its next await point; there is nothing left to learn from it.
                let _ = handle.await;
            }
        }
    }
}

async fn keep_running<F, Fut>(name: String, stop: CancellationToken, task: Arc<F>)
where
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    let mut delays = Backoff::new(RESTART_INITIAL, RESTART_MAX);
    loop {
        let started = Instant::now();
        // A task of its own, so that a panic ends it alone; dropped with this one.
        let mut inner = AbortOnDrop(tokio::spawn(task()));
        let ended = (&mut inner.0).await;
        if stop.is_cancelled() {
            return;
        }
        match ended {
            Err(error) if error.is_panic() => {
                tracing::error!(task = name, "failed unexpectedly; starting it again")
            }
            _ => tracing::error!(task = name, "ended by itself; starting it again"),
        }
        if started.elapsed() > SOUND {
            delays = Backoff::new(RESTART_INITIAL, RESTART_MAX);
        }
        let delay = delays.next().unwrap_or(RESTART_MAX);
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(delay) => {}
        }
    }
}

struct AbortOnDrop(JoinHandle<()>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};
    use tokio::sync::Notify;

    #[tokio::test]
    async fn a_task_that_panics_or_ends_is_started_again() {
        let runs = Arc::new(AtomicU32::new(0));
        let third = Arc::new(Notify::new());
        let mut supervisor = Supervisor::default();
        let stop = supervisor.stop_signal();
        let (count, reached) = (runs.clone(), third.clone());
        supervisor.watch("flaky", move || {
            let (count, reached, stop) = (count.clone(), reached.clone(), stop.clone());
            async move {
                match count.fetch_add(1, Ordering::SeqCst) {
                    0 => panic!("on purpose"),
                    1 => {}
                    _ => {
                        reached.notify_one();
                        stop.cancelled().await;
                    }
                }
            }
        });
        third.notified().await;
        supervisor.stop(Duration::from_secs(5)).await;
        assert_eq!(runs.load(Ordering::SeqCst), 3);
    }

    #[tokio::test]
    async fn a_task_that_does_not_listen_is_aborted() {
        let mut supervisor = Supervisor::default();
        supervisor.watch("deaf", std::future::pending);
        let started = Instant::now();
        supervisor.stop(Duration::from_millis(50)).await;
        assert!(started.elapsed() < Duration::from_secs(5), "stopping is bounded");
    }
}
