//! `cargo xtask test`: every check and every test of the tree, cheapest first.

use std::process::Command;

use anyhow::{Context, Result};

use crate::arguments::{Arguments, Stop};
use crate::requirements::{self, Need};
use crate::steps::{self, Outcome};
use crate::ui::Ui;
use crate::workspace::Workspace;
use crate::{file_length, forbidden_words, layering, programs};

struct Step {
    name: &'static str,
    about: &'static str,
    needs: &'static [Need],
    run: fn(&Test) -> Result<Outcome>,
}

/// Everything is built once for use: the desktop program as it is given to people, in release, and all else in the profile
/// for development. Clippy alone needs its own pass.
const STEPS: [Step; 10] = [
    Step { name: "format", about: "rustfmt has nothing to change", needs: &[Need::Rustfmt], run: format },
    Step {
        name: "files",
        about: "no Rust file above 400 lines",
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
        name: "ui",
        about: "the scripts check, test and build of ui/package.json",
        needs: &[Need::Node],
        run: ui,
    },
    Step {
        name: "clippy",
        about: "no warning in any target",
        needs: &[Need::Clippy, Need::CCompiler],
        run: clippy,
    },
    Step { name: "build", about: "programs and tests compile", needs: &[Need::CCompiler], run: build },
    Step {
        name: "tests",
        about: "all Rust tests; those of the desktop program drive its release",
        needs: &[Need::CCompiler],
        run: tests,
    },
    Step {
        name: "e2e",
        about: "the script e2e of ui/package.json: the pages in a browser, served by gatehousectl",
        needs: &[Need::Node, Need::CCompiler, Need::Browser, Need::ChineseFont],
        run: e2e,
    },
];

/// Whose pages are part of the program, and which needs what its window needs.
pub const SHELL: &str = "gatehouse";

/// The scripts of `ui/package.json` that are checks, in their order, and the one that needs the built programs.
const UI_SCRIPTS: [&str; 3] = ["check", "test", "build"];
const E2E_SCRIPT: &str = "e2e";

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
    let all: Vec<&Step> = STEPS.iter().collect();
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

    let locked = std::env::var_os("CI").is_some();
    let test = Test { workspace, packages, deny, locked };
    requirements::ensure(&test.workspace, &test.needs(&chosen))?;
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
    /// What the steps need, each thing once.
    fn needs(&self, chosen: &[&Step]) -> Vec<Need> {
        let compiles = chosen.iter().any(|step| ["clippy", "build", "tests"].contains(&step.name));
        let shown = chosen.iter().any(|step| step.name == "tests");
        let mut needs = vec![Need::Rust];
        needs.extend(chosen.iter().flat_map(|step| step.needs));
        if self.with_shell() && compiles {
            needs.extend([Need::Node, Need::WebView, Need::TrayIcon]);
        }
        if self.with_shell() && shown {
            needs.extend([Need::WebDriver, Need::ChineseFont]);
        }
        let mut once = Vec::new();
        for need in needs {
            if !once.contains(&need) {
                once.push(need);
            }
        }
        once
    }

    fn with_shell(&self) -> bool {
        self.packages.is_empty() || self.packages.iter().any(|name| name == SHELL)
    }

    fn ui(&self) -> Ui {
        Ui::of(&self.workspace.root)
    }

    /// The desktop program does not compile without its pages.
    fn pages(&self) -> Result<()> {
        if self.with_shell() { self.ui().build() } else { Ok(()) }
    }

    /// `cargo COMMAND`, over the whole workspace or the packages asked for.
    fn cargo(&self, command: &str) -> Command {
        let mut cargo = self.plain(command);
        if self.packages.is_empty() {
            cargo.arg("--workspace");
        }
        for package in &self.packages {
            cargo.args(["--package", package]);
        }
        cargo
    }

    /// The same without the desktop program; `None` when nothing else was asked for.
    fn without_shell(&self, command: &str) -> Option<Command> {
        let mut cargo = self.plain(command);
        if self.packages.is_empty() {
            cargo.args(["--workspace", "--exclude", SHELL]);
            return Some(cargo);
        }
        let others: Vec<_> = self.packages.iter().filter(|name| *name != SHELL).collect();
        for package in &others {
            cargo.args(["--package", package]);
        }
        (!others.is_empty()).then_some(cargo)
    }

    /// The same for the desktop program alone, in release; `None` when it was not asked for.
    fn shell(&self, command: &str) -> Option<Command> {
        let mut cargo = self.plain(command);
        cargo.args(["--release", "--package", SHELL]);
        self.with_shell().then_some(cargo)
    }

    fn plain(&self, command: &str) -> Command {
        let mut cargo = programs::cargo(&self.workspace.root);
        cargo.arg(command);
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
    test.pages()?;
    programs::run(test.cargo("clippy").args(["--all-targets", "--", "-D", "warnings"]))?;
    Ok(Outcome::passed())
}

