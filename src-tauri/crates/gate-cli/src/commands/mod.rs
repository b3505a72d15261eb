//! One file per command.

pub mod backup;
pub mod blacklist;
pub mod coupons;
pub mod deliveries;
pub mod demo;
mod doctor;
pub mod export_static;
pub mod outings;
pub mod passages;
pub mod photo;
mod platform;
pub mod rehearse;
pub mod serve;
pub mod sessions;
pub mod sim;
pub mod site;
mod status;
pub mod sync;
pub mod vehicles;
pub mod visitors;

use crate::{
    arguments::{Arguments, Command},
    failure::Failure,
    runtime,
};

/// What stands before every command.
#[derive(Clone, Debug)]
pub struct Globals {
    /// `--data-dir`.
    pub data_dir: Option<std::path::PathBuf>,
    /// `--json`.
    pub json: bool,
}

/// Who did it, for the audit log: whoever may write in the data directory may use this program.
const BY: &str = "gatehousectl";

/// Runs one command to its end.
pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let globals = Globals { data_dir: arguments.data_dir, json: arguments.json };
    match arguments.command {
        Command::Sync(options) => runtime::run(sync::run(globals, options)),
        Command::Status => runtime::run(status::run(globals)),
        Command::Deliveries(command) => runtime::run(deliveries::run(globals, command)),
        Command::Photo(command) => runtime::run(photo::run(globals, command)),
        Command::Sessions(command) => runtime::run(sessions::run(globals, command)),
        Command::Passages(command) => runtime::run(passages::run(globals, command)),
        Command::Doctor => runtime::run(doctor::run(globals)),
        Command::Rehearse(options) => runtime::run(rehearse::run(globals, options)),
        Command::Sim(options) => runtime::run(sim::run(globals, options)),
        Command::Demo(options) => runtime::run(demo::run(globals, options)),
        Command::Backup(options) => runtime::run(backup::backup(globals, options)),
        Command::Restore(options) => runtime::run(backup::restore(globals, options)),
        Command::Lanes(command) => runtime::run(site::lanes(globals, command)),
        Command::Occupancy(options) => runtime::run(site::occupancy(globals, options)),
        Command::InPark(options) => runtime::run(site::in_park(globals, options)),
        Command::Vehicles(command) => runtime::run(vehicles::run(globals, command)),
        Command::Blacklist(command) => runtime::run(blacklist::run(globals, command)),
        Command::Visitors(command) => runtime::run(visitors::run(globals, command)),
        Command::Coupons(command) => runtime::run(coupons::run(globals, command)),
        Command::Outings(command) => runtime::run(outings::run(globals, command)),
        Command::Serve(options) => runtime::run(serve::run(globals, options)),
        Command::ExportStatic(options) => runtime::run(export_static::run(globals, options)),
    }
}
