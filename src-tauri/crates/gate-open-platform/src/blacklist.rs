//! Banned plates (`blacklist_add`, `blacklist_delete`, `blacklist_list`).

use crate::client::OpenPlatform;
use crate::endpoints::Operation;
use crate::error::{Error, WriteOutcome};
use crate::page::{Listing, PAGE_SIZE, Page, Walk};
use crate::params::{Params, day};
use crate::wire::{self, Text};
use chrono::NaiveDate;
use gate_core::blacklist::BlacklistEntry;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct BlacklistRow {
    vehicle_code: Text,
    stop_time: Text,
}

fn entry(value: &Value) -> Result<BlacklistEntry, String> {
    let row: BlacklistRow = wire::row(value)?;
    Ok(BlacklistEntry {
        plate: row.vehicle_code.required("vehicleCode")?,
        until: row.stop_time.lenient_day(),
    })
}

impl OpenPlatform {
    /// Bans a plate; `until` is the ban's last day, in China.
    ///
    /// # Errors
    /// Only where it was not done; see [`Error`].
    pub async fn blacklist_add(
        &self,
        parking_id: &str,
        plate: &str,
        until: NaiveDate,
    ) -> Result<WriteOutcome, Error> {
        let params = Params::of_car_park(parking_id).with("vehicleCode", plate).with("stopTime", day(until));
        self.write(Operation::BlacklistAdd, params).await
    }

    /// Lifts a plate's ban.
    ///
    /// # Errors
    /// Only where it was not done; see [`Error`].
    pub async fn blacklist_delete(&self, parking_id: &str, plate: &str) -> Result<WriteOutcome, Error> {
        let params = Params::of_car_park(parking_id).with("vehicleCode", plate);
        self.write(Operation::BlacklistDelete, params).await
    }

    /// All banned plates of a car park.
    ///
    /// # Errors
    /// As of every call; nothing of the list is returned then.
    pub async fn blacklist(&self, parking_id: &str) -> Result<Listing<BlacklistEntry>, Error> {
        Listing::whole(|page| self.blacklist_page(parking_id, page)).await
    }

    /// A walk through the pages of all banned plates of a car park, for lists too long to be held at once.
    #[must_use]
    pub fn blacklist_pages(&self, parking_id: &str) -> BlacklistPages {
        BlacklistPages { platform: self.clone(), parking_id: parking_id.to_owned(), walk: Walk::new() }
    }

    async fn blacklist_page(&self, parking_id: &str, page: u32) -> Result<Page<BlacklistEntry>, Error> {
        let params = Params::of_car_park(parking_id).with("pageNo", page).with("pageSize", PAGE_SIZE);
        let rows = self.read(Operation::BlacklistList, params).await?.into_rows()?;
        Ok(Page::read(rows, entry))
    }
}

/// A walk through the pages of the banned plates of one car park, holding at most two pages in memory.
#[derive(Debug, Clone)]
pub struct BlacklistPages {
    platform: OpenPlatform,
    parking_id: String,
    walk: Walk<BlacklistEntry>,
}

impl BlacklistPages {
    /// The next page; `None` after the last. After an error it asks for the same page again.
    ///
    /// # Errors
    /// As of every call, and [`Error::EndlessList`] after 1,000 pages.
    pub async fn next(&mut self) -> Result<Option<Page<BlacklistEntry>>, Error> {
        let Some(number) = self.walk.next()? else {
            return Ok(None);
        };
        let page = self.platform.blacklist_page(&self.parking_id, number).await?;
        Ok(self.walk.take(page))
    }
}
