//! The table of 100,000 authorised vehicles as somebody types, filters, sorts and scrolls.
#![allow(missing_docs, reason = "a program, not a library")]
#![allow(clippy::print_stdout, reason = "its output is the result")]

use std::error::Error;
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use gate_core::time::UtcMillis;
use gate_core::vehicle::{Vehicle, VehicleType};
use gate_store::{Register, Store, StoreOptions, TableFilter, TableOrder, TableSort, ValidityFilter};

const VEHICLES: u32 = 100_000;
const ROUNDS: u32 = 200;
const TARGET: Duration = Duration::from_millis(30);
const PARK: &str = "park123";
const SURNAMES: [&str; 8] = ["张", "王", "李", "单", "曾", "赵", "欧阳", "刘"];
const GIVEN: [&str; 8] = ["明", "伟", "雄信", "小芳", "建国", "丽", "志强", "海"];
const SORTS: [TableSort; 6] = [
    TableSort::Plate,
    TableSort::Owner,
    TableSort::Type,
    TableSort::ValidFrom,
    TableSort::ValidUntil,
    TableSort::Department,
];

fn main() -> Result<(), Box<dyn Error>> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(run())
}

async fn run() -> Result<(), Box<dyn Error>> {
    let dir = tempfile::tempdir()?;
    let options = StoreOptions { reserve_bytes: 0, ..StoreOptions::default() };
    let store = Store::open_async(dir.path(), options).await?;
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).ok_or("no day")?;
    let begun = Instant::now();
    let refresh = store.begin_refresh(PARK, Register::Vehicles, UtcMillis(1)).await?;
    for page in 0..VEHICLES / 1_000 {
        let rows = (page * 1_000..(page + 1) * 1_000).map(|number| vehicle(number, today)).collect();
        store.upsert_vehicles(PARK, refresh, rows, UtcMillis(1)).await?;
    }
    store.finish_vehicles(PARK, refresh, UtcMillis(1)).await?;
    println!("filled in {:.0} s", begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    store.vehicle_table(TableFilter::default(), TableOrder::default(), 0, 100, today).await?;
    println!("read for the first time in {:.0} ms", begun.elapsed().as_secs_f64() * 1e3);

    measure("one more character, any sort", &store, today, |round| {
        let plate = plate(round * 499 % VEHICLES);
        let length = 1 + round as usize % 7;
        (text(plate.chars().skip(7 - length).collect()), 0)
    })
    .await?;
    measure("a letter that everybody has", &store, today, |_| (text("浙".to_owned()), 99_000)).await?;
    measure("a given name", &store, today, |round| (text(GIVEN[round as usize % 8].to_owned()), 0)).await?;
    measure("pinyin and initials", &store, today, |round| {
        (text(["zhangm", "wxf", "lw", "oyzq", "zengh"][round as usize % 5].to_owned()), 0)
    })
    .await?;
    measure("digits of a phone", &store, today, |round| (text(format!("{:04}", round * 37 % 10_000)), 0))
        .await?;
    measure("what is left", &store, today, |round| {
        let validity = [
            ValidityFilter::Valid,
            ValidityFilter::Within(7),
            ValidityFilter::Within(30),
            ValidityFilter::Expired,
        ];
        (TableFilter { validity: Some(validity[round as usize % 4]), ..TableFilter::default() }, 0)
    })
    .await?;
    measure("scrolling anywhere", &store, today, |round| (TableFilter::default(), round * 499 % VEHICLES))
        .await?;
    let mut took = Vec::new();
    for round in 0..ROUNDS {
        let refresh = store.begin_refresh(PARK, Register::Vehicles, UtcMillis(2)).await?;
        let changed = vehicle(round, today + Days::new(1));
        store.upsert_vehicles(PARK, refresh, vec![changed], UtcMillis(2)).await?;
        let order = TableOrder { sort: SORTS[round as usize % 6], descending: false };
        let begun = Instant::now();
        store.vehicle_table(TableFilter::default(), order, 0, 100, today).await?;
        took.push(begun.elapsed());
    }
    tell("right after a change", took);
    store.close().await;
    Ok(())
}

fn text(text: String) -> TableFilter {
    TableFilter { text, ..TableFilter::default() }
}

async fn measure(
    what: &str,
    store: &Store,
    today: NaiveDate,
    ask: impl Fn(u32) -> (TableFilter, u32),
) -> Result<(), Box<dyn Error>> {
    let mut took = Vec::new();
    for round in 0..ROUNDS {
        let (filter, offset) = ask(round);
        let order = TableOrder { sort: SORTS[round as usize % 6], descending: round % 2 == 1 };
        let begun = Instant::now();
        store.vehicle_table(filter, order, offset, 100, today).await?;
        took.push(begun.elapsed());
    }
    tell(what, took);
    Ok(())
}

fn plate(number: u32) -> String {
    const SERIAL: &[u8] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let mut mixed = u64::from(number).wrapping_mul(2_654_435_761) % 39_135_393;
    let mut serial = String::new();
    for _ in 0..5 {
        serial.push(char::from(SERIAL[(mixed % 34) as usize]));
        mixed /= 34;
    }
    format!("浙B{serial}")
}

fn vehicle(number: u32, today: NaiveDate) -> Vehicle {
    let of = |from: [&'static str; 8], by: u32| from[(number / by) as usize % 8];
    Vehicle {
        plate: plate(number),
        vehicle_type: Some(VehicleType::from_wire(["1", "2", "101"][number as usize % 3])),
        owner_name: Some(format!("{}{}", of(SURNAMES, 1), of(GIVEN, 8))),
        owner_phone: Some(format!("138{:08}", u64::from(number) * 7_919 % 100_000_000)),
        work_no: Some(format!("W{number:06}")),
        valid_from: Some(today - Days::new(u64::from(number % 700))),
        valid_until: Some(today + Days::new(u64::from(number % 500)) - Days::new(100)),
        lanes: vec![],
        spaces: 1,
        remark: None,
    }
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
