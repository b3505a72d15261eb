//! `rehearse`.

use clap::Args;
use gate_app::{
    AppError, Config, Workspace,
    contract::types::{DeliveryKind, RehearsalProblem, RehearsalState, RehearsalView},
    now,
    rehearsal::Rehearsal,
};
use gate_core::time::{DAY_MS, UtcMillis};

use super::Globals;
use crate::{
    arguments,
    failure::Failure,
    output::{self, or_dash},
    progress,
};

/// Which day.
#[derive(Debug, Args)]
pub struct Options {
    /// The day, such as 2026-11-20; yesterday where it is not said.
    #[arg(long, value_name = "D", value_parser = arguments::day)]
    day: Option<UtcMillis>,
    /// Only this car park's; all of gatehouse.toml otherwise.
    #[arg(long, value_name = "ID")]
    parking_id: Option<String>,
}

/// Tells a day to a simulated, strict city and shows what it would refuse. Nothing reaches the real city.
pub async fn run(globals: Globals, options: Options) -> Result<(), Failure> {
    let workspace = Workspace::open(globals.data_dir)?;
    let config = Config::load(workspace.path()).map_err(AppError::from)?;
    let store = workspace.existing_store().await?;
    let yesterday = UtcMillis(now().0 - DAY_MS);
    let day = match options.day {
        Some(day) => day,
        None => arguments::day(&yesterday.china_day()).map_err(Failure::usage)?,
    };
    let chosen = |id: &str| options.parking_id.as_deref().is_none_or(|only| only == id);
    let mut ended = Vec::new();
    for car_park in config.car_parks.iter().filter(|car_park| chosen(&car_park.parking_id)) {
        let bar = progress::bar("sessions", globals.json);
        let told = Rehearsal::of(car_park, day)
            .run(&store, |view| {
                bar.set_length(u64::from(view.sessions));
                bar.set_position(u64::from(view.done));
                true
            })
            .await;
        bar.finish_and_clear();
        ended.push(told.map_err(|error| {
            Failure::failed(format!("the rehearsal cannot go on: {error}; run the doctor"))
        })?);
    }
    store.close().await;
    if ended.is_empty() {
        return Err(Failure::usage("there is no such car park; write a parking_id of gatehouse.toml"));
    }
    if globals.json {
        output::json(&ended)?;
    } else {
        for view in &ended {
            show(view)?;
        }
    }
    let refused: u32 = ended.iter().map(|view| view.refused).sum();
    if refused == 0 {
        return Ok(());
    }
    Err(Failure::failed(format!(
        "the city would not take {refused} events or photos; mend them in the program, or see the reasons above"
    )))
}

fn show(view: &RehearsalView) -> Result<(), Failure> {
    let of = if view.configured { "" } else { " (it does not report yet)" };
    let stopped = if view.state == RehearsalState::Done { "" } else { "; stopped before its end" };
    output::line(&format!(
        "{}{of}, {}: {} of {} sessions told, {} taken, {} not taken, {} behind these{stopped}",
        view.parking_id, view.day, view.done, view.sessions, view.accepted, view.refused, view.behind
    ))?;
    if view.groups.is_empty() {
        return Ok(());
    }
    let rows = view.groups.iter().flat_map(|group| {
        group.rows.iter().map(move |row| {
            [
                problem(group.problem).to_owned(),
                or_dash(Some(&group.words).filter(|words| !words.is_empty())),
                group.count.to_string(),
                row.session.to_string(),
                kind(row.kind).to_owned(),
                or_dash(Some(&row.plate.text).filter(|text| !text.is_empty())),
                UtcMillis(row.at).china_standard(),
            ]
        })
    });
    output::table(["why", "words", "in all", "session", "what", "plate", "at"], rows)
}

fn problem(problem: RehearsalProblem) -> &'static str {
    match problem {
        RehearsalProblem::Refused => "refused",
        RehearsalProblem::PhotoMissing => "photo missing",
        RehearsalProblem::Unusable => "no such type or colour",
        RehearsalProblem::NoAnswer => "no answer",
    }
}

fn kind(kind: DeliveryKind) -> &'static str {
    match kind {
        DeliveryKind::Arrival => "arrival",
        DeliveryKind::Departure => "departure",
        DeliveryKind::ArrivalPhoto => "arrival photo",
        DeliveryKind::DeparturePhoto => "departure photo",
    }
}
