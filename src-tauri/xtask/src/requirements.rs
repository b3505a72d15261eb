//! What a command needs from the machine: looked for first, installed where that is possible.

use std::io::IsTerminal;
use std::process::Command;

use anyhow::Result;

use crate::arguments::Stop;
use crate::programs;
use crate::workspace::Workspace;

/// Something a command needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The workspace's `rust-version` or newer.
    Rust,
    Rustfmt,
    Clippy,
    /// Links every program, and builds the bundled SQLite.
    CCompiler,
    /// What Vite and the tests of `ui` run on.
    Node,
    /// What the desktop program shows its pages in, for building it.
    WebView,
    /// What puts an icon into the tray; the program runs without.
    TrayIcon,
    /// Without one the pages are blank where Chinese stands.
    ChineseFont,
    /// What drives the desktop program in tests, and a display that nobody looks at.
    WebDriver,
    /// What drives the pages in a browser.
    Browser,
}

/// The oldest Node.js that Vite 8 runs on.
const NODE: [u32; 2] = [20, 19];

/// How to get what is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Remedy {
    /// Debian's and Ubuntu's packages.
    Debian(&'static [&'static str]),
    /// A component of the Rust toolchain.
    Component(&'static str),
    /// For a person to do.
    Person(String),
}

#[derive(Debug, PartialEq, Eq)]
struct Missing {
    what: String,
    remedy: Remedy,
}

/// What this machine offers for installing.
#[derive(Debug, Clone, Copy)]
struct Machine {
    apt: bool,
    root: bool,
    sudo: bool,
    rustup: bool,
    /// Somebody can be asked for a password.
    terminal: bool,
}

/// Sees to it that everything in `needs` is there.
///
/// # Errors
/// [`Stop`] with the exact command, when something is missing that cannot be installed from here.
pub fn ensure(workspace: &Workspace, needs: &[Need]) -> Result<()> {
    let missing = missing(workspace, needs);
    if missing.is_empty() {
        return Ok(());
    }
    let machine = Machine::this();
    for missing in &missing {
        println!("missing: {}", missing.what);
    }
    let commands = commands(&missing, machine).map_err(Stop::because)?;
    for command in &commands {
        println!("installing: {}", command.join(" "));
    }
    for words in &commands {
        let Some((program, arguments)) = words.split_first() else { continue };
        let done = programs::run(Command::new(program).args(arguments));
        if done.is_err() {
            return Err(Stop::because(format!("could not install it; run: {}", words.join(" "))).into());
        }
    }
    match self::missing(workspace, needs).first() {
        Some(still) => Err(Stop::because(format!("still missing after installing: {}", still.what)).into()),
        None => Ok(()),
    }
}

fn missing(workspace: &Workspace, needs: &[Need]) -> Vec<Missing> {
    needs.iter().filter_map(|need| look_for(*need, workspace)).collect()
}

