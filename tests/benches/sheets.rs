//! Spreadsheets of a large car park: the dry run of 50,000 rows over 100,000 registered vehicles, and taking these away.
//!
//! Each is done in a process of its own, so that the highest resident set that the system tells is its own: this very program,
//! started again with what it is to do. Times are without starting and opening the database, memory is with both.
#![allow(missing_docs, reason = "a program, not a library")]
#![allow(clippy::print_stdout, reason = "its output is the result")]

mod common;

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use chrono::{Days, NaiveDate};
use common::{Outcome, backlog, figures};
use gate_app::contract::types::{RowVerdict, SheetFormat, SheetKind};
use gate_app::sheets::{columns, taking};
use gate_core::time::UtcMillis;
use gate_core::vehicle::{Vehicle, VehicleType};
use gate_spreadsheet::write::{self, Column, Holds, Sheet, Value};
use gate_store::{CarParkScope, Register, Store, TableFilter};
use gatehouse_tests::support::PARKING_ID;

const VEHICLES: u32 = 100_000;
const ROWS: u32 = 50_000;
const ROUNDS: usize = 5;
const LONGEST_S: f64 = 3.0;
const MOST_MEMORY_MB: f64 = 300.0;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().collect();
    let runtime = common::runtime()?;
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [_, "dry_run", dir, file] => runtime.block_on(dry_run(Path::new(dir), Path::new(file))),
        [_, "export", dir, format] => runtime.block_on(export(Path::new(dir), format)),
        _ => runtime.block_on(measure()),
    }
}

async fn measure() -> Outcome {
    let dir = tempfile::tempdir()?;
    let data = dir.path().join("data");
    std::fs::create_dir(&data)?;
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).ok_or("no day")?;
    fill(&data, first).await?;
    let sheet = brought(first);
    let (xlsx, csv) = (dir.path().join("brought.xlsx"), dir.path().join("brought.csv"));
    std::fs::write(&xlsx, write::xlsx(&sheet, None, None)?)?;
    std::fs::write(&csv, write::csv(&sheet))?;
    drop(sheet);
    let data = data.to_string_lossy();
    for (what, job, with) in [
        ("dry run of 50,000 rows, .xlsx", "dry_run", xlsx.to_string_lossy()),
        ("dry run of 50,000 rows, .csv", "dry_run", csv.to_string_lossy()),
        ("export of 100,000 vehicles, .xlsx", "export", "xlsx".into()),
        ("export of 100,000 vehicles, .csv", "export", "csv".into()),
    ] {
        let (mut took, mut peaks) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let (seconds, megabytes) = apart(&[job, &data, &with])?;
            took.push(seconds);
            peaks.push(megabytes);
        }
        let (seconds, most) = (figures::percentile(&took, 100), figures::percentile(&peaks, 100));
        println!(
            "{what}: {:.2} s (median; {seconds:.2} s at worst), {most:.0} MB at the peak",
            figures::median(&took)
        );
        figures::at_most(&format!("{what}, at worst, of 3 s"), seconds / LONGEST_S, 1.0);
        figures::at_most(&format!("{what}, memory, of 300 MB"), most / MOST_MEMORY_MB, 1.0);
    }
    Ok(())
}

/// Does a job in a process of its own, and answers how long it took in seconds and its highest resident set in MB.
fn apart(job: &[&str]) -> Outcome<(f64, f64)> {
    let output = Command::new(std::env::current_exe()?).args(job).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    let said = String::from_utf8(output.stdout)?;
    let (seconds, megabytes) = said.trim().split_once(' ').ok_or("it said nothing")?;
    Ok((seconds.parse()?, megabytes.parse()?))
}

fn say(begun: Instant) -> Outcome {
    let took = begun.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("the system does not tell")?;
    let kb: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    println!("{took} {}", kb / 1_000.0);
    Ok(())
}

