//! The core's events, on their way to the window.

use gate_app::{
    App,
    contract::{Command, Event, Tag},
};
use tauri::{AppHandle, Emitter};
use tokio::sync::broadcast::error::RecvError;

use crate::background;

/// The name under which the window's pages hear all of them.
const NAME: &str = "gatehouse";

/// Passes events on until the core is closed.
pub async fn forward(handle: &AppHandle, app: App) {
    let mut events = app.events();
    drop(app);
    loop {
        let event = match events.recv().await {
            Ok(event) => event,
            Err(RecvError::Lagged(missed)) => {
                tracing::info!(missed, "the window missed events and reads everything again");
                everything_changed()
            }
            Err(RecvError::Closed) => return,
        };
        if matches!(&event, Event::Changed { tags } if tags.contains(&Tag::Options)) {
            background::options_changed(handle);
        }
        tell(handle, &event);
    }
}

/// Tells the window that it should ask `start` again: the core is open now, or never will be.
pub fn tell_started(handle: &AppHandle) {
    tell(handle, &Event::SessionChanged);
}

fn tell(handle: &AppHandle, event: &Event) {
    if let Err(error) = handle.emit(NAME, event) {
        tracing::warn!(%error, "the window was not told of an event");
    }
}

fn everything_changed() -> Event {
    let mut tags: Vec<Tag> =
        Command::ALL.iter().flat_map(|command| command.provides().iter().copied()).collect();
    tags.sort_unstable();
    tags.dedup();
    Event::Changed { tags }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_that_fell_behind_reads_every_kind_of_thing_again() {
        let Event::Changed { tags } = everything_changed() else { panic!("another kind of event") };
        for tag in [Tag::Start, Tag::Platforms, Tag::Lanes, Tag::Passages, Tag::Alerts, Tag::Openings] {
            assert!(tags.contains(&tag), "{tag:?}");
        }
    }
}
