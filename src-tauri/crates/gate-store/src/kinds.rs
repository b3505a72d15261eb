//! What staff set for a plate and what a custom vehicle type means: the city's `vehtype` and `hpys` (domain.md).

use std::collections::HashMap;

use gate_core::plate::{Kind, PlateColour, Vehtype, decide_kind};
use rusqlite::Connection;

use crate::error::StoreError;

/// Both tables, read once for a batch: they hold what people typed, a few hundred rows at most.
pub(crate) struct Kinds {
    by_plate: HashMap<String, Kind>,
    by_type: HashMap<String, Kind>,
    ordinary_colour: PlateColour,
}

impl Kinds {
    pub(crate) fn load(connection: &Connection, ordinary_colour: PlateColour) -> Result<Self, StoreError> {
        let by_plate = table(connection, "SELECT plate, vehtype, hpys FROM plate_kinds")?;
        let by_type = table(connection, "SELECT vehicle_type, vehtype, hpys FROM type_kinds")?;
        Ok(Self { by_plate, by_type, ordinary_colour })
    }

    /// The kind of this plate, and what decided it.
    pub(crate) fn decide(&self, plate: &str, vehicle_type: Option<&str>) -> (Kind, &'static str) {
        let staff = self.by_plate.get(plate).copied();
        let card = vehicle_type.and_then(|vehicle_type| self.by_type.get(vehicle_type).copied());
        let (kind, by) = decide_kind(plate, staff, card, self.ordinary_colour);
        (kind, by.code())
    }
}

fn table(connection: &Connection, sql: &str) -> Result<HashMap<String, Kind>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut found = HashMap::new();
    while let Some(row) = rows.next()? {
        let vehtype: String = row.get(1)?;
        let hpys: String = row.get(2)?;
        if let (Some(vehtype), Some(colour)) = (Vehtype::from_code(&vehtype), PlateColour::from_wire(&hpys)) {
            found.insert(row.get(0)?, Kind { vehtype, colour });
        }
    }
    Ok(found)
}
