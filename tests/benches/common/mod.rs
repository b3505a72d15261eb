//! What the benchmarks share: platforms in a process of their own, backlogs, figures.
#![allow(dead_code, reason = "each benchmark uses its own part")]

pub mod backlog;
pub mod figures;
pub mod park;
pub mod platforms;

use std::error::Error;

/// What a benchmark ends with.
pub type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// A runtime like the program's own.
///
/// # Errors
/// The system's.
pub fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}
