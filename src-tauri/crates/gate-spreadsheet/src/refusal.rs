//! Why a file is not taken.

/// Why a file is not taken. `Display` says what and what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// More than [`MAX_BYTES`](crate::limits::MAX_BYTES), or inflated more than
    /// [`MAX_INFLATED`](crate::limits::MAX_INFLATED).
    #[error("the file is too big (10 MB at most, 100 MB inflated); divide it")]
    TooBig,
    /// More than [`MAX_DATA_ROWS`](crate::limits::MAX_DATA_ROWS).
    #[error("the file has more than 50,000 rows; divide it")]
    TooManyRows,
    /// Neither a workbook nor a text of rows, or a damaged one.
    #[error("the file is no spreadsheet, or a damaged one; save it as .xlsx or .csv")]
    NotATable,
    /// The format of Excel 97 to 2003.
    #[error("the file is an old .xls; save it as .xlsx")]
    OldExcel,
    /// It is locked with a password.
    #[error("the file is locked with a password; save it without one")]
    Encrypted,
    /// It holds macros.
    #[error("the file holds macros; save it as .xlsx without them")]
    Macros,
    /// A text that is neither Unicode nor GB18030.
    #[error("the file's encoding is neither UTF-8 nor GB18030; save it as .xlsx")]
    Encoding,
    /// There is nothing in it.
    #[error("there is nothing in the file")]
    Empty,
}

impl Refusal {
    /// Its name on the wire.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TooBig => "too_big",
            Self::TooManyRows => "too_many_rows",
            Self::NotATable => "not_a_table",
            Self::OldExcel => "old_excel",
            Self::Encrypted => "encrypted",
            Self::Macros => "macros",
            Self::Encoding => "encoding",
            Self::Empty => "empty",
        }
    }
}
