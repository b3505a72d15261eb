//! What drives the program: a display, a driver and places of its own for each test.

mod booth;
mod display;
mod group;
mod place;
mod wait;

pub use booth::Booth;
pub use display::Display;
pub use group::{Group, signal};
pub use place::{Bus, Place};
pub use wait::{until, within};

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_gatehouse");
