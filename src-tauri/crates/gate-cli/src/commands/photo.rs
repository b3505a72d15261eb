//! `photo upload`, `cancel`, `again`, `batches`, `batch` and `stop`.

mod again;

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand, ValueEnum};
use gate_app::{
    Config, Workspace, now,
    photo_upload::{self, PhotoEvent},
};

use super::{BY, Globals};
use crate::{failure::Failure, output, progress};

/// What to do with photos.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Fit and store a picture and owe it to the city.
    Upload(Upload),
    /// Take back photos that a person sent again, where nothing went out yet; the city keeps what it has.
    Cancel(Cancel),
    /// Send photos again, of deliveries or of a day; those that are not here are fetched first. It goes on by itself as a batch.
    Again(again::Again),
    /// List the newest batches of photos that were sent again.
    Batches,
    /// Show how far a batch is, photo by photo.
    Batch(again::BatchOf),
    /// Cancel what is not sent yet of a batch; the city keeps what it has.
    Stop(again::BatchOf),
}

/// Which photos.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("which").required(true).multiple(true).args(["deliveries", "session"]))]
pub struct Cancel {
    /// Their deliveries.
    #[arg(value_name = "ID")]
    deliveries: Vec<i64>,
    /// All of this session; may be given several times.
    #[arg(long, value_name = "ID")]
    session: Vec<i64>,
}

/// Which picture for which event.
#[derive(Debug, Args)]
pub struct Upload {
    /// The session.
    #[arg(long, value_name = "ID")]
    session: i64,
    /// What the picture shows.
    #[arg(long)]
    event: Event,
    /// The picture: JPEG, PNG, BMP or WebP.
    #[arg(long, value_name = "F")]
    file: PathBuf,
}

/// What a picture shows.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Event {
    /// The session's arrival.
    Arrival,
    /// The session's departure.
    Departure,
}

/// Runs one of them.
pub async fn run(globals: Globals, command: Command) -> Result<(), Failure> {
    match command {
        Command::Upload(upload) => self::upload(globals, upload).await,
        Command::Cancel(which) => cancel(globals, which).await,
        Command::Again(which) => again::again(globals, which).await,
        Command::Batches => again::batches(globals).await,
        Command::Batch(which) => again::batch(globals, which).await,
        Command::Stop(which) => again::stop(globals, which).await,
    }
}

async fn cancel(globals: Globals, which: Cancel) -> Result<(), Failure> {
    let workspace = Workspace::open(globals.data_dir)?;
    let store = workspace.existing_store().await?;
    let done = photo_upload::cancel(&store, which.deliveries, &which.session, BY, now()).await;
    store.close().await;
    let done = done?;
    if globals.json {
        return output::json(&done);
    }
    output::line(&format!(
        "{} cancelled ({} owed again in their place), {} sent before or on their way, {} not to be cancelled",
        done.cancelled, done.restored, done.sent, done.others
    ))
}

async fn upload(globals: Globals, upload: Upload) -> Result<(), Failure> {
    let workspace = Workspace::open(globals.data_dir)?;
    let config = Config::load(workspace.path()).map_err(gate_app::AppError::from)?;
    let store = workspace.existing_store().await?;
    let event = match upload.event {
        Event::Arrival => PhotoEvent::Arrival,
        Event::Departure => PhotoEvent::Departure,
    };
    let spinner = progress::spinner("fitting and storing the picture", globals.json);
    let uploaded =
        photo_upload::upload(&store, &config, upload.session, event, &upload.file, BY, now()).await;
    spinner.finish_and_clear();
    store.close().await;
    let uploaded = uploaded?;
    if globals.json {
        return output::json(&uploaded);
    }
    output::line(&format!(
        "delivery {} owes {} bytes of the {} given",
        uploaded.delivery, uploaded.sent_bytes, uploaded.bytes
    ))
}
