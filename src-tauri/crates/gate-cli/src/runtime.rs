//! The asynchronous runtime that commands run on.

use std::future::Future;

use crate::failure::Failure;

/// Runs a command to its end. Blocking work that is still on its way when it ends is not waited for.
pub fn run<T>(command: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| {
        Failure::failed(format!("the program cannot start its threads ({error}); close other programs"))
    })?;
    let ended = runtime.block_on(command);
    runtime.shutdown_background();
    ended
}

/// Ends when the process is told to stop, by SIGTERM or Ctrl-C. It listens from this call on, before it is awaited, so
/// that a signal during a start is not missed.
pub fn stop_signal() -> impl Future<Output = ()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (terminate, interrupt) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
        async move {
            match (terminate, interrupt) {
                (Ok(mut terminate), Ok(mut interrupt)) => {
                    tokio::select! {
                        _ = terminate.recv() => {}
                        _ = interrupt.recv() => {}
                    }
                }
                // Where the system grants no handler, its own default ends the process.
                _ => std::future::pending().await,
            }
        }
    }
    #[cfg(not(unix))]
    async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
