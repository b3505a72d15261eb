//! Visitors as a list.

use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, params};

use super::{VisitorRow, VisitorSource, read_visitor};
use crate::error::StoreError;
use crate::listing::ListFilter;
use crate::store::Store;

/// A visit with what else is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitorListRow {
    /// The visit.
    pub visit: VisitorRow,
    /// Whether the platform has it: it confirmed it, or the pass made here stands in the mirror of the register.
    pub confirmed: bool,
    /// Since when the vehicle is inside, if it is.
    pub inside_since: Option<UtcMillis>,
}

/// A pass made here of which nothing is left, since the platform did not take it, is no visit.
const LIST: &str = "SELECT v.id, v.parking_id, v.plate_key FROM visitors v
     WHERE v.source <> 'local' OR v.confirmed_at IS NOT NULL
        OR EXISTS (SELECT 1 FROM vehicles r WHERE r.parking_id = v.parking_id AND r.plate_key = v.plate_key)
        OR EXISTS (SELECT 1 FROM register_writes w WHERE w.parking_id = v.parking_id AND w.plate_key = v.plate_key
            AND w.register = 'vehicles' AND w.outcome = 'unknown')
     ORDER BY v.starts_at DESC, v.id DESC";

impl Store {
    /// Visits from `offset` on, at most `limit`, the latest beginning first, and how many there are.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn visitor_list(
        &self,
        filter: ListFilter,
        offset: u32,
        limit: u32,
    ) -> Result<(u32, Vec<VisitorListRow>), StoreError> {
        self.read(move |connection| {
            let (total, ids) = filter.ids(connection, LIST, [], (offset, limit))?;
            let rows = ids.into_iter().filter_map(|id| listed(connection, id).transpose());
            Ok((total, rows.collect::<Result<_, _>>()?))
        })
        .await
    }

    /// One visit as the list shows it; `None` if there is none of this id.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn visitor_listed(&self, id: i64) -> Result<Option<VisitorListRow>, StoreError> {
        self.read(move |connection| listed(connection, id)).await
    }
}

fn listed(connection: &Connection, id: i64) -> Result<Option<VisitorListRow>, StoreError> {
    let visit = connection
        .prepare_cached(
            "SELECT id, parking_id, plate, contact_name, contact_phone, starts_at, ends_at, reason, extra, heard_at,
                    confirmed_at, cancelled_at, source
             FROM visitors WHERE id = $1",
        )?
        .query_row([id], read_visitor)
        .optional()?;
    let Some(visit) = visit else { return Ok(None) };
    let key = crate::mirrors::plate_key(&visit.visitor.plate);
    let of_plate = params![visit.visitor.parking_id, key];
    let registered = visit.source == VisitorSource::Here
        && connection
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM vehicles WHERE parking_id = $1 AND plate_key = $2)",
            )?
            .query_row(of_plate, |row| row.get(0))?;
    let inside_since = crate::blacklist::inside_since(connection, &visit.visitor.parking_id, &key)?;
    Ok(Some(VisitorListRow { confirmed: visit.confirmed_at.is_some() || registered, inside_since, visit }))
}
