//! What the table filters and sorts by, of every vehicle.

use std::cmp::Ordering;
use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use gate_core::plate;
use rusqlite::{Connection, OptionalExtension, Row};

use super::texts::Texts;
use super::{TableFilter, TableOrder, TableSort, ValidityFilter, ValidityTally};
use crate::error::StoreError;

/// More changes than this are read by reading all.
const PATCHED_AT_MOST: i64 = 2_000;
const SORTS: usize = 6;
/// More changes than this are sorted in by sorting all.
const MENDED_AT_MOST: usize = 500;

const ALL: &str =
    "SELECT id, parking_id, plate_key, vehicle_type, owner_name, owner_pinyin, owner_initials, owner_phone,
        department, work_no, valid_from, valid_until FROM vehicles ORDER BY id";
const ONE: &str =
    "SELECT id, parking_id, plate_key, vehicle_type, owner_name, owner_pinyin, owner_initials, owner_phone,
        department, work_no, valid_from, valid_until FROM vehicles WHERE id = $1";

/// The rows, where each is, and the orders that were asked for so far. What every selection looks at stands together, so that
/// 100,000 rows are gone through in a few milliseconds whatever their order.
#[derive(Default)]
pub(super) struct Memory {
    /// Up to which change it is; `None` before it was read.
    until: Option<i64>,
    slots: Vec<Slot>,
    by_id: HashMap<i64, u32>,
    gone: usize,
    parks: Names,
    kinds: Names,
    texts: Texts,
    orders: [Option<Order>; SORTS],
}

/// What of a vehicle is not text.
#[derive(Clone, Copy)]
struct Slot {
    id: i64,
    park: u32,
    kind: u32,
    from: i32,
    until: i32,
    alive: bool,
}

/// The slots in an order, and those that changed since it was made.
#[derive(Default)]
struct Order {
    slots: Vec<u32>,
    changed: Vec<u32>,
}

/// Texts that many rows share.
#[derive(Default)]
struct Names {
    all: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.all.len() as u32;
        self.all.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }

    fn find(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }

    fn name(&self, number: u32) -> &str {
        self.all.get(number as usize).map(String::as_str).unwrap_or_default()
    }
}

/// What a selection found.
pub(super) struct Selected {
    pub(super) ids: Vec<i64>,
    pub(super) total: u32,
    pub(super) tally: ValidityTally,
}

