//! The connection to each platform, tested step by step.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::doctor::{Advice, Found, Outcome};

/// Which kind of platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PlatformKind {
    /// The vendor's cloud.
    OpenPlatform,
    /// The city platform of one car park.
    City,
}

/// What is tested in a step, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionStepName {
    /// The host's name has an address.
    Dns,
    /// It takes connections.
    Tcp,
    /// Its certificate is trusted; not used with http.
    Tls,
    /// It answers as a platform does.
    Http,
    /// It accepts the account.
    Account,
    /// The account has the right to the car park.
    CarPark,
    /// Its clock and ours agree.
    Clock,
}

/// A step that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ConnectionStep {
    /// Which.
    pub step: ConnectionStepName,
    /// How it went.
    pub outcome: Outcome,
    /// What was found.
    pub found: Found,
    /// The values that belong into its words: `host`, `id`, `detail`.
    #[ts(type = "Record<string, string>")]
    pub params: BTreeMap<&'static str, String>,
    /// What to do.
    pub advice: Option<Advice>,
}

/// A test, finished or under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ConnectionTest {
    /// When it began.
    pub started_at: i64,
    /// Whether further steps follow.
    pub running: bool,
    /// The steps that were done, in order. After a failed one the rest is skipped.
    pub steps: Vec<ConnectionStep>,
}

/// A platform that is configured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ConnectionView {
    /// Which kind.
    pub platform: PlatformKind,
    /// The car park, for a city platform.
    pub parking_id: Option<String>,
    /// The car park's name, for a city platform.
    pub name: Option<String>,
    /// Where it is: scheme, host and port.
    pub address: String,
    /// Every step that a test has, in order.
    pub expected: Vec<ConnectionStepName>,
    /// The last test by whoever asks, since the program started.
    pub test: Option<ConnectionTest>,
}

/// Which connection is tested.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ConnectionOf {
    /// The kind of platform.
    pub platform: PlatformKind,
    /// The car park, for a city platform.
    #[serde(default)]
    pub parking_id: Option<String>,
}
