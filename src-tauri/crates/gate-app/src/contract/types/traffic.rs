//! Vehicles inside, passages and occupancy as tables.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Direction, MirrorView, PassageItem, Photo, PlateView, SheetFormat, Standing};

/// Part of the list of vehicles inside.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(default)]
pub struct InParkRequest {
    /// Only this car park; all that the account sees when absent.
    #[ts(optional)]
    pub parking_id: Option<String>,
    /// A fragment of a plate, forgiving.
    pub text: String,
    /// Only those inside for longer than this many hours.
    #[ts(optional)]
    pub longer_than_h: Option<u32>,
    /// So many rows are left out at the beginning.
    pub offset: u32,
    /// At most so many; 100 when 0, 500 at most.
    pub limit: u32,
}

/// Vehicles inside, as the platform lists them, with what we know.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct InParkPage {
    /// So many rows there are.
    pub total: u32,
    /// Of them inside for longer than 72 hours.
    pub overdue: u32,
    /// The rows, the longest stay first.
    pub rows: Vec<InParkItem>,
    /// How old it is.
    pub mirrors: Vec<MirrorView>,
}

/// A vehicle inside.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct InParkItem {
    /// The car park.
    pub parking_id: String,
    /// The plate.
    pub plate: PlateView,
    /// The lane it came in by.
    pub lane: String,
    /// Since.
    pub since: i64,
    /// How it stands.
    pub standing: Standing,
    /// The type's own name.
    pub type_name: Option<String>,
    /// Whose, masked.
    pub owner: Option<String>,
    /// The arrival's photo.
    pub photo: Photo,
    /// Our parking session.
    pub session: Option<i64>,
}

/// Part of the list of passages.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(default)]
pub struct PassagesRequest {
    /// Only these.
    pub filter: PassageFilter,
    /// Only passages older than this one (its `at` and `id`), for the next page.
    #[ts(optional)]
    pub before: Option<PassageMark>,
    /// At most so many; 100 when 0, 500 at most.
    pub limit: u32,
}

/// Where a page of passages ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PassageMark {
    /// The time of the last one.
    pub at: i64,
    /// Its id.
    pub id: i64,
}

/// Which passages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(default)]
pub struct PassageFilter {
    /// Only this car park; all that the account sees when absent.
    #[ts(optional)]
    pub parking_id: Option<String>,
    /// Only this lane.
    #[ts(optional)]
    pub lane_no: Option<String>,
    /// Only this direction.
    #[ts(optional)]
    pub direction: Option<Direction>,
    /// From this instant on.
    #[ts(optional)]
    pub from: Option<i64>,
    /// Before this instant.
    #[ts(optional)]
    pub until: Option<i64>,
    /// A fragment of a plate, forgiving. One plate's whole history is `plate_history`, with a reason.
    pub text: String,
    /// Only those without a photo.
    pub without_photo: bool,
}

/// Passages, the newest first.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct PassagesPage {
    /// The rows.
    pub rows: Vec<PassageItem>,
    /// Where the next page begins; none at the end.
    pub next: Option<PassageMark>,
}

/// The whole history of one plate, which needs a reason and is audited.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct PlateHistoryRequest {
    /// The plate.
    pub plate: String,
    /// Why it is looked up.
    pub reason: String,
    /// For the next page; the reason is then the same.
    #[ts(optional)]
    pub before: Option<PassageMark>,
}

/// Passages to a spreadsheet.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ExportPassages {
    /// Which.
    pub filter: PassageFilter,
    /// How.
    #[serde(default)]
    pub format: SheetFormat,
}

/// A stretch of the occupancy's curve.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct OccupancyRequest {
    /// The car park.
    pub parking_id: String,
    /// From.
    pub from: i64,
    /// To; 31 days later at most.
    pub until: i64,
}

/// How full a car park is and was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OccupancyView {
    /// The newest figures, whenever they are from.
    pub now: Option<OccupancyPoint>,
    /// At most 600 points of the stretch, evenly thinned.
    pub points: Vec<OccupancyPoint>,
}

/// Figures of one moment; each may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct OccupancyPoint {
    /// When.
    pub at: i64,
    /// Spaces in all.
    pub total: Option<i64>,
    /// Used.
    pub used: Option<i64>,
    /// Used by visitors.
    pub visitors_used: Option<i64>,
    /// Staff's spaces.
    pub staff_total: Option<i64>,
    /// Used by staff.
    pub staff_used: Option<i64>,
    /// Temporary spaces.
    pub temporary: Option<i64>,
}
