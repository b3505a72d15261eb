//! What all registers of the open platform have in common: writes with three outcomes, mirrors and their age.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::PlateView;

/// What came of something written to the open platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WriteOutcome {
    /// The platform took it, by its answer or because it has it now.
    Done,
    /// The platform refused, in its own words; nothing was changed.
    Refused,
    /// Its answer was lost, and the platform was asked since: it does not have it. Nothing was changed.
    NotDone,
    /// Its answer was lost, and what the platform has is not known yet (or cannot be asked). Never repeated by itself.
    Unknown,
}

/// One write to the open platform and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct WriteView {
    /// Its number in the history.
    pub id: i64,
    /// What was asked.
    pub operation: RegisterOperation,
    /// The car park.
    pub parking_id: String,
    /// The plate.
    pub plate: PlateView,
    /// What came of it.
    pub outcome: WriteOutcome,
    /// The platform's own words, where it refused.
    pub answer: Option<String>,
    /// The platform's answer was lost and it was asked what it has; when.
    pub checked_at: Option<i64>,
    /// What was there before and what was asked for; only fields that differ.
    pub changes: Vec<FieldChange>,
    /// By whom.
    pub by: String,
    /// When.
    pub at: i64,
    /// The vehicle is inside now, which matters for a blacklist entry: since when.
    pub inside_since: Option<i64>,
}

/// What can be asked of a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RegisterOperation {
    /// 登记
    AddVehicle,
    /// 修改, 续期
    ChangeVehicle,
    /// 注销
    DeleteVehicle,
    /// 加入黑名单
    AddBlacklist,
    /// 移出黑名单
    DeleteBlacklist,
}

/// A field before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FieldChange {
    /// Which.
    pub field: VehicleField,
    /// Before, as shown (names and phones masked); empty for nothing.
    pub before: String,
    /// After, as shown; empty for nothing.
    pub after: String,
}

/// The fields of a registration, which are also the columns of its spreadsheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VehicleField {
    /// 车牌号
    Plate,
    /// 车辆类型
    Type,
    /// 类型显示名称
    TypeName,
    /// 车主姓名
    Owner,
    /// 手机号
    Phone,
    /// 开始日期
    ValidFrom,
    /// 结束日期; of a blacklist entry its last day
    ValidUntil,
    /// 可通行车道
    Lanes,
    /// 车位数
    Spaces,
    /// 部门
    Department,
    /// 工号
    WorkNo,
    /// 备注
    Remark,
    /// 原因, of a blacklist entry
    Reason,
}

/// A register that is mirrored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RegisterName {
    /// Authorised vehicles.
    Vehicles,
    /// The blacklist.
    Blacklist,
    /// Lanes.
    Lanes,
    /// Custom types of vehicles.
    VehicleTypes,
    /// Car parks of the account.
    CarParks,
    /// Vehicles inside.
    InPark,
}

/// How old the mirror of one register of one car park is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct MirrorView {
    /// The car park; empty for the list of car parks.
    pub parking_id: String,
    /// Which register.
    pub register: RegisterName,
    /// When it was last read whole.
    pub read_at: Option<i64>,
    /// It is being read: so many rows so far.
    pub reading: Option<u64>,
    /// Why it could not be read the last time.
    pub problem: Option<String>,
}

/// Which register is to be read anew.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
pub struct RefreshRegister {
    /// Which.
    pub register: RegisterName,
}

/// A car park that who calls may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CarParkView {
    /// Its `parkingId`.
    pub parking_id: String,
    /// Its name.
    pub name: String,
    /// It is in the configuration: its passages are collected.
    pub configured: bool,
    /// Its lanes, by number.
    pub lanes: Vec<LaneName>,
    /// Its own types of vehicles.
    pub types: Vec<TypeChoice>,
    /// The custom type that visitors' passes made here get; none if not chosen.
    pub visitor_type: Option<String>,
}

/// A lane by number and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct LaneName {
    /// Its number.
    pub lane_no: String,
    /// Its name, or its number.
    pub name: String,
}

/// A type of vehicle to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TypeChoice {
    /// `1` monthly, `2` free, or a custom type's id.
    pub id: String,
    /// Its name; empty for monthly and free, for which the UI has words.
    pub name: String,
}

/// Which custom type visitors' passes get.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct VisitorType {
    /// The car park.
    pub parking_id: String,
    /// A custom type's id; none to choose none.
    pub type_id: Option<String>,
}

/// Which write.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
pub struct WriteOf {
    /// Its number in the history.
    pub id: i64,
}
