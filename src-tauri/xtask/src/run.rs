//! `cargo xtask run`: the program over a simulated car park, or on a data directory of one's own; in a window where there
//! is a display, and for a browser otherwise.

use std::process::Command;

use anyhow::{Context, Result};

use crate::arguments::Arguments;
use crate::programs;
use crate::requirements::{self, Need};
use crate::ui::Ui;
use crate::workspace::Workspace;

/// How the program is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Host {
    Window,
    Browser,
}

/// Builds the UI and the program, and becomes it, so that signals and the terminal are its own.
pub fn run(mut arguments: Arguments) -> Result<()> {
    let browser = arguments.flag("--browser");
    let host = if browser || !has_display() { Host::Browser } else { Host::Window };
    let words = host.words(&arguments.passed_on);
    arguments.end()?;
    let workspace = Workspace::here()?;
    requirements::ensure(&workspace, host.needs())?;
    Ui::of(&workspace.root).build()?;
    let (package, program) = host.program();
    programs::run(programs::cargo(&workspace.root).args(["build", "--package", package, "--bin", program]))?;
    let path = workspace.target.join("debug").join(format!("{program}{}", std::env::consts::EXE_SUFFIX));
    let mut command = Command::new(path);
    command.args(&words);
    println!("$ {}", programs::line(&command));
    become_program(command).with_context(|| format!("cannot start {program}"))
}

impl Host {
    fn needs(self) -> &'static [Need] {
        match self {
            Self::Window => {
                &[Need::Rust, Need::CCompiler, Need::Node, Need::WebView, Need::TrayIcon, Need::ChineseFont]
            }
            Self::Browser => &[Need::Rust, Need::CCompiler, Need::Node],
        }
    }

    /// The package, and its program.
    fn program(self) -> (&'static str, &'static str) {
        match self {
            Self::Window => ("gatehouse", "gatehouse"),
            Self::Browser => ("gate-cli", "gatehousectl"),
        }
    }

    /// Without a data directory of one's own both platforms are simulated.
    fn words(self, passed_on: &[String]) -> Vec<String> {
        let own_directory =
            passed_on.iter().any(|word| word == "--data-dir" || word.starts_with("--data-dir="));
        let demo = !own_directory && !passed_on.iter().any(|word| word == "--demo");
        let serve = (self == Self::Browser).then_some("serve");
        let own = serve.into_iter().chain(demo.then_some("--demo")).map(str::to_owned);
        own.chain(passed_on.iter().cloned()).collect()
    }
}

/// Windows and macOS show windows to whoever is there; elsewhere a variable says where.
fn has_display() -> bool {
    let named = |variable| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos")) || named("DISPLAY") || named("WAYLAND_DISPLAY")
}

#[cfg(unix)]
fn become_program(mut command: Command) -> Result<()> {
    use std::os::unix::process::CommandExt;

    Err(command.exec().into())
}

#[cfg(not(unix))]
fn become_program(mut command: Command) -> Result<()> {
    let status = command.status()?;
    std::process::exit(status.code().unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(host: Host, line: &str) -> String {
        let passed_on: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        host.words(&passed_on).join(" ")
    }

    #[test]
    fn without_a_data_directory_it_is_the_demo() {
        assert_eq!(words(Host::Window, ""), "--demo");
        assert_eq!(words(Host::Browser, ""), "serve --demo");
        assert_eq!(words(Host::Browser, "--listen 127.0.0.1:9000"), "serve --demo --listen 127.0.0.1:9000");
    }

    #[test]
    fn a_data_directory_of_ones_own_is_opened() {
        assert_eq!(words(Host::Window, "--data-dir booth"), "--data-dir booth");
        assert_eq!(words(Host::Window, "--data-dir=booth"), "--data-dir=booth");
        assert_eq!(words(Host::Browser, "--data-dir booth"), "serve --data-dir booth");
    }

    #[test]
    fn a_demo_that_is_kept_names_both() {
        assert_eq!(words(Host::Window, "--demo --data-dir kept"), "--demo --data-dir kept");
    }
}
