//! `cargo xtask torture`: the simulation over many fault schedules, far more than each change runs.

use anyhow::Result;

use crate::arguments::{Arguments, Stop};
use crate::programs;
use crate::requirements::{self, Need};
use crate::workspace::Workspace;

/// Tells the simulation how many schedules to run.
const SEEDS: &str = "GATEHOUSE_SEEDS";

/// Runs the simulation with its output shown.
pub fn torture(mut arguments: Arguments) -> Result<()> {
    let seeds = seeds(&arguments.values("--seeds")?)?;
    let passed_on = std::mem::take(&mut arguments.passed_on);
    arguments.end()?;
    let workspace = Workspace::here()?;
    requirements::ensure(&workspace, &[Need::Rust, Need::CCompiler])?;
    let mut command = programs::cargo(&workspace.root);
    command.args(["test", "--package", "gatehouse-tests", "--test", "simulation", "--", "--nocapture"]);
    command.args(passed_on).env(SEEDS, seeds.to_string());
    println!("{SEEDS}={seeds}");
    programs::run(&mut command)
}

fn seeds(values: &[String]) -> Result<u64, Stop> {
    let [value] = values else {
        return Err(Stop::because("say how long: --seeds N, once"));
    };
    match value.parse() {
        Ok(seeds) if seeds > 0 => Ok(seeds),
        _ => Err(Stop::because(format!("--seeds {value}: give a whole number above 0"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_are_a_whole_number_above_nothing() {
        let given = |words: &[&str]| seeds(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        assert_eq!(given(&["2000"]), Ok(2000));
        for wrong in [&[][..], &["0"], &["-1"], &["many"], &["1", "2"]] {
            assert!(given(wrong).is_err(), "{wrong:?}");
        }
    }
}
