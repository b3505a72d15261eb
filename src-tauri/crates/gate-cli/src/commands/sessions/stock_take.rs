//! `sessions stock-take`.

use std::path::PathBuf;

use clap::Args;
use gate_app::{
    AppError, Config, Workspace, now,
    stock_take::{Counted, take},
};
use gate_core::{plate::PlateColour, reconcile::Discrepancy, stock_take::StockTaken, time::UtcMillis};
use gate_store::{Mend, Mending, Store, StoreError};
use serde_json::json;

use super::super::BY;
use crate::{
    arguments,
    failure::Failure,
    output::{self, or_dash},
};

/// What was counted.
#[derive(Debug, Args)]
pub struct StockTake {
    /// A spreadsheet with a column of plates (.xlsx or .csv), or a text with one plate a line.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The car park; not needed where gatehouse.toml has one.
    #[arg(long, value_name = "ID")]
    parking_id: Option<String>,
    /// When it was counted, such as "2026-11-20 18:00"; now where it is not said.
    #[arg(long, value_name = "T", value_parser = arguments::time)]
    counted_at: Option<UtcMillis>,
    /// Only show what differs.
    #[arg(long, required_unless_present = "reason", conflicts_with = "reason")]
    dry_run: bool,
    /// Why, for the audit log: closes the sessions of vehicles that were not seen and that the open platform does not list either.
    #[arg(long, value_name = "TEXT", value_parser = super::super::deliveries::text)]
    reason: Option<String>,
}

pub(super) async fn run(workspace: &Workspace, options: StockTake, json: bool) -> Result<(), Failure> {
    let config = Config::load(workspace.path()).map_err(AppError::from)?;
    let parking_id = match (&options.parking_id, &config.car_parks[..]) {
        (Some(id), parks) if parks.iter().any(|park| park.parking_id == *id) => id.clone(),
        (None, [only]) => only.parking_id.clone(),
        _ => {
            return Err(Failure::usage("write which car park with --parking-id, as gatehouse.toml names it"));
        }
    };
    let bytes = std::fs::read(&options.file)
        .map_err(|error| Failure::usage(format!("{} cannot be read: {error}", options.file.display())))?;
    let counted = tokio::task::spawn_blocking(move || Counted::of_file(&bytes)).await;
    let counted = counted.map_err(|_| Failure::failed("the file cannot be read; try another format"))??;
    let counted_at = options.counted_at.unwrap_or_else(now);
    if counted_at > now() {
        return Err(Failure::usage("--counted-at is still to come; write when it was counted"));
    }
    let store = workspace.existing_store().await?;
    let taken = take(&store, &parking_id, &counted, counted_at).await?;
    // Whom the open platform lists may well be inside: a person looks at these on screen.
    let gone: Vec<i64> = taken
        .missing
        .iter()
        .filter(|found| found.entered_at.is_none())
        .filter_map(|found| found.session)
        .collect();
    let closed = match &options.reason {
        Some(reason) => close(&store, &gone, reason).await?,
        None => Vec::new(),
    };
    store.close().await;
    show(&taken, &counted, &closed, options.dry_run, json)
}

/// Bookkeeping: nothing is told to the city. A session that somebody changed meanwhile stays as it is.
async fn close(store: &Store, sessions: &[i64], reason: &str) -> Result<Vec<i64>, Failure> {
    let mut closed = Vec::new();
    for (session_id, version) in store.session_versions(sessions.to_vec()).await.map_err(AppError::from)? {
        let mending =
            Mending { session_id, version, mend: Mend::ExitMissed, ordinary_colour: PlateColour::Blue };
        match store.mend_session(mending, reason, BY, now()).await {
            Ok(_) => closed.push(session_id),
            Err(StoreError::ChangedMeanwhile | StoreError::CannotMend { .. }) => {}
            Err(error) => return Err(AppError::from(error).into()),
        }
    }
    Ok(closed)
}

fn show(
    taken: &StockTaken,
    counted: &Counted,
    closed: &[i64],
    dry_run: bool,
    json: bool,
) -> Result<(), Failure> {
    if json {
        let row = |found: &Discrepancy| {
            json!({
                "plate": found.plate, "session": found.session,
                "arrived_at": found.session.map(|_| found.since.rfc3339()),
                "listed_since": found.entered_at.map(UtcMillis::rfc3339),
                "resembles": found.resembles.as_ref().map(|other| &other.plate),
                "closed": found.session.is_some_and(|session| closed.contains(&session)),
            })
        };
        return output::json(&json!({
            "dry_run": dry_run, "seen": counted.plates.len(), "twice": counted.twice, "known": taken.known,
            "came_since": taken.came_since, "without_plate": taken.without_plate,
            "unknown": taken.unknown.iter().map(row).collect::<Vec<_>>(),
            "missing": taken.missing.iter().map(row).collect::<Vec<_>>(),
        }));
    }
    output::line(&format!(
        "{} plates seen, {} known, {} not in the books, {} in the books and not seen, {} came after the count",
        counted.plates.len(),
        taken.known,
        taken.unknown.len(),
        taken.missing.len(),
        taken.came_since
    ))?;
    let both = taken.unknown.iter().chain(&taken.missing);
    output::table(
        ["differs", "plate", "session", "arrived", "listed since", "looks like", ""],
        both.map(|found| {
            let time = |at: Option<UtcMillis>| at.map_or_else(|| "-".to_owned(), UtcMillis::china_standard);
            [
                if found.session.is_some() { "not seen" } else { "not in the books" }.to_owned(),
                found.plate.clone(),
                or_dash(found.session),
                time(found.session.map(|_| found.since)),
                time(found.entered_at),
                or_dash(found.resembles.as_ref().map(|other| &other.plate)),
                if found.session.is_some_and(|session| closed.contains(&session)) { "closed" } else { "" }
                    .to_owned(),
            ]
        }),
    )
}
