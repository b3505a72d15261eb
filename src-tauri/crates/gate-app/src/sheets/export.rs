//! Tables to take away: what a filter leaves, as it is shown, marked with who took it and when.

use std::collections::HashMap;

use gate_core::{passage::Direction, standing::VehicleStanding, time::UtcMillis, vehicle::VehicleType};
use gate_spreadsheet::write::{Column, Holds, Sheet, Value};
use gate_store::{BatchRow, BlacklistRow, FeedRow, IssueOutcome, PhotoSeen, RegisterOperation, VehicleRow};

use super::columns;
use crate::contract::types::{SheetKind, VehicleField as F};

/// Who takes a table, and when.
#[derive(Debug, Clone)]
pub struct Mark {
    /// Who.
    pub by: String,
    /// When.
    pub at: UtcMillis,
}

impl Mark {
    pub(crate) fn lines(&self, rows: usize) -> Vec<String> {
        vec![format!("导出 / exported: {} · {} · {rows} 行 / rows", self.by, self.at.china_standard())]
    }
}

/// Names of car parks by id: the column is there where there are several.
pub type CarParks = HashMap<String, String>;

/// Names of custom types by car park and id.
pub type Types = HashMap<(String, String), String>;

/// Authorised vehicles. Owner and phone are masked unless `in_full`.
#[must_use]
pub fn vehicles(
    rows: &[VehicleRow],
    fields: &[F],
    in_full: bool,
    types: &Types,
    car_parks: &CarParks,
    mark: &Mark,
) -> Sheet {
    let fields: Vec<F> = if fields.is_empty() { columns::VEHICLE.to_vec() } else { known_once(fields) };
    let several = car_parks.len() > 1;
    let values = rows.iter().map(|row| {
        let first = several.then(|| Value::from(named(car_parks, &row.parking_id)));
        first
            .into_iter()
            .chain(fields.iter().map(|field| vehicle_value(row, *field, in_full, types)))
            .collect()
    });
    Sheet {
        name: super::title(SheetKind::Vehicles).to_owned(),
        marks: mark.lines(rows.len()),
        columns: with_car_park(
            several,
            fields.iter().map(|field| columns::column(SheetKind::Vehicles, *field)),
        ),
        rows: values.collect(),
    }
}

/// The columns of vehicles that were named, each once.
fn known_once(fields: &[F]) -> Vec<F> {
    let mut known: Vec<F> = Vec::new();
    for field in fields.iter().filter(|field| columns::VEHICLE.contains(field)) {
        if !known.contains(field) {
            known.push(*field);
        }
    }
    known
}

fn vehicle_value(row: &VehicleRow, field: F, in_full: bool, types: &Types) -> Value {
    let own = |text: &Option<String>| Value::from(text.clone());
    let type_name = || match &row.vehicle_type {
        None => String::new(),
        Some(VehicleType::Monthly) => "月租车".to_owned(),
        Some(VehicleType::Free) => "免费车".to_owned(),
        Some(kind) => {
            let id = kind.as_wire().to_owned();
            types.get(&(row.parking_id.clone(), id.clone())).cloned().unwrap_or(id)
        }
    };
    match field {
        F::Plate => Value::from(row.plate.as_str()),
        F::Type => type_name().into(),
        // A name that outranks the type; the row tells the type's own where nobody wrote one.
        F::TypeName => Value::from(row.type_name.clone().filter(|name| *name != type_name())),
        F::Owner => row
            .owner_name
            .as_ref()
            .map(|it| if in_full { it.in_full().to_owned() } else { it.masked() })
            .into(),
        F::Phone => row
            .owner_phone
            .as_ref()
            .map(|it| if in_full { it.in_full().to_owned() } else { it.masked() })
            .into(),
        F::ValidFrom => row.valid_from.into(),
        F::ValidUntil => row.valid_until.into(),
        F::Spaces => row.spaces.into(),
        F::Lanes => row.lanes.join(",").into(),
        F::Department => own(&row.department),
        F::WorkNo => own(&row.work_no),
        F::Remark => own(&row.remark),
        F::Reason => Value::Empty,
    }
}

/// The blacklist.
#[must_use]
pub fn blacklist(rows: &[BlacklistRow], car_parks: &CarParks, mark: &Mark) -> Sheet {
    let several = car_parks.len() > 1;
    let values = rows.iter().map(|row| {
        let first = several.then(|| Value::from(named(car_parks, &row.parking_id)));
        let own = [
            Value::from(row.plate.as_str()),
            Value::from(row.until),
            Value::from(row.reason.as_str()),
            Value::from(row.added_by.as_str()),
        ];
        first.into_iter().chain(own).collect()
    });
    let own = columns::BLACKLIST.iter().map(|field| columns::column(SheetKind::Blacklist, *field));
    Sheet {
        name: super::title(SheetKind::Blacklist).to_owned(),
        marks: mark.lines(rows.len()),
        columns: with_car_park(several, own.chain([text("加入人", 12)])),
        rows: values.collect(),
    }
}

