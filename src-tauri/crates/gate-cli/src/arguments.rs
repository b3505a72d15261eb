//! The command line's shape (operations.md, "Programs").

use std::{path::PathBuf, time::Duration};

use clap::{Parser, Subcommand};
use gate_core::time::UtcMillis;

use crate::commands::{
    backup, blacklist, coupons, deliveries, demo, export_static, outings, passages, photo, rehearse, serve,
    sessions, sim, site, sync, vehicles, visitors,
};

/// Collects a car park's passages from the open platform and delivers them to the city platform.
#[derive(Debug, Parser)]
#[command(name = "gatehousectl", version, max_term_width = 100)]
pub struct Arguments {
    /// The data directory; else GATEHOUSE_DATA_DIR, else the system's place for application data.
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Print JSON instead of tables.
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Everything that can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Collect and deliver until SIGTERM or Ctrl-C.
    Sync(sync::Options),
    /// Show what is owed, what was delivered and how the platforms are.
    Status,
    /// Show deliveries, try parked ones again or give them up.
    #[command(subcommand)]
    Deliveries(deliveries::Command),
    /// Give a session a photo from a file.
    #[command(subcommand)]
    Photo(photo::Command),
    /// Show parking sessions.
    #[command(subcommand)]
    Sessions(sessions::Command),
    /// Show passages.
    #[command(subcommand)]
    Passages(passages::Command),
    /// Check configuration, database, disk and each platform, step by step.
    Doctor,
    /// Tell a day of real passages to a simulated, strict city and show what it would refuse.
    Rehearse(rehearse::Options),
    /// Run both platforms, simulated.
    Sim(sim::Options),
    /// Run both simulated platforms with traffic and the syncing core over them, in a data directory of its own.
    Demo(demo::Options),
    /// Write a consistent copy of the data directory's records and photos.
    Backup(backup::BackupOptions),
    /// Put a backup in the place of what the data directory holds.
    Restore(backup::RestoreOptions),
    /// Show or open lanes on the open platform.
    #[command(subcommand)]
    Lanes(site::LanesCommand),
    /// Show how full the car parks are.
    Occupancy(site::Options),
    /// Show the vehicles that are inside.
    InPark(site::Options),
    /// Authorised vehicles on the open platform.
    #[command(subcommand)]
    Vehicles(vehicles::Command),
    /// The blacklist on the open platform.
    #[command(subcommand)]
    Blacklist(blacklist::Command),
    /// Visitors' permissions on the open platform.
    #[command(subcommand)]
    Visitors(visitors::Command),
    /// Coupons on the open platform.
    #[command(subcommand)]
    Coupons(coupons::Command),
    /// Registered absences on the open platform.
    #[command(subcommand)]
    Outings(outings::Command),
    /// Serve the program's pages to a browser.
    Serve(serve::Options),
    /// Write the standard's table of static facts as a spreadsheet.
    ExportStatic(export_static::Options),
}

/// Reads a duration such as `60s`.
pub fn duration(text: &str) -> Result<Duration, String> {
    gate_app::config::parse_duration(text)
        .filter(|duration| !duration.is_zero())
        .ok_or_else(|| "write a whole number above 0 and ms, s, m, h or d, such as 60s".to_owned())
}

/// Reads a calendar day in China and gives its first instant.
pub fn day(text: &str) -> Result<UtcMillis, String> {
    UtcMillis::parse_china_day_or_time(text)
        .ok()
        .filter(|time| time.china_standard().ends_with(" 00:00:00") && !text.contains(':'))
        .ok_or_else(|| "write a day such as 2026-11-20".to_owned())
}

/// Reads a time in China to the minute, such as `2026-11-20 18:00`; a bare day is its midnight.
pub fn time(text: &str) -> Result<UtcMillis, String> {
    UtcMillis::parse_china_day_or_time(text).map_err(|_| "write a time such as 2026-11-20 18:00".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_contradict_nowhere() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_day_is_a_day_in_china() {
        assert_eq!(day("2026-11-20").unwrap().rfc3339(), "2026-11-20T00:00:00.000+08:00");
        for text in ["2026-11-20 00:00:00", "today", "2026-02-30", ""] {
            assert!(day(text).is_err(), "{text}");
        }
    }

    #[test]
    fn global_options_stand_before_or_behind_the_command() {
        for line in [
            ["gatehousectl", "--json", "--data-dir", "/d", "status"],
            ["gatehousectl", "status", "--data-dir", "/d", "--json"],
        ] {
            let arguments = Arguments::try_parse_from(line).unwrap();
            assert!(arguments.json);
            assert_eq!(arguments.data_dir.unwrap(), std::path::Path::new("/d"));
        }
    }
}
