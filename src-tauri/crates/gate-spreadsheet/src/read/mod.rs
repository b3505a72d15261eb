//! Reading files that somebody brought.

mod archive;
mod text;
mod workbook;

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::{Cell, Refusal, limits};

/// A row that holds something.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// Its number as the spreadsheet program shows it, from 1.
    pub number: u32,
    /// Its cells from the first column on.
    pub cells: Vec<Cell>,
}

/// The rows of a file that hold something.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// In their order.
    pub rows: Vec<Row>,
    /// Its unformatted numbers count days from 1904.
    pub serials_from_1904: bool,
}

impl Row {
    /// The cell of a column; an empty one beyond the last.
    #[must_use]
    pub fn cell(&self, column: usize) -> &Cell {
        const NOTHING: &Cell = &Cell::Empty;
        self.cells.get(column).unwrap_or(NOTHING)
    }

    fn put(&mut self, column: usize, cell: Cell) {
        if column >= limits::MAX_COLUMNS || cell.is_empty() {
            return;
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, Cell::Empty);
        }
        if let Some(place) = self.cells.get_mut(column) {
            *place = cell;
        }
    }
}

/// Reads a file by what it holds, whatever its name. Of a workbook it is the first visible sheet that `wanted` takes, else the
/// first that holds anything.
///
/// # Errors
/// The file is beyond the limits or no table.
pub fn read(bytes: &[u8], wanted: impl Fn(&Table) -> bool) -> Result<Table, Refusal> {
    if bytes.len() > limits::MAX_BYTES {
        return Err(Refusal::TooBig);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Refusal::Empty);
    }
    // The readers are other people's, and the file may be anybody's: a panic in one is a file that cannot be read.
    catch_unwind(AssertUnwindSafe(|| {
        if archive::is_archive(bytes) {
            archive::check(bytes)?;
            return workbook::read(bytes, &wanted);
        }
        if archive::is_compound(bytes) {
            return Err(if archive::holds_encrypted_package(bytes) {
                Refusal::Encrypted
            } else {
                Refusal::OldExcel
            });
        }
        text::read(bytes)
    }))
    .unwrap_or(Err(Refusal::NotATable))
}

#[cfg(test)]
mod tests;
