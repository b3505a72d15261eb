//! The one writing thread: every write is a job; jobs that wait together share one commit.
//!
//! A job's waiter hears of success only after the commit that holds the job was synced to the disk. A job that
//! fails is rolled back to its own savepoint and disturbs no other. When a whole transaction fails (a full disk,
//! a lock), its jobs are run again, which is why a job is `FnMut` and must not keep state between runs.

use std::cell::Cell;
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::{broadcast, mpsc, oneshot};

use crate::audit::key::AuditKey;
use crate::change::{Change, Changes};
use crate::disk::Reserve;
use crate::error::StoreError;

/// At most this many jobs share a commit, so that one waiter never pays for an endless batch.
const MAX_BATCH: usize = 256;
/// A batch is closed after this much work: a commit's own sync takes about as long on a common disk.
const MAX_WORK: Duration = Duration::from_millis(5);

/// What a job writes through: the connection inside the job's savepoint, and a note of what it changed.
pub(crate) struct WriteTx<'c> {
    connection: &'c Connection,
    audit_key: &'c AuditKey,
    changes: Cell<Changes>,
}

impl WriteTx<'_> {
    /// Notes that rows of this part changed; subscribers hear of it after the commit.
    pub(crate) fn changed(&self, change: Change) {
        self.changes.set(self.changes.get().with(change));
    }

    /// What the audit log's rows are sealed with.
    pub(crate) fn audit_key(&self) -> &AuditKey {
        self.audit_key
    }
}

impl Deref for WriteTx<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

/// A job as the thread sees it: run it (perhaps again), then answer it.
trait Job: Send {
    /// Runs the work and keeps its result. `true` if it succeeded.
    fn run(&mut self, tx: &WriteTx<'_>) -> bool;
    /// Replaces the kept result: the transaction around it failed.
    fn fail(&mut self, error: StoreError);
    /// Whether the kept result says that the disk is full.
    fn is_disk_full(&self) -> bool;
    /// Sends the kept result to the waiter.
    fn answer(self: Box<Self>);
}

struct TypedJob<T, F> {
    work: F,
    result: Option<Result<T, StoreError>>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Job for TypedJob<T, F>
where
    T: Send,
    F: FnMut(&WriteTx<'_>) -> Result<T, StoreError> + Send,
{
    fn run(&mut self, tx: &WriteTx<'_>) -> bool {
        let result = catch_unwind(AssertUnwindSafe(|| (self.work)(tx)))
            .unwrap_or_else(|panic| Err(StoreError::Panicked(panic_text(panic.as_ref()))));
        let succeeded = result.is_ok();
        self.result = Some(result);
        succeeded
    }

    fn fail(&mut self, error: StoreError) {
        self.result = Some(Err(error));
    }

    fn is_disk_full(&self) -> bool {
        matches!(&self.result, Some(Err(error)) if error.is_disk_full())
    }

    fn answer(self: Box<Self>) {
        // A waiter that has gone away does not undo the write.
        let _ = self.reply.send(self.result.unwrap_or(Err(StoreError::Closed)));
    }
}

enum Command {
    Job(Box<dyn Job>),
    /// Look whether another process has committed since the last look.
    LookElsewhere(oneshot::Sender<Result<bool, StoreError>>),
    /// Finish what is queued, then end the thread.
    Close,
}

/// The queue to the writing thread.
pub(crate) struct Writer {
    queue: mpsc::Sender<Command>,
    closing: Arc<AtomicBool>,
    thread: std::sync::Mutex<Option<std::thread::JoinHandle<()>>>,
}

impl Writer {
    pub(crate) fn start(
        connection: Connection,
        changes: broadcast::Sender<Changes>,
        reserve: Reserve,
        audit_key: AuditKey,
    ) -> std::io::Result<Writer> {
        let (queue, commands) = mpsc::channel(1024);
        let closing = Arc::new(AtomicBool::new(false));
        let mut writing = WriteLoop {
            connection,
            audit_key,
            changes,
            reserve,
            closing: closing.clone(),
            data_version: None,
        };
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || writing.run(commands))?;
        Ok(Writer { queue, closing, thread: std::sync::Mutex::new(Some(thread)) })
    }

    /// Runs `work` inside a transaction and answers once it is on the disk.
    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnMut(&WriteTx<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(TypedJob { work, result: None, reply });
        self.queue.send(Command::Job(job)).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Jobs that no transaction has taken yet.
    #[cfg(test)]
    pub(crate) fn queued(&self) -> usize {
        self.queue.max_capacity() - self.queue.capacity()
    }

    /// Whether another process committed since this was last asked.
    pub(crate) async fn look_elsewhere(&self) -> Result<bool, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.queue.send(Command::LookElsewhere(reply)).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Finishes what is queued and ends the thread; later writes answer `Closed`.
    ///
    /// A job that waits for another process's lock gives up with `Busy` instead of holding this up.
    pub(crate) async fn close(&self) {
        self.closing.store(true, Ordering::Release);
        let _ = self.queue.send(Command::Close).await;
        let thread = self.thread.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).take();
        if let Some(thread) = thread {
            let joined = tokio::task::spawn_blocking(move || thread.join()).await;
            if !matches!(joined, Ok(Ok(()))) {
                tracing::error!("the writing thread ended by a panic");
            }
        }
    }
}

struct WriteLoop {
    connection: Connection,
    audit_key: AuditKey,
    changes: broadcast::Sender<Changes>,
    reserve: Reserve,
    closing: Arc<AtomicBool>,
    data_version: Option<i64>,
}

impl WriteLoop {
    fn run(&mut self, mut commands: mpsc::Receiver<Command>) {
        let mut next = commands.blocking_recv();
        while let Some(command) = next {
            match command {
                Command::Job(first) => {
                    let after = self.run_batch(first, &mut commands);
                    next = after.or_else(|| commands.blocking_recv());
                }
                Command::LookElsewhere(reply) => {
                    let _ = reply.send(self.look_elsewhere());
                    next = commands.blocking_recv();
                }
                Command::Close => {
                    commands.close();
                    next = commands.blocking_recv();
                }
            }
        }
        if let Err(error) = self.connection.execute_batch("PRAGMA optimize") {
            tracing::debug!(%error, "the planner's statistics were not refreshed");
        }
        // Readers close in their own time, and whoever closes last would copy the log back: from here on the database's
        // file alone holds everything, for whoever copies or replaces it next.
        if let Err(error) = self.connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)") {
            tracing::debug!(%error, "the log was not copied back");
        }
    }

