//! Car parks on loopback, the judge of what became of them, and small tools.

pub mod crowd;
mod crowded;
mod dice;
mod loopback;
pub mod oracle;
mod park;
mod program;
mod secrets;
mod stage;
mod wait;

pub use crowded::{crowded, taken_over};
pub use dice::Dice;
pub use loopback::Loopback;
pub use park::{NotIdle, PARKING_ID, PARKPOTID, Pace, Park, ParkOptions, PushOptions};
pub use program::{Program, configure, gatehousectl};
pub use secrets::{Canaries, find_secrets};
pub use stage::{Class, Person, Platform, Port, Stage, StageError, Step, Way, people};
pub use wait::{PATIENCE, wait_for};
