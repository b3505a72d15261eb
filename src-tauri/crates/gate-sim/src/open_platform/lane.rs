//! Operations `lane_list` and `lane_open`.

use serde_json::Value;

use super::envelope::{Refusal, Reply, page};
use super::journal::Write;
use super::params::Params;
use super::quirks::Quirk;
use super::wire::Row;
use super::world::World;

pub(super) fn list(world: &mut World, params: &Params) -> Result<Reply, Refusal> {
    let park = world.park_or_only(params)?;
    let quirks = world.quirks();
    let mut rows: Vec<Value> = park
        .lanes
        .iter()
        .map(|lane| Row::new(quirks).digits("laneNo", &lane.lane_no).text("laneName", &lane.lane_name).done())
        .collect();
    if !quirks.has(Quirk::LanesAsObject) {
        return Ok(Reply::Data(rows.into()));
    }
    // "Object" in the table: a single lane itself, several as the other lists hold theirs.
    Ok(Reply::Data(match rows.len() {
        1 => rows.remove(0),
        _ => page(quirks, rows, false),
    }))
}

/// Opens a lane. `laneId` is the `laneNo` of the list; the call names no car park, so the first that has such a lane
/// is meant unless `parkingId` says which.
pub(super) fn open(world: &mut World, params: &Params) -> Result<Reply, Refusal> {
    let lane_no = params.required("laneId")?;
    let wanted = params.text("parkingId")?;
    let found = world
        .options
        .car_parks
        .iter()
        .filter(|park| wanted.as_ref().is_none_or(|wanted| *wanted == park.parking_id))
        .find(|park| park.lanes.iter().any(|lane| lane.lane_no == lane_no));
    let Some(park) = found else { return Err(Refusal::new("车道不存在")) };
    let parking_id = park.parking_id.clone();
    if world.offline_lanes.contains(&(parking_id.clone(), lane_no.clone())) {
        return Err(Refusal::new("设备离线"));
    }
    world.note(&parking_id, Write::LaneOpened { lane_no });
    Ok(Reply::Done)
}
