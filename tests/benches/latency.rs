//! From a callback's sending to the city's acceptance, through the real `gatehousectl sync` with its default limits.
//!
//! Vehicles pass at irregular times, faster than four lanes let them; each has a photo, which is fetched and sent too.
//! Both platforms live in this process, so both times are of one clock.
#![allow(missing_docs, reason = "a program, not a library")]
#![allow(clippy::print_stdout, reason = "its output is the result")]

mod common;

use std::collections::HashMap;
use std::time::Duration;

use common::{Outcome, figures};
use gate_core::time::{Clock, UtcMillis};
use gate_sim::city::{Content, EventKind};
use gate_sim::open_platform::Channel;
use gate_sim::traffic::SimPassage;
use gate_sync::SystemClock;
use gatehouse_tests::support::{Dice, PushOptions, wait_for};

const PASSAGES: usize = 120;
const SHORTEST_GAP: Duration = Duration::from_millis(300);
const LONGEST_GAP: Duration = Duration::from_millis(900);
const LONGEST_MS: f64 = 300.0;

fn main() -> Outcome {
    common::runtime()?.block_on(async {
        let park = common::park::park(Some(PushOptions { share: 0.0, repeat_share: 0.0 })).await?;
        park.push_callbacks(PushOptions { share: 0.0, repeat_share: 0.0 });
        let program = common::park::sync(&park)?;
        let journal = park.city.journal();
        // Polling and heartbeats are under way before the first vehicle comes.
        if !wait_for(async || journal.counts().heartbeats > 0 && journal.counts().clock > 0).await {
            return Err("the program did not begin".into());
        }
        let mut dice = Dice::new(7);
        let mut told: HashMap<String, UtcMillis> = HashMap::new();
        for number in 0..PASSAGES {
            let plate = format!("浙B{number:05}");
            let now = SystemClock.now();
            told.insert(plate.clone(), now);
            park.open_platform.add_passage_via(SimPassage::entry(&plate, now), Channel::Both);
            let gap = dice.span(SHORTEST_GAP..LONGEST_GAP);
            tokio::time::sleep(gap).await;
        }
        if !wait_for(async || journal.counts().arrivals as usize >= PASSAGES).await {
            return Err(format!("{:?}", journal.counts()).into());
        }
        program.kill()?;
        let mut delays = Vec::new();
        for record in journal.records() {
            if let Content::Event(event) = &record.content
                && event.kind == Some(EventKind::Arrival)
                && record.verdict.is_accepted()
                && let Some(at) = told.remove(&*event.plate)
            {
                delays.push((record.wall_ms - at.0) as f64);
            }
        }
        let [middle, p95, longest] = [50, 95, 100].map(|percent| figures::percentile(&delays, percent));
        println!(
            "{} callbacks {SHORTEST_GAP:?} to {LONGEST_GAP:?} apart, {} photos: accepted after {middle:.0} ms (median), {p95:.0} ms (p95), {longest:.0} ms (longest)",
            delays.len(),
            journal.counts().photos
        );
        figures::at_most("callback to acceptance, p95 of 300 ms", p95 / LONGEST_MS, 1.0);
        Ok(())
    })
}
