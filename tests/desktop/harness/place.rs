//! Folders of a test's own in place of an account's, so that nothing of this machine is seen or touched.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;

use super::{Display, group::Group};

/// No message bus: with one, single-instance would join tests together.
const NOWHERE: &str = "unix:path=/nonexistent";

/// Where a program of this test keeps everything.
pub struct Place {
    folder: TempDir,
}

impl Place {
    /// An empty one.
    pub fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("gatehouse-desktop-").tempdir().unwrap();
        for name in ["data", "config", "cache", "temporary", "run"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        Self { folder }
    }

    /// A folder in it: `data`, `config`, `cache`, `temporary` or `run`, or one of the test's own.
    pub fn folder(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// All of it.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A command whose process knows this place, that display, and no message bus.
    pub fn command(&self, program: &str, display: &Display) -> Command {
        let mut command = Command::new(program);
        command
            .env("DISPLAY", display.number())
            .env("DBUS_SESSION_BUS_ADDRESS", NOWHERE)
            .env("NO_AT_BRIDGE", "1")
            .env("LANG", "C.UTF-8")
            .env("HOME", self.path())
            .env("XDG_DATA_HOME", self.folder("data"))
            .env("XDG_CONFIG_HOME", self.folder("config"))
            .env("XDG_CACHE_HOME", self.folder("cache"))
            .env("XDG_RUNTIME_DIR", self.folder("run"))
            .env("TMPDIR", self.folder("temporary"))
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("XAUTHORITY")
            .env_remove("GATEHOUSE_DATA_DIR");
        command
    }
}

/// A message bus of a test's own; dropping it ends it.
pub struct Bus {
    address: String,
    _daemon: Group,
}

impl Bus {
    /// Starts one.
    pub fn new() -> Self {
        let mut command = Command::new("dbus-daemon");
        command
            .args(["--session", "--nofork", "--nopidfile", "--print-address=1"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut daemon = Group::start(&mut command);
        let mut line = String::new();
        BufReader::new(daemon.child().stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(!line.trim().is_empty(), "dbus-daemon has no address to give");
        Self { address: line.trim().to_owned(), _daemon: daemon }
    }

    /// As `DBUS_SESSION_BUS_ADDRESS` names it.
    pub fn address(&self) -> &str {
        &self.address
    }
}