/// Passages; owners are masked.
#[must_use]
pub fn passages(rows: &[FeedRow], car_parks: &CarParks, mark: &Mark) -> Sheet {
    let several = car_parks.len() > 1;
    let values = rows.iter().map(|row| {
        let first = several.then(|| Value::from(named(car_parks, &row.parking_id)));
        let direction = match row.direction {
            Direction::In => "入",
            Direction::Out => "出",
        };
        let lane = if row.lane_name.is_empty() { &row.lane_no } else { &row.lane_name };
        let photo = match row.photo {
            PhotoSeen::None => "无",
            PhotoSeen::Wanted => "等待",
            PhotoSeen::Stored { .. } => "有",
            PhotoSeen::Failed => "取不到",
            PhotoSeen::Pruned => "已清理",
        };
        let corrected = (row.plate_read != row.plate).then(|| row.plate_read.clone());
        let own = [
            Value::from(row.at.china_standard()),
            Value::from(row.plate.as_str()),
            Value::from(corrected),
            Value::from(direction),
            Value::from(lane.as_str()),
            Value::from(standing(&row.standing)),
            Value::from(row.owner_name.as_ref().map(|name| name.masked())),
            Value::from(row.arrival.as_ref().map(|arrival| arrival.at.china_standard())),
            row.arrival
                .as_ref()
                .map_or(Value::Empty, |arrival| Value::Number((arrival.stay_ms / 60_000) as f64)),
            Value::from(photo),
        ];
        first.into_iter().chain(own).collect()
    });
    let minutes = Column { heading: "停留(分钟)".to_owned(), width: 11, holds: Holds::Numbers };
    let own = [
        text("时间", 20),
        text("车牌号", 13),
        text("原识别", 13),
        text("方向", 6),
        text("车道", 16),
        text("类型", 12),
        text("车主", 10),
        text("入场时间", 20),
        minutes,
        text("照片", 8),
    ];
    Sheet {
        name: "通行记录".to_owned(),
        marks: mark.lines(rows.len()),
        columns: with_car_park(several, own.into_iter()),
        rows: values.collect(),
    }
}

/// The rows of a batch with what came of each; names and phones stay masked in what changed.
#[must_use]
pub fn batch(
    rows: &[BatchRow],
    changes: impl Fn(&BatchRow) -> String,
    car_parks: &CarParks,
    mark: &Mark,
) -> Sheet {
    let values = rows.iter().map(|row| {
        let asked = match row.operation {
            RegisterOperation::AddVehicle => "登记",
            RegisterOperation::ChangeVehicle => "修改",
            RegisterOperation::DeleteVehicle => "注销",
            RegisterOperation::AddBlacklist => "加入黑名单",
            RegisterOperation::DeleteBlacklist => "移出黑名单",
        };
        let outcome = match row.outcome {
            None => "未执行",
            Some(IssueOutcome::Done) => "成功",
            Some(IssueOutcome::Refused) => "平台拒绝",
            Some(IssueOutcome::NotDone) => "未生效",
            Some(IssueOutcome::Unknown) => "结果不明",
        };
        vec![
            Value::from(row.row),
            Value::from(row.plate.as_str()),
            Value::from(named(car_parks, &row.parking_id)),
            Value::from(asked),
            Value::from(outcome),
            Value::from(row.answer.as_str()),
            Value::from(changes(row)),
        ]
    });
    let number = Column { heading: "行号".to_owned(), width: 7, holds: Holds::Numbers };
    Sheet {
        name: "执行结果".to_owned(),
        marks: mark.lines(rows.len()),
        columns: vec![
            number,
            text("车牌号", 13),
            text("停车场", 18),
            text("操作", 12),
            text("结果", 10),
            text("平台答复", 40),
            text("变更", 60),
        ],
        rows: values.collect(),
    }
}

fn standing(standing: &VehicleStanding) -> &str {
    match standing {
        VehicleStanding::Blacklisted => "黑名单",
        VehicleStanding::Expired => "已过期",
        VehicleStanding::Monthly => "月租车",
        VehicleStanding::Free => "免费车",
        VehicleStanding::Visitor => "访客",
        VehicleStanding::Temporary => "临时车",
        VehicleStanding::Custom(name) => name,
    }
}

fn named(car_parks: &CarParks, id: &str) -> String {
    car_parks.get(id).cloned().unwrap_or_else(|| id.to_owned())
}

fn text(heading: &str, width: u8) -> Column {
    Column { heading: heading.to_owned(), width, holds: Holds::Text }
}

fn with_car_park(several: bool, columns: impl Iterator<Item = Column>) -> Vec<Column> {
    several.then(|| text("停车场", 18)).into_iter().chain(columns).collect()
}
