//! `doctor`.

use gate_app::{
    AppError, DataDir,
    doctor::{self, Outcome},
};

use super::Globals;
use crate::{
    failure::Failure,
    output::{self, or_dash},
};

/// Checks everything and says what to do.
pub async fn run(globals: Globals) -> Result<(), Failure> {
    let path = DataDir::resolve(globals.data_dir).map_err(AppError::from)?;
    let report = doctor::examine(&path).await;
    if globals.json {
        output::json(&report)?;
    } else {
        output::table(
            ["part", "step", "", "found", "what to do"],
            report.checks.iter().map(|check| {
                let part = match &check.parking_id {
                    Some(id) => format!("{} of {id}", check.part),
                    None => check.part.to_owned(),
                };
                [
                    part.replace('_', " "),
                    check.step.replace('_', " "),
                    word(check.outcome).to_owned(),
                    check.found.clone(),
                    or_dash(check.remedy),
                ]
            }),
        )?;
    }
    match report.checks.iter().find(|check| check.outcome == Outcome::Failed) {
        None => Ok(()),
        Some(first) => Err(Failure::failed(format!(
            "{} {} failed: {}; {}",
            first.part.replace('_', " "),
            first.step.replace('_', " "),
            first.found,
            first.remedy.unwrap_or("see the list")
        ))),
    }
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Ok => "ok",
        Outcome::Warning => "WARNING",
        Outcome::Failed => "FAILED",
        Outcome::Skipped => "skipped",
    }
}
