//! `sync`.

use std::{io::IsTerminal, time::Duration};

use clap::Args;
use gate_app::{AppError, Workspace, logging::Stderr, now, status, sync};
use gate_store::Store;
use indicatif::ProgressBar;

use super::Globals;
use crate::{arguments, failure::Failure, output, progress, runtime};

/// How often the bar is drawn.
const LOOK: Duration = Duration::from_millis(250);

/// How long it syncs.
#[derive(Debug, Args)]
pub struct Options {
    /// End once everything collected is delivered, parked, or behind something parked.
    #[arg(long)]
    until_idle: bool,
    /// Fail when that takes longer, such as 60s.
    #[arg(long, value_name = "T", requires = "until_idle", value_parser = arguments::duration)]
    timeout: Option<Duration>,
}

/// Why syncing ended.
enum End {
    Asked,
    Idle,
    TimeUp(Duration),
}

/// Syncs until told to stop, or until idle.
pub async fn run(globals: Globals, options: Options) -> Result<(), Failure> {
    let stop = runtime::stop_signal();
    tokio::pin!(stop);
    let workspace = Workspace::open(globals.data_dir)?;
    let draws = options.until_idle && !globals.json && std::io::stderr().is_terminal();
    let stderr = if globals.json || draws { Stderr::Quiet } else { Stderr::Lines };
    let ready = tokio::select! {
        ready = sync::prepare(&workspace, stderr) => ready?,
        () = &mut stop => return Ok(()),
    };
    let store = ready.store.clone();
    let running = ready.start();

    let bar = progress::bar("delivering", !draws);
    let end = tokio::select! {
        () = &mut stop => Ok(End::Asked),
        end = ending(&running, &options) => end,
        never = follow(&store, &bar) => match never {},
    };
    bar.finish_and_clear();
    let last = status::read(workspace.path(), Some(&store), now()).await;
    running.stop().await;
    match end? {
        End::TimeUp(limit) => Err(unfinished(limit, &last?)),
        End::Asked | End::Idle if globals.json => output::json(&status::Status { syncing: false, ..last? }),
        End::Asked | End::Idle => Ok(()),
    }
}

async fn ending(running: &sync::Running, options: &Options) -> Result<End, AppError> {
    if !options.until_idle {
        return std::future::pending().await;
    }
    match options.timeout {
        None => running.until_idle().await.map(|()| End::Idle),
        Some(limit) => match tokio::time::timeout(limit, running.until_idle()).await {
            Ok(idle) => idle.map(|()| End::Idle),
            Err(_) => Ok(End::TimeUp(limit)),
        },
    }
}

async fn follow(store: &Store, bar: &ProgressBar) -> std::convert::Infallible {
    if bar.is_hidden() {
        return std::future::pending().await;
    }
    loop {
        if let Ok(counts) = store.count_deliveries(now()).await {
            let settled = counts.delivered + counts.parked;
            bar.set_length(settled + counts.due + counts.waiting);
            bar.set_position(settled);
            bar.set_prefix(format!("due {} waiting {} parked {}", counts.due, counts.waiting, counts.parked));
        }
        tokio::time::sleep(LOOK).await;
    }
}

fn unfinished(limit: Duration, status: &status::Status) -> Failure {
    let trouble = [&status.collector.last_error, &status.heartbeat.last_error].into_iter().flatten().next();
    let because = trouble.map(|error| format!(", last error: {error}")).unwrap_or_default();
    Failure::failed(format!(
        "not idle after {} ({} due, {} waiting{because}); run gatehousectl doctor, or give a longer --timeout",
        gate_app::config::show_duration(limit),
        status.deliveries.due,
        status.deliveries.waiting,
    ))
}
