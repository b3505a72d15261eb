//! The one window.

use tauri::{
    App, AppHandle, Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent,
    webview::NewWindowResponse,
};
use tauri_plugin_window_state::{AppHandleExt, StateFlags};

use crate::{background, quit, web_view};

/// Its label, which `capabilities/main.json` names.
pub const LABEL: &str = "main";

/// What it keeps from one run to the next.
pub const KEPT: StateFlags =
    StateFlags::SIZE.union(StateFlags::POSITION).union(StateFlags::MAXIMIZED).union(StateFlags::FULLSCREEN);

/// Its first size, and the smallest at which the booth can be worked with, in logical pixels.
const SIZE: (f64, f64) = (1_366.0, 768.0);
const LEAST: (f64, f64) = (1_024.0, 640.0);

/// Opens it. It shows our own pages and nothing else, whatever is in them.
pub fn open(app: &App) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title(&app.package_info().name)
        .inner_size(SIZE.0, SIZE.1)
        .min_inner_size(LEAST.0, LEAST.1)
        .prevent_overflow()
        .maximized(is_first_on_a_small_screen(app))
        .center()
        .visible(false)
        .devtools(cfg!(debug_assertions))
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .on_document_title_changed(|window, title| {
            if let Err(error) = window.set_title(&title) {
                tracing::debug!(%error, "the window kept its title");
            }
        })
        // Files dropped on a page are the page's to read.
        .disable_drag_drop_handler()
        .build()?;
    web_view::forget_what_is_not_shown(&window)?;
    let handle = app.handle().clone();
    window.on_window_event(move |event| {
        if let WindowEvent::CloseRequested { api, .. } = event {
            api.prevent_close();
            close(&handle);
        }
    });
    window.show()?;
    window.set_focus()
}

/// The window, as long as there is one.
pub fn main(handle: &AppHandle) -> Option<WebviewWindow> {
    handle.get_webview_window(LABEL)
}

/// Shows it in front of all others.
pub fn bring_forward(handle: &AppHandle) {
    let Some(window) = main(handle) else { return };
    for done in [window.show(), window.unminimize(), window.set_focus()] {
        if let Err(error) = done {
            tracing::warn!(%error, "the window could not be brought forward");
        }
    }
}

/// Closing leaves the program in the tray where that is chosen and possible, and ends it otherwise.
fn close(handle: &AppHandle) {
    let hidden = background::stays(handle) && main(handle).is_some_and(|window| window.hide().is_ok());
    if !hidden {
        quit::begin(handle);
    }
}

/// A window as large as the screen is better maximised than covered by a panel. From the second time on it is as it was.
fn is_first_on_a_small_screen(app: &App) -> bool {
    let kept = app.path().app_config_dir().map(|directory| directory.join(app.handle().filename()));
    let monitor = app.primary_monitor().ok().flatten();
    let small = monitor.is_some_and(|monitor| {
        let size = monitor.size().to_logical::<f64>(monitor.scale_factor());
        size.width <= SIZE.0 || size.height <= SIZE.1
    });
    small && !kept.is_ok_and(|file| file.is_file())
}

/// Whether an address is one of the program's own pages; on Windows the web view gives them a host.
fn is_ours(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => {
            cfg!(windows) && url.host_str() == Some("tauri.localhost") && url.port().is_none()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_are_shown() {
        let ours = |url: &str| is_ours(&url.parse().unwrap());
        assert!(ours("tauri://localhost/"));
        assert!(ours("tauri://localhost/vehicles?plate=1#top"));
        for other in [
            "https://example.com/",
            "http://127.0.0.1:9001/photos/1.jpg",
            "file:///etc/passwd",
            "data:text/html,x",
            "javascript:alert(1)",
            "about:blank",
            "tauri://example.com/",
            "photo://localhost/1",
            "https://tauri.localhost.example.com/",
        ] {
            assert!(!ours(other), "{other}");
        }
    }
}
