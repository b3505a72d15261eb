//! Seeded schedules of faults, run in real time over real sockets and files, each judged by the simulators' journals.
//!
//! `GATEHOUSE_SEEDS` sets how many (500 by default), `GATEHOUSE_SEED` runs a single one, and `GATEHOUSE_PARKS` sets how
//! many run at a time (they mostly wait).

mod menu;
mod plan;
mod tally;
mod tokens;
mod trial;

use std::io::Write;
use std::sync::Arc;

use gatehouse_tests::support::oracle::Lag;
use tally::Tally;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// With fewer seeds than this, nobody can expect that each fault has had its turn.
const ENOUGH: u64 = 400;

#[test]
fn every_schedule_of_faults_ends_with_nothing_lost_invented_or_repeated() {
    // More threads than processors: what computes for long, such as a client that is set up, delays no other park.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(8).enable_all().build().unwrap();
    let seeds: Vec<u64> = match number("GATEHOUSE_SEED") {
        Some(seed) => vec![seed],
        None => (0..number("GATEHOUSE_SEEDS").unwrap_or(500)).collect(),
    };
    let count = seeds.len() as u64;
    let tally = runtime.block_on(run(seeds));
    runtime.shutdown_background();
    say(&tally.to_string());
    assert!(
        tally.failures.is_empty(),
        "{} of {count} seeds failed\n{}",
        tally.failures.len(),
        tally.first_failures()
    );
    let missed = tally.what_was_not_tried();
    say(&format!("not tried: {}", missed.join("; ")));
    if count >= ENOUGH {
        assert!(missed.is_empty(), "this was no trial: {}", missed.join("; "));
    }
}

async fn run(seeds: Vec<u64>) -> Tally {
    let places = number("GATEHOUSE_PARKS").unwrap_or(20);
    let places = Arc::new(Semaphore::new(usize::try_from(places).unwrap_or(1).max(1)));
    let lag = Lag::watch();
    let mut trials = JoinSet::new();
    for seed in seeds {
        let (places, lag) = (places.clone(), lag.clone());
        trials.spawn(async move {
            let _place = places.acquire_owned().await;
            // In a task of its own, so that a panic is this seed's failure and no other's.
            let trial = tokio::spawn(async move { trial::run(seed, &lag).await });
            (seed, trial.await)
        });
    }
    let mut tally = Tally::default();
    while let Some(trial) = trials.join_next().await {
        let (seed, outcome) = trial.expect("the task around a trial does not panic");
        match outcome {
            Ok((plan, verdict)) => tally.add(&plan, verdict),
            Err(panic) => tally.panicked(seed, &panic.to_string()),
        }
        if tally.seeds % 50 == 0 {
            say(&format!("{} seeds, {} failed", tally.seeds, tally.failures.len()));
        }
    }
    tally
}

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is a whole number, not {text:?}")))
}

/// Progress, for whoever runs it with `--nocapture`.
fn say(text: &str) {
    // Nobody may be listening.
    let _ = writeln!(std::io::stderr(), "{text}");
}
