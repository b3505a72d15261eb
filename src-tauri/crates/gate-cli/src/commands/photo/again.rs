//! `photo again`, `photo batches`, `photo batch` and `photo stop`.

use clap::{ArgGroup, Args};
use gate_app::{
    AppError, Workspace,
    contract::types::{
        DeliveryItem, DeliveryKind, DeliveryState, PhotoAgain, PhotoBatchOf, PhotoBatchView, PhotosAgain,
    },
    now, photos_again,
};
use gate_core::time::UtcMillis;
use gate_store::{CarParkScope, Store};

use super::super::{BY, Globals};
use crate::{
    arguments,
    failure::Failure,
    output::{self, or_dash},
};

/// Batches that are listed.
const LISTED: u32 = 50;

/// Which photos are sent again.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("which").required(true).args(["deliveries", "day"]))]
pub struct Again {
    /// Those of these deliveries: a photo itself, of an arrival or departure all of its photos.
    #[arg(value_name = "ID")]
    deliveries: Vec<i64>,
    /// Those of all that passed on this day, such as 2026-11-20.
    #[arg(long, value_name = "D", value_parser = arguments::day)]
    day: Option<UtcMillis>,
    /// Of the day only this car park's parking_id.
    #[arg(long, value_name = "ID", requires = "day")]
    car_park: Option<String>,
    /// Only say what would be sent.
    #[arg(long)]
    dry_run: bool,
}

/// Which batch.
#[derive(Debug, Args)]
pub struct BatchOf {
    /// Its id, as photo batches shows it.
    #[arg(value_name = "BATCH")]
    batch: i64,
}

/// Sends photos again.
pub async fn again(globals: Globals, which: Again) -> Result<(), Failure> {
    let workspace = Workspace::open(globals.data_dir)?;
    let store = workspace.existing_store().await?;
    let done = run(&store, which).await;
    store.close().await;
    let done = done?;
    if globals.json { output::json(&done) } else { show(done) }
}

async fn run(store: &Store, which: Again) -> Result<PhotosAgain, AppError> {
    let ids = match which.day {
        Some(day) => {
            photos_again::events_of_day(store, CarParkScope::all(), which.car_park, day, now()).await?
        }
        None => {
            let known = store.deliveries_by_id(which.deliveries.clone(), now()).await?;
            let is_known = |id: &&i64| known.iter().any(|row| row.delivery.id == **id);
            if let Some(id) = which.deliveries.iter().find(|id| !is_known(id)) {
                return Err(AppError::NotPossible {
                    what: format!("there is no delivery {id}"),
                    remedy: "see gatehousectl deliveries list".to_owned(),
                });
            }
            which.deliveries
        }
    };
    Ok(match which.dry_run {
        true => photos_again::look(store, &ids).await?,
        false => photos_again::send(store, &ids, BY, now()).await?,
    })
}

fn show(done: PhotosAgain) -> Result<(), Failure> {
    let rows = done.rows.iter().map(|row| {
        [
            row.session.to_string(),
            plate(&row.plate.text),
            kind(row.kind).to_owned(),
            or_dash(row.img_index),
            match row.what {
                PhotoAgain::Send => "is sent",
                PhotoAgain::Fetch => "is fetched first",
                PhotoAgain::UnderWay => "on its way already",
                PhotoAgain::Missing => "nowhere",
            }
            .to_owned(),
        ]
    });
    output::table(["session", "plate", "what", "index", "comes to"], rows)?;
    output::line(&format!(
        "{} here, {} to be fetched first, {} on their way already, {} nowhere",
        done.send, done.fetch, done.under_way, done.missing
    ))?;
    match done.batch {
        Some(batch) => {
            output::line(&format!("batch {batch} was begun; see gatehousectl photo batch {batch}"))
        }
        None => output::line("nothing was begun"),
    }
}

