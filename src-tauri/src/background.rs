//! What the administrator chose for when no window is open: staying in the tray, starting with the machine.

use std::sync::atomic::{AtomicBool, Ordering};

use tauri::{AppHandle, Manager};
use tauri_plugin_autostart::ManagerExt;

use crate::{core::Core, tray};

/// The choices, as far as the shell acts on them.
pub struct Background {
    close_to_tray: AtomicBool,
    demo: bool,
}

impl Background {
    /// Until they are read, closing ends the program.
    pub fn new(demo: bool) -> Self {
        Self { close_to_tray: AtomicBool::new(false), demo }
    }
}

/// Whether closing the window leaves the program running: without a tray nobody would find it again.
pub fn stays(handle: &AppHandle) -> bool {
    handle.state::<Background>().close_to_tray.load(Ordering::Relaxed) && tray::is_there(handle)
}

/// Reads the choices and follows them.
pub fn options_changed(handle: &AppHandle) {
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        let Some(options) = handle.state::<Core>().options().await else { return };
        let background = handle.state::<Background>();
        background.close_to_tray.store(options.close_to_tray, Ordering::Relaxed);
        // The system would start a demo anew each time.
        if !background.demo {
            start_with_the_machine(&handle, options.autostart);
        }
    });
}

fn start_with_the_machine(handle: &AppHandle, wanted: bool) {
    let autostart = handle.autolaunch();
    let done = match autostart.is_enabled() {
        Ok(enabled) if enabled == wanted => Ok(()),
        _ if wanted => autostart.enable(),
        _ => autostart.disable(),
    };
    if let Err(error) = done {
        tracing::warn!(%error, wanted, "starting with the machine could not be changed");
    }
}
