//! `cargo xtask test | run | bench | bundle | torture`: everything the tree can do, from a fresh machine on.
//!
//! Exit codes: 0 done, 1 a step failed, 2 wrong use or something the machine lacks and this program cannot install.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line for people")]

mod arguments;
mod bench;
mod bindings;
mod bundle;
mod deny_file;
mod file_length;
mod forbidden_words;
mod layering;
mod lockfile;
mod programs;
mod requirements;
mod run;
mod source_tree;
mod steps;
mod test;
mod torture;
mod ui;
mod workspace;

use std::process::ExitCode;

use arguments::{Arguments, Stop};

const USAGE: &str = "\
cargo xtask COMMAND

  test       every check and every test of the tree (`ci` is the same)
             --list            name the steps and stop
             --only STEP       this step alone; may be repeated
             --package CRATE   format, lint, build and test this crate alone; may be repeated
             --deny            fail without cargo-deny; installs it when it is missing
  run        the program over a simulated car park: in a window where there is a display,
             otherwise for a browser, at an address that it prints
             --browser         for a browser in any case
             -- ARGS           passed to the program; with `--data-dir DIR` among them
                               it runs on this directory and its configuration instead
  bench      [NAME …]          the benchmarks, in release; ratios are repeated at the end
             -- ARGS           passed to each benchmark
  bundle     [KIND …]          the packages that are installed (deb, rpm, appimage; msi, nsis); without a kind
                               the usual one of this system
  bindings   writes the UI's types from the list of commands
  torture    --seeds N         the long simulation, over N fault schedules
             -- ARGS           passed to the simulation's test program
";

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let command = words.next().unwrap_or_default();
    let arguments = Arguments::split(words);
    let done = match command.as_str() {
        "test" | "ci" => test::test(arguments),
        "run" => run::run(arguments),
        "bench" => bench::bench(arguments),
        "bundle" => bundle::bundle(arguments),
        "bindings" => bindings::bindings(arguments),
        "torture" => torture::torture(arguments),
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            Ok(())
        }
        "" => Err(Stop::because(format!("name a command\n\n{USAGE}")).into()),
        other => Err(Stop::because(format!("`{other}` is no command\n\n{USAGE}")).into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::from(if error.is::<Stop>() { 2 } else { 1 })
        }
    }
}
