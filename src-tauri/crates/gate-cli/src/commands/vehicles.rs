//! `vehicles`: authorised vehicles on the open platform.

pub mod entries;
mod sheets;
mod words;

use clap::Subcommand;

use super::Globals;
use crate::failure::Failure;

/// What to do with vehicles.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List them.
    List(entries::List),
    /// Register one.
    Add(entries::Entry),
    /// Change one; what is not named stays as it is.
    Update(entries::Entry),
    /// Remove one.
    Delete(entries::Which),
    /// Say what a spreadsheet would do, and do it with --apply.
    Import(sheets::Import),
    /// Write them into a spreadsheet.
    Export(sheets::Export),
}

/// Runs the command.
pub async fn run(globals: Globals, command: Command) -> Result<(), Failure> {
    match command {
        Command::List(list) => entries::list(globals, list).await,
        Command::Add(entry) => entries::add(globals, entry).await,
        Command::Update(entry) => entries::update(globals, entry).await,
        Command::Delete(which) => entries::delete(globals, which).await,
        Command::Import(import) => sheets::import(globals, import).await,
        Command::Export(export) => sheets::export(globals, export).await,
    }
}
