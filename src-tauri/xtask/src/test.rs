//! `cargo xtask test`: every check and every test of the tree, cheapest first.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::arguments::{Arguments, Stop};
use crate::requirements::{self, Need, npm};
use crate::steps::{self, Outcome};
use crate::workspace::Workspace;
use crate::{file_length, forbidden_words, layering, programs};

struct Step {
    name: &'static str,
    about: &'static str,
    needs: &'static [Need],
    run: fn(&Test) -> Result<Outcome>,
}

/// One profile and one set of features through all of it, so that no dependency is built twice for use; clippy alone
/// needs its own pass.
const STEPS: [Step; 8] = [
    Step { name: "format", about: "rustfmt has nothing to change", needs: &[Need::Rustfmt], run: format },
    Step {
        name: "files",
        about: "no Rust file above 600 lines",
        needs: &[],
        run: |test| file_length::check(&test.workspace.root),
    },
    Step {
        name: "words",
        about: "no registry's host and no machine's folder in the tree",
        needs: &[],
        run: |test| forbidden_words::check(&test.workspace.root),
    },
    Step {
        name: "layers",
        about: "who may import whom, and a pure domain",
        needs: &[],
        run: |test| layering::check(&test.workspace),
    },
    Step { name: "deny", about: "licences, bans and sources of all dependencies", needs: &[], run: deny },
    Step {
        name: "clippy",
        about: "no warning in any target",
        needs: &[Need::Clippy, Need::CCompiler],
        run: clippy,
    },
    Step { name: "build", about: "programs and tests compile", needs: &[Need::CCompiler], run: build },
    Step { name: "tests", about: "all Rust tests", needs: &[Need::CCompiler], run: tests },
];

const UI: Step = Step {
    name: "ui",
    about: "the scripts check, test and build of ui/package.json",
    needs: &[Need::Node],
    run: ui,
};

/// The scripts of `ui/package.json` that are checks, in their order.
const UI_SCRIPTS: [&str; 3] = ["check", "test", "build"];

struct Test {
    workspace: Workspace,
    packages: Vec<String>,
    /// cargo-deny must run, and is installed if it isn't there.
    deny: bool,
    /// In CI the committed Cargo.lock must be the right one.
    locked: bool,
}

/// Runs all steps, or those that are asked for.
pub fn test(mut arguments: Arguments) -> Result<()> {
    let list = arguments.flag("--list");
    let deny = arguments.flag("--deny");
    let only = arguments.values("--only")?;
    let packages = arguments.values("--package")?;
    arguments.nothing_passed_on()?;
    arguments.end()?;

    let workspace = Workspace::here()?;
    let with_ui = !ui_scripts(&workspace.root)?.is_empty();
    let all: Vec<&Step> = STEPS.iter().chain(with_ui.then_some(&UI)).collect();
    if list {
        for step in all {
            println!("{:<8}{}", step.name, step.about);
        }
        return Ok(());
    }
    if let Some(unknown) = packages.iter().find(|name| !workspace.has(name)) {
        return Err(Stop::because(format!("`{unknown}` is no package of this workspace")).into());
    }
    let chosen = choose(&all, &only)?;

    let mut needs = vec![Need::Rust];
    for need in chosen.iter().flat_map(|step| step.needs) {
        if !needs.contains(need) {
            needs.push(*need);
        }
    }
    requirements::ensure(&workspace, &needs)?;

    let locked = std::env::var_os("CI").is_some();
    let test = Test { workspace, packages, deny, locked };
    let runs: Vec<_> = chosen.iter().map(|step| (step.name, || (step.run)(&test))).collect();
    let steps: Vec<(_, &dyn Fn() -> Result<Outcome>)> =
        runs.iter().map(|(name, run)| (*name, run as _)).collect();
    steps::run(&steps)
}

fn choose<'a>(all: &[&'a Step], only: &[String]) -> Result<Vec<&'a Step>, Stop> {
    if let Some(unknown) = only.iter().find(|name| !all.iter().any(|step| step.name == **name)) {
        let names: Vec<_> = all.iter().map(|step| step.name).collect();
        return Err(Stop::because(format!("`{unknown}` is no step; these are: {}", names.join(", "))));
    }
    Ok(all
        .iter()
        .copied()
        .filter(|step| only.is_empty() || only.iter().any(|name| name == step.name))
        .collect())
}

impl Test {
    /// `cargo COMMAND`, over the whole workspace or the packages asked for.
    fn cargo(&self, command: &str) -> Command {
        let mut cargo = programs::cargo(&self.workspace.root);
        cargo.arg(command);
        if self.packages.is_empty() {
            cargo.arg("--workspace");
        }
        for package in &self.packages {
            cargo.args(["--package", package]);
        }
        if self.locked {
            cargo.arg("--locked");
        }
        cargo
    }
}

