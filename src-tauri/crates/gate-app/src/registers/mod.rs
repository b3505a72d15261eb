//! The registers of the open platform: what may be written, writes with three outcomes, and many in one go. Used by commands
//! and by `gatehousectl` alike.

pub mod batches;
pub mod checks;
pub mod forms;
pub mod views;
pub mod writes;

pub use writes::{Operation, Writes};
