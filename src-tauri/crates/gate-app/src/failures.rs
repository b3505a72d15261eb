//! From what use-cases and the store say of a failure to the codes of the contract.

use gate_core::account::NameFault;
use gate_store::StoreError;

use crate::{
    AppError, ConfigError,
    contract::{Code, Failure},
};

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NameUnusable(fault) => match fault {
                NameFault::Empty => Self::invalid("name", "empty"),
                NameFault::TooLong => {
                    Self::invalid("name", "too_long").with("most", gate_core::account::NAME_MAX as i64)
                }
                NameFault::Invisible => Self::invalid("name", "invisible"),
                NameFault::Reserved => Self::invalid("name", "reserved"),
            },
            StoreError::NameTaken => Self::new(Code::NameTaken),
            StoreError::AccountsExist => Self::new(Code::FirstRunOver),
            StoreError::LastAdministrator => Self::new(Code::LastAdministrator),
            StoreError::LoginLocked { remaining_ms } => Self::locked_out(remaining_ms),
            StoreError::LaneCoolingDown { left_ms } => {
                Self::new(Code::CoolDown).with("remaining_ms", i64::try_from(left_ms).unwrap_or(i64::MAX))
            }
            StoreError::ChangedMeanwhile => Self::new(Code::ChangedMeanwhile),
            StoreError::PhotoSentMeanwhile { delivery, by, at } => {
                Self::new(Code::ChangedMeanwhile).with("delivery", delivery).with("by", by).with("at", at.0)
            }
            StoreError::CannotMend { why } => Self::invalid("change", why),
            StoreError::NotFound { what, .. } => Self::not_found(what),
            StoreError::Newer { .. } => Self::new(Code::DatabaseNewer),
            error if error.is_disk_full() => Self::new(Code::DiskFull),
            error if error.is_damaged() => Self::new(Code::DatabaseDamaged),
            error => {
                tracing::error!(%error, "the database failed a command");
                Self::new(Code::DatabaseFailed).with("detail", error.to_string())
            }
        }
    }
}

impl Failure {
    /// Too many wrong guesses; `remaining_ms` until the next one is taken.
    pub(crate) fn locked_out(remaining_ms: u64) -> Self {
        let seconds = i64::try_from(remaining_ms.div_ceil(1_000)).unwrap_or(i64::MAX);
        Self::new(Code::LockedOut).with("remaining_s", seconds)
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Store(error) => error.into(),
            AppError::Config(ConfigError::Missing(_)) => Self::new(Code::NotConfigured),
            AppError::Config(_) | AppError::Secrets(_) | AppError::Setup { .. } | AppError::Wrong { .. } => {
                Self::new(Code::ConfigurationWrong).with("detail", error.to_string())
            }
            AppError::DataDir(_) | AppError::File { .. } | AppError::Logging(_) => {
                Self::new(Code::DirectoryFailed).with("detail", error.to_string())
            }
            AppError::OpenPlatform(_) => Self::new(Code::PlatformUnreachable),
            AppError::Syncing { .. } | AppError::Empty(_) | AppError::NotPossible { .. } => {
                Self::new(Code::Internal).with("detail", error.to_string())
            }
        }
    }
}
