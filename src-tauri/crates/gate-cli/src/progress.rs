//! Bars and spinners on stderr. They draw only where a person looks on; programs and logs get none.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// Something of unknown length.
pub fn spinner(what: &'static str, quiet: bool) -> ProgressBar {
    let bar = if quiet { ProgressBar::hidden() } else { ProgressBar::new_spinner() };
    bar.set_message(what);
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// Something that is counted.
pub fn bar(what: &'static str, quiet: bool) -> ProgressBar {
    let bar = if quiet { ProgressBar::hidden() } else { ProgressBar::new(0) };
    if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:40}] {pos}/{len} {prefix}") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_message(what);
    bar
}
