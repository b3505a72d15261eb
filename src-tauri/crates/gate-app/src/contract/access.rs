//! Who may call what: the only place where roles are decided.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What an account is allowed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 值班员: works at the booth.
    Attendant,
    /// 管理员: also registers, sets and mends.
    Administrator,
}

impl From<gate_core::account::Role> for Role {
    fn from(role: gate_core::account::Role) -> Self {
        match role {
            gate_core::account::Role::Attendant => Self::Attendant,
            gate_core::account::Role::Administrator => Self::Administrator,
        }
    }
}

impl From<Role> for gate_core::account::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Attendant => Self::Attendant,
            Role::Administrator => Self::Administrator,
        }
    }
}

/// Whom a command is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Whoever stands before the program.
    Anyone,
    /// Whoever is signed in, also while the screen is locked.
    SignedIn,
    /// Attendants and administrators, while the screen is not locked.
    Attendant,
    /// Administrators, while the screen is not locked.
    Administrator,
}

impl Access {
    /// Whether an account with `role` may, its screen not being locked.
    #[must_use]
    pub fn allows(self, role: Role) -> bool {
        match self {
            Self::Anyone | Self::SignedIn | Self::Attendant => true,
            Self::Administrator => role == Role::Administrator,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_administrator_may_what_is_an_administrators() {
        assert!(!Access::Administrator.allows(Role::Attendant));
        assert!(Access::Administrator.allows(Role::Administrator));
        assert!(Access::Attendant.allows(Role::Attendant));
    }
}
