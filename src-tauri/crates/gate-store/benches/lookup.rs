//! What the booth looks up, with 100,000 authorised vehicles and 1,000,000 passages of 250,000 plates in the database.
#![allow(missing_docs, reason = "a program, not a library")]
#![allow(clippy::print_stdout, reason = "its output is the result")]

use std::error::Error;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use gate_core::passage::{Direction, Source};
use gate_core::record::Record;
use gate_core::time::UtcMillis;
use gate_core::vehicle::{Vehicle, VehicleType};
use gate_store::{IngestRules, Register, Store, StoreOptions};

const VEHICLES: usize = 100_000;
const PASSAGES: usize = 1_000_000;
const PLATES: u64 = 250_000;
const AT_ONCE: usize = 5_000;
const ROUNDS: usize = 200;
const TARGET: Duration = Duration::from_millis(50);
const PARK: &str = "park123";
const START: UtcMillis = UtcMillis(1_760_000_000_000);

const SURNAMES: [&str; 8] = ["张", "王", "李", "单", "曾", "赵", "欧阳", "刘"];
const GIVEN: [&str; 8] = ["明", "伟", "雄信", "小芳", "建国", "丽", "志强", "海"];

fn main() -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(run())
}

async fn run() -> Result<(), Box<dyn Error>> {
    let dir = tempfile::tempdir()?;
    let options = StoreOptions { reserve_bytes: 0, ..StoreOptions::default() };
    let store = Store::open_async(dir.path(), options).await?;
    let started = Instant::now();
    let now = fill(&store).await?;
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

/// Answers the time after the last passage.
async fn fill(store: &Store) -> Result<UtcMillis, Box<dyn Error>> {
    let refresh = store.begin_refresh(PARK, Register::Vehicles, START).await?;
    for page in 0..VEHICLES / 1_000 {
        let vehicles = (page * 1_000..(page + 1) * 1_000).map(|number| vehicle(number as u64)).collect();
        store.upsert_vehicles(PARK, refresh, vehicles, START).await?;
    }
    store.finish_vehicles(PARK, refresh, START).await?;
    let rules = IngestRules { parking_id: PARK.to_owned(), total_spaces: Some(3_000), city: None };
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    let mut at = START.0;
    for batch in 0..PASSAGES / AT_ONCE {
        let mut records = Vec::with_capacity(AT_ONCE);
        for visit in 0..AT_ONCE / 2 {
            at += 20_000;
            let plate = plate(random.below(PLATES));
            records.push(record(Direction::In, &plate, UtcMillis(at)));
            // One in fifty stays inside until it comes again.
            if (batch + visit) % 50 != 0 {
                records.push(record(Direction::Out, &plate, UtcMillis(at + 600_000)));
            }
        }
        store.ingest(&rules, records, Source::Records, UtcMillis(at)).await?;
    }
    Ok(UtcMillis(at + 600_000))
}

/// Letters and digits that look random, and are the same for one number.
fn plate(number: u64) -> String {
    const SERIAL: &[u8] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let mixed = number.wrapping_mul(2_654_435_761) % 10_000_000;
    let letter = SERIAL[10 + (mixed % 24) as usize] as char;
    let second = SERIAL[(mixed / 24 % 34) as usize] as char;
    format!("浙{letter}{second}{number:04}", number = number % 10_000)
}

fn vehicle(number: u64) -> Vehicle {
    let pick = |from: &[&'static str; 8], by: u64| from[(by % 8) as usize];
    Vehicle {
        plate: plate(number),
        vehicle_type: Some(VehicleType::Monthly),
        owner_name: Some(format!("{}{}", pick(&SURNAMES, number), pick(&GIVEN, number / 8))),
        owner_phone: Some(format!("139{number:08}")),
        work_no: None,
        valid_from: NaiveDate::from_ymd_opt(2025, 1, 1),
        valid_until: NaiveDate::from_ymd_opt(2026, 12, 31),
        lanes: Vec::new(),
        spaces: 1,
        remark: None,
    }
}

fn record(direction: Direction, plate: &str, at: UtcMillis) -> Record {
    Record {
        parking_id: PARK.to_owned(),
        direction,
        plate_raw: plate.to_owned(),
        at,
        lane_no: if direction == Direction::In { "1" } else { "2" }.to_owned(),
        lane_name: None,
        record_id: None,
        vehicle_type: None,
        photo_url: None,
        owner_name: None,
        work_no: None,
        owner_phone: None,
        free_spaces: None,
    }
}

/// Marsaglia's xorshift: the same questions in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) % bound
    }
}
