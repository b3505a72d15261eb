//! Commands that this program knows and does not do yet.

use clap::Args;

use crate::failure::Failure;

/// Whatever stands behind the command.
#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub struct Anything {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    _rest: Vec<String>,
}

/// Says so.
pub fn run(command: &str) -> Result<(), Failure> {
    Err(Failure::usage(format!(
        "{command} is not yet in this version; use the open platform's own pages, or a later version"
    )))
}
