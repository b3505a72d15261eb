//! `.xlsx`, cell by cell: a sheet that claims to be huge costs only what stands in it.

use std::io::Cursor;

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::{Row, Table};
use crate::{Cell, Refusal, limits};

pub(super) fn read(bytes: &[u8], wanted: &impl Fn(&Table) -> bool) -> Result<Table, Refusal> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|error| refusal(&error))?;
    let names: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    let serials_from_1904 = workbook.has_1904_epoch();
    let mut fallback: Option<Table> = None;
    let mut left = limits::MAX_ROWS;
    for name in names {
        let rows = sheet(&mut workbook, &name, left)?;
        left -= rows.len();
        let table = Table { rows, serials_from_1904 };
        if table.rows.is_empty() {
            continue;
        }
        if wanted(&table) {
            return Ok(table);
        }
        fallback = fallback.or(Some(table));
    }
    fallback.ok_or(Refusal::Empty)
}

/// The rows of a sheet that hold something, at most `most`.
fn sheet(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str, most: usize) -> Result<Vec<Row>, Refusal> {
    let mut cells = workbook.worksheet_cells_reader(name).map_err(|error| refusal(&error))?;
    let mut rows: Vec<Row> = Vec::new();
    let mut row = Row::default();
    while let Some(found) = cells.next_cell_with_formula_metadata().map_err(|error| refusal(&error))? {
        let (index, column) = found.pos;
        let number = index.saturating_add(1);
        if number != row.number {
            // Rows stand in order; a file where they do not was made to confuse.
            if number < row.number {
                return Err(Refusal::NotATable);
            }
            keep(&mut rows, std::mem::replace(&mut row, Row { number, cells: Vec::new() }), most)?;
        }
        row.put(column as usize, cell(&found.value, found.formula.is_some()));
    }
    keep(&mut rows, row, most)?;
    Ok(rows)
}

fn keep(rows: &mut Vec<Row>, row: Row, most: usize) -> Result<(), Refusal> {
    if row.cells.is_empty() {
        return Ok(());
    }
    if rows.len() >= most {
        return Err(Refusal::TooManyRows);
    }
    rows.push(row);
    Ok(())
}

fn cell(value: &DataRef<'_>, formula: bool) -> Cell {
    let text = |text: &str| Cell::Text(text.trim().chars().take(limits::MAX_CELL).collect());
    match value {
        DataRef::Empty if formula => Cell::NoValue(String::new()),
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(it) | DataRef::DateTimeIso(it) | DataRef::DurationIso(it) => text(it),
        DataRef::SharedString(it) => text(it),
        DataRef::Bool(it) => text(if *it { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            moment.as_datetime().map_or_else(|| Cell::Number(moment.as_f64()), Cell::Moment)
        }
        DataRef::DateTime(span) => Cell::Number(span.as_f64()),
        DataRef::Error(error) => Cell::NoValue(error.to_string()),
    }
}

fn refusal(error: &XlsxError) -> Refusal {
    match error {
        XlsxError::Password => Refusal::Encrypted,
        _ => Refusal::NotATable,
    }
}
