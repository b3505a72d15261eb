//! What is printed: aligned tables for people, JSON for programs.

use std::io::{self, ErrorKind, Write};

use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;

use crate::failure::Failure;

/// Prints to stdout. A reader that has gone (`| head`) ends the printing and is no failure.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::failed(format!("the output cannot be written ({error}); give it another place")))
        }
        _ => Ok(()),
    }
}

/// Prints one line to stdout.
pub fn line(text: &str) -> Result<(), Failure> {
    print(&format!("{}\n", visible(text)))
}

/// Prints a value as JSON on one line.
pub fn json(value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string(value)
        .map_err(|error| Failure::failed(format!("the answer is not JSON ({error}); report this")))?;
    print(&format!("{text}\n"))
}

/// Prints an error in one line to stderr; where that is closed, there is nobody to tell.
pub fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "gatehousectl: {text}");
}

/// Prints rows under headings, aligned by what each character takes on the screen.
pub fn table<const N: usize>(
    headings: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> Result<(), Failure> {
    let mut table = plain_table();
    table.set_header(headings);
    for row in rows {
        table.add_row(row.iter().map(|cell| visible(cell)));
    }
    print_table(&table)
}

/// Prints names and their values, aligned.
pub fn facts(rows: &[(&str, String)]) -> Result<(), Failure> {
    let mut table = plain_table();
    for (name, value) in rows {
        table.add_row([(*name).to_owned(), visible(value)]);
    }
    print_table(&table)
}

fn plain_table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table
}

fn print_table(table: &Table) -> Result<(), Failure> {
    // Every cell has a blank on either side, and nothing stands before the first.
    let lines =
        table.lines().map(|line| line.strip_prefix(' ').unwrap_or(&line).trim_end().to_owned() + "\n");
    print(&lines.collect::<String>())
}

/// A cell for a time: date and time of day in China, which is what RFC 3339 begins with here.
pub fn time(rfc3339: Option<&str>) -> String {
    or_dash(rfc3339.map(|text| text.get(..19).unwrap_or(text).replacen('T', " ", 1)))
}

/// A cell for what may be absent.
pub fn or_dash(value: Option<impl ToString>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

/// The text on one line, with control, bidi and invisible characters shown instead of obeyed: plates and answers
/// come from outside.
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\r' | '\t' => shown.push(' '),
            '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{061c}' => shown.extend(character.escape_unicode()),
            _ if character.is_control() => shown.extend(character.escape_unicode()),
            _ => shown.push(character),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_shown_to_the_second() {
        assert_eq!(time(Some("2026-11-20T08:30:00.123+08:00")), "2026-11-20 08:30:00");
        assert_eq!(time(None), "-");
    }

    #[test]
    fn what_could_act_on_the_terminal_is_shown() {
        assert_eq!(visible("浙B12345"), "浙B12345");
        assert_eq!(visible("a\u{1b}[31mb\u{202e}c\nd\u{200b}"), "a\\u{1b}[31mb\\u{202e}c d\\u{200b}");
    }
}