impl Memory {
    /// Takes over what changed since the last look. The reader's snapshot may be older than that: then nothing is done.
    pub(super) fn catch_up(&mut self, connection: &Connection) -> Result<(), StoreError> {
        let (oldest, newest): (i64, i64) = connection
            .prepare_cached("SELECT coalesce(min(no), 0), coalesce(max(no), 0) FROM vehicle_changes")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let Some(until) = self.until else { return self.read_all(connection, newest) };
        if newest <= until {
            return Ok(());
        }
        let worn = self.gone + self.texts.replaced > self.slots.len() / 4 + 1_000;
        if oldest > until + 1 || newest - until > PATCHED_AT_MOST || worn {
            return self.read_all(connection, newest);
        }
        let changed: Vec<i64> = connection
            .prepare_cached(
                "SELECT DISTINCT vehicle_id FROM vehicle_changes WHERE no > $1 ORDER BY vehicle_id",
            )?
            .query_map([until], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let mut one = connection.prepare_cached(ONE)?;
        for id in changed {
            if one.query_row([id], |row| self.put(row)).optional()?.is_none() {
                self.take_out(id);
            }
        }
        self.until = Some(newest);
        Ok(())
    }

    fn read_all(&mut self, connection: &Connection, newest: i64) -> Result<(), StoreError> {
        *self = Self::default();
        let mut all = connection.prepare_cached(ALL)?;
        let mut rows = all.query([])?;
        while let Some(row) = rows.next()? {
            self.put(row)?;
        }
        self.until = Some(newest);
        Ok(())
    }

    /// Puts a vehicle in its place.
    fn put(&mut self, row: &Row<'_>) -> rusqlite::Result<()> {
        let text = |index: usize| -> rusqlite::Result<&str> { Ok(row.get_ref(index)?.as_str()?) };
        let day = |text: &str| text.parse::<NaiveDate>().ok().map(|day| day.num_days_from_ce());
        let id = row.get(0)?;
        let slot = Slot {
            id,
            park: self.parks.number(text(1)?),
            kind: self.kinds.number(text(3)?),
            from: day(text(10)?).unwrap_or(i32::MIN),
            until: day(text(11)?).unwrap_or(i32::MAX),
            alive: true,
        };
        let place = *self.by_id.entry(id).or_insert(self.slots.len() as u32);
        match self.slots.get_mut(place as usize) {
            Some(known) => *known = slot,
            None => self.slots.push(slot),
        }
        let rest = [text(4)?, text(5)?, text(6)?, text(7)?, text(8)?, text(9)?];
        self.texts.put(place, &plate::fold(text(2)?), rest);
        self.note_change(place);
        Ok(())
    }

    fn take_out(&mut self, id: i64) {
        if let Some(place) = self.by_id.remove(&id) {
            self.slots[place as usize].alive = false;
            self.gone += 1;
            self.note_change(place);
        }
    }

    fn note_change(&mut self, place: u32) {
        self.orders.iter_mut().flatten().for_each(|order| order.changed.push(place));
    }

    /// The order by `sort`, made when it is first asked for, and after that mended where something changed.
    fn order(&mut self, sort: TableSort) -> Vec<u32> {
        let mut order = self.orders[sort as usize].take().unwrap_or_default();
        if order.slots.is_empty() || order.changed.len() > MENDED_AT_MOST {
            let alive = |place: &u32| self.slots[*place as usize].alive;
            order.slots = (0..self.slots.len() as u32).filter(alive).collect();
            order.slots.sort_by(|a, b| self.compare(sort, *a, *b));
        } else if !order.changed.is_empty() {
            order.changed.sort_unstable();
            order.changed.dedup();
            order.slots.retain(|place| order.changed.binary_search(place).is_err());
            for place in order.changed {
                if self.slots[place as usize].alive {
                    let before = |other: &u32| self.compare(sort, *other, place).is_lt();
                    let at = order.slots.partition_point(before);
                    order.slots.insert(at, place);
                }
            }
        }
        order.slots
    }

    fn compare(&self, sort: TableSort, a: u32, b: u32) -> Ordering {
        let (one, other) = (&self.slots[a as usize], &self.slots[b as usize]);
        let texts = |of: fn(&Texts, u32) -> &str| {
            let (a, b) = (of(&self.texts, a), of(&self.texts, b));
            (a.is_empty(), a).cmp(&(b.is_empty(), b))
        };
        let by = match sort {
            TableSort::Plate => Ordering::Equal,
            TableSort::Owner => texts(Texts::pinyin),
            TableSort::Type if one.kind == other.kind => Ordering::Equal,
            TableSort::Type => {
                let (one, other) = (self.kinds.name(one.kind), self.kinds.name(other.kind));
                (one.len(), one).cmp(&(other.len(), other))
            }
            TableSort::ValidFrom => one.from.cmp(&other.from),
            TableSort::ValidUntil => one.until.cmp(&other.until),
            TableSort::Department => texts(Texts::department),
        };
        by.then_with(|| self.texts.plate(a).cmp(self.texts.plate(b))).then_with(|| one.id.cmp(&other.id))
    }

    pub(super) fn select(
        &mut self,
        filter: &TableFilter,
        order: TableOrder,
        offset: u32,
        limit: u32,
        today: NaiveDate,
    ) -> Selected {
        let slots = self.order(order.sort);
        let selected = self.select_in(&slots, order.descending, filter, (offset, limit), today);
        self.orders[order.sort as usize] = Some(Order { slots, changed: Vec::new() });
        selected
    }

    fn select_in(
        &self,
        order: &[u32],
        descending: bool,
        filter: &TableFilter,
        (offset, limit): (u32, u32),
        today: NaiveDate,
    ) -> Selected {
        let mut selected = Selected { ids: Vec::new(), total: 0, tally: ValidityTally::default() };
        let seen = |park: &String| {
            filter.scope.holds(park) && filter.parking_id.as_ref().is_none_or(|only| only == park)
        };
        let seen: Vec<bool> = self.parks.all.iter().map(seen).collect();
        let kind = match filter.vehicle_type.as_deref().map(|kind| self.kinds.find(kind)) {
            // A type that no vehicle has.
            Some(None) => return selected,
            Some(kind) => kind,
            None => None,
        };
        let found = self.texts.find(&filter.text);
        let today = today.num_days_from_ce();
        let mut take = |place: u32| {
            let slot = &self.slots[place as usize];
            let fits = seen.get(slot.park as usize) == Some(&true)
                && kind.is_none_or(|kind| kind == slot.kind)
                && found.as_ref().is_none_or(|found| found[place as usize]);
            if fits && count(&mut selected.tally, slot, today, filter.validity) {
                if selected.total >= offset && selected.ids.len() < limit as usize {
                    selected.ids.push(slot.id);
                }
                selected.total += 1;
            }
        };
        if descending {
            order.iter().rev().for_each(|place| take(*place));
        } else {
            order.iter().for_each(|place| take(*place));
        }
        selected
    }
}

/// Counts the vehicle, and says whether it stands as wanted.
fn count(tally: &mut ValidityTally, slot: &Slot, today: i32, wanted: Option<ValidityFilter>) -> bool {
    let left = slot.until.saturating_sub(today);
    let expired = left < 0;
    let not_yet = !expired && slot.from > today;
    let valid = !expired && !not_yet;
    tally.all += 1;
    tally.valid += u32::from(valid);
    tally.within_7 += u32::from(valid && left <= 7);
    tally.within_30 += u32::from(valid && left <= 30);
    tally.expired += u32::from(expired);
    tally.not_yet += u32::from(not_yet);
    match wanted {
        None => true,
        Some(ValidityFilter::Valid) => valid,
        Some(ValidityFilter::Within(days)) => valid && i64::from(left) <= i64::from(days),
        Some(ValidityFilter::Expired) => expired,
        Some(ValidityFilter::NotYet) => not_yet,
    }
}
