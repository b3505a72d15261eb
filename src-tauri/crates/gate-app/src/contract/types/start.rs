//! How the program runs and who is before it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Me;
use crate::contract::Failure;

/// What a window needs to know first.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct StartView {
    /// The program's version.
    pub version: String,
    /// There is no account yet: the first one is made now, and is an administrator's.
    pub needs_first_run: bool,
    /// Everything is simulated, and anybody may sign in with these.
    pub demo: Option<DemoHint>,
    /// Who is signed in.
    pub me: Option<Me>,
    /// The screen is locked: only unlocking, switching and signing out are possible.
    pub locked: bool,
    /// After so many seconds without input the window should ask for `lock`; 0 for never.
    pub idle_lock_s: u32,
    /// Whether and where the directory is synced.
    pub sync: SyncPlace,
    /// The assistant that sets the program up is to be opened.
    pub setup: bool,
}

/// The accounts of a demo. Nothing in it is secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DemoHint {
    /// The attendant's name.
    pub attendant: String,
    /// The attendant's PIN.
    pub pin: String,
    /// The administrator's name.
    pub administrator: String,
    /// The password of both.
    pub password: String,
}

/// Whether and where the data directory is synced.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "place", rename_all = "snake_case")]
pub enum SyncPlace {
    /// In this program.
    Here,
    /// In another process of this machine.
    Elsewhere {
        /// Its number; 0 when not known.
        pid: u32,
    },
    /// Nowhere: it could not be started.
    Nowhere {
        /// Why.
        why: Failure,
    },
}

/// Which account signs in, with what.
#[derive(Clone, Deserialize, TS)]
pub struct SignIn {
    /// The account's name.
    pub name: String,
    /// Its password, or its PIN where `by_pin`.
    pub secret: String,
    /// Whether it is the PIN: only for attendants that have one.
    #[serde(default)]
    pub by_pin: bool,
}

/// The one who unlocks.
#[derive(Clone, Deserialize, TS)]
pub struct Unlock {
    /// The password or PIN of who is signed in.
    pub secret: String,
    /// Whether it is the PIN.
    #[serde(default)]
    pub by_pin: bool,
}
