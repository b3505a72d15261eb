//! Who depends on whom, from Cargo.lock: every platform's packages, and nothing is downloaded for it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// The graph of Cargo.lock by name; versions of one package count as one.
#[derive(Debug, Default)]
pub struct Lockfile {
    dependencies: BTreeMap<String, BTreeSet<String>>,
}

impl Lockfile {
    pub fn read(root: &Path) -> Result<Self> {
        let text = fs::read_to_string(root.join("Cargo.lock")).context("cannot read Cargo.lock")?;
        Self::parse(&text)
    }

    pub fn parse(text: &str) -> Result<Self> {
        let mut lockfile = Self::default();
        let mut package = None;
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("name = ") {
                let name = name.trim_matches('"').to_owned();
                lockfile.dependencies.entry(name.clone()).or_default();
                package = Some(name);
            } else if let Some(dependency) = line.strip_prefix(" \"") {
                let name = dependency.split([' ', '"']).next().unwrap_or_default();
                let package = package.as_ref().context("Cargo.lock: a dependency before any package")?;
                lockfile.dependencies.entry(package.clone()).or_default().insert(name.to_owned());
            }
        }
        if lockfile.dependencies.is_empty() {
            bail!("Cargo.lock names no package");
        }
        Ok(lockfile)
    }

    /// The packages that name `package` themselves.
    pub fn dependents<'a>(&'a self, package: &'a str) -> impl Iterator<Item = &'a str> {
        self.dependencies
            .iter()
            .filter(move |(_, names)| names.contains(package))
            .map(|(name, _)| name.as_str())
    }

    /// Everything that is reached from `start`, itself included.
    pub fn reached<'a>(&'a self, start: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::new();
        let mut next: Vec<&str> = start.into_iter().collect();
        while let Some(name) = next.pop() {
            if reached.insert(name)
                && let Some(names) = self.dependencies.get(name)
            {
                next.extend(names.iter().map(String::as_str));
            }
        }
        reached
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "\
version = 4

[[package]]
name = \"gate-http\"
version = \"0.1.0\"
dependencies = [
 \"reqwest\",
 \"thiserror 2.0.21\",
]

[[package]]
name = \"reqwest\"
version = \"0.13.5\"
dependencies = [
 \"tokio\",
]

[[package]]
name = \"tokio\"
version = \"1.54.1\"
";

    #[test]
    fn dependents_are_direct_and_reach_goes_through() {
        let lockfile = Lockfile::parse(LOCK).unwrap();
        assert_eq!(lockfile.dependents("tokio").collect::<Vec<_>>(), ["reqwest"]);
        assert_eq!(lockfile.dependents("thiserror").collect::<Vec<_>>(), ["gate-http"]);
        let reached: Vec<_> = lockfile.reached(["gate-http"]).into_iter().collect();
        assert_eq!(reached, ["gate-http", "reqwest", "thiserror", "tokio"]);
    }

    #[test]
    fn an_empty_file_is_refused_rather_than_found_clean() {
        assert!(Lockfile::parse("version = 4\n").is_err());
    }
}
