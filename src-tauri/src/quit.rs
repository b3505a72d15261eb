//! Ending: everything stops first, whoever asked for it.

use std::{
    future::Future,
    sync::atomic::{AtomicBool, Ordering},
};

use tauri::{AppHandle, Manager, RunEvent};
use tauri_plugin_window_state::AppHandleExt;

use crate::{core::Core, window};

/// How far ending has come.
#[derive(Default)]
pub struct Quitting {
    begun: AtomicBool,
    stopped: AtomicBool,
}

/// Begins to end the program: the window goes at once, the process once the core has stopped, within seconds.
pub fn begin(handle: &AppHandle) {
    if handle.state::<Quitting>().begun.swap(true, Ordering::Relaxed) {
        return;
    }
    let inside = handle.clone();
    // What asks windows about themselves waits for the main thread, so it is done there.
    let shut = handle.run_on_main_thread(move || shut_window(&inside));
    if let Err(error) = shut {
        tracing::warn!(%error, "the window could not be closed");
    }
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        handle.state::<Core>().close().await;
        handle.state::<Quitting>().stopped.store(true, Ordering::Relaxed);
        handle.exit(0);
    });
}

fn shut_window(handle: &AppHandle) {
    // A program that is told to end by a signal would not keep it by itself.
    if let Err(error) = handle.save_window_state(window::KEPT) {
        tracing::warn!(%error, "where the window was is not kept");
    }
    if let Some(window) = window::main(handle)
        && let Err(error) = window.hide()
    {
        tracing::warn!(%error, "the window could not be hidden");
    }
}

/// Lets the program end only once everything has stopped.
pub fn on_event(handle: &AppHandle, event: RunEvent) {
    if let RunEvent::ExitRequested { api, .. } = event
        && !handle.state::<Quitting>().stopped.load(Ordering::Relaxed)
    {
        api.prevent_exit();
        begin(handle);
    }
}

/// Hears from now on when the system or a terminal tells the program to end. Call it inside a tokio runtime.
///
/// # Errors
/// The system lets nobody listen.
#[cfg(unix)]
pub fn listen() -> std::io::Result<impl Future<Output = ()> + Send> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt, mut hang_up) =
        (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?, signal(SignalKind::hangup())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            _ = hang_up.recv() => {}
        }
    })
}

/// Hears from now on when the system or a terminal tells the program to end. Call it inside a tokio runtime.
///
/// # Errors
/// The system lets nobody listen.
#[cfg(windows)]
pub fn listen() -> std::io::Result<impl Future<Output = ()> + Send> {
    use tokio::signal::windows::{ctrl_c, ctrl_close, ctrl_shutdown};
    let (mut interrupt, mut close, mut shutdown) = (ctrl_c()?, ctrl_close()?, ctrl_shutdown()?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = close.recv() => {}
            _ = shutdown.recv() => {}
        }
    })
}
