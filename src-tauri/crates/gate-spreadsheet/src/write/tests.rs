#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use crate::{Cell, read};

fn sheet(rows: Vec<Vec<Value>>) -> Sheet {
    let column = |heading: &str, holds| Column { heading: heading.to_owned(), width: 12, holds };
    Sheet {
        name: "车辆".to_owned(),
        marks: vec!["=管理员 2026-11-22 08:00".to_owned()],
        columns: vec![
            column("车牌号", Holds::Text),
            column("车位数", Holds::Numbers),
            column("结束日期", Holds::Days),
        ],
        rows,
    }
}

fn dangerous() -> Vec<Vec<Value>> {
    ["=1+1", "+86 138", "-2", "@SUM(A1)", "\t=1", "＝1", "<script>alert(1)</script>", "a,\"b\"\nc"]
        .into_iter()
        .map(|text| vec![text.into(), 2_u32.into(), NaiveDate::from_ymd_opt(2026, 12, 31).into()])
        .collect()
}

#[test]
fn what_was_written_is_read_back_and_nothing_is_a_formula() {
    let sheet = sheet(dangerous());
    let file = xlsx(&sheet, None, None).unwrap();
    let table = read(&file, |_| true).unwrap();
    assert_eq!(table.rows.len(), 2 + 8);
    assert_eq!((table.rows[1].number, table.rows[1].cell(0).text().as_ref()), (2, "车牌号"));
    for (row, value) in table.rows[2..].iter().zip(&sheet.rows) {
        let Value::Text(text) = &value[0] else { panic!("a text") };
        assert_eq!(row.cell(0), &Cell::Text(text.trim().to_owned()), "as text, and not as a formula");
        assert_eq!(row.cell(1).text(), "2");
        assert_eq!(row.cell(2).day(false), NaiveDate::from_ymd_opt(2026, 12, 31));
    }
}

#[test]
fn csv_is_guarded_and_read_back() {
    let sheet = sheet(dangerous());
    let file = csv(&sheet);
    assert!(file.starts_with(b"\xef\xbb\xbf"), "Excel needs the mark");
    let text = String::from_utf8(file.clone()).unwrap();
    for line in text.trim_start_matches('\u{feff}').split("\r\n").filter(|line| !line.is_empty()) {
        let first = line.trim_start_matches('"');
        assert!(!first.starts_with(['=', '+', '-', '@', '\t', '＝']), "{line}");
    }
    let table = read(&file, |_| true).unwrap();
    assert_eq!(table.rows[0].cell(0).text(), "=管理员 2026-11-22 08:00");
    assert_eq!(table.rows[3].cell(0).text(), "+86 138");
    assert_eq!(table.rows[9].cell(0).text(), "a,\"b\"\nc");
}

#[test]
fn a_template_offers_its_choices_and_explains_itself() {
    let choices = Choices { column: 1, choices: (0..300).map(|number| format!("类型{number}")).collect() };
    let notes = Notes {
        name: "填写说明".to_owned(),
        lines: vec![("车牌号".to_owned(), "必填".to_owned())],
        choices_heading: "可选类型".to_owned(),
    };
    let file = xlsx(&sheet(Vec::new()), Some(&choices), Some(&notes)).unwrap();
    let first = read(&file, |_| true).unwrap();
    assert_eq!(first.rows.len(), 2, "a mark and the headings");
    let notes = read(&file, |table| table.rows[0].cell(1).text() == "必填").unwrap();
    assert_eq!(notes.rows.len(), 301);
}

#[test]
fn a_text_longer_than_a_cell_is_cut() {
    let file = xlsx(&sheet(vec![vec!["车".repeat(40_000).into()]]), None, None).unwrap();
    let table = read(&file, |_| true).unwrap();
    assert_eq!(table.rows[2].cell(0).text().chars().count(), 32_767);
}
