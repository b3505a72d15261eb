//! Files to take away. What came from people stays text in them: no cell ever begins a formula.

mod archive;
mod csv;
mod formula;
mod xlsx;

use chrono::NaiveDate;

pub use archive::{ArchiveError, archive};
pub use csv::csv;
pub use formula::{guarded, unguarded};
pub use xlsx::{Choices, Notes, xlsx};

/// A table to be written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// The name of its tab, without `[ ] : * ? / \`, at most 31 characters.
    pub name: String,
    /// Lines above the headings: who took it, and when.
    pub marks: Vec<String>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, a value for each column.
    pub rows: Vec<Vec<Value>>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its heading.
    pub heading: String,
    /// How wide it is, in digits of the usual font.
    pub width: u8,
    /// What it holds: also the empty rows of a template are formatted so.
    pub holds: Holds,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Text, phone numbers among it: formatted so that no digit is lost.
    Text,
    /// Numbers.
    Numbers,
    /// Days.
    Days,
}

/// What a cell gets.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing.
    Empty,
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// A day.
    Day(NaiveDate),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Number(f64::from(number))
    }
}

impl From<NaiveDate> for Value {
    fn from(day: NaiveDate) -> Self {
        Self::Day(day)
    }
}

/// A file could not be made: a fault in the program.
#[derive(Debug, thiserror::Error)]
#[error("the spreadsheet cannot be made: {0}")]
pub struct WriteError(#[from] rust_xlsxwriter::XlsxError);

#[cfg(test)]
mod tests;
