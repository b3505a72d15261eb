//! The blacklist.

use chrono::NaiveDate;
use gate_store::{BlacklistFilter, BlacklistTableRow, Register};

use super::{
    registers::mirror_views,
    vehicles::{page_limit, write},
    views,
};
use crate::{
    app::Context,
    contract::{
        Failure,
        types::{BlacklistForm, BlacklistItem, BlacklistPage, ListRequest, VehicleOf, WriteView},
    },
    now,
    registers::forms,
};

/// A part of the blacklist.
pub(crate) async fn list(context: &Context, request: ListRequest) -> Result<BlacklistPage, Failure> {
    let today = now().china_date();
    let filter =
        BlacklistFilter { scope: context.scope()?, parking_id: request.parking_id, text: request.text };
    let store = &context.app.store;
    let (total, rows) =
        store.blacklist_table(filter, request.offset, page_limit(request.limit), today).await?;
    Ok(BlacklistPage {
        total,
        rows: rows.into_iter().map(|row| item(row, today)).collect(),
        mirrors: mirror_views(context, &[Register::Blacklist]).await?,
    })
}

/// A row of the blacklist as it is shown `today`.
pub(crate) fn item(row: BlacklistTableRow, today: NaiveDate) -> BlacklistItem {
    BlacklistItem {
        plate: views::plate(&gate_core::plate::normalise(&row.ban.plate)),
        holds: row.ban.holds(today),
        until: row.ban.until.map(|day| day.to_string()),
        reason: Some(row.ban.reason).filter(|reason| !reason.is_empty()),
        added_by: Some(row.ban.added_by).filter(|by| !by.is_empty()),
        inside_since: row.inside_since.map(|at| at.0),
        unsettled: row.unsettled,
        parking_id: row.ban.parking_id,
    }
}

/// Bans a plate; one that is banned already gets the new last day.
pub(crate) async fn add(context: &Context, request: BlacklistForm) -> Result<WriteView, Failure> {
    context.admit_car_park(&request.parking_id)?;
    let operation = forms::banned(&context.app.store, &request, now().china_date()).await?;
    write(context, &request.parking_id, operation).await
}

/// Lifts a ban.
pub(crate) async fn delete(context: &Context, request: VehicleOf) -> Result<WriteView, Failure> {
    context.admit_car_park(&request.parking_id)?;
    let operation = forms::lifted(&context.app.store, &request).await?;
    write(context, &request.parking_id, operation).await
}
