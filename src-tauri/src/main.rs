//! Gatehouse, the desktop program: a window, a tray and nothing else. What is done stands in `gate-app`, what is shown
//! in `ui`.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod arguments;
mod background;
mod commands;
mod core;
mod demo;
mod events;
mod files;
mod photo;
mod quit;
mod shell;
mod tray;
mod web_view;
mod window;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::Arguments;

fn main() -> ExitCode {
    // Ends the program itself where there is nothing to run.
    let arguments = Arguments::parse();
    web_view::make_economical();
    match shell::run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(&error),
    }
}

#[allow(clippy::print_stderr, reason = "there is no window to say it in")]
fn complain(error: &shell::ShellError) -> ExitCode {
    eprintln!("gatehouse: {error}");
    ExitCode::FAILURE
}
