//! Finding a plate that is only half remembered, or was misread.

use super::normalise;

/// Characters that cameras and people take for one another (domain.md).
const LOOK_ALIKES: [&str; 5] = ["0DQ", "8B", "2Z", "5S", "17T"];

/// How well a remembered text fits a plate, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// Character for character.
    Exact,
    /// But for O for 0 or I for 1, which no serial can hold.
    Folded,
    /// But for one look-alike.
    OneLookAlike,
}

/// Whether `query` stands anywhere in the normalised `plate`, forgiving O for 0, I for 1 and one look-alike; no
/// province is needed. An empty query fits nothing.
#[must_use]
pub fn found_in(query: &str, plate: &str) -> Option<Likeness> {
    let query: Vec<char> = normalise(query).chars().collect();
    let plate: Vec<char> = plate.chars().collect();
    if query.is_empty() || query.len() > plate.len() {
        return None;
    }
    plate.windows(query.len()).filter_map(|window| likeness(&query, window)).min()
}

/// Whether two whole plates differ by nothing but what [`found_in`] forgives.
#[must_use]
pub fn look_alike(one: &str, other: &str) -> Option<Likeness> {
    let one: Vec<char> = one.chars().collect();
    let other: Vec<char> = other.chars().collect();
    (one.len() == other.len() && !one.is_empty()).then(|| likeness(&one, &other)).flatten()
}

/// The same text for all plates that [`look_alike`] may join, to find candidates among many; not every two plates with one
/// key look alike.
#[must_use]
pub fn resemblance_key(plate: &str) -> String {
    let representative = |c: char| {
        let group = LOOK_ALIKES.iter().find(|group| group.contains(c));
        group.and_then(|group| group.chars().next()).unwrap_or(c)
    };
    plate.chars().map(fold_char).map(representative).collect()
}

/// The plate with O as 0 and I as 1, which no serial can hold apart from these: what a search compares first.
#[must_use]
pub fn fold(plate: &str) -> String {
    plate.chars().map(fold_char).collect()
}

/// Where in a plate a fragment stands, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// It is the whole plate, or all but its province.
    Whole,
    /// At its end, as people remember plates.
    End,
    /// Anywhere else.
    Within,
}

/// How a fragment fits a plate, best first: a look-alike comes after whatever stands there as it was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fit {
    /// Where it stands.
    pub place: Place,
    /// How well the characters agree.
    pub likeness: Likeness,
}

impl Fit {
    fn rank(self) -> (bool, Place, Likeness) {
        (self.likeness == Likeness::OneLookAlike, self.place, self.likeness)
    }
}

impl Ord for Fit {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.rank().cmp(&other.rank())
    }
}

impl PartialOrd for Fit {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Part of a plate as somebody typed it, ready to be compared with many plates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    characters: Vec<char>,
}

impl Fragment {
    /// Fewer characters than this forgive no look-alike: nearly every plate would fit.
    const FORGIVING_FROM: usize = 3;

    /// Normalises what was typed; `None` where nothing is left of it.
    #[must_use]
    pub fn new(typed: &str) -> Option<Self> {
        let characters: Vec<char> = normalise(typed).chars().collect();
        (!characters.is_empty()).then_some(Self { characters })
    }

    /// How many characters it has.
    #[must_use]
    pub fn count(&self) -> usize {
        self.characters.len()
    }

    /// [`fold`]ed.
    #[must_use]
    pub fn folded(&self) -> String {
        self.characters.iter().copied().map(fold_char).collect()
    }

    /// Folded, each with one other look-alike in it; none for a short fragment.
    #[must_use]
    pub fn look_alikes(&self) -> Vec<String> {
        if self.characters.len() < Self::FORGIVING_FROM {
            return Vec::new();
        }
        let folded: Vec<char> = self.characters.iter().copied().map(fold_char).collect();
        let mut found = Vec::new();
        for (position, stands) in folded.iter().enumerate() {
            let others = LOOK_ALIKES.iter().filter(|group| group.contains(*stands));
            for other in others.flat_map(|group| group.chars()).filter(|other| other != stands) {
                let mut characters = folded.clone();
                characters[position] = other;
                found.push(characters.into_iter().collect());
            }
        }
        found
    }

    /// The same without the province in front, which people and cameras take for another; `None` without one, or where too
    /// little would be left.
    #[must_use]
    pub fn without_province(&self) -> Option<Self> {
        let (first, rest) = self.characters.split_first()?;
        (!first.is_ascii() && rest.len() >= Self::FORGIVING_FROM).then(|| Self { characters: rest.to_vec() })
    }

    /// How it fits a normalised plate, at its best place; `None` where it does not.
    #[must_use]
    pub fn fit(&self, plate: &str) -> Option<Fit> {
        let plate: Vec<char> = plate.chars().collect();
        let asked = self.characters.as_slice();
        if asked.len() > plate.len() {
            return None;
        }
        let last = plate.len() - asked.len();
        let places = plate.windows(asked.len()).enumerate().filter_map(|(start, window)| {
            let likeness = likeness(asked, window)?;
            if likeness == Likeness::OneLookAlike && asked.len() < Self::FORGIVING_FROM {
                return None;
            }
            let whole = start == 0 || (start == 1 && plate.first().is_some_and(|c| !c.is_ascii()));
            let place = match (start == last, whole) {
                (true, true) => Place::Whole,
                (true, false) => Place::End,
                (false, _) => Place::Within,
            };
            Some(Fit { place, likeness })
        });
        places.min()
    }
}

fn likeness(query: &[char], window: &[char]) -> Option<Likeness> {
    let mut found = Likeness::Exact;
    for (asked, stands) in query.iter().zip(window) {
        if asked == stands {
            continue;
        }
        let step = if fold_char(*asked) == fold_char(*stands) {
            Likeness::Folded
        } else if resemble(fold_char(*asked), fold_char(*stands)) && found != Likeness::OneLookAlike {
            Likeness::OneLookAlike
        } else {
            return None;
        };
        found = found.max(step);
    }
    Some(found)
}

fn fold_char(c: char) -> char {
    match c {
        'O' => '0',
        'I' => '1',
        other => other,
    }
}

fn resemble(one: char, other: char) -> bool {
    LOOK_ALIKES.iter().any(|group| group.contains(one) && group.contains(other))
}
