//! What the table filters and sorts by, of every vehicle.

use std::cmp::Ordering;
use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use gate_core::plate;
use memchr::memmem::Finder;
use rusqlite::{Connection, OptionalExtension, Row};

use super::{TableFilter, TableOrder, TableSort, ValidityFilter, ValidityTally};
use crate::error::StoreError;

/// More changes than this are read by reading all.
const PATCHED_AT_MOST: i64 = 2_000;
const SORTS: usize = 6;
/// Between the fields of a row; nobody types it.
const BREAK: char = '\n';

const ALL: &str =
    "SELECT id, parking_id, plate_key, vehicle_type, owner_name, owner_pinyin, owner_initials, owner_phone,
        department, work_no, valid_from, valid_until FROM vehicles ORDER BY id";
const ONE: &str =
    "SELECT id, parking_id, plate_key, vehicle_type, owner_name, owner_pinyin, owner_initials, owner_phone,
        department, work_no, valid_from, valid_until FROM vehicles WHERE id = $1";

/// The rows, where each is, and the orders that were asked for so far.
#[derive(Default)]
pub(super) struct Memory {
    /// Up to which change it is; `None` before it was read.
    until: Option<i64>,
    /// Gone ones leave a gap.
    slots: Vec<Option<Entry>>,
    by_id: HashMap<i64, u32>,
    gone: usize,
    parks: Names,
    kinds: Names,
    orders: [Option<Vec<u32>>; SORTS],
    /// Rows changed since the orders were made.
    stale: bool,
}

struct Entry {
    id: i64,
    park: u32,
    kind: u32,
    from: i32,
    until: i32,
    /// The plate, folded.
    plate: Box<str>,
    /// What else is searched, lower-case: name, pinyin, initials, phone, department, staff number, each ended by a break.
    rest: Box<str>,
    /// Where in `rest` the pinyin and the department are.
    pinyin: (u16, u16),
    department: (u16, u16),
}

impl Entry {
    fn pinyin(&self) -> &str {
        self.rest.get(usize::from(self.pinyin.0)..usize::from(self.pinyin.1)).unwrap_or_default()
    }

