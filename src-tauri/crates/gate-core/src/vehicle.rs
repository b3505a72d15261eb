//! Authorised vehicles and their types.

use std::fmt;

use chrono::NaiveDate;

use crate::record::{mask_name, mask_phone};

/// What kind of authorisation a vehicle has. Open: what is not known is kept as it came, since the platform lets
/// every car park define types of its own (open platform API, custom vehicle types).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum VehicleType {
    /// 月租车, `1` on the wire.
    Monthly,
    /// 免费车, `2` on the wire.
    Free,
    /// 临时车, `9` on the wire, and only in the in-park list: elsewhere `9` may be a custom type's id.
    Temporary,
    /// A custom type's id, or anything else, as it came.
    Other(String),
}

impl VehicleType {
    /// Reads the type as records, callbacks and the vehicle list write it.
    #[must_use]
    pub fn from_wire(value: &str) -> Self {
        match value.trim() {
            "1" => Self::Monthly,
            "2" => Self::Free,
            other => Self::Other(other.to_owned()),
        }
    }

    /// Reads the type as the in-park list writes it, where `9` is a temporary vehicle.
    #[must_use]
    pub fn from_in_park_wire(value: &str) -> Self {
        match value.trim() {
            "9" => Self::Temporary,
            other => Self::from_wire(other),
        }
    }

    /// The value on the wire.
    #[must_use]
    pub fn as_wire(&self) -> &str {
        match self {
            Self::Monthly => "1",
            Self::Free => "2",
            Self::Temporary => "9",
            Self::Other(value) => value,
        }
    }
}

/// A vehicle type that a car park defined for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomVehicleType {
    /// The id that `vehicleType` takes (`recordId`).
    pub id: String,
    /// Its code, such as `VIP`.
    pub code: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// The name it is shown by.
    pub show_name: Option<String>,
}

/// An authorised vehicle as the platform lists it. `Debug` masks the owner's name and phone.
#[derive(Clone, PartialEq, Eq)]
pub struct Vehicle {
    /// The plate as it was registered.
    pub plate: String,
    /// What kind of authorisation it has.
    pub vehicle_type: Option<VehicleType>,
    /// The owner's name (personal data).
    pub owner_name: Option<String>,
    /// The owner's phone (personal data).
    pub owner_phone: Option<String>,
    /// The owner's staff number (`workNo` when read, `workNum` when written).
    pub work_no: Option<String>,
    /// First day of the authorisation, in China.
    pub valid_from: Option<NaiveDate>,
    /// Last day of the authorisation, in China.
    pub valid_until: Option<NaiveDate>,
    /// The lanes it may pass; empty means all.
    pub lanes: Vec<String>,
    /// Spaces the owner has in all; 1 where the platform does not say.
    pub spaces: u32,
    /// Free text.
    pub remark: Option<String>,
}

/// What is written to add an authorised vehicle or to change one. `Debug` masks the owner's name and phone.
#[derive(Clone, PartialEq, Eq)]
pub struct VehicleRegistration {
    /// The plate.
    pub plate: String,
    /// What kind of authorisation it gets.
    pub vehicle_type: VehicleType,
    /// The type's own display name. It outranks `vehicle_type`, and no list returns it: who writes it must remember it.
    pub type_name: Option<String>,
    /// The owner's name (personal data).
    pub owner_name: String,
    /// The owner's phone (personal data).
    pub owner_phone: String,
    /// First day of the authorisation, in China.
    pub valid_from: NaiveDate,
    /// Last day of the authorisation, in China.
    pub valid_until: NaiveDate,
    /// The lanes it may pass; empty means all.
    pub lanes: Vec<String>,
    /// Spaces the owner has in all; the platform takes 1 where it is absent.
    pub spaces: Option<u32>,
    /// Free text.
    pub remark: Option<String>,
    /// The owner's staff number.
    pub work_no: Option<String>,
    /// The owner's department.
    pub department: Option<String>,
}

impl fmt::Debug for Vehicle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vehicle")
            .field("plate", &self.plate)
            .field("vehicle_type", &self.vehicle_type)
            .field("owner_name", &self.owner_name.as_deref().map(mask_name))
            .field("owner_phone", &self.owner_phone.as_deref().map(mask_phone))
            .field("work_no", &self.work_no)
            .field("valid_from", &self.valid_from)
            .field("valid_until", &self.valid_until)
            .field("lanes", &self.lanes)
            .field("spaces", &self.spaces)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for VehicleRegistration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VehicleRegistration")
            .field("plate", &self.plate)
            .field("vehicle_type", &self.vehicle_type)
            .field("type_name", &self.type_name)
            .field("owner_name", &mask_name(&self.owner_name))
            .field("owner_phone", &mask_phone(&self.owner_phone))
            .field("valid_from", &self.valid_from)
            .field("valid_until", &self.valid_until)
            .field("lanes", &self.lanes)
            .field("spaces", &self.spaces)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_is_temporary_in_the_in_park_list_only() {
        assert_eq!(VehicleType::from_in_park_wire("9"), VehicleType::Temporary);
        assert_eq!(VehicleType::from_wire("9"), VehicleType::Other("9".into()));
    }

    #[test]
    fn every_type_goes_back_to_the_wire_as_it_came() {
        for value in ["1", "2", "9", "1024", "VIP"] {
            assert_eq!(VehicleType::from_wire(value).as_wire(), value);
            assert_eq!(VehicleType::from_in_park_wire(value).as_wire(), value);
        }
    }

    #[test]
    fn debug_of_a_registration_shows_neither_name_nor_phone() {
        let day = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let registration = VehicleRegistration {
            plate: "浙B12345".into(),
            vehicle_type: VehicleType::Monthly,
            type_name: None,
            owner_name: "张三".into(),
            owner_phone: "13800138000".into(),
            valid_from: day,
            valid_until: day,
            lanes: vec![],
            spaces: None,
            remark: Some("电话13800138000".into()),
            work_no: None,
            department: None,
        };
        let shown = format!("{registration:?}");
        assert!(shown.contains("138****8000"));
        assert!(!shown.contains("13800138000") && !shown.contains("张三"));
    }
}
