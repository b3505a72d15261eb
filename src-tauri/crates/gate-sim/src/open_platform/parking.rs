//! Operation `parking_list`: the car parks of the account.

use serde_json::Value;

use super::envelope::{Refusal, Reply};
use super::params::Params;
use super::wire::Row;
use super::world::World;

pub(super) fn list(world: &mut World, _: &Params) -> Result<Reply, Refusal> {
    let quirks = world.quirks();
    let rows: Vec<Value> = world
        .options
        .car_parks
        .iter()
        .map(|park| Row::new(quirks).text("value", &park.parking_id).text("text", &park.name).done())
        .collect();
    Ok(Reply::Result(rows.into()))
}
