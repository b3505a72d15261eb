//! Deliveries as a list under filters, page by page, the newest passage first. A page looks at no more than a few thousand rows: one
//! of a rare filter may hold fewer than were asked for and yet not be the last.

mod row;
mod source;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use gate_core::delivery::{DeliveryKind, DeliveryState, ParkedReason};
use gate_core::hold_up::HoldUp;
use gate_core::plate::{self, Fragment};
use gate_core::time::UtcMillis;
use rusqlite::{CachedStatement, Connection, params};

use super::list::STATE;
use super::overview::of_index;
use crate::error::StoreError;
use crate::plate_parts;
use crate::scope::CarParkScope;
use crate::store::Store;

pub use row::DeliveryTableRow;
pub(crate) use row::one;

/// So many plates are looked up one by one; where more hold the fragment, it is common enough to be met with soon.
const PLATES: usize = 50;
/// So many rows are looked through before a page ends, however few it found.
const LOOKED_THROUGH: usize = 6_000;
/// Rows that are looked through at a time.
const AT_ONCE: usize = 500;

/// Which deliveries.
#[derive(Debug, Clone, Default)]
pub struct DeliveryTableFilter {
    /// The car parks that may be seen.
    pub scope: CarParkScope,
    /// Only this car park's.
    pub parking_id: Option<String>,
    /// Passages from this instant on.
    pub from: Option<UtcMillis>,
    /// Passages before this instant.
    pub until: Option<UtcMillis>,
    /// Only in these states.
    pub states: Option<DeliveryStates>,
    /// Only what is held up by this. What holds a whole car park up holds all of it that waits.
    pub hold_up: Option<HoldUp>,
    /// With a refusal: only for these words of the city.
    pub words: Option<String>,
    /// Only of this kind.
    pub kind: Option<DeliveryKind>,
    /// A fragment of a plate; a look-alike in it is forgiven where no plate holds it as it was typed.
    pub text: String,
}

/// In which states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryStates {
    /// Due or waiting.
    Open,
    /// In need of a person.
    Parked,
    /// The city has it.
    Delivered,
    /// Given up.
    GivenUp,
}

impl DeliveryStates {
    fn hold(self, state: DeliveryState) -> bool {
        match state {
            DeliveryState::Due | DeliveryState::Waiting => self == Self::Open,
            DeliveryState::Parked => self == Self::Parked,
            DeliveryState::Delivered => self == Self::Delivered,
            DeliveryState::GivenUp => self == Self::GivenUp,
        }
    }
}

/// Where a page ended: the passage's time and the delivery's id of the last row that was looked at.
pub type DeliveryMark = (UtcMillis, i64);

/// A delivery's place in the order of time: the newest is the greatest.
type Place = (i64, i64);

impl Store {
    /// Deliveries, the newest passage first, at most `limit`, older than `before`; and where the next page begins, if there is more
    /// to read.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn delivery_table(
        &self,
        filter: DeliveryTableFilter,
        before: Option<DeliveryMark>,
        limit: u32,
        now: UtcMillis,
    ) -> Result<(Vec<DeliveryTableRow>, Option<DeliveryMark>), StoreError> {
        self.read(move |connection| {
            let before = before.map_or((i64::MAX, i64::MAX), |(at, id)| (at.0, id));
            let search = Search { connection, filter: &filter, now };
            let (places, next) = search.page(before, limit.max(1) as usize)?;
            let rows = places.into_iter().filter_map(|(_, id)| one(connection, id, now).transpose());
            Ok((rows.collect::<Result<_, _>>()?, next.map(|(at, id)| (UtcMillis(at), id))))
        })
        .await
    }
}

