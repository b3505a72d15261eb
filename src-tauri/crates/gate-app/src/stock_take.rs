//! Stock-takes: which plates a list or a spreadsheet names, and what they differ from the books in.

use std::collections::BTreeSet;

use gate_core::{
    plate,
    stock_take::{StockTaken, compare},
    time::UtcMillis,
};
use gate_spreadsheet::{
    Refusal, Table,
    headings::{Headings, NoHeadings, Synonyms},
    limits,
};
use gate_store::Store;

use crate::{
    contract::{Code, Failure},
    sheets,
};

/// Plates as somebody counted them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counted {
    /// Each once, normalised.
    pub plates: BTreeSet<String>,
    /// How often one was named once more.
    pub twice: u32,
}

/// A plate has no more characters, whatever stands between them.
const LONGEST: usize = 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct PlateColumn;

const KNOWN: &[Synonyms<PlateColumn>] = &[Synonyms {
    field: PlateColumn,
    headings: &[
        "车牌号",
        "车牌",
        "车牌号码",
        "号牌",
        "号牌号码",
        "车号",
        "plate",
        "plate number",
        "license plate",
    ],
}];

impl Counted {
    /// From a text that was typed or pasted: plates with blanks, commas or line ends between them.
    ///
    /// # Errors
    /// There is none in it, or what stands there is longer than any plate.
    pub fn of_text(text: &str) -> Result<Self, Failure> {
        if text.len() > limits::MAX_BYTES {
            return Err(sheets::refused(Refusal::TooBig));
        }
        let between = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；' | '|');
        Self::of(text.split(between).map(str::to_owned))
    }

    /// From a spreadsheet with a column of plates, or with one column only. Heavy: not for an asynchronous thread.
    ///
    /// # Errors
    /// [`Code::FileWrong`].
    pub fn of_file(bytes: &[u8]) -> Result<Self, Failure> {
        let has_plates = |table: &Table| Headings::find(&table.rows, KNOWN, PlateColumn).is_ok();
        let table = gate_spreadsheet::read(bytes, has_plates).map_err(sheets::refused)?;
        let wrong = |why: &'static str| Failure::new(Code::FileWrong).with("why", why);
        let (first, column) = match Headings::find(&table.rows, KNOWN, PlateColumn) {
            Ok(found) => (found.row + 1, found.column(PlateColumn).unwrap_or(0)),
            Err(NoHeadings::Twice(_)) => return Err(wrong("column_twice")),
            Err(NoHeadings::Missing) => {
                let width =
                    |row: &gate_spreadsheet::Row| row.cells.iter().filter(|cell| !cell.is_empty()).count();
                if table.rows.iter().any(|row| width(row) > 1) {
                    return Err(wrong("no_plate_column"));
                }
                let only =
                    table.rows.first().and_then(|row| row.cells.iter().position(|cell| !cell.is_empty()));
                (0, only.unwrap_or(0))
            }
        };
        let rows = table.rows.get(first..).unwrap_or_default();
        if rows.len() > limits::MAX_DATA_ROWS {
            return Err(sheets::refused(Refusal::TooManyRows));
        }
        Self::of(rows.iter().map(|row| row.cell(column).text().into_owned()))
    }

    fn of(written: impl Iterator<Item = String>) -> Result<Self, Failure> {
        let mut counted = Self::default();
        for one in written {
            let plate = plate::normalise(&one);
            if plate.is_empty() {
                continue;
            }
            if plate.chars().count() > LONGEST {
                return Err(Failure::invalid("plate", "too_long").with("most", LONGEST as i64));
            }
            if !counted.plates.insert(plate) {
                counted.twice = counted.twice.saturating_add(1);
            }
            if counted.plates.len() > limits::MAX_DATA_ROWS {
                return Err(sheets::refused(Refusal::TooManyRows));
            }
        }
        if counted.plates.is_empty() { Err(Failure::invalid("text", "empty")) } else { Ok(counted) }
    }
}

/// Compares a count with the books. Nothing is changed by it.
///
/// # Errors
/// The database cannot be read.
pub async fn take(
    store: &Store,
    parking_id: &str,
    counted: &Counted,
    counted_at: UtcMillis,
) -> Result<StockTaken, Failure> {
    let stock = store.stock(parking_id, counted_at).await?;
    let plates = counted.plates.clone();
    sheets::apart(move || Ok(compare(&plates, &stock, counted_at))).await
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn plates(counted: &Counted) -> Vec<&str> {
        counted.plates.iter().map(String::as_str).collect()
    }

    #[test]
    fn a_pasted_list_may_have_anything_between_its_plates() {
        let counted = Counted::of_text("浙b·12345，浙B54321\r\n浙B12345\t无牌车、浙BD12345；\n").unwrap();
        assert_eq!((plates(&counted), counted.twice), (vec!["浙B12345", "浙B54321", "浙BD12345"], 1));
        assert_eq!(Counted::of_text(" \n").unwrap_err().code, Code::Invalid);
        assert_eq!(Counted::of_text(&"浙".repeat(40)).unwrap_err().code, Code::Invalid);
    }

    #[test]
    fn a_spreadsheet_has_a_column_of_plates_or_one_column() {
        let csv = "盘点表\n序号,车牌号,位置\n1,浙B12345,A1\n2,浙B·54321,A2\n3,,A3\n";
        assert_eq!(plates(&Counted::of_file(csv.as_bytes()).unwrap()), ["浙B12345", "浙B54321"]);
        let only = "浙B12345\n浙B54321\n";
        assert_eq!(plates(&Counted::of_file(only.as_bytes()).unwrap()), ["浙B12345", "浙B54321"]);
        // 浙 in GB 18030.
        let gb = b"\xd5\xe3B12345\n\xd5\xe3B54321\n";
        assert_eq!(plates(&Counted::of_file(gb).unwrap()), ["浙B12345", "浙B54321"]);
        for (bad, why) in
            [("姓名,电话\n张三,1\n", "no_plate_column"), ("车牌,号牌\n浙B1,浙B2\n", "column_twice")]
        {
            let failure = Counted::of_file(bad.as_bytes()).unwrap_err();
            assert_eq!(serde_json::to_value(&failure).unwrap()["params"]["why"], why, "{bad}");
        }
        assert_eq!(Counted::of_file(b"PK\x03\x04nonsense").unwrap_err().code, Code::FileWrong);
    }
}
