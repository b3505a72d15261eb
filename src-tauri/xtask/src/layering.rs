//! Who may import whom, held by a tool: `.deny.toml` says who may name a package, and `gate-core` stays free of I/O,
//! clocks and everything asynchronous.

use std::path::Path;

use anyhow::{Result, bail};

use crate::deny_file::{self, Rule};
use crate::lockfile::Lockfile;
use crate::source_tree;
use crate::steps::Outcome;
use crate::workspace::Workspace;

/// A crate, and what must not be reached from it by however many steps.
const UNREACHABLE: [(&str, &[&str]); 2] = [
    (
        "gate-core",
        &["tokio", "async-trait", "mio", "socket2", "hyper", "reqwest", "axum", "rusqlite", "rand"],
    ),
    ("gate-photo", &["tokio", "reqwest", "rusqlite"]),
];

/// The domain takes values and time, and returns values.
const NOT_IN_THE_DOMAIN: [&str; 11] = [
    "SystemTime::now",
    "Instant::now",
    "Utc::now",
    "Local::now",
    "std::env::",
    "std::fs",
    "std::net",
    "std::process",
    "std::thread",
    "async fn",
    "async move",
];

const DOMAIN: &str = "src-tauri/crates/gate-core/src";

/// Checks every rule and names each place that breaks one.
pub fn check(workspace: &Workspace) -> Result<Outcome> {
    let rules = deny_file::rules(&workspace.root)?;
    let lockfile = Lockfile::read(&workspace.root)?;
    let mut broken = without_rule(workspace, &rules);
    broken.extend(strangers(&rules, &lockfile));
    for (start, never) in UNREACHABLE {
        broken.extend(reached(workspace, &lockfile, start, never));
    }
    broken.extend(impure(&workspace.root)?);
    for line in &broken {
        println!("{line}");
    }
    if !broken.is_empty() {
        bail!("rules of the layers broken: {} (.deny.toml, src-tauri/ARCHITECTURE.md)", broken.len());
    }
    Ok(Outcome::Passed(format!("{} rules", rules.len() + UNREACHABLE.len() + 1)))
}

/// A new crate must say who may use it; all may use `gate-core`.
fn without_rule(workspace: &Workspace, rules: &[Rule]) -> Vec<String> {
    let names = workspace.members.iter().map(|member| member.name.as_str());
    names
        .filter(|name| name.starts_with("gate-") && *name != "gate-core")
        .filter(|name| !rules.iter().any(|rule| rule.package == *name))
        .map(|name| format!("{name}: .deny.toml does not say who may use it"))
        .collect()
}

fn strangers(rules: &[Rule], lockfile: &Lockfile) -> Vec<String> {
    let mut broken = Vec::new();
    for rule in rules {
        for dependent in lockfile.dependents(&rule.package) {
            if !rule.wrappers.iter().any(|wrapper| wrapper == dependent) {
                let may =
                    if rule.wrappers.is_empty() { "nobody".to_owned() } else { rule.wrappers.join(", ") };
                broken.push(format!("{dependent} depends on {}, which only these may: {may}", rule.package));
            }
        }
    }
    broken
}

/// Tests may use more than the crate they test, so the first step is the crate's own dependencies.
fn reached(workspace: &Workspace, lockfile: &Lockfile, start: &str, never: &[&str]) -> Vec<String> {
    let own = workspace
        .members
        .iter()
        .filter(|member| member.name == start)
        .flat_map(|member| &member.dependencies);
    let reached = lockfile.reached(own.map(String::as_str));
    never
        .iter()
        .filter(|name| reached.contains(*name))
        .map(|name| format!("{start} reaches {name}"))
        .collect()
}

fn impure(root: &Path) -> Result<Vec<String>> {
    let mut broken = Vec::new();
    for path in source_tree::files(root)? {
        if !path.starts_with(DOMAIN)
            || path.components().any(|part| part.as_os_str() == "tests.rs" || part.as_os_str() == "tests")
        {
            continue;
        }
        let Some(text) = source_tree::text(root, &path)? else { continue };
        for (number, word) in impure_lines(&text) {
            broken.push(format!("{}:{number}: `{word}` has no place in the pure domain", path.display()));
        }
    }
    Ok(broken)
}

/// Lines of code that are neither comment nor test.
fn impure_lines(text: &str) -> Vec<(usize, &'static str)> {
    let code = text.lines().zip(1..).take_while(|(line, _)| !line.trim_start().starts_with("#[cfg(test)]"));
    code.filter(|(line, _)| !line.trim_start().starts_with("//"))
        .flat_map(|(line, number)| {
            NOT_IN_THE_DOMAIN
                .iter()
                .filter(move |word| line.contains(**word))
                .map(move |word| (number, *word))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Member;

    fn rule(package: &str, wrappers: &[&str]) -> Rule {
        Rule {
            package: package.to_owned(),
            wrappers: wrappers.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    fn lockfile() -> Lockfile {
        let package = |name: &str, dependencies: &[&str]| {
            let lines: String = dependencies.iter().map(|name| format!(" \"{name}\",\n")).collect();
            format!("[[package]]\nname = \"{name}\"\ndependencies = [\n{lines}]\n")
        };
        let text = [
            package("gate-http", &["reqwest"]),
            package("gate-city", &["reqwest", "gate-http"]),
            package("gate-core", &["chrono", "proptest"]),
            package("proptest", &["rand"]),
            package("chrono", &["clocks"]),
            package("clocks", &["tokio"]),
        ];
        Lockfile::parse(&text.concat()).unwrap()
    }

    fn workspace() -> Workspace {
        let member = |name: &str, dependencies: &[&str]| Member {
            name: name.to_owned(),
            dependencies: dependencies.iter().map(|name| (*name).to_owned()).collect(),
            benches: Vec::new(),
        };
        Workspace {
            root: "r".into(),
            target: "t".into(),
            rust_version: "1.95".to_owned(),
            members: vec![member("gate-core", &["chrono"]), member("gate-http", &["reqwest"])],
        }
    }

    #[test]
    fn who_names_a_package_without_being_allowed_is_named() {
        let broken = strangers(&[rule("reqwest", &["gate-http"]), rule("openssl", &[])], &lockfile());
        assert_eq!(broken, ["gate-city depends on reqwest, which only these may: gate-http"]);
        assert!(strangers(&[rule("reqwest", &["gate-http", "gate-city"])], &lockfile()).is_empty());
    }

    #[test]
    fn a_package_is_reached_through_others_but_not_through_tests() {
        let broken = reached(&workspace(), &lockfile(), "gate-core", &["tokio", "rand"]);
        assert_eq!(broken, ["gate-core reaches tokio"]);
    }

    #[test]
    fn a_crate_without_a_rule_is_named_and_the_core_needs_none() {
        assert_eq!(without_rule(&workspace(), &[]), ["gate-http: .deny.toml does not say who may use it"]);
        assert!(without_rule(&workspace(), &[rule("gate-http", &["gate-city"])]).is_empty());
    }

    #[test]
    fn a_clock_in_the_domain_is_found_outside_of_comments_and_tests() {
        let text = "// Utc::now is not for us\nlet now = Utc::now();\n#[cfg(test)]\nmod tests { fn t() { Utc::now(); } }\n";
        assert_eq!(impure_lines(text), [(2, "Utc::now")]);
    }
}
