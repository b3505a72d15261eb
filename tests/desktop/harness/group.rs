//! A process in a group of its own, which ends with everything that it started.

use std::{
    fs,
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
};

use super::wait::until;

/// A process group; dropping it ends all of it.
pub struct Group {
    child: Child,
}

impl Group {
    /// Starts `command` as the first of its group.
    pub fn start(command: &mut Command) -> Self {
        let program = command.get_program().to_owned();
        let child = command.stdin(Stdio::null()).process_group(0).spawn();
        Self { child: child.unwrap_or_else(|error| panic!("{} does not start: {error}", program.display())) }
    }

    /// The first process.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// The number of the first process, and of the group.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The processes of the group that run this program.
    pub fn running(&self, program: &str) -> Vec<u32> {
        let program = fs::canonicalize(program).unwrap();
        let processes =
            fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
        processes
            .filter(|id: &u32| {
                let folder = Path::new("/proc").join(id.to_string());
                group_of(&folder) == Some(self.id())
                    && fs::read_link(folder.join("exe")).is_ok_and(|exe| exe == program)
            })
            .collect()
    }

    /// Waits for the first process to end by itself.
    pub async fn ended(&mut self) -> ExitStatus {
        let child = &mut self.child;
        until("the process ends", || {
            let status = child.try_wait().unwrap();
            async move { status }
        })
        .await
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        signal("KILL", &format!("-{}", self.id()));
        // The group is gone; whether the first process had ended before does not matter.
        let _ = self.child.wait();
    }
}

/// Sends a signal to a process, or to a group when the number has a minus before it.
pub fn signal(name: &str, process: &str) {
    // A process that is gone already is what this is for.
    let _ = Command::new("kill").args(["-s", name, "--", process]).stderr(Stdio::null()).status();
}

/// The fifth field of `stat`; the second may hold anything but ends with the last parenthesis.
fn group_of(folder: &Path) -> Option<u32> {
    let stat = fs::read_to_string(folder.join("stat")).ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(2)?.parse().ok()
}