async fn dry_run(dir: &Path, file: &Path) -> Outcome {
    let store = Store::open_async(dir, backlog::options()).await?;
    let begun = Instant::now();
    let bytes = tokio::fs::read(file).await?;
    let plan = taking::dry_run(&store, SheetKind::Vehicles, PARKING_ID, bytes).await.map_err(told)?;
    say(begun)?;
    let counts = [RowVerdict::Added, RowVerdict::Changed, RowVerdict::Same, RowVerdict::Wrong]
        .map(|it| plan.count(it));
    if counts == [ROWS / 4; 4] { Ok(()) } else { Err(format!("it found {counts:?}").into()) }
}

async fn export(dir: &Path, format: &str) -> Outcome {
    let store = Store::open_async(dir, backlog::options()).await?;
    let format = if format == "csv" { SheetFormat::Csv } else { SheetFormat::Xlsx };
    let begun = Instant::now();
    let taking = taking::Taking { store: &store, scope: CarParkScope::all(), by: "admin" };
    let file = taking.vehicles(TableFilter::default(), columns::VEHICLE.to_vec(), true, format).await;
    let file = file.map_err(told)?;
    say(begun)?;
    if file.rows == VEHICLES { Ok(()) } else { Err(format!("{} rows", file.rows).into()) }
}

fn told(failure: gate_app::contract::Failure) -> String {
    format!("{failure:?}")
}

async fn fill(dir: &Path, first: NaiveDate) -> Outcome {
    let store = Store::open_async(dir, backlog::options()).await?;
    let refresh = store.begin_refresh(PARKING_ID, Register::Vehicles, UtcMillis(1)).await?;
    for page in 0..VEHICLES / 1_000 {
        let rows = (page * 1_000..(page + 1) * 1_000).map(|number| vehicle(number, first)).collect();
        store.upsert_vehicles(PARKING_ID, refresh, rows, UtcMillis(1)).await?;
    }
    store.finish_vehicles(PARKING_ID, refresh, UtcMillis(1)).await?;
    store.close().await;
    Ok(())
}

fn vehicle(number: u32, first: NaiveDate) -> Vehicle {
    Vehicle {
        plate: format!("浙B{number:05}"),
        vehicle_type: Some(VehicleType::Monthly),
        owner_name: Some(owner(number)),
        owner_phone: Some(format!("138{number:08}")),
        work_no: Some(format!("W{number:06}")),
        valid_from: Some(first),
        valid_until: Some(first + Days::new(u64::from(number % 500) + 100)),
        lanes: vec![],
        spaces: 1,
        remark: Some(format!("{number} 号楼")),
    }
}

fn owner(number: u32) -> String {
    let of = |from: [&'static str; 5], by: u32| from[(number / by) as usize % 5];
    format!("{}{}", of(["张", "王", "李", "欧阳", "刘"], 1), of(["明", "伟", "雄信", "小芳", "建国"], 5))
}

/// A quarter each of vehicles that are new, registered otherwise, registered so, and wrong.
fn brought(first: NaiveDate) -> Sheet {
    let columns = ["车牌号", "车辆类型", "车主", "手机号", "开始日期", "结束日期", "工号", "备注"];
    let rows = (0..ROWS).map(|number| {
        let vehicle = vehicle(number, first);
        let (plate, until) = match number % 4 {
            0 => (format!("浙C{number:05}"), vehicle.valid_until),
            1 => (vehicle.plate, Some(first + Days::new(1_000))),
            2 => (vehicle.plate, vehicle.valid_until),
            _ => (vehicle.plate, Some(first - Days::new(1))),
        };
        vec![
            plate.into(),
            "月租车".into(),
            vehicle.owner_name.into(),
            vehicle.owner_phone.into(),
            vehicle.valid_from.into(),
            until.into(),
            vehicle.work_no.into(),
            vehicle.remark.into(),
        ]
    });
    Sheet {
        name: "车辆".to_owned(),
        marks: Vec::new(),
        columns: columns
            .map(|heading| Column { heading: heading.to_owned(), width: 12, holds: Holds::Text })
            .into(),
        rows: rows.collect::<Vec<Vec<Value>>>(),
    }
}
