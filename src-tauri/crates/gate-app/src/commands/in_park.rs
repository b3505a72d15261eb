//! Vehicles inside, as the platform lists them, with what is known of each here.

use gate_core::time::UtcMillis;
use gate_store::{InParkTableRow, Register};

use super::{registers::mirror_views, vehicles::page_limit, views};
use crate::{
    app::Context,
    contract::{
        Failure,
        types::{InParkItem, InParkPage, InParkRequest, ListRequest},
    },
    now,
};

const HOUR_MS: i64 = 3_600_000;
/// A vehicle that is inside for longer was probably missed when it left.
const OVERDUE_H: i64 = 72;

/// The vehicles inside, the longest stay first.
pub(crate) async fn list(context: &Context, request: InParkRequest) -> Result<InParkPage, Failure> {
    let now = now();
    let limit = page_limit(request.limit);
    let of_list =
        ListRequest { parking_id: request.parking_id, text: request.text, ..ListRequest::default() };
    let (filter, ..) = context.list_filter(of_list)?;
    let before = |hours: i64| UtcMillis(now.0.saturating_sub(hours.saturating_mul(HOUR_MS)));
    let entered_before = request.longer_than_h.map_or(UtcMillis(i64::MAX), |hours| before(i64::from(hours)));
    let mirrors = mirror_views(context, &[Register::InPark]).await?;
    let page = (request.offset, limit);
    let table = context.app.store.in_park_table(filter, entered_before, before(OVERDUE_H), page, now).await?;
    Ok(InParkPage {
        total: table.total,
        overdue: table.overdue,
        rows: table.rows.into_iter().map(item).collect(),
        mirrors,
    })
}

fn item(row: InParkTableRow) -> InParkItem {
    let (standing, type_name) = views::standing(row.standing);
    InParkItem {
        plate: views::plate(&row.plate),
        lane: if row.lane_name.is_empty() { row.lane_no } else { row.lane_name },
        since: row.since.0,
        standing,
        type_name,
        owner: row.owner_name.map(|name| name.masked()),
        photo: views::photo(row.photo),
        session: row.session_id,
        parking_id: row.parking_id,
    }
}
