//! Spreadsheets that people bring and take away: `.xlsx` and `.csv`.
//!
//! [`read`] takes a file within [`limits`], counted while it is inflated, into rows of cells with the numbers that the
//! spreadsheet program shows. [`headings`] finds which column is what. [`write`] makes files in which no text ever is a formula.

pub mod cell;
pub mod day;
pub mod headings;
pub mod limits;
mod read;
mod refusal;
pub mod write;

pub use cell::Cell;
pub use read::{Row, Table, read};
pub use refusal::Refusal;
