//! `sim`: both platforms, simulated.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use clap::Args;
use gate_demo::{Plan, Simulation};
use gate_sim::faults::FaultSpec;

use super::Globals;
use crate::{failure::Failure, output, runtime};

/// How much of the past there is.
const HISTORY: Duration = Duration::from_secs(24 * 3_600);

/// How they are simulated.
#[derive(Debug, Args)]
pub struct Options {
    /// Where the open platform listens.
    #[arg(long, value_name = "ADDR", default_value_t = SocketAddr::from((Ipv4Addr::LOCALHOST, 9001)))]
    open_platform: SocketAddr,
    /// Where the city platform listens.
    #[arg(long, value_name = "ADDR", default_value_t = SocketAddr::from((Ipv4Addr::LOCALHOST, 9002)))]
    city: SocketAddr,
    /// Arrivals in an hour, on average.
    #[arg(long, value_name = "N", default_value_t = 60.0, value_parser = cars_per_hour)]
    cars_per_hour: f64,
    /// What goes wrong, such as http500:0.2,lost_answer:0.1#photo,down@30-90.
    #[arg(long, value_name = "SPEC")]
    faults: Option<FaultSpec>,
    /// Equal seeds give equal traffic, photos and faults.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Push callbacks to this address, such as http://127.0.0.1:9800/callback.
    #[arg(long, value_name = "URL")]
    callback: Option<String>,
}

/// Reads a rate of arrivals.
pub fn cars_per_hour(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|rate| (0.0..=100_000.0).contains(rate))
        .ok_or_else(|| "write a number from 0 to 100000".to_owned())
}

/// Simulates both until told to stop.
pub async fn run(globals: Globals, options: Options) -> Result<(), Failure> {
    let stop = runtime::stop_signal();
    let simulation = Simulation::start(Plan {
        open_platform: options.open_platform,
        city: options.city,
        faults: options.faults.unwrap_or_default(),
        seed: options.seed,
        callback: options.callback,
        ..Plan::usual(options.cars_per_hour, 1.0, HISTORY)
    })
    .await?;
    let access = &simulation.access;
    if globals.json {
        output::json(access)?;
    } else {
        let (open, city) = (&access.open_platform, &access.city);
        output::facts(&[
            ("open platform", open.base_url.clone()),
            ("app_key, app_secret", format!("{}, {}", open.app_key, open.app_secret)),
            ("parking_id", open.parking_id.clone()),
            ("city platform", city.base_url.clone()),
            ("portname, portpwd", format!("{}, {}", city.portname, city.portpwd)),
            ("parkpotid", city.parkpotid.clone()),
            ("stop", "Ctrl-C".to_owned()),
        ])?;
    }
    stop.await;
    simulation.stop().await;
    Ok(())
}
