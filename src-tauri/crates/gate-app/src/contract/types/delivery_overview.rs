//! Deliveries in numbers, per day and car park, and how the city platforms were over time.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::DeliveryReason;

/// Which days the overview shows.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(default)]
pub struct OverviewRequest {
    /// The first day; six days before the last when absent.
    #[ts(optional)]
    pub first_day: Option<String>,
    /// The last day, today when absent. At most 92 days in all.
    #[ts(optional)]
    pub last_day: Option<String>,
    /// Only this car park; all that the account sees when absent.
    #[ts(optional)]
    pub parking_id: Option<String>,
}

/// Deliveries in numbers. The rows behind a number are `deliveries` with the same day, car park and state.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct DeliveriesOverview {
    /// The first day that is shown.
    pub first_day: String,
    /// The last one.
    pub last_day: String,
    /// A row for each day and car park of which anything is known, in order of day and car park.
    pub days: Vec<DeliveryDay>,
    /// How reporting of each car park stands now.
    pub reporting: Vec<ReportingView>,
    /// Heartbeat, clock and throughput over the days, each car park in at most 600 points. A stretch without a point is one in
    /// which nothing synced.
    pub history: Vec<CityPoint>,
    /// How long each point of `history` stands for.
    pub point_ms: i64,
    /// The time by which this was made.
    pub now: i64,
}

/// A day's deliveries of one car park, by the days of their passages. `owed` is `delivered` + `waiting` + `parked`.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct DeliveryDay {
    /// The day.
    pub day: String,
    /// The car park.
    pub parking_id: String,
    /// Passages, repeat readings left out.
    pub passages: u64,
    /// What the city should have; what was given up is not counted.
    pub owed: u64,
    /// What it has.
    pub delivered: u64,
    /// What is to be sent or waits.
    pub waiting: u64,
    /// What needs a person.
    pub parked: u64,
    /// What was given up.
    pub given_up: u64,
    /// Delivered of owed, 0 to 1; none where nothing is owed.
    pub success: Option<f64>,
}

/// How reporting of one car park stands now, all days together.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ReportingView {
    /// The car park.
    pub parking_id: String,
    /// To be sent or waiting.
    pub waiting: u64,
    /// Of these, those that need no person.
    pub going: u64,
    /// In need of a person.
    pub parked: u64,
    /// The oldest passage that the city is still owed.
    pub oldest_undelivered_at: Option<i64>,
    /// Delivered a minute, over the last quarter of an hour.
    pub per_minute: f64,
    /// When the backlog (`going`) will be gone at that speed; none while nothing goes or nothing is left.
    pub done_at: Option<i64>,
    /// Since when a person holds reporting back.
    pub held_since: Option<i64>,
    /// Who does.
    pub held_by: Option<String>,
    /// Why reporting pauses by itself: `account_refused`, `address_wrong` or `unreachable`.
    pub paused: Option<DeliveryReason>,
    /// Since when.
    pub paused_since: Option<i64>,
    /// When the city last accepted a heartbeat.
    pub heartbeat_ok_at: Option<i64>,
    /// Why the last heartbeat failed, while they fail.
    pub heartbeat_error: Option<String>,
    /// The city's time less ours.
    pub clock_drift_ms: Option<i64>,
}

/// A stretch of time of one car park's city platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CityPoint {
    /// The car park.
    pub parking_id: String,
    /// When it began.
    pub at: i64,
    /// Heartbeats that the city accepted.
    pub beats_ok: u32,
    /// Heartbeats that it did not.
    pub beats_failed: u32,
    /// The city's time less ours at the least, in milliseconds.
    pub drift_least: Option<i64>,
    /// And at the most.
    pub drift_most: Option<i64>,
    /// Deliveries that it accepted.
    pub delivered: u32,
    /// Tries that reached it and did not deliver.
    pub failed: u32,
}
