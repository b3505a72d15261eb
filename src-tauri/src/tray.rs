//! The icon in the tray. Its words come from the pages, which alone have words for people.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde::Deserialize;
use tauri::{
    AppHandle, Manager,
    image::Image,
    menu::{Menu, MenuEvent, MenuItem, PredefinedMenuItem},
    tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent},
};
use tokio::sync::oneshot;

use crate::{quit, window};

const ICON: Image<'_> = tauri::include_image!("../icons/64x64.png");

/// Ids of the menu's items.
const STATE: &str = "state";
const SHOW: &str = "show";
const QUIT: &str = "quit";

/// What the tray says.
#[derive(Clone, Debug, Deserialize)]
pub struct TrayWords {
    /// How both platforms are. Where the system shows no tooltip it stands in the menu.
    tooltip: String,
    /// Show the window.
    show: String,
    /// End the program.
    quit: String,
    /// How it is marked.
    state: TrayState,
}

/// How things are, at a glance; the words say it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrayState {
    /// Both platforms answer.
    Ok,
    /// Something waits, or is not known yet.
    Waiting,
    /// A platform cannot be reached, or something needs a person.
    Trouble,
}

/// The icon, if there is one.
#[derive(Default)]
pub struct Tray(Mutex<Presence>);

#[derive(Default)]
enum Presence {
    #[default]
    Untried,
    Impossible,
    Shown(Box<Shown>),
}

struct Shown {
    icon: TrayIcon,
    state: MenuItem<tauri::Wry>,
    show: MenuItem<tauri::Wry>,
    quit: MenuItem<tauri::Wry>,
    marked: TrayState,
    /// Whether the desktop has a place where it is seen.
    seen: bool,
}

/// Shows these words, and the icon when they are the first; says whether it is seen.
pub async fn show(handle: &AppHandle, words: TrayWords) -> bool {
    let seen = tauri::async_runtime::spawn_blocking(desktop_has_a_tray).await.unwrap_or(false);
    let (done, is_done) = oneshot::channel();
    let inside = handle.clone();
    let sent = handle.run_on_main_thread(move || {
        update(&inside, words, seen);
        // Nobody waits any more once the program ends.
        let _ = done.send(());
    });
    if let Err(error) = sent {
        tracing::debug!(%error, "the tray keeps its words");
    }
    // It ends with an error when the main thread is gone, and then there is no tray either.
    let _ = is_done.await;
    is_there(handle)
}

/// Whether the program can be found again in the tray.
pub fn is_there(handle: &AppHandle) -> bool {
    matches!(&*presence(&handle.state::<Tray>()), Presence::Shown(shown) if shown.seen)
}

fn presence(tray: &Tray) -> MutexGuard<'_, Presence> {
    tray.0.lock().unwrap_or_else(PoisonError::into_inner)
}

fn update(handle: &AppHandle, words: TrayWords, seen: bool) {
    let tray = handle.state::<Tray>();
    let mut presence = presence(&tray);
    match &mut *presence {
        Presence::Impossible => {}
        Presence::Shown(shown) => {
            shown.seen = seen;
            if let Err(error) = shown.say(&words) {
                tracing::debug!(%error, "the tray keeps its words");
            }
        }
        Presence::Untried => {
            // Where the system's library for it is missing, what loads it panics; nothing of ours is in between.
            let built = catch_unwind(AssertUnwindSafe(|| build(handle, &words, seen)));
            *presence = match built {
                Ok(Ok(shown)) => Presence::Shown(Box::new(shown)),
                Ok(Err(error)) => {
                    tracing::info!(%error, "there is no tray");
                    Presence::Impossible
                }
                Err(_) => {
                    tracing::info!("there is no tray: its library is missing");
                    Presence::Impossible
                }
            };
        }
    }
}

