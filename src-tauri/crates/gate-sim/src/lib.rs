//! Both platforms as real HTTP servers, with faults and a traffic generator.
//!
//! - [`http`]: a small HTTP/1.1 server that can misbehave on the wire in every way a fault needs.
//! - [`city`]: Ningbo's city platform, strict, with a journal that serves as the tests' oracle.
//! - [`faults`]: the named, seeded, combinable faults of both platforms.
//! - [`open_platform`]: the vendor's cloud.
//! - [`traffic`]: simulated vehicles.
//! - [`photo`]: simulated pictures.

pub mod city;
pub mod faults;
pub mod http;
pub mod open_platform;
pub mod photo;
pub mod traffic;
