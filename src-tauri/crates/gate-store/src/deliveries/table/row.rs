//! A delivery as the list shows it.

use gate_core::time::UtcMillis;
use rusqlite::{Connection, Row, params};

use super::super::cancel::CANCELLABLE;
use super::super::list::{self, DeliveryRow, STATE};
use crate::error::StoreError;
use crate::feed::{PhotoSeen, photo_seen};

/// One delivery with what a list shows beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryTableRow {
    /// The delivery.
    pub delivery: DeliveryRow,
    /// `imgIndex`, for a photo.
    pub img_index: Option<u8>,
    /// How it is with the photo.
    pub photo: PhotoSeen,
    /// The delivery that must go first, where that is parked or given up or waits for one that is.
    pub behind: Option<i64>,
}

/// One delivery as the list shows it.
pub(crate) fn one(
    connection: &Connection,
    id: i64,
    now: UtcMillis,
) -> Result<Option<DeliveryTableRow>, StoreError> {
    let sql = format!(
        "SELECT d.id, d.parking_id, d.kind, {STATE}, d.session_id, s.business_id, s.plate, d.event_at, d.attempts,
            d.tries, d.parked_reason, d.last_error, d.last_status, d.answer,
            CASE WHEN d.awaits IS NOT NULL THEN d.awaits WHEN d.blocked_by IS NOT NULL THEN 'predecessor' END,
            d.next_attempt_at, d.delivered_at, coalesce(d.photo_md5, p.fitted_md5), d.give_up_reason,
            d.asked_by, {CANCELLABLE}, d.img_index, p.state, CASE WHEN p.state = 'stored' THEN p.id END,
            CASE WHEN b.parked_reason IS NOT NULL OR b.given_up_at IS NOT NULL OR c.parked_reason IS NOT NULL
                OR c.given_up_at IS NOT NULL THEN b.id END
         FROM deliveries d JOIN sessions s ON s.id = d.session_id LEFT JOIN photos p ON p.id = d.photo_id
            LEFT JOIN deliveries b ON b.id = d.blocked_by LEFT JOIN deliveries c ON c.id = b.blocked_by
         WHERE d.id = $2"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![now.0, id])?;
    rows.next()?.map(table_row).transpose()
}

fn table_row(row: &Row<'_>) -> Result<DeliveryTableRow, StoreError> {
    Ok(DeliveryTableRow {
        delivery: list::delivery_row(row)?,
        img_index: row.get(21)?,
        photo: photo_seen(row.get(22)?, row.get(23)?),
        behind: row.get(24)?,
    })
}