fn look_for(need: Need, workspace: &Workspace) -> Option<Missing> {
    match need {
        Need::Rust => {
            let answer = programs::answer("rustc", &["--version"]).unwrap_or_default();
            if is_at_least(&answer, &numbers(&workspace.rust_version)) {
                return None;
            }
            let wanted = &workspace.rust_version;
            Some(Missing {
                what: format!("Rust {wanted} or newer (found: {})", found(&answer)),
                remedy: Remedy::Person("rustup update stable".to_owned()),
            })
        }
        Need::Rustfmt => component("rustfmt", "cargo-fmt"),
        Need::Clippy => component("clippy", "cargo-clippy"),
        Need::CCompiler => {
            // Rust links with `cc`; with MSVC the linker that built this very program brings the compiler.
            let there = cfg!(windows) || programs::answer("cc", &["--version"]).is_some();
            (!there).then(|| Missing {
                what: "a C compiler (cc), for linking and for the bundled SQLite".to_owned(),
                remedy: Remedy::Debian(&["gcc", "libc6-dev"]),
            })
        }
        Need::Node => {
            let answer = programs::answer("node", &["--version"]).unwrap_or_default();
            let there = is_at_least(&answer, &NODE) && programs::answer(npm(), &["--version"]).is_some();
            (!there).then(|| Missing {
                what: format!(
                    "Node.js {}.{} or newer with npm (found: {})",
                    NODE[0],
                    NODE[1],
                    found(&answer)
                ),
                remedy: Remedy::Person(
                    "install Node.js 20.19 or newer, with npm, and put it on the PATH".to_owned(),
                ),
            })
        }
        Need::WebView => on_linux(
            has_library("webkit2gtk-4.1"),
            "WebKitGTK 4.1 with its headers, for the window",
            &["libwebkit2gtk-4.1-dev"],
        ),
        Need::TrayIcon => on_linux(
            has_library("ayatana-appindicator3-0.1"),
            "libayatana-appindicator, for the icon in the tray",
            &["libayatana-appindicator3-dev"],
        ),
        Need::ChineseFont => on_linux(
            programs::answer("fc-list", &[":lang=zh-cn", "family"]).is_some_and(|fonts| !fonts.is_empty()),
            "a font with Chinese characters",
            &["fontconfig", "fonts-wqy-microhei"],
        ),
        Need::WebDriver => on_linux(
            ["WebKitWebDriver", "Xvfb", "xauth", "dbus-daemon"].iter().all(|program| is_on_path(program)),
            "WebKitWebDriver, a virtual display and a message bus, for the tests of the desktop program",
            &["webkit2gtk-driver", "xvfb", "xauth", "dbus"],
        ),
        Need::Browser => on_linux(
            is_on_path("chromium") || is_on_path("google-chrome"),
            "Chromium, for the tests in a browser",
            &["chromium"],
        ),
    }
}

/// What comes with the system elsewhere, or is not used there.
fn on_linux(there: bool, what: &str, packages: &'static [&'static str]) -> Option<Missing> {
    let missing = cfg!(target_os = "linux") && !there;
    missing.then(|| Missing { what: what.to_owned(), remedy: Remedy::Debian(packages) })
}

fn has_library(name: &str) -> bool {
    programs::answer("pkg-config", &["--exists", name]).is_some()
}

/// For programs that cannot be asked for their version.
fn is_on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// npm's program; on Windows it is a script that needs its ending.
pub fn npm() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}

fn component(name: &'static str, program: &str) -> Option<Missing> {
    programs::answer(program, &["--version"])
        .is_none()
        .then(|| Missing { what: format!("{name}, a component of Rust"), remedy: Remedy::Component(name) })
}

fn found(answer: &str) -> &str {
    if answer.is_empty() { "none" } else { answer }
}

/// The commands that install everything, or the words for a person who must run them.
fn commands(missing: &[Missing], machine: Machine) -> Result<Vec<Vec<String>>, String> {
    let mut packages = Vec::new();
    let mut components = Vec::new();
    let mut by_hand = Vec::new();
    for missing in missing {
        match &missing.remedy {
            Remedy::Debian(names) => packages.extend(names.iter().copied()),
            Remedy::Component(name) => components.push(*name),
            Remedy::Person(words) => by_hand.push(words.clone()),
        }
    }
    let mut commands = Vec::new();
    if !packages.is_empty() {
        let prefix: &[&str] = match (machine.root, machine.terminal) {
            (true, _) => &[],
            (false, true) => &["sudo"],
            (false, false) => &["sudo", "-n"],
        };
        let update = words(&[prefix, &["apt-get", "update"]]);
        let install = words(&[prefix, &["apt-get", "install", "-y", "--no-install-recommends"], &packages]);
        if machine.apt && (machine.root || machine.sudo) {
            commands.extend([update, install]);
        } else if machine.apt {
            by_hand.push(format!("as root: apt-get update && {}", install[prefix.len()..].join(" ")));
        } else {
            by_hand.push(format!("install what Debian calls {}", packages.join(", ")));
        }
    }
    if !components.is_empty() {
        let add = words(&[&["rustup", "component", "add"], &components]);
        if machine.rustup {
            commands.push(add);
        } else {
            by_hand.push(format!("install the components of Rust: {}", components.join(", ")));
        }
    }
    if by_hand.is_empty() {
        Ok(commands)
    } else {
        Err(format!("cannot install this here; {}", by_hand.join("; ")))
    }
}

