//! Vehicle types that a car park defined for itself (`vehicle_type_list`, "4.13").

use crate::client::OpenPlatform;
use crate::endpoints::Operation;
use crate::error::Error;
use crate::page::{Listing, Page};
use crate::params::Params;
use crate::wire::{self, Text};
use gate_core::vehicle::CustomVehicleType;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct TypeRow {
    record_id: Text,
    vehicle_type_code: Text,
    vehicle_type_name: Text,
    show_name: Text,
}

fn vehicle_type(value: &Value) -> Result<CustomVehicleType, String> {
    let row: TypeRow = wire::row(value)?;
    Ok(CustomVehicleType {
        id: row.record_id.required("recordId")?,
        code: row.vehicle_type_code.text(),
        name: row.vehicle_type_name.text(),
        show_name: row.show_name.text(),
    })
}

impl OpenPlatform {
    /// The car park's own vehicle types. The operation takes no page number, so one answer is all there is.
    ///
    /// # Errors
    /// As of every call.
    pub async fn vehicle_types(&self, parking_id: &str) -> Result<Listing<CustomVehicleType>, Error> {
        let answer = self.read(Operation::VehicleTypeList, Params::of_car_park(parking_id)).await?;
        Ok(Page::read(answer.into_rows()?, vehicle_type).into())
    }
}
