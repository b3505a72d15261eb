//! Finding a plate by whatever of it is remembered: any fragment, the owner's name or its pinyin, digits of the phone.
//!
//! Nothing here is a pattern: fragments are compared as ranges of an index and as plain text, so `%` and `_` find nothing.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use gate_core::plate::{Fit, Fragment, Likeness};
use gate_core::standing::VehicleStanding;
use gate_core::time::UtcMillis;
use rusqlite::{Connection, Params};

use crate::error::StoreError;
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
        let typed = typed.trim().to_owned();
        let limit = limit.min(MOST_HITS);
        if typed.is_empty() || limit == 0 || typed.chars().count() > LONGEST {
            return Ok(Vec::new());
        }
        self.read(move |connection| Search::new(connection, limit).run(&typed, now)).await
    }
}

/// A plate that may be among the hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Candidate {
    by: FoundBy,
    inside: bool,
    /// How many passages came after its last one, as far as they were looked through.
    recent: usize,
}

impl Candidate {
    /// What is only like what was typed comes after everything that is what was typed, even from inside.
    fn tier(&self) -> (u8, bool, FoundBy) {
        let class = match self.by {
            FoundBy::Plate(fit) if fit.likeness < Likeness::OneLookAlike => 0,
            FoundBy::Person => 1,
            FoundBy::Plate(_) => 2,
            FoundBy::OtherProvince(_) => 3,
        };
        (class, !self.inside, self.by)
    }

    fn rank(&self) -> (u8, bool, FoundBy, usize) {
        let (class, outside, by) = self.tier();
        (class, outside, by, self.recent)
    }
}

struct Search<'c> {
    connection: &'c Connection,
    limit: usize,
    found: HashMap<String, Candidate>,
}

impl<'c> Search<'c> {
    fn new(connection: &'c Connection, limit: usize) -> Self {
        Self { connection, limit, found: HashMap::new() }
    }

    fn run(mut self, typed: &str, now: UtcMillis) -> Result<Vec<PlateHit>, StoreError> {
        let inside = self.plates_inside()?;
        if let Some(fragment) = Fragment::new(typed) {
            self.by_fragment(&fragment, &inside, FoundBy::Plate)?;
            if self.found.is_empty()
                && let Some(rest) = fragment.without_province()
            {
                self.by_fragment(&rest, &inside, FoundBy::OtherProvince)?;
            }
        }
        self.by_person(typed, &inside)?;
        let mut ranked: Vec<(String, Candidate)> = self.found.into_iter().collect();
        ranked.sort_by(|(one, a), (other, b)| a.rank().cmp(&b.rank()).then_with(|| one.cmp(other)));
        let mut hits = Vec::new();
        for (plate, candidate) in ranked {
            if hits.len() == self.limit {
                break;
            }
            if let Some(hit) = marks::of(self.connection, plate, candidate.by, now)? {
                hits.push((candidate.tier(), hit));
            }
        }
        // Stable: what nothing else tells apart stays in the order of the plates.
        hits.sort_by_key(|(tier, hit)| (*tier, Reverse(hit.last_seen_at)));
        Ok(hits.into_iter().map(|(_, hit)| hit).collect())
    }

    /// Every plate inside, by the sessions and by the platform's list.
    fn plates_inside(&self) -> Result<BTreeSet<String>, StoreError> {
        let mut inside = BTreeSet::new();
        for sql in [INSIDE_BY_SESSIONS, INSIDE_BY_LIST] {
            let mut statement = self.connection.prepare_cached(sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                inside.insert(row.get(0)?);
            }
        }
        Ok(inside)
    }

    fn by_fragment(
        &mut self,
        fragment: &Fragment,
        inside: &BTreeSet<String>,
        by: impl Fn(Fit) -> FoundBy + Copy,
    ) -> Result<(), StoreError> {
        for plate in inside {
            if let Some(fit) = fragment.fit(plate) {
                self.add(plate.clone(), Candidate { by: by(fit), inside: true, recent: 0 });
            }
        }
        if fragment.count() <= SHORT {
            for (recent, plate) in self.recent_plates()?.into_iter().enumerate() {
                self.add_fitting(fragment, inside, plate, by, recent);
            }
        }
        self.by_folded(fragment, inside, &fragment.folded(), by)?;
        let as_typed = self.found.len();
        if as_typed < self.limit {
            for look_alike in fragment.look_alikes() {
                self.by_folded(fragment, inside, &look_alike, by)?;
            }
        }
        Ok(())
    }

