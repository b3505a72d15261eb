//! Checks everything that must be right for passages to reach the city, step by step.

mod city;
mod local;
mod open_platform;
mod reach;

use std::path::Path;

use serde::Serialize;

use crate::{AppError, Config, Secrets, platforms};

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
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
    /// What was found.
    pub found: String,
    /// What to do, where something is to be done.
    pub remedy: Option<String>,
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

async fn platforms_of(config: &Config, secrets: &Secrets, checks: &mut Vec<Check>) {
    let mut steps = Steps::of("open_platform", None);
    match platforms::open_platform(config, secrets) {
        Ok(client) => open_platform::examine(config, &client, &mut steps).await,
        Err(error) => steps.refused_setup(&error),
    }
    checks.append(&mut steps.checks);
    for car_park in &config.car_parks {
        let Some(city) = &car_park.city else { continue };
        let mut steps = Steps::of("city", Some(car_park.parking_id.clone()));
        match platforms::city_platform(car_park, city, secrets) {
            Ok(client) => city::examine(city, &client, &mut steps).await,
            Err(error) => steps.refused_setup(&error),
        }
        checks.append(&mut steps.checks);
    }
}

/// The steps of one part, in order. After a failure the rest is skipped.
struct Steps {
    part: &'static str,
    parking_id: Option<String>,
    checks: Vec<Check>,
}

impl Steps {
    fn of(part: &'static str, parking_id: Option<String>) -> Self {
        Self { part, parking_id, checks: Vec::new() }
    }

    fn ok(&mut self, step: &'static str, found: impl Into<String>) {
        self.push(step, Outcome::Ok, found.into(), None);
    }

    fn warn(&mut self, step: &'static str, found: impl Into<String>, remedy: impl Into<String>) {
        self.push(step, Outcome::Warning, found.into(), Some(remedy.into()));
    }

    fn fail(&mut self, step: &'static str, found: impl Into<String>, remedy: impl Into<String>) {
        self.push(step, Outcome::Failed, found.into(), Some(remedy.into()));
    }

    fn skip(&mut self, steps: &[&'static str]) {
        for step in steps {
            self.push(step, Outcome::Skipped, "a step before it failed".to_owned(), None);
        }
    }

    fn refused_setup(&mut self, error: &AppError) {
        self.fail("http", error.to_string(), "correct gatehouse.toml");
    }

    fn push(&mut self, step: &'static str, outcome: Outcome, found: String, remedy: Option<String>) {
        self.checks.push(Check {
            part: self.part,
            parking_id: self.parking_id.clone(),
            step,
            outcome,
            found,
            remedy,
        });
    }
}
