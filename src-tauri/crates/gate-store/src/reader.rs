//! Reading connections: each read is one consistent snapshot on a blocking thread.

use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use deadpool_sqlite::{Config, Hook, HookError, InteractError, Pool, PoolError, QueueMode, Runtime};
use rusqlite::Connection;
use tokio::runtime::Handle;

use crate::connection::prepare_reader;
use crate::error::StoreError;

/// How long a read waits for a free connection. Reads are short; this is only reached when the disk hangs.
const WAIT: Duration = Duration::from_secs(30);

/// The pool of reading connections.
pub(crate) struct Readers {
    pool: Option<Pool>,
    /// The pool closes its connections on the runtime, also when it is dropped outside of it.
    runtime: OnceLock<Handle>,
}

impl Readers {
    /// Makes a pool that opens up to `count` connections as they are needed.
    pub(crate) fn new(database: &Path, count: usize) -> Result<Readers, StoreError> {
        let pool = Config::new(database)
            .builder(Runtime::Tokio1)
            .map_err(|never| -> StoreError { match never {} })?
            .max_size(count)
            // The one used last: its pages and statements are still at hand, and the others need not have theirs.
            .queue_mode(QueueMode::Lifo)
            .wait_timeout(Some(WAIT))
            .post_create(Hook::async_fn(|connection, _| {
                Box::pin(async move {
                    let prepared = connection.interact(|connection| prepare_reader(connection)).await;
                    match prepared {
                        Ok(result) => result.map_err(HookError::Backend),
                        Err(_) => Err(HookError::message("setting up a reading connection was interrupted")),
                    }
                })
            }))
            .build()
            .map_err(|error| StoreError::Panicked(error.to_string()))?;
        Ok(Readers { pool: Some(pool), runtime: OnceLock::new() })
    }

    /// Runs `read` on one snapshot of the database.
    pub(crate) async fn read<T, F>(&self, read: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        self.runtime.get_or_init(Handle::current);
        let pool = self.pool.as_ref().ok_or(StoreError::Closed)?;
        let connection = pool.get().await.map_err(pool_error)?;
        connection
            .interact(move |connection| {
                let snapshot = connection.transaction()?;
                read(&snapshot)
            })
            .await
            .map_err(interact_error)?
    }

    /// Lets no new read begin; connections close when the last read ends.
    pub(crate) fn close(&self) {
        if let Some(pool) = &self.pool {
            pool.close();
        }
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        // Without a runtime there was no read, so there is no connection either.
        let _entered = self.runtime.get().map(Handle::enter);
        self.pool = None;
    }
}

fn pool_error(error: PoolError) -> StoreError {
    match error {
        PoolError::Backend(error) | PoolError::PostCreateHook(HookError::Backend(error)) => error.into(),
        PoolError::Closed => StoreError::Closed,
        other => StoreError::Panicked(other.to_string()),
    }
}

fn interact_error(error: InteractError) -> StoreError {
    match error {
        InteractError::Panic(panic) => StoreError::Panicked(crate::writer::panic_text(&*panic)),
        InteractError::Cancelled => StoreError::Closed,
    }
}
