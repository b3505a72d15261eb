//! Photos that staff give or send once more.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which end of a session a photo shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PhotoEvent {
    /// Its arrival.
    Arrival,
    /// Its departure.
    Departure,
}

/// A picture that somebody brings to a session, to be looked at before it is sent.
#[derive(Clone, Deserialize, TS)]
pub struct FitPhoto {
    /// The session.
    pub session: i64,
    /// Which end of it the picture shows.
    pub event: PhotoEvent,
    /// The JPEG, PNG, BMP or WebP file, 10 MB at most, in base64.
    pub base64: String,
}

/// A picture as it came and as it would be sent. It is kept with the session and shown by its id like any photo; nothing is owed yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FittedPhoto {
    /// By which it is shown and sent.
    pub photo: i64,
    /// Bytes as it came.
    pub bytes: u64,
    /// Pixels across as it came.
    pub width: u32,
    /// Pixels down as it came.
    pub height: u32,
    /// Bytes as it would be sent: 500,000 at most.
    pub sent_bytes: u64,
    /// Pixels across as it would be sent.
    pub sent_width: u32,
    /// Pixels down as it would be sent.
    pub sent_height: u32,
    /// MD5 of what would be sent.
    pub sent_md5: String,
    /// It is sent as it came.
    pub untouched: bool,
}

/// A photo is to be sent, once more or for the first time. What the city has stays what it has until it accepts this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
pub struct SendPhotoAgain {
    /// The session.
    pub session: i64,
    /// As a photo of which end.
    pub event: PhotoEvent,
    /// The photo: from `fit_photo`, or any that the session's page shows.
    pub photo: i64,
    /// `imgIndex`; when absent the place of a photo that the city has not, else the next free one, else the last.
    #[ts(optional)]
    pub index: Option<u8>,
    /// The newest delivery of the session that who asks knew of. If somebody else sent a photo of this end since, nothing is done:
    /// `changed_meanwhile` with `by`, `at` and the `delivery`.
    #[ts(optional)]
    pub seen: Option<i64>,
}

/// Photos that were sent again and are not to be sent after all.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct CancelPhotos {
    /// Their deliveries, 500 at most.
    pub ids: Vec<i64>,
}

/// What became of photos that were to be cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct PhotosCancelled {
    /// So many will not be sent. What the city has stays what it has.
    pub cancelled: u64,
    /// Of these so many had taken the place of another photo, which is owed again.
    pub restored: u64,
    /// So many were sent before, or are on their way.
    pub sent: u64,
    /// So many had been given up or cancelled already, or are none that a person sent.
    pub others: u64,
}

/// A photo that is owed now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct PhotoOwed {
    /// The delivery, to follow.
    pub delivery: i64,
}
