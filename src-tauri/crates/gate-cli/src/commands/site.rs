//! `lanes`, `occupancy` and `in-park`: what the open platform says of a car park now.

use clap::{Args, Subcommand};
use gate_app::{Workspace, site::Site};
use gate_core::opening::OpeningOutcome;

use super::{Globals, deliveries::text, platform};
use crate::{
    failure::Failure,
    output::{self, or_dash},
};

/// Which car park is asked about.
#[derive(Debug, Args)]
pub struct Options {
    /// Only this car park's, by its parking_id.
    #[arg(long, value_name = "PARKING_ID")]
    car_park: Option<String>,
}

/// What to do with lanes.
#[derive(Debug, Subcommand)]
pub enum LanesCommand {
    /// List them.
    List(Options),
    /// Open one.
    Open(Open),
}

/// Which lane is opened.
#[derive(Debug, Args)]
pub struct Open {
    /// Its number, as the list shows it.
    #[arg(value_name = "LANE")]
    lane: String,
    /// Why, for the audit log.
    #[arg(long, value_name = "TEXT", value_parser = text)]
    reason: String,
    /// The car park's parking_id, where there are several.
    #[arg(long, value_name = "PARKING_ID")]
    car_park: Option<String>,
}

/// Lists lanes.
pub async fn lanes(globals: Globals, command: LanesCommand) -> Result<(), Failure> {
    let options = match command {
        LanesCommand::List(options) => options,
        LanesCommand::Open(open) => return self::open(globals, open).await,
    };
    let lanes = site(&globals, &options)?.lanes().await?;
    if globals.json {
        return output::json(&lanes);
    }
    output::table(
        ["car park", "lane", "name"],
        lanes.into_iter().map(|lane| [lane.parking_id, lane.lane_no, or_dash(lane.name)]),
    )
}

/// Opens a lane, once.
async fn open(globals: Globals, open: Open) -> Result<(), Failure> {
    let desk = platform::desk(&globals).await?;
    let parking_id = desk.car_park(open.car_park.as_deref())?;
    let opened = desk.open_lane(&parking_id, &open.lane, &open.reason).await;
    desk.close().await;
    let opening = opened?;
    if globals.json {
        output::json(&serde_json::json!({
            "id": opening.id, "parking_id": opening.parking_id, "lane_no": opening.lane_no,
            "outcome": opening.outcome.code(), "answer": opening.answer,
        }))?;
    }
    match opening.outcome {
        OpeningOutcome::Accepted if globals.json => Ok(()),
        OpeningOutcome::Accepted => output::line("done: the order was accepted; see that the barrier opens"),
        OpeningOutcome::Refused => {
            Err(Failure::failed(format!("refused: {}; nothing was opened", opening.answer)))
        }
        OpeningOutcome::NotSent => Err(Failure::failed(
            "the open platform cannot be reached, nothing was sent; open by hand, and run gatehousectl doctor",
        )),
        OpeningOutcome::Unknown => {
            Err(Failure::unknown("unknown: the answer was lost; look at the barrier before opening again"))
        }
    }
}

/// Shows how full the car parks are.
pub async fn occupancy(globals: Globals, options: Options) -> Result<(), Failure> {
    let car_parks = site(&globals, &options)?.occupancy().await?;
    if globals.json {
        return output::json(&car_parks);
    }
    output::table(
        ["car park", "total", "used", "free", "by visitors", "for staff", "by staff", "temporary"],
        car_parks.into_iter().map(|car_park| {
            [
                car_park.parking_id,
                or_dash(car_park.total),
                or_dash(car_park.used),
                or_dash(car_park.free),
                or_dash(car_park.visitors_used),
                or_dash(car_park.staff_total),
                or_dash(car_park.staff_used),
                or_dash(car_park.temporary),
            ]
        }),
    )
}

/// Shows the vehicles inside.
pub async fn in_park(globals: Globals, options: Options) -> Result<(), Failure> {
    let vehicles = site(&globals, &options)?.in_park().await?;
    if globals.json {
        return output::json(&vehicles);
    }
    output::table(
        ["car park", "plate", "lane", "type", "entered"],
        vehicles.into_iter().map(|vehicle| {
            [
                vehicle.parking_id,
                or_dash(Some(vehicle.plate).filter(|plate| !plate.is_empty())),
                or_dash(vehicle.lane_no),
                or_dash(vehicle.vehicle_type),
                output::time(Some(&vehicle.entered_at)),
            ]
        }),
    )
}

fn site(globals: &Globals, options: &Options) -> Result<Site, Failure> {
    let (config, secrets) = Workspace::open(globals.data_dir.clone())?.configuration()?;
    Ok(Site::new(&config, &secrets, options.car_park.as_deref())?)
}
