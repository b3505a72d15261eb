//! Ingesting 100,000 records, against a bare bulk insert of the rows that come of it.
//!
//! Both get the records in the batches in which the collector hands them over, a day each. The bare insert writes each
//! row once, as it is in the end, table after table, in one transaction per batch, into the same tables with the same
//! indexes and pragmas. They take turns on the same disk.
#![allow(missing_docs, reason = "a program, not a library")]
#![allow(clippy::print_stdout, reason = "its output is the result")]

use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

use gate_core::passage::{Direction, Source};
use gate_core::record::Record;
use gate_core::time::UtcMillis;
use gate_store::{CityRules, DATABASE_FILE, IngestRules, Store, StoreOptions};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

const RECORDS: usize = 100_000;
/// A day of a car park with 2,500 visits.
const BATCH: usize = 5_000;
const VEHICLES: u64 = 8_000;
const ROUNDS: usize = 5;
const TARGET: f64 = 0.3;

/// The tables that records fill.
const TABLES: [&str; 4] = ["passages", "sessions", "photos", "deliveries"];
const START: UtcMillis = UtcMillis(1_790_000_000_000);
const DAY_MS: i64 = 24 * 3_600_000;

type Row = Vec<Value>;
/// The rows of one batch, table by table.
type Batch = [Vec<Row>; TABLES.len()];

fn main() -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let days = days();
    let (mut rates, mut bare_rates, mut ratios) = (vec![], vec![], vec![]);
    let mut rows = 0;
    for round in 1..=ROUNDS {
        let dir = tempfile::tempdir()?;
        let (took, ends) = runtime.block_on(ingest(dir.path(), &days))?;
        let batches = read_back(&dir.path().join(DATABASE_FILE), &ends)?;
        rows = batches.iter().flatten().map(Vec::len).sum();
        let bare_took = bare(dir.path(), &batches)?;
        let rate = |took: Duration| RECORDS as f64 / took.as_secs_f64();
        let (ours, bare) = (rate(took), rate(bare_took));
        println!(
            "round {round}: ingest {ours:.0} records/s, bare insert {bare:.0} records/s, {:.2}",
            ours / bare
        );
        rates.push(ours);
        bare_rates.push(bare);
        ratios.push(ours / bare);
    }
    println!(
        "{RECORDS} records, {rows} rows, {BATCH} at a time: ingest {:.0} records/s, bare insert {:.0} records/s (medians of {ROUNDS})",
        median(&mut rates),
        median(&mut bare_rates)
    );
    let ratio = median(&mut ratios);
    let verdict = if ratio >= TARGET { "reached" } else { "MISSED" };
    println!("ingest over a bare insert of the same rows: ratio {ratio:.2} (target ≥ {TARGET}, {verdict})");
    Ok(())
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Each day's records, in no order, as lists give them. A few thousand vehicles come again and again and stay between
/// a quarter of an hour and seven hours; some of them belong to somebody.
fn days() -> Vec<Vec<Record>> {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let visits_a_day = BATCH / 2;
    (0..RECORDS / BATCH)
        .map(|day| {
            let mut records = Vec::with_capacity(BATCH);
            for visit in 0..visits_a_day {
                // Vehicle after vehicle, so that none comes again before it has left.
                let vehicle = (day * visits_a_day + visit) as u64 % VEHICLES;
                let at =
                    START.0 + day as i64 * DAY_MS + (visit as i64 * 16 * 3_600_000) / visits_a_day as i64;
                let stay = 900_000 + random.below(6 * 3_600) as i64 * 1_000;
                for (direction, at) in [(Direction::In, at), (Direction::Out, at + stay)] {
                    let number = day * BATCH + records.len();
                    records.push(record(
                        number,
                        vehicle,
                        direction,
                        UtcMillis(at / 1_000 * 1_000),
                        &mut random,
                    ));
                }
            }
            random.shuffle(&mut records);
            records
        })
        .collect()
}

