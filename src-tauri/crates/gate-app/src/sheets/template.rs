//! Empty tables to fill in.

use gate_core::time::UtcMillis;
use gate_spreadsheet::write::{Choices, Notes, Sheet, xlsx};

use super::{File, XLSX, cells::Names, columns, fault};
use crate::contract::{
    Failure,
    types::{SheetKind, VehicleField as F},
};

/// The template of a table: headings, types to choose from, and a sheet that explains the columns.
///
/// # Errors
/// It cannot be made, which is a fault in the program.
pub fn template(kind: SheetKind, names: &Names, now: UtcMillis) -> Result<File, Failure> {
    let fields = columns::of(kind);
    let sheet = Sheet {
        name: super::title(kind).to_owned(),
        marks: Vec::new(),
        columns: fields.iter().map(|field| columns::column(kind, *field)).collect(),
        rows: Vec::new(),
    };
    let today = now.china_day();
    let lines = fields
        .iter()
        .map(|field| (columns::heading(kind, *field).to_owned(), explained(kind, *field, &today)));
    let lines = [("填写 / How to fill in".to_owned(), GENERAL.to_owned())].into_iter().chain(lines).collect();
    let notes =
        Notes {
            name: "填写说明".to_owned(), lines, choices_heading: "可选的车辆类型 / Types".to_owned()
        };
    let own = names.types.iter().filter_map(|(id, names)| names.first().or(Some(id)).cloned());
    let choices: Vec<String> = ["月租车".to_owned(), "免费车".to_owned()].into_iter().chain(own).collect();
    let column =
        fields.iter().position(|field| *field == F::Type).and_then(|column| u16::try_from(column).ok());
    let choices = column.map(|column| Choices { column, choices });
    let bytes = xlsx(&sheet, choices.as_ref(), Some(&notes)).map_err(fault)?;
    Ok(File { name: format!("{}-模板.xlsx", super::title(kind)), media_type: XLSX, bytes, rows: 0 })
}

const GENERAL: &str = "在第一张表里每行填一辆车。没有的列可以删掉:已登记的车辆会保留原来的内容。导入时先显示每一行会做什么,确认后才写入。 / \
     One vehicle a row, in the first sheet. Columns may be left out: what is registered then stays as it is. Nothing is written before you \
     have seen what each row would do.";

fn explained(kind: SheetKind, field: F, today: &str) -> String {
    match field {
        F::Plate => "必填。例如 浙B12345。空格、点和小写字母不要紧。 / Needed. Blanks, dots and small letters do not matter.".to_owned(),
        F::Type => "新登记时必填。从下拉列表里选,或填类型编号。 / Needed for a new one: choose from the list.".to_owned(),
        F::TypeName => "可空。代替类型名称显示。 / Optional: shown instead of the type's name.".to_owned(),
        F::Owner => "新登记时必填,最多 50 字。 / Needed for a new one, 50 characters at most.".to_owned(),
        F::Phone => "新登记时必填,6 到 20 位数字。 / Needed for a new one, 6 to 20 digits.".to_owned(),
        F::ValidFrom => format!("新登记时必填,例如 {today}。 / Needed for a new one, such as {today}."),
        F::ValidUntil if kind == SheetKind::Blacklist => {
            format!("必填:最后一天,例如 {today}。 / Needed: the last day, such as {today}.")
        }
        F::ValidUntil => format!("新登记时必填:最后一天,例如 {today}。 / Needed for a new one: the last day, such as {today}."),
        F::Spaces => "可空,默认 1,最多 999。 / Optional: 1 unless you say otherwise, 999 at most.".to_owned(),
        F::Lanes => "可空表示全部车道。车道号或名称,用逗号分开。 / Optional, all lanes if empty: numbers or names, with commas.".to_owned(),
        F::Reason => "新加入时必填,最多 200 字。 / Needed for a new one, 200 characters at most.".to_owned(),
        F::Department | F::WorkNo | F::Remark => "可空,最多 200 字。 / Optional, 200 characters at most.".to_owned(),
    }
}
