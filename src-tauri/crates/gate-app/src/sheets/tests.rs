#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::HashMap;

use gate_store::RegisterEntry;

use super::{
    cells::Names,
    columns,
    plan::{Against, Plan, PlannedRow},
    template::template,
};
use crate::{
    contract::{
        Code,
        types::{CellProblemKind as Kind, RowVerdict, SheetKind, VehicleField as F},
    },
    now,
    registers::checks::Known,
};

fn entry(plate: &str) -> RegisterEntry {
    RegisterEntry {
        plate: plate.to_owned(),
        vehicle_type: "1".into(),
        owner: "张三".into(),
        phone: "13800138000".into(),
        valid_from: "2026-01-01".into(),
        valid_until: "2026-12-31".into(),
        lanes: vec!["1".into()],
        spaces: 2,
        department: "财务部".into(),
        remark: "公务".into(),
        ..RegisterEntry::default()
    }
}

fn against() -> Against {
    Against {
        parking_id: "park123".into(),
        known: Known { types: vec!["101".into()], lanes: vec!["1".into(), "2".into()] },
        names: Names {
            types: vec![("101".into(), vec!["贵宾".into()])],
            lanes: vec![("1".into(), "东门".into()), ("2".into(), "西门".into())],
        },
        entries: HashMap::from([("浙B12345".to_owned(), entry("浙B12345"))]),
        today: "2026-11-22".parse().ok(),
    }
}

fn planned(text: &str) -> Vec<PlannedRow> {
    Plan::of_file(SheetKind::Vehicles, text.as_bytes(), &against()).unwrap().rows
}

fn one(text: &str) -> PlannedRow {
    let mut rows = planned(text);
    assert_eq!(rows.len(), 1, "{text}");
    rows.remove(0)
}

const HEADINGS: &str = "车牌号,车辆类型,车主,手机号,开始日期,结束日期";

#[test]
fn a_dirty_row_becomes_a_registration() {
    let row = one(&format!(
        "登记表\n\n{HEADINGS},车位数,车道\n 浙b·6666６ ,贵宾,\u{200b}李四 ,1.3900139000E+10,2026年1月5日,2027.1.4,2.0,\"东门、西门\"\n"
    ));
    assert_eq!((row.verdict, row.number, row.plate.as_str()), (RowVerdict::Added, 4, "浙B66666"));
    let after = row.operation.as_ref().unwrap().after().unwrap();
    assert_eq!(
        (after.vehicle_type.as_str(), after.owner.as_str(), after.phone.as_str()),
        ("101", "李四", "13900139000")
    );
    assert_eq!((after.valid_from.as_str(), after.valid_until.as_str()), ("2026-01-05", "2027-01-04"));
    assert_eq!((after.spaces, after.lanes), (2, vec!["1".to_owned(), "2".to_owned()]));
}

#[test]
fn columns_that_are_not_there_change_nothing() {
    let same = one("车牌号,结束日期\n浙B12345,2026/12/31\n");
    assert_eq!(same.verdict, RowVerdict::Same);
    let renewed = one("车牌,有效期至\n浙B12345,2027/12/31\n");
    assert_eq!(renewed.verdict, RowVerdict::Changed);
    let changes = renewed.view().changes;
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert_eq!(
        (changes[0].field, changes[0].before.as_str(), changes[0].after.as_str()),
        (F::ValidUntil, "2026-12-31", "2027-12-31")
    );
    let after = renewed.operation.unwrap().after().unwrap();
    assert_eq!((after.department.as_str(), after.remark.as_str(), after.lanes.len()), ("财务部", "公务", 1));
}

#[test]
fn an_empty_cell_keeps_what_is_needed_and_empties_what_is_not() {
    let row = one(&format!("{HEADINGS},备注\n浙B12345,,,,,,\n"));
    let changes = row.view().changes;
    assert_eq!(changes.iter().map(|change| change.field).collect::<Vec<_>>(), [F::Remark], "{changes:?}");
}

#[test]
fn a_masked_export_that_comes_back_changes_no_name() {
    let row = one("车牌号,车主,手机号\n浙B12345,张*,138****8000\n");
    assert_eq!(row.verdict, RowVerdict::Same);
    let new = one(&format!("{HEADINGS}\n浙B77777,1,张*,138****8000,2026-01-01,2026-12-31\n"));
    assert_eq!(new.verdict, RowVerdict::Wrong, "of a new one nobody knows the phone");
}

