//! `sessions list`, `correct`, `discrepancies`, `stock-take` and `overdue-after`.

mod stock_take;

use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};
use gate_app::{
    AppError, Config, Workspace, corrections,
    discrepancies::{self, DiscrepancyView},
    now,
    sessions::{self, SessionQuery},
};
use gate_core::time::UtcMillis;
use gate_store::PlateCorrection;

use super::{BY, Globals};
use crate::{
    arguments,
    failure::Failure,
    output::{self, or_dash},
};

/// What to do with sessions.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List them, the newest first.
    List(List),
    /// Correct a plate that a camera misread; what the city was told is told again.
    Correct(Correct),
    /// Show missed entries and exits, ghosts: where the list of vehicles inside and the open sessions differ.
    ///
    /// The open platform's list is compared each minute while sync runs. What differs is for a person to look at; nothing
    /// is changed or sent by it.
    Discrepancies,
    /// Compare the plates that somebody saw in the car park with the open sessions, and close those of vehicles that are gone.
    StockTake(stock_take::StockTake),
    /// Set after which time inside a vehicle is overdue; 7d where this was never set.
    OverdueAfter(OverdueAfter),
}

/// What is put right.
#[derive(Debug, Args)]
pub struct Correct {
    /// The session's id.
    #[arg(value_name = "ID")]
    id: i64,
    /// What the plate really is; empty for a vehicle without one.
    #[arg(long, value_name = "PLATE")]
    plate: String,
    /// Why, for the audit log.
    #[arg(long, value_name = "TEXT", value_parser = super::deliveries::text)]
    reason: String,
}

/// From when on a vehicle is overdue.
#[derive(Debug, Args)]
pub struct OverdueAfter {
    /// Such as 7d or 36h.
    #[arg(value_name = "SPAN", value_parser = arguments::duration)]
    span: Duration,
}

/// Which ones are listed.
#[derive(Debug, Args)]
pub struct List {
    /// Only open or only closed ones; one whose exit was missed is closed.
    #[arg(long)]
    state: Option<State>,
    /// Only of this day, such as 2026-11-20.
    #[arg(long, value_name = "D", value_parser = arguments::day)]
    day: Option<UtcMillis>,
    /// At most so many.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
}

/// Whether the vehicle is inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum State {
    /// It is.
    Open,
    /// It is not.
    Closed,
}

/// Runs one of them.
pub async fn run(globals: Globals, command: Command) -> Result<(), Failure> {
    let workspace = Workspace::open(globals.data_dir)?;
    match command {
        Command::List(options) => list(&workspace, options, globals.json).await,
        Command::Correct(asked) => {
            let config = Config::load(workspace.path()).map_err(AppError::from)?;
            let store = workspace.existing_store().await?;
            let Correct { id: session_id, plate, reason } = asked;
            let correction = PlateCorrection { session_id, plate, reason, by: BY.to_owned() };
            let done = corrections::correct_plate(&store, &config, correction, now()).await?;
            store.close().await;
            if globals.json {
                return output::json(&done);
            }
            let joined = if done.joined { ", joined with its other half" } else { "" };
            output::line(&format!(
                "session {}: {} events are sent again{joined}",
                done.session, done.sent_again
            ))
        }
        Command::Discrepancies => {
            let found = match workspace.store_if_any().await? {
                Some(store) => discrepancies::list(&store).await?,
                None => Vec::new(),
            };
            if globals.json { output::json(&found) } else { show_discrepancies(found) }
        }
        Command::StockTake(options) => stock_take::run(&workspace, options, globals.json).await,
        Command::OverdueAfter(OverdueAfter { span }) => {
            let store = workspace.existing_store().await?;
            discrepancies::set_overdue_after(&store, span, BY, now()).await?;
            store.close().await;
            if globals.json {
                let seconds = span.as_secs_f64();
                return output::json(&serde_json::json!({ "overdue_after_seconds": seconds }));
            }
            output::line("set; the next sample goes by it")
        }
    }
}

async fn list(workspace: &Workspace, list: List, json: bool) -> Result<(), Failure> {
    let query =
        SessionQuery { open: list.state.map(|state| state == State::Open), day: list.day, limit: list.limit };
    let found = match workspace.store_if_any().await? {
        Some(store) => sessions::list(&store, query).await?,
        None => Vec::new(),
    };
    if json {
        return output::json(&found);
    }
    output::table(
        ["id", "car park", "plate", "state", "mark", "arrived", "departed", "lanes", "business id"],
        found.into_iter().map(|session| {
            [
                session.id.to_string(),
                session.parking_id,
                or_dash(Some(session.plate).filter(|plate| !plate.is_empty())),
                session.state.to_owned(),
                or_dash(session.mark),
                output::time(session.arrived_at.as_deref()),
                output::time(session.departed_at.as_deref()),
                format!("{} → {}", session.arrival_lane, session.departure_lane),
                session.business_id,
            ]
        }),
    )
}

fn show_discrepancies(found: Vec<DiscrepancyView>) -> Result<(), Failure> {
    output::table(
        [
            "car park",
            "differs",
            "plate",
            "session",
            "arrived",
            "listed since",
            "left",
            "looks like",
            "seen since",
        ],
        found.into_iter().map(|difference| {
            let [ours, theirs] = sides(&difference);
            [
                difference.parking_id,
                difference.kind.to_owned(),
                or_dash(Some(difference.plate).filter(|plate| !plate.is_empty())),
                or_dash(difference.session),
                ours,
                theirs,
                output::time(difference.left_at.as_deref()),
                or_dash(difference.resembles),
                output::time(Some(&difference.first_seen_at)),
            ]
        }),
    )
}

/// What the sessions and what the list say: the time of the entry, or how many vehicles without a plate there are.
fn sides(difference: &DiscrepancyView) -> [String; 2] {
    let cell = |count: Option<u32>, at: &Option<String>| {
        count.map_or_else(|| output::time(at.as_deref()), |count| format!("{count} without a plate"))
    };
    [
        cell(difference.counted_sessions, &difference.arrived_at),
        cell(difference.counted_listed, &difference.entered_at),
    ]
}
