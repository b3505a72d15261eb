//! The passages of the plates that hold a fragment, the newest first: of each plate only the newest that is not taken yet is
//! looked up.

use std::collections::{BTreeSet, BinaryHeap};

use rusqlite::{CachedStatement, OptionalExtension, Params, params};

use super::{Place, Search, Stretch};
use crate::error::StoreError;

pub(crate) const OF_PLATE: &str = "SELECT at, id FROM passages
     WHERE plate = $1 AND at >= $2 AND at <= $3 AND (at < $4 OR id < $5) ORDER BY at DESC, id DESC LIMIT 1";
pub(crate) const OF_PLATE_IN: &str = "SELECT at, id FROM passages
     WHERE plate = $1 AND at >= $2 AND at <= $3 AND (at < $4 OR id < $5) AND parking_id = $6 AND lane_no = $7
         AND direction = $8
     ORDER BY at DESC, id DESC LIMIT 1";
pub(crate) const OF_PLATE_UNPHOTOGRAPHED: &str = "SELECT at, id FROM passages
     WHERE plate = $1 AND at >= $2 AND at <= $3 AND (at < $4 OR id < $5) AND parking_id = $6 AND lane_no = $7
         AND direction = $8 AND photographed = 0
     ORDER BY at DESC, id DESC LIMIT 1";

impl Search<'_> {
    /// Wherever they passed.
    pub(super) fn of_plates(
        &self,
        plates: &BTreeSet<String>,
        before: Place,
        limit: usize,
    ) -> Result<(Vec<Place>, Option<Place>), StoreError> {
        let mut statement = self.connection.prepare_cached(OF_PLATE)?;
        merge(plates.iter(), before, limit, |plate, before| {
            let (from, until) = self.bounds(before);
            one(&mut statement, params![plate, from, until, before.0, before.1])
        })
    }

    /// In these stretches.
    pub(super) fn of_plates_in(
        &self,
        plates: &BTreeSet<String>,
        stretches: &[Stretch],
        before: Place,
        limit: usize,
    ) -> Result<(Vec<Place>, Option<Place>), StoreError> {
        let sql = if self.filter.without_photo { OF_PLATE_UNPHOTOGRAPHED } else { OF_PLATE_IN };
        let mut statement = self.connection.prepare_cached(sql)?;
        // By plate, so that what lies together is looked up together.
        let sources =
            plates.iter().flat_map(|plate| (0..stretches.len()).map(move |stretch| (plate, stretch)));
        merge(sources, before, limit, |(plate, stretch), before| {
            let Some(stretch) = stretches.get(*stretch) else { return Ok(None) };
            let (from, until) = self.bounds(before);
            one(
                &mut statement,
                params![
                    plate,
                    from,
                    until,
                    before.0,
                    before.1,
                    stretch.parking_id,
                    stretch.lane_no,
                    stretch.direction.code()
                ],
            )
        })
    }
}

/// The newest of many sources, of each of which `newest` answers the newest before a place.
fn merge<S: Ord>(
    sources: impl Iterator<Item = S>,
    before: Place,
    limit: usize,
    mut newest: impl FnMut(&S, Place) -> Result<Option<Place>, StoreError>,
) -> Result<(Vec<Place>, Option<Place>), StoreError> {
    let mut heads = BinaryHeap::new();
    for source in sources {
        heads.extend(newest(&source, before)?.map(|place| (place, source)));
    }
    let mut places: Vec<Place> = Vec::new();
    while let Some((place, source)) = heads.pop() {
        if places.len() == limit {
            let next = places.last().copied();
            return Ok((places, next));
        }
        places.push(place);
        heads.extend(newest(&source, place)?.map(|place| (place, source)));
    }
    Ok((places, None))
}

fn one(statement: &mut CachedStatement<'_>, values: impl Params) -> Result<Option<Place>, StoreError> {
    Ok(statement.query_row(values, |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}
