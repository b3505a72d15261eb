//! What the administrator chooses in the program.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Choices for this data directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Options {
    /// After so many seconds without input the screen is locked; 0 for never.
    pub idle_lock_s: u32,
    /// Closing the window leaves the program in the tray.
    pub close_to_tray: bool,
    /// The program starts with the machine.
    pub autostart: bool,
    /// A lane that is usually busy is silent after so many minutes; 0 for never.
    pub lane_silent_min: u32,
    /// Alerts sound.
    pub alert_sound: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            idle_lock_s: 600,
            close_to_tray: true,
            autostart: false,
            lane_silent_min: 120,
            alert_sound: true,
        }
    }
}