fn record(number: usize, vehicle: u64, direction: Direction, at: UtcMillis, random: &mut Random) -> Record {
    let owned = vehicle.is_multiple_of(3);
    let lane = 1 + random.below(2) * 2 + u64::from(direction == Direction::Out);
    Record {
        parking_id: "park123".to_owned(),
        direction,
        plate_raw: format!("浙B{vehicle:05}"),
        at,
        lane_no: lane.to_string(),
        lane_name: Some(format!("车道{lane}")),
        record_id: Some((10_000_000 + number).to_string()),
        vehicle_type: Some(if owned { "1" } else { "9" }.to_owned()),
        photo_url: Some(format!(
            "http://photos.example.com/park123/{}/{number:08}.jpg?expires=1799999999",
            at.0
        )),
        owner_name: owned.then(|| "车主某".to_owned()),
        work_no: owned.then(|| format!("W{vehicle:05}")),
        owner_phone: owned.then(|| format!("139000{vehicle:05}")),
        free_spaces: None,
    }
}

/// How long ingesting took, and after each batch the highest id of each table.
async fn ingest(
    dir: &Path,
    days: &[Vec<Record>],
) -> Result<(Duration, Vec<[i64; TABLES.len()]>), Box<dyn Error>> {
    let rules = IngestRules {
        parking_id: "park123".to_owned(),
        total_spaces: Some(500),
        city: Some(CityRules::default()),
    };
    let options = StoreOptions { reserve_bytes: 0, ..StoreOptions::default() };
    let store = Store::open_async(dir, options).await?;
    let beside = Connection::open(dir.join(DATABASE_FILE))?;
    let (mut took, mut ends) = (Duration::ZERO, Vec::new());
    for day in days {
        let records = day.clone();
        let started = Instant::now();
        let done = store.ingest(&rules, records, Source::Records, START).await?;
        took += started.elapsed();
        if done.new != BATCH as u64 {
            return Err(format!("{done:?} of {BATCH}").into());
        }
        let mut end = [0; TABLES.len()];
        for (end, table) in end.iter_mut().zip(TABLES) {
            *end = beside
                .query_row(&format!("SELECT coalesce(max(id), 0) FROM {table}"), [], |row| row.get(0))?;
        }
        ends.push(end);
    }
    drop(beside);
    store.close().await;
    Ok((took, ends))
}

fn read_back(database: &Path, ends: &[[i64; TABLES.len()]]) -> Result<Vec<Batch>, Box<dyn Error>> {
    let connection = Connection::open(database)?;
    let mut begins = [0; TABLES.len()];
    let mut batches = Vec::new();
    for end in ends {
        let mut batch = Batch::default();
        for (index, table) in TABLES.iter().enumerate() {
            let mut statement = connection
                .prepare_cached(&format!("SELECT * FROM {table} WHERE id > ?1 AND id <= ?2 ORDER BY id"))?;
            let columns = statement.column_count();
            let rows = statement.query_map([begins[index], end[index]], |row| {
                (0..columns).map(|column| row.get(column)).collect::<Result<Row, _>>()
            })?;
            batch[index] = rows.collect::<Result<_, _>>()?;
        }
        batches.push(batch);
        begins = *end;
    }
    Ok(batches)
}

/// How long the plain insert took.
fn bare(dir: &Path, batches: &[Batch]) -> Result<Duration, Box<dyn Error>> {
    let schema: Vec<String> = {
        let ours = Connection::open(dir.join(DATABASE_FILE))?;
        let mut statement = ours.prepare(
            "SELECT sql FROM sqlite_schema
             WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type = 'table' DESC, type = 'index' DESC, rowid",
        )?;
        statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?
    };
    let connection = Connection::open(dir.join("bare.db"))?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
         PRAGMA journal_size_limit = 16777216; PRAGMA cache_size = -4096; PRAGMA mmap_size = 0;
         PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;",
    )?;
    schema.iter().try_for_each(|sql| connection.execute_batch(sql))?;
    let started = Instant::now();
    for batch in batches {
        connection.execute_batch("BEGIN IMMEDIATE")?;
        for (rows, table) in batch.iter().zip(TABLES) {
            let Some(first) = rows.first() else { continue };
            let marks = vec!["?"; first.len()].join(", ");
            let mut insert = connection.prepare_cached(&format!("INSERT INTO {table} VALUES ({marks})"))?;
            for row in rows {
                insert.execute(params_from_iter(row))?;
            }
        }
        connection.execute_batch("COMMIT")?;
    }
    Ok(started.elapsed())
}

/// Marsaglia's xorshift: the same records in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) % bound
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for index in (1..items.len()).rev() {
            items.swap(index, self.below(index as u64 + 1) as usize);
        }
    }
}
