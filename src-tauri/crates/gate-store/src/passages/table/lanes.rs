//! The passages of lanes, the newest first: all of them, or those whose plate holds a fragment that many plates hold.

use std::collections::BinaryHeap;
use std::ops::ControlFlow;

use gate_core::plate::{self, Fragment};
use rusqlite::{Rows, params};

use super::{Place, Search, Stretch};
use crate::error::StoreError;

pub(crate) const OF_LANE: &str = "SELECT at, id, plate FROM passages
     WHERE parking_id = $1 AND lane_no = $2 AND direction = $3 AND at >= $4 AND at <= $5 AND (at < $6 OR id < $7)
     ORDER BY at DESC, id DESC";
pub(crate) const OF_LANE_UNPHOTOGRAPHED: &str = "SELECT at, id, plate FROM passages
     WHERE parking_id = $1 AND lane_no = $2 AND direction = $3 AND at >= $4 AND at <= $5 AND (at < $6 OR id < $7)
         AND photographed = 0
     ORDER BY at DESC, id DESC";

impl Search<'_> {
    /// The newest passages of the stretches, older than `before`.
    pub(super) fn newest(
        &self,
        stretches: &[Stretch],
        before: Place,
        limit: usize,
    ) -> Result<(Vec<Place>, Option<Place>), StoreError> {
        let mut places = Vec::new();
        let more = self.go_through(stretches, before, |place, _| {
            if places.len() == limit {
                return ControlFlow::Break(());
            }
            places.push(place);
            ControlFlow::Continue(())
        })?;
        let next = places.last().copied().filter(|_| more.is_break());
        Ok((places, next))
    }

    /// Looks through the newest passages for a fragment that many plates hold.
    pub(super) fn look_through(
        &self,
        stretches: &[Stretch],
        fragment: &Fragment,
        before: Place,
        limit: usize,
    ) -> Result<(Vec<Place>, Option<Place>), StoreError> {
        let folded = fragment.folded();
        // As it was typed, or, where no plate holds that, with its look-alikes.
        let forgiving = !self.is_held(&folded)?;
        let (mut places, mut looked_at, mut last) = (Vec::new(), 0, before);
        let ended = self.go_through(stretches, before, |place, plate| {
            if places.len() == limit || looked_at == self.patience {
                return ControlFlow::Break(());
            }
            looked_at += 1;
            last = place;
            let fits =
                if forgiving { fragment.fit(plate).is_some() } else { plate::fold(plate).contains(&folded) };
            if fits {
                places.push(place);
            }
            ControlFlow::Continue(())
        })?;
        Ok((places, Some(last).filter(|_| ended.is_break())))
    }

    /// Whether the stretch holds anything in the time that counts.
    pub(super) fn has_any(&self, stretch: &Stretch) -> Result<bool, StoreError> {
        let mut statement = self.connection.prepare_cached(self.of_lane())?;
        let mut rows = self.read(&mut statement, stretch, (i64::MAX, i64::MAX))?;
        Ok(rows.next()?.is_some())
    }

    /// Goes through the passages of the stretches, the newest first, from the one after `before` on, until told to stop.
    fn go_through(
        &self,
        stretches: &[Stretch],
        before: Place,
        mut each: impl FnMut(Place, &str) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, StoreError> {
        let statements = stretches.iter().map(|_| self.connection.prepare_cached(self.of_lane()));
        let mut statements = statements.collect::<Result<Vec<_>, _>>()?;
        let mut streams = Vec::with_capacity(stretches.len());
        for (statement, stretch) in statements.iter_mut().zip(stretches) {
            streams.push((self.read(statement, stretch, before)?, String::new()));
        }
        let mut newest = BinaryHeap::with_capacity(streams.len());
        for (number, (rows, plate)) in streams.iter_mut().enumerate() {
            newest.extend(step(rows, plate)?.map(|place| (place, number)));
        }
        while let Some((place, number)) = newest.pop() {
            let Some((rows, plate)) = streams.get_mut(number) else { break };
            if each(place, plate).is_break() {
                return Ok(ControlFlow::Break(()));
            }
            newest.extend(step(rows, plate)?.map(|place| (place, number)));
        }
        Ok(ControlFlow::Continue(()))
    }

    fn of_lane(&self) -> &'static str {
        if self.filter.without_photo { OF_LANE_UNPHOTOGRAPHED } else { OF_LANE }
    }

    fn read<'s>(
        &self,
        statement: &'s mut rusqlite::Statement<'_>,
        stretch: &Stretch,
        before: Place,
    ) -> Result<Rows<'s>, StoreError> {
        let (from, until) = self.bounds(before);
        Ok(statement.query(params![
            stretch.parking_id,
            stretch.lane_no,
            stretch.direction.code(),
            from,
            until,
            before.0,
            before.1
        ])?)
    }
}

/// The next passage of a stretch, and its plate.
fn step(rows: &mut Rows<'_>, plate: &mut String) -> Result<Option<Place>, StoreError> {
    let Some(row) = rows.next()? else { return Ok(None) };
    plate.clear();
    plate.push_str(row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?);
    Ok(Some((row.get(0)?, row.get(1)?)))
}
