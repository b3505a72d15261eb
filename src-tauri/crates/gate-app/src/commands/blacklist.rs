//! The blacklist.

use gate_store::{BlacklistFilter, BlacklistTableRow, Register};

use super::{
    registers::mirror_views,
    vehicles::{named, page_limit, write},
    views,
};
use crate::{
    app::Context,
    contract::{
        Failure,
        types::{BlacklistForm, BlacklistItem, BlacklistPage, ListRequest, VehicleOf, WriteView},
    },
    now,
    registers::{Operation, checks},
};

/// A part of the blacklist.
pub(crate) async fn list(context: &Context, request: ListRequest) -> Result<BlacklistPage, Failure> {
    let today = now().china_date();
    let filter =
        BlacklistFilter { scope: context.scope()?, parking_id: request.parking_id, text: request.text };
    let store = &context.app.store;
    let (total, rows) =
        store.blacklist_table(filter, request.offset, page_limit(request.limit), today).await?;
    let item = |row: BlacklistTableRow| BlacklistItem {
        plate: views::plate(&gate_core::plate::normalise(&row.ban.plate)),
        holds: row.ban.holds(today),
        until: row.ban.until.map(|day| day.to_string()),
        reason: Some(row.ban.reason).filter(|reason| !reason.is_empty()),
        added_by: Some(row.ban.added_by).filter(|by| !by.is_empty()),
        inside_since: row.inside_since.map(|at| at.0),
        unsettled: row.unsettled,
        parking_id: row.ban.parking_id,
    };
    Ok(BlacklistPage {
        total,
        rows: rows.into_iter().map(item).collect(),
        mirrors: mirror_views(context, &[Register::Blacklist]).await?,
    })
}

/// Bans a plate; one that is banned already gets the new last day.
pub(crate) async fn add(context: &Context, request: BlacklistForm) -> Result<WriteView, Failure> {
    context.admit_car_park(&request.parking_id)?;
    let plate = checks::plate(&request.plate, request.insist)?;
    let until = checks::ban_until(&request.until, now().china_date()).map_err(|it| it.failure("until"))?;
    let reason = checks::reason(&request.reason)?;
    write(context, &request.parking_id, Operation::AddBlacklist { plate, until, reason }).await
}

/// Lifts a ban.
pub(crate) async fn delete(context: &Context, request: VehicleOf) -> Result<WriteView, Failure> {
    context.admit_car_park(&request.parking_id)?;
    let plate = named(&request.plate)?;
    write(context, &request.parking_id, Operation::DeleteBlacklist { plate }).await
}
