//! A display that nobody looks at.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use super::group::Group;

/// Xvfb at a number that it chose itself; dropping it ends it.
pub struct Display {
    number: String,
    _server: Group,
}

impl Display {
    /// Starts one of this size in pixels.
    pub fn new(width: u32, height: u32) -> Self {
        let mut command = Command::new("Xvfb");
        command
            .args(["-displayfd", "1", "-nolisten", "tcp", "-noreset", "-screen", "0"])
            .arg(format!("{width}x{height}x24"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut server = Group::start(&mut command);
        let mut line = String::new();
        // It writes its number once it can be connected to.
        BufReader::new(server.child().stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(!line.trim().is_empty(), "Xvfb has no display to give");
        Self { number: format!(":{}", line.trim()), _server: server }
    }

    /// As `DISPLAY` names it.
    pub fn number(&self) -> &str {
        &self.number
    }
}
