//! The interface that every city's client has.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use gate_core::outcome::Exchange;
use gate_core::time::UtcMillis;

use crate::payload::FrozenPayload;
use crate::report::{EventKind, EventReport, PhotoReport};

/// What a city platform can do and wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    /// Most bytes of one photo.
    pub photo_limit_bytes: usize,
    /// Most photos of one event; 0 for a city that takes none.
    pub photos_per_event: u8,
    /// Whether arrival and departure are two calls; else a session is reported once, when it is over.
    pub reports_arrivals: bool,
    /// Whether a heartbeat is expected.
    pub has_heartbeat: bool,
    /// Whether a login must come before anything else.
    pub needs_login: bool,
    /// Longest time between two readings of the platform's clock, if it asks for any.
    pub clock_interval_max: Option<Duration>,
}

/// An exchange that may tell the platform's time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockExchange {
    /// What came of the request.
    pub exchange: Exchange,
    /// The platform's time, to the second, if it was told in a readable form. An accepted heartbeat may lack it.
    pub platform_time: Option<UtcMillis>,
}

/// A city platform cannot be spoken to with this configuration.
#[derive(Debug, thiserror::Error)]
pub enum CityError {
    /// The base URL is not an http or https address.
    #[error("the city platform's base URL is not an http or https address")]
    BaseUrl,
    /// The HTTP client cannot be built.
    #[error("the city platform's HTTP client cannot be set up")]
    Http(#[from] gate_http::BuildError),
}

/// A city platform.
///
/// The calls send once and never retry. They do not fail: every end of a call, from "no such host" to "accepted",
/// is an [`Exchange`].
#[async_trait]
pub trait CityPlatform: Send + Sync {
    /// What the platform can do and wants.
    fn capabilities(&self) -> Capabilities;

    /// The wire's index of an event's photo, `nth` counting from 0; `None` where the platform takes no more.
    fn photo_index(&self, event: EventKind, nth: u8) -> Option<u8>;

    /// Freezes an event as it will be sent.
    fn freeze_event(&self, report: &EventReport) -> FrozenPayload;

    /// Freezes what goes with a photo as it will be sent.
    fn freeze_photo(&self, report: &PhotoReport) -> FrozenPayload;

    /// Sends a frozen event once.
    async fn send_event(&self, payload: &FrozenPayload) -> Exchange;

    /// Sends a photo, the bytes whose MD5 is in the payload, once.
    async fn send_photo(&self, payload: &FrozenPayload, photo: Bytes) -> Exchange;

    /// Says that the car park lives, with its free spaces if they are known. Has connections of its own, so that
    /// hanging events do not delay it.
    async fn heartbeat(&self, free_spaces: Option<i64>) -> ClockExchange;

    /// Asks for the platform's time, over the heartbeat's connections.
    async fn time(&self) -> ClockExchange;
}
