//! The real `gatehousectl` on a park's data directory.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use super::park::{PARKING_ID, PARKPOTID, Pace, Park};

/// Where `gatehousectl` was built: beside the directory in which this test program stands.
///
/// # Panics
/// It was not built.
#[must_use]
pub fn gatehousectl() -> PathBuf {
    let test = std::env::current_exe().expect("the system knows where this program is");
    let profile = test.parent().and_then(Path::parent).expect("cargo puts tests into <profile>/deps");
    let program = profile.join(format!("gatehousectl{}", std::env::consts::EXE_SUFFIX));
    assert!(
        program.is_file(),
        "{} is missing: run `cargo build -p gate-cli` first, or the tests by `cargo xtask test`",
        program.display()
    );
    program
}

/// Writes `gatehouse.toml` and `secrets.toml` of a park into its data directory.
///
/// # Errors
/// The files cannot be written.
pub fn configure(park: &Park) -> io::Result<()> {
    let Pace { poll_interval, heartbeat_interval, clock_interval, request_timeout, .. } = park.options.pace;
    let Pace { retry, orphan_wait, max_requests_per_second, max_concurrency, .. } = park.options.pace;
    let account = &park.options.open_platform;
    let mut config = format!(
        "[open_platform]\nbase_url = \"{}\"\napp_key = \"{}\"\npoll_interval = \"{}\"\ncollect_from = \"{}\"\n",
        park.open_platform.base_url(),
        account.app_key,
        duration(poll_interval),
        park.collect_from.china_standard(),
    );
    if park.options.callbacks.is_some() {
        config += &format!("\n[open_platform.callback]\nlisten = \"{}\"\n", park.loopback.callbacks());
    }
    config += &format!(
        "\n[[car_park]]\nparking_id = \"{PARKING_ID}\"\nname = \"一号停车场\"\n\n[car_park.city]\nplatform = \"ningbo\"\n\
         base_url = \"{}\"\nportname = \"{}\"\nparkpotid = \"{PARKPOTID}\"\nheartbeat_interval = \"{}\"\n\
         clock_interval = \"{}\"\nmax_requests_per_second = {max_requests_per_second}\n\
         max_concurrency = {max_concurrency}\nrequest_timeout = \"{}\"\nretry_initial = \"{}\"\nretry_max = \"{}\"\n\
         refused_attempts = {}\nalready_accepted = {:?}\norphan_wait = \"{}\"\n",
        park.city.base_url(),
        park.options.city.portname,
        duration(heartbeat_interval),
        duration(clock_interval),
        duration(request_timeout),
        duration(retry.initial),
        duration(retry.max),
        retry.refused_attempts,
        park.options.already_accepted,
        duration(orphan_wait),
    );
    let secrets = format!(
        "[open_platform]\napp_secret = \"{}\"\n\n[car_park.{PARKING_ID}]\nportpwd = \"{}\"\n",
        account.app_secret, park.options.city.portpwd
    );
    for (name, text) in [("gatehouse.toml", config), ("secrets.toml", secrets)] {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(park.path().join(name))?.write_all(text.as_bytes())?;
    }
    Ok(())
}

fn duration(span: Duration) -> String {
    format!("{}ms", span.as_millis())
}

/// `gatehousectl` on one data directory. A process that was not ended is killed with it.
#[derive(Debug)]
pub struct Program {
    child: Child,
}

impl Program {
    /// Runs a command to its end, with nothing of this process's own environment that could direct it elsewhere.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn run(dir: &Path, arguments: &[&str]) -> io::Result<Output> {
        command(dir, arguments).stdin(Stdio::null()).output()
    }

    /// Starts a command that goes on; what it says on stderr is appended to a file.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn start(dir: &Path, arguments: &[&str], stderr: &Path) -> io::Result<Self> {
        let stderr = OpenOptions::new().create(true).append(true).open(stderr)?;
        let child = command(dir, arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::from(stderr))
            .spawn()?;
        Ok(Self { child })
    }

    /// The system's number of the process.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Kills it as `kill -9` does, without a last word, and waits until it is gone.
    ///
    /// # Errors
    /// The system's.
    pub fn kill(mut self) -> io::Result<()> {
        self.child.kill()?;
        self.child.wait().map(drop)
    }

    /// Its exit code, if it has ended by itself.
    ///
    /// # Errors
    /// The system's.
    pub fn ended(&mut self) -> io::Result<Option<i32>> {
        Ok(self.child.try_wait()?.map(|status| status.code().unwrap_or(-1)))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(gatehousectl());
    let ours = std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GATEHOUSE_"));
    for (name, _) in ours {
        command.env_remove(name);
    }
    command.arg("--data-dir").arg(dir).args(arguments);
    command
}