impl Store {
    /// The ids of deliveries as [`Store::delivery_table`] would show them.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn delivery_ids(
        &self,
        filter: DeliveryTableFilter,
        before: Option<DeliveryMark>,
        limit: u32,
        now: UtcMillis,
    ) -> Result<(Vec<i64>, Option<DeliveryMark>), StoreError> {
        self.read(move |connection| {
            let before = before.map_or((i64::MAX, i64::MAX), |(at, id)| (at.0, id));
            let search = Search { connection, filter: &filter, now };
            let (places, next) = search.page(before, limit.max(1) as usize)?;
            Ok((places.into_iter().map(|(_, id)| id).collect(), next.map(|(at, id)| (UtcMillis(at), id))))
        })
        .await
    }

    /// These deliveries as the list shows them; those that are not kept are left out.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn deliveries_by_id(
        &self,
        ids: Vec<i64>,
        now: UtcMillis,
    ) -> Result<Vec<DeliveryTableRow>, StoreError> {
        self.read(move |connection| {
            ids.into_iter().filter_map(|id| one(connection, id, now).transpose()).collect()
        })
        .await
    }
}

struct Search<'c> {
    connection: &'c Connection,
    filter: &'c DeliveryTableFilter,
    now: UtcMillis,
}

impl Search<'_> {
    fn page(&self, before: Place, limit: usize) -> Result<(Vec<Place>, Option<Place>), StoreError> {
        let typed = self.filter.text.trim();
        if typed.is_empty() {
            return self.look_through(before, limit, None);
        }
        let Some(fragment) = Fragment::new(typed) else { return Ok((Vec::new(), None)) };
        match plate_parts::with_fragment(self.connection, &fragment, PLATES)? {
            Some(plates) => self.of_plates(&plates, before, limit),
            None => self.look_through(before, limit, Some(&fragment.folded())),
        }
    }

    /// Looks through what the sources hold, the newest first.
    fn look_through(
        &self,
        mut before: Place,
        limit: usize,
        folded: Option<&str>,
    ) -> Result<(Vec<Place>, Option<Place>), StoreError> {
        let (car_parks, sources) = (self.car_parks()?, self.sources());
        let (mut found, mut looked, mut looks) = (Vec::new(), 0, self.looks()?);
        while looked < LOOKED_THROUGH {
            let mut places = Vec::new();
            for parking_id in &car_parks {
                for source in &sources {
                    self.newest(parking_id, source, before, &mut places)?;
                }
            }
            places.sort_unstable_by(|one, other| other.cmp(one));
            let more = places.len() > AT_ONCE;
            places.truncate(AT_ONCE);
            for place in places {
                if found.len() == limit {
                    return Ok((found, Some(before)));
                }
                (before, looked) = (place, looked + 1);
                if self.fits(&mut looks, place.1, folded)? {
                    found.push(place);
                }
            }
            if !more {
                return Ok((found, None));
            }
        }
        Ok((found, Some(before)))
    }

    /// The newest deliveries of a few plates. Of each plate so many sessions are read as together make a page's share; where a
    /// plate has more, the page ends at the oldest that was read.
    fn of_plates(
        &self,
        plates: &BTreeSet<String>,
        before: Place,
        limit: usize,
    ) -> Result<(Vec<Place>, Option<Place>), StoreError> {
        let car_parks = self.car_parks()?;
        let share = (LOOKED_THROUGH / 4 / plates.len().max(1) / car_parks.len().max(1)).max(10);
        let (from, until) = self.bounds(before);
        let (mut places, mut horizon) = (Vec::new(), None);
        let mut sessions = self.connection.prepare_cached(SESSIONS)?;
        let mut owed =
            self.connection.prepare_cached("SELECT event_at, id FROM deliveries WHERE session_id = $1")?;
        for (plate, parking_id) in plates.iter().flat_map(|plate| car_parks.iter().map(move |id| (plate, id)))
        {
            let read = sessions
                .query_map(params![parking_id, plate, until, share as i64], |row| {
                    Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
                })?
                .collect::<Result<Vec<_>, _>>()?;
            if read.len() == share {
                horizon = horizon.max(read.last().map(|(sort_at, _)| *sort_at));
            }
            for (_, session) in read {
                let rows = owed.query_map([session], |row| Ok((row.get(0)?, row.get(1)?)))?;
                for place in rows {
                    let place: Place = place?;
                    if place.0 >= from && place < before && place.0 <= until {
                        places.push(place);
                    }
                }
            }
        }
        let horizon = horizon.filter(|horizon| *horizon > from);
        places.retain(|place| horizon.is_none_or(|horizon| place.0 >= horizon));
        places.sort_unstable_by(|one, other| other.cmp(one));
        let (mut found, mut looks) = (Vec::new(), self.looks()?);
        for place in places {
            if found.len() == limit {
                return Ok((found.clone(), found.last().copied()));
            }
            if self.fits(&mut looks, place.1, None)? {
                found.push(place);
            }
        }
        // What has the very time of the horizon was read with it.
        Ok((found, horizon.map(|horizon| (horizon, i64::MIN))))
    }

    /// What [`Search::fits`] looks at, prepared once for all the rows of a page.
    fn looks(&self) -> Result<CachedStatement<'_>, StoreError> {
        Ok(self.connection.prepare_cached(&format!(
            "SELECT {STATE}, d.kind, d.awaits, d.blocked_by IS NOT NULL, s.plate
             FROM deliveries d JOIN sessions s ON s.id = d.session_id WHERE d.id = $2"
        ))?)
    }

    /// Whether a row is what the filter asks for, beyond what its source says.
    fn fits(
        &self,
        looks: &mut CachedStatement<'_>,
        id: i64,
        folded: Option<&str>,
    ) -> Result<bool, StoreError> {
        let filter = self.filter;
        let mut rows = looks.query(params![self.now.0, id])?;
        let Some(row) = rows.next()? else { return Ok(false) };
        let text = |index| row.get_ref(index)?.as_str_or_null().map_err(rusqlite::Error::from);
        let state = text(0)?.and_then(DeliveryState::from_code);
        let waits = matches!(state, Some(DeliveryState::Due | DeliveryState::Waiting));
        let (awaits, blocked): (Option<&str>, bool) = (text(2)?, row.get(3)?);
        let held = match filter.hold_up {
            None => true,
            Some(HoldUp::Parked(reason)) => {
                state == Some(DeliveryState::Parked) && self.is_parked_for(id, reason)?
            }
            Some(HoldUp::AwaitsPhoto) => waits && awaits == Some("photo"),
            Some(HoldUp::AwaitsArrival) => waits && awaits == Some("arrival"),
            Some(HoldUp::Behind) => {
                waits
                    && blocked
                    && one(self.connection, id, self.now)?.is_some_and(|row| row.behind.is_some())
            }
            Some(_) => waits,
        };
        let kind = filter.kind.is_none_or(|only| text(1).ok().flatten() == Some(only.code()));
        if !held || !kind || filter.states.is_some_and(|only| !state.is_some_and(|state| only.hold(state))) {
            return Ok(false);
        }
        let Some(folded) = folded else { return Ok(true) };
        Ok(text(4)?.is_some_and(|plate| plate::fold(plate).contains(folded)))
    }

    fn is_parked_for(&self, id: i64, reason: ParkedReason) -> Result<bool, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT parked_reason, answer FROM deliveries WHERE id = $1")?;
        let (code, words): (Option<String>, Option<String>) =
            statement.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(code.as_deref() == Some(reason.code())
            && (self.filter.words.is_none() || words == self.filter.words))
    }

    /// The first and the last instant that count.
    fn bounds(&self, before: Place) -> (i64, i64) {
        let until = self.filter.until.map_or(i64::MAX, |until| until.0.saturating_sub(1));
        (self.filter.from.map_or(i64::MIN, |from| from.0), until.min(before.0))
    }

    fn car_parks(&self) -> Result<Vec<String>, StoreError> {
        let mut known = match &self.filter.parking_id {
            Some(only) => vec![only.clone()],
            None => {
                of_index(self.connection, "SELECT min(parking_id) FROM deliveries WHERE parking_id > $1")?
            }
        };
        known.retain(|id| self.filter.scope.holds(id));
        Ok(known)
    }
}

const SESSIONS: &str = "SELECT sort_at, id FROM sessions INDEXED BY sessions_plate
     WHERE parking_id = $1 AND plate = $2 AND sort_at <= $3 ORDER BY sort_at DESC, id DESC LIMIT $4";
