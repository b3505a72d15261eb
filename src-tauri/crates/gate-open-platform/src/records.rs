//! Entries and exits (`access_record_list`).

use crate::client::OpenPlatform;
use crate::endpoints::Operation;
use crate::error::Error;
use crate::page::{PAGE_SIZE, Page, Walk};
use crate::params::Params;
use crate::wire::{self, Integer, Text};
use gate_core::passage::Direction;
use gate_core::record::Record;
use gate_core::time::{DAY_MS, UtcMillis};
use serde::Deserialize;
use serde_json::Value;
use std::time::Duration;

/// The longest window of one query (open platform API, access record list: "时间差不能超过24小时").
pub const RECORD_WINDOW: Duration = Duration::from_millis(DAY_MS as u64);

/// `accessType` of the record list: 1 in, 2 out. The callback's differs.
enum ListAccess {
    In,
    Out,
}

impl ListAccess {
    fn from_wire(value: Integer) -> Option<Self> {
        match value.0? {
            1 => Some(Self::In),
            2 => Some(Self::Out),
            _ => None,
        }
    }
}

impl From<ListAccess> for Direction {
    fn from(access: ListAccess) -> Self {
        match access {
            ListAccess::In => Self::In,
            ListAccess::Out => Self::Out,
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct RecordRow {
    record_id: Text,
    vehicle_code: Text,
    vehicle_type: Text,
    access_type: Integer,
    time: Text,
    lane_no: Text,
    lane_name: Text,
    photo: Text,
    parking_id: Text,
    user_name: Text,
    work_no: Text,
    work_num: Text,
    phone_num: Text,
    user_phone_number: Text,
}

fn record(parking_id: &str, value: &Value) -> Result<Record, String> {
    let row: RecordRow = wire::row(value)?;
    let direction = ListAccess::from_wire(row.access_type).ok_or("accessType is neither 1 nor 2")?;
    Ok(Record {
        parking_id: row.parking_id.text().unwrap_or_else(|| parking_id.to_owned()),
        direction: direction.into(),
        plate_raw: row.vehicle_code.raw().unwrap_or_default(),
        at: row.time.time("time")?,
        lane_no: row.lane_no.required("laneNo")?,
        lane_name: row.lane_name.text(),
        record_id: row.record_id.text(),
        vehicle_type: row.vehicle_type.text(),
        photo_url: row.photo.text(),
        owner_name: row.user_name.text(),
        work_no: row.work_no.or(row.work_num).text(),
        owner_phone: row.phone_num.or(row.user_phone_number).text(),
        free_spaces: None,
    })
}

impl OpenPlatform {
    /// One page of the records from `from` to `to`, which the platform takes to the second; pages count from 1.
    ///
    /// A row without its own `parkingId` belongs to `parking_id`.
    ///
    /// # Errors
    /// [`Error::Window`], before anything is sent, where the window is longer than [`RECORD_WINDOW`] or ends before it
    /// begins; else as of every call.
    pub async fn records(
        &self,
        parking_id: &str,
        from: UtcMillis,
        to: UtcMillis,
        page: u32,
    ) -> Result<Page<Record>, Error> {
        let length_ms = to.since(from);
        if !(0..=DAY_MS).contains(&length_ms) {
            return Err(Error::Window { length_ms });
        }
        let params = Params::of_car_park(parking_id)
            .with("pageNo", page)
            .with("pageSize", PAGE_SIZE)
            .with("startTime", from.china_standard())
            .with("endTime", to.china_standard());
        let rows = self.read(Operation::AccessRecordList, params).await?.into_rows()?;
        Ok(Page::read(rows, |row| record(parking_id, row)))
    }

    /// A walk through all pages of the records from `from` to `to`.
    #[must_use]
    pub fn record_pages(&self, parking_id: &str, from: UtcMillis, to: UtcMillis) -> RecordPages {
        RecordPages { platform: self.clone(), parking_id: parking_id.to_owned(), from, to, walk: Walk::new() }
    }
}

/// A walk through the pages of one window, holding at most two pages in memory.
#[derive(Debug, Clone)]
pub struct RecordPages {
    platform: OpenPlatform,
    parking_id: String,
    from: UtcMillis,
    to: UtcMillis,
    walk: Walk<Record>,
}

impl RecordPages {
    /// The next page; `None` after the last. After an error it asks for the same page again.
    ///
    /// # Errors
    /// As of [`OpenPlatform::records`], and [`Error::EndlessList`] after 1,000 pages.
    pub async fn next(&mut self) -> Result<Option<Page<Record>>, Error> {
        let Some(number) = self.walk.next()? else {
            return Ok(None);
        };
        let page = self.platform.records(&self.parking_id, self.from, self.to, number).await?;
        Ok(self.walk.take(page))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_row_with_everything() {
        let row = json!({"recordId": 123456, "vehicleCode": "浙B12345", "vehicleType": "1", "accessType": "2",
            "time": "2025-03-15 08:30:00", "laneNo": "1", "laneName": "入口车道1",
            "photo": "http://img.example.com/1.jpg", "parkingId": "park123", "userName": "张三",
            "workNo": "10001", "phoneNum": "13800138000"});
        let expected = Record {
            parking_id: "park123".into(),
            direction: Direction::Out,
            plate_raw: "浙B12345".into(),
            at: UtcMillis::parse_china("2025-03-15 08:30:00").unwrap(),
            lane_no: "1".into(),
            lane_name: Some("入口车道1".into()),
            record_id: Some("123456".into()),
            vehicle_type: Some("1".into()),
            photo_url: Some("http://img.example.com/1.jpg".into()),
            owner_name: Some("张三".into()),
            work_no: Some("10001".into()),
            owner_phone: Some("13800138000".into()),
            free_spaces: None,
        };
        assert_eq!(record("other", &row).unwrap(), expected);
    }

    #[test]
    fn a_row_with_the_least_and_numbers_for_texts() {
        let row = json!({"accessType": 1, "time": "2025-3-5 8:30:00", "laneNo": 7, "vehicleCode": null,
            "recordId": "99", "vehicleType": 1024});
        let record = record("park123", &row).unwrap();
        assert_eq!((record.direction, record.lane_no.as_str()), (Direction::In, "7"));
        assert_eq!((record.parking_id.as_str(), record.plate_raw.as_str()), ("park123", ""));
        assert_eq!(record.record_id.as_deref(), Some("99"));
        assert_eq!(record.vehicle_type.as_deref(), Some("1024"));
        assert_eq!(record.at, UtcMillis::parse_china("2025-03-05 08:30:00").unwrap());
    }

    #[test]
    fn the_other_spellings_name_the_same_fields() {
        let row = json!({"accessType": 1, "time": "2025-03-05 08:30:00", "laneNo": "1",
            "workNum": "10001", "userPhoneNumber": "13800138000"});
        let record = record("park123", &row).unwrap();
        assert_eq!(record.work_no.as_deref(), Some("10001"));
        assert_eq!(record.owner_phone.as_deref(), Some("13800138000"));
    }

    #[test]
    fn a_row_that_cannot_be_used_says_which_field() {
        let good = json!({"accessType": 1, "time": "2025-03-05 08:30:00", "laneNo": "1"});
        assert!(record("p", &good).is_ok());
        for (field, value, words) in [
            ("accessType", json!(0), "accessType"),
            ("accessType", json!("in"), "accessType"),
            ("time", json!("yesterday"), "time"),
            ("time", json!(null), "time"),
            ("laneNo", json!(""), "laneNo"),
        ] {
            let mut row = good.clone();
            row[field] = value;
            let reason = record("p", &row).unwrap_err();
            assert!(reason.contains(words), "{reason}");
        }
        assert!(record("p", &json!("text")).is_err());
    }
}
