//! The body of a callback.

use crate::envelope::parse_object;
use crate::visitors::visitor;
use crate::wire::{self, Integer, Text};
use gate_core::lane::CameraChange;
use gate_core::passage::Direction;
use gate_core::record::{FreeSpaces, Record};
use gate_core::visitor::Visitor;
use serde::Deserialize;
use serde_json::Value;

/// What a callback tells.
#[derive(Debug)]
pub(crate) enum Message {
    VehicleAccess(Record),
    CameraOnline(CameraChange),
    Visitor(Visitor),
}

/// `accessType` of the callback: 0 in, 1 out. The record list's differs.
enum CallbackAccess {
    In,
    Out,
}

impl CallbackAccess {
    fn from_wire(value: Integer) -> Option<Self> {
        match value.0? {
            0 => Some(Self::In),
            1 => Some(Self::Out),
            _ => None,
        }
    }
}

impl From<CallbackAccess> for Direction {
    fn from(access: CallbackAccess) -> Self {
        match access {
            CallbackAccess::In => Self::In,
            CallbackAccess::Out => Self::Out,
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct VehicleAccess {
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
    temp_lot: Integer,
    in_park_num: Integer,
    total_lot: Integer,
    phone_num: Text,
    user_phone_number: Text,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct CameraOnline {
    parking_id: Text,
    lane_no: Text,
    lane_name: Text,
    time: Text,
    status: Integer,
}

impl Message {
    /// Reads a callback's body, or says in a few words, which name no content, why it cannot be used.
    pub(crate) fn parse(body: &[u8]) -> Result<Self, String> {
        let fields = parse_object(body).map_err(|why| why.to_string())?;
        let data = fields.get("data").unwrap_or(&Value::Null);
        match fields.get("callbackType").and_then(Value::as_str) {
            Some("PARKING_VEHICLE_ACCESS") => vehicle_access(data).map(Self::VehicleAccess),
            Some("PARKING_CAMERA_ONLINE") => camera_online(data).map(Self::CameraOnline),
            Some("PARKING_VISITOR") => visitor(data, None, None).map(Self::Visitor),
            Some(_) => Err("unknown callbackType".to_owned()),
            None => Err("no callbackType".to_owned()),
        }
    }
}

fn vehicle_access(data: &Value) -> Result<Record, String> {
    let data: VehicleAccess = wire::row(data)?;
    let direction = CallbackAccess::from_wire(data.access_type).ok_or("accessType is neither 0 nor 1")?;
    Ok(Record {
        parking_id: data.parking_id.required("parkingId")?,
        direction: direction.into(),
        plate_raw: data.vehicle_code.raw().unwrap_or_default(),
        at: data.time.time("time")?,
        lane_no: data.lane_no.required("laneNo")?,
        lane_name: data.lane_name.text(),
        record_id: None,
        vehicle_type: data.vehicle_type.text(),
        photo_url: data.photo.text(),
        owner_name: data.user_name.text(),
        work_no: data.work_no.text(),
        owner_phone: data.phone_num.or(data.user_phone_number).text(),
        free_spaces: Some(FreeSpaces {
            temp_lot: data.temp_lot.0,
            in_park_num: data.in_park_num.0,
            total_lot: data.total_lot.0,
        }),
    })
}

fn camera_online(data: &Value) -> Result<CameraChange, String> {
    let data: CameraOnline = wire::row(data)?;
    Ok(CameraChange {
        parking_id: data.parking_id.required("parkingId")?,
        lane_no: data.lane_no.required("laneNo")?,
        lane_name: data.lane_name.text(),
        at: data.time.time("time")?,
        online: match data.status.0 {
            Some(0) => false,
            Some(1) => true,
            _ => return Err("status is neither 0 nor 1".to_owned()),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn access(data: Value) -> Result<Record, String> {
        let body = json!({"callbackType": "PARKING_VEHICLE_ACCESS", "data": data}).to_string();
        match Message::parse(body.as_bytes())? {
            Message::VehicleAccess(record) => Ok(record),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_callbacks_direction_is_zero_in_and_one_out_as_number_or_text() {
        for (value, direction) in [
            (json!(0), Direction::In),
            (json!("0"), Direction::In),
            (json!(1), Direction::Out),
            (json!("1"), Direction::Out),
        ] {
            let record = access(json!({"accessType": value, "time": "2025-3-15 8:30:00", "laneNo": 1,
                "parkingId": "park123"}))
            .unwrap();
            assert_eq!(record.direction, direction);
        }
        let two = json!({"accessType": 2, "time": "2025-03-15 08:30:00", "laneNo": "1", "parkingId": "p"});
        assert!(access(two).unwrap_err().contains("accessType"), "2 is the record list's");
    }

    #[test]
    fn figures_come_as_numbers_or_texts_or_not_at_all() {
        let record = access(json!({"accessType": 0, "time": "2025-03-15 08:30:00", "laneNo": "1",
            "parkingId": "p", "tempLot": "50", "totalLot": 200}))
        .unwrap();
        let figures = FreeSpaces { temp_lot: Some(50), in_park_num: None, total_lot: Some(200) };
        assert_eq!(record.free_spaces, Some(figures));
        assert_eq!((record.photo_url, record.record_id), (None, None));
    }

    #[test]
    fn a_cameras_status_and_a_visitors_days() {
        let body = json!({"callbackType": "PARKING_CAMERA_ONLINE", "data": {"parkingId": "p", "laneNo": 1,
            "time": "2025-03-15 09:00:00", "status": "0"}});
        match Message::parse(body.to_string().as_bytes()).unwrap() {
            Message::CameraOnline(change) => assert!(!change.online && change.lane_no == "1"),
            other => panic!("{other:?}"),
        }
        let body = json!({"callbackType": "PARKING_VISITOR", "data": {"parkingId": "p",
            "vehicleCode": "浙B12345", "startTime": "2025-03-15", "endTime": "2025-3-16"}});
        match Message::parse(body.to_string().as_bytes()).unwrap() {
            Message::Visitor(visitor) => {
                assert_eq!(visitor.from.unwrap().china_standard(), "2025-03-15 00:00:00");
                assert_eq!(visitor.until.unwrap().china_standard(), "2025-03-16 23:59:59");
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_cannot_be_used_says_why_without_its_content() {
        let phone = "13800138000";
        for body in [
            json!({"callbackType": "PARKING_OTHER", "data": {"phoneNum": phone}}),
            json!({"data": {"phoneNum": phone}}),
            json!({"callbackType": "PARKING_VEHICLE_ACCESS", "data": {"accessType": 0, "phoneNum": phone}}),
            json!({"callbackType": "PARKING_VEHICLE_ACCESS", "data": phone}),
            json!({"callbackType": "PARKING_CAMERA_ONLINE",
                "data": {"parkingId": "p", "laneNo": "1", "time": "2025-03-15 09:00:00", "status": phone}}),
            json!({"callbackType": "PARKING_VISITOR", "data": {"userPhoneNumber": phone}}),
        ] {
            let why = Message::parse(body.to_string().as_bytes()).unwrap_err();
            assert!(!why.is_empty() && !why.contains(phone), "{why}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Message::parse(&body);
        }
    }
}
