//! Operation `access_record_list`: entries and exits of at most 24 hours.

use std::sync::Arc;

use gate_core::passage::Direction;
use gate_core::time::{DAY_MS, UtcMillis};
use serde_json::Value;

use super::envelope::{Refusal, Reply};
use super::params::{Page, Params};
use super::quirks::Quirk;
use super::wire::Row;
use super::world::World;
use crate::photo::seeded::Seeded;
use crate::traffic::{SimPassage, VehicleClass};

pub(super) fn list(world: &mut World, params: &Params) -> Result<Reply, Refusal> {
    let parking_id = &world.park(params)?.parking_id;
    let page = Page::read(params)?;
    let from = params.second("startTime")?;
    let to = params.second("endTime")?;
    if to < from {
        return Err(Refusal::new("结束时间早于开始时间"));
    }
    if to.since(from) > DAY_MS {
        return Err(Refusal::new("开始时间和结束时间差不能超过24小时"));
    }
    let quirks = world.quirks();
    let to = if quirks.has(Quirk::WindowEndExcluded) { UtcMillis(to.0 - 1) } else { to };
    if to < from {
        return Ok(Reply::Page { rows: Vec::new(), more: false });
    }
    let window = world.records.window(parking_id, from, to, world.now());
    let (records, more) = if quirks.has(Quirk::RecordsUnsorted) {
        let mut shuffled: Vec<_> = window.collect();
        // By number and seed alone, so that pages of one window never overlap.
        shuffled.sort_by_key(|passage| Seeded::of(world.options.seed, passage.record_id).next());
        page.cut(shuffled.into_iter())
    } else if quirks.has(Quirk::RecordsDescending) {
        page.cut(window.rev())
    } else {
        page.cut(window)
    };
    let rows = records.into_iter().map(|passage| row(world, passage)).collect();
    Ok(Reply::Page { rows, more })
}

fn row(world: &World, passage: &Arc<SimPassage>) -> Value {
    let quirks = world.quirks();
    let class = match passage.class {
        VehicleClass::Temporary if quirks.has(Quirk::TemporaryUntyped) => String::new(),
        class => class.wire(),
    };
    // The list counts 1 in, 2 out; callbacks count 0 in, 1 out.
    let access_type = match passage.direction {
        Direction::In => "1",
        Direction::Out => "2",
    };
    Row::new(quirks)
        .number("recordId", i64::try_from(passage.record_id).unwrap_or(i64::MAX))
        .text("vehicleCode", &passage.plate)
        .digits("vehicleType", &class)
        .digits("accessType", access_type)
        .second("time", passage.at)
        .digits("laneNo", &passage.lane_no)
        .text("laneName", &passage.lane_name)
        .text("photo", &photo_url(world, passage.record_id))
        .text("parkingId", &passage.parking_id)
        .text("userName", &passage.user_name)
        .work_no(&passage.work_no)
        .phone("phoneNum", &passage.phone)
        .done()
}

/// Where a passage's photo is.
pub(super) fn photo_url(world: &World, record_id: u64) -> String {
    format!("{}/photos/{record_id}.jpg", world.photo_base)
}
