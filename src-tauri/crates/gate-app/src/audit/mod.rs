//! The audit log for people: its rows field by field, its actions in words, as a spreadsheet.

mod fields;
mod sheet;
mod words;

pub(crate) use fields::fields;
pub(crate) use sheet::sheet;
