//! Named, timed steps with a table at the end.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// How a step ended, when it did not fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Passed(String),
    /// Not run, and why.
    Skipped(String),
}

impl Outcome {
    /// Passed, with nothing to add.
    pub fn passed() -> Self {
        Self::Passed(String::new())
    }
}

#[derive(Debug)]
struct Row {
    name: &'static str,
    result: &'static str,
    took: Option<Duration>,
    note: String,
}

/// Runs the steps one after the other, stops at the first that fails, and prints the table in either case.
///
/// # Errors
/// Names the step that failed.
pub fn run(steps: &[(&'static str, &dyn Fn() -> Result<Outcome>)]) -> Result<()> {
    let mut rows = Vec::new();
    let mut failed = None;
    for (name, step) in steps {
        if failed.is_some() {
            rows.push(Row { name, result: "not run", took: None, note: String::new() });
            continue;
        }
        println!("\n== {name}");
        let start = Instant::now();
        let outcome = step();
        let took = Some(start.elapsed());
        rows.push(match outcome {
            Ok(Outcome::Passed(note)) => Row { name, result: "ok", took, note },
            Ok(Outcome::Skipped(note)) => Row { name, result: "skipped", took, note },
            Err(error) => {
                eprintln!("{error:#}");
                failed = Some(*name);
                Row { name, result: "FAILED", took, note: String::new() }
            }
        });
    }
    print!("\n{}", table(&rows));
    match failed {
        Some(name) => bail!("step `{name}` failed"),
        None => Ok(()),
    }
}

fn table(rows: &[Row]) -> String {
    let widest = rows.iter().map(|row| row.name.len()).max().unwrap_or_default();
    let mut table = String::new();
    for row in rows {
        let took = row.took.map_or_else(|| "-".to_owned(), seconds);
        let line = format!("{:<widest$}  {:<7}  {took:>9}  {}", row.name, row.result, row.note);
        table.push_str(line.trim_end());
        table.push('\n');
    }
    let total = rows.iter().filter_map(|row| row.took).sum();
    table.push_str(&format!("{:<widest$}  {:<7}  {:>9}\n", "in all", "", seconds(total)));
    table
}

fn seconds(took: Duration) -> String {
    let whole = took.as_secs();
    if whole >= 60 {
        format!("{}m {:02}s", whole / 60, whole % 60)
    } else {
        format!("{:.1}s", took.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn the_first_failure_stops_the_rest_and_is_named() {
        let ran = Cell::new(0);
        let count = || {
            ran.set(ran.get() + 1);
            Ok(Outcome::passed())
        };
        let fail = || bail!("no");
        let error = run(&[("one", &count), ("two", &fail), ("three", &count)]).unwrap_err();
        assert_eq!(error.to_string(), "step `two` failed");
        assert_eq!(ran.get(), 1);
    }

    #[test]
    fn a_skipped_step_is_no_failure() {
        run(&[("deny", &|| Ok(Outcome::Skipped("not installed".to_owned())))]).unwrap();
    }

    #[test]
    fn the_table_is_aligned_and_adds_up() {
        let row = |name, result, seconds, note: &str| Row {
            name,
            result,
            took: Some(Duration::from_secs(seconds)),
            note: note.to_owned(),
        };
        let rows =
            [row("format", "ok", 2, ""), row("clippy", "ok", 125, ""), row("deny", "skipped", 0, "why")];
        let expected = "\
format  ok            2.0s
clippy  ok          2m 05s
deny    skipped       0.0s  why
in all              2m 07s
";
        assert_eq!(table(&rows), expected);
    }
}
