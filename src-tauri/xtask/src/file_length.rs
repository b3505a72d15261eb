//! No file grows past what one can keep in mind.

use std::path::Path;

use anyhow::{Result, bail};

use crate::source_tree;
use crate::steps::Outcome;

/// Lines above which a file must be split.
const NEVER: usize = 400;

/// Fails on a Rust file above 400 lines, and names each.
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
    let too_long = lengths.partition_point(|(lines, _)| *lines > NEVER);
    for (lines, path) in &lengths[..too_long] {
        println!("{lines:>5} lines  {path}");
    }
    if too_long > 0 {
        bail!("{too_long} files have more than {NEVER} lines: split them by what they are about");
    }
    Ok(Outcome::Passed(format!("{} files", lengths.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_hundred_lines_pass_and_one_more_does_not() {
        let file = |lines| vec![(10, "a.rs".to_owned()), (lines, "b.rs".to_owned())];
        assert_eq!(report(file(400)).unwrap(), Outcome::Passed("2 files".to_owned()));
        assert!(report(file(401)).is_err());
    }
}
