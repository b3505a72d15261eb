//! Plates that somebody saw in the car park, against the books.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::DiscrepancyItem;

/// A count of the vehicles that stand in a car park. Compared only: nothing is changed by it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct StockTake {
    /// The car park.
    pub parking_id: String,
    /// When it was counted; now when absent. Who came after it is not missed.
    #[ts(optional)]
    pub counted_at: Option<i64>,
    /// Plates as they were typed or pasted, with anything between them.
    #[ts(optional)]
    pub text: Option<String>,
    /// A spreadsheet with a column of plates, .xlsx or .csv, as base64, in the place of the text. Refused with `file_wrong`.
    #[ts(optional)]
    pub base64: Option<String>,
}

/// What a count came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct StockTaken {
    /// The car park.
    pub parking_id: String,
    /// When it was counted.
    pub counted_at: i64,
    /// Different plates that were seen.
    pub seen: u32,
    /// Rows that say a plate once more.
    pub twice: u32,
    /// Seen, and inside by the books.
    pub known: u32,
    /// Inside by the books, but came after the count.
    pub came_since: u32,
    /// Inside by the books without a plate: no list of plates tells of them.
    pub without_plate: u32,
    /// Seen, and not in the books: with what they may be, misread.
    pub unknown: Vec<DiscrepancyItem>,
    /// In the books, and not seen: proposed as gone, for `mark_exits_missed`. The longest stays first.
    pub missing: Vec<DiscrepancyItem>,
}
