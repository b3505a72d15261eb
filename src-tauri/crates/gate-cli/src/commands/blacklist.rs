//! `blacklist list`, `add` and `delete`.

use clap::{Args, Subcommand};
use gate_app::{
    contract::types::{BlacklistForm, BlacklistItem, VehicleOf},
    now,
    registers::{forms, views},
};
use gate_core::time::UtcMillis;
use gate_store::{BlacklistFilter, Register};

use super::{
    Globals, platform,
    vehicles::entries::{Which, write},
};
use crate::{
    failure::Failure,
    output::{self, or_dash},
};

/// What to do with the blacklist.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show it.
    List(List),
    /// Ban a plate; one that is banned already gets the new last day.
    Add(Add),
    /// Lift a ban.
    Delete(Which),
}

/// Which bans are listed.
#[derive(Debug, Args)]
pub struct List {
    /// A part of a plate.
    #[arg(value_name = "TEXT")]
    text: Option<String>,
    /// Only this car park's, by its parking_id.
    #[arg(long, value_name = "PARKING_ID")]
    car_park: Option<String>,
}

/// Which plate is banned.
#[derive(Debug, Args)]
pub struct Add {
    /// The plate, in any writing.
    #[arg(value_name = "PLATE")]
    plate: String,
    /// The last day, such as 2026-12-31.
    #[arg(long, value_name = "DATE")]
    until: String,
    /// Why; kept here.
    #[arg(long, value_name = "TEXT", value_parser = super::deliveries::text)]
    reason: String,
    /// Ban it although it is like no plate.
    #[arg(long)]
    insist: bool,
    /// The car park's parking_id, where there are several.
    #[arg(long, value_name = "PARKING_ID")]
    car_park: Option<String>,
}

/// Runs the command.
pub async fn run(globals: Globals, command: Command) -> Result<(), Failure> {
    match command {
        Command::List(list) => self::list(globals, list).await,
        Command::Add(add) => {
            let desk = platform::desk(&globals).await?;
            let parking_id = desk.car_park(add.car_park.as_deref())?;
            desk.look(&parking_id, Register::Blacklist).await?;
            let Add { plate, until, reason, insist, .. } = add;
            let form = BlacklistForm { parking_id, plate, insist, until, reason };
            let operation = forms::banned(desk.store(), &form, now().china_date()).await?;
            write(&globals, desk, &form.parking_id, operation).await
        }
        Command::Delete(which) => {
            let desk = platform::desk(&globals).await?;
            let parking_id = desk.car_park(which.car_park.as_deref())?;
            desk.look(&parking_id, Register::Blacklist).await?;
            let of = VehicleOf { parking_id, plate: which.plate };
            let operation = forms::lifted(desk.store(), &of).await?;
            write(&globals, desk, &of.parking_id, operation).await
        }
    }
}

async fn list(globals: Globals, list: List) -> Result<(), Failure> {
    let desk = platform::desk(&globals).await?;
    for id in desk.car_parks(list.car_park.as_deref())? {
        desk.look(&id, Register::Blacklist).await?;
    }
    let filter = BlacklistFilter {
        parking_id: list.car_park,
        text: list.text.unwrap_or_default(),
        ..BlacklistFilter::default()
    };
    let today = now().china_date();
    let rows = desk.store().blacklist_table(filter, 0, u32::MAX, today).await;
    desk.close().await;
    let (_, rows) = rows.map_err(gate_app::AppError::from)?;
    let rows: Vec<BlacklistItem> = rows.into_iter().map(|row| views::ban(row, today)).collect();
    if globals.json {
        return output::json(&rows);
    }
    output::table(
        ["car park", "plate", "until", "holds", "reason", "by", "inside since"],
        rows.into_iter().map(|row| {
            let inside = row.inside_since.map(|at| UtcMillis(at).rfc3339());
            [
                row.parking_id,
                row.plate.text,
                or_dash(row.until),
                if row.holds { "yes" } else { "no" }.to_owned(),
                or_dash(row.reason),
                or_dash(row.added_by),
                output::time(inside.as_deref()),
            ]
        }),
    )
}
