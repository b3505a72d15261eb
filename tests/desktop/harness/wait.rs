//! Waiting for conditions, never for time.

use std::{future::Future, time::Duration};

/// How long anything may take on a busy machine.
pub(super) const PATIENCE: Duration = Duration::from_secs(120);

/// Between two looks.
const LOOK: Duration = Duration::from_millis(50);

/// Waits until `look` has an answer.
///
/// # Panics
/// There is none in time.
pub async fn until<T, F: Future<Output = Option<T>>>(what: &str, look: impl FnMut() -> F) -> T {
    within(PATIENCE, what, look).await
}

/// As [`until`], with a limit that is part of what is tested.
///
/// # Panics
/// There is no answer in time.
pub async fn within<T, F: Future<Output = Option<T>>>(
    limit: Duration,
    what: &str,
    look: impl FnMut() -> F,
) -> T {
    let answer = answer_within(limit, look).await;
    answer.unwrap_or_else(|| panic!("not within {limit:?}: {what}"))
}

/// Waits until `look` has an answer; `None` when it has none in time. A look that never ends is none.
pub async fn answer_within<T, F: Future<Output = Option<T>>>(
    limit: Duration,
    mut look: impl FnMut() -> F,
) -> Option<T> {
    tokio::time::timeout(limit, async {
        loop {
            if let Some(answer) = look().await {
                return answer;
            }
            tokio::time::sleep(LOOK).await;
        }
    })
    .await
    .ok()
}

/// What a call to the driver says. A window that hangs keeps its driver from answering at all.
///
/// # Panics
/// It does not answer in time.
pub(super) async fn answered<T>(what: &str, call: impl Future<Output = T>) -> T {
    let answer = tokio::time::timeout(PATIENCE, call).await;
    answer.unwrap_or_else(|_| panic!("no answer within {PATIENCE:?}: {what}"))
}
