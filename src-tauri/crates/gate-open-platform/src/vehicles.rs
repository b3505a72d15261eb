//! Authorised vehicles (`vehicle_add`, `vehicle_update`, `vehicle_delete`, `vehicle_list`).

use crate::client::OpenPlatform;
use crate::endpoints::Operation;
use crate::error::{Error, WriteOutcome};
use crate::page::{Listing, PAGE_SIZE, Page, Walk};
use crate::params::{Params, day};
use crate::wire::{self, Integer, Text};
use gate_core::vehicle::{Vehicle, VehicleRegistration, VehicleType};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct VehicleRow {
    vehicle_code: Text,
    vehicle_type: Text,
    user_name: Text,
    work_no: Text,
    work_num: Text,
    user_phone_number: Text,
    phone_num: Text,
    start_time: Text,
    end_time: Text,
    lane_nos: Value,
    lot_num: Integer,
    remark: Text,
}

fn vehicle(value: &Value) -> Result<Vehicle, String> {
    let row: VehicleRow = wire::row(value)?;
    Ok(Vehicle {
        plate: row.vehicle_code.required("vehicleCode")?,
        vehicle_type: row.vehicle_type.text().as_deref().map(VehicleType::from_wire),
        owner_name: row.user_name.text(),
        owner_phone: row.user_phone_number.or(row.phone_num).text(),
        work_no: row.work_no.or(row.work_num).text(),
        valid_from: row.start_time.lenient_day(),
        valid_until: row.end_time.lenient_day(),
        lanes: lanes(&row.lane_nos),
        spaces: row.lot_num.0.and_then(|spaces| u32::try_from(spaces).ok()).unwrap_or(1),
        remark: row.remark.text(),
    })
}

/// The lanes of `laneNos`: joined by commas, also full-width ones, a bare number, or an array.
fn lanes(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => text
            .split([',', '，'])
            .map(str::trim)
            .filter(|lane| !lane.is_empty())
            .map(str::to_owned)
            .collect(),
        Value::Number(number) => vec![number.to_string()],
        Value::Array(items) => items.iter().flat_map(lanes).collect(),
        Value::Null | Value::Bool(_) | Value::Object(_) => Vec::new(),
    }
}

fn registration(parking_id: &str, vehicle: &VehicleRegistration) -> Params {
    Params::of_car_park(parking_id)
        .with("vehicleCode", vehicle.plate.as_str())
        .with("vehicleType", vehicle.vehicle_type.as_wire())
        .with_some("diyTypeName", vehicle.type_name.as_deref())
        .with("userName", vehicle.owner_name.as_str())
        .with("userPhoneNumber", vehicle.owner_phone.as_str())
        .with("startTime", day(vehicle.valid_from))
        .with("endTime", day(vehicle.valid_until))
        // Sent when empty too: that is how an update frees a vehicle from its list of lanes.
        .with("laneNos", vehicle.lanes.join(","))
        .with_some("lotNum", vehicle.spaces)
        .with_some("remark", vehicle.remark.as_deref())
        .with_some("workNum", vehicle.work_no.as_deref())
        .with_some("deptName", vehicle.department.as_deref())
}

impl OpenPlatform {
    /// Registers an authorised vehicle.
    ///
    /// # Errors
    /// Only where it was not done; see [`Error`].
    pub async fn vehicle_add(
        &self,
        parking_id: &str,
        vehicle: &VehicleRegistration,
    ) -> Result<WriteOutcome, Error> {
        self.write(Operation::VehicleAdd, registration(parking_id, vehicle)).await
    }

    /// Changes an authorised vehicle; every field is written anew.
    ///
    /// # Errors
    /// Only where it was not done; see [`Error`].
    pub async fn vehicle_update(
        &self,
        parking_id: &str,
        vehicle: &VehicleRegistration,
    ) -> Result<WriteOutcome, Error> {
        self.write(Operation::VehicleUpdate, registration(parking_id, vehicle)).await
    }

    /// Removes an authorised vehicle.
    ///
    /// # Errors
    /// Only where it was not done; see [`Error`].
    pub async fn vehicle_delete(&self, parking_id: &str, plate: &str) -> Result<WriteOutcome, Error> {
        let params = Params::of_car_park(parking_id).with("vehicleCode", plate);
        self.write(Operation::VehicleDelete, params).await
    }

    /// All authorised vehicles of a car park.
    ///
    /// # Errors
    /// As of every call; nothing of the list is returned then.
    pub async fn vehicles(&self, parking_id: &str) -> Result<Listing<Vehicle>, Error> {
        Listing::whole(|page| self.vehicle_page(parking_id, page)).await
    }

    /// A walk through the pages of all authorised vehicles of a car park, for lists too long to be held at once.
    #[must_use]
    pub fn vehicle_pages(&self, parking_id: &str) -> VehiclePages {
        VehiclePages { platform: self.clone(), parking_id: parking_id.to_owned(), walk: Walk::new() }
    }

    async fn vehicle_page(&self, parking_id: &str, page: u32) -> Result<Page<Vehicle>, Error> {
        let params = Params::of_car_park(parking_id).with("pageNo", page).with("pageSize", PAGE_SIZE);
        let rows = self.read(Operation::VehicleList, params).await?.into_rows()?;
        Ok(Page::read(rows, vehicle))
    }
}

/// A walk through the pages of the authorised vehicles of one car park, holding at most two pages in memory.
#[derive(Debug, Clone)]
pub struct VehiclePages {
    platform: OpenPlatform,
    parking_id: String,
    walk: Walk<Vehicle>,
}

impl VehiclePages {
    /// The next page; `None` after the last. After an error it asks for the same page again.
    ///
    /// # Errors
    /// As of every call, and [`Error::EndlessList`] after 1,000 pages.
    pub async fn next(&mut self) -> Result<Option<Page<Vehicle>>, Error> {
        let Some(number) = self.walk.next()? else {
            return Ok(None);
        };
        let page = self.platform.vehicle_page(&self.parking_id, number).await?;
        Ok(self.walk.take(page))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use serde_json::json;

    #[test]
    fn a_vehicle_with_numbers_for_texts_and_texts_for_numbers() {
        let read = vehicle(&json!({"vehicleCode": "浙B12345", "vehicleType": 1, "userName": "张三",
            "workNo": 10001, "userPhoneNumber": 13800138000_i64, "startTime": "2025-1-1",
            "endTime": "2025-12-31 23:59:59", "laneNos": "1, 2,", "lotNum": "2"}))
        .unwrap();
        assert_eq!(read.vehicle_type, Some(VehicleType::Monthly));
        assert_eq!(read.work_no.as_deref(), Some("10001"));
        assert_eq!(read.owner_phone.as_deref(), Some("13800138000"));
        assert_eq!(read.valid_from, NaiveDate::from_ymd_opt(2025, 1, 1));
        assert_eq!(read.valid_until, NaiveDate::from_ymd_opt(2025, 12, 31));
        assert_eq!((read.lanes, read.spaces), (vec!["1".to_owned(), "2".to_owned()], 2));
    }

    #[test]
    fn a_vehicle_of_which_only_the_plate_is_known() {
        let read = vehicle(&json!({"vehicleCode": "浙B12345", "vehicleType": "9", "laneNos": 3})).unwrap();
        assert_eq!(read.vehicle_type, Some(VehicleType::Other("9".into())), "9 is a custom type's id here");
        assert_eq!((read.lanes, read.spaces), (vec!["3".to_owned()], 1));
        assert!(vehicle(&json!({"vehicleType": "1"})).unwrap_err().contains("vehicleCode"));
    }
}
