//! `cargo xtask bundle`: the packages that are installed, by Tauri's own bundler.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::arguments::Arguments;
use crate::programs;
use crate::requirements::{self, Need};
use crate::ui::Ui;
use crate::workspace::Workspace;

/// What a booth's slow line can be asked to fetch.
const LARGEST_DEB: u64 = 20_000_000;

/// Small and quick, and nobody looks for lines in it. Apart from the other releases, which would be compiled anew each time.
const PROFILE: [(&str, &str); 3] = [
    ("CARGO_PROFILE_RELEASE_DEBUG", "false"),
    ("CARGO_PROFILE_RELEASE_STRIP", "symbols"),
    ("CARGO_PROFILE_RELEASE_LTO", "thin"),
];

/// Builds both programs and packs them: the kinds that are named, else the one that is usual on this system.
pub fn bundle(mut arguments: Arguments) -> Result<()> {
    let mut kinds = arguments.names()?;
    arguments.end()?;
    if kinds.is_empty() {
        kinds.push(usual_kind().to_owned());
    }
    let workspace = Workspace::here()?;
    let needs = [Need::Rust, Need::CCompiler, Need::Node, Need::WebView, Need::TrayIcon];
    requirements::ensure(&workspace, &needs)?;
    let ui = Ui::of(&workspace.root);
    ui.install()?;
    ui.build()?;

    let target = workspace.target.join("bundle");
    // One call, so that what both have in common is compiled once.
    let both = ["build", "--release", "--package", "gatehouse", "--package", "gate-cli", "--bins"];
    let mut cargo = programs::cargo(&workspace.root);
    programs::run(cargo.args(both).envs(PROFILE).env("CARGO_TARGET_DIR", &target))?;

    let mut bundler = Command::new(ui.program("tauri"));
    bundler
        .args(["bundle", "--ci", "--bundles"])
        .arg(kinds.join(","))
        .arg("--config")
        .arg(with_command_line(&target).to_string())
        .current_dir(workspace.root.join("src-tauri"))
        .env("CARGO_TARGET_DIR", &target);
    programs::run(&mut bundler)?;

    let made = packages(&target.join("release").join("bundle"))?;
    for (path, bytes) in &made {
        println!("{:.1} MB  {}", *bytes as f64 / 1e6, path.display());
        if path.extension() == Some(OsStr::new("deb")) && *bytes > LARGEST_DEB {
            bail!("{} is larger than {} MB", path.display(), LARGEST_DEB / 1_000_000);
        }
    }
    if made.is_empty() {
        bail!("the bundler made no package");
    }
    Ok(())
}

fn usual_kind() -> &'static str {
    if cfg!(windows) {
        "nsis"
    } else if cfg!(target_os = "macos") {
        "dmg"
    } else {
        "deb"
    }
}

/// `gatehousectl` beside the window: where it was built is known only here.
fn with_command_line(target: &Path) -> serde_json::Value {
    let built = target.join("release").join(format!("gatehousectl{}", std::env::consts::EXE_SUFFIX));
    if cfg!(windows) {
        return json!({ "bundle": { "resources": { built.to_string_lossy(): "gatehousectl.exe" } } });
    }
    let files = json!({ "/usr/bin/gatehousectl": built });
    json!({ "bundle": { "linux": { "deb": { "files": files }, "rpm": { "files": files }, "appimage": { "files": files } } } })
}

/// The packages under this folder, and their sizes.
fn packages(folder: &Path) -> Result<Vec<(PathBuf, u64)>> {
    let kinds = ["deb", "rpm", "AppImage", "msi", "exe", "dmg"];
    let mut found = Vec::new();
    for kind in fs::read_dir(folder).with_context(|| format!("cannot look into {}", folder.display()))? {
        let kind = kind?.path();
        if !kind.is_dir() {
            continue;
        }
        for file in fs::read_dir(kind)? {
            let file = file?;
            let path = file.path();
            if path.extension().is_some_and(|end| kinds.iter().any(|kind| end == *kind)) {
                found.push((path, file.metadata()?.len()));
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn the_command_line_comes_with_every_kind_of_this_system() {
        let config = with_command_line(Path::new("/built"));
        for kind in ["deb", "rpm", "appimage"] {
            let file = &config["bundle"]["linux"][kind]["files"]["/usr/bin/gatehousectl"];
            assert_eq!(file, "/built/release/gatehousectl", "{kind}");
        }
    }

    #[test]
    fn only_packages_are_counted() {
        let folder = std::env::temp_dir().join(format!("xtask-bundle-{}", std::process::id()));
        fs::create_dir_all(folder.join("deb/gatehouse_0.1.0_amd64")).unwrap();
        fs::write(folder.join("deb/gatehouse_0.1.0_amd64.deb"), "12345").unwrap();
        fs::write(folder.join("deb/control.tar.gz"), "1").unwrap();
        let found = packages(&folder);
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(found.unwrap(), [(folder.join("deb/gatehouse_0.1.0_amd64.deb"), 5)]);
        assert!(packages(&folder).is_err(), "nothing was made there");
    }
}
