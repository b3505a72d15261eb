//! Passages as a list under filters, page by page. Every filter is a few stretches of one index, so that what is rare among
//! millions is found as fast as what is common.

use std::collections::{BTreeSet, BinaryHeap};

use gate_core::passage::Direction;
use gate_core::plate::{self, Fragment};
use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::StoreError;
use crate::feed::{self, FeedRow};
use crate::plate_parts;
use crate::scope::CarParkScope;
use crate::store::Store;

/// So many plates are looked up one by one; where more hold the fragment, it is common enough to be met with soon.
const PLATES: usize = 4_000;
/// So many passages are looked through for a common fragment before a page ends, however few it found.
const LOOKED_THROUGH: usize = 20_000;

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
    /// A page of a common fragment may hold fewer and yet not be the last.
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
            let (places, next) = Search { connection, filter: &filter }.page(before, limit)?;
            let rows = places.into_iter().filter_map(|(_, id)| feed::one(connection, id).transpose());
            Ok((rows.collect::<Result<_, _>>()?, next.map(|(at, id)| (UtcMillis(at), id))))
        })
        .await
    }
}

struct Search<'c> {
    connection: &'c Connection,
    filter: &'c PassageTableFilter,
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
        match plate_parts::with_fragment(self.connection, &fragment, PLATES)? {
            Some(plates) => self.of_plates(&plates, before, limit),
            None => self.look_through(&fragment.folded(), before, limit),
        }
    }

    /// The newest passages of the stretches, older than `before`.
    fn newest(
        &self,
        stretches: &[Stretch],
        before: Place,
        limit: usize,
    ) -> Result<(Vec<Place>, Option<Place>), StoreError> {
        let sql = if self.filter.without_photo { UNPHOTOGRAPHED } else { OF_LANE };
        let mut statement = self.connection.prepare_cached(sql)?;
        let (from, until) = self.bounds(before);
        let mut places = Vec::new();
        for stretch in stretches {
            let found = statement.query_map(
                params![
                    stretch.parking_id,
                    stretch.lane_no,
                    stretch.direction.code(),
                    from,
                    until,
                    before.0,
                    before.1,
                    limit as i64 + 1
                ],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
            for place in found {
                places.push(place?);
            }
        }
        Ok(cut(places, limit))
    }

    /// The newest passages of these plates: of each only the newest that is not taken yet is looked up.
    fn of_plates(
        &self,
        plates: &BTreeSet<String>,
        before: Place,
        limit: usize,
    ) -> Result<(Vec<Place>, Option<Place>), StoreError> {
        let mut newest = BinaryHeap::new();
        for plate in plates {
            newest.extend(self.newest_of(plate, before)?.map(|place| (place, plate)));
        }
        let mut places: Vec<Place> = Vec::new();
        while let Some((place, plate)) = newest.pop() {
            if places.len() == limit {
                return Ok((places.clone(), places.last().copied()));
            }
            places.push(place);
            newest.extend(self.newest_of(plate, place)?.map(|place| (place, plate)));
        }
        Ok((places, None))
    }

    /// A plate's newest passage before a place.
    fn newest_of(&self, plate: &str, before: Place) -> Result<Option<Place>, StoreError> {
        let (from, until) = self.bounds(before);
        let mut statement = self.connection.prepare_cached(OF_PLATE)?;
        let mut rows = statement.query(params![
            plate,
            from,
            until,
            before.0,
            before.1,
            self.filter.parking_id,
            self.filter.lane_no,
            self.filter.direction.map(Direction::code),
            self.filter.without_photo
        ])?;
        while let Some(row) = rows.next()? {
            if self.filter.scope.holds(row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?) {
                return Ok(Some((row.get(0)?, row.get(1)?)));
            }
        }
        Ok(None)
    }

    /// Looks through the newest passages for a fragment that many plates hold.
    fn look_through(
        &self,
        folded: &str,
        mut before: Place,
        limit: usize,
    ) -> Result<(Vec<Place>, Option<Place>), StoreError> {
        const AT_ONCE: usize = 1_000;
        let stretches = self.stretches()?;
        let mut plate = self.connection.prepare_cached("SELECT plate FROM passages WHERE id = $1")?;
        let mut found = Vec::new();
        for _ in 0..LOOKED_THROUGH / AT_ONCE {
            let (places, next) = self.newest(&stretches, before, AT_ONCE)?;
            for place in places {
                if found.len() == limit {
                    return Ok((found, Some(before)));
                }
                before = place;
                let fits = plate.query_row([place.1], |row| {
                    Ok(plate::fold(row.get_ref(0)?.as_str()?).contains(folded))
                })?;
                if fits {
                    found.push(place);
                }
            }
            if next.is_none() {
                return Ok((found, None));
            }
        }
        Ok((found, Some(before)))
    }

    /// The first and the last instant that count.
    fn bounds(&self, before: Place) -> (i64, i64) {
        let until = self.filter.until.map_or(i64::MAX, |until| until.0.saturating_sub(1));
        (self.filter.from.map_or(i64::MIN, |from| from.0), until.min(before.0))
    }

    fn stretches(&self) -> Result<Vec<Stretch>, StoreError> {
        let mut stretches = Vec::new();
        for parking_id in self.car_parks()? {
            for lane_no in self.lanes(&parking_id)? {
                for direction in [Direction::In, Direction::Out] {
                    if self.filter.direction.is_none_or(|only| only == direction) {
                        let (parking_id, lane_no) = (parking_id.clone(), lane_no.clone());
                        stretches.push(Stretch { parking_id, lane_no, direction });
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

/// The newest `limit`, and the last of them where there are more.
fn cut(mut places: Vec<Place>, limit: usize) -> (Vec<Place>, Option<Place>) {
    places.sort_unstable_by(|one, other| other.cmp(one));
    let more = places.len() > limit;
    places.truncate(limit);
    let next = places.last().copied().filter(|_| more);
    (places, next)
}

pub(crate) const OF_LANE: &str = "SELECT at, id FROM passages
     WHERE parking_id = $1 AND lane_no = $2 AND direction = $3 AND at >= $4 AND at <= $5 AND (at < $6 OR id < $7)
     ORDER BY at DESC, id DESC LIMIT $8";
pub(crate) const UNPHOTOGRAPHED: &str = "SELECT at, id FROM passages
     WHERE parking_id = $1 AND lane_no = $2 AND direction = $3 AND at >= $4 AND at <= $5 AND (at < $6 OR id < $7)
         AND photographed = 0
     ORDER BY at DESC, id DESC LIMIT $8";
pub(crate) const OF_PLATE: &str = "SELECT at, id, parking_id FROM passages
     WHERE plate = $1 AND at >= $2 AND at <= $3 AND (at < $4 OR id < $5) AND ($6 IS NULL OR parking_id = $6)
         AND ($7 IS NULL OR lane_no = $7) AND ($8 IS NULL OR direction = $8) AND (NOT $9 OR photographed = 0)
     ORDER BY at DESC, id DESC";

#[cfg(test)]
mod tests;
