//! `outings register`: an authorised vehicle's absence.

use clap::{Args, Subcommand};
use gate_app::contract::types::OutingForm;
use gate_core::time::UtcMillis;
use gate_store::Register;

use super::{Globals, platform};
use crate::{arguments, failure::Failure};

/// What to do with outings.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Register an authorised vehicle's absence, once.
    Register(Outing),
}

/// Which absence.
#[derive(Debug, Args)]
pub struct Outing {
    /// The plate, in any writing.
    #[arg(value_name = "PLATE")]
    plate: String,
    /// When it begins, in China, such as "2026-11-20 08:00".
    #[arg(long, value_name = "T", value_parser = arguments::time)]
    from: UtcMillis,
    /// When it ends.
    #[arg(long, value_name = "T", value_parser = arguments::time)]
    to: UtcMillis,
    /// The car park's parking_id, where there are several.
    #[arg(long, value_name = "PARKING_ID")]
    car_park: Option<String>,
}

/// Runs the command.
pub async fn run(globals: Globals, command: Command) -> Result<(), Failure> {
    let Command::Register(outing) = command;
    let desk = platform::desk(&globals).await?;
    let parking_id = desk.car_park(outing.car_park.as_deref())?;
    desk.look(&parking_id, Register::Vehicles).await?;
    let form = OutingForm { parking_id, plate: outing.plate, starts_at: outing.from.0, ends_at: outing.to.0 };
    let item = desk.issuing().outing(&form).await?;
    desk.close().await;
    let found = "the open platform does not list outings: ask its staff";
    platform::tell(&globals, &item, item.outcome, item.answer.as_deref(), found)
}
