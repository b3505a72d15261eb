//! The program put together.

use tauri::{App, AppHandle, Manager};

use crate::{
    arguments::Arguments,
    background::{self, Background},
    commands,
    core::Core,
    demo, events, files, photo,
    quit::{self, Quitting},
    tray::Tray,
    window,
};

/// Why there is no window at all. Whatever else fails is shown in it.
#[derive(Debug, thiserror::Error)]
pub enum ShellError {
    /// There is nowhere to show a window.
    #[error(
        "there is no display to open a window on; set DISPLAY or WAYLAND_DISPLAY, or use gatehousectl, which needs none"
    )]
    NoDisplay,
    /// The window system or the web view did not start.
    #[error("the window cannot be opened ({0})")]
    Tauri(#[from] tauri::Error),
}

/// Runs until somebody quits.
///
/// # Errors
/// There is no display, or no window can be opened on it.
pub fn run(arguments: &Arguments) -> Result<(), ShellError> {
    if !has_display() {
        return Err(ShellError::NoDisplay);
    }
    let mut context = tauri::generate_context!();
    if let Some(instance) = arguments.instance() {
        // Its own place for what the window remembers, and its own name for finding a running program.
        let identifier = &mut context.config_mut().identifier;
        *identifier = format!("{identifier}.{instance}");
    }
    let start = arguments.clone();
    let app = tauri::Builder::default()
        // First, so that a second program ends before it has done anything.
        .plugin(tauri_plugin_single_instance::init(|handle, _, _| window::bring_forward(handle)))
        .plugin(tauri_plugin_window_state::Builder::new().with_state_flags(window::KEPT).build())
        .plugin(tauri_plugin_autostart::Builder::new().args(arguments.for_autostart()).build())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_dialog::init())
        .manage(Core::new())
        .manage(Tray::default())
        .manage(Quitting::default())
        .manage(Background::new(arguments.demo))
        .register_asynchronous_uri_scheme_protocol(photo::SCHEME, photo::respond)
        .invoke_handler(tauri::generate_handler![
            commands::rpc,
            commands::set_tray,
            commands::notify,
            files::save_file,
            demo::open_demo,
            commands::quit
        ])
        .setup(move |app| Ok(set_up(app, start)?))
        .build(context)?;
    app.run(quit::on_event);
    Ok(())
}

/// The window first, and the core beside it.
fn set_up(app: &App, arguments: Arguments) -> tauri::Result<()> {
    window::open(app)?;
    let handle = app.handle().clone();
    tauri::async_runtime::spawn(async move {
        // Before anything is opened, so that it is closed however early the end is.
        match quit::listen() {
            Ok(told) => {
                let handle = handle.clone();
                tokio::spawn(async move {
                    told.await;
                    quit::begin(&handle);
                });
            }
            Err(error) => tracing::warn!(%error, "signals are not heard"),
        }
        serve(&handle, &arguments).await;
    });
    Ok(())
}

async fn serve(handle: &AppHandle, arguments: &Arguments) {
    let opened = handle.state::<Core>().open(arguments).await;
    events::tell_started(handle);
    if let Some(app) = opened {
        background::options_changed(handle);
        events::forward(handle, app).await;
    }
}

fn has_display() -> bool {
    let named = |variable| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || named("DISPLAY") || named("WAYLAND_DISPLAY")
}
