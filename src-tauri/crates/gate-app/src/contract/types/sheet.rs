//! Spreadsheets in and out.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{FieldChange, PlateView, VehicleField, VehicleFilter};

/// Which table a spreadsheet holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SheetKind {
    /// Authorised vehicles.
    Vehicles,
    /// The blacklist.
    Blacklist,
}

/// How a spreadsheet is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SheetFormat {
    /// An Excel workbook.
    #[default]
    Xlsx,
    /// Comma-separated, UTF-8 with a byte order mark.
    Csv,
}

/// A file for the person to keep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FileView {
    /// A name for it.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// What it holds, in base64.
    pub base64: String,
    /// Rows in it, without the heading.
    pub rows: u32,
}

/// Which empty table to fill in.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
pub struct TemplateRequest {
    /// Which.
    pub kind: SheetKind,
}

/// What is exported.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ExportVehicles {
    /// What the table shows.
    pub filter: VehicleFilter,
    /// The columns to write, in this order; all when empty.
    #[serde(default)]
    pub columns: Vec<VehicleField>,
    /// Names and phones in full; only an administrator, and audited.
    #[serde(default)]
    pub in_full: bool,
    /// How.
    #[serde(default)]
    pub format: SheetFormat,
}

/// A spreadsheet that a person brought.
#[derive(Clone, Deserialize, TS)]
pub struct ImportFile {
    /// Which table.
    pub kind: SheetKind,
    /// The car park that its rows are for.
    pub parking_id: String,
    /// Its name.
    pub name: String,
    /// What it holds, in base64; 10 MB at most.
    pub base64: String,
}

/// What a spreadsheet would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ImportView {
    /// By which it is spoken of until it is applied or dropped; kept in memory for an hour.
    pub id: String,
    /// Which table.
    pub kind: SheetKind,
    /// The car park.
    pub parking_id: String,
    /// The file's name.
    pub name: String,
    /// The columns that were found, by their headings.
    pub columns: Vec<SheetColumn>,
    /// Rows in it.
    pub rows: u32,
    /// New ones.
    pub added: u32,
    /// Changed ones.
    pub changed: u32,
    /// Ones that are as they are.
    pub same: u32,
    /// Wrong ones, duplicates within the file among them: they are left out.
    pub wrong: u32,
}

/// A column of a spreadsheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SheetColumn {
    /// Its heading.
    pub heading: String,
    /// What it was taken for; none if it is left out.
    pub field: Option<VehicleField>,
}

/// Which rows of an import.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ImportRowsRequest {
    /// Which import.
    pub id: String,
    /// Only these; all when absent.
    #[ts(optional)]
    pub verdict: Option<RowVerdict>,
    /// So many rows are left out at the beginning.
    #[serde(default)]
    pub offset: u32,
    /// At most so many; 100 when 0, 500 at most.
    #[serde(default)]
    pub limit: u32,
}

/// What a row would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RowVerdict {
    /// Register.
    Added,
    /// Change.
    Changed,
    /// Nothing.
    Same,
    /// It is wrong, and left out.
    Wrong,
}

/// Rows of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ImportRowsPage {
    /// So many there are.
    pub total: u32,
    /// The rows from `offset` on, as in the file.
    pub rows: Vec<ImportRowView>,
}

/// A row of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ImportRowView {
    /// Its number in the sheet, as Excel shows it.
    pub row: u32,
    /// The plate as it would be registered.
    pub plate: PlateView,
    /// What it would do.
    pub verdict: RowVerdict,
    /// What would change; of a new one, what it would have. The person brought the file: in full.
    pub changes: Vec<FieldChange>,
    /// What is wrong, each with its cell.
    pub problems: Vec<CellProblem>,
}

/// What is wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CellProblem {
    /// Which field.
    pub field: VehicleField,
    /// What stands there, at most 100 characters.
    pub text: String,
    /// What is wrong.
    pub problem: CellProblemKind,
    /// The row that says the same, for a duplicate.
    pub other_row: Option<u32>,
    /// It is only pointed out: the row counts all the same.
    pub warning: bool,
}

/// What can be wrong with a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CellProblemKind {
    /// Nothing stands there and something must.
    Missing,
    /// It is no plate by GA 36-2018 (a warning).
    UnusualPlate,
    /// The same plate stands in another row.
    Duplicate,
    /// It is no day.
    NotADay,
    /// The last day is before the first.
    EndsBeforeItBegins,
    /// No such type of vehicle.
    UnknownType,
    /// No such lane.
    UnknownLane,
    /// It is no phone number.
    NotAPhone,
    /// It is no number, or not within 1 to 999.
    NotANumber,
    /// It is too long.
    TooLong,
    /// The cell holds an error or a formula without a value.
    NoValue,
}

/// Which import.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ImportOf {
    /// By its id.
    pub id: String,
}
