//! The demo beside this program.

use std::process::{Command, Stdio};

use gate_app::contract::{Code, Failure};

/// Opens a simulated car park in a window of its own, which begins and ends apart from this one. Where one is open already,
/// it comes forward.
///
/// # Errors
/// `internal` where the system starts no program.
#[tauri::command]
pub fn open_demo() -> Result<(), Failure> {
    let refused =
        |error: std::io::Error| Failure::new(Code::Internal).with("detail", format!("the demo: {error}"));
    let program = std::env::current_exe().map_err(refused)?;
    let mut demo = Command::new(program)
        .arg("--demo")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(refused)?;
    // Somebody has to hear that it ended, and nobody needs to know how.
    std::thread::spawn(move || demo.wait());
    Ok(())
}
