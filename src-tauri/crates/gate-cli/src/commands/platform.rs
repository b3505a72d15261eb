//! What all commands that write to the open platform have in common: in whose name, and how an outcome is told.

use gate_app::{Workspace, contract::types::WriteOutcome, desk::Desk};
use serde::Serialize;

use super::{BY, Globals};
use crate::{failure::Failure, output};

/// The data directory and the open platform, in the name of the system's user.
pub async fn desk(globals: &Globals) -> Result<Desk, Failure> {
    let workspace = Workspace::open(globals.data_dir.clone())?;
    Ok(Desk::open(&workspace, &user()).await?)
}

/// Who uses the system.
fn user() -> String {
    let named = ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    named.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| BY.to_owned())
}

/// Tells what came of a write: `done`, `refused` with the platform's words (exit 1), or that it is not known (exit 4).
pub fn tell(
    globals: &Globals,
    item: &impl Serialize,
    outcome: WriteOutcome,
    answer: Option<&str>,
    found: &str,
) -> Result<(), Failure> {
    if globals.json {
        output::json(item)?;
    }
    match outcome {
        WriteOutcome::Done if globals.json => Ok(()),
        WriteOutcome::Done => output::line("done"),
        WriteOutcome::Refused => {
            Err(Failure::failed(format!("refused: {}; nothing was changed", answer.unwrap_or_default())))
        }
        WriteOutcome::NotDone => Err(Failure::failed(
            "not done: the answer was lost, and the open platform does not have it; try again",
        )),
        WriteOutcome::Unknown => Err(Failure::unknown(format!("unknown: the answer was lost; {found}"))),
    }
}
