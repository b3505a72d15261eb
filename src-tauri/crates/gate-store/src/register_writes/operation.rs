//! What can be asked of a register.

use crate::error::StoreError;
use crate::mirrors::Register;

/// What can be asked of a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RegisterOperation {
    /// Register a vehicle.
    AddVehicle,
    /// Change a registration.
    ChangeVehicle,
    /// Remove a registration.
    DeleteVehicle,
    /// Ban a plate, or ban it until another day.
    AddBlacklist,
    /// Lift a ban.
    DeleteBlacklist,
}

impl RegisterOperation {
    const ALL: [Self; 5] = [
        Self::AddVehicle,
        Self::ChangeVehicle,
        Self::DeleteVehicle,
        Self::AddBlacklist,
        Self::DeleteBlacklist,
    ];

    /// Its name in the database and in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::AddVehicle => "add_vehicle",
            Self::ChangeVehicle => "change_vehicle",
            Self::DeleteVehicle => "delete_vehicle",
            Self::AddBlacklist => "add_blacklist",
            Self::DeleteBlacklist => "delete_blacklist",
        }
    }

    /// The operation of this name.
    ///
    /// # Errors
    /// [`StoreError::BadValue`].
    pub(crate) fn from_code(code: &str) -> Result<Self, StoreError> {
        let known = Self::ALL.into_iter().find(|operation| operation.code() == code);
        known.ok_or_else(|| StoreError::BadValue(format!("register operation {code:?}")))
    }

    /// The register that it changes.
    #[must_use]
    pub fn register(self) -> Register {
        match self {
            Self::AddVehicle | Self::ChangeVehicle | Self::DeleteVehicle => Register::Vehicles,
            Self::AddBlacklist | Self::DeleteBlacklist => Register::Blacklist,
        }
    }
}
