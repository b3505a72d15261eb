//! What the booth looks up, with 100,000 authorised vehicles and 1,000,000 passages of 250,000 plates in the database.
#![allow(missing_docs, reason = "a program, not a library")]
#![allow(clippy::print_stdout, reason = "its output is the result")]

#[path = "../../../../tests/src/support/crowd.rs"]
mod crowd;

use std::error::Error;
use std::time::{Duration, Instant};

use crowd::{GIVEN, PLATES, Random, plate};
use gate_core::time::UtcMillis;
use gate_store::{Store, StoreOptions};

const ROUNDS: usize = 200;
const TARGET: Duration = Duration::from_millis(50);
const PARK: &str = "park123";
const START: UtcMillis = UtcMillis(1_760_000_000_000);

fn main() -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(run())
}

async fn run() -> Result<(), Box<dyn Error>> {
    let dir = tempfile::tempdir()?;
    let options = StoreOptions { reserve_bytes: 0, ..StoreOptions::default() };
    let store = Store::open_async(dir.path(), options).await?;
    let started = Instant::now();
    let now = crowd::fill(&store, PARK, START).await?;
    println!("filled in {:.0} s", started.elapsed().as_secs_f64());
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for (what, typed) in searches() {
        let mut took = Vec::new();
        for _ in 0..ROUNDS {
            let text = typed(&mut random);
            let started = Instant::now();
            store.search_plates(&text, 12, now).await?;
            took.push(started.elapsed());
        }
        tell(&format!("search by {what}"), took);
    }
    let mut took: [Vec<Duration>; 4] = Default::default();
    for _ in 0..ROUNDS {
        let plate = plate(random.below(PLATES));
        let started = Instant::now();
        let page = store.feed(None, 50).await?;
        took[0].push(started.elapsed());
        let started = Instant::now();
        store.feed_after(page.last().map_or(0, |row| row.id), 50).await?;
        took[1].push(started.elapsed());
        let started = Instant::now();
        store.last_passage_by_lane(PARK).await?;
        took[2].push(started.elapsed());
        let started = Instant::now();
        store.last_passages_of_plate(&plate, None, 20).await?;
        store.open_sessions_of_plate(&plate).await?;
        store.vehicle_by_plate(&plate).await?;
        took[3].push(started.elapsed());
    }
    for (what, took) in
        ["feed, 50 rows", "feed after an id", "last passage of each lane", "plate card"].iter().zip(took)
    {
        tell(what, took);
    }
    store.close().await;
    Ok(())
}

type Typed = fn(&mut Random) -> String;

/// What attendants type: the end, the beginning without province, the middle, few characters, look-alikes, people.
fn searches() -> [(&'static str, Typed); 10] {
    fn part(random: &mut Random, from: usize, count: usize) -> String {
        plate(random.below(PLATES)).chars().skip(from).take(count).collect()
    }
    [
        ("one digit", |random| part(random, 6, 1)),
        ("the province", |_| "浙".to_owned()),
        ("the last two", |random| part(random, 5, 2)),
        ("the last three", |random| part(random, 4, 3)),
        ("the last four", |random| part(random, 3, 4)),
        ("the middle", |random| part(random, 2, 4)),
        ("the whole without province", |random| part(random, 1, 6).to_lowercase()),
        ("what nobody has", |random| format!("WWW{:03}", random.below(1_000))),
        ("name within", |random| GIVEN[random.below(8) as usize].repeat(2)),
        ("initials", |random| ["zm", "wxf", "sxx", "ljg", "zw"][random.below(5) as usize].to_owned()),
    ]
}

fn tell(what: &str, mut took: Vec<Duration>) {
    took.sort_unstable();
    let at = |percent: usize| took[(took.len() * percent / 100).min(took.len() - 1)];
    let verdict = if at(95) <= TARGET { "reached" } else { "MISSED" };
    println!(
        "{what}: p50 {:.1} ms, p95 {:.1} ms (target ≤ {} ms, {verdict})",
        at(50).as_secs_f64() * 1e3,
        at(95).as_secs_f64() * 1e3,
        TARGET.as_millis()
    );
}
