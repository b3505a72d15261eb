//! Waiting for a change in the store.

use gate_store::{Change, Changes};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

/// Returns when a commit touched one of these. A subscriber that missed some takes it that one did. Cancel-safe; what is
/// committed between two calls is heard by the second.
pub(crate) async fn heard(changes: &mut broadcast::Receiver<Changes>, wanted: &[Change]) {
    loop {
        match changes.recv().await {
            Ok(touched) if wanted.iter().any(|change| touched.contains(*change)) => return,
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => return,
            // The store is gone: nothing will ever change again, and the caller's timers go on.
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

/// Throws away what was heard already, for a caller that is about to look at everything anyway.
pub(crate) fn forget_heard(changes: &mut broadcast::Receiver<Changes>) {
    *changes = changes.resubscribe();
}
