//! Checks everything that must be right for passages to reach the city, step by step.

mod city;
mod local;
mod open_platform;
mod reach;
mod words;

use std::{collections::BTreeMap, path::Path};

use gate_city::CityPlatform;
use gate_open_platform::OpenPlatform;
use serde::Serialize;
use tokio::sync::mpsc::UnboundedSender;
use ts_rs::TS;
use url::Url;

use crate::{AppError, Config, Secrets, config::City, platforms};

pub(crate) use self::open_platform::Wanted;
use self::words::Finding;
pub use self::words::{Advice, Found};

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "CheckOutcome")]
pub enum Outcome {
    /// As it should be.
    Ok,
    /// It works, and someone should look.
    Warning,
    /// It does not work.
    Failed,
    /// Not tried, since a step before it failed.
    Skipped,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was checked: `configuration`, `database`, `disk`, `open_platform` or `city`.
    pub part: &'static str,
    /// Which of several: a car park's `parking_id`; null where there is only one.
    pub parking_id: Option<String>,
    /// The step: for platforms `dns`, `tcp`, `tls`, `http`, `account`, `car_park` and `clock`.
    pub step: &'static str,
    /// How it went.
    pub outcome: Outcome,
    /// What was found, in English.
    pub found: String,
    /// What to do, where something is to be done, in English.
    pub remedy: Option<&'static str>,
    /// What was found, for words in other languages.
    pub code: Found,
    /// The values that belong into those words.
    pub params: BTreeMap<&'static str, String>,
    /// What to do, for words in other languages.
    pub advice: Option<Advice>,
}

/// Everything that was checked, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whether nothing failed.
    pub ok: bool,
    /// Every step.
    pub checks: Vec<Check>,
}

/// Checks the data directory at `path` and the platforms that its configuration names. A failed step is part of the
/// report and no error. The city platform is only asked for its time, the open platform for its list of car parks.
pub async fn examine(path: &Path) -> Report {
    let mut checks = Vec::new();
    let config = local::configuration(path, &mut checks);
    local::database_and_disk(path, &mut checks).await;
    if let Some((config, secrets)) = config {
        platforms_of(&config, &secrets, &mut checks).await;
    }
    Report { ok: checks.iter().all(|check| check.outcome != Outcome::Failed), checks }
}

/// As [`examine`], but what needs no network only.
pub(crate) async fn examine_here(path: &Path) -> Vec<Check> {
    let mut checks = Vec::new();
    local::configuration(path, &mut checks);
    local::database_and_disk(path, &mut checks).await;
    checks
}

async fn platforms_of(config: &Config, secrets: &Secrets, checks: &mut Vec<Check>) {
    let parking_ids: Vec<_> = config.car_parks.iter().map(|car_park| car_park.parking_id.clone()).collect();
    let client = platforms::open_platform(config, secrets);
    let wanted = Wanted { parking_ids: &parking_ids, name_others: true };
    checks.extend(open_platform_steps(&config.open_platform.base_url, &wanted, client, None).await);
    for car_park in &config.car_parks {
        let Some(city) = &car_park.city else { continue };
        let client = platforms::city_platform(car_park, city, secrets);
        checks.extend(city_steps(&car_park.parking_id, city, client, None).await);
    }
}

/// The open platform, step by step; `tell` is told of each step as it is done.
pub(crate) async fn open_platform_steps(
    url: &Url,
    wanted: &Wanted<'_>,
    client: Result<OpenPlatform, AppError>,
    tell: Option<UnboundedSender<Check>>,
) -> Vec<Check> {
    let mut steps = Steps::of("open_platform", None);
    steps.tell = tell;
    match client {
        Ok(client) => open_platform::examine(url, wanted, &client, &mut steps).await,
        Err(error) => steps.refused_setup(&error),
    }
    steps.checks
}

/// The city platform of a car park, step by step; `tell` is told of each step as it is done.
pub(crate) async fn city_steps<C: CityPlatform>(
    parking_id: &str,
    city: &City,
    client: Result<C, AppError>,
    tell: Option<UnboundedSender<Check>>,
) -> Vec<Check> {
    let mut steps = Steps::of("city", Some(parking_id.to_owned()));
    steps.tell = tell;
    match client {
        Ok(client) => city::examine(city, &client, &mut steps).await,
        Err(error) => steps.refused_setup(&error),
    }
    steps.checks
}

/// The steps of one part, in order. After a failure the rest is skipped.
struct Steps {
    part: &'static str,
    parking_id: Option<String>,
    checks: Vec<Check>,
    tell: Option<UnboundedSender<Check>>,
}

impl Steps {
    fn of(part: &'static str, parking_id: Option<String>) -> Self {
        Self { part, parking_id, checks: Vec::new(), tell: None }
    }

    fn ok(&mut self, step: &'static str, found: impl Into<Finding>) {
        self.push(step, Outcome::Ok, found.into(), None);
    }

    fn warn(&mut self, step: &'static str, found: impl Into<Finding>, advice: Advice) {
        self.push(step, Outcome::Warning, found.into(), Some(advice));
    }

    fn fail(&mut self, step: &'static str, found: impl Into<Finding>, advice: Advice) {
        self.push(step, Outcome::Failed, found.into(), Some(advice));
    }

    fn skip(&mut self, steps: &[&'static str]) {
        for step in steps {
            self.push(step, Outcome::Skipped, Found::Skipped.into(), None);
        }
    }

    fn refused_setup(&mut self, error: &AppError) {
        self.fail("http", Found::Said.with("detail", error), Advice::CorrectFile);
    }

    fn push(&mut self, step: &'static str, outcome: Outcome, found: Finding, advice: Option<Advice>) {
        let check = Check {
            part: self.part,
            parking_id: self.parking_id.clone(),
            step,
            outcome,
            found: found.english(),
            remedy: advice.map(Advice::english),
            code: found.code,
            params: found.params,
            advice,
        };
        if let Some(tell) = &self.tell {
            // Nobody waiting for it any more is no fault.
            let _ = tell.send(check.clone());
        }
        self.checks.push(check);
    }
}
