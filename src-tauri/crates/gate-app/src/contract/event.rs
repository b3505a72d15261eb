//! What open windows are told, after the commit.

use serde::Serialize;
use ts_rs::TS;

use super::Tag;

/// Something happened. Carries no personal data: windows read again what they show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// What is tagged so may read differently now.
    Changed {
        /// The tags.
        tags: Vec<Tag>,
    },
    /// An alert was raised: sound and notification.
    AlertRaised {
        /// Its id.
        id: i64,
    },
    /// A session ended or was locked: ask `start` who is signed in.
    SessionChanged,
}
