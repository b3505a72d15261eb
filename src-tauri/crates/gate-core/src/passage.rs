//! One vehicle passing one lane in one direction.

use crate::plate;
use crate::record::Record;
use crate::time::UtcMillis;
use serde::{Deserialize, Serialize};

/// Which way a vehicle passed. The open platform writes it in two ways (callbacks 0 in, 1 out; records 1 in, 2 out);
/// both end here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Into the car park.
    In,
    /// Out of the car park.
    Out,
}

impl Direction {
    /// `"in"` or `"out"`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
        }
    }
}

/// What makes a passage the same passage, whether it came by callback, by the record list or both.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PassageIdentity {
    /// The open platform's car park.
    pub parking_id: String,
    /// In or out.
    pub direction: Direction,
    /// The plate as read, normalised; empty when there is none. Corrections never change it.
    pub plate: String,
    /// When the camera read it.
    pub at: UtcMillis,
    /// The lane's number on the open platform.
    pub lane_no: String,
}

impl PassageIdentity {
    /// The identity of what the open platform told us.
    #[must_use]
    pub fn of(record: &Record) -> Self {
        Self {
            parking_id: record.parking_id.clone(),
            direction: record.direction,
            plate: plate::normalise(&record.plate_raw),
            at: record.at,
            lane_no: record.lane_no.clone(),
        }
    }
}

/// How we heard of a passage first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The record list.
    Records,
    /// A callback.
    Callback,
    /// The search for an arrival that lies before what is collected.
    LookBack,
}

impl Source {
    /// Its name in the database and in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::Callback => "callback",
            Self::LookBack => "look_back",
        }
    }
}
