//! Operation `outing_register`: an authorised vehicle's registered absence.

use gate_core::time::UtcMillis;

use super::envelope::{Refusal, Reply};
use super::journal::Write;
use super::params::Params;
use super::world::{Key, World};

/// An absence that was registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Outing {
    pub(super) key: Key,
    pub(super) from: UtcMillis,
    pub(super) until: UtcMillis,
}

pub(super) fn register(world: &mut World, params: &Params) -> Result<Reply, Refusal> {
    let parking_id = world.park(params)?.parking_id.clone();
    let plate = params.plate()?;
    let from = params.minute("startTime")?;
    let until = params.minute("endTime")?;
    if until <= from {
        return Err(Refusal::new("外出结束时间应晚于开始时间"));
    }
    let key = (parking_id.clone(), plate.clone());
    if !world.vehicles.contains_key(&key) {
        return Err(Refusal::new("车辆未授权"));
    }
    if world.outings.iter().any(|other| other.key == key && other.from < until && from < other.until) {
        return Err(Refusal::new("该时段已有外出登记"));
    }
    world.outings.push(Outing { key, from, until });
    world.note(&parking_id, Write::OutingRegistered { plate, from, until });
    Ok(Reply::Done)
}
