//! The newest lines of the log files.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value};

use super::mask::Mask;
use crate::contract::types::{LogField, LogLevel, LogLine, LogPage, LogRequest};

/// So much of the files is looked through for one answer.
const MOST_BYTES: u64 = 24 * 1024 * 1024;
/// Lines that are answered at most, and where nothing was said.
const MOST_LINES: usize = 1_000;
const LINES: usize = 200;
/// Longer ones are cut, in characters.
const LONGEST_TEXT: usize = 2_000;

/// A log file, by its day.
pub(super) struct LogFile {
    pub(super) name: String,
    pub(super) path: PathBuf,
    /// `yyyy-MM-dd` in China.
    pub(super) day: String,
}

/// The log files in `directory`, the newest first; none where there is no such directory.
pub(super) fn files(directory: &Path) -> io::Result<Vec<LogFile>> {
    let entries = match fs::read_dir(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        // `gatehouse.<day>.<number>.log`: names sort by age.
        let day = name.strip_prefix("gatehouse.").and_then(|rest| rest.strip_suffix(".log"));
        let Some(day) = day.and_then(|rest| rest.split_once('.')).map(|(day, _)| day.to_owned()) else {
            continue;
        };
        // A link would lead out of the directory.
        if entry.file_type()?.is_file() {
            found.push(LogFile { path: entry.path(), name, day });
        }
    }
    found.sort_unstable_by(|one, other| other.name.cmp(&one.name));
    Ok(found)
}

/// The newest lines that fit, the newest first. What is searched in is what is shown: what is hidden cannot be guessed at.
///
/// # Errors
/// A file cannot be read.
pub(crate) fn read(directory: &Path, request: &LogRequest, mask: &Mask) -> io::Result<LogPage> {
    let files = files(directory)?;
    let mut days: Vec<String> = files.iter().map(|file| file.day.clone()).collect();
    days.dedup();
    let limit = if request.limit == 0 { LINES } else { (request.limit as usize).min(MOST_LINES) };
    let wanted = request.text.trim().to_lowercase();
    let (mut lines, mut left, mut cut) = (Vec::new(), MOST_BYTES, false);
    'files: for file in files.iter().filter(|file| request.day.as_ref().is_none_or(|day| *day == file.day)) {
        let bytes = match fs::read(&file.path) {
            // It was the oldest, and went meanwhile.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            bytes => bytes?,
        };
        for line in String::from_utf8_lossy(&bytes).lines().rev().filter(|line| !line.trim().is_empty()) {
            if lines.len() >= limit {
                cut = true;
                break 'files;
            }
            let Some(line) = shown(line, request.level, mask) else { continue };
            if wanted.is_empty() || holds(&line, &wanted) {
                lines.push(line);
            }
        }
        left = left.saturating_sub(bytes.len() as u64);
        if left == 0 {
            cut = true;
            break;
        }
    }
    Ok(LogPage { lines, days, cut })
}

fn holds(line: &LogLine, wanted: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(wanted);
    has(&line.text)
        || has(&line.target)
        || line.fields.iter().any(|field| has(&field.name) || has(&field.value))
}

/// A line as it may be shown; none if it is less important than asked for.
fn shown(line: &str, least: LogLevel, mask: &Mask) -> Option<LogLine> {
    let Ok(Value::Object(mut entry)) = serde_json::from_str(line) else {
        // Torn by a crash, or not ours: shown with whatever was asked for, since nobody knows how grave it is.
        return Some(LogLine {
            at: String::new(),
            level: LogLevel::Error,
            target: String::new(),
            text: cut_to(mask.text(line)),
            fields: Vec::new(),
        });
    };
    let level = level(&take(&mut entry, "level"));
    if level > least {
        return None;
    }
    let (at, target) = (take(&mut entry, "timestamp"), take(&mut entry, "target"));
    let text = cut_to(mask.text(&take(&mut entry, "message")));
    let fields = entry.into_iter().map(|(name, mut value)| {
        mask.value(&mut value);
        let value = match value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        LogField { name, value: cut_to(value) }
    });
    Some(LogLine { at, level, target, text, fields: fields.collect() })
}

