//! The web UI, built with npm: what the desktop program and `gatehousectl serve` bring with them.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::programs;
use crate::requirements::npm;
use crate::source_tree;

/// Says in `node_modules` what was installed there: a copy of the lock file it was made from.
const INSTALLED: &str = "node_modules/.installed-package-lock.json";

/// The folder `ui`.
pub struct Ui {
    root: PathBuf,
    folder: PathBuf,
}

impl Ui {
    pub fn of(root: &Path) -> Self {
        Self { root: root.to_owned(), folder: root.join("ui") }
    }

    /// The scripts among `wanted` that `package.json` has, in that order.
    pub fn scripts(&self, wanted: &[&'static str]) -> Result<Vec<&'static str>> {
        let text =
            fs::read_to_string(self.folder.join("package.json")).context("cannot read ui/package.json")?;
        let package: Value = serde_json::from_str(&text).context("ui/package.json is no JSON")?;
        if !package.is_object() {
            bail!("ui/package.json holds no object");
        }
        Ok(wanted.iter().copied().filter(|name| package["scripts"][name].is_string()).collect())
    }

    /// Installs what the lock file names, unless that was done.
    pub fn install(&self) -> Result<()> {
        let lock =
            fs::read(self.folder.join("package-lock.json")).context("cannot read ui/package-lock.json")?;
        let installed = self.folder.join(INSTALLED);
        if fs::read(&installed).is_ok_and(|there| there == lock) {
            return Ok(());
        }
        // Not `ci`, which wants every system's optional package in the lock file, though a registry need not have them all.
        // The versions and hashes of the lock file hold here too, and it is left as it is.
        self.npm(&["install", "--no-save", "--no-audit", "--no-fund"])?;
        fs::write(&installed, lock).with_context(|| format!("cannot write {}", installed.display()))
    }

    /// Runs a script of `package.json` with these variables set.
    pub fn script(&self, name: &str, variables: &[(&str, &OsStr)]) -> Result<()> {
        let mut command = self.command(&["run", "--silent", name]);
        command.envs(variables.iter().copied());
        programs::run(&mut command)
    }

    /// Builds `dist`, unless it is newer than all it is made of.
    pub fn build(&self) -> Result<()> {
        if self.is_built()? {
            return Ok(());
        }
        self.install()?;
        self.script("build", &[])
    }

    /// A program that came with the dependencies.
    pub fn program(&self, name: &str) -> PathBuf {
        let end = if cfg!(windows) { ".cmd" } else { "" };
        self.folder.join("node_modules").join(".bin").join(format!("{name}{end}"))
    }

    fn is_built(&self) -> Result<bool> {
        let Ok(built) = modified(&self.folder.join("dist").join("index.html")) else { return Ok(false) };
        let mut written = source_tree::files(&self.root)?.into_iter().filter(|path| path.starts_with("ui"));
        let lock = self.folder.join("package-lock.json");
        Ok(written.all(|path| modified(&self.root.join(path)).is_ok_and(|time| time <= built))
            && modified(&lock).is_ok_and(|time| time <= built))
    }

    fn npm(&self, arguments: &[&str]) -> Result<()> {
        programs::run(&mut self.command(arguments))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(npm());
        command.current_dir(&self.folder).args(arguments);
        command
    }
}

fn modified(path: &Path) -> Result<SystemTime> {
    let metadata = fs::metadata(path).with_context(|| format!("cannot look at {}", path.display()))?;
    Ok(metadata.modified()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder that goes with the test.
    struct Tree(PathBuf);

    impl Tree {
        fn new(name: &str) -> Self {
            let root = std::env::temp_dir().join(format!("xtask-ui-{name}-{}", std::process::id()));
            fs::create_dir_all(root.join("ui/dist")).unwrap();
            Self(root)
        }

        fn write(&self, path: &str, text: &str, age_s: u64) {
            let path = self.0.join(path);
            fs::write(&path, text).unwrap();
            let time = SystemTime::now() - std::time::Duration::from_secs(age_s);
            fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
        }
    }

    impl Drop for Tree {
        fn drop(&mut self) {
            // A folder left in the system's temporary place harms no later run.
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn what_was_built_after_the_last_change_is_not_built_again() {
        let tree = Tree::new("built");
        let ui = Ui::of(&tree.0);
        tree.write("ui/index.html", "", 20);
        tree.write("ui/package-lock.json", "{}", 20);
        assert!(!ui.is_built().unwrap(), "nothing is built");
        tree.write("ui/dist/index.html", "", 10);
        assert!(ui.is_built().unwrap());
        tree.write("ui/package-lock.json", "{}", 5);
        assert!(!ui.is_built().unwrap(), "other dependencies make another UI");
        tree.write("ui/package-lock.json", "{}", 20);
        tree.write("ui/index.html", "", 5);
        assert!(!ui.is_built().unwrap(), "a page was changed");
    }

    #[test]
    fn only_the_scripts_that_are_there_are_named_and_in_our_order() {
        let tree = Tree::new("scripts");
        tree.write("ui/package.json", r#"{"scripts":{"build":"b","check":"c"}}"#, 0);
        assert_eq!(Ui::of(&tree.0).scripts(&["check", "test", "build"]).unwrap(), ["check", "build"]);
        tree.write("ui/package.json", "[]", 0);
        assert!(Ui::of(&tree.0).scripts(&["check"]).is_err());
    }
}
