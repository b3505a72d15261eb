//! What people do about deliveries.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::DeliveryFilter;

/// Which parked deliveries are tried again.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "which", rename_all = "snake_case")]
pub enum RetryDeliveries {
    /// These.
    Chosen {
        /// Their ids, 500 at most.
        ids: Vec<i64>,
    },
    /// All that the filter shows and that are parked.
    Filtered {
        /// The filter: a reason with its words, a day, a car park, or several of these.
        filter: DeliveryFilter,
    },
}

/// Deliveries that are tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct Retried {
    /// How many.
    pub freed: u64,
    /// There are more of the filter than one call frees: call again.
    pub more: bool,
}

/// Which delivered things the city says that it does not have. They are sent once more with the same ids and the present facts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "which", rename_all = "snake_case")]
pub enum SendOnceMore {
    /// These.
    Chosen {
        /// Their ids, 500 at most.
        ids: Vec<i64>,
    },
    /// All that the filter shows and that are delivered, 20,000 at most.
    Filtered {
        /// The filter: a day, a kind, a plate, a car park, or several of these.
        filter: DeliveryFilter,
    },
}

/// Delivered things that are owed once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct OwedOnceMore {
    /// How many; what is owed already is not counted.
    pub owed: u64,
}

/// Deliveries to be given up.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct GiveUp {
    /// Their ids, 500 at most. What stands on them is given up too: of an arrival all of its session.
    pub ids: Vec<i64>,
    /// Why.
    pub reason: String,
}

/// Deliveries that were given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct GivenUp {
    /// How many, with what stood on them.
    pub given_up: u64,
}

/// Which car parks' reporting pauses or goes on.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(default)]
pub struct ReportingOf {
    /// The car park; all that the account sees when absent.
    #[ts(optional)]
    pub parking_id: Option<String>,
}

/// Car parks whose reporting changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ReportingChanged {
    /// Which; none where it was so already.
    pub car_parks: Vec<String>,
}