#[test]
fn every_mistake_names_its_cell() {
    let good = ["浙B66666", "月租车", "李四", "13900139000", "2026-01-01", "2026-12-31", "1", "1"];
    for (column, text, field, kind) in [
        (0, "", F::Plate, Kind::Missing),
        (0, "浙B666666666666666666666", F::Plate, Kind::TooLong),
        (1, "", F::Type, Kind::Missing),
        (1, "临时车", F::Type, Kind::UnknownType),
        (2, "", F::Owner, Kind::Missing),
        (2, &"李".repeat(51), F::Owner, Kind::TooLong),
        (3, "1390013900a", F::Phone, Kind::NotAPhone),
        (3, "1.39E+10", F::Phone, Kind::NotAPhone),
        (4, "长期", F::ValidFrom, Kind::NotADay),
        (5, "2026-02-30", F::ValidUntil, Kind::NotADay),
        (5, "2025-12-31", F::ValidUntil, Kind::EndsBeforeItBegins),
        (6, "0", F::Spaces, Kind::NotANumber),
        (6, "1000", F::Spaces, Kind::NotANumber),
        (6, "两个", F::Spaces, Kind::NotANumber),
        (7, "9", F::Lanes, Kind::UnknownLane),
    ] {
        let mut cells = good;
        cells[column] = text;
        let row = one(&format!("{HEADINGS},车位数,车道\n{}\n", cells.join(",")));
        assert_eq!((row.verdict, row.operation.is_none()), (RowVerdict::Wrong, true), "{text}");
        let wrong: Vec<_> = row.problems.iter().filter(|it| !it.warning).collect();
        assert_eq!(wrong.len(), 1, "{text}: {wrong:?}");
        assert_eq!((wrong[0].field, wrong[0].problem), (field, kind), "{text}");
        assert_eq!(wrong[0].text, text.chars().take(100).collect::<String>());
    }
}

#[test]
fn a_strange_plate_is_pointed_out_and_counts_and_a_second_one_does_not() {
    let line = "1,李四,13900139000,2026-01-01,2026-12-31";
    let rows =
        planned(&format!("{HEADINGS}\nABC,{line}\n浙B66666,{line}\n浙b 66666,{line}\n,,,,,\n合计,,,,,\n"));
    assert_eq!((rows[0].verdict, rows[0].problems[0].problem), (RowVerdict::Added, Kind::UnusualPlate));
    assert!(rows[0].problems[0].warning);
    assert_eq!(rows[1].verdict, RowVerdict::Added);
    assert_eq!(
        (rows[2].verdict, rows[2].problems[0].problem, rows[2].problems[0].other_row),
        (RowVerdict::Wrong, Kind::Duplicate, Some(3))
    );
    assert_eq!((rows.len(), rows[3].verdict, rows[3].number), (4, RowVerdict::Wrong, 6));
}

#[test]
fn formulas_and_markup_are_texts() {
    let row = one(&format!(
        "{HEADINGS},备注\n浙B66666,1,<script>alert(1)</script>,13900139000,2026-01-01,2026-12-31,'=1+1\n"
    ));
    let after = row.operation.unwrap().after().unwrap();
    assert_eq!((after.owner.as_str(), after.remark.as_str()), ("<script>alert(1)</script>", "=1+1"));
}

#[test]
fn bans_are_planned_too() {
    let mut against = against();
    let ban = |until: &str| RegisterEntry {
        spaces: 0,
        ..RegisterEntry::ban("浙B44444", until.parse().ok(), "逃费")
    };
    against.entries = HashMap::from([("浙B44444".to_owned(), ban("2026-12-31"))]);
    let text = "车牌号,结束日期,原因\n浙B44444,2026-12-31,\n浙B44445,2027-01-01,闹事\n浙B44446,2020-01-01,闹事\n浙B44447,2027-01-01,\n";
    let rows = Plan::of_file(SheetKind::Blacklist, text.as_bytes(), &against).unwrap().rows;
    let verdicts: Vec<_> = rows.iter().map(|row| row.verdict).collect();
    assert_eq!(verdicts, [RowVerdict::Same, RowVerdict::Added, RowVerdict::Wrong, RowVerdict::Wrong]);
    assert_eq!((rows[3].problems[0].field, rows[3].problems[0].problem), (F::Reason, Kind::Missing));
}

#[test]
fn what_is_no_table_of_vehicles_is_refused() {
    for (text, why) in [
        ("姓名,电话\n张三,1\n", "no_plate_column"),
        ("车牌,车牌号\n浙B1,浙B2\n", "column_twice"),
        ("车牌号,姓名\n", "empty"),
        ("", "empty"),
    ] {
        let failure = Plan::of_file(SheetKind::Vehicles, text.as_bytes(), &against()).err().unwrap();
        assert_eq!(failure.code, Code::FileWrong);
        assert_eq!(failure.params["why"], why.into(), "{text}");
    }
    let many = format!("车牌号\n{}", "浙B1\n".repeat(50_001));
    let failure = Plan::of_file(SheetKind::Vehicles, many.as_bytes(), &against()).err().unwrap();
    assert_eq!(failure.params["why"], "too_many_rows".into());
}

#[test]
fn our_own_template_is_known_again() {
    for kind in [SheetKind::Vehicles, SheetKind::Blacklist] {
        let file = template(kind, &against().names, now()).unwrap();
        let table = gate_spreadsheet::read(&file.bytes, |_| true).unwrap();
        let headings =
            gate_spreadsheet::headings::Headings::find(&table.rows, columns::known(kind), F::Plate).unwrap();
        let fields: Vec<F> = headings.columns.iter().filter_map(|(_, field)| *field).collect();
        assert_eq!(fields, columns::of(kind));
    }
}
