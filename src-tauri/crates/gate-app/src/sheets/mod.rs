//! Spreadsheets in and out: templates, dry runs of what somebody brought, exports, results.

mod cells;
pub mod columns;
pub mod export;
pub mod kept;
pub mod plan;
pub mod static_table;
pub mod taking;
pub mod template;

pub use cells::Names;

use base64::{Engine, engine::general_purpose::STANDARD};
use gate_core::time::UtcMillis;
use gate_spreadsheet::{Refusal, write};

use crate::contract::{
    Code, Failure,
    types::{FileView, SheetFormat, SheetKind},
};

/// A file to take away.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// Rows without the heading.
    pub rows: u32,
}

impl From<File> for FileView {
    fn from(file: File) -> Self {
        Self {
            name: file.name,
            media_type: file.media_type.to_owned(),
            base64: STANDARD.encode(&file.bytes),
            rows: file.rows,
        }
    }
}

/// The bytes of a file that came as base64; room is made for a file within the limits only.
pub(crate) fn decoded(base64: &str) -> Result<Vec<u8>, Failure> {
    if base64.len() > gate_spreadsheet::limits::MAX_BYTES.div_ceil(3) * 4 {
        return Err(refused(Refusal::TooBig));
    }
    STANDARD.decode(base64).map_err(|_| Failure::new(Code::BadRequest))
}

/// A file that is not taken.
pub(crate) fn refused(refusal: Refusal) -> Failure {
    Failure::new(Code::FileWrong).with("why", refusal.code())
}

/// Makes the file of a table. Heavy: not for an asynchronous thread.
pub(crate) fn file(sheet: &write::Sheet, format: SheetFormat, now: UtcMillis) -> Result<File, Failure> {
    let (ending, media_type, bytes) = match format {
        SheetFormat::Csv => ("csv", "text/csv; charset=utf-8", write::csv(sheet)),
        SheetFormat::Xlsx => ("xlsx", XLSX, write::xlsx(sheet, None, None).map_err(fault)?),
    };
    let stamp = now.china_compact();
    let (day, time) = stamp.split_at_checked(8).unwrap_or((&stamp, ""));
    let name = format!("{}-{day}-{}.{ending}", sheet.name, time.get(..4).unwrap_or_default());
    Ok(File { name, media_type, bytes, rows: u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX) })
}

/// Runs what is heavy on a thread of its own.
pub(crate) async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let ended = tokio::task::spawn_blocking(work).await;
    ended.unwrap_or_else(|_| Err(Failure::new(Code::Internal).with("detail", "spreadsheet")))
}

/// What a table is called, as a file and as a tab.
pub(crate) fn title(kind: SheetKind) -> &'static str {
    match kind {
        SheetKind::Vehicles => "车辆",
        SheetKind::Blacklist => "黑名单",
    }
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

fn fault(error: write::WriteError) -> Failure {
    tracing::error!(%error, "a spreadsheet cannot be made");
    Failure::new(Code::Internal).with("detail", "spreadsheet")
}

#[cfg(test)]
mod tests;
