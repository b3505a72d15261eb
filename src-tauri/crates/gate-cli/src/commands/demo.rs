//! `demo`: both simulated platforms with traffic, and the syncing core over them, in one process.

use std::{io::IsTerminal, path::Path, time::Duration};

use clap::Args;
use gate_app::{Workspace, logging::Stderr, now, status, sync};
use gate_demo::{Access, Demo, Place, Plan, Seen};
use gate_sim::faults::FaultSpec;

use super::{Globals, sim::cars_per_hour, status::show};
use crate::{arguments, failure::Failure, output, progress, runtime};

/// How much of the past there is.
const HISTORY: Duration = Duration::from_secs(3 * 3_600);

/// How often progress is shown where it is drawn, and where it is only printed.
const DRAW: Duration = Duration::from_millis(250);
const PRINT: Duration = Duration::from_secs(2);

/// How the demo runs.
#[derive(Debug, Args)]
pub struct Options {
    /// End by itself after this time, such as 20s.
    #[arg(long = "for", value_name = "T", value_parser = arguments::duration)]
    length: Option<Duration>,
    /// Arrivals in an hour, on average.
    #[arg(long, value_name = "N", default_value_t = 60.0, value_parser = cars_per_hour)]
    cars_per_hour: f64,
    /// How many times faster than the clock traffic runs.
    #[arg(long, value_name = "N", default_value_t = 30.0, value_parser = speed)]
    speed: f64,
    /// What goes wrong, such as http500:0.2,lost_answer:0.1#photo,down@30-90.
    #[arg(long, value_name = "SPEC")]
    faults: Option<FaultSpec>,
    /// Equal seeds give equal traffic, photos and faults.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

fn speed(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|speed| (0.1..=1_000.0).contains(speed))
        .ok_or_else(|| "write a number from 0.1 to 1000".to_owned())
}

/// Runs the demo until told to stop or its time is over.
pub async fn run(globals: Globals, options: Options) -> Result<(), Failure> {
    let stop = runtime::stop_signal();
    tokio::pin!(stop);
    let plan = Plan {
        faults: options.faults.unwrap_or_default(),
        seed: options.seed,
        ..Plan::usual(options.cars_per_hour, options.speed, HISTORY)
    };
    let demo = Demo::start(globals.data_dir.clone().map_or(Place::System, Place::At), plan).await?;
    if !globals.json {
        announce(demo.path(), demo.access())?;
    }

    let workspace = Workspace::open(Some(demo.path().to_owned()))?;
    let running = sync::prepare(&workspace, Stderr::Quiet).await?.start();
    let over = async {
        match options.length {
            Some(length) => tokio::time::sleep(length).await,
            None => std::future::pending().await,
        }
    };
    let ended = tokio::select! {
        () = &mut stop => Ok(()),
        () = over => Ok(()),
        failed = follow(&workspace, &running, &demo, globals.json) => failed,
    };
    let last = status::read(workspace.path(), Some(running.store()), now()).await;
    running.stop().await;
    let seen = demo.seen();
    demo.stop().await;
    ended?;
    summarise(&status::Status { syncing: false, ..last? }, seen, globals.json)
}

fn announce(path: &Path, access: &Access) -> Result<(), Failure> {
    output::facts(&[
        ("open platform, simulated", access.open_platform.base_url.clone()),
        ("city platform, simulated", access.city.base_url.clone()),
        ("data directory", path.display().to_string()),
        ("look at it with", format!("gatehousectl --data-dir {} deliveries list", path.display())),
        ("stop", "Ctrl-C".to_owned()),
    ])
}

async fn follow(
    workspace: &Workspace,
    running: &sync::Running,
    demo: &Demo,
    json: bool,
) -> Result<(), Failure> {
    let draws = std::io::stderr().is_terminal();
    let spinner = progress::spinner("starting", json || !draws);
    loop {
        tokio::time::sleep(if draws { DRAW } else { PRINT }).await;
        let line =
            one_line(&status::read(workspace.path(), Some(running.store()), now()).await?, demo.seen());
        if draws {
            spinner.set_message(line);
        } else if !json {
            output::line(&line)?;
        }
    }
}

fn one_line(status: &status::Status, seen: Seen) -> String {
    let deliveries = &status.deliveries;
    format!(
        "passages {}/{} · inside {} · delivered {} · due {} · waiting {} · parked {} · city has {} + {} events, {} photos",
        status.passages,
        seen.passages,
        status.sessions.open,
        deliveries.delivered,
        deliveries.due,
        deliveries.waiting,
        deliveries.parked,
        seen.arrivals,
        seen.departures,
        seen.photos,
    )
}

fn summarise(status: &status::Status, seen: Seen, json: bool) -> Result<(), Failure> {
    if json {
        return output::json(&serde_json::json!({ "status": status, "simulated": seen }));
    }
    show(status)?;
    output::facts(&[(
        "the city accepted",
        format!(
            "{} arrivals, {} departures, {} photos; {} requests broke its rules",
            seen.arrivals, seen.departures, seen.photos, seen.violations
        ),
    )])
}