/// Lists batches.
pub async fn batches(globals: Globals) -> Result<(), Failure> {
    let workspace = Workspace::open(globals.data_dir)?;
    let store = workspace.existing_store().await?;
    let found = store.photo_batches(CarParkScope::all(), LISTED).await.map_err(AppError::from);
    store.close().await;
    let found: Vec<PhotoBatchView> = found?.into_iter().map(PhotoBatchView::from).collect();
    if globals.json { output::json(&found) } else { list(&found) }
}

fn list(found: &[PhotoBatchView]) -> Result<(), Failure> {
    let rows = found.iter().map(|batch| {
        [
            batch.id.to_string(),
            output::time(Some(&UtcMillis(batch.at).rfc3339())),
            output::visible(&batch.by),
            batch.total.to_string(),
            batch.delivered.to_string(),
            batch.under_way.to_string(),
            batch.parked.to_string(),
            batch.given_up.to_string(),
        ]
    });
    output::table(["batch", "begun", "by", "photos", "delivered", "on their way", "parked", "given up"], rows)
}

/// Shows a batch, photo by photo.
pub async fn batch(globals: Globals, which: BatchOf) -> Result<(), Failure> {
    let workspace = Workspace::open(globals.data_dir)?;
    let store = workspace.existing_store().await?;
    let read = read(&store, which.batch).await;
    store.close().await;
    let (batch, rows) = read?;
    if globals.json {
        return output::json(&serde_json::json!({ "batch": batch, "rows": rows }));
    }
    list(&[batch])?;
    let rows = rows.iter().map(|row| {
        [
            row.id.to_string(),
            row.session.to_string(),
            plate(&row.plate.text),
            kind(row.kind).to_owned(),
            or_dash(row.img_index),
            state(row.state).to_owned(),
            or_dash(row.answer.as_deref().or(row.give_up_reason.as_deref()).map(output::visible)),
        ]
    });
    output::table(["delivery", "session", "plate", "what", "index", "state", "answer"], rows)
}

/// All of a batch, piece by piece.
async fn read(store: &Store, id: i64) -> Result<(PhotoBatchView, Vec<DeliveryItem>), AppError> {
    let mut rows = Vec::new();
    loop {
        let of = PhotoBatchOf { id, offset: Some(rows.len() as u32) };
        let page = photos_again::page(store, CarParkScope::all(), of, now()).await?;
        let page = page.ok_or_else(|| AppError::NotPossible {
            what: format!("there is no batch of photos {id}"),
            remedy: "see gatehousectl photo batches".to_owned(),
        })?;
        let is_last = page.rows.len() < photos_again::AT_ONCE as usize;
        rows.extend(page.rows);
        if is_last {
            return Ok((page.batch, rows));
        }
    }
}

/// Cancels what is not sent yet of a batch.
pub async fn stop(globals: Globals, which: BatchOf) -> Result<(), Failure> {
    let workspace = Workspace::open(globals.data_dir)?;
    let store = workspace.existing_store().await?;
    let done = match read(&store, which.batch).await {
        Ok(_) => photos_again::cancel(&store, which.batch, BY, now()).await.map_err(AppError::from),
        Err(error) => Err(error),
    };
    store.close().await;
    let done = done?;
    if globals.json {
        return output::json(&done);
    }
    output::line(&format!(
        "{} cancelled ({} owed again in their place), {} on their way",
        done.cancelled, done.restored, done.sent
    ))
}

fn plate(text: &str) -> String {
    or_dash(Some(output::visible(text)).filter(|text| !text.is_empty()))
}

fn kind(kind: DeliveryKind) -> &'static str {
    match kind {
        DeliveryKind::Arrival => "arrival",
        DeliveryKind::Departure => "departure",
        DeliveryKind::ArrivalPhoto => "arrival photo",
        DeliveryKind::DeparturePhoto => "departure photo",
    }
}

fn state(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Due => "due",
        DeliveryState::Waiting => "waiting",
        DeliveryState::Parked => "parked",
        DeliveryState::Delivered => "delivered",
        DeliveryState::GivenUp => "given up",
    }
}
