//! One entry or exit as the open platform tells it, before it is recognised as a passage; and how personal data is
//! shown.

use std::fmt;

use crate::passage::Direction;
use crate::time::UtcMillis;

/// One entry or exit as the open platform tells it: a row of the record list or a `PARKING_VEHICLE_ACCESS` callback.
///
/// The same passage may come both ways; a callback has no `record_id`, a list has no `free_spaces` (open platform
/// API, access record list and vehicle access callback). `Debug` masks the owner's name and phone.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    /// The car park (`parkingId`).
    pub parking_id: String,
    /// Which way the vehicle went.
    pub direction: Direction,
    /// The plate as the camera read it; empty for a vehicle without one.
    pub plate_raw: String,
    /// When the vehicle passed.
    pub at: UtcMillis,
    /// The lane it passed (`laneNo`).
    pub lane_no: String,
    /// The lane's name, where it came along.
    pub lane_name: Option<String>,
    /// The platform's id of this record, known from lists only.
    pub record_id: Option<String>,
    /// The vehicle type exactly as it came: `1` monthly, `2` free, or the id of a custom type.
    pub vehicle_type: Option<String>,
    /// Where the camera's picture can be fetched, for a limited time.
    pub photo_url: Option<String>,
    /// The owner's name (personal data).
    pub owner_name: Option<String>,
    /// The owner's staff number (`workNo`).
    pub work_no: Option<String>,
    /// The owner's phone (personal data; `phoneNum`).
    pub owner_phone: Option<String>,
    /// The free-space figures at that moment, known from callbacks only.
    pub free_spaces: Option<FreeSpaces>,
}

/// The figures a vehicle access callback brings. Each may be missing; none is clamped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FreeSpaces {
    /// Spaces free for temporary vehicles (`tempLot`, 临时车可用车位数).
    pub temp_lot: Option<i64>,
    /// Vehicles inside (`inParkNum`, 在场车辆数量).
    pub in_park_num: Option<i64>,
    /// Spaces free in all (`totalLot`, 总可用车位数: of the callback, not the capacity the occupancy answer calls so).
    pub total_lot: Option<i64>,
}

impl FreeSpaces {
    /// Spaces free in all, never below 0; those for temporary vehicles where the total is missing.
    #[must_use]
    pub fn free(&self) -> Option<u32> {
        let figure = self.total_lot.or(self.temp_lot)?;
        Some(u32::try_from(figure.max(0)).unwrap_or(u32::MAX))
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record")
            .field("parking_id", &self.parking_id)
            .field("direction", &self.direction)
            .field("plate_raw", &self.plate_raw)
            .field("at", &self.at)
            .field("lane_no", &self.lane_no)
            .field("lane_name", &self.lane_name)
            .field("record_id", &self.record_id)
            .field("vehicle_type", &self.vehicle_type)
            .field("photo_url", &self.photo_url.as_ref().map(|_| "…"))
            .field("owner_name", &self.owner_name.as_deref().map(mask_name))
            .field("work_no", &self.work_no)
            .field("owner_phone", &self.owner_phone.as_deref().map(mask_phone))
            .field("free_spaces", &self.free_spaces)
            .finish()
    }
}

/// A phone number as people without the right may see it: `138****8000`. Numbers under eight characters are hidden
/// whole, since too few would be left to hide.
#[must_use]
pub fn mask_phone(phone: &str) -> String {
    let characters: Vec<char> = phone.trim().chars().collect();
    if characters.is_empty() {
        return String::new();
    }
    if characters.len() < 8 {
        return "****".to_owned();
    }
    let head: String = characters.iter().take(3).collect();
    let tail: String = characters.iter().skip(characters.len() - 4).collect();
    format!("{head}****{tail}")
}

/// A person's name as people without the right may see it: the first character, and `*` for each other.
#[must_use]
pub fn mask_name(name: &str) -> String {
    let mut characters = name.trim().chars();
    let Some(first) = characters.next() else {
        return String::new();
    };
    std::iter::once(first).chain(characters.map(|_| '*')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_keeps_three_digits_and_four() {
        assert_eq!(mask_phone("13800138000"), "138****8000");
        assert_eq!(mask_phone(" 13800138000 "), "138****8000");
    }

    #[test]
    fn a_short_phone_is_hidden_whole() {
        assert_eq!(mask_phone("1234567"), "****");
        assert_eq!(mask_phone(""), "");
    }

    #[test]
    fn a_name_keeps_its_first_character() {
        assert_eq!(mask_name("张三"), "张*");
        assert_eq!(mask_name("欧阳小明"), "欧***");
        assert_eq!(mask_name(""), "");
    }

    #[test]
    fn free_spaces_are_never_negative_and_fall_back_to_temporary_ones() {
        let figures = |total_lot, temp_lot| FreeSpaces { temp_lot, in_park_num: None, total_lot };
        assert_eq!(figures(Some(-3), Some(4)).free(), Some(0));
        assert_eq!(figures(None, Some(4)).free(), Some(4));
        assert_eq!(figures(None, None).free(), None);
        assert_eq!(figures(Some(i64::MAX), None).free(), Some(u32::MAX));
    }

    #[test]
    fn debug_shows_neither_name_nor_phone() {
        let record = Record {
            parking_id: "park123".into(),
            direction: Direction::In,
            plate_raw: "浙B12345".into(),
            at: UtcMillis(0),
            lane_no: "1".into(),
            lane_name: None,
            record_id: None,
            vehicle_type: None,
            photo_url: Some("http://img.example.com/a.jpg?token=canary".into()),
            owner_name: Some("张三".into()),
            work_no: None,
            owner_phone: Some("13800138000".into()),
            free_spaces: None,
        };
        let shown = format!("{record:?}");
        assert!(shown.contains("138****8000") && shown.contains("张*"));
        assert!(!shown.contains("13800138000") && !shown.contains("张三"));
        assert!(!shown.contains("canary"), "a signed URL is a secret too");
    }
}
