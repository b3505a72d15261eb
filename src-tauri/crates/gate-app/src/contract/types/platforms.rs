//! How both platforms are, what is owed, how the machine is.

use serde::Serialize;
use ts_rs::TS;

/// How a platform is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PlatformState {
    /// Nothing is configured.
    NotConfigured,
    /// It was not yet reached or missed since the start.
    Starting,
    /// It answers.
    Ok,
    /// It does not answer.
    Unreachable,
    /// It refuses the account or the address is wrong: a person must mend it.
    Refused,
    /// A person holds reporting back.
    Held,
}

/// The status bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PlatformsView {
    /// The city platform; of several car parks the worst.
    pub city: PlatformState,
    /// When it last answered.
    pub city_ok_at: Option<i64>,
    /// Deliveries that wait for being sent.
    pub backlog: u64,
    /// Deliveries that need a person.
    pub parked: u64,
    /// The oldest passage that the city is still owed.
    pub oldest_undelivered_at: Option<i64>,
    /// The city's clock less ours.
    pub clock_drift_ms: Option<i64>,
    /// The open platform; of several car parks the worst.
    pub open_platform: PlatformState,
    /// When it last answered.
    pub open_platform_ok_at: Option<i64>,
    /// Everything before this is collected.
    pub collected_until: Option<i64>,
    /// Bytes free on the data directory's disk.
    pub disk_free_bytes: Option<u64>,
    /// Whether that is little.
    pub disk_low: bool,
    /// The time by which this was made, so that ages can be shown.
    pub now: i64,
}
