//! The fields of a request: read leniently to know what it is about, checked strictly to judge it.

use std::sync::Arc;

use chrono::NaiveDateTime;
use serde_json::{Map, Value};

use super::record::{Event, EventKind, Photo};
use super::refusal::Refusal;

const EVENT_TIME: &str = "%Y-%m-%d %H:%M:%S";
const TAKE_TIME: &str = "%Y%m%d%H%M%S";
/// 5.3, `vehtype`.
const VEHICLE_TYPES: [&str; 6] = ["01", "02", "07", "08", "51", "52"];
/// 5.3, `hpys`.
const PLATE_COLOURS: [&str; 7] = ["蓝", "黄", "黑", "白", "渐变绿", "黄绿双拼", "未识别"];
/// 5.4 speaks of four photos and of an index up to five; only 1 to 4 fit both.
const PHOTO_INDICES: std::ops::RangeInclusive<i64> = 1..=4;
/// 5.4: 500K.
const PHOTO_BYTES: usize = 500_000;
const JPEG_MAGIC: [u8; 3] = [0xff, 0xd8, 0xff];

/// The JSON object of a request.
pub(super) struct Fields(Map<String, Value>);

impl Fields {
    pub fn read(json: &[u8]) -> Option<Self> {
        match serde_json::from_slice(json) {
            Ok(Value::Object(fields)) => Some(Self(fields)),
            _ => None,
        }
    }