    fn by_folded(
        &mut self,
        fragment: &Fragment,
        inside: &BTreeSet<String>,
        folded: &str,
        by: impl Fn(Fit) -> FoundBy + Copy,
    ) -> Result<(), StoreError> {
        let ending = plate_parts::ending_with(self.connection, folded, AT_ONCE)?;
        let holding = plate_parts::holding(self.connection, folded, AT_ONCE)?;
        for plate in ending.into_iter().chain(holding) {
            self.add_fitting(fragment, inside, plate, by, RECENT);
        }
        Ok(())
    }

    fn recent_plates(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection.prepare_cached(RECENT_PLATES)?;
        Ok(statement.query_map([RECENT as i64], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    fn by_person(&mut self, typed: &str, inside: &BTreeSet<String>) -> Result<(), StoreError> {
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
            let values = (&from, plate_parts::after(&from), AT_ONCE as i64);
            self.add_owned(sql, values, inside)?;
        }
        if self.found.len() < self.limit && han && typed.chars().count() > 1 {
            self.add_owned(BY_NAME_WITHIN, (typed, AT_ONCE as i64), inside)?;
        }
        Ok(())
    }

    fn add_owned(
        &mut self,
        sql: &str,
        values: impl Params,
        inside: &BTreeSet<String>,
    ) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(values)?;
        while let Some(row) = rows.next()? {
            let plate: String = row.get(0)?;
            let inside = inside.contains(&plate);
            self.add(plate, Candidate { by: FoundBy::Person, inside, recent: RECENT });
        }
        Ok(())
    }

    fn add_fitting(
        &mut self,
        fragment: &Fragment,
        inside: &BTreeSet<String>,
        plate: String,
        by: impl Fn(Fit) -> FoundBy,
        recent: usize,
    ) {
        if let Some(fit) = fragment.fit(&plate) {
            let inside = inside.contains(&plate);
            self.add(plate, Candidate { by: by(fit), inside, recent });
        }
    }

    /// Keeps the better of two ways in which a plate was found.
    fn add(&mut self, plate: String, candidate: Candidate) {
        if plate.is_empty() {
            return;
        }
        let kept = self.found.entry(plate).or_insert(candidate);
        if candidate.rank() < kept.rank() {
            *kept = candidate;
        }
    }
}

pub(crate) const INSIDE_BY_SESSIONS: &str = "SELECT plate FROM sessions WHERE state = 'open' AND plate <> ''";
pub(crate) const INSIDE_BY_LIST: &str = "SELECT plate_key FROM in_park WHERE plate_key <> ''";
pub(crate) const RECENT_PLATES: &str = "SELECT plate FROM passages ORDER BY id DESC LIMIT $1";

/// Each takes what a text begins with, the end of that range, and a limit.
pub(crate) const BY_LETTERS: [&str; 4] = [
    "SELECT plate_key FROM vehicles WHERE owner_initials >= $1 AND owner_initials < $2
     ORDER BY owner_initials, id LIMIT $3",
    "SELECT plate_key FROM vehicles WHERE owner_pinyin >= $1 AND owner_pinyin < $2
     ORDER BY owner_pinyin, id LIMIT $3",
    "SELECT plate_key FROM visitors WHERE contact_initials >= $1 AND contact_initials < $2
     ORDER BY contact_initials, id LIMIT $3",
    "SELECT plate_key FROM visitors WHERE contact_pinyin >= $1 AND contact_pinyin < $2
     ORDER BY contact_pinyin, id LIMIT $3",
];
pub(crate) const BY_PHONE: [&str; 2] = [
    "SELECT plate_key FROM vehicles WHERE owner_phone >= $1 AND owner_phone < $2 ORDER BY owner_phone, id LIMIT $3",
    "SELECT plate_key FROM visitors WHERE contact_phone >= $1 AND contact_phone < $2
     ORDER BY contact_phone, id LIMIT $3",
];
pub(crate) const BY_PHONE_END: &str =
    "SELECT plate_key FROM vehicles WHERE phone_reversed >= $1 AND phone_reversed < $2
     ORDER BY phone_reversed, id LIMIT $3";
pub(crate) const BY_NAME: [&str; 2] = [
    "SELECT plate_key FROM vehicles WHERE owner_name >= $1 AND owner_name < $2 ORDER BY owner_name, id LIMIT $3",
    "SELECT plate_key FROM visitors WHERE contact_name >= $1 AND contact_name < $2
     ORDER BY contact_name, id LIMIT $3",
];

/// Takes a part of a name that nobody's name need begin with, and a limit. It looks through the names, which stand together
/// in one index.
pub(crate) const BY_NAME_WITHIN: &str = "SELECT plate_key FROM vehicles WHERE id IN
    (SELECT id FROM vehicles WHERE instr(owner_name, $1) > 0 ORDER BY owner_name LIMIT $2) ORDER BY id";

#[cfg(test)]
mod tests;
