//! `sessions list`.

use clap::{Args, Subcommand, ValueEnum};
use gate_app::{
    Workspace,
    sessions::{self, SessionQuery},
};
use gate_core::time::UtcMillis;

use super::Globals;
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

/// Lists sessions.
pub async fn run(globals: Globals, command: Command) -> Result<(), Failure> {
    let Command::List(list) = command;
    let workspace = Workspace::open(globals.data_dir)?;
    let query =
        SessionQuery { open: list.state.map(|state| state == State::Open), day: list.day, limit: list.limit };
    let found = match workspace.store_if_any().await? {
        Some(store) => sessions::list(&store, query).await?,
        None => Vec::new(),
    };
    if globals.json {
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
