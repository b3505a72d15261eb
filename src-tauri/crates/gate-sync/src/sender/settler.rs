//! Writes outcomes down, many in one commit and one commit at a time, and never forgets one: what cannot be written is
//! tried until it can.

use std::pin::Pin;
use std::time::Duration;

use gate_core::retry::Backoff;
use gate_store::{Settled, Store};

type Writing = Pin<Box<dyn Future<Output = Vec<i64>> + Send>>;

/// See the module.
pub(crate) struct Settler {
    store: Store,
    waiting: Vec<Settled>,
    writing: Option<Writing>,
}

impl Settler {
    pub(crate) fn new(store: Store) -> Self {
        Self { store, waiting: Vec::new(), writing: None }
    }

    /// Takes an outcome. It is written with whatever else comes before the next commit begins.
    pub(crate) fn add(&mut self, settled: Settled) {
        self.waiting.push(settled);
    }

    /// Writes what waits, and answers the ids that are on the disk from then on. While nothing waits, it never answers. It
    /// may be dropped and called again.
    pub(crate) async fn written(&mut self) -> Vec<i64> {
        if self.writing.is_none() && !self.waiting.is_empty() {
            let batch = std::mem::take(&mut self.waiting);
            self.writing = Some(Box::pin(write(self.store.clone(), batch)));
        }
        let Some(writing) = &mut self.writing else { return std::future::pending().await };
        let ids = writing.await;
        self.writing = None;
        ids
    }

    /// Writes everything that waits.
    pub(crate) async fn finish(&mut self) {
        while self.writing.is_some() || !self.waiting.is_empty() {
            self.written().await;
        }
    }
}

async fn write(store: Store, batch: Vec<Settled>) -> Vec<i64> {
    let ids = batch.iter().map(|settled| settled.id).collect();
    let mut delays = Backoff::new(Duration::from_millis(100), Duration::from_secs(5));
    loop {
        match store.settle(batch.clone()).await {
            Ok(()) => return ids,
            Err(error) if error.is_closed() => return ids,
            Err(error) => {
                tracing::error!(%error, items = batch.len(), "outcomes could not be written; trying again")
            }
        }
        tokio::time::sleep(delays.next().unwrap_or(Duration::from_secs(5))).await;
    }
}
