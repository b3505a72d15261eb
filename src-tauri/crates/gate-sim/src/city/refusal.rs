//! Why the city refuses, and in which words.

use crate::faults::Fault;

/// Why a request was refused, or would have been by a strict city.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// Not a POST (2.1.1).
    Method,
    /// The body is not JSON, or not an object, or not in UTF-8.
    NotJson,
    /// The upload is not `multipart/form-data` with one `data` and one `file` (5.4).
    NotMultipart,
    /// Account or password are wrong (2.1.3).
    Account,
    /// The account has no right to this car park (2.1.3).
    CarPark,
    /// A required field is missing.
    Missing(&'static str),
    /// A field has the wrong JSON type.
    Type(&'static str),
    /// A field has the right type and an impossible value.
    Value(&'static str),
    /// A departure without an accepted arrival of the same `businessid`.
    NoArrival,
    /// A photo without its accepted event.
    NoEvent,
    /// The departure's `parktime` is not its arrival's.
    ParkTimeChanged,
    /// The departure's `vehnum` is not its arrival's.
    PlateChanged,
    /// `leavetime` is earlier than `parktime`.
    LeavesBeforeParking,
    /// More than two photos of one event (5.4).
    TooManyPhotos,
    /// The file is larger than 500,000 bytes (5.4).
    TooLarge,
    /// The file does not begin as a JPEG does.
    NotJpeg,
    /// `imageHash` is not the MD5 of the file.
    Hash,
    /// Correct, and refused by a fault.
    Fault(Fault),
}

impl Refusal {
    /// The `description` of the answer.
    pub fn description(self) -> String {
        match self {
            Self::Method => "请使用POST请求".to_owned(),
            Self::NotJson => "传入参数有误：不是JSON".to_owned(),
            Self::NotMultipart => "传入参数有误：应为multipart/form-data，含data和file".to_owned(),
            Self::Account | Self::Fault(Fault::RefuseAccount) => "账号或密码错误".to_owned(),
            Self::CarPark => "账号无此停车场的权限".to_owned(),
            Self::Missing(field) => format!("传入参数有误：缺少{field}"),
            Self::Type(field) => format!("传入参数有误：{field}类型错误"),
            Self::Value(field) => format!("传入参数有误：{field}的值错误"),
            Self::NoArrival => "无对应的到达业务".to_owned(),
            Self::NoEvent => "无对应的停车业务".to_owned(),
            Self::ParkTimeChanged => "到达时间与到达业务不一致".to_owned(),
            Self::PlateChanged => "车牌号与到达业务不一致".to_owned(),
            Self::LeavesBeforeParking => "离开时间早于到达时间".to_owned(),
            Self::TooManyPhotos => "照片数量超过限制".to_owned(),
            Self::TooLarge => "照片超过500K".to_owned(),
            Self::NotJpeg => "照片格式错误".to_owned(),
            Self::Hash => "照片校验失败".to_owned(),
            Self::Fault(Fault::RefuseRepeats) => "该业务数据已存在".to_owned(),
            Self::Fault(Fault::RefuseSession | Fault::RefuseSessions) => "车辆信息有误".to_owned(),
            Self::Fault(_) => "系统繁忙，请稍后再试".to_owned(),
        }
    }

    /// Whether the client tried something before what must come first was accepted.
    pub fn is_about_order(self) -> bool {
        matches!(self, Self::NoArrival | Self::NoEvent)
    }
}
