//! The members of the workspace, as `cargo metadata --no-deps` tells them; nothing is downloaded for it.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::programs;

/// The workspace this program was started in.
#[derive(Debug)]
pub struct Workspace {
    /// The folder of the root manifest.
    pub root: PathBuf,
    /// Where cargo builds.
    pub target: PathBuf,
    /// The oldest Rust that builds it, as its manifest says.
    pub rust_version: String,
    pub members: Vec<Member>,
}

/// One package of the workspace.
#[derive(Debug)]
pub struct Member {
    pub name: String,
    /// The packages it names in `[dependencies]` and `[build-dependencies]`.
    pub dependencies: Vec<String>,
    /// The names of its benchmarks.
    pub benches: Vec<String>,
}

impl Workspace {
    /// Asks cargo about the workspace around the current folder.
    pub fn here() -> Result<Self> {
        let here = std::env::current_dir().context("no current folder")?;
        let output = programs::cargo(&here)
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .output()
            .context("cannot start cargo")?;
        if !output.status.success() {
            bail!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        Self::from_metadata(&output.stdout)
    }

    /// Whether a member has this name.
    pub fn has(&self, name: &str) -> bool {
        self.members.iter().any(|member| member.name == name)
    }

    fn from_metadata(json: &[u8]) -> Result<Self> {
        let metadata: Value = serde_json::from_slice(json).context("cargo metadata is no JSON")?;
        let packages = metadata["packages"].as_array().context("cargo metadata names no packages")?;
        let members = packages.iter().map(member).collect::<Result<Vec<_>>>()?;
        let rust_version = packages.iter().find_map(|package| package["rust_version"].as_str());
        Ok(Self {
            root: text(&metadata["workspace_root"])?.into(),
            target: text(&metadata["target_directory"])?.into(),
            rust_version: rust_version.context("no package says rust-version")?.to_owned(),
            members,
        })
    }
}

fn member(package: &Value) -> Result<Member> {
    let listed = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let dependencies = listed(&package["dependencies"])
        .iter()
        .filter(|dependency| dependency["kind"] != "dev")
        .map(|dependency| text(&dependency["name"]))
        .collect::<Result<_>>()?;
    let benches = listed(&package["targets"])
        .iter()
        .filter(|target| listed(&target["kind"]).iter().any(|kind| kind == "bench"))
        .map(|target| text(&target["name"]))
        .collect::<Result<_>>()?;
    Ok(Member { name: text(&package["name"])?, dependencies, benches })
}

fn text(value: &Value) -> Result<String> {
    Ok(value.as_str().context("cargo metadata lacks a text where one is expected")?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_come_with_their_own_dependencies_and_benchmarks() {
        let json = br#"{"workspace_root":"/w","target_directory":"/t","packages":[
            {"name":"gate-photo","rust_version":"1.95",
             "dependencies":[{"name":"image","kind":null},{"name":"proptest","kind":"dev"}],
             "targets":[{"name":"gate_photo","kind":["lib"]},{"name":"photo","kind":["bench"]}]}]}"#;
        let workspace = Workspace::from_metadata(json).unwrap();
        assert_eq!(workspace.rust_version, "1.95");
        assert!(workspace.has("gate-photo"));
        assert!(!workspace.has("image"));
        assert_eq!(workspace.members[0].dependencies, ["image"]);
        assert_eq!(workspace.members[0].benches, ["photo"]);
    }

    #[test]
    fn this_workspace_can_be_read() {
        let workspace = Workspace::here().unwrap();
        assert!(workspace.has("xtask"));
        assert!(workspace.root.join("Cargo.toml").is_file());
    }
}
