//! What the window's pages may call. The list stands in `build.rs` too, and the permissions in `capabilities/`.

use gate_app::contract::Failure;
use serde::Deserialize;
use serde_json::Value;
use tauri::{AppHandle, State, UserAttentionType};
use tauri_plugin_notification::NotificationExt;

use crate::{
    core::Core,
    quit,
    tray::{self, TrayWords},
    window,
};

/// A notification's words are cut here; desktops show a few lines.
const NOTIFICATION_LETTERS: usize = 400;

/// Carries out a command of the contract.
#[tauri::command]
pub async fn rpc(core: State<'_, Core>, command: String, payload: Value) -> Result<Value, Failure> {
    core.call(&command, payload).await
}

/// Puts these words and this state into the tray; says whether there is one.
#[tauri::command]
pub async fn set_tray(app: AppHandle, words: TrayWords) -> bool {
    tray::show(&app, words).await
}

/// The words of a notification.
#[derive(Debug, Deserialize)]
pub struct Notification {
    title: String,
    body: String,
}

/// Shows a notification, and asks for attention where the window has not the keyboard.
#[tauri::command]
pub async fn notify(app: AppHandle, notification: Notification) {
    if let Some(window) = window::main(&app)
        && !window.is_focused().unwrap_or(false)
        && let Err(error) = window.request_user_attention(Some(UserAttentionType::Critical))
    {
        tracing::debug!(%error, "no attention could be asked for");
    }
    let cut = |text: String| text.chars().take(NOTIFICATION_LETTERS).collect::<String>();
    let shown =
        app.notification().builder().title(cut(notification.title)).body(cut(notification.body)).show();
    if let Err(error) = shown {
        tracing::debug!(%error, "no notification could be shown");
    }
}

/// Ends the program, after everything has stopped.
#[tauri::command]
pub fn quit(app: AppHandle) {
    quit::begin(&app);
}
