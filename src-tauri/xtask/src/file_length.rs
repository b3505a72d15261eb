//! No file grows past what one can keep in mind.

use std::path::Path;

use anyhow::{Result, bail};

use crate::source_tree;
use crate::steps::Outcome;

/// Lines from which a file is named in the report.
const LOOK_HARD: usize = 400;
/// Lines above which a file must be split.
const NEVER: usize = 600;

/// Fails on a Rust file above 600 lines; names those above 400.
pub fn check(root: &Path) -> Result<Outcome> {
    let mut lengths = Vec::new();
    for path in source_tree::files(root)? {
        if path.extension().is_some_and(|ending| ending == "rs")
            && let Some(text) = source_tree::text(root, &path)?
        {
            lengths.push((text.lines().count(), path.display().to_string()));
        }
    }
    report(lengths)
}

fn report(mut lengths: Vec<(usize, String)>) -> Result<Outcome> {
    lengths.sort_by(|one, other| other.cmp(one));
    let long = lengths.partition_point(|(lines, _)| *lines > LOOK_HARD);
    for (lines, path) in &lengths[..long] {
        println!("{lines:>5} lines  {path}");
    }
    let too_long = lengths.partition_point(|(lines, _)| *lines > NEVER);
    if too_long > 0 {
        bail!("{too_long} files have more than {NEVER} lines: split them by what they are about");
    }
    Ok(Outcome::Passed(format!("{} files, {long} above {LOOK_HARD} lines", lengths.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_hundred_lines_pass_and_one_more_does_not() {
        let file = |lines| vec![(10, "a.rs".to_owned()), (lines, "b.rs".to_owned())];
        assert_eq!(report(file(600)).unwrap(), Outcome::Passed("2 files, 1 above 400 lines".to_owned()));
        assert!(report(file(601)).is_err());
    }
}
