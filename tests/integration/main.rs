//! Each path of "the way of one passage" (architecture.md) and each rule that crosses crates, over real SQLite files and
//! real HTTP. The other sides are the simulators, and a small raw platform where these cannot do it.

// A test fails by panicking, and so do its helpers.
#![allow(clippy::unwrap_used)]

mod address;
mod backlog;
mod backup;
mod batch_kill;
mod booth;
mod brought_back;
mod callbacks;
mod command;
mod connections;
mod corrections;
mod disk_full;
mod free_spaces;
mod heartbeat;
mod issued;
mod kinds;
mod office;
mod orphans;
mod other_city;
mod outage;
mod pairing;
mod photos;
mod polling;
mod program;
mod raw_platform;
mod refusals;
mod registers;
mod registers_command;
mod rehearsal;
mod restart;
mod scene;
mod settings;
mod setup;
mod staff;
mod stock_take;