fn words(parts: &[&[&str]]) -> Vec<String> {
    parts.concat().into_iter().map(str::to_owned).collect()
}

impl Machine {
    fn this() -> Self {
        Self {
            apt: programs::answer("apt-get", &["--version"]).is_some(),
            root: programs::answer("id", &["-u"]).is_some_and(|id| id == "0"),
            sudo: programs::answer("sudo", &["--version"]).is_some(),
            rustup: programs::answer("rustup", &["--version"]).is_some(),
            terminal: std::io::stdin().is_terminal(),
        }
    }
}

/// Whether the first version number in `answer` is `wanted` or newer.
fn is_at_least(answer: &str, wanted: &[u32]) -> bool {
    let version =
        answer.split_whitespace().map(|word| numbers(word.trim_start_matches('v'))).find(|it| it.len() > 1);
    version.is_some_and(|version| version.as_slice() >= wanted)
}

/// `1.95.0-beta.2` is `[1, 95, 0]`.
fn numbers(version: &str) -> Vec<u32> {
    let plain = version.split(['-', '+']).next().unwrap_or_default();
    plain.split('.').map_while(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: Machine = Machine { apt: true, root: true, sudo: false, rustup: true, terminal: false };

    fn compiler() -> Missing {
        Missing { what: "a C compiler".to_owned(), remedy: Remedy::Debian(&["gcc", "libc6-dev"]) }
    }

    #[test]
    fn versions_are_compared_by_number() {
        assert!(is_at_least("rustc 1.95.0 (59807616e 2026-04-14)", &[1, 95]));
        assert!(is_at_least("rustc 1.100.0-beta.3 (x)", &[1, 95]));
        assert!(is_at_least("v20.19.0", &NODE));
        assert!(!is_at_least("v20.9.4", &NODE));
        assert!(!is_at_least("v18.20.4", &NODE));
        assert!(!is_at_least("", &NODE));
    }

    #[test]
    fn root_installs_without_sudo() {
        let commands = commands(&[compiler()], ROOT).unwrap();
        assert_eq!(commands[0].join(" "), "apt-get update");
        assert_eq!(commands[1].join(" "), "apt-get install -y --no-install-recommends gcc libc6-dev");
    }

    #[test]
    fn sudo_asks_only_where_somebody_can_answer() {
        let user = Machine { root: false, sudo: true, ..ROOT };
        let silent = commands(&[compiler()], user).unwrap();
        assert_eq!(silent[0].join(" "), "sudo -n apt-get update");
        let asking = commands(&[compiler()], Machine { terminal: true, ..user }).unwrap();
        assert_eq!(asking[0].join(" "), "sudo apt-get update");
    }

    #[test]
    fn without_rights_the_exact_command_is_named_and_nothing_runs() {
        let user = Machine { root: false, ..ROOT };
        let words = commands(&[compiler()], user).unwrap_err();
        assert!(words.contains("apt-get install -y --no-install-recommends gcc libc6-dev"), "{words}");
    }

    #[test]
    fn one_thing_for_a_person_stops_what_could_be_installed_too() {
        let node = Missing { what: "Node".to_owned(), remedy: Remedy::Person("install Node".to_owned()) };
        assert!(commands(&[compiler(), node], ROOT).is_err());
    }

    #[test]
    fn components_come_by_rustup_or_not_at_all() {
        let clippy = [Missing { what: "clippy".to_owned(), remedy: Remedy::Component("clippy") }];
        assert_eq!(commands(&clippy, ROOT).unwrap()[0].join(" "), "rustup component add clippy");
        assert!(commands(&clippy, Machine { rustup: false, ..ROOT }).is_err());
    }
}
