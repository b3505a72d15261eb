//! The account's car parks (`parking_list`).

use crate::client::OpenPlatform;
use crate::endpoints::Operation;
use crate::error::Error;
use crate::page::{Listing, Page};
use crate::params::Params;
use crate::wire::{self, Text};
use gate_core::car_park::CarPark;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize, Default)]
#[serde(default)]
struct CarParkRow {
    value: Text,
    text: Text,
}

fn car_park(value: &Value) -> Result<CarPark, String> {
    let row: CarParkRow = wire::row(value)?;
    Ok(CarPark { parking_id: row.value.required("value")?, name: row.text.text() })
}

impl OpenPlatform {
    /// The car parks that this account may manage.
    ///
    /// # Errors
    /// As of every call.
    pub async fn car_parks(&self) -> Result<Listing<CarPark>, Error> {
        let answer = self.read(Operation::ParkingList, Params::default()).await?;
        Ok(Page::read(answer.into_rows()?, car_park).into())
    }
}
