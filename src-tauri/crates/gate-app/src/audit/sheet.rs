//! The audit log as a spreadsheet.

use gate_spreadsheet::write::{Column, Holds, Sheet, Value};
use gate_store::AuditRow;

use super::{fields, words};
use crate::sheets::export::Mark;

/// Rows of the log. What stands in them came from people and platforms: the writer keeps it text.
pub(crate) fn sheet(rows: &[AuditRow], mark: &Mark) -> Sheet {
    let values = rows.iter().map(|row| {
        let told = fields(row.before.as_ref(), row.after.as_ref());
        let side = |of: fn(&crate::contract::types::AuditField) -> Option<&String>| {
            let parts = told.iter().filter_map(|field| {
                of(field).map(|text| {
                    if field.name.is_empty() { text.clone() } else { format!("{}: {text}", field.name) }
                })
            });
            Value::from(parts.collect::<Vec<_>>().join("; "))
        };
        vec![
            Value::Number(row.id as f64),
            Value::from(row.at.china_standard()),
            Value::from(row.actor.as_str()),
            Value::from(words::action(&row.action).unwrap_or(&row.action)),
            Value::from(row.action.as_str()),
            Value::from(row.subject.as_str()),
            side(|field| field.before.as_ref()),
            side(|field| field.after.as_ref()),
        ]
    });
    let text = |heading: &str, width| Column { heading: heading.to_owned(), width, holds: Holds::Text };
    Sheet {
        name: "审计日志".to_owned(),
        marks: mark.lines(rows.len()),
        columns: vec![
            Column { heading: "编号".to_owned(), width: 9, holds: Holds::Numbers },
            text("时间", 20),
            text("操作人", 14),
            text("操作", 18),
            text("代码", 22),
            text("对象", 26),
            text("变更前", 50),
            text("变更后", 50),
        ],
        rows: values.collect(),
    }
}

#[cfg(test)]
mod tests {
    use gate_core::time::UtcMillis;
    use gate_spreadsheet::write;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_row_is_told_in_words_and_nothing_in_it_becomes_a_formula() {
        let row = AuditRow {
            id: 7,
            at: UtcMillis(1_795_305_600_000),
            actor: "=cmd()".to_owned(),
            action: "lane_open".to_owned(),
            subject: "+P1/3".to_owned(),
            before: None,
            after: Some(json!({ "reason": "@SUM(1)", "n": 2 })),
        };
        let unknown = AuditRow { action: "made.later".to_owned(), ..row.clone() };
        let mark = Mark { by: "admin".to_owned(), at: UtcMillis(0) };
        let sheet = sheet(&[row, unknown], &mark);
        assert_eq!(sheet.rows[0][3], Value::from("请求开闸"));
        assert_eq!(sheet.rows[0][7], Value::from("n: 2; reason: @SUM(1)"));
        assert_eq!(sheet.rows[1][3], Value::from("made.later"), "an unknown action is shown as it is");
        let csv = String::from_utf8(write::csv(&sheet)).unwrap();
        for line in csv.lines() {
            for cell in line.split(',') {
                let cell = cell.trim_start_matches('"');
                assert!(!cell.starts_with(['=', '+', '@']), "{cell}");
            }
        }
    }
}