    /// Runs the first job and whatever else is waiting in one transaction. Gives back a command that came
    /// among the jobs and is not one.
    fn run_batch(&mut self, first: Box<dyn Job>, commands: &mut mpsc::Receiver<Command>) -> Option<Command> {
        let started = Instant::now();
        let mut batch = vec![first];
        let mut after = None;
        let outcome = self.transact(&mut batch, |taken| {
            if taken >= MAX_BATCH || started.elapsed() >= MAX_WORK {
                return None;
            }
            match commands.try_recv() {
                Ok(Command::Job(job)) => Some(job),
                Ok(other) => {
                    after = Some(other);
                    None
                }
                Err(_) => None,
            }
        });
        if let Err(lost) = outcome {
            self.run_one_by_one(&mut batch, lost);
        }
        batch.into_iter().for_each(|job| job.answer());
        after
    }

    /// One transaction, one commit; each job after the first has a savepoint. On `Err` nothing of it was kept.
    fn transact(
        &mut self,
        batch: &mut Vec<Box<dyn Job>>,
        mut more: impl FnMut(usize) -> Option<Box<dyn Job>>,
    ) -> Result<(), Lost> {
        self.begin()?;
        let mut changes = Changes::NONE;
        let mut at = 0;
        loop {
            if at == batch.len() {
                match more(at) {
                    Some(job) => batch.push(job),
                    None => break,
                }
            }
            let job = batch[at].as_mut();
            changes = changes.union(if at == 0 { self.run_first(job)? } else { self.run_job(job)? });
            at += 1;
        }
        self.execute("COMMIT")?;
        if !changes.is_empty() {
            // No subscriber is no fault.
            let _ = self.changes.send(changes);
        }
        Ok(())
    }

    /// Runs a transaction's first job and says what it changed. Most have no other, and where nothing stands before it a
    /// new transaction undoes it as well as a savepoint would, which copies each page before it changes.
    fn run_first(&self, job: &mut dyn Job) -> Result<Changes, Lost> {
        if let Some(changes) = self.perform(job)? {
            return Ok(changes);
        }
        self.execute("ROLLBACK")?;
        self.begin()?;
        Ok(Changes::NONE)
    }

