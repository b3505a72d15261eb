//! Operations `blacklist_add`, `blacklist_delete`, `blacklist_list`.

use super::envelope::{Refusal, Reply};
use super::journal::Write;
use super::params::{Page, Params};
use super::wire::Row;
use super::world::World;

/// Adds a plate; one that is there already gets the new last day.
pub(super) fn add(world: &mut World, params: &Params) -> Result<Reply, Refusal> {
    let parking_id = world.park(params)?.parking_id.clone();
    let plate = params.plate()?;
    let until = params.day("stopTime")?;
    world.blacklist.insert((parking_id.clone(), plate.clone()), until.clone());
    world.note(&parking_id, Write::BlacklistAdded { plate, until });
    Ok(Reply::Done)
}

pub(super) fn delete(world: &mut World, params: &Params) -> Result<Reply, Refusal> {
    let parking_id = world.park(params)?.parking_id.clone();
    let plate = params.plate()?;
    if world.blacklist.remove(&(parking_id.clone(), plate.clone())).is_none() {
        return Err(Refusal::new("黑名单车辆不存在"));
    }
    world.note(&parking_id, Write::BlacklistDeleted { plate });
    Ok(Reply::Done)
}

pub(super) fn list(world: &mut World, params: &Params) -> Result<Reply, Refusal> {
    let park = &world.park_or_only(params)?.parking_id;
    let page = Page::read(params)?;
    let (entries, more) = page.cut(world.blacklist.iter().filter(|((parking_id, _), _)| parking_id == park));
    let quirks = world.quirks();
    let rows = entries
        .into_iter()
        .map(|((_, plate), until)| Row::new(quirks).text("vehicleCode", plate).day("stopTime", until).done())
        .collect();
    Ok(Reply::Page { rows, more })
}
