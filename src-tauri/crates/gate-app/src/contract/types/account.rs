//! Accounts.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::contract::Role;

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Me {
    /// The account's id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What it is allowed to.
    pub role: Role,
    /// Whether it has a PIN.
    pub has_pin: bool,
    /// Car parks it is limited to; empty for all.
    pub car_parks: Vec<String>,
}

/// An account that can sign in by PIN, for the pad.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AttendantTile {
    /// The account's id.
    pub id: i64,
    /// Its name.
    pub name: String,
}

/// The first account, an administrator's.
#[derive(Clone, Deserialize, TS)]
pub struct FirstAdministrator {
    /// Its name.
    pub name: String,
    /// Its password, chosen by a person.
    pub password: String,
}

/// The first account was made, and its owner is signed in.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
pub struct FirstRunDone {
    /// Who.
    pub me: Me,
    /// Shown once: with it the administrator can set a new password.
    pub recovery_code: String,
}

/// A new password by recovery code.
#[derive(Clone, Deserialize, TS)]
pub struct Recovery {
    /// The administrator's name.
    pub name: String,
    /// The code that was shown when the account was made.
    pub recovery_code: String,
    /// The new password.
    pub password: String,
}

/// A new recovery code, shown once.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
pub struct RecoveryCode {
    /// The code.
    pub recovery_code: String,
}

/// Changing one's own password or PIN.
#[derive(Clone, Deserialize, TS)]
pub struct OwnSecret {
    /// The present password.
    pub password: String,
    /// The new password or PIN.
    pub new: String,
}

/// An account, for administrators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AccountView {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What it is allowed to.
    pub role: Role,
    /// Whether it has a PIN.
    pub has_pin: bool,
    /// Car parks it is limited to; empty for all.
    pub car_parks: Vec<String>,
    /// When it was made.
    pub created_at: i64,
    /// When it was disabled.
    pub disabled_at: Option<i64>,
}

/// A new account.
#[derive(Clone, Deserialize, TS)]
pub struct NewAccount {
    /// Its name.
    pub name: String,
    /// What it is allowed to.
    pub role: Role,
    /// Its password.
    pub password: String,
    /// Its PIN: four to eight digits; only attendants sign in by it.
    #[ts(optional)]
    pub pin: Option<String>,
    /// Car parks it is limited to; empty for all.
    #[serde(default)]
    pub car_parks: Vec<String>,
}

/// What becomes of an account. What is absent stays.
#[derive(Clone, Deserialize, TS)]
pub struct AccountChange {
    /// Which account.
    pub id: i64,
    /// Its role.
    #[ts(optional)]
    pub role: Option<Role>,
    /// Car parks it is limited to.
    #[ts(optional)]
    pub car_parks: Option<Vec<String>>,
    /// Whether it may no longer sign in.
    #[ts(optional)]
    pub disabled: Option<bool>,
    /// A new password.
    #[ts(optional)]
    pub password: Option<String>,
    /// A new PIN.
    #[ts(optional)]
    pub pin: Option<String>,
}