fn format(test: &Test) -> Result<Outcome> {
    let mut format = programs::cargo(&test.workspace.root);
    format.args(["fmt", "--check"]);
    if test.packages.is_empty() {
        format.arg("--all");
    }
    for package in &test.packages {
        format.args(["--package", package]);
    }
    programs::run(&mut format).context("`cargo fmt --all` mends this")?;
    Ok(Outcome::passed())
}

fn deny(test: &Test) -> Result<Outcome> {
    let root = &test.workspace.root;
    if programs::answer("cargo-deny", &["--version"]).is_none() {
        if !test.deny {
            return Ok(Outcome::Skipped(
                "cargo-deny is not installed; `cargo xtask test --deny` installs it".into(),
            ));
        }
        programs::run(programs::cargo(root).args(["install", "cargo-deny", "--locked"]))?;
    }
    // cargo-deny reads the licences of every platform's packages, and asks no network itself.
    programs::run(programs::cargo(root).args(["fetch", "--locked", "--quiet"]))?;
    // Rules may name crates that the tree does not have yet.
    let check = ["deny", "--offline", "check", "-A", "unused-wrapper", "bans", "licenses", "sources"];
    programs::run(programs::cargo(root).args(check))?;
    Ok(Outcome::passed())
}

fn clippy(test: &Test) -> Result<Outcome> {
    programs::run(test.cargo("clippy").args(["--all-targets", "--", "-D", "warnings"]))?;
    Ok(Outcome::passed())
}

/// The programs too, because tests across crates start them; in one call with the tests, so that both are built with
/// the same features of their dependencies. Not this program: Windows cannot replace one that runs.
fn build(test: &Test) -> Result<Outcome> {
    let mut build = test.cargo("build");
    if test.packages.is_empty() {
        build.args(["--exclude", "xtask"]);
    }
    programs::run(build.args(["--bins", "--tests", "--examples"]))?;
    Ok(Outcome::passed())
}

fn tests(test: &Test) -> Result<Outcome> {
    programs::run(test.cargo("test").arg("--no-fail-fast"))?;
    Ok(Outcome::passed())
}

fn ui(test: &Test) -> Result<Outcome> {
    let folder = test.workspace.root.join("ui");
    let npm = |arguments: &[&str]| programs::run(Command::new(npm()).current_dir(&folder).args(arguments));
    npm(&["ci", "--no-audit", "--no-fund"])?;
    for script in ui_scripts(&test.workspace.root)? {
        npm(&["run", "--silent", script])?;
    }
    Ok(Outcome::passed())
}

/// Those of [`UI_SCRIPTS`] that `ui/package.json` has.
fn ui_scripts(root: &Path) -> Result<Vec<&'static str>> {
    let path = root.join("ui").join("package.json");
    let text = fs::read_to_string(&path).context("cannot read ui/package.json")?;
    let package: Value = serde_json::from_str(&text).context("ui/package.json is no JSON")?;
    if !package.is_object() {
        bail!("ui/package.json holds no object");
    }
    Ok(UI_SCRIPTS.into_iter().filter(|name| package["scripts"][name].is_string()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(chosen: &[&Step]) -> Vec<&'static str> {
        chosen.iter().map(|step| step.name).collect()
    }

    #[test]
    fn steps_keep_their_order_however_they_are_asked_for() {
        let all: Vec<&Step> = STEPS.iter().collect();
        let only = ["tests".to_owned(), "format".to_owned()];
        assert_eq!(names(&choose(&all, &only).unwrap()), ["format", "tests"]);
        assert_eq!(choose(&all, &[]).unwrap().len(), all.len());
    }

    #[test]
    fn an_unknown_step_is_wrong_use_and_the_known_ones_are_named() {
        let all: Vec<&Step> = STEPS.iter().collect();
        let stop = choose(&all, &["fromat".to_owned()]).err().unwrap();
        assert!(stop.to_string().contains("format, files"), "{stop}");
    }

    #[test]
    fn packages_asked_for_replace_the_workspace() {
        let workspace = Workspace::here().unwrap();
        let mut test = Test { workspace, packages: Vec::new(), deny: false, locked: true };
        assert!(programs::line(&test.cargo("test")).ends_with("test --workspace --locked"));
        test.packages.push("gate-core".to_owned());
        test.locked = false;
        assert!(programs::line(&test.cargo("test")).ends_with("test --package gate-core"));
    }
}
