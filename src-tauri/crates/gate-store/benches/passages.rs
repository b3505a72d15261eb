//! The first page of passages under every filter that is offered, and under the worst pairs of them.
//!
//! `GATEHOUSE_PASSAGES` says how many passages there are, several numbers one after the other: `100000,1000000` by default,
//! `100000,10000000` for what a car park has after ten years. Half of the vehicles keep to some lanes and half to the others; the
//! last lane is passed by a few only, and one lane takes no photos: pairs of filters that hardly anything or nothing fits.
#![allow(missing_docs, reason = "a program, not a library")]
#![allow(clippy::print_stdout, reason = "its output is the result")]

use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

use gate_core::passage::Direction;
use gate_core::time::UtcMillis;
use gate_store::{CarParkScope, PassageTableFilter, Store, StoreOptions};
use rusqlite::{Connection, params};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const ROUNDS: u64 = 40;
const LIMIT: u32 = 100;
const TARGET_MS: f64 = 50.0;
/// Growth from less than this is told as from this.
const NOISE_MS: f64 = 5.0;
const START: i64 = 1_700_000_000_000;
const SPAN_MS: i64 = 3 * 365 * 86_400_000;
/// Passages of one vehicle.
const EACH: u64 = 40;

fn main() -> Outcome {
    let sizes = std::env::var("GATEHOUSE_PASSAGES").unwrap_or_else(|_| "100000,1000000".to_owned());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut first: Vec<f64> = Vec::new();
    for size in sizes.split(',') {
        let size: u64 = size.trim().parse()?;
        let found = runtime.block_on(measure(size))?;
        if first.is_empty() {
            first = found;
            continue;
        }
        let worst = found.iter().zip(&first).map(|(now, then)| now / then.max(NOISE_MS)).fold(0.0, f64::max);
        println!("ratio: the slowest filter's growth from the first size to {size}: {worst:.2} (target ≤ 2)");
    }
    Ok(())
}

/// The 95th percentile of each filter, in milliseconds.
async fn measure(size: u64) -> Outcome<Vec<f64>> {
    let dir = tempfile::tempdir()?;
    let options = StoreOptions { reserve_bytes: 0, ..StoreOptions::default() };
    Store::open_async(dir.path(), options.clone()).await?.close().await;
    let begun = Instant::now();
    fill(dir.path(), size)?;
    println!("\n{size} passages, filled in {:.0} s", begun.elapsed().as_secs_f64());
    let store = Store::open_async(dir.path(), options).await?;
    let mut all = Vec::new();
    for (what, filter) in filters() {
        let (mut took, mut rows, mut early) = (Vec::new(), 0, 0);
        for round in 0..ROUNDS {
            let filter = filter(round * 7_919 + 13, size);
            let begun = Instant::now();
            let (page, next) = store.passage_table(filter, None, LIMIT).await?;
            took.push(begun.elapsed());
            rows += page.len();
            early += usize::from(page.len() < LIMIT as usize && next.is_some());
        }
        all.push(tell(what, took, rows, early));
    }
    store.close().await;
    Ok(all)
}

type Filter = fn(u64, u64) -> PassageTableFilter;

/// Of the two numbers the first is random, the second how many passages there are.
fn filters() -> Vec<(&'static str, Filter)> {
    vec![
        ("nothing", |_, _| none()),
        ("a car park", |_, _| PassageTableFilter { parking_id: some("q"), ..none() }),
        ("somebody's car park", |_, _| PassageTableFilter { scope: only("q"), ..none() }),
        ("a lane", |r, _| lane(r % 7 + 1)),
        ("a rare lane", |_, _| lane(8)),
        ("a direction", |_, _| PassageTableFilter { direction: Some(Direction::Out), ..none() }),
        ("without photo", |_, _| PassageTableFilter { without_photo: true, ..none() }),
        ("without photo where there always is one", |_, _| PassageTableFilter {
            without_photo: true,
            ..lane(1)
        }),
        ("a day long ago", |r, _| day(r, none())),
        ("one digit", |r, _| text(digits(r, 1))),
        ("the province", |_, _| text("浙".to_owned())),
        ("two digits", |r, _| text(digits(r, 2))),
        ("three digits", |r, _| text(digits(r, 3))),
        ("four digits", |r, _| text(digits(r, 4))),
        ("a whole plate", |r, size| text(plate(r % vehicles(size)))),
        ("a plate that nobody has", |r, _| text(format!("沪W{}", digits(r, 4)))),
        ("look-alikes", |r, _| text(format!("B8S{}", digits(r, 2)))),
        ("a province and a lane that it never passes", |_, _| with("浙", lane(8))),
        ("one digit and a lane that it never passes", |r, _| with(&digits(r, 1), lane(8))),
        ("two digits and a lane that they never pass", |r, _| with(&digits(r, 2), lane(8))),
        ("three digits and a lane that they never pass", |r, _| with(&digits(r, 3), lane(8))),
        ("four digits and a lane that they never pass", |r, _| with(&digits(r, 4), lane(8))),
        ("a whole plate and a lane that it never passes", |r, size| {
            with(&plate(r % vehicles(size)), lane(8))
        }),
        ("two digits and a lane that half of them pass", |r, _| with(&digits(r, 2), lane(2))),
        ("three digits and a direction", |r, _| PassageTableFilter {
            direction: Some(Direction::In),
            ..text(digits(r, 3))
        }),
        ("two digits and a direction there never is", |r, _| PassageTableFilter {
            direction: Some(Direction::Out),
            ..with(&digits(r, 2), lane(3))
        }),
        ("three digits and a car park few of them know", |r, _| PassageTableFilter {
            parking_id: some("q"),
            ..text(digits(r, 3))
        }),
        ("two digits, somebody's car park, a direction", |r, _| PassageTableFilter {
            scope: only("q"),
            direction: Some(Direction::Out),
            ..text(digits(r, 2))
        }),
        ("one digit and a day long ago", |r, _| day(r, text(digits(r, 1)))),
        ("two digits and a day long ago", |r, _| day(r, text(digits(r, 2)))),
        ("three digits and a day long ago", |r, _| day(r, text(digits(r, 3)))),
        ("one digit and no photo", |r, _| no_photo(text(digits(r, 1)))),
        ("three digits and no photo", |r, _| no_photo(text(digits(r, 3)))),
        ("four digits and no photo", |r, _| no_photo(text(digits(r, 4)))),
        ("three digits and no photo where there always is one", |r, _| {
            no_photo(with(&digits(r, 3), lane(1)))
        }),
    ]
}