fn take(entry: &mut Map<String, Value>, name: &str) -> String {
    match entry.remove(name) {
        Some(Value::String(text)) => text,
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

fn level(word: &str) -> LogLevel {
    match word {
        "WARN" => LogLevel::Warn,
        "INFO" => LogLevel::Info,
        "DEBUG" => LogLevel::Debug,
        "TRACE" => LogLevel::Trace,
        _ => LogLevel::Error,
    }
}

fn cut_to(text: String) -> String {
    match text.char_indices().nth(LONGEST_TEXT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// A whole file as it may leave this machine: every line in its form, without what is secret or personal.
pub(super) fn masked(text: &str, mask: &Mask) -> String {
    let mut shown = String::with_capacity(text.len());
    for line in text.lines() {
        match serde_json::from_str(line) {
            Ok(mut entry @ Value::Object(_)) => {
                mask.value(&mut entry);
                shown.push_str(&entry.to_string());
            }
            _ => shown.push_str(&mask.text(line)),
        }
        shown.push('\n');
    }
    shown
}

#[cfg(test)]
mod tests {
    use gate_store::PersonalWords;

    use super::*;

    fn directory() -> tempfile::TempDir {
        let directory = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(directory.path().join(name), text).unwrap();
        write(
            "gatehouse.2026-11-20.00001.log",
            "{\"timestamp\":\"2026-11-20T08:00:00.000+08:00\",\"level\":\"INFO\",\"message\":\"old\",\"target\":\"gate_sync\"}\n",
        );
        write(
            "gatehouse.2026-11-21.00001.log",
            "{\"timestamp\":\"2026-11-21T08:00:00.000+08:00\",\"level\":\"WARN\",\"message\":\"opened for 浙B12345\",\"plate\":\"浙B12345\",\"count\":3,\"target\":\"gate_app\"}\n\
             {\"timestamp\":\"2026-11-21T08:00:01.000+08:00\",\"level\":\"DEBUG\",\"message\":\"small\",\"target\":\"gate_http\"}\n\
             {\"timest",
        );
        write("notes.txt", "mine");
        directory
    }

    fn found(request: LogRequest) -> LogPage {
        let mask = Mask::new([1; 32], &[], &PersonalWords::default(), Path::new("/srv/x")).unwrap();
        read(directory().path(), &request, &mask).unwrap()
    }

    fn texts(page: &LogPage) -> Vec<&str> {
        page.lines.iter().map(|line| line.text.as_str()).collect()
    }

    #[test]
    fn the_newest_come_first_down_to_the_level_that_was_asked_for() {
        let page = found(LogRequest { level: LogLevel::Info, ..LogRequest::default() });
        assert_eq!(page.days, ["2026-11-21", "2026-11-20"]);
        assert_eq!(texts(&page).len(), 3, "the torn line, the warning and the old one");
        assert_eq!(texts(&page)[2], "old");
        assert!(!page.cut);
        assert_eq!(found(LogRequest { level: LogLevel::Trace, ..LogRequest::default() }).lines.len(), 4);
        let some = found(LogRequest { level: LogLevel::Trace, limit: 2, ..LogRequest::default() });
        assert!(some.cut && some.lines.len() == 2);
    }

    #[test]
    fn a_day_and_a_text_narrow_and_what_is_hidden_is_not_found() {
        let of = |day: Option<&str>, text: &str| {
            let request = LogRequest {
                level: LogLevel::Info,
                day: day.map(str::to_owned),
                text: text.to_owned(),
                ..LogRequest::default()
            };
            found(request)
        };
        assert_eq!(texts(&of(Some("2026-11-20"), "")), ["old"]);
        assert_eq!(of(None, "GATE_APP").lines.len(), 1);
        assert_eq!(of(None, "12345").lines.len(), 0);
        let page = of(None, "opened");
        let line = &page.lines[0];
        let plate = line.fields.iter().find(|field| field.name == "plate").unwrap();
        assert_eq!(line.text, format!("opened for {}", plate.value), "one vehicle, one stand-in");
        assert!(!line.text.contains("12345"));
        assert_eq!(of(Some("../x"), "").lines.len(), 0);
    }

    #[test]
    fn no_log_is_no_failure() {
        let nowhere = tempfile::tempdir().unwrap().path().join("logs");
        assert!(files(&nowhere).unwrap().is_empty());
    }
}
