//! What any city platform is to us, and Ningbo's in full.
//!
//! The sender knows a city only as a [`CityPlatform`]: it freezes what is owed into a [`FrozenPayload`] that is
//! stored, and sends that, as often as it takes, always with the same bytes. What an answer means for the item is
//! decided elsewhere, by [`gate_core::outcome::classify`], from the [`Exchange`] that a sending gives back.

pub mod ningbo;
mod payload;
mod platform;
mod report;

pub use gate_core::outcome::{Exchange, Reach, Verdict};
pub use payload::{FrozenPayload, NotAPayload};
pub use platform::{Capabilities, CityError, CityPlatform, ClockExchange};
pub use report::{EventKind, EventReport, PhotoReport};
