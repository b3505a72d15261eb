//! The named, seeded, combinable faults of both platforms.
//!
//! # The specification
//! Entries are separated by commas:
//!
//! ```text
//! [city.|open.]NAME[:ARGUMENT][:PROBABILITY][#ENDPOINT][@FROM-TO][xN]
//! ```
//!
//! - `NAME`: one of [`catalogue`]; `city.` or `open.` before it says whose fault it is where both can have it.
//! - `ARGUMENT`: only for faults that take one: `rate_limit:5`, `refuse_session:浙B12345`, `slow_answer:10`.
//! - `PROBABILITY`: 0 to 1, by default 1. For a fault of the port it is the share of the seconds.
//! - `#ENDPOINT`: strikes only there. The city's: `heartbeat`, `time`, `arrival`, `departure`, `event` (both),
//!   `photo`, `business` (events and photos). The open platform's: its operations' names, for instance `lane_open`.
//! - `@FROM-TO`: only in this span, in seconds (fractions allowed) since the faults were made.
//! - `xN`: only the first N times. Not for a fault of the port, nor after a text argument.
//!
//! For instance `http500:0.2,lost_answer:0.1#photo,down@30-90,refuse_session:浙B12345,rate_limit:5`.
//!
//! # Repeatable
//! Whether a fault strikes a request follows from the seed, the request's own bytes without its credentials, and how
//! often these came before; not from what other connections do meanwhile.

mod answers;
mod catalogue;
mod engine;
mod gzip;
mod rate;
mod spec;
#[cfg(test)]
mod tests;

pub use catalogue::{Argument, Entry, Fault, FaultSet, Side, Stage, catalogue};
pub use engine::{Call, Faults};
pub(crate) use rate::RateLimit;
pub use spec::{FaultSpec, SpecError};
