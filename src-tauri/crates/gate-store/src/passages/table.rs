//! Passages as a list under filters, page by page. Every filter is a few stretches of one index, so that what is rare among
//! millions is found as fast as what is common.

mod lanes;
mod of_plates;
#[cfg(test)]
mod tests;

use gate_core::passage::Direction;
use gate_core::plate::Fragment;
use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::StoreError;
use crate::feed::{self, FeedRow};
use crate::plate_parts;
use crate::scope::CarParkScope;
use crate::store::Store;

/// So many plates are looked up one by one; where more hold the fragment, it is common enough to be met with soon.
const PLATES: usize = 4_000;
/// So many looks into the index are taken for the plates of a page; where it were more, the lanes' passages are looked through.
const LOOKS: usize = 10_000;
/// So many passages are looked through for a fragment before a page ends, however few it found.
const PATIENCE: usize = 40_000;

/// Which passages.
#[derive(Debug, Clone, Default)]
pub struct PassageTableFilter {
    /// The car parks that may be seen.
    pub scope: CarParkScope,
    /// Only this car park's.
    pub parking_id: Option<String>,
    /// Only this lane's.
    pub lane_no: Option<String>,
    /// Only in this direction.
    pub direction: Option<Direction>,
    /// From this instant on.
    pub from: Option<UtcMillis>,
    /// Before this instant.
    pub until: Option<UtcMillis>,
    /// A fragment of a plate; a look-alike in it is forgiven where no plate holds it as it was typed.
    pub text: String,
    /// Only those of which no photo was ever had and none is awaited.
    pub without_photo: bool,
}

/// Where a page ended: the time and id of its last passage.
pub type PassageMark = (UtcMillis, i64);

/// A passage's place in the order of time: the newest is the greatest.
type Place = (i64, i64);

impl Store {
    /// Passages, the newest first, at most `limit`, older than `before`; and where the next page begins, if there is more to read.
    /// A page of a fragment that thousands of plates hold may hold fewer and yet not be the last: it says up to where was searched.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn passage_table(
        &self,
        filter: PassageTableFilter,
        before: Option<PassageMark>,
        limit: u32,
    ) -> Result<(Vec<FeedRow>, Option<PassageMark>), StoreError> {
        self.read(move |connection| {
            let limit = limit.max(1) as usize;
            let before = before.map_or((i64::MAX, i64::MAX), |(at, id)| (at.0, id));
            let (places, next) =
                Search { connection, filter: &filter, patience: PATIENCE }.page(before, limit)?;
            let rows = places.into_iter().filter_map(|(_, id)| feed::one(connection, id).transpose());
            Ok((rows.collect::<Result<_, _>>()?, next.map(|(at, id)| (UtcMillis(at), id))))
        })
        .await
    }
}

struct Search<'c> {
    connection: &'c Connection,
    filter: &'c PassageTableFilter,
    /// So many passages are looked through for a fragment before a page ends, however few it found.
    patience: usize,
}

/// A stretch of the index: one direction of one lane.
struct Stretch {
    parking_id: String,
    lane_no: String,
    direction: Direction,
}

impl Search<'_> {
    fn page(&self, before: Place, limit: usize) -> Result<(Vec<Place>, Option<Place>), StoreError> {
        let typed = self.filter.text.trim();
        if typed.is_empty() {
            return self.newest(&self.stretches()?, before, limit);
        }
        let Some(fragment) = Fragment::new(typed) else { return Ok((Vec::new(), None)) };
        let plates = plate_parts::with_fragment(self.connection, &fragment, PLATES)?;
        if let Some(plates) = &plates
            && !self.is_narrowed()
        {
            return self.of_plates(plates, before, limit);
        }
        let stretches = self.stretches()?;
        match plates {
            Some(plates) if plates.len() * stretches.len() <= LOOKS => {
                self.of_plates_in(&plates, &stretches, before, limit)
            }
            _ => self.look_through(&stretches, &fragment, before, limit),
        }
    }

    /// Whether something other than the plate and the time decides.
    fn is_narrowed(&self) -> bool {
        let PassageTableFilter { scope, parking_id, lane_no, direction, without_photo, .. } = self.filter;
        !scope.is_all() || parking_id.is_some() || lane_no.is_some() || direction.is_some() || *without_photo
    }

    /// The first and the last instant that count.
    fn bounds(&self, before: Place) -> (i64, i64) {
        let until = self.filter.until.map_or(i64::MAX, |until| until.0.saturating_sub(1));
        (self.filter.from.map_or(i64::MIN, |from| from.0), until.min(before.0))
    }

    /// Whether some plate holds the folded fragment.
    fn is_held(&self, folded: &str) -> Result<bool, StoreError> {
        Ok(!plate_parts::ending_with(self.connection, folded, 1)?.is_empty()
            || !plate_parts::holding(self.connection, folded, 1)?.is_empty())
    }

    fn stretches(&self) -> Result<Vec<Stretch>, StoreError> {
        let mut stretches = Vec::new();
        for parking_id in self.car_parks()? {
            for lane_no in self.lanes(&parking_id)? {
                for direction in [Direction::In, Direction::Out] {
                    let (parking_id, lane_no) = (parking_id.clone(), lane_no.clone());
                    let stretch = Stretch { parking_id, lane_no, direction };
                    if self.filter.direction.is_none_or(|only| only == direction) && self.has_any(&stretch)? {
                        stretches.push(stretch);
                    }
                }
            }
        }
        Ok(stretches)
    }

    fn car_parks(&self) -> Result<Vec<String>, StoreError> {
        let mut parks = match &self.filter.parking_id {
            Some(only) => vec![only.clone()],
            None => {
                self.steps("SELECT min(parking_id) FROM passages WHERE parking_id > $1 AND $2 = ''", "")?
            }
        };
        parks.retain(|park| self.filter.scope.holds(park));
        Ok(parks)
    }

    fn lanes(&self, parking_id: &str) -> Result<Vec<String>, StoreError> {
        match &self.filter.lane_no {
            Some(only) => Ok(vec![only.clone()]),
            None => {
                // A passage may name no lane, and nothing is less than that.
                let mut lanes = self.steps(
                    "SELECT min(lane_no) FROM passages WHERE lane_no > $1 AND parking_id = $2",
                    parking_id,
                )?;
                lanes.push(String::new());
                Ok(lanes)
            }
        }
    }

    /// The distinct values of an index's column, each found from the one before.
    fn steps(&self, sql: &str, within: &str) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let (mut values, mut last) = (Vec::new(), String::new());
        while let Some(next) = statement
            .query_row(params![last, within], |row| row.get::<_, Option<String>>(0))
            .optional()?
            .flatten()
        {
            last.clone_from(&next);
            values.push(next);
        }
        Ok(values)
    }
}
