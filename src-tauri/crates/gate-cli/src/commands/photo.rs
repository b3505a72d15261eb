//! `photo upload`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
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
    /// The picture, JPEG or PNG.
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

/// Uploads a picture.
pub async fn run(globals: Globals, command: Command) -> Result<(), Failure> {
    let Command::Upload(upload) = command;
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
