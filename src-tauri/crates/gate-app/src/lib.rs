//! Use-cases, configuration and secrets: what every host calls. Hosts only format.

pub mod config;
pub mod data_dir;
pub mod logging;
pub mod secrets;

pub use config::{Config, ConfigError};
pub use data_dir::{DataDir, DataDirError};
pub use secrets::{Secrets, SecretsError};
