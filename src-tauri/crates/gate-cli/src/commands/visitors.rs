//! `visitors query`: a plate's permission as a visitor.

use clap::{Args, Subcommand};

use super::{Globals, platform};
use crate::{
    failure::Failure,
    output::{self, or_dash},
};
use gate_core::time::UtcMillis;

/// What to do with visitors.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Ask the open platform for a plate's permission.
    Query(Query),
}

/// Which plate.
#[derive(Debug, Args)]
pub struct Query {
    /// The plate, in any writing.
    #[arg(value_name = "PLATE")]
    plate: String,
    /// The car park's parking_id, where there are several.
    #[arg(long, value_name = "PARKING_ID")]
    car_park: Option<String>,
}

/// Runs the command.
pub async fn run(globals: Globals, command: Command) -> Result<(), Failure> {
    let Command::Query(query) = command;
    let desk = platform::desk(&globals).await?;
    let parking_id = desk.car_park(query.car_park.as_deref())?;
    let visits = desk.visitor(&parking_id, &query.plate).await?;
    desk.close().await;
    if globals.json {
        return output::json(&visits);
    }
    let time = |at: Option<i64>| output::time(at.map(|at| UtcMillis(at).rfc3339()).as_deref());
    output::table(
        ["car park", "plate", "contact", "from", "until", "reason", "confirmed"],
        visits.into_iter().map(|visit| {
            [
                visit.parking_id,
                visit.plate.text,
                or_dash(visit.contact),
                time(visit.starts_at),
                time(visit.ends_at),
                or_dash(visit.reason),
                if visit.confirmed { "yes" } else { "no" }.to_owned(),
            ]
        }),
    )
}
