//! The vendor's cloud as a real HTTP server with state: every operation of protocols.md A under its default path, as
//! `POST` with a JSON body or `GET` with a query, photos under `/photos/`, and callbacks pushed until acknowledged.
//!
//! It is strict about what it is sent (required fields, types, formats, `pageSize`, the 24 h window) and answers what
//! is wrong with `code` 1 and a `msg`. What it sends varies as the vendor's text does: see [`Quirks`].

mod access_record;
mod arrange;
mod blacklist;
mod callback;
mod callback_post;
mod clock;
mod coupon;
mod demo;
mod envelope;
mod handler;
mod in_park;
mod journal;
mod lane;
mod live;
mod occupancy;
mod operation;
mod options;
mod oracle;
mod outing;
mod params;
mod parking;
mod photo;
mod photo_fault;
mod platform;
mod quirks;
mod records;
mod sim;
mod token;
mod vehicle;
mod vehicle_type;
mod visitor;
mod wire;
mod world;

#[cfg(test)]
mod tests;

pub use callback::{AcknowledgedCallback, CallbackOptions};
pub use clock::SystemClock;
pub use demo::{DemoOptions, demo};
pub use journal::{JournalEntry, Write};
pub use live::LiveOptions;
pub use operation::Operation;
pub use options::{OpenPlatformOptions, SimCarPark, SimVehicleType};
pub use photo_fault::{PhotoFault, PhotoFaults};
pub use quirks::{Quirk, Quirks, UnknownQuirk};
pub use sim::{Channel, OpenPlatformSim};
pub use vehicle::SimVehicle;
pub use visitor::SimVisitor;
