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
    plate.chars().map(fold).map(representative).collect()
}

fn likeness(query: &[char], window: &[char]) -> Option<Likeness> {
    let mut found = Likeness::Exact;
    for (asked, stands) in query.iter().zip(window) {
        if asked == stands {
            continue;
        }
        let step = if fold(*asked) == fold(*stands) {
            Likeness::Folded
        } else if resemble(fold(*asked), fold(*stands)) && found != Likeness::OneLookAlike {
            Likeness::OneLookAlike
        } else {
            return None;
        };
        found = found.max(step);
    }
    Some(found)
}

fn fold(c: char) -> char {
    match c {
        'O' => '0',
        'I' => '1',
        other => other,
    }
}

fn resemble(one: char, other: char) -> bool {
    LOOK_ALIKES.iter().any(|group| group.contains(one) && group.contains(other))
}
