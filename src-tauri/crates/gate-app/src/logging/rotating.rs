//! A log file that starts anew each day and at a size, and keeps only so many files. tracing-appender rotates by
//! time alone, so a burst of errors could fill the disk that the passages need.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use chrono::{NaiveDate, Utc};

use super::china;

const PREFIX: &str = "gatehouse.";
const SUFFIX: &str = ".log";

/// The newest of the files `gatehouse.<day>.<number>.log`; their names sort by age.
pub(super) struct RotatingLog<Today = fn() -> NaiveDate> {
    directory: PathBuf,
    limit: u64,
    keep: usize,
    today: Today,
    day: NaiveDate,
    number: u32,
    file: File,
    written: u64,
}

impl RotatingLog {
    /// Goes on with today's newest file in `directory`. `limit` is bytes per file, `keep` the number of files.
    pub(super) fn open(directory: &Path, limit: u64, keep: usize) -> io::Result<Self> {
        Self::open_with(directory, limit, keep, || Utc::now().with_timezone(&china()).date_naive())
    }
}

impl<Today: Fn() -> NaiveDate> RotatingLog<Today> {
    fn open_with(directory: &Path, limit: u64, keep: usize, today: Today) -> io::Result<Self> {
        let day = today();
        let start = format!("{PREFIX}{day}.");
        let number = files(directory)?
            .iter()
            .filter_map(|name| name.strip_prefix(&start)?.strip_suffix(SUFFIX)?.parse().ok())
            .max()
            .unwrap_or(1);
        let (file, written) = open_file(directory, day, number)?;
        let log = Self { directory: directory.to_owned(), limit, keep, today, day, number, file, written };
        log.remove_old();
        Ok(log)
    }

    fn rotate_if_due(&mut self, coming: u64) {
        let today = (self.today)();
        let full = self.written > 0 && self.written + coming > self.limit;
        let number = match (today == self.day, full) {
            (true, false) => return,
            (true, true) => self.number + 1,
            (false, _) => 1,
        };
        // Where no new file can be made, going on in the old one is better than losing lines.
        if let Ok((file, written)) = open_file(&self.directory, today, number) {
            (self.file, self.written, self.day, self.number) = (file, written, today, number);
            self.remove_old();
        }
    }

    fn remove_old(&self) {
        let Ok(mut names) = files(&self.directory) else { return };
        names.sort_unstable();
        for name in names.iter().take(names.len().saturating_sub(self.keep)) {
            // One that cannot be removed now is tried again at the next rotation.
            let _ = fs::remove_file(self.directory.join(name));
        }
    }
}

impl<Today: Fn() -> NaiveDate> Write for RotatingLog<Today> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.rotate_if_due(line.len() as u64);
        // The writer hands over whole lines; a line is never split between two files.
        self.file.write_all(line)?;
        self.written += line.len() as u64;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn files(directory: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(directory)? {
        if let Ok(name) = entry?.file_name().into_string()
            && name.starts_with(PREFIX)
            && name.ends_with(SUFFIX)
        {
            names.push(name);
        }
    }
    Ok(names)
}

fn open_file(directory: &Path, day: NaiveDate, number: u32) -> io::Result<(File, u64)> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(directory.join(format!("{PREFIX}{day}.{number:05}{SUFFIX}")))?;
    let written = file.metadata()?.len();
    Ok((file, written))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, number).unwrap()
    }

    fn sorted(directory: &Path) -> Vec<String> {
        let mut names = files(directory).unwrap();
        names.sort();
        names
    }

    #[test]
    fn a_full_file_is_followed_by_another_and_the_oldest_goes() {
        let directory = tempfile::tempdir().unwrap();
        let mut log = RotatingLog::open_with(directory.path(), 20, 3, || day(20)).unwrap();
        for line in 0..8 {
            writeln!(log, "line {line:04}").unwrap();
        }
        let names = sorted(directory.path());
        assert_eq!(names.len(), 3);
        let last = fs::read_to_string(directory.path().join(&names[2])).unwrap();
        assert_eq!(last, "line 0006\nline 0007\n");
        assert!(names.iter().all(|name| fs::metadata(directory.path().join(name)).unwrap().len() <= 20));
    }

    #[test]
    fn a_new_day_is_a_new_file() {
        let directory = tempfile::tempdir().unwrap();
        let today = Cell::new(day(20));
        let mut log = RotatingLog::open_with(directory.path(), 1_000, 9, || today.get()).unwrap();
        log.write_all(b"one\n").unwrap();
        today.set(day(21));
        log.write_all(b"two\n").unwrap();
        assert_eq!(
            sorted(directory.path()),
            ["gatehouse.2026-11-20.00001.log", "gatehouse.2026-11-21.00001.log"]
        );
    }

    #[test]
    fn a_restart_goes_on_in_the_newest_file() {
        let directory = tempfile::tempdir().unwrap();
        for _ in 0..3 {
            let mut log = RotatingLog::open_with(directory.path(), 8, 9, || day(20)).unwrap();
            log.write_all(b"four\n").unwrap();
        }
        assert_eq!(sorted(directory.path()).len(), 3);
        let mut log = RotatingLog::open_with(directory.path(), 1_000, 9, || day(20)).unwrap();
        log.write_all(b"more\n").unwrap();
        assert_eq!(sorted(directory.path()).len(), 3);
    }

    #[test]
    fn other_files_are_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("notes.txt"), "mine").unwrap();
        let mut log = RotatingLog::open_with(directory.path(), 4, 1, || day(20)).unwrap();
        for _ in 0..5 {
            log.write_all(b"four\n").unwrap();
        }
        assert!(directory.path().join("notes.txt").exists());
        assert_eq!(sorted(directory.path()).len(), 1);
    }
}
