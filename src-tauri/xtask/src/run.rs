//! `cargo xtask run`: the demo, or the sync of a data directory of one's own.

use std::process::Command;

use anyhow::{Context, Result};

use crate::arguments::Arguments;
use crate::programs;
use crate::requirements::{self, Need};
use crate::workspace::Workspace;

/// Builds the command line and becomes it, so that signals and the terminal are its own.
pub fn run(arguments: Arguments) -> Result<()> {
    let words = gatehousectl_words(&arguments.passed_on);
    arguments.end()?;
    let workspace = Workspace::here()?;
    requirements::ensure(&workspace, &[Need::Rust, Need::CCompiler])?;
    programs::run(programs::cargo(&workspace.root).args([
        "build",
        "--package",
        "gate-cli",
        "--bin",
        "gatehousectl",
    ]))?;
    let program =
        workspace.target.join("debug").join(format!("gatehousectl{}", std::env::consts::EXE_SUFFIX));
    let mut command = Command::new(program);
    command.args(&words);
    println!("$ {}", programs::line(&command));
    become_program(command)
}

/// A data directory has its own configuration and is synced; without one both platforms are simulated.
fn gatehousectl_words(passed_on: &[String]) -> Vec<String> {
    let own_directory = passed_on.iter().any(|word| word == "--data-dir" || word.starts_with("--data-dir="));
    let mut words = passed_on.to_vec();
    if own_directory {
        words.push("sync".to_owned());
    } else {
        words.insert(0, "demo".to_owned());
    }
    words
}

#[cfg(unix)]
fn become_program(mut command: Command) -> Result<()> {
    use std::os::unix::process::CommandExt;

    Err(command.exec()).context("cannot start gatehousectl")
}

#[cfg(not(unix))]
fn become_program(mut command: Command) -> Result<()> {
    let status = command.status().context("cannot start gatehousectl")?;
    std::process::exit(status.code().unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> String {
        let passed_on: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        gatehousectl_words(&passed_on).join(" ")
    }

    #[test]
    fn without_a_data_directory_it_is_the_demo() {
        assert_eq!(words(""), "demo");
        assert_eq!(words("--seed 7"), "demo --seed 7");
    }

    #[test]
    fn a_data_directory_of_ones_own_is_synced() {
        assert_eq!(words("--data-dir booth --json"), "--data-dir booth --json sync");
        assert_eq!(words("--data-dir=booth"), "--data-dir=booth sync");
    }
}
