//! Carries a batch out: in order, a few at once, paced; waits while the platform is away; and asks once at the end what became of
//! lost answers.

use std::collections::BTreeSet;
use std::time::Duration;

use gate_store::{BatchRow, BatchState, IssueOutcome, Store};
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::RowTask;
use crate::{
    contract::{Code, Failure},
    now,
    registers::{Writes, writes::Sent},
};

/// Requests under way at once.
const AT_ONCE: usize = 4;
/// Between the beginnings of two requests: at most 25 a second, so that 5,000 rows take less than four minutes.
const BETWEEN: Duration = Duration::from_millis(40);
/// Rows that are taken at a time: whether somebody stopped it elsewhere is looked at between.
const TAKEN: u32 = 50;
/// Waits while the platform is away, doubling up to the longest.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// So often lost answers are asked for where the list was read and says nothing of them.
const ASKED_AT_MOST: u32 = 3;
/// Who it is when the program itself changes how a batch stands.
const SYSTEM: &str = "system";

/// Why the work on a batch ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Every row has its outcome.
    Finished,
    /// Somebody stopped it, or the process ends.
    Stopped,
}

/// Works on batches. Only who holds the [`gate_store::BatchLock`] may.
pub struct Runner {
    store: Store,
    writes: Writes,
    stop: CancellationToken,
    progress: Box<dyn Fn() + Send + Sync>,
}

/// How a part of the work ended.
enum Part {
    Done,
    Stopped,
    /// The platform is away; it may say for how long.
    Away(Option<Duration>),
}

impl Runner {
    /// `progress` is called after each row and whenever the batch stands otherwise.
    #[must_use]
    pub fn new(
        store: Store,
        writes: Writes,
        stop: CancellationToken,
        progress: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        Self { store, writes, stop, progress: Box::new(progress) }
    }

    /// Works on the batch until it is finished or stopped. What is under way when it is stopped gets its answer.
    ///
    /// # Errors
    /// Failures of the database. The batch can be gone on with.
    pub async fn run(&self, id: i64) -> Result<Ended, Failure> {
        let mut wait = FIRST_WAIT;
        loop {
            let before = self.store.batch(id).await?.ok_or_else(|| Failure::not_found("batch"))?;
            let part = match self.send_rows(id).await? {
                Part::Done => self.ask(id).await?,
                other => other,
            };
            match part {
                Part::Done => {
                    self.stand(id, BatchState::Finished).await?;
                    return Ok(Ended::Finished);
                }
                Part::Stopped => return Ok(Ended::Stopped),
                Part::Away(asked) => {
                    let after = self.store.batch(id).await?.ok_or_else(|| Failure::not_found("batch"))?;
                    if (after.done, after.failed) != (before.done, before.failed) {
                        wait = FIRST_WAIT;
                    }
                    self.stand(id, BatchState::Waiting).await?;
                    let pause = asked.unwrap_or(wait).clamp(FIRST_WAIT, LONGEST_WAIT);
                    wait = (wait * 2).min(LONGEST_WAIT);
                    if self.stop.run_until_cancelled(tokio::time::sleep(pause)).await.is_none() {
                        return Ok(Ended::Stopped);
                    }
                }
            }
        }
    }

    /// Sends the rows that were never sent.
    async fn send_rows(&self, id: i64) -> Result<Part, Failure> {
        let mut pace = interval(BETWEEN);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut waiting = true;
        loop {
            if self.is_stopped(id).await? {
                return Ok(Part::Stopped);
            }
            let rows = self.store.batch_rows_left(id, 0, TAKEN).await?;
            if rows.is_empty() {
                return Ok(Part::Done);
            }
            let mut sending: JoinSet<Result<Sent, Failure>> = JoinSet::new();
            let mut away = None;
            for row in rows {
                pace.tick().await;
                while sending.len() >= AT_ONCE {
                    self.take(&mut sending, &mut away).await?;
                }
                if away.is_some() || self.stop.is_cancelled() {
                    break;
                }
                sending.spawn(send(self.store.clone(), self.writes.clone(), id, row));
            }
            while !sending.is_empty() {
                self.take(&mut sending, &mut away).await?;
            }
            if let Some(asked) = away {
                return Ok(Part::Away(asked));
            }
            if waiting {
                self.stand(id, BatchState::Running).await?;
                waiting = false;
            }
        }
    }

    /// Waits for one of those under way.
    async fn take(
        &self,
        sending: &mut JoinSet<Result<Sent, Failure>>,
        away: &mut Option<Option<Duration>>,
    ) -> Result<(), Failure> {
        let Some(ended) = sending.join_next().await else { return Ok(()) };
        let ended = ended.map_err(|error| {
            tracing::error!(%error, "a row of a batch ended unexpectedly");
            Failure::new(Code::Internal).with("detail", "batch")
        })?;
        match ended {
            Ok(Sent::Ended) => {}
            Ok(Sent::NotSent(asked)) => *away = Some(asked),
            Err(failure)
                if matches!(
                    failure.code,
                    Code::PlatformUnreachable | Code::PlatformRefused | Code::Repeated | Code::Starting
                ) =>
            {
                *away = Some(None);
            }
            Err(failure) => return Err(failure),
        }
        (self.progress)();
        Ok(())
    }

    /// Asks the platform, once for each register, what became of lost answers.
    async fn ask(&self, id: i64) -> Result<Part, Failure> {
        for _ in 0..ASKED_AT_MOST {
            let unknown = self.store.batch_registers_unknown(id).await?;
            let unknown: BTreeSet<_> = unknown.into_iter().collect();
            if unknown.is_empty() {
                break;
            }
            for (parking_id, register) in unknown {
                let asking = self.writes.refresh(&parking_id, register);
                match self.stop.run_until_cancelled(asking).await {
                    None => return Ok(Part::Stopped),
                    Some(Ok(())) => (self.progress)(),
                    Some(Err(failure))
                        if matches!(
                            failure.code,
                            Code::PlatformUnreachable | Code::PlatformRefused | Code::Starting
                        ) =>
                    {
                        return Ok(Part::Away(None));
                    }
                    Some(Err(failure)) => return Err(failure),
                }
            }
        }
        if self.is_stopped(id).await? { Ok(Part::Stopped) } else { Ok(Part::Done) }
    }

    async fn is_stopped(&self, id: i64) -> Result<bool, Failure> {
        if self.stop.is_cancelled() {
            return Ok(true);
        }
        let batch = self.store.batch(id).await?.ok_or_else(|| Failure::not_found("batch"))?;
        Ok(batch.state == BatchState::Stopped)
    }

    /// Says how the batch stands, unless somebody has stopped it meanwhile.
    async fn stand(&self, id: i64, state: BatchState) -> Result<(), Failure> {
        if !self.is_stopped(id).await? {
            self.store.set_batch_state(id, state, SYSTEM, now()).await?;
            (self.progress)();
        }
        Ok(())
    }
}

async fn send(store: Store, writes: Writes, batch: i64, row: BatchRow) -> Result<Sent, Failure> {
    let begun = Instant::now();
    let task: Option<RowTask> = serde_json::from_str(&row.task).ok();
    let operation = match task {
        Some(task) => task.now(&store, &row.parking_id, &row.plate, now().china_date()).await?,
        None => None,
    };
    let Some(operation) = operation else {
        store.fail_batch_row(batch, row.row, IssueOutcome::NotDone, "").await?;
        return Ok(Sent::Ended);
    };
    let sent = writes.send_row(&row.parking_id, &operation, (batch, row.row)).await;
    tracing::debug!(batch, row = row.row, elapsed = ?begun.elapsed(), "a row of a batch ended");
    sent
}
