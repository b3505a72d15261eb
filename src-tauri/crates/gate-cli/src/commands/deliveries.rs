//! `deliveries list`, `retry`, `send-again`, `give-up`, `hold` and `release`.

use clap::{ArgGroup, Args, Subcommand};
use gate_app::{
    Workspace,
    deliveries::{self, DeliveryQuery, DeliveryView},
    now,
};
use gate_core::{
    delivery::{DeliveryState, ParkedReason},
    time::UtcMillis,
};

use super::{BY, Globals};
use crate::{
    arguments,
    failure::Failure,
    output::{self, or_dash},
};

/// What to do with deliveries.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List them in the order of their passages.
    List(List),
    /// Try parked ones again.
    Retry(Retry),
    /// Send delivered ones once more, with the same ids: the city says that it does not have them.
    SendAgain(SendAgain),
    /// Give one up, and what stands on it.
    GiveUp(GiveUp),
    /// Hold reporting to the city back until it is released; collecting and heartbeats go on.
    Hold(CarPark),
    /// Let reporting go on.
    Release(CarPark),
}

/// Which car park.
#[derive(Debug, Args)]
pub struct CarPark {
    /// Only this one's parking_id; all of them when left out.
    #[arg(long, value_name = "ID")]
    car_park: Option<String>,
}

/// Which ones are listed.
#[derive(Debug, Args)]
pub struct List {
    /// Only in this state: due, waiting, parked, delivered or given_up.
    #[arg(long, value_parser = state)]
    state: Option<DeliveryState>,
    /// Only of this session.
    #[arg(long, value_name = "ID")]
    session: Option<i64>,
    /// Only of passages on this day, such as 2026-11-20.
    #[arg(long, value_name = "D", value_parser = arguments::day)]
    day: Option<UtcMillis>,
    /// At most so many.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
}

/// Which ones are tried again.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("which").required(true).args(["ids", "parked"]))]
pub struct Retry {
    /// These, all of which must be parked.
    #[arg(value_name = "ID")]
    ids: Vec<i64>,
    /// Every parked one.
    #[arg(long)]
    parked: bool,
    /// Of the parked ones only those with this reason, as the list shows it.
    #[arg(long, value_name = "R", conflicts_with = "ids", value_parser = reason)]
    reason: Option<ParkedReason>,
}

/// Which ones are sent once more.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("lost").required(true).args(["ids", "day"]))]
pub struct SendAgain {
    /// These, all of which must be delivered.
    #[arg(value_name = "ID")]
    ids: Vec<i64>,
    /// Every delivered one of passages on this day, such as 2026-11-20.
    #[arg(long, value_name = "D", value_parser = arguments::day)]
    day: Option<UtcMillis>,
}

/// Which one is given up.
#[derive(Debug, Args)]
pub struct GiveUp {
    /// Its id.
    #[arg(value_name = "ID")]
    id: i64,
    /// Why, for the audit log.
    #[arg(long, value_name = "TEXT", value_parser = text)]
    reason: String,
}

fn state(text: &str) -> Result<DeliveryState, String> {
    DeliveryState::from_code(text).ok_or_else(|| {
        let known: Vec<_> = DeliveryState::ALL.iter().map(|state| state.code()).collect();
        format!("write one of {}", known.join(", "))
    })
}

fn reason(text: &str) -> Result<ParkedReason, String> {
    ParkedReason::from_code(text).ok_or_else(|| "write a reason as deliveries list shows it".to_owned())
}

/// A reason that says something.
pub fn text(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("write a few words".to_owned()),
        words => Ok(words.to_owned()),
    }
}

/// Runs one of them.
pub async fn run(globals: Globals, command: Command) -> Result<(), Failure> {
    let workspace = Workspace::open(globals.data_dir)?;
    match command {
        Command::List(list) => {
            let query =
                DeliveryQuery { state: list.state, session: list.session, day: list.day, limit: list.limit };
            let found = match workspace.store_if_any().await? {
                Some(store) => deliveries::list(&store, query, now()).await?,
                None => Vec::new(),
            };
            if globals.json { output::json(&found) } else { show(found) }
        }
        Command::Retry(retry) => {
            let store = workspace.existing_store().await?;
            let freed = if retry.parked {
                deliveries::retry_parked(&store, retry.reason, BY, now()).await?
            } else {
                deliveries::retry(&store, &retry.ids, BY, now()).await?
            };
            store.close().await;
            changed(globals.json, "retried", freed)
        }
        Command::SendAgain(lost) => {
            let store = workspace.existing_store().await?;
            let owed = deliveries::send_once_more(&store, lost.ids, lost.day, BY, now()).await?;
            store.close().await;
            changed(globals.json, "sent_again", owed)
        }
        Command::GiveUp(give_up) => {
            let store = workspace.existing_store().await?;
            let given_up = deliveries::give_up(&store, give_up.id, &give_up.reason, BY, now()).await?;
            store.close().await;
            changed(globals.json, "given_up", given_up)
        }
        Command::Hold(which) => hold(&workspace, which, true, globals.json).await,
        Command::Release(which) => hold(&workspace, which, false, globals.json).await,
    }
}

async fn hold(workspace: &Workspace, which: CarPark, hold: bool, json: bool) -> Result<(), Failure> {
    let store = workspace.existing_store().await?;
    let done = deliveries::hold_reporting(&store, which.car_park.as_deref(), hold, BY, now()).await?;
    store.close().await;
    changed(json, if hold { "held" } else { "released" }, done.len() as u64)
}

fn changed(json: bool, what: &str, count: u64) -> Result<(), Failure> {
    if json {
        output::json(&serde_json::json!({ what: count }))
    } else {
        output::line(&format!("{}: {count}", what.replace('_', " ")))
    }
}

fn show(found: Vec<DeliveryView>) -> Result<(), Failure> {
    let headings = [
        "id",
        "kind",
        "state",
        "session",
        "plate",
        "attempts",
        "tries",
        "reason",
        "next or delivered",
        "last",
    ];
    output::table(
        headings,
        found.into_iter().map(|delivery| {
            [
                delivery.id.to_string(),
                delivery.kind.to_owned(),
                delivery.state.to_owned(),
                delivery.session.to_string(),
                or_dash(Some(delivery.plate).filter(|plate| !plate.is_empty())),
                delivery.attempts.to_string(),
                delivery.tries.to_string(),
                or_dash(delivery.parked_reason),
                output::time(delivery.delivered_at.or(delivery.next_attempt_at).as_deref()),
                or_dash(delivery.last_error.or(delivery.answer)),
            ]
        }),
    )
}
