//! What of every vehicle is searched, in one text: a search is one walk through it, whatever was typed.

use gate_core::plate;
use memchr::memmem::Finder;

/// Between the fields of a vehicle; nobody types it.
const BREAK: char = '\n';

/// Of each vehicle its plate, folded, and in lower-case its owner's name, pinyin and initials, phone, department and staff number,
/// each ended by a break.
#[derive(Default)]
pub(super) struct Texts {
    all: String,
    /// Where each vehicle's text begins, and whose it is, in the order of the text. What was replaced stays, of nobody.
    begins: Vec<(u32, u32)>,
    /// Of each vehicle where its fields are.
    places: Vec<Place>,
    /// Texts that were replaced.
    pub(super) replaced: usize,
}

#[derive(Clone, Copy, Default)]
struct Place {
    begin: u32,
    plate_end: u32,
    pinyin: (u32, u32),
    department: (u32, u32),
}

impl Texts {
    /// Puts a vehicle's text at the end, in place of the one it had. `rest` is name, pinyin, initials, phone, department, staff number.
    pub(super) fn put(&mut self, of: u32, plate: &str, rest: [&str; 6]) {
        let begin = self.all.len() as u32;
        self.all.extend(plate.chars().filter(|c| *c != BREAK));
        let plate_end = self.all.len() as u32;
        self.all.push(BREAK);
        let ends = rest.map(|field| {
            let begin = self.all.len() as u32;
            self.all.extend(field.chars().flat_map(char::to_lowercase).filter(|c| *c != BREAK));
            let end = self.all.len() as u32;
            self.all.push(BREAK);
            (begin, end)
        });
        let place = Place { begin, plate_end, pinyin: ends[1], department: ends[4] };
        self.begins.push((begin, of));
        match self.places.get_mut(of as usize) {
            Some(known) => {
                *known = place;
                self.replaced += 1;
            }
            None => self.places.push(place),
        }
    }

    /// The plate, folded.
    pub(super) fn plate(&self, of: u32) -> &str {
        self.part(of, |place| (place.begin, place.plate_end))
    }

    /// The owner's pinyin.
    pub(super) fn pinyin(&self, of: u32) -> &str {
        self.part(of, |place| place.pinyin)
    }

    /// The owner's department.
    pub(super) fn department(&self, of: u32) -> &str {
        self.part(of, |place| place.department)
    }

    fn part(&self, of: u32, part: fn(&Place) -> (u32, u32)) -> &str {
        let (begin, end) = self.places.get(of as usize).map(part).unwrap_or_default();
        self.all.get(begin as usize..end as usize).unwrap_or_default()
    }

    /// Which vehicles the typed text finds; `None` where nothing was typed. As a plate it is forgiving about its writing, as a phone about
    /// blanks and dashes.
    pub(super) fn find(&self, typed: &str) -> Option<Vec<bool>> {
        let lower = typed.trim().to_lowercase();
        if lower.is_empty() {
            return None;
        }
        let mut found = vec![false; self.places.len()];
        self.walk(&lower, &mut found, |_, _| true);
        let folded = plate::fold(&plate::normalise(typed));
        if !folded.is_empty() && folded != lower {
            self.walk(&folded, &mut found, |place, end| end <= place.plate_end);
        }
        let digits: String = lower.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        if digits != lower && !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit()) {
            self.walk(&digits, &mut found, |_, _| true);
        }
        Some(found)
    }

    /// Marks whose text holds `sought` where `counts` says so of its place and the end of the match.
    fn walk(&self, sought: &str, found: &mut [bool], counts: impl Fn(&Place, u32) -> bool) {
        let finder = Finder::new(sought.as_bytes());
        let bytes = self.all.as_bytes();
        let (mut from, mut at) = (0, 0);
        while let Some(hit) = bytes.get(from..).and_then(|rest| finder.find(rest)) {
            let hit = from + hit;
            // Hits come in the order of the text: the next is seldom far.
            while self.begins.get(at + 1).is_some_and(|(begin, _)| *begin as usize <= hit) {
                at += 1;
            }
            let Some((begin, of)) = self.begins.get(at) else { return };
            let place = self.places[*of as usize];
            let is_its = place.begin == *begin && counts(&place, (hit + sought.len()) as u32);
            if is_its {
                found[*of as usize] = true;
            }
            let next = self.begins.get(at + 1).map_or(bytes.len(), |(begin, _)| *begin as usize);
            // One hit in a vehicle's text is enough; where it does not count, a later one may.
            from = if is_its || place.begin != *begin { next } else { hit + 1 };
        }
    }
}
