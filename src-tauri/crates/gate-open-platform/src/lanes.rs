//! Lanes (`lane_list`, `lane_open`).

use crate::client::OpenPlatform;
use crate::endpoints::Operation;
use crate::error::{Error, WriteOutcome};
use crate::page::{Listing, Page};
use crate::params::Params;
use crate::wire::{self, Text};
use gate_core::lane::Lane;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct LaneRow {
    lane_no: Text,
    lane_name: Text,
}

fn lane(value: &Value) -> Result<Lane, String> {
    let row: LaneRow = wire::row(value)?;
    Ok(Lane { lane_no: row.lane_no.required("laneNo")?, name: row.lane_name.text() })
}

impl OpenPlatform {
    /// The lanes of a car park, documented as an object and shown as an array.
    ///
    /// # Errors
    /// As of every call.
    pub async fn lanes(&self, parking_id: &str) -> Result<Listing<Lane>, Error> {
        let answer = self.read(Operation::LaneList, Params::of_car_park(parking_id)).await?;
        Ok(Page::read(answer.into_rows()?, lane).into())
    }

    /// Orders a lane to open; `lane_no` is the list's. [`WriteOutcome::Done`] means that the order was accepted: only
    /// the next passage on that lane shows that the barrier rose.
    ///
    /// # Errors
    /// Only where it was not done; see [`Error`].
    pub async fn lane_open(&self, lane_no: &str) -> Result<WriteOutcome, Error> {
        self.write(Operation::LaneOpen, Params::default().with("laneId", lane_no)).await
    }
}
