//! Invariant 5: heartbeats at most one and a half intervals apart while the platform can answer.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use gate_sim::city::{Endpoint, Journal};
use gate_sim::faults::Fault;
use tokio::task::JoinHandle;

/// How often the machine is asked for a moment.
const SAMPLE: Duration = Duration::from_millis(10);
/// A request is on its way for a moment, and the database is asked for free spaces before it.
const ALLOWED_MS: i64 = 100;
/// A busy machine delays the timer, the database and the request, each by as much as it delays us.
const DELAYS: i64 = 4;

/// Watches how late this process gets its turn: on a loaded machine nothing can be on time. Ends when dropped.
#[derive(Clone)]
pub struct Lag {
    shared: Arc<Shared>,
}

struct Shared {
    late: Arc<Mutex<Vec<(i64, i64)>>>,
    task: JoinHandle<()>,
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Lag {
    /// Begins to watch, on the current runtime.
    #[must_use]
    pub fn watch() -> Self {
        let late: Arc<Mutex<Vec<(i64, i64)>>> = Arc::default();
        let samples = late.clone();
        let task = tokio::spawn(async move {
            loop {
                let began = tokio::time::Instant::now();
                tokio::time::sleep(SAMPLE).await;
                let late = began.elapsed().saturating_sub(SAMPLE).as_millis();
                let sample = (gate_app::now().0, i64::try_from(late).unwrap_or(i64::MAX));
                samples.lock().unwrap_or_else(PoisonError::into_inner).push(sample);
            }
        });
        Self { shared: Arc::new(Shared { late, task }) }
    }

    /// The worst delay between two instants (Unix ms), in ms.
    #[must_use]
    pub fn worst(&self, from: i64, to: i64) -> i64 {
        let late = self.shared.late.lock().unwrap_or_else(PoisonError::into_inner);
        let first = late.partition_point(|(at, _)| *at < from);
        let within = late[first..].iter().take_while(|(at, late)| at - late <= to);
        within.map(|(_, late)| *late).max().unwrap_or(0)
    }
}

/// When heartbeats were to come.
pub struct Beating<'a> {
    /// The city's journal.
    pub city: &'a Journal,
    /// Between heartbeats.
    pub interval: Duration,
    /// How long a heartbeat waits for its answer.
    pub timeout: Duration,
    /// While a sync ran, from its start to the beginning of its end, in Unix ms.
    pub running: &'a [(i64, i64)],
    /// While the city's port was down or a black hole, in Unix ms.
    pub unreachable: &'a [(i64, i64)],
}

impl Beating<'_> {
    /// Gaps that are too long, in words.
    #[must_use]
    pub fn problems(&self, lag: &Lag) -> Vec<String> {
        let ms = |span: Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        let (interval, timeout) = (ms(self.interval), ms(self.timeout));
        let records = self.city.records();
        let beats: Vec<_> = records.iter().filter(|record| record.endpoint == Endpoint::Heartbeat).collect();
        // While one hangs, those after it are not forbidden, but their number is bounded.
        let hangs = |fault| {
            matches!(
                fault,
                Fault::HangBeforeReading
                    | Fault::HangAfterReading
                    | Fault::SlowAnswer
                    | Fault::Latency
                    | Fault::ThrottleUpload
                    | Fault::ResetMidUpload
            )
        };
        let hanging: Vec<i64> =
            beats.iter().filter(|beat| beat.faults.iter().any(hangs)).map(|beat| beat.wall_ms).collect();
        let mut problems = Vec::new();
        for (from, to) in self.running {
            let mut last = *from;
            let within = beats.iter().map(|beat| beat.wall_ms).filter(|at| (*from..*to).contains(at));
            for at in within.chain([*to]) {
                let (began, gap) = (last, at - last);
                last = at;
                let excused = self.unreachable.iter().any(|(down, up)| *down < at && up + timeout > began)
                    || hanging.iter().any(|hung| (began - timeout - interval..at).contains(hung));
                let late = lag.worst(began, at);
                let most = interval * 3 / 2 + ALLOWED_MS + DELAYS * late;
                // Nothing can be said of a timer on a machine that gives us no turn within half an interval.
                let excused = excused || late > interval / 2;
                if gap > most && !excused {
                    problems.push(format!("no heartbeat for {gap} ms (at most {most} ms) before {at}"));
                }
            }
        }
        problems
    }
}
