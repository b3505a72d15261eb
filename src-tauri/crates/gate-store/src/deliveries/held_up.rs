//! Why deliveries do not get to the city, grouped, with how many.

use std::collections::BTreeMap;

use gate_core::delivery::ParkedReason;
use gate_core::hold_up::HoldUp;
use gate_core::time::UtcMillis;
use rusqlite::{Connection, params};

use super::overview::{behind, of_index};
use crate::error::StoreError;
use crate::scope::CarParkScope;
use crate::store::Store;

/// Deliveries that are held up by one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldUpGroup {
    /// The car park.
    pub parking_id: String,
    /// By what.
    pub hold_up: HoldUp,
    /// For what the city refused: its words.
    pub words: Option<String>,
    /// How many; of those behind others at least so many.
    pub count: u64,
    /// The oldest passage among them, where that is known at once.
    pub oldest_at: Option<UtcMillis>,
}

/// So many different words of a city are told apart; the rest is one group.
const MOST_WORDS: usize = 200;

pub(crate) const PARKED_GROUPS: &str =
    "SELECT parked_reason, answer, count(*), min(event_at) FROM deliveries INDEXED BY deliveries_parked_words
     WHERE parking_id = $1 AND parked_reason IS NOT NULL AND delivered_at IS NULL AND given_up_at IS NULL
     GROUP BY parked_reason, answer ORDER BY parked_reason, answer";
pub(crate) const AWAITING: &str =
    "SELECT count(*), min(event_at) FROM deliveries INDEXED BY deliveries_awaits
     WHERE parking_id = $1 AND awaits = $2 AND awaits IS NOT NULL AND delivered_at IS NULL AND given_up_at IS NULL
        AND parked_reason IS NULL";

impl Store {
    /// What holds deliveries up as the items tell it: parked ones by reason and, for refusals, the city's words; photos and
    /// arrivals that are awaited; and what waits behind something that needs a person. The most frequent first.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn held_up(
        &self,
        scope: CarParkScope,
        parking_id: Option<String>,
    ) -> Result<Vec<HeldUpGroup>, StoreError> {
        self.read(move |connection| {
            let mut known = match parking_id {
                Some(only) => vec![only],
                None => of_index(connection, "SELECT min(parking_id) FROM deliveries WHERE parking_id > $1")?,
            };
            known.retain(|id| scope.holds(id));
            let mut groups = Vec::new();
            for parking_id in known {
                of_car_park(connection, &parking_id, &mut groups)?;
            }
            groups
                .sort_by(|one, other| other.count.cmp(&one.count).then(one.oldest_at.cmp(&other.oldest_at)));
            Ok(groups)
        })
        .await
    }
}

fn of_car_park(
    connection: &Connection,
    parking_id: &str,
    groups: &mut Vec<HeldUpGroup>,
) -> Result<(), StoreError> {
    let mut add = |hold_up, words, count: u64, oldest_at: Option<i64>| {
        if count > 0 {
            let oldest_at = oldest_at.map(UtcMillis);
            groups.push(HeldUpGroup { parking_id: parking_id.to_owned(), hold_up, words, count, oldest_at });
        }
    };
    let mut merged: BTreeMap<(&str, Option<String>), (ParkedReason, u64, i64)> = BTreeMap::new();
    let mut words = 0;
    let mut statement = connection.prepare_cached(PARKED_GROUPS)?;
    let mut rows = statement.query([parking_id])?;
    while let Some(row) = rows.next()? {
        let code: String = row.get(0)?;
        let reason = ParkedReason::from_code(&code)
            .ok_or_else(|| StoreError::BadValue(format!("parked reason {code:?}")))?;
        let mut said: Option<String> = row.get(1)?;
        if reason != ParkedReason::Refused || words >= MOST_WORDS {
            said = None;
        } else {
            words += 1;
        }
        let (count, oldest): (u64, i64) = (row.get(2)?, row.get(3)?);
        let group = merged.entry((reason.code(), said)).or_insert((reason, 0, oldest));
        (group.1, group.2) = (group.1 + count, group.2.min(oldest));
    }
    for ((_, words), (reason, count, oldest)) in merged {
        add(HoldUp::Parked(reason), words, count, Some(oldest));
    }
    for (hold_up, awaited) in [(HoldUp::AwaitsPhoto, "photo"), (HoldUp::AwaitsArrival, "arrival")] {
        let (count, oldest) = connection
            .prepare_cached(AWAITING)?
            .query_row(params![parking_id, awaited], |row| Ok((row.get(0)?, row.get(1)?)))?;
        add(hold_up, None, count, oldest);
    }
    add(HoldUp::Behind, None, behind(connection, parking_id)?, None);
    Ok(())
}
