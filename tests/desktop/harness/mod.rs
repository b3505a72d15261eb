//! What drives the program: a display, a driver, places of its own for each test, and a car park around it.

mod booth;
mod display;
mod group;
mod hands;
mod place;
mod scene;
mod wait;
mod words;

pub use booth::Booth;
pub use display::Display;
pub use group::{Group, signal};
pub use hands::{card, row};
pub use place::{Bus, Place};
pub use scene::{ADMINISTRATOR, ATTENDANT, PASSWORD, PIN, Scene, passage};
pub use wait::{until, within};
pub use words::{Language, say, say_in};

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_gatehouse");
