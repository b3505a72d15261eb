//! What a file that somebody brings may cost (design: security, "Spreadsheets in").

/// A file may have so many bytes: 10 MB.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;

/// All that is packed in it may have so many bytes once it is inflated: 100 MB.
pub const MAX_INFLATED: u64 = 100 * 1024 * 1024;

/// Rows that hold anything, over all sheets, headings included.
pub const MAX_ROWS: usize = 50_020;

/// Rows of data: what stands below the headings.
pub const MAX_DATA_ROWS: usize = 50_000;

/// Columns further to the right are not looked at.
pub const MAX_COLUMNS: usize = 64;

/// Parts of a packed file: a workbook of a person has some dozens.
pub(crate) const MAX_PARTS: usize = 2_000;

/// Distinct texts of a workbook: every cell of every row may hold its own.
pub(crate) const MAX_STRINGS: u64 = (MAX_ROWS * MAX_COLUMNS) as u64;

/// Characters of a cell; Excel holds no more.
pub(crate) const MAX_CELL: usize = 32_767;
