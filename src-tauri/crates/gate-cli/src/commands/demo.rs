//! `demo`: both simulated platforms with traffic, and the syncing core over them, in one process.

use std::{
    fs, io,
    io::IsTerminal,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    time::Duration,
};

use clap::Args;
use gate_app::{AppError, DataDir, Workspace, logging::Stderr, now, status, sync};
use gate_sim::faults::FaultSpec;

use super::{Globals, sim::cars_per_hour, status::show};
use crate::{
    arguments,
    failure::Failure,
    output, progress, runtime,
    simulation::{Access, Plan, Seen, Simulation},
};

/// Marks a directory as a demo's, which each demo begins anew.
const MARK: &str = "gatehouse-demo";

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
    let path = fresh_directory(globals.data_dir.clone())?;
    let callbacks = free_address()?;
    let simulation = Simulation::start(Plan {
        open_platform: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        city: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        cars_per_hour: options.cars_per_hour,
        speed: options.speed,
        history: Duration::from_secs(3 * 3_600),
        faults: options.faults.unwrap_or_default(),
        seed: options.seed,
        callback: Some(format!("http://{callbacks}/callback")),
    })
    .await?;
    configure(&path, &simulation.access, callbacks)?;
    if !globals.json {
        announce(&path, &simulation.access)?;
    }

    let workspace = Workspace::open(Some(path))?;
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
        failed = follow(&workspace, &running, &simulation, globals.json) => failed,
    };
    let last = status::read(workspace.path(), Some(running.store()), now()).await;
    running.stop().await;
    let seen = simulation.seen();
    simulation.stop().await;
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
    simulation: &Simulation,
    json: bool,
) -> Result<(), Failure> {
    let draws = std::io::stderr().is_terminal();
    let spinner = progress::spinner("starting", json || !draws);
    loop {
        tokio::time::sleep(if draws { DRAW } else { PRINT }).await;
        let line =
            one_line(&status::read(workspace.path(), Some(running.store()), now()).await?, simulation.seen());
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

/// The demo's own directory, empty: the platforms begin anew, so what an earlier demo left would not fit them.
fn fresh_directory(option: Option<PathBuf>) -> Result<PathBuf, Failure> {
    let path = match option {
        Some(path) => path,
        None => DataDir::system_place(MARK).map_err(AppError::from)?,
    };
    if gate_store::is_syncing(&path) {
        return Err(AppError::Syncing { pid: 0, directory: path }.into());
    }
    let unusable = |source: io::Error| -> Failure {
        AppError::File { path: path.clone(), doing: "written", source }.into()
    };
    match fs::read_dir(&path).map(|mut entries| entries.next().is_some()) {
        Ok(true) if path.join(MARK).is_file() => fs::remove_dir_all(&path).map_err(unusable)?,
        Ok(true) => {
            return Err(Failure::usage(format!(
                "{} holds something else than a demo; name an empty directory with --data-dir",
                path.display()
            )));
        }
        Ok(false) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(unusable(error)),
    }
    DataDir::create(&path).map_err(AppError::from)?;
    fs::write(path.join(MARK), "Each demo begins this directory anew.\n").map_err(unusable)?;
    Ok(path)
}

/// A loopback address that was free a moment ago: the simulator must know it before the listener is bound.
fn free_address() -> Result<SocketAddr, Failure> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr()).map_err(|error| {
        Failure::failed(format!("no loopback port is free ({error}); end other programs and try again"))
    })
}

fn configure(path: &Path, access: &Access, callbacks: SocketAddr) -> Result<(), Failure> {
    let (open, city) = (&access.open_platform, &access.city);
    let config = format!(
        "[open_platform]\nbase_url = \"{}\"\napp_key = \"{}\"\npoll_interval = \"1s\"\n\n\
         [open_platform.callback]\nlisten = \"{callbacks}\"\n\n\
         [[car_park]]\nparking_id = \"{}\"\nname = \"{}\"\n\n\
         [car_park.city]\nplatform = \"ningbo\"\nbase_url = \"{}\"\nportname = \"{}\"\nparkpotid = \"{}\"\n\
         heartbeat_interval = \"5s\"\nmax_requests_per_second = 50\nmax_concurrency = 8\norphan_wait = \"30s\"\n",
        open.base_url, open.app_key, open.parking_id, open.name, city.base_url, city.portname, city.parkpotid,
    );
    let secrets = format!(
        "[open_platform]\napp_secret = \"{}\"\n\n[car_park.{}]\nportpwd = \"{}\"\n",
        open.app_secret, open.parking_id, city.portpwd
    );
    for (name, text) in [("gatehouse.toml", config), ("secrets.toml", secrets)] {
        let file = path.join(name);
        write_private(&file, &text).map_err(|source| AppError::File {
            path: file,
            doing: "written",
            source,
        })?;
    }
    Ok(())
}

fn write_private(file: &Path, text: &str) -> io::Result<()> {
    use io::Write;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(text.as_bytes())
}
