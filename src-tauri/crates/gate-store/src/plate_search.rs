//! Finding a plate by whatever of it is remembered: any fragment, the owner's name or its pinyin, digits of the phone.
//!
//! Nothing here is a pattern: fragments are compared as ranges of an index and as plain text, so `%` and `_` find nothing.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use gate_core::plate::{Fit, Fragment, Likeness};
use gate_core::standing::VehicleStanding;
use gate_core::time::UtcMillis;
use rusqlite::{Connection, Row, params};

use crate::error::StoreError;
use crate::scope::CarParkScope;
use crate::store::Store;
use crate::{plate_parts, romanised};

mod marks;

pub use marks::{BanMark, InsideMark, RegisteredMark, VisitMark};

/// More is no answer to somebody who looks for one vehicle.
const MOST_HITS: usize = 50;
/// Plates that one range gives: with that many the fragment says too little, and those inside and just seen come first anyway.
const AT_ONCE: usize = 200;
/// The newest passages are looked through while the fragment is this short, since ranges then hold only part of all plates.
const SHORT: usize = 3;
const RECENT: usize = 500;
/// Fewer digits of a phone fit too many.
const PHONE_DIGITS: usize = 4;
/// Registrations that are looked through for those of the car parks that somebody is limited to.
const LOOKED_THROUGH: usize = 10_000;
/// Longer texts are no plate and no name.
const LONGEST: usize = 32;

/// A plate that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlateHit {
    /// The plate, normalised.
    pub plate: String,
    /// By what it was found.
    pub by: FoundBy,
    /// How it stands now with the car park that knows most of it: where it is inside, else where it is registered, else where it
    /// was seen last.
    pub standing: VehicleStanding,
    /// Its registration; of several the one that is valid, and lasts longest.
    pub registered: Option<RegisteredMark>,
    /// Since when and where it is inside.
    pub inside: Option<InsideMark>,
    /// Its ban, if it has one or had one.
    pub banned: Option<BanMark>,
    /// Its visitor's pass: the one that covers now, else the next or the last.
    pub visit: Option<VisitMark>,
    /// When it last passed anywhere.
    pub last_seen_at: Option<UtcMillis>,
}

/// By what a plate was found, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FoundBy {
    /// By the fragment of the plate.
    Plate(Fit),
    /// By its owner's or visitor's name, pinyin or phone.
    Person,
    /// By the fragment of the plate under another province.
    OtherProvince(Fit),
}

impl Store {
    /// At most `limit` (and 50) distinct plates that fit what was typed, best first: those inside now, then the whole plate, its
    /// end, its middle, then with one look-alike, then by people. Plates of which nothing is known any more are left out.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn search_plates(
        &self,
        typed: &str,
        limit: usize,
        now: UtcMillis,
    ) -> Result<Vec<PlateHit>, StoreError> {
        self.search_plates_within(typed, limit, CarParkScope::all(), now).await
    }

    /// As [`Store::search_plates`], by what these car parks know and as if there were no others.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn search_plates_within(
        &self,
        typed: &str,
        limit: usize,
        scope: CarParkScope,
        now: UtcMillis,
    ) -> Result<Vec<PlateHit>, StoreError> {
        let typed = typed.trim().to_owned();
        let limit = limit.min(MOST_HITS);
        if typed.is_empty() || limit == 0 || typed.chars().count() > LONGEST {
            return Ok(Vec::new());
        }
        self.read(move |connection| Search::new(connection, limit, &scope)?.run(&typed, now)).await
    }
}

/// A plate that may be among the hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Candidate {
    by: FoundBy,
    inside: bool,
    /// When it came or passed, as far as that was looked at; else [`NEVER`].
    seen_at: i64,
}

/// Less is better. What is only like what was typed comes after everything that is what was typed, even from inside.
type Tier = (u8, bool, FoundBy);
/// Of one tier who was seen last comes first.
type Rank = (Tier, Reverse<i64>);

/// Before anything that was seen.
const NEVER: i64 = i64::MIN;

impl Candidate {
    fn tier(&self) -> Tier {
        let class = match self.by {
            FoundBy::Plate(fit) if fit.likeness < Likeness::OneLookAlike => 0,
            FoundBy::Person => 1,
            FoundBy::Plate(_) => 2,
            FoundBy::OtherProvince(_) => 3,
        };
        (class, !self.inside, self.by)
    }

    fn rank(&self) -> Rank {
        (self.tier(), Reverse(self.seen_at))
    }
}

struct Search<'c> {
    connection: &'c Connection,
    limit: usize,
    scope: &'c CarParkScope,
    /// Every plate inside and since when, by the sessions and by the platform's list.
    inside: HashMap<String, i64>,
    found: HashMap<String, Candidate>,
}

