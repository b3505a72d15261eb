//! Photos again, many at once.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DeliveryItem, DeliveryKind, PlateView};

/// Which photos are sent again.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "which", rename_all = "snake_case")]
pub enum PhotosOf {
    /// Those of these deliveries: a photo itself, of an event all of its photos.
    Chosen {
        /// Their ids, 500 at most.
        ids: Vec<i64>,
    },
    /// Those of all that passed on a day.
    Day {
        /// The day, `yyyy-MM-dd`, in China.
        day: String,
        /// The car park.
        parking_id: String,
    },
}

/// What sending a photo again comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PhotoAgain {
    /// It is here and is sent.
    Send,
    /// It is not here; the open platform is asked for it first.
    Fetch,
    /// It is on its way already: nothing is done.
    UnderWay,
    /// There is none, or none that could be fetched: somebody may bring one.
    Missing,
}

/// One photo of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PhotoAgainItem {
    /// The session.
    pub session: i64,
    /// Its plate.
    pub plate: PlateView,
    /// A photo of which end.
    pub kind: DeliveryKind,
    /// `imgIndex`; null where the event has no photo at all.
    pub img_index: Option<u8>,
    /// The event's time.
    pub at: i64,
    /// What sending it again comes to.
    pub what: PhotoAgain,
}

/// What sending photos again would come to, or came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PhotosAgain {
    /// The batch that was begun; null for what was only looked at, or when there was nothing to send.
    pub batch: Option<i64>,
    /// Photos that are here.
    pub send: u64,
    /// Photos that the open platform is asked for.
    pub fetch: u64,
    /// Photos that are on their way already.
    pub under_way: u64,
    /// Events' photos that are nowhere.
    pub missing: u64,
    /// The first 1,000 of them, those that are nowhere first.
    pub rows: Vec<PhotoAgainItem>,
}

/// A batch of photos.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
pub struct PhotoBatchOf {
    /// Its id.
    pub id: i64,
    /// Rows from this one on.
    #[ts(optional)]
    pub offset: Option<u32>,
}

/// How far a batch of photos is. It goes on by itself, also after a restart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PhotoBatchView {
    /// Its id.
    pub id: i64,
    /// Who began it.
    pub by: String,
    /// When.
    pub at: i64,
    /// Photos in all.
    pub total: u64,
    /// The city has them.
    pub delivered: u64,
    /// They need a person.
    pub parked: u64,
    /// Cancelled, replaced or given up.
    pub given_up: u64,
    /// Those on their way.
    pub under_way: u64,
    /// Of these so many can be cancelled.
    pub cancellable: u64,
}

/// A batch with what became of its photos.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct PhotoBatchPage {
    /// How far it is.
    pub batch: PhotoBatchView,
    /// Its photos from `offset` on, 500 at most: those that need a person first.
    pub rows: Vec<DeliveryItem>,
}