fn build(handle: &AppHandle, words: &TrayWords, seen: bool) -> tauri::Result<Shown> {
    let item = |id, words: &str, enabled| MenuItem::with_id(handle, id, words, enabled, None::<&str>);
    let (state, show, quit) =
        (item(STATE, &words.tooltip, false)?, item(SHOW, &words.show, true)?, item(QUIT, &words.quit, true)?);
    let line = PredefinedMenuItem::separator(handle)?;
    let menu = Menu::with_items(handle, &[&state, &line, &show, &quit])?;
    let icon = TrayIconBuilder::with_id("gatehouse")
        .icon(marked(words.state))
        .tooltip(&words.tooltip)
        .menu(&menu)
        .show_menu_on_left_click(false)
        .on_menu_event(chosen)
        .on_tray_icon_event(clicked)
        .build(handle)?;
    Ok(Shown { icon, state, show, quit, marked: words.state, seen })
}

impl Shown {
    fn say(&mut self, words: &TrayWords) -> tauri::Result<()> {
        self.state.set_text(&words.tooltip)?;
        self.show.set_text(&words.show)?;
        self.quit.set_text(&words.quit)?;
        self.icon.set_tooltip(Some(&words.tooltip))?;
        if self.marked != words.state {
            self.icon.set_icon(Some(marked(words.state)))?;
            self.marked = words.state;
        }
        Ok(())
    }
}

fn chosen(handle: &AppHandle, event: MenuEvent) {
    match event.id().as_ref() {
        SHOW => window::bring_forward(handle),
        QUIT => quit::begin(handle),
        _ => {}
    }
}

fn clicked(icon: &TrayIcon, event: TrayIconEvent) {
    let released = MouseButtonState::Up;
    if matches!(event, TrayIconEvent::Click { button: MouseButton::Left, button_state, .. } if button_state == released)
    {
        window::bring_forward(icon.app_handle());
    }
}

/// The icon with a disc in its lower right corner: none when all is well, amber or red with a white rim otherwise.
fn marked(state: TrayState) -> Image<'static> {
    let colour: [u8; 3] = match state {
        TrayState::Ok => return ICON,
        TrayState::Waiting => [0xf5, 0x9e, 0x0b],
        TrayState::Trouble => [0xdc, 0x26, 0x26],
    };
    let (width, height) = (ICON.width(), ICON.height());
    let mut pixels = ICON.rgba().to_vec();
    let radius = f64::from(width) * 0.24;
    let (centre_x, centre_y) = (f64::from(width) - radius - 1.0, f64::from(height) - radius - 1.0);
    for (index, pixel) in (0_u32..).zip(pixels.chunks_exact_mut(4)) {
        let (x, y) = (f64::from(index % width) + 0.5, f64::from(index / width) + 0.5);
        let distance = (x - centre_x).hypot(y - centre_y);
        if distance <= radius {
            let rim = distance > radius * 0.78;
            pixel[..3].copy_from_slice(if rim { &[0xff; 3] } else { &colour });
            pixel[3] = 0xff;
        }
    }
    Image::new_owned(pixels, width, height)
}

/// Whether somebody shows tray icons. GNOME, for one, has nobody until an extension is added.
#[cfg(target_os = "linux")]
fn desktop_has_a_tray() -> bool {
    let asked = || -> zbus::Result<bool> {
        let bus = zbus::blocking::Connection::session()?;
        let name = zbus::names::BusName::try_from("org.kde.StatusNotifierWatcher")?;
        Ok(zbus::blocking::fdo::DBusProxy::new(&bus)?.name_has_owner(name)?)
    };
    asked().unwrap_or(false)
}

#[cfg(not(target_os = "linux"))]
fn desktop_has_a_tray() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_looks_different() {
        let looks = [TrayState::Ok, TrayState::Waiting, TrayState::Trouble]
            .map(|state| marked(state).rgba().to_vec());
        assert_ne!(looks[0], looks[1]);
        assert_ne!(looks[1], looks[2]);
        assert!(looks.iter().all(|look| look.len() == ICON.rgba().len()));
    }

    #[test]
    fn the_pages_name_the_states_in_snake_case() {
        let words = serde_json::json!({ "tooltip": "a", "show": "b", "quit": "c", "state": "trouble" });
        assert_eq!(serde_json::from_value::<TrayWords>(words).unwrap().state, TrayState::Trouble);
    }
}