impl<'c> Search<'c> {
    fn new(connection: &'c Connection, limit: usize, scope: &'c CarParkScope) -> Result<Self, StoreError> {
        let mut inside = HashMap::new();
        for sql in [INSIDE_BY_SESSIONS, INSIDE_BY_LIST] {
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let plate = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
                if !holds(scope, row, 1)? {
                    continue;
                }
                let since: i64 = row.get(2)?;
                match inside.get_mut(plate) {
                    Some(known) => *known = since.max(*known),
                    None => {
                        inside.insert(plate.to_owned(), since);
                    }
                }
            }
        }
        Ok(Self { connection, limit, scope, inside, found: HashMap::new() })
    }

    fn run(mut self, typed: &str, now: UtcMillis) -> Result<Vec<PlateHit>, StoreError> {
        if let Some(fragment) = Fragment::new(typed) {
            self.by_fragment(&fragment, FoundBy::Plate)?;
            if self.found.is_empty()
                && let Some(rest) = fragment.without_province()
            {
                self.by_fragment(&rest, FoundBy::OtherProvince)?;
            }
        }
        self.by_person(typed)?;
        let found = std::mem::take(&mut self.found);
        // Thousands may fit one digit, and a dozen are shown: only those are put in order.
        let mut ranked: BinaryHeap<Reverse<(Rank, String)>> =
            found.into_iter().map(|(plate, candidate)| Reverse((candidate.rank(), plate))).collect();
        let mut hits = Vec::new();
        while hits.len() < self.limit
            && let Some(Reverse(((tier, _), plate))) = ranked.pop()
        {
            if let Some(hit) = marks::of(self.connection, plate, tier.2, self.scope, now)? {
                hits.push((tier, hit));
            }
        }
        // Stable: what nothing else tells apart stays in the order of the plates.
        hits.sort_by_key(|(tier, hit)| (*tier, Reverse(hit.last_seen_at)));
        Ok(hits.into_iter().map(|(_, hit)| hit).collect())
    }

    fn by_fragment(
        &mut self,
        fragment: &Fragment,
        by: impl Fn(Fit) -> FoundBy + Copy,
    ) -> Result<(), StoreError> {
        for (plate, since) in &self.inside {
            if let Some(fit) = fragment.fit(plate) {
                let candidate = Candidate { by: by(fit), inside: true, seen_at: *since };
                add(&mut self.found, plate, candidate);
            }
        }
        if fragment.count() <= SHORT {
            for (plate, at) in self.recent_plates()? {
                self.add_fitting(fragment, &plate, by, at);
            }
        }
        self.by_folded(fragment, &fragment.folded(), by)?;
        let as_typed = self.found.len();
        if as_typed < self.limit {
            for look_alike in fragment.look_alikes() {
                self.by_folded(fragment, &look_alike, by)?;
            }
        }
        Ok(())
    }

    fn by_folded(
        &mut self,
        fragment: &Fragment,
        folded: &str,
        by: impl Fn(Fit) -> FoundBy + Copy,
    ) -> Result<(), StoreError> {
        let ending = plate_parts::ending_with(self.connection, folded, AT_ONCE)?;
        let holding = plate_parts::holding(self.connection, folded, AT_ONCE)?;
        for plate in ending.iter().chain(&holding) {
            self.add_fitting(fragment, plate, by, NEVER);
        }
        Ok(())
    }

    fn recent_plates(&self) -> Result<Vec<(String, i64)>, StoreError> {
        let mut statement = self.connection.prepare_cached(RECENT_PLATES)?;
        let mut rows = statement.query([RECENT as i64])?;
        let mut plates = Vec::new();
        while let Some(row) = rows.next()? {
            if holds(self.scope, row, 1)? {
                plates.push((row.get(0)?, row.get(2)?));
            }
        }
        Ok(plates)
    }

    fn by_person(&mut self, typed: &str) -> Result<(), StoreError> {
        let mut statements: Vec<(&str, String)> = Vec::new();
        if let Some(letters) = romanised::typed(typed).filter(|letters| letters.len() > 1) {
            statements.extend(BY_LETTERS.map(|sql| (sql, letters.clone())));
        }
        let digits: String = typed.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        if digits.chars().count() >= PHONE_DIGITS && digits.chars().all(|c| c.is_ascii_digit()) {
            statements.extend(BY_PHONE.map(|sql| (sql, digits.clone())));
            statements.push((BY_PHONE_END, digits.chars().rev().collect()));
        }
        let han = typed.chars().all(|c| !c.is_ascii());
        if han {
            statements.extend(BY_NAME.map(|sql| (sql, typed.to_owned())));
        }
        for (sql, from) in statements {
            self.add_owned(sql, &from)?;
        }
        if self.found.len() < self.limit && han && typed.chars().count() > 1 {
            for sql in BY_NAME_WITHIN {
                self.add_owned(sql, typed)?;
            }
        }
        Ok(())
    }

    /// Adds the plates of people of whom something begins with `from`.
    fn add_owned(&mut self, sql: &str, from: &str) -> Result<(), StoreError> {
        let most = if self.scope.is_all() { AT_ONCE } else { LOOKED_THROUGH };
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params![from, plate_parts::after(from), most as i64])?;
        let mut added = 0;
        while added < AT_ONCE
            && let Some(row) = rows.next()?
        {
            if holds(self.scope, row, 1)? {
                let plate = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
                let since = self.inside.get(plate).copied();
                let (inside, seen_at) = (since.is_some(), since.unwrap_or(NEVER));
                add(&mut self.found, plate, Candidate { by: FoundBy::Person, inside, seen_at });
                added += 1;
            }
        }
        Ok(())
    }

    fn add_fitting(&mut self, fragment: &Fragment, plate: &str, by: impl Fn(Fit) -> FoundBy, seen_at: i64) {
        if let Some(fit) = fragment.fit(plate) {
            let inside = self.inside.contains_key(plate);
            add(&mut self.found, plate, Candidate { by: by(fit), inside, seen_at });
        }
    }
}

