//! The dependency rules of `.deny.toml`: one place for them, read by cargo-deny and by us.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// A package that only some others may name.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    pub package: String,
    /// Who may; nobody when empty.
    pub wrappers: Vec<String>,
}

/// The rules under `[bans] deny`.
pub fn rules(root: &Path) -> Result<Vec<Rule>> {
    let text = fs::read_to_string(root.join(".deny.toml")).context("cannot read .deny.toml")?;
    parse(&text)
}

/// Each rule stands on a line of its own, `{ crate = "…", wrappers = ["…"] },`; this is all of TOML that is needed.
fn parse(text: &str) -> Result<Vec<Rule>> {
    let mut rules = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| line.starts_with("{ crate = ")) {
        let mut names = line.split('"').skip(1).step_by(2).map(str::to_owned);
        let (Some(package), true) = (names.next(), line.ends_with("},")) else {
            bail!(".deny.toml: a rule must stand on one line: {line}");
        };
        let wrappers = if line.contains("wrappers = [") { names.collect() } else { Vec::new() };
        rules.push(Rule { package, wrappers });
    }
    if rules.is_empty() {
        bail!(".deny.toml holds no rule");
    }
    Ok(rules)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_with_and_without_wrappers() {
        let text = "deny = [\n  # SQL in one place\n  { crate = \"rusqlite\", wrappers = [\"gate-store\", \"refinery\"] },\n  { crate = \"openssl\" },\n]\n";
        let rules = parse(text).unwrap();
        assert_eq!(rules[0].package, "rusqlite");
        assert_eq!(rules[0].wrappers, ["gate-store", "refinery"]);
        assert_eq!(rules[1], Rule { package: "openssl".to_owned(), wrappers: Vec::new() });
    }

    #[test]
    fn a_rule_over_several_lines_or_none_at_all_is_refused() {
        assert!(parse("{ crate = \"rusqlite\", wrappers = [").is_err());
        assert!(parse("[bans]\n").is_err());
    }
}
