//! `.csv` and its like: text in UTF-8, UTF-16 or GB18030, with commas, semicolons or tabs.

use std::borrow::Cow;

use csv::{ErrorKind, ReaderBuilder, StringRecord};
use encoding_rs::{Encoding, GB18030};

use super::{Row, Table};
use crate::write::unguarded;
use crate::{Cell, Refusal, limits};

/// The separator is looked for in so much of the beginning.
const LOOKED_AT: usize = 4_096;

pub(super) fn read(bytes: &[u8]) -> Result<Table, Refusal> {
    let mut text = decode(bytes)?;
    if !text.contains('\n') && text.contains('\r') {
        text = Cow::Owned(text.replace('\r', "\n"));
    }
    let (declared, text) = declared_separator(&text);
    let separator = declared.unwrap_or_else(|| separator(text));
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut record = StringRecord::new();
    let mut lines = Lines::default();
    while reader.read_record(&mut record).map_err(|error| refusal(&error))? {
        let begins = record.position().map_or(0, csv::Position::byte);
        let number = lines.until(text.as_bytes(), usize::try_from(begins).unwrap_or(usize::MAX));
        // A cell may hold line breaks, which the spreadsheet program does not count as rows.
        lines.within_cells += record.iter().map(|field| field.matches('\n').count()).sum::<usize>();
        let mut row = Row { number, cells: Vec::new() };
        for (column, field) in record.iter().enumerate().take(limits::MAX_COLUMNS) {
            let field = unguarded(field.trim()).trim();
            row.put(column, Cell::Text(field.chars().take(limits::MAX_CELL).collect()));
        }
        if row.cells.is_empty() {
            continue;
        }
        if rows.len() >= limits::MAX_ROWS {
            return Err(Refusal::TooManyRows);
        }
        rows.push(row);
    }
    if rows.is_empty() { Err(Refusal::Empty) } else { Ok(Table { rows, serials_from_1904: false }) }
}

/// Counts rows as the spreadsheet program numbers them: blank ones too.
#[derive(Default)]
struct Lines {
    counted_to: usize,
    breaks: usize,
    within_cells: usize,
}

impl Lines {
    /// The number of the row that begins after this byte, behind blank ones.
    fn until(&mut self, text: &[u8], byte: usize) -> u32 {
        let blank = text.iter().skip(byte).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let begins = byte.saturating_add(blank);
        let passed = text.get(self.counted_to..begins).unwrap_or_default();
        self.breaks += memchr::memchr_iter(b'\n', passed).count();
        self.counted_to = begins;
        u32::try_from(self.breaks - self.within_cells.min(self.breaks) + 1).unwrap_or(u32::MAX)
    }
}

/// The text of the bytes; GB18030 is what Excel writes in China where it does not write UTF-8.
fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if bytes.contains(&0) => return Err(Refusal::NotATable),
        None => match std::str::from_utf8(bytes) {
            Ok(text) => return Ok(Cow::Borrowed(text)),
            Err(_) => GB18030,
        },
    };
    let (text, _, damaged) = encoding.decode(bytes);
    match damaged {
        true => Err(Refusal::Encoding),
        false if text.contains('\0') => Err(Refusal::NotATable),
        false => Ok(text),
    }
}

/// Excel's own first line `sep=;`, and the text after it.
fn declared_separator(text: &str) -> (Option<u8>, &str) {
    let Some((first, rest)) = text.split_once('\n') else { return (None, text) };
    let first = first.trim_matches(['"', '\r']);
    match first.strip_prefix("sep=").map(str::as_bytes) {
        Some(&[separator @ (b',' | b';' | b'\t')]) => (Some(separator), rest),
        _ => (None, text),
    }
}

/// Which separator stands most often outside of quotation marks at the beginning.
fn separator(text: &str) -> u8 {
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.bytes().take(LOOKED_AT) {
        match byte {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            _ => counts
                .iter_mut()
                .filter(|(separator, _)| *separator == byte)
                .for_each(|(_, count)| *count += 1),
        }
    }
    let [comma, semicolon, tab] = counts;
    // A comma stands in remarks too; another separator that stands as often is the one.
    let most = [comma, semicolon, tab].into_iter().max_by_key(|(_, count)| *count);
    most.filter(|(_, count)| *count > 0).map_or(b',', |(separator, _)| separator)
}

fn refusal(error: &csv::Error) -> Refusal {
    match error.kind() {
        ErrorKind::Utf8 { .. } => Refusal::Encoding,
        _ => Refusal::NotATable,
    }
}
