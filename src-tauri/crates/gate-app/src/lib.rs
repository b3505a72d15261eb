//! Use-cases, configuration and secrets: what every host calls. Hosts only format.

mod alerting;
mod app;
mod audit;
pub mod backup;
mod backups;
mod commands;
pub mod config;
pub mod contract;
pub mod corrections;
pub mod data_dir;
pub mod deliveries;
pub mod desk;
pub mod discrepancies;
pub mod doctor;
mod error;
mod failures;
pub mod issuing;
pub mod logging;
pub mod openings;
pub mod passages;
mod passwords;
pub mod photo_upload;
pub mod photos_again;
pub mod platforms;
pub mod registers;
pub mod rehearsal;
pub mod secrets;
pub mod sessions;
mod settings_file;
pub mod sheets;
pub mod site;
pub mod status;
pub mod stock_take;
mod support;
pub mod sync;
pub mod visiting;
mod workspace;

use gate_core::time::{DAY_MS, UtcMillis};

pub use app::{Answer, App, AppOptions, DemoAccounts, PhotoBytes, PhotoSize, SessionChange, SessionKey};
pub use config::{Config, ConfigError};
pub use data_dir::{DataDir, DataDirError};
pub use error::{AppError, Fault};
pub use platforms::now;
pub use secrets::{Secrets, SecretsError};
pub use workspace::Workspace;

/// The instant at which the day after `day` begins; China keeps no daylight saving.
fn day_after(day: UtcMillis) -> UtcMillis {
    UtcMillis(day.0.saturating_add(DAY_MS))
}
