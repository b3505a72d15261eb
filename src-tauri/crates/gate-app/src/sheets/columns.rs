//! The columns of the registers' spreadsheets: what they are called, here and by others, and how wide they are.

use gate_spreadsheet::{
    headings::Synonyms,
    write::{Column, Holds},
};

use crate::contract::types::{SheetKind, VehicleField};

use VehicleField as F;

/// All columns of the table of vehicles, in the order of the template.
pub const VEHICLE: &[VehicleField] = &[
    F::Plate,
    F::Type,
    F::TypeName,
    F::Owner,
    F::Phone,
    F::ValidFrom,
    F::ValidUntil,
    F::Spaces,
    F::Lanes,
    F::Department,
    F::WorkNo,
    F::Remark,
];

/// All columns of the blacklist.
pub const BLACKLIST: &[VehicleField] = &[F::Plate, F::ValidUntil, F::Reason];

/// The columns of a table.
#[must_use]
pub fn of(kind: SheetKind) -> &'static [VehicleField] {
    match kind {
        SheetKind::Vehicles => VEHICLE,
        SheetKind::Blacklist => BLACKLIST,
    }
}

/// The heading that we give a column.
#[must_use]
pub fn heading(kind: SheetKind, field: VehicleField) -> &'static str {
    let synonyms = known(kind).iter().find(|synonyms| synonyms.field == field);
    synonyms.and_then(|synonyms| synonyms.headings.first()).copied().unwrap_or_default()
}

/// A column to write.
pub(crate) fn column(kind: SheetKind, field: VehicleField) -> Column {
    let (width, holds) = match field {
        F::Plate | F::Phone => (15, Holds::Text),
        F::Type | F::TypeName | F::Owner | F::WorkNo => (12, Holds::Text),
        F::Lanes | F::Department => (16, Holds::Text),
        F::Remark | F::Reason => (30, Holds::Text),
        F::ValidFrom | F::ValidUntil => (13, Holds::Days),
        F::Spaces => (9, Holds::Numbers),
    };
    Column { heading: heading(kind, field).to_owned(), width, holds }
}

/// The headings by which columns are known.
#[must_use]
pub fn known(kind: SheetKind) -> &'static [Synonyms<VehicleField>] {
    match kind {
        SheetKind::Vehicles => VEHICLE_HEADINGS,
        SheetKind::Blacklist => BLACKLIST_HEADINGS,
    }
}

const PLATE: Synonyms<VehicleField> = Synonyms {
    field: F::Plate,
    headings: &[
        "车牌号",
        "车牌",
        "车牌号码",
        "车号",
        "牌照",
        "牌照号",
        "牌照号码",
        "号牌",
        "号牌号码",
        "车辆号牌",
        "plate",
        "plate no",
        "plate number",
        "license plate",
        "licence plate",
        "number plate",
        "car plate",
        "vehicleCode",
    ],
};

const VEHICLE_HEADINGS: &[Synonyms<VehicleField>] = &[
    PLATE,
    Synonyms {
        field: F::Type,
        headings: &[
            "车辆类型",
            "类型",
            "车类型",
            "授权类型",
            "卡类型",
            "卡类",
            "月卡类型",
            "收费类型",
            "车辆类别",
            "类别",
            "type",
            "vehicle type",
            "vehicleType",
        ],
    },
    Synonyms {
        field: F::TypeName,
        headings: &[
            "类型显示名称",
            "显示名称",
            "自定义类型",
            "自定义类型名称",
            "类型名称",
            "type name",
            "display name",
            "diyTypeName",
        ],
    },
    Synonyms {
        field: F::Owner,
        headings: &[
            "车主姓名",
            "车主",
            "姓名",
            "业主",
            "业主姓名",
            "用户姓名",
            "用户",
            "联系人",
            "使用人",
            "人员姓名",
            "owner",
            "owner name",
            "name",
            "userName",
        ],
    },
    Synonyms {
        field: F::Phone,
        headings: &[
            "手机号",
            "手机",
            "手机号码",
            "电话",
            "电话号码",
            "联系电话",
            "联系方式",
            "车主电话",
            "车主手机",
            "phone",
            "phone number",
            "mobile",
            "tel",
            "telephone",
            "userPhoneNumber",
        ],
    },
    Synonyms {
        field: F::ValidFrom,
        headings: &[
            "开始日期",
            "开始时间",
            "起始日期",
            "起始时间",
            "生效日期",
            "生效时间",
            "有效期起",
            "有效期开始",
            "授权开始",
            "授权开始日期",
            "授权开始时间",
            "开始",
            "from",
            "start",
            "start date",
            "valid from",
            "startTime",
        ],
    },
    Synonyms {
        field: F::ValidUntil,
        headings: &[
            "结束日期",
            "结束时间",
            "截止日期",
            "截止时间",
            "到期日期",
            "到期时间",
            "到期日",
            "失效日期",
            "有效期至",
            "有效期止",
            "有效期",
            "有效期结束",
            "授权结束",
            "授权结束日期",
            "授权结束时间",
            "结束",
            "到期",
            "until",
            "to",
            "end",
            "end date",
            "expiry",
            "expiry date",
            "expires",
            "valid until",
            "valid to",
            "endTime",
        ],
    },
    Synonyms {
        field: F::Spaces,
        headings: &[
            "车位数",
            "车位",
            "车位数量",
            "车位个数",
            "泊位数",
            "spaces",
            "lots",
            "parking spaces",
            "lotNum",
        ],
    },
    Synonyms {
        field: F::Lanes,
        headings: &["可通行车道", "车道", "通行车道", "授权车道", "车道号", "lanes", "lane", "laneNos"],
    },
    Synonyms {
        field: F::Department,
        headings: &[
            "部门",
            "部门名称",
            "单位",
            "所属部门",
            "公司",
            "department",
            "dept",
            "company",
            "deptName",
        ],
    },
    Synonyms {
        field: F::WorkNo,
        headings: &[
            "工号",
            "员工号",
            "员工编号",
            "人员编号",
            "staff no",
            "staff number",
            "work no",
            "employee id",
            "workNum",
            "workNo",
        ],
    },
    Synonyms {
        field: F::Remark,
        headings: &["备注", "说明", "备注信息", "remark", "remarks", "note", "notes", "memo", "comment"],
    },
];

const BLACKLIST_HEADINGS: &[Synonyms<VehicleField>] = &[
    PLATE,
    Synonyms {
        field: F::ValidUntil,
        headings: &[
            "结束日期",
            "结束时间",
            "截止日期",
            "截止时间",
            "到期日期",
            "到期时间",
            "到期日",
            "有效期至",
            "有效期",
            "禁止至",
            "解除日期",
            "until",
            "to",
            "end",
            "end date",
            "expiry",
            "expiry date",
            "stopTime",
        ],
    },
    Synonyms {
        field: F::Reason,
        headings: &[
            "原因",
            "理由",
            "拉黑原因",
            "加入原因",
            "备注",
            "说明",
            "reason",
            "remark",
            "note",
            "notes",
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn no_heading_means_two_fields() {
        for kind in [SheetKind::Vehicles, SheetKind::Blacklist] {
            let mut fields: HashMap<String, VehicleField> = HashMap::new();
            for synonyms in known(kind) {
                for heading in synonyms.headings {
                    let folded: String = heading.to_lowercase().split_whitespace().collect();
                    let had = fields.insert(folded, synonyms.field);
                    assert!(had.is_none_or(|had| had == synonyms.field), "{heading}");
                }
            }
            assert!(of(kind).iter().all(|field| !heading(kind, *field).is_empty()));
        }
    }
}
