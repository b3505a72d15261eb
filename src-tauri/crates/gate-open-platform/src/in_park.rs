//! Vehicles that are inside (`in_park_list`).

use crate::client::OpenPlatform;
use crate::endpoints::Operation;
use crate::error::Error;
use crate::page::{Listing, PAGE_SIZE, Page};
use crate::params::Params;
use crate::wire::{self, Text};
use gate_core::in_park::InParkVehicle;
use gate_core::vehicle::VehicleType;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct InParkRow {
    lane_no: Text,
    vehicle_code: Text,
    vehicle_type: Text,
    intime: Text,
    in_time: Text,
}

fn vehicle(value: &Value) -> Result<InParkVehicle, String> {
    let row: InParkRow = wire::row(value)?;
    Ok(InParkVehicle {
        plate_raw: row.vehicle_code.raw().unwrap_or_default(),
        lane_no: row.lane_no.text(),
        vehicle_type: row.vehicle_type.text().as_deref().map(VehicleType::from_in_park_wire),
        entered_at: row.intime.or(row.in_time).time("intime")?,
    })
}

impl OpenPlatform {
    /// All vehicles that the platform counts as being inside.
    ///
    /// # Errors
    /// As of every call; nothing of the list is returned then.
    pub async fn vehicles_in_park(&self, parking_id: &str) -> Result<Listing<InParkVehicle>, Error> {
        Listing::whole(|page| async move {
            let params = Params::of_car_park(parking_id).with("pageNo", page).with("pageSize", PAGE_SIZE);
            let rows = self.read(Operation::InParkList, params).await?.into_rows()?;
            Ok(Page::read(rows, vehicle))
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gate_core::time::UtcMillis;
    use serde_json::json;

    #[test]
    fn the_vendors_own_example_is_unpadded() {
        let row = json!({"laneNo": "1", "vehicleCode": "浙B12345", "vehicleType": "9",
            "intime": "2021-10-2 15:30:49"});
        let read = vehicle(&row).unwrap();
        assert_eq!(read.entered_at, UtcMillis::parse_china("2021-10-02 15:30:49").unwrap());
        assert_eq!(read.vehicle_type, Some(VehicleType::Temporary), "9 is temporary in this list");
    }

    #[test]
    fn a_vehicle_without_time_of_entry_cannot_be_used() {
        assert!(vehicle(&json!({"vehicleCode": "浙B12345"})).unwrap_err().contains("intime"));
    }
}
