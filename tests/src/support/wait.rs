//! Waiting for a condition, never for time.

use std::time::Duration;

/// Long enough for a busy machine, short enough to notice that something never comes.
pub const PATIENCE: Duration = Duration::from_secs(150);

/// Waits until something is so; false when it is not within [`PATIENCE`].
pub async fn wait_for(mut condition: impl AsyncFnMut() -> bool) -> bool {
    let waiting = async {
        while !condition().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.is_ok()
}
