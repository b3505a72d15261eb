//! Alerts: what is open, and acknowledging.

use gate_core::alert::{AlertKind as KeptKind, Severity};
use gate_store::AlertRow;

use super::views;
use crate::{
    app::Context,
    contract::{
        Failure,
        types::{AlertKind, AlertOf, AlertView, Photo},
    },
    now,
};

/// What nobody acknowledged, and what was acknowledged and still holds; the newest first.
pub(crate) async fn open(context: &Context, (): ()) -> Result<Vec<AlertView>, Failure> {
    let store = &context.app.store;
    let lanes = store.lanes(None).await?;
    let mut views = Vec::new();
    for row in store.open_alerts().await? {
        if !row.parking_id.is_empty() && !context.sees(&row.parking_id) {
            continue;
        }
        let photo = match row.passage_id {
            Some(id) => {
                store.feed_passage(id).await?.map_or(Photo::None, |passage| views::photo(passage.photo))
            }
            None => Photo::None,
        };
        let lane = lanes.iter().find(|lane| lane.parking_id == row.parking_id && lane.lane_no == row.lane_no);
        let name = lane.map(|lane| lane.name.clone()).filter(|name| !name.is_empty());
        views.push(view(row, name, photo));
    }
    Ok(views)
}

fn view(row: AlertRow, lane_name: Option<String>, photo: Photo) -> AlertView {
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    AlertView {
        id: row.id,
        kind: kind(row.kind),
        critical: row.kind.severity() == Severity::Critical,
        raised_at: row.raised_at.0,
        times: row.times,
        cleared_at: row.cleared_at.map(|at| at.0),
        acknowledged_at: row.acknowledged_at.map(|at| at.0),
        acknowledged_by: row.acknowledged_by,
        lane: lane_name.or_else(|| some(row.lane_no.clone())),
        lane_no: some(row.lane_no),
        parking_id: some(row.parking_id),
        plate: some(row.plate).map(|plate| views::plate(&plate)),
        photo,
        number: row.detail.number,
        words: row.detail.words.and_then(some),
    }
}

fn kind(kind: KeptKind) -> AlertKind {
    match kind {
        KeptKind::Blacklisted => AlertKind::Blacklisted,
        KeptKind::ExpiredMonthly => AlertKind::ExpiredMonthly,
        KeptKind::CameraOffline => AlertKind::CameraOffline,
        KeptKind::LaneSilent => AlertKind::LaneSilent,
        KeptKind::ClockWrong => AlertKind::ClockWrong,
        KeptKind::DeliveriesParked => AlertKind::DeliveriesParked,
        KeptKind::DiskLow => AlertKind::DiskLow,
        KeptKind::CityUnreachable => AlertKind::CityUnreachable,
        KeptKind::OpenPlatformUnreachable => AlertKind::OpenPlatformUnreachable,
    }
}

/// Acknowledges an alert. Audited.
pub(crate) async fn acknowledge(context: &Context, request: AlertOf) -> Result<(), Failure> {
    let store = &context.app.store;
    let missing = || Failure::not_found("alert");
    let alert = store.alert(request.id).await?.ok_or_else(missing)?;
    if !alert.parking_id.is_empty() && !context.sees(&alert.parking_id) {
        return Err(missing());
    }
    store.acknowledge_alert(request.id, context.by()?, now()).await?;
    Ok(())
}
