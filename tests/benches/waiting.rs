//! What 100,000 waiting deliveries cost: memory over an empty queue, and time until the program works.
//!
//! Both are measured on the real `gatehousectl sync` in a process of its own. Memory is its resident set at its highest
//! since the start, while neither platform can be reached. Starting counts from the process's birth to the first heartbeat and
//! the first event at the city, mostly after a kill, so that the database is checked too.
#![allow(missing_docs, reason = "a program, not a library")]
#![allow(clippy::print_stdout, reason = "its output is the result")]

mod common;

use std::time::Duration;

use common::{Outcome, backlog, figures};
use gate_core::time::Clock;
use gate_sim::city::Endpoint;
use gate_sim::http::Listening;
use gate_sync::SystemClock;
use gatehouse_tests::support::{Park, wait_for};

/// Each has an arrival, a departure and their photos.
const VISITS: usize = 25_000;
const STARTS: usize = 7;
/// How long the program is watched once it has found the city unreachable.
const WATCH: Duration = Duration::from_secs(15);

const MOST_MEMORY_MB: f64 = 50.0;
const LONGEST_START_S: f64 = 2.0;

fn main() -> Outcome {
    common::runtime()?.block_on(async {
        let empty = common::park::park(None).await?;
        let full = common::park::park(None).await?;
        let records = backlog::visits(VISITS, Some(&full.open_platform.base_url()));
        backlog::fill(full.path(), records).await?;

        let without = memory(&empty).await?;
        let with = memory(&full).await?;
        println!("empty queue: {without}");
        println!("{} waiting: {with}", VISITS * 4);
        let cost = with.peak_mb - without.peak_mb;
        println!(
            "cost: {cost:.1} MB at the peak, {:.1} MB in the end",
            with.proportional_mb - without.proportional_mb
        );
        figures::at_most("memory of 100,000 waiting deliveries, of 50 MB", cost / MOST_MEMORY_MB, 1.0);

        start_up(&full).await
    })
}

struct Memory {
    peak_mb: f64,
    proportional_mb: f64,
}

impl std::fmt::Display for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "resident {:.1} MB at the peak, proportional set {:.1} MB in the end",
            self.peak_mb, self.proportional_mb
        )
    }
}

/// The program's memory while neither platform can be reached.
async fn memory(park: &Park) -> Outcome<Memory> {
    park.city.set_listening(Listening::Down).await?;
    park.open_platform.set_listening(Listening::Down).await?;
    let program = common::park::sync(park)?;
    let store = park.open_store().await;
    let failed = wait_for(async || {
        let states = store.city_states().await.unwrap_or_default();
        states.iter().any(|state| state.last_error.is_some())
    });
    if !failed.await {
        return Err("no heartbeat failed".into());
    }
    // The peak is kept by the system; what the program does meanwhile is what is measured.
    tokio::time::sleep(WATCH).await;
    let id = program.id();
    let memory = Memory {
        peak_mb: of_process(id, "status", "VmHWM:")?,
        proportional_mb: of_process(id, "smaps_rollup", "Pss:")?,
    };
    program.kill()?;
    store.close().await;
    Ok(memory)
}

/// A figure in kB of a file below `/proc/<id>`, in MB.
fn of_process(id: u32, file: &str, name: &str) -> Outcome<f64> {
    let text = std::fs::read_to_string(format!("/proc/{id}/{file}"))?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)).ok_or("the system does not tell")?;
    let kb: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kb / 1_000.0)
}

async fn start_up(park: &Park) -> Outcome {
    park.city.set_listening(Listening::Up).await?;
    park.open_platform.set_listening(Listening::Up).await?;
    let journal = park.city.journal();
    let (mut heartbeats, mut events) = (vec![], vec![]);
    for _ in 0..STARTS {
        let from = journal.counts().requests;
        let born = SystemClock.now();
        let program = common::park::sync(park)?;
        let first = |of: fn(Endpoint) -> bool| {
            let records = journal.records_from(from);
            let found = records.iter().find(|record| of(record.endpoint));
            found.map(|record| (record.wall_ms - born.0) as f64 / 1_000.0)
        };
        let heartbeat = || first(|endpoint| endpoint == Endpoint::Heartbeat);
        let event = || first(Endpoint::is_business);
        if !wait_for(async || heartbeat().is_some() && event().is_some()).await {
            return Err("the program did not begin".into());
        }
        program.kill()?;
        heartbeats.extend(heartbeat());
        events.extend(event());
    }
    println!(
        "start with {} waiting: heartbeat after {:.2} s, event after {:.2} s (medians of {STARTS}); at worst {:.2} s and {:.2} s",
        VISITS * 4,
        figures::median(&heartbeats),
        figures::median(&events),
        figures::percentile(&heartbeats, 100),
        figures::percentile(&events, 100)
    );
    let worst = figures::percentile(&heartbeats, 100).max(figures::percentile(&events, 100));
    figures::at_most("start-up at worst, of 2 s", worst / LONGEST_START_S, 1.0);
    Ok(())
}