    /// Runs one job inside its own savepoint and says what it changed.
    fn run_job(&self, job: &mut dyn Job) -> Result<Changes, Lost> {
        self.execute("SAVEPOINT job")?;
        let changes = self.perform(job)?;
        if changes.is_none() {
            self.execute("ROLLBACK TO job")?;
        }
        self.execute("RELEASE job")?;
        Ok(changes.unwrap_or(Changes::NONE))
    }

    /// Runs one job. Answers what it changed, and nothing if it failed.
    fn perform(&self, job: &mut dyn Job) -> Result<Option<Changes>, Lost> {
        let tx = WriteTx {
            connection: &self.connection,
            audit_key: &self.audit_key,
            changes: Cell::new(Changes::NONE),
        };
        let succeeded = job.run(&tx);
        let changes = tx.changes.get();
        // On some errors SQLite ends the whole transaction by itself, and a full disk concerns every job.
        if self.connection.is_autocommit() || job.is_disk_full() {
            return Err(self.lose(None));
        }
        Ok(succeeded.then_some(changes))
    }

    fn execute(&self, statement: &'static str) -> Result<(), Lost> {
        self.prepared(statement).map_err(|error| self.lose(Some(error)))
    }

    fn prepared(&self, statement: &'static str) -> rusqlite::Result<()> {
        self.connection.prepare_cached(statement)?.execute([]).map(drop)
    }

    /// The transaction failed as a whole: each job gets one of its own, so that one that asks too much of a
    /// full disk does not take the others with it.
    fn run_one_by_one(&mut self, batch: &mut Vec<Box<dyn Job>>, lost: Lost) {
        if lost.is_busy() {
            // Only when the store is being closed; asking again would hold that up.
            for job in batch {
                job.fail(StoreError::Closed);
            }
            return;
        }
        if lost.is_disk_full() || batch.iter().any(|job| job.is_disk_full()) {
            self.reserve.release();
        }
        for job in std::mem::take(batch) {
            let mut alone = vec![job];
            if let Err(Lost(Some(error))) = self.transact(&mut alone, |_| None) {
                alone[0].fail(error);
            }
            batch.append(&mut alone);
        }
    }

    /// Takes the write lock, waiting as long as another process holds it: no job is lost to a lock.
    fn begin(&self) -> Result<(), Lost> {
        let started = Instant::now();
        let mut said = false;
        loop {
            let Err(error) = self.prepared("BEGIN IMMEDIATE") else { return Ok(()) };
            let error = StoreError::from(error);
            if !error.is_busy() || self.closing.load(Ordering::Acquire) {
                return Err(Lost(Some(error)));
            }
            if !said && started.elapsed() >= Duration::from_secs(5) {
                tracing::warn!("another program holds the database's lock; writes wait for it");
                said = true;
            }
        }
    }

    /// Ends what is left of a failed transaction.
    fn lose(&self, error: Option<rusqlite::Error>) -> Lost {
        if !self.connection.is_autocommit()
            && let Err(error) = self.connection.execute_batch("ROLLBACK")
        {
            tracing::error!(%error, "a failed transaction could not be rolled back");
        }
        Lost(error.map(StoreError::from))
    }

    fn look_elsewhere(&mut self) -> Result<bool, StoreError> {
        let version = self.connection.query_row("PRAGMA data_version", [], |row| row.get(0))?;
        let before = self.data_version.replace(version);
        let elsewhere = before.is_some_and(|before| before != version);
        if elsewhere {
            let _ = self.changes.send(Changes::all());
        }
        Ok(elsewhere)
    }
}

/// A transaction that was rolled back as a whole, and why; `None` if the last job's own result says why.
struct Lost(Option<StoreError>);

impl Lost {
    fn is_busy(&self) -> bool {
        self.0.as_ref().is_some_and(StoreError::is_busy)
    }

    fn is_disk_full(&self) -> bool {
        self.0.as_ref().is_some_and(StoreError::is_disk_full)
    }
}

pub(crate) fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without words".to_owned())
}

#[cfg(test)]
mod tests;
