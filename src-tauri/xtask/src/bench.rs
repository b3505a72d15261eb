//! `cargo xtask bench`: the benchmarks of all members, in release.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use anyhow::{Context, Result, bail};

use crate::arguments::{Arguments, Stop};
use crate::programs;
use crate::requirements::{self, Need};
use crate::test::SHELL;
use crate::ui::Ui;
use crate::workspace::Workspace;

/// A benchmark and the package that has it.
type Bench = (String, String);

/// Runs all benchmarks, or those that are named.
pub fn bench(mut arguments: Arguments) -> Result<()> {
    let wanted = arguments.names()?;
    let workspace = Workspace::here()?;
    let benches = choose(&all(&workspace), &wanted)?;
    requirements::ensure(&workspace, needs(&benches))?;
    if programs::answer("vipsthumbnail", &["--version"]).is_none() {
        println!(
            "vipsthumbnail is not here, so nothing is compared with it; Debian: apt-get install libvips-tools"
        );
    }

    if has_window(&benches) {
        Ui::of(&workspace.root).build()?;
    }
    // Some of them start the program itself.
    let program = ["build", "--release", "--package", "gate-cli", "--bin", "gatehousectl"];
    programs::run(programs::cargo(&workspace.root).args(program))?;
    let mut ratios = Vec::new();
    let mut failed = Vec::new();
    for (package, name) in &benches {
        println!("\n== {name} ({package})");
        match run_one(&workspace, package, name, &arguments.passed_on) {
            Ok(lines) => ratios.extend(lines.into_iter().map(|line| format!("{name}: {line}"))),
            Err(error) => {
                eprintln!("{error:#}");
                failed.push(name.as_str());
            }
        }
    }
    println!("\n== ratios");
    for line in ratios {
        println!("{line}");
    }
    if failed.is_empty() { Ok(()) } else { bail!("failed: {}", failed.join(", ")) }
}

/// Whether the desktop program is measured, which needs what its window needs.
fn has_window(benches: &[Bench]) -> bool {
    benches.iter().any(|(package, _)| package == SHELL)
}

fn needs(benches: &[Bench]) -> &'static [Need] {
    if has_window(benches) {
        &[
            Need::Rust,
            Need::CCompiler,
            Need::Node,
            Need::WebView,
            Need::TrayIcon,
            Need::WebDriver,
            Need::ChineseFont,
        ]
    } else {
        &[Need::Rust, Need::CCompiler]
    }
}

fn all(workspace: &Workspace) -> Vec<Bench> {
    let members = workspace.members.iter();
    members
        .flat_map(|member| member.benches.iter().map(|bench| (member.name.clone(), bench.clone())))
        .collect()
}

fn choose(all: &[Bench], wanted: &[String]) -> Result<Vec<Bench>, Stop> {
    if let Some(unknown) = wanted.iter().find(|name| !all.iter().any(|(_, bench)| bench == *name)) {
        let names: Vec<_> = all.iter().map(|(_, name)| name.as_str()).collect();
        return Err(Stop::because(format!("`{unknown}` is no benchmark; these are: {}", names.join(", "))));
    }
    Ok(all.iter().filter(|(_, bench)| wanted.is_empty() || wanted.contains(bench)).cloned().collect())
}

/// Shows what the benchmark prints, and returns the lines that tell a ratio.
fn run_one(workspace: &Workspace, package: &str, name: &str, passed_on: &[String]) -> Result<Vec<String>> {
    let mut command = programs::cargo(&workspace.root);
    command
        .args(["bench", "--package", package, "--bench", name, "--"])
        .args(passed_on)
        .stdout(Stdio::piped());
    println!("$ {}", programs::line(&command));
    let mut child = command.spawn().context("cannot start cargo")?;
    let output = child.stdout.take().context("cargo's output is not there")?;
    let mut ratios = Vec::new();
    for line in BufReader::new(output).lines() {
        let line = line.context("cannot read what the benchmark prints")?;
        println!("{line}");
        if line.to_lowercase().contains("ratio") {
            ratios.push(line.trim().to_owned());
        }
    }
    let status = child.wait().context("cannot wait for cargo")?;
    if !status.success() {
        bail!("{name} failed: {status}");
    }
    Ok(ratios)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn benchmarks_are_chosen_by_name_and_all_without_one() {
        let all = [
            ("gate-photo".to_owned(), "photo".to_owned()),
            ("gatehouse-tests".to_owned(), "drain".to_owned()),
        ];
        assert_eq!(choose(&all, &[]).unwrap(), all);
        assert_eq!(choose(&all, &["drain".to_owned()]).unwrap(), all[1..]);
        assert!(!needs(&all).contains(&Need::WebDriver), "what has no window needs none");
        let stop = choose(&all, &["drian".to_owned()]).unwrap_err();
        assert!(stop.to_string().contains("photo, drain"), "{stop}");
    }
}