    /// Any scalar as text; empty when there is none.
    pub fn lenient(&self, name: &str) -> String {
        match self.0.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        }
    }

    pub fn free_spaces(&self) -> Option<i64> {
        self.lenient("freeparklotcount").parse().ok()
    }

    fn shared(&self, name: &str) -> Arc<str> {
        self.lenient(name).into()
    }

    fn boxed(&self, name: &str) -> Box<str> {
        self.lenient(name).into()
    }

    pub fn car_park(&self) -> Arc<str> {
        self.shared("parkpotid")
    }

    pub fn event(&self) -> Event {
        Event {
            car_park: self.car_park(),
            business_id: self.shared("businessid"),
            kind: EventKind::of_wire(&self.lenient("businesstype")),
            plate: self.boxed("vehnum"),
            vehtype: self.boxed("vehtype"),
            hpys: self.boxed("hpys"),
            parktime: self.boxed("parktime"),
            leavetime: self.boxed("leavetime"),
            free_spaces: self.free_spaces(),
        }
    }

    pub fn photo(&self, md5: String, bytes: usize) -> Photo {
        Photo {
            car_park: self.car_park(),
            business_id: self.shared("businessid"),
            of: EventKind::of_wire(&self.lenient("businesstype")),
            index: self.lenient("imgIndex").parse().ok(),
            claimed_md5: self.boxed("imageHash"),
            md5: md5.into(),
            bytes,
            taken_at: self.boxed("takeTime"),
        }
    }

    /// The account's fields and the car park, which stand in every request.
    pub fn check_account(&self) -> Result<(), Refusal> {
        ["portname", "portpwd", "parkpotid"].iter().try_for_each(|name| self.text(name).map(drop))
    }

    /// 5.1: the number of free spaces is optional.
    pub fn check_heartbeat(&self) -> Result<(), Refusal> {
        match self.0.get("freeparklotcount") {
            None => Ok(()),
            Some(_) => self.free_space_count(),
        }
    }

    /// 5.3, all that can be judged without what came before.
    pub fn check_event(&self) -> Result<(), Refusal> {
        self.text("businessid")?;
        let kind = self.kind()?;
        self.optional_text("vehnum")?;
        self.listed("vehtype", self.text("vehtype")?, &VEHICLE_TYPES)?;
        if let Some(colour) = self.optional_text("hpys")? {
            self.listed("hpys", colour, &PLATE_COLOURS)?;
        }
        for name in ["mainbrandid", "subbrandid", "csys"] {
            self.optional_text(name)?;
        }
        self.free_space_count()?;
        let parked = time("parktime", self.text("parktime")?, EVENT_TIME)?;
        let leaves = self.optional_text("leavetime")?.unwrap_or_default();
        match kind {
            EventKind::Arrival if leaves.is_empty() => Ok(()),
            EventKind::Arrival => Err(Refusal::Value("leavetime")),
            EventKind::Departure if leaves.is_empty() => Err(Refusal::Missing("leavetime")),
            EventKind::Departure if time("leavetime", leaves, EVENT_TIME)? < parked => {
                Err(Refusal::LeavesBeforeParking)
            }
            EventKind::Departure => Ok(()),
        }
    }

    /// 5.4, all that can be judged without what came before.
    pub fn check_photo(&self, file: &[u8], md5: &str) -> Result<(), Refusal> {
        self.text("businessid")?;
        self.kind()?;
        match self.0.get("imgIndex") {
            None => return Err(Refusal::Missing("imgIndex")),
            Some(value) => match value.as_i64() {
                None => return Err(Refusal::Type("imgIndex")),
                Some(index) if PHOTO_INDICES.contains(&index) => {}
                Some(_) => return Err(Refusal::Value("imgIndex")),
            },
        }
        time("takeTime", self.text("takeTime")?, TAKE_TIME)?;
        let claimed = self.text("imageHash")?;
        if file.len() > PHOTO_BYTES {
            return Err(Refusal::TooLarge);
        }
        if !file.starts_with(&JPEG_MAGIC) {
            return Err(Refusal::NotJpeg);
        }
        if claimed.eq_ignore_ascii_case(md5) { Ok(()) } else { Err(Refusal::Hash) }
    }

    fn kind(&self) -> Result<EventKind, Refusal> {
        EventKind::of_wire(self.text("businesstype")?).ok_or(Refusal::Value("businesstype"))
    }

    /// A required string with something in it.
    fn text(&self, name: &'static str) -> Result<&str, Refusal> {
        self.optional_text(name)?.filter(|text| !text.is_empty()).ok_or(Refusal::Missing(name))
    }

    fn optional_text(&self, name: &'static str) -> Result<Option<&str>, Refusal> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Refusal::Type(name)),
        }
    }

    fn listed(&self, name: &'static str, text: &str, list: &[&str]) -> Result<(), Refusal> {
        if list.contains(&text) { Ok(()) } else { Err(Refusal::Value(name)) }
    }

    fn free_space_count(&self) -> Result<(), Refusal> {
        const NAME: &str = "freeparklotcount";
        match self.0.get(NAME) {
            None => Err(Refusal::Missing(NAME)),
            Some(value) => match value.as_i64() {
                None => Err(Refusal::Type(NAME)),
                Some(count) if count < 0 => Err(Refusal::Value(NAME)),
                Some(_) => Ok(()),
            },
        }
    }
}

