//! Where the rows of a filter are looked for: the index that holds the least beside them.

use gate_core::delivery::ParkedReason;
use gate_core::hold_up::HoldUp;
use rusqlite::{params_from_iter, types::Value};

use super::{AT_ONCE, DeliveryStates, Place, Search};
use crate::error::StoreError;

/// The index that holds what a filter asks for with the least beside it; its values come after the car park.
pub(super) enum Source {
    All,
    Undelivered,
    GivenUp,
    Parked(ParkedReason),
    Refused(String),
    Awaits(&'static str),
}

impl Search<'_> {
    /// The newest of a source before a place, one more than are looked through at a time.
    pub(super) fn newest(
        &self,
        parking_id: &str,
        source: &Source,
        before: Place,
        places: &mut Vec<Place>,
    ) -> Result<(), StoreError> {
        let (from, until) = self.bounds(before);
        let mut values: Vec<Value> = vec![parking_id.to_owned().into()];
        let sql = match source {
            Source::All => ALL,
            Source::Undelivered => UNDELIVERED,
            Source::GivenUp => GIVEN_UP,
            Source::Parked(reason) => {
                values.push(reason.code().to_owned().into());
                PARKED
            }
            Source::Refused(words) => {
                values.extend([ParkedReason::Refused.code().to_owned().into(), words.clone().into()]);
                REFUSED
            }
            Source::Awaits(what) => {
                values.push((*what).to_owned().into());
                AWAITS
            }
        };
        values.extend([from, until, before.0, before.1, AT_ONCE as i64 + 1].map(Value::from));
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params_from_iter(values), |row| Ok((row.get(0)?, row.get(1)?)))?;
        for place in rows {
            places.push(place?);
        }
        Ok(())
    }

    pub(super) fn sources(&self) -> Vec<Source> {
        let filter = self.filter;
        match (filter.hold_up, filter.states) {
            (Some(HoldUp::Parked(reason)), _) => match &filter.words {
                Some(words) if reason == ParkedReason::Refused => vec![Source::Refused(words.clone())],
                _ => vec![Source::Parked(reason)],
            },
            (Some(HoldUp::AwaitsPhoto), _) => vec![Source::Awaits("photo")],
            (Some(HoldUp::AwaitsArrival), _) => vec![Source::Awaits("arrival")],
            (Some(_), _) | (None, Some(DeliveryStates::Open)) => vec![Source::Undelivered],
            (None, Some(DeliveryStates::Parked)) => ParkedReason::ALL.map(Source::Parked).into(),
            (None, Some(DeliveryStates::GivenUp)) => vec![Source::GivenUp],
            (None, Some(DeliveryStates::Delivered) | None) => vec![Source::All],
        }
    }
}

pub(super) const ALL: &str = "SELECT event_at, id FROM deliveries INDEXED BY deliveries_time
     WHERE parking_id = $1 AND event_at >= $2 AND event_at <= $3 AND (event_at < $4 OR id < $5)
     ORDER BY event_at DESC, id DESC LIMIT $6";
pub(super) const UNDELIVERED: &str = "SELECT event_at, id FROM deliveries INDEXED BY deliveries_undelivered
     WHERE parking_id = $1 AND event_at >= $2 AND event_at <= $3 AND (event_at < $4 OR id < $5)
        AND delivered_at IS NULL AND given_up_at IS NULL
     ORDER BY event_at DESC, id DESC LIMIT $6";
pub(super) const GIVEN_UP: &str = "SELECT event_at, id FROM deliveries INDEXED BY deliveries_given_up
     WHERE parking_id = $1 AND event_at >= $2 AND event_at <= $3 AND (event_at < $4 OR id < $5)
        AND given_up_at IS NOT NULL AND delivered_at IS NULL
     ORDER BY event_at DESC, id DESC LIMIT $6";
pub(super) const PARKED: &str = "SELECT event_at, id FROM deliveries INDEXED BY deliveries_parked_time
     WHERE parking_id = $1 AND parked_reason = $2 AND event_at >= $3 AND event_at <= $4 AND (event_at < $5 OR id < $6)
        AND parked_reason IS NOT NULL AND delivered_at IS NULL AND given_up_at IS NULL
     ORDER BY event_at DESC, id DESC LIMIT $7";
pub(super) const REFUSED: &str = "SELECT event_at, id FROM deliveries INDEXED BY deliveries_parked_words
     WHERE parking_id = $1 AND parked_reason = $2 AND answer = $3 AND event_at >= $4 AND event_at <= $5
        AND (event_at < $6 OR id < $7) AND parked_reason IS NOT NULL AND delivered_at IS NULL AND given_up_at IS NULL
     ORDER BY event_at DESC, id DESC LIMIT $8";
pub(super) const AWAITS: &str = "SELECT event_at, id FROM deliveries INDEXED BY deliveries_awaits
     WHERE parking_id = $1 AND awaits = $2 AND event_at >= $3 AND event_at <= $4 AND (event_at < $5 OR id < $6)
        AND awaits IS NOT NULL AND delivered_at IS NULL AND given_up_at IS NULL AND parked_reason IS NULL
     ORDER BY event_at DESC, id DESC LIMIT $7";
