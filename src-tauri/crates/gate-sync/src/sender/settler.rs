//! Writes outcomes down, many in one commit, and never forgets one: what cannot be written is tried until it can.

use std::time::Duration;

use gate_core::retry::Backoff;
use gate_store::{Settled, Store};
use tokio::sync::mpsc;

/// Takes outcomes until the sender hangs up, writes them, and hands back the ids that are on the disk.
pub(crate) async fn run(
    store: Store,
    mut outcomes: mpsc::UnboundedReceiver<Settled>,
    written: mpsc::UnboundedSender<i64>,
) {
    while let Some(first) = outcomes.recv().await {
        let mut batch = vec![first];
        while let Ok(next) = outcomes.try_recv() {
            batch.push(next);
        }
        let ids: Vec<i64> = batch.iter().map(|settled| settled.id).collect();
        write(&store, batch).await;
        for id in ids {
            // The sender is gone only when it stops; what is written is written.
            let _ = written.send(id);
        }
    }
}

async fn write(store: &Store, batch: Vec<Settled>) {
    let mut delays = Backoff::new(Duration::from_millis(100), Duration::from_secs(5));
    loop {
        match store.settle(batch.clone()).await {
            Ok(()) => return,
            Err(error) if error.is_closed() => return,
            Err(error) => {
                tracing::error!(%error, items = batch.len(), "outcomes could not be written; trying again")
            }
        }
        tokio::time::sleep(delays.next().unwrap_or(Duration::from_secs(5))).await;
    }
}
