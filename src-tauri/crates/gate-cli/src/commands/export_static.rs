//! `export-static`.

use std::path::PathBuf;

use clap::Args;
use gate_app::{AppError, Config, Workspace, contract::Code, now, sheets::static_table::StaticTable};
use serde_json::json;

use super::Globals;
use crate::{failure::Failure, output};

/// Where to.
#[derive(Debug, Args)]
pub struct Options {
    /// The spreadsheet to write, such as static.xlsx.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Writes the city's table of static facts, as `[car_park.static]` of each car park says.
pub async fn run(globals: Globals, options: Options) -> Result<(), Failure> {
    let xlsx = options.file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
    if !xlsx {
        return Err(Failure::usage(format!(
            "{} does not end in .xlsx; the table is written as such a spreadsheet",
            options.file.display()
        )));
    }
    let workspace = Workspace::open(globals.data_dir)?;
    let config = Config::load(workspace.path()).map_err(AppError::from)?;
    let store = workspace.store_if_any().await?;
    let table = StaticTable::of(&config, store.as_ref()).await;
    if let Some(store) = store {
        store.close().await;
    }
    let table = table?;
    let file = table.file(now()).map_err(|refused| match refused.code {
        Code::NotFound => Failure::usage(
            "no car park reports to a city; write [car_park.city] or [car_park.static] into gatehouse.toml",
        ),
        _ => refused.into(),
    })?;
    tokio::fs::write(&options.file, &file.bytes).await.map_err(|error| {
        Failure::failed(format!("{} cannot be written ({error}); name another file", options.file.display()))
    })?;
    if globals.json {
        return output::json(
            &json!({ "file": options.file, "car_parks": file.rows, "missing": table.missing }),
        );
    }
    output::line(&format!("{} car parks in {}", file.rows, options.file.display()))?;
    for missing in &table.missing {
        output::line(&format!("still empty for {}: {}", missing.parking_id, missing.columns.join("、")))?;
    }
    Ok(())
}
