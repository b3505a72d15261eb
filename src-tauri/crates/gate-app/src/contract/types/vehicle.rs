//! Authorised vehicles.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{BlacklistView, CouponView, Inside, MirrorView, OutingView, PlateView, Standing, WriteView};

/// Which rows of the table of vehicles.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct VehicleFilter {
    /// Only this car park; all that the account sees when absent.
    #[ts(optional)]
    pub parking_id: Option<String>,
    /// A fragment of a plate (forgiving), of a name, its pinyin or initials, of a phone, a department or a staff number.
    pub text: String,
    /// Only this type: `1`, `2` or a custom type's id.
    #[ts(optional)]
    pub vehicle_type: Option<String>,
    /// Only by what is left of the authorisation.
    #[ts(optional)]
    pub validity: Option<Validity>,
}

/// What is left of an authorisation today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Validity {
    /// It holds today.
    Valid,
    /// It holds today and ends within 7 days.
    Within7,
    /// It holds today and ends within 30 days.
    Within30,
    /// It is over.
    Expired,
    /// It begins later.
    NotYet,
}

/// By what the table is sorted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VehicleSort {
    /// By plate.
    #[default]
    Plate,
    /// By the owner's pinyin.
    Owner,
    /// By type.
    Type,
    /// By the first day.
    ValidFrom,
    /// By the last day.
    ValidUntil,
    /// By department.
    Department,
}

/// A part of the table of vehicles.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(default)]
pub struct VehiclesRequest {
    /// Which rows.
    pub filter: VehicleFilter,
    /// In which order; equal rows by plate.
    pub sort: VehicleSort,
    /// The other way round.
    pub descending: bool,
    /// So many rows are left out at the beginning.
    pub offset: u32,
    /// At most so many; 100 when 0, 500 at most.
    pub limit: u32,
}

/// A part of the table of vehicles.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct VehiclesPage {
    /// So many rows the filter leaves.
    pub total: u32,
    /// The rows from `offset` on.
    pub rows: Vec<VehicleItem>,
    /// How many there are by validity, whatever the filter's validity says.
    pub counts: ValidityCounts,
    /// How old what is shown is, by car park.
    pub mirrors: Vec<MirrorView>,
}

/// How many vehicles by what is left of their authorisation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
pub struct ValidityCounts {
    /// In all.
    pub all: u32,
    /// Valid today.
    pub valid: u32,
    /// Of them, ending within 7 days.
    pub within_7: u32,
    /// Of them, ending within 30 days.
    pub within_30: u32,
    /// Over.
    pub expired: u32,
    /// Beginning later.
    pub not_yet: u32,
}

/// A row of the table of vehicles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct VehicleItem {
    /// The car park.
    pub parking_id: String,
    /// The plate.
    pub plate: PlateView,
    /// `1`, `2` or a custom type's id; empty where the platform does not say.
    pub vehicle_type: String,
    /// The type's own name, where it has one.
    pub type_name: Option<String>,
    /// How it stands today.
    pub standing: Standing,
    /// Whose, masked.
    pub owner: Option<String>,
    /// The phone, masked.
    pub phone: Option<String>,
    /// First day.
    pub valid_from: Option<String>,
    /// Last day.
    pub valid_until: Option<String>,
    /// Days left; negative when over.
    pub days_left: Option<i32>,
    /// Spaces of the owner.
    pub spaces: u32,
    /// Lanes it may pass; empty for all.
    pub lanes: Vec<String>,
    /// Department.
    pub department: Option<String>,
    /// Staff number.
    pub work_no: Option<String>,
    /// Remark.
    pub remark: Option<String>,
    /// A write of it is on its way or its outcome is not known.
    pub unsettled: bool,
}

/// Which vehicle.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct VehicleOf {
    /// The car park.
    pub parking_id: String,
    /// The plate, in any writing.
    pub plate: String,
}

/// Everything about one registration.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct VehicleDetails {
    /// The registration; none once it is gone, while its history stays.
    pub vehicle: Option<VehicleItem>,
    /// Other vehicles of the same owner (same phone, else same name and department) in this car park: 一位多车.
    pub same_owner: Vec<VehicleItem>,
    /// How many of the owner's vehicles are inside now, of so many spaces.
    pub inside_of_owner: u32,
    /// Where it is inside.
    pub inside: Option<Inside>,
    /// Blacklist entries of the plate.
    pub blacklist: Vec<BlacklistView>,
    /// What was changed of it from here, the newest first.
    pub history: Vec<WriteView>,
    /// Coupons, the newest first.
    pub coupons: Vec<CouponView>,
    /// Outings, the newest first.
    pub outings: Vec<OutingView>,
}

/// A registration as a form holds it. Name and phone in full: it is not shown again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VehicleForm {
    /// The car park.
    pub parking_id: String,
    /// The plate.
    pub plate: String,
    /// Register it although it is no plate by GA 36-2018.
    #[serde(default)]
    pub insist: bool,
    /// `1` monthly, `2` free, or a custom type's id.
    pub vehicle_type: String,
    /// A display name that outranks the type's.
    #[ts(optional)]
    pub type_name: Option<String>,
    /// The owner's name. When a vehicle is changed, absent keeps it as it is.
    #[ts(optional)]
    pub owner: Option<String>,
    /// The owner's phone. When a vehicle is changed, absent keeps it as it is.
    #[ts(optional)]
    pub phone: Option<String>,
    /// First day.
    pub valid_from: String,
    /// Last day.
    pub valid_until: String,
    /// Lanes it may pass; empty for all.
    #[serde(default)]
    pub lanes: Vec<String>,
    /// Spaces of the owner, 1 to 999.
    pub spaces: u32,
    /// Department.
    #[ts(optional)]
    pub department: Option<String>,
    /// Staff number.
    #[ts(optional)]
    pub work_no: Option<String>,
    /// Remark.
    #[ts(optional)]
    pub remark: Option<String>,
}
