//! `passages list`.

use clap::{Args, Subcommand};
use gate_app::{
    Workspace,
    passages::{self, PassageQuery},
};
use gate_core::time::UtcMillis;

use super::Globals;
use crate::{
    arguments,
    failure::Failure,
    output::{self, or_dash},
};

/// What to do with passages.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List them, the newest first.
    List(List),
}

/// Which ones are listed.
#[derive(Debug, Args)]
pub struct List {
    /// Only of this session.
    #[arg(long, value_name = "ID")]
    session: Option<i64>,
    /// Only of this day, such as 2026-11-20.
    #[arg(long, value_name = "D", value_parser = arguments::day)]
    day: Option<UtcMillis>,
    /// At most so many.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
}

/// Lists passages.
pub async fn run(globals: Globals, command: Command) -> Result<(), Failure> {
    let Command::List(list) = command;
    let workspace = Workspace::open(globals.data_dir)?;
    let query = PassageQuery { session: list.session, day: list.day, limit: list.limit };
    let found = match workspace.store_if_any().await? {
        Some(store) => passages::list(&store, query).await?,
        None => Vec::new(),
    };
    if globals.json {
        return output::json(&found);
    }
    output::table(
        ["id", "car park", "at", "way", "plate", "lane", "session", "as", "photo", "heard by"],
        found.into_iter().map(|passage| {
            let lane = if passage.lane_name.is_empty() {
                passage.lane_no
            } else {
                passage.lane_no + " " + &passage.lane_name
            };
            [
                passage.id.to_string(),
                passage.parking_id,
                output::time(Some(&passage.at)),
                passage.direction.to_owned(),
                or_dash(Some(passage.plate).filter(|plate| !plate.is_empty())),
                lane,
                or_dash(passage.session),
                passage.role,
                or_dash(passage.photo),
                passage.source,
            ]
        }),
    )
}
