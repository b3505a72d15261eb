//! Believable traffic of one car park: seeded, ordered, without end.
//!
//! [`Traffic`] is pure: it starts at an instant, knows no clock and yields what a car park's cameras would report, in the
//! order in which the platform hears of it. The same options give the same traffic for ever. [`simple_visits`] makes
//! plain complete visits in bulk for tests and benchmarks.

mod arrivals;
mod generator;
mod options;
mod passage;
mod people;
mod plates;
mod population;
mod simple;
#[cfg(test)]
mod tests;

pub use generator::{Traffic, TrafficEvent};
pub use options::{DayProfile, Oddities, Shares, Stay, Stays, TrafficOptions};
pub use passage::{LaneUse, Oddity, SimLane, SimPassage, VehicleClass};
pub use plates::{RARE_FORMS, misread, plate};
pub use population::{Population, PopulationSize, RegisteredVehicle, VisitorEntry};
pub use simple::simple_visits;
