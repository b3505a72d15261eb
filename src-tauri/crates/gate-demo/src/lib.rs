//! A car park to try Gatehouse with, the same in every host: both platforms simulated in this process, a data directory
//! that is configured for them, and traffic.
//!
//! A host starts a [`Demo`], opens [`Demo::path`] as it would open anybody's data directory, and stops it afterwards.

mod accounts;
mod car_park;
mod configuration;
mod demo;
mod directory;
mod error;
mod scenes;
mod simulation;

pub use accounts::accounts;
pub use car_park::car_park;
pub use demo::Demo;
pub use directory::Place;
pub use error::DemoError;
pub use simulation::{Access, CityAccess, OpenPlatformAccess, Plan, Seen, Simulation};
