//! Operation `vehicle_type_list`: the custom vehicle types ("4.13" of the vendor's text).

use super::envelope::{Refusal, Reply};
use super::params::Params;
use super::wire::Row;
use super::world::World;

pub(super) fn list(world: &mut World, params: &Params) -> Result<Reply, Refusal> {
    world.park(params)?;
    let quirks = world.quirks();
    let rows = world
        .options
        .vehicle_types
        .iter()
        .map(|kind| {
            Row::new(quirks)
                .number("recordId", i64::try_from(kind.id).unwrap_or(i64::MAX))
                .text("vehicleTypeCode", &kind.code)
                .text("vehicleTypeName", &kind.name)
                .text("showName", &kind.show_name)
                .done()
        })
        .collect();
    Ok(Reply::Page { rows, more: false })
}
