//! Passages, for people.

use gate_core::time::UtcMillis;
use gate_store::{PassageFilter, PassageRow, Store};
use serde::Serialize;

use crate::AppError;

/// Which passages are listed.
#[derive(Clone, Copy, Debug, Default)]
pub struct PassageQuery {
    /// Only of this session.
    pub session: Option<i64>,
    /// Only of the day in China that begins here.
    pub day: Option<UtcMillis>,
    /// At most so many; all when absent.
    pub limit: Option<u32>,
}

/// One passage. Times are RFC 3339 with China's offset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PassageView {
    /// Its id.
    pub id: i64,
    /// Its car park on the open platform.
    pub parking_id: String,
    /// `in` or `out`.
    pub direction: &'static str,
    /// The plate, as corrected by staff; empty without one.
    pub plate: String,
    /// The plate as the camera read it.
    pub plate_raw: String,
    /// When.
    pub at: String,
    /// The lane's number.
    pub lane_no: String,
    /// The lane's name; empty where it is not known.
    pub lane_name: String,
    /// The open platform's record, once it is known.
    pub record_id: Option<String>,
    /// The open platform's vehicle type as it came.
    pub vehicle_type: Option<String>,
    /// Free spaces at the passage.
    pub free_spaces: u32,
    /// How it was heard of first: `records`, `callback` or `look_back`.
    pub source: String,
    /// When it was heard of first.
    pub heard_at: String,
    /// Its session's id.
    pub session: Option<i64>,
    /// What it is to its session: `arrival`, `departure`, `repeat` or `none`.
    pub role: String,
    /// `wanted`, `stored`, `failed` or `pruned`; null where it came without a photo.
    pub photo: Option<String>,
}

impl From<PassageRow> for PassageView {
    fn from(row: PassageRow) -> Self {
        Self {
            id: row.id,
            parking_id: row.parking_id,
            direction: row.direction.code(),
            plate: row.plate,
            plate_raw: row.plate_raw,
            at: row.at.rfc3339(),
            lane_no: row.lane_no,
            lane_name: row.lane_name,
            record_id: row.record_id,
            vehicle_type: row.vehicle_type,
            free_spaces: row.free_spaces,
            source: row.source,
            heard_at: row.heard_at.rfc3339(),
            session: row.session_id,
            role: row.role,
            photo: row.photo_state,
        }
    }
}

/// Passages, the newest first.
///
/// # Errors
/// The database cannot be read.
pub async fn list(store: &Store, query: PassageQuery) -> Result<Vec<PassageView>, AppError> {
    let filter = PassageFilter {
        from: query.day,
        to: query.day.map(crate::day_after),
        session: query.session,
        limit: query.limit.unwrap_or(u32::MAX),
    };
    Ok(store.passages(filter).await?.into_iter().map(PassageView::from).collect())
}