fn none() -> PassageTableFilter {
    PassageTableFilter::default()
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn only(park: &str) -> CarParkScope {
    CarParkScope::of(&[park.to_owned()])
}

fn text(text: String) -> PassageTableFilter {
    PassageTableFilter { text, ..none() }
}

fn lane(number: u64) -> PassageTableFilter {
    PassageTableFilter { parking_id: some("p"), lane_no: Some(number.to_string()), ..none() }
}

fn with(text: &str, filter: PassageTableFilter) -> PassageTableFilter {
    PassageTableFilter { text: text.to_owned(), ..filter }
}

fn no_photo(filter: PassageTableFilter) -> PassageTableFilter {
    PassageTableFilter { without_photo: true, ..filter }
}

fn day(random: u64, filter: PassageTableFilter) -> PassageTableFilter {
    let from = START + (random % 900) as i64 * 86_400_000;
    PassageTableFilter { from: Some(UtcMillis(from)), until: Some(UtcMillis(from + 86_400_000)), ..filter }
}

fn digits(random: u64, count: u32) -> String {
    let bound = 10_u64.pow(count);
    format!("{:0width$}", random.wrapping_mul(2_654_435_761) % bound, width = count as usize)
}

fn vehicles(size: u64) -> u64 {
    (size / EACH).max(1)
}

/// Two letters and four digits: one in fifty of another province, which alone passes the rare lane.
fn plate(number: u64) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
    let letter = |by: u64| LETTERS[(number / by % 24) as usize] as char;
    if number.is_multiple_of(50) {
        return format!("粤{}{}WWWW", letter(50), letter(1_200));
    }
    let serial = number.wrapping_mul(7_919) % 10_000;
    format!("浙{}{}{serial:04}", letter(1), letter(24))
}

/// Straight into the tables, with the indexes made afterwards as the migrations make them.
fn fill(dir: &Path, size: u64) -> Outcome {
    let mut connection = Connection::open(dir.join("gatehouse.db"))?;
    let indexes: Vec<(String, String)> = connection
        .prepare("SELECT name, sql FROM sqlite_schema WHERE tbl_name = 'passages' AND type = 'index' AND sql IS NOT NULL")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    connection
        .execute_batch("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; PRAGMA temp_store = FILE;")?;
    let tx = connection.transaction()?;
    for (name, _) in &indexes {
        tx.execute_batch(&format!("DROP INDEX {name}"))?;
    }
    {
        let mut part =
            tx.prepare("INSERT INTO plate_parts (part, plate) VALUES ($1, $2) ON CONFLICT DO NOTHING")?;
        for number in 0..vehicles(size) {
            let plate = plate(number);
            let folded: Vec<char> = plate.replace('O', "0").replace('I', "1").chars().collect();
            for start in 0..folded.len() {
                let ending: String = folded.get(start..).unwrap_or_default().iter().collect();
                part.execute(params![ending, plate])?;
            }
        }
        let mut insert = tx.prepare(
            "INSERT INTO passages (parking_id, direction, plate_raw, plate_read, plate, at, lane_no, record_id, source,
                 heard_at, photographed)
             VALUES ($1, $2, $3, $3, $3, $4, $5, $6, 'records', $4, $7)",
        )?;
        for number in 0..size {
            let vehicle = (number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20) % vehicles(size);
            let rare = vehicle.is_multiple_of(50);
            let lane = match (rare, number % 4) {
                (true, 0) => 8,
                _ if vehicle.is_multiple_of(2) => number % 4 + 1,
                _ => number % 3 + 5,
            };
            let park = if number % 11 == 0 && vehicle.is_multiple_of(3) { "q" } else { "p" };
            let direction = if lane == 3 || number.is_multiple_of(2) { "in" } else { "out" };
            let photographed = lane != 7 && (lane == 1 || !number.is_multiple_of(97));
            insert.execute(params![
                park,
                direction,
                plate(vehicle),
                START + (number as i128 * i128::from(SPAN_MS) / i128::from(size)) as i64,
                lane.to_string(),
                number.to_string(),
                photographed
            ])?;
        }
    }
    for (_, sql) in &indexes {
        tx.execute_batch(sql)?;
    }
    tx.commit()?;
    Ok(())
}

fn tell(what: &str, mut took: Vec<Duration>, rows: usize, early: usize) -> f64 {
    took.sort_unstable();
    let at = |percent: usize| {
        took.get((took.len() * percent / 100).min(took.len() - 1)).map_or(0.0, |it| it.as_secs_f64() * 1e3)
    };
    let (middle, most) = (at(50), at(95));
    let verdict = if most <= TARGET_MS { "reached" } else { "MISSED" };
    let early = if early == 0 { String::new() } else { format!(", {early} of {ROUNDS} ended early") };
    let rows = rows / ROUNDS as usize;
    println!("{what}: p50 {middle:.1} ms, p95 {most:.1} ms ({verdict}; {rows} rows{early})");
    most
}
