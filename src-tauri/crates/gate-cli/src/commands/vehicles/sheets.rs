//! `vehicles import` and `vehicles export`.

use std::path::{Path, PathBuf};

use clap::Args;
use gate_app::{
    contract::types::{BatchState, BatchView, RowVerdict, SheetFormat, SheetKind},
    sheets::plan::Plan,
};
use gate_store::{Register, TableFilter};
use serde_json::json;

use super::{
    super::{Globals, platform},
    words,
};
use crate::{failure::Failure, output, progress, runtime};

/// Which file is read.
#[derive(Debug, Args)]
pub struct Import {
    /// An .xlsx or .csv file with a heading row.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Write what is new and changed to the open platform; without it nothing is written.
    #[arg(long)]
    apply: bool,
    /// The car park's parking_id, where there are several.
    #[arg(long, value_name = "PARKING_ID")]
    car_park: Option<String>,
}

/// Which file is written.
#[derive(Debug, Args)]
pub struct Export {
    /// The file; .csv makes it text, anything else a workbook.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Names and phones in full. It is audited.
    #[arg(long)]
    in_full: bool,
    /// Only this car park's, by its parking_id.
    #[arg(long, value_name = "PARKING_ID")]
    car_park: Option<String>,
}

/// Says what each row would do, and does it.
pub async fn import(globals: Globals, import: Import) -> Result<(), Failure> {
    let bytes = read(&import.file).await?;
    let desk = platform::desk(&globals).await?;
    let parking_id = desk.car_park(import.car_park.as_deref())?;
    let plan = desk.dry_run(SheetKind::Vehicles, &parking_id, bytes).await?;
    let to_do = plan.count(RowVerdict::Added) + plan.count(RowVerdict::Changed);
    let wrong = plan.count(RowVerdict::Wrong);
    if !globals.json {
        show(&plan)?;
    }
    let mut done = None;
    if import.apply && to_do > 0 {
        let bar = progress::bar("writing", globals.json);
        bar.set_length(u64::from(to_do));
        let told = bar.clone();
        let name =
            import.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let applied = desk.apply(&name, &plan, runtime::stop_signal(), move || told.inc(1)).await;
        bar.finish_and_clear();
        done = Some(applied?.0);
    }
    desk.close().await;
    if globals.json {
        output::json(&json!({
            "added": plan.count(RowVerdict::Added),
            "changed": plan.count(RowVerdict::Changed),
            "same": plan.count(RowVerdict::Same),
            "wrong": wrong,
            "rows": plan.rows.iter().map(|row| row.view()).collect::<Vec<_>>(),
            "batch": done,
        }))?;
    } else if let Some(batch) = &done {
        output::line(&format!(
            "{} done, {} failed, {} unknown, {} left",
            batch.done, batch.failed, batch.unknown, batch.left
        ))?;
    }
    ended(done.as_ref(), wrong)
}

fn ended(done: Option<&BatchView>, wrong: u32) -> Result<(), Failure> {
    if let Some(batch) = done {
        if batch.unknown > 0 {
            return Err(Failure::unknown(format!(
                "of {} rows it is not known what came of them; look at the list",
                batch.unknown
            )));
        }
        if batch.state != BatchState::Finished {
            return Err(Failure::failed(format!(
                "{} rows are left; go on with batch {} in the program",
                batch.left, batch.id
            )));
        }
        if batch.failed > 0 {
            return Err(Failure::failed(format!(
                "{} rows were not taken; see batch {} in the program",
                batch.failed, batch.id
            )));
        }
    }
    if wrong > 0 {
        return Err(Failure::failed(format!(
            "{wrong} rows are wrong and were left out; correct them and import the file again"
        )));
    }
    Ok(())
}

fn show(plan: &Plan) -> Result<(), Failure> {
    // New ones are counted: among thousands of them nobody finds those that want a look. `--json` has them all.
    let rows = plan.rows.iter().filter(|row| {
        matches!(row.verdict, RowVerdict::Changed | RowVerdict::Wrong) || !row.problems.is_empty()
    });
    output::table(
        ["row", "plate", "would be", "what"],
        rows.map(|row| {
            let view = row.view();
            let verdict = match row.verdict {
                RowVerdict::Added => "new",
                RowVerdict::Changed => "changed",
                RowVerdict::Same => "same",
                RowVerdict::Wrong => "wrong",
            };
            let changes = view
                .changes
                .iter()
                .map(|it| format!("{}: {} -> {}", words::field(it.field), it.before, it.after));
            let what: Vec<String> = match row.verdict {
                RowVerdict::Changed => changes.chain(view.problems.iter().map(words::problem)).collect(),
                _ => view.problems.iter().map(words::problem).collect(),
            };
            [row.number.to_string(), row.plate.clone(), verdict.to_owned(), what.join("; ")]
        }),
    )?;
    output::line(&format!(
        "{} new, {} changed, {} same, {} wrong",
        plan.count(RowVerdict::Added),
        plan.count(RowVerdict::Changed),
        plan.count(RowVerdict::Same),
        plan.count(RowVerdict::Wrong)
    ))
}

async fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let failed = |error: std::io::Error| {
        Failure::usage(format!("{} cannot be read ({error}); name another file", path.display()))
    };
    let length = tokio::fs::metadata(path).await.map_err(failed)?.len();
    if length > 10 * 1024 * 1024 {
        return Err(Failure::usage(format!("{} is larger than 10 MB; divide it", path.display())));
    }
    tokio::fs::read(path).await.map_err(failed)
}

/// Writes the vehicles as they are known into a file.
pub async fn export(globals: Globals, export: Export) -> Result<(), Failure> {
    let desk = platform::desk(&globals).await?;
    let named = export.car_park.as_deref().map(|id| desk.car_park(Some(id))).transpose()?;
    let filter = TableFilter { parking_id: named.clone(), ..TableFilter::default() };
    if let Some(id) = &named {
        desk.look(id, Register::Vehicles).await?;
    }
    let csv = export.file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    let format = if csv { SheetFormat::Csv } else { SheetFormat::Xlsx };
    let file = desk.taking().vehicles(filter, Vec::new(), export.in_full, format).await?;
    desk.close().await;
    tokio::fs::write(&export.file, &file.bytes).await.map_err(|error| {
        Failure::failed(format!("{} cannot be written ({error}); name another file", export.file.display()))
    })?;
    if globals.json {
        return output::json(&json!({ "file": export.file, "rows": file.rows }));
    }
    output::line(&format!("{} vehicles in {}", file.rows, export.file.display()))
}
