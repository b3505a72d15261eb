//! `vehicles`: authorised vehicles on the open platform.

mod sheets;

use clap::Subcommand;

use super::Globals;
use crate::failure::Failure;

/// What to do with vehicles.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say what a spreadsheet would do, and do it with --apply.
    Import(sheets::Import),
    /// Write them into a spreadsheet.
    Export(sheets::Export),
}

/// Runs the command.
pub async fn run(globals: Globals, command: Command) -> Result<(), Failure> {
    match command {
        Command::Import(import) => sheets::import(globals, import).await,
        Command::Export(export) => sheets::export(globals, export).await,
    }
}