/// A time in exactly this format, digits padded.
fn time(name: &'static str, text: &str, format: &str) -> Result<NaiveDateTime, Refusal> {
    let time = NaiveDateTime::parse_from_str(text, format).map_err(|_| Refusal::Value(name))?;
    if time.format(format).to_string() == text { Ok(time) } else { Err(Refusal::Value(name)) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields(value: Value) -> Fields {
        Fields::read(value.to_string().as_bytes()).expect("an object")
    }

    fn departure() -> Value {
        json!({"businessid": "10", "businesstype": "2", "vehnum": "浙B12345", "vehtype": "02", "hpys": "蓝",
            "parktime": "2017-10-01 11:55:00", "leavetime": "2017-10-01 12:00:00", "freeparklotcount": 20})
    }

    fn changed(mut value: Value, field: &str, to: Value) -> Value {
        value[field] = to;
        value
    }

    #[test]
    fn a_correct_event_passes() {
        assert_eq!(fields(departure()).check_event(), Ok(()));
        let arrival = changed(changed(departure(), "businesstype", json!("1")), "leavetime", json!(""));
        assert_eq!(fields(arrival.clone()).check_event(), Ok(()));
        assert_eq!(
            fields(changed(arrival, "vehnum", json!(""))).check_event(),
            Ok(()),
            "no plate is allowed"
        );
    }

    #[test]
    fn every_wrong_field_of_an_event_is_named() {
        for (field, to, refusal) in [
            ("businessid", json!(10), Refusal::Type("businessid")),
            ("businessid", json!(""), Refusal::Missing("businessid")),
            ("businesstype", json!(2), Refusal::Type("businesstype")),
            ("businesstype", json!("3"), Refusal::Value("businesstype")),
            ("vehnum", json!(null), Refusal::Type("vehnum")),
            ("vehtype", json!("2"), Refusal::Value("vehtype")),
            ("hpys", json!("绿"), Refusal::Value("hpys")),
            ("freeparklotcount", json!("20"), Refusal::Type("freeparklotcount")),
            ("freeparklotcount", json!(20.5), Refusal::Type("freeparklotcount")),
            ("freeparklotcount", json!(-1), Refusal::Value("freeparklotcount")),
            ("parktime", json!("2017-10-1 11:55:00"), Refusal::Value("parktime")),
            ("parktime", json!("20171001115500"), Refusal::Value("parktime")),
            ("parktime", json!("2017-02-30 11:55:00"), Refusal::Value("parktime")),
            ("leavetime", json!(""), Refusal::Missing("leavetime")),
            ("leavetime", json!("2017-10-01 11:54:59"), Refusal::LeavesBeforeParking),
            ("mainbrandid", json!(0), Refusal::Type("mainbrandid")),
        ] {
            assert_eq!(fields(changed(departure(), field, to)).check_event(), Err(refusal));
        }
        let arrival = changed(departure(), "businesstype", json!("1"));
        assert_eq!(fields(arrival).check_event(), Err(Refusal::Value("leavetime")));
    }

    #[test]
    fn every_required_field_of_an_event_is_missed() {
        for field in ["businessid", "businesstype", "vehtype", "parktime", "freeparklotcount", "leavetime"] {
            let mut value = departure();
            value.as_object_mut().expect("an object").remove(field);
            assert_eq!(fields(value).check_event(), Err(Refusal::Missing(field)));
        }
    }

    #[test]
    fn a_photo_is_checked_for_index_time_size_kind_and_hash() {
        let file = b"\xff\xd8\xff\xe0 a picture";
        let photo = json!({"businessid": "10", "businesstype": "1", "imgIndex": 1, "imageHash": "AB",
            "takeTime": "20180101101010"});
        let check =
            |field: &str, to: Value| fields(changed(photo.clone(), field, to)).check_photo(file, "ab");
        assert_eq!(check("imgIndex", json!(4)), Ok(()));
        assert_eq!(check("imgIndex", json!("1")), Err(Refusal::Type("imgIndex")));
        for index in [0, 5, 6] {
            assert_eq!(check("imgIndex", json!(index)), Err(Refusal::Value("imgIndex")));
        }
        assert_eq!(check("takeTime", json!("2018-01-01 10:10:10")), Err(Refusal::Value("takeTime")));
        assert_eq!(check("imageHash", json!("cd")), Err(Refusal::Hash));
        assert_eq!(fields(photo.clone()).check_photo(b"\x89PNG", "ab"), Err(Refusal::NotJpeg));
        let mut large = file.to_vec();
        large.resize(PHOTO_BYTES, 0);
        assert_eq!(fields(photo.clone()).check_photo(&large, "ab"), Ok(()));
        large.push(0);
        assert_eq!(fields(photo).check_photo(&large, "ab"), Err(Refusal::TooLarge));
    }

    #[test]
    fn a_heartbeat_may_leave_the_spaces_out() {
        assert_eq!(fields(json!({})).check_heartbeat(), Ok(()));
        assert_eq!(fields(json!({"freeparklotcount": 0})).check_heartbeat(), Ok(()));
        let refused = fields(json!({"freeparklotcount": "0"})).check_heartbeat();
        assert_eq!(refused, Err(Refusal::Type("freeparklotcount")));
    }
}
