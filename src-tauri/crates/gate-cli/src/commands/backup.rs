//! `backup` and `restore`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use gate_app::{Workspace, backup, now};
use gate_store::{BackupPhotos, Progress, Stage};
use indicatif::ProgressBar;

use super::Globals;
use crate::{
    failure::Failure,
    output::{self, or_dash},
    progress,
};

/// Where to, and what.
#[derive(Debug, Args)]
pub struct BackupOptions {
    /// The file to write.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Which photos go into it: all, or those that the city is still owed.
    #[arg(long, default_value = "all")]
    photos: Photos,
}

/// Which photos go into a backup.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Photos {
    /// Every one that is kept.
    All,
    /// Those that the city is still owed.
    Owed,
}

/// Where from.
#[derive(Debug, Args)]
pub struct RestoreOptions {
    /// The backup.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Writes a backup.
pub async fn backup(globals: Globals, options: BackupOptions) -> Result<(), Failure> {
    let workspace = Workspace::open(globals.data_dir)?;
    let store = workspace.existing_store().await?;
    let photos = match options.photos {
        Photos::All => BackupPhotos::All,
        Photos::Owed => BackupPhotos::Owed,
    };
    let bar = progress::bar("", globals.json);
    let drawn = bar.clone();
    let made = backup::write(&store, &options.file, photos, now(), move |at| draw(&drawn, at)).await;
    bar.finish_and_clear();
    store.close().await;
    let made = made?;
    if globals.json {
        return output::json(&made);
    }
    output::facts(&[
        ("file", made.file),
        ("bytes", made.bytes.to_string()),
        ("photos", made.photos.to_string()),
        ("missing photos", made.missing_photos.to_string()),
    ])
}

/// Puts a backup back.
pub async fn restore(globals: Globals, options: RestoreOptions) -> Result<(), Failure> {
    let workspace = Workspace::create(globals.data_dir)?;
    let bar = progress::bar("", globals.json);
    let drawn = bar.clone();
    let work = move || backup::put_back(&workspace, &options.file, |at| draw(&drawn, at));
    let restored = tokio::task::spawn_blocking(work).await;
    bar.finish_and_clear();
    let restored = restored.map_err(|_| {
        Failure::failed(
            "the restore failed unexpectedly; try it again, what was there is kept until it is done",
        )
    })??;
    if globals.json {
        return output::json(&restored);
    }
    output::facts(&[
        ("made", output::time(Some(&restored.created_at))),
        ("by version", restored.program),
        ("photos", restored.photos.to_string()),
        ("what was there is in", or_dash(restored.kept)),
    ])
}

fn draw(bar: &ProgressBar, at: Progress) {
    bar.set_message(match at.stage {
        Stage::Database => "database",
        Stage::Files => "files",
        Stage::Verify => "verifying",
    });
    bar.set_length(at.total);
    bar.set_position(at.done);
}
