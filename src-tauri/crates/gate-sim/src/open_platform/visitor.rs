//! Operation `visitor_query`: a plate's visitor authorisation.

use gate_core::time::UtcMillis;
use serde_json::Value;

use super::envelope::{Refusal, Reply};
use super::params::Params;
use super::quirks::Quirk;
use super::wire::Row;
use super::world::World;
use crate::traffic::VisitorEntry;

/// A visitor's permission as the platform keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimVisitor {
    /// The plate.
    pub plate: String,
    /// The visitor's name.
    pub user_name: String,
    /// The visitor's phone.
    pub phone: String,
    /// From when, to the minute.
    pub from: UtcMillis,
    /// Until when, to the minute.
    pub until: UtcMillis,
    /// Why.
    pub memo: String,
    /// `ext1`, `ext2` and so on, at most ten.
    pub other: Vec<String>,
}

impl From<&VisitorEntry> for SimVisitor {
    fn from(entry: &VisitorEntry) -> Self {
        SimVisitor {
            plate: entry.plate.clone(),
            user_name: entry.user_name.clone(),
            phone: entry.phone.clone(),
            from: entry.from,
            until: entry.until,
            memo: entry.memo.clone(),
            other: Vec::new(),
        }
    }
}

/// The permission of a plate, valid at `time` if that is given.
pub(super) fn query(world: &mut World, params: &Params) -> Result<Reply, Refusal> {
    let park = world.park_or_only(params)?.parking_id.clone();
    let plate = params.plate()?;
    let time = params.optional_second("time")?;
    let found = world
        .visitors
        .get(&(park.clone(), plate))
        .filter(|visitor| time.is_none_or(|time| (visitor.from..=visitor.until).contains(&time)));
    let quirks = world.quirks();
    let Some(visitor) = found else {
        return if quirks.has(Quirk::NoVisitorIsSuccess) {
            Ok(Reply::Result(Value::Null))
        } else {
            Err(Refusal::new("未查询到访客授权"))
        };
    };
    let mut other = Row::new(quirks);
    for (index, text) in visitor.other.iter().take(10).enumerate() {
        other = other.text(&format!("ext{}", index + 1), text);
    }
    let row = Row::new(quirks)
        .text("parkingId", &park)
        .text("vehicleCode", &visitor.plate)
        .text("userName", &visitor.user_name)
        .phone("userPhoneNumber", &visitor.phone)
        .minute("startTime", visitor.from)
        .minute("endTime", visitor.until)
        .text("memo", &visitor.memo)
        .value("otherInfo", other.done());
    Ok(Reply::Result(row.done()))
}
