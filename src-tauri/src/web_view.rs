//! What the web view may cost. Only on Linux is that left to the program.

/// Starts the program anew in its place with a web view that draws without layers, where no graphics processor would put
/// them together: computing each frame of the whole window costs twice the memory and the processors' time. The web view takes
/// this from the environment only, before it is made. What somebody chose there stands.
#[cfg(target_os = "linux")]
pub fn make_economical() {
    use std::{env, os::unix::process::CommandExt, process::Command};

    const LAYERS: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

    if env::var_os(LAYERS).is_some() || has_graphics_processor() {
        return;
    }
    let Ok(program) = env::current_exe() else { return };
    let mut arguments = env::args_os();
    let mut again = Command::new(program);
    if let Some(name) = arguments.next() {
        again.arg0(name);
    }
    // Only comes back where it failed, and then the program goes on as it is.
    let _failed = again.args(arguments).env(LAYERS, "1").exec();
}

/// Elsewhere the system sees to it.
#[cfg(not(target_os = "linux"))]
pub fn make_economical() {}

/// Keeps of earlier pages and pictures what is shown, and no more: there is one page, and a photo is asked for anew.
#[cfg(target_os = "linux")]
pub fn forget_what_is_not_shown(window: &tauri::WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{CacheModel, WebContextExt, WebViewExt};

    window.with_webview(|view| {
        if let Some(context) = view.inner().context() {
            context.set_cache_model(CacheModel::DocumentViewer);
        }
    })
}

/// Elsewhere the system sees to it.
#[cfg(not(target_os = "linux"))]
pub fn forget_what_is_not_shown(_: &tauri::WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

/// Whether the kernel has something to draw with that this person may use.
#[cfg(target_os = "linux")]
fn has_graphics_processor() -> bool {
    use std::fs::{self, OpenOptions};

    let Ok(devices) = fs::read_dir("/dev/dri") else { return false };
    devices
        .flatten()
        .filter(|device| device.file_name().to_string_lossy().starts_with("renderD"))
        .any(|device| OpenOptions::new().read(true).write(true).open(device.path()).is_ok())
}