fn build(test: &Test) -> Result<Outcome> {
    build_without_shell(test)?;
    test.pages()?;
    if let Some(mut build) = test.shell("build") {
        programs::run(build.args(["--bins", "--tests"]))?;
    }
    Ok(Outcome::passed())
}

/// The programs too, because tests across crates start them; in one call with the tests, so that both are built with
/// the same features of their dependencies. Not this program: Windows cannot replace one that runs.
fn build_without_shell(test: &Test) -> Result<()> {
    let Some(mut build) = test.without_shell("build") else { return Ok(()) };
    if test.packages.is_empty() {
        build.args(["--exclude", "xtask"]);
    }
    programs::run(build.args(["--bins", "--tests", "--examples"]))
}

/// All of them, even after some have failed.
fn tests(test: &Test) -> Result<Outcome> {
    test.pages()?;
    let runs = [test.without_shell("test"), test.shell("test")].into_iter().flatten();
    let failures: Vec<_> =
        runs.filter_map(|mut run| programs::run(run.arg("--no-fail-fast")).err()).collect();
    match failures.into_iter().next() {
        Some(failure) => Err(failure),
        None => Ok(Outcome::passed()),
    }
}

fn ui(test: &Test) -> Result<Outcome> {
    let ui = test.ui();
    let scripts = ui.scripts(&UI_SCRIPTS)?;
    ui.install()?;
    for script in scripts {
        ui.script(script, &[])?;
    }
    Ok(Outcome::passed())
}

fn e2e(test: &Test) -> Result<Outcome> {
    let ui = test.ui();
    if ui.scripts(&[E2E_SCRIPT])?.is_empty() {
        return Ok(Outcome::Skipped("ui/package.json has no such script".into()));
    }
    ui.build()?;
    build_without_shell(test)?;
    let program = format!("gatehousectl{}", std::env::consts::EXE_SUFFIX);
    let program = test.workspace.target.join("debug").join(program);
    ui.script(E2E_SCRIPT, &[("GATEHOUSECTL", program.as_os_str())])?;
    Ok(Outcome::passed())
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
    fn what_the_window_needs_is_asked_for_with_it_only() {
        let workspace = Workspace::here().unwrap();
        let mut test = Test { workspace, packages: Vec::new(), deny: false, locked: true };
        let all: Vec<&Step> = STEPS.iter().collect();
        let needs = test.needs(&all);
        assert!(needs.contains(&Need::WebView) && needs.contains(&Need::WebDriver));
        assert_eq!(needs.iter().filter(|need| **need == Need::CCompiler).count(), 1);
        let clippy = choose(&all, &["clippy".to_owned()]).unwrap();
        assert!(!test.needs(&clippy).contains(&Need::WebDriver));
        test.packages.push("gate-core".to_owned());
        assert!(!test.needs(&clippy).contains(&Need::WebView));
    }

    #[test]
    fn packages_asked_for_replace_the_workspace() {
        let workspace = Workspace::here().unwrap();
        let mut test = Test { workspace, packages: Vec::new(), deny: false, locked: true };
        assert!(programs::line(&test.cargo("test")).ends_with("test --locked --workspace"));
        test.packages.push("gate-core".to_owned());
        test.locked = false;
        assert!(programs::line(&test.cargo("test")).ends_with("test --package gate-core"));
    }

    #[test]
    fn the_desktop_program_is_tested_apart_and_in_release() {
        let workspace = Workspace::here().unwrap();
        let mut test = Test { workspace, packages: Vec::new(), deny: false, locked: false };
        let line = |command: Option<Command>| command.map(|command| programs::line(&command));
        let ends = |command, end| line(command).is_some_and(|line| line.ends_with(end));
        assert!(ends(test.without_shell("test"), "test --workspace --exclude gatehouse"));
        assert!(ends(test.shell("test"), "test --release --package gatehouse"));
        test.packages.push("gatehouse".to_owned());
        assert_eq!(line(test.without_shell("test")), None);
        test.packages.push("gate-core".to_owned());
        assert!(ends(test.without_shell("test"), "test --package gate-core"));
        test.packages.remove(0);
        assert_eq!(line(test.shell("test")), None);
    }
}