    fn department(&self) -> &str {
        self.rest.get(usize::from(self.department.0)..usize::from(self.department.1)).unwrap_or_default()
    }
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
        if oldest > until + 1 || newest - until > PATCHED_AT_MOST || self.gone > self.slots.len() / 4 + 1_000
        {
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
            let entry = one.query_row([id], |row| self.entry(row)).optional()?;
            self.put(id, entry);
        }
        self.until = Some(newest);
        Ok(())
    }

    fn read_all(&mut self, connection: &Connection, newest: i64) -> Result<(), StoreError> {
        *self = Self::default();
        let mut all = connection.prepare_cached(ALL)?;
        let mut rows = all.query([])?;
        while let Some(row) = rows.next()? {
            let entry = self.entry(row)?;
            self.put(entry.id, Some(entry));
        }
        self.until = Some(newest);
        Ok(())
    }

    fn entry(&mut self, row: &Row<'_>) -> rusqlite::Result<Entry> {
        let text = |index: usize| -> rusqlite::Result<&str> { Ok(row.get_ref(index)?.as_str()?) };
        let mut rest = String::with_capacity(96);
        let mut places = [(0_u16, 0_u16); 6];
        for (place, index) in places.iter_mut().zip([4, 5, 6, 7, 8, 9]) {
            let begin = rest.len();
            rest.extend(text(index)?.chars().flat_map(char::to_lowercase).filter(|c| *c != BREAK));
            // What is so long that it does not count is found all the same, and sorted as nothing.
            *place = match (u16::try_from(begin), u16::try_from(rest.len())) {
                (Ok(begin), Ok(end)) => (begin, end),
                _ => (0, 0),
            };
            rest.push(BREAK);
        }
        let day = |text: &str| text.parse::<NaiveDate>().ok().map(|day| day.num_days_from_ce());
        Ok(Entry {
            id: row.get(0)?,
            park: self.parks.number(text(1)?),
            kind: self.kinds.number(text(3)?),
            from: day(text(10)?).unwrap_or(i32::MIN),
            until: day(text(11)?).unwrap_or(i32::MAX),
            plate: plate::fold(text(2)?).into_boxed_str(),
            pinyin: places[1],
            department: places[4],
            rest: rest.into_boxed_str(),
        })
    }

    /// Puts a vehicle in its place, or takes it out.
    fn put(&mut self, id: i64, entry: Option<Entry>) {
        self.stale = true;
        match (self.by_id.get(&id), entry) {
            (Some(slot), Some(entry)) => self.slots[*slot as usize] = Some(entry),
            (None, Some(entry)) => {
                self.by_id.insert(id, self.slots.len() as u32);
                self.slots.push(Some(entry));
            }
            (Some(slot), None) => {
                self.slots[*slot as usize] = None;
                self.gone += 1;
                self.by_id.remove(&id);
            }
            (None, None) => {}
        }
    }

    /// The order by `sort`, made when it is first asked for. Sorting what is nearly in order costs little.
    fn order(&mut self, sort: TableSort) -> Vec<u32> {
        if self.stale {
            for (index, by) in SORT_OF.into_iter().enumerate() {
                if let Some(mut order) = self.orders[index].take() {
                    let known = order.iter().copied().max().map_or(0, |slot| slot + 1);
                    order.extend(known..self.slots.len() as u32);
                    order.retain(|slot| self.slots[*slot as usize].is_some());
                    self.sort(&mut order, by);
                    self.orders[index] = Some(order);
                }
            }
            self.stale = false;
        }
        let index = sort as usize;
        self.orders[index].take().unwrap_or_else(|| {
            let mut order: Vec<u32> =
                (0..self.slots.len() as u32).filter(|slot| self.slots[*slot as usize].is_some()).collect();
            self.sort(&mut order, sort);
            order
        })
    }

    fn sort(&self, order: &mut [u32], sort: TableSort) {
        let empty_last = |text: &str| text.is_empty();
        let compare = |a: &Entry, b: &Entry| -> Ordering {
            let by = match sort {
                TableSort::Plate => Ordering::Equal,
                TableSort::Owner => {
                    (empty_last(a.pinyin()), a.pinyin()).cmp(&(empty_last(b.pinyin()), b.pinyin()))
                }
                TableSort::Type if a.kind == b.kind => Ordering::Equal,
                TableSort::Type => {
                    let (a, b) = (self.kinds.name(a.kind), self.kinds.name(b.kind));
                    (a.len(), a).cmp(&(b.len(), b))
                }
                TableSort::ValidFrom => a.from.cmp(&b.from),
                TableSort::ValidUntil => a.until.cmp(&b.until),
                TableSort::Department => (empty_last(a.department()), a.department())
                    .cmp(&(empty_last(b.department()), b.department())),
            };
            by.then_with(|| a.plate.cmp(&b.plate)).then_with(|| a.id.cmp(&b.id))
        };
        order.sort_by(|a, b| match (&self.slots[*a as usize], &self.slots[*b as usize]) {
            (Some(a), Some(b)) => compare(a, b),
            _ => Ordering::Equal,
        });
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
        self.orders[order.sort as usize] = Some(slots);
        selected
    }

    fn select_in(
        &self,
        slots: &[u32],
        descending: bool,
        filter: &TableFilter,
        (offset, limit): (u32, u32),
        today: NaiveDate,
    ) -> Selected {
        let mut selected = Selected { ids: Vec::new(), total: 0, tally: ValidityTally::default() };
        let seen: Vec<bool> = self
            .parks
            .all
            .iter()
            .map(|park| {
                filter.scope.holds(park) && filter.parking_id.as_ref().is_none_or(|only| only == park)
            })
            .collect();
        let kind = match filter.vehicle_type.as_deref().map(|kind| self.kinds.find(kind)) {
            // A type that no vehicle has.
            Some(None) => return selected,
            Some(kind) => kind,
            None => None,
        };
        let sought = Sought::new(&filter.text);
        let today = today.num_days_from_ce();
        let mut take = |slot: u32| {
            let Some(entry) = &self.slots[slot as usize] else { return };
            let fits = seen.get(entry.park as usize) == Some(&true)
                && kind.is_none_or(|kind| kind == entry.kind)
                && sought.is_in(entry);
            if fits && count(&mut selected.tally, entry, today, filter.validity) {
                if selected.total >= offset && selected.ids.len() < limit as usize {
                    selected.ids.push(entry.id);
                }
                selected.total += 1;
            }
        };
        if descending {
            slots.iter().rev().for_each(|slot| take(*slot));
        } else {
            slots.iter().for_each(|slot| take(*slot));
        }
        selected
    }
}

const SORT_OF: [TableSort; SORTS] = [
    TableSort::Plate,
    TableSort::Owner,
    TableSort::Type,
    TableSort::ValidFrom,
    TableSort::ValidUntil,
    TableSort::Department,
];

/// Counts the entry, and says whether it stands as wanted.
fn count(tally: &mut ValidityTally, entry: &Entry, today: i32, wanted: Option<ValidityFilter>) -> bool {
    let left = entry.until.saturating_sub(today);
    let expired = left < 0;
    let not_yet = !expired && entry.from > today;
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

/// What was typed, in the ways in which it may be found.
enum Sought {
    Anything,
    Text { plate: Option<Box<Finder<'static>>>, rest: Vec<Finder<'static>> },
}

impl Sought {
    fn new(typed: &str) -> Self {
        let lower = typed.trim().to_lowercase();
        if lower.is_empty() {
            return Self::Anything;
        }
        let folded = plate::fold(&plate::normalise(typed));
        let finder = |text: &str| Finder::new(text.as_bytes()).into_owned();
        let mut rest = vec![finder(&lower)];
        // A phone as people write it: 138-0013 8000.
        let digits: String = lower.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        if digits != lower && !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()) {
            rest.push(finder(&digits));
        }
        Self::Text { plate: Some(folded).filter(|it| !it.is_empty()).map(|it| Box::new(finder(&it))), rest }
    }

    fn is_in(&self, entry: &Entry) -> bool {
        let Self::Text { plate, rest } = self else { return true };
        plate.as_ref().is_some_and(|finder| finder.find(entry.plate.as_bytes()).is_some())
            || rest.iter().any(|finder| finder.find(entry.rest.as_bytes()).is_some())
    }
}
