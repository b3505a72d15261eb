//! How full a car park is (`occupancy`).

use crate::client::OpenPlatform;
use crate::endpoints::Operation;
use crate::error::{Error, Unreadable};
use crate::params::Params;
use crate::wire::{self, Integer};
use gate_core::occupancy::Occupancy;
use serde::Deserialize;

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct OccupancyObject {
    total_lot: Integer,
    used_lot: Integer,
    visitor_used_lot: Integer,
    // Spelt so by the vendor, like the next.
    moth_total_lot: Integer,
    moth_used_lot: Integer,
    temp_lot: Integer,
}

impl OpenPlatform {
    /// The car park's spaces.
    ///
    /// # Errors
    /// As of every call; [`Unreadable::Missing`] where a success brings no figures.
    pub async fn occupancy(&self, parking_id: &str) -> Result<Occupancy, Error> {
        let answer = self.read(Operation::Occupancy, Params::of_car_park(parking_id)).await?;
        let missing = Unreadable::Missing("occupancy");
        let figures: OccupancyObject =
            answer.object().and_then(|value| wire::row(value).ok()).ok_or(missing)?;
        Ok(Occupancy {
            total: figures.total_lot.0,
            used: figures.used_lot.0,
            visitors_used: figures.visitor_used_lot.0,
            staff_total: figures.moth_total_lot.0,
            staff_used: figures.moth_used_lot.0,
            temporary: figures.temp_lot.0,
        })
    }
}