/// Keeps the better of two ways in which a plate was found.
fn add(found: &mut HashMap<String, Candidate>, plate: &str, candidate: Candidate) {
    match found.get_mut(plate) {
        Some(kept) if candidate.rank() < kept.rank() => *kept = candidate,
        Some(_) => {}
        None if plate.is_empty() => {}
        None => {
            found.insert(plate.to_owned(), candidate);
        }
    }
}

/// Whether the car park in this column is within the scope.
fn holds(scope: &CarParkScope, row: &Row<'_>, column: usize) -> rusqlite::Result<bool> {
    Ok(scope.is_all() || scope.holds(row.get_ref(column)?.as_str()?))
}

pub(crate) const INSIDE_BY_SESSIONS: &str =
    "SELECT plate, parking_id, sort_at FROM sessions WHERE state = 'open' AND plate <> ''";
pub(crate) const INSIDE_BY_LIST: &str =
    "SELECT plate_key, parking_id, entered_at FROM in_park WHERE plate_key <> ''";
pub(crate) const RECENT_PLATES: &str = "SELECT plate, parking_id, at FROM passages ORDER BY id DESC LIMIT $1";

/// Each takes what a text begins with, the end of that range, and a limit.
pub(crate) const BY_LETTERS: [&str; 4] = [
    "SELECT plate_key, parking_id FROM vehicles WHERE owner_initials >= $1 AND owner_initials < $2
     ORDER BY owner_initials, id LIMIT $3",
    "SELECT plate_key, parking_id FROM vehicles WHERE owner_pinyin >= $1 AND owner_pinyin < $2
     ORDER BY owner_pinyin, id LIMIT $3",
    "SELECT plate_key, parking_id FROM visitors WHERE contact_initials >= $1 AND contact_initials < $2
     ORDER BY contact_initials, id LIMIT $3",
    "SELECT plate_key, parking_id FROM visitors WHERE contact_pinyin >= $1 AND contact_pinyin < $2
     ORDER BY contact_pinyin, id LIMIT $3",
];
pub(crate) const BY_PHONE: [&str; 2] = [
    "SELECT plate_key, parking_id FROM vehicles WHERE owner_phone >= $1 AND owner_phone < $2 ORDER BY owner_phone, id LIMIT $3",
    "SELECT plate_key, parking_id FROM visitors WHERE contact_phone >= $1 AND contact_phone < $2
     ORDER BY contact_phone, id LIMIT $3",
];
pub(crate) const BY_PHONE_END: &str =
    "SELECT plate_key, parking_id FROM vehicles WHERE phone_reversed >= $1 AND phone_reversed < $2
     ORDER BY phone_reversed, id LIMIT $3";
pub(crate) const BY_NAME: [&str; 2] = [
    "SELECT plate_key, parking_id FROM vehicles WHERE owner_name >= $1 AND owner_name < $2 ORDER BY owner_name, id LIMIT $3",
    "SELECT plate_key, parking_id FROM visitors WHERE contact_name >= $1 AND contact_name < $2
     ORDER BY contact_name, id LIMIT $3",
];

/// The same for what stands in a name and nobody's name need begin with.
pub(crate) const BY_NAME_WITHIN: [&str; 2] = [
    "SELECT v.plate_key, v.parking_id FROM name_parts n CROSS JOIN vehicles v ON v.owner_name = n.name
     WHERE n.part >= $1 AND n.part < $2 ORDER BY n.part, n.name, v.id LIMIT $3",
    "SELECT v.plate_key, v.parking_id FROM name_parts n CROSS JOIN visitors v ON v.contact_name = n.name
     WHERE n.part >= $1 AND n.part < $2 ORDER BY n.part, n.name, v.id LIMIT $3",
];

#[cfg(test)]
mod tests;
