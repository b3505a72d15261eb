//! `gatehousectl`, the command line. It only parses and formats: what is done stands in `gate-app`.

mod arguments;
mod commands;
mod failure;
mod output;
mod progress;
mod runtime;

use std::process::ExitCode;

use clap::Parser;

use crate::{arguments::Arguments, failure::Failure};

fn main() -> ExitCode {
    let ended = match Arguments::try_parse() {
        Ok(arguments) => commands::run(arguments),
        Err(error) if !error.use_stderr() => output::print(&error.render().to_string()),
        Err(error) => Err(Failure::from_clap(&error)),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output::complain(&failure.to_string());
            failure.exit.into()
        }
    }
}
