//! `status`.

use gate_app::{Workspace, now, status};

use super::Globals;
use crate::{
    failure::Failure,
    output::{self, or_dash},
};

/// Shows the status of the data directory.
pub async fn run(globals: Globals) -> Result<(), Failure> {
    let workspace = Workspace::open(globals.data_dir)?;
    let store = workspace.store_if_any().await?;
    let status = status::read(workspace.path(), store.as_ref(), now()).await?;
    if globals.json { output::json(&status) } else { show(&status) }
}

/// Prints a status for a person.
pub fn show(status: &status::Status) -> Result<(), Failure> {
    let deliveries = &status.deliveries;
    output::facts(&[
        ("syncing", if status.syncing { "yes" } else { "no" }.to_owned()),
        (
            "deliveries",
            format!(
                "{} due, {} waiting, {} parked, {} delivered",
                deliveries.due, deliveries.waiting, deliveries.parked, deliveries.delivered
            ),
        ),
        ("oldest undelivered", output::time(status.oldest_undelivered_at.as_deref())),
        ("sessions", format!("{} open, {} closed", status.sessions.open, status.sessions.closed)),
        ("passages", status.passages.to_string()),
        ("last heartbeat", output::time(status.heartbeat.last_ok_at.as_deref())),
        ("heartbeat error", or_dash(status.heartbeat.last_error.as_deref())),
        ("clock drift", or_dash(status.clock_drift_ms.map(|drift| format!("{drift} ms")))),
        ("last collected", output::time(status.collector.last_ok_at.as_deref())),
        ("collected until", output::time(status.collector.collected_until.as_deref())),
        ("collector error", or_dash(status.collector.last_error.as_deref())),
    ])
}
