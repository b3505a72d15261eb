//! Car parks on loopback, the judge of what became of them, and small tools.

mod dice;
mod loopback;
pub mod oracle;
mod park;
mod program;
mod secrets;
mod wait;

pub use dice::Dice;
pub use loopback::Loopback;
pub use park::{NotIdle, PARKING_ID, PARKPOTID, Pace, Park, ParkOptions, PushOptions};
pub use program::{Program, configure, gatehousectl};
pub use secrets::{Canaries, find_secrets};
pub use wait::{PATIENCE, wait_for};
