//! Typed client of the vendor's open platform, and the listener for its callbacks.
//!
//! [`OpenPlatform`] calls every operation of the platform's API, one file per resource; wire structs stay private and
//! domain types come out. [`callback`] hears what the platform tells by itself.

mod blacklist;
pub mod callback;
mod car_parks;
mod client;
mod coupons;
mod endpoints;
mod envelope;
mod error;
mod in_park;
mod lanes;
mod occupancy;
mod outings;
mod page;
mod params;
mod records;
mod sign;
mod token;
mod vehicle_types;
mod vehicles;
mod visitors;
mod wire;

#[cfg(test)]
mod tests;

pub use blacklist::BlacklistPages;
pub use client::{OpenPlatform, OpenPlatformOptions, SetupError};
pub use endpoints::{Endpoint, EndpointError, Endpoints, Method, Operation};
pub use error::{Error, Unreadable, WriteOutcome};
pub use page::{Listing, PAGE_SIZE, Page, Rejected};
pub use records::{RECORD_WINDOW, RecordPages};
pub use vehicles::VehiclePages;
