//! What the platform tells by itself (`PARKING_VEHICLE_ACCESS`, `PARKING_CAMERA_ONLINE`, `PARKING_VISITOR`).
//!
//! A fast path beside polling, never the truth: the signature does not cover the body, so whoever saw one callback can
//! forge others for some minutes. A callback therefore opens nothing, and what it says of visitors is confirmed by
//! asking the platform.

mod desk;
mod listener;
mod message;
mod replay;
mod verify;

#[cfg(test)]
mod tests;

pub use listener::{CallbackCounts, CallbackListener, CallbackOptions, ListenError};

use async_trait::async_trait;
use gate_core::lane::CameraChange;
use gate_core::record::Record;
use gate_core::visitor::Visitor;

/// Where callbacks go. Each is answered with success only after it was kept for good.
///
/// A call may be dropped half-way when the connection breaks or the listener stops, so an implementation keeps either
/// all of it or nothing, and takes the same callback again.
#[async_trait]
pub trait CallbackSink: Send + Sync {
    /// A vehicle passed. `record_id` is always `None`, `free_spaces` always there.
    ///
    /// # Errors
    /// [`NotKept`] where it could not be kept; the platform may then send it again.
    async fn vehicle_access(&self, record: Record) -> Result<(), NotKept>;

    /// A camera went online or offline.
    ///
    /// # Errors
    /// As of [`CallbackSink::vehicle_access`].
    async fn camera_online(&self, change: CameraChange) -> Result<(), NotKept>;

    /// A visitor was registered, as the callback says; to be confirmed by asking the platform.
    ///
    /// # Errors
    /// As of [`CallbackSink::vehicle_access`].
    async fn visitor(&self, visitor: Visitor) -> Result<(), NotKept>;
}

/// A callback could not be kept, for this reason. The reason goes into the log and not to the caller.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the callback was not kept: {0}")]
pub struct NotKept(pub String);
