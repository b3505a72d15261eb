//! Plates that somebody saw in the car park against the open sessions and the open platform's list. What differs is proposed to
//! people: nothing is closed or sent by it (domain.md, "Pairing").

use std::collections::{BTreeMap, BTreeSet};

use crate::plate::look_alike;
use crate::reconcile::{Discrepancy, DiscrepancyKind, OpenSession, Resemblance};
use crate::time::UtcMillis;

/// What is compared with the plates that were seen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stock {
    /// Sessions that are open now.
    pub open: Vec<OpenSession>,
    /// Plates of sessions that ended since the count: these were inside then.
    pub left_since: BTreeSet<String>,
    /// The open platform's list of vehicles inside: plate and entry.
    pub listed: BTreeMap<String, UtcMillis>,
}

/// What a count came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StockTaken {
    /// Seen, and inside by the sessions at the time of the count.
    pub known: u32,
    /// Open sessions that began after the count: nobody could see these vehicles.
    pub came_since: u32,
    /// Open sessions without a plate, which no list of plates can tell of.
    pub without_plate: u32,
    /// Seen and without an open session, as [`DiscrepancyKind::NotKnown`].
    pub unknown: Vec<Discrepancy>,
    /// With an open session and not seen, as [`DiscrepancyKind::NotInside`]; the longest stays first.
    pub missing: Vec<Discrepancy>,
}

/// Compares normalised plates that were seen at `counted_at`.
#[must_use]
pub fn compare(seen: &BTreeSet<String>, stock: &Stock, counted_at: UtcMillis) -> StockTaken {
    let mut taken = StockTaken::default();
    let open: BTreeSet<&str> = stock.open.iter().map(|session| session.plate.as_str()).collect();
    for plate in seen.iter().filter(|plate| !plate.is_empty()) {
        if open.contains(plate.as_str()) || stock.left_since.contains(plate) {
            taken.known += 1;
        } else {
            let entered_at = stock.listed.get(plate).copied();
            let since = entered_at.unwrap_or(counted_at);
            taken.unknown.push(finding(DiscrepancyKind::NotKnown, plate, since, None, entered_at));
        }
    }
    for session in &stock.open {
        if session.plate.is_empty() {
            taken.without_plate += 1;
        } else if !seen.contains(&session.plate) && session.arrived_at > counted_at {
            taken.came_since += 1;
        } else if !seen.contains(&session.plate) {
            let entered_at = stock.listed.get(&session.plate).copied();
            let kind = DiscrepancyKind::NotInside;
            taken.missing.push(finding(
                kind,
                &session.plate,
                session.arrived_at,
                Some(session.id),
                entered_at,
            ));
        }
    }
    taken.missing.sort_by(|one, other| (one.since, &one.plate).cmp(&(other.since, &other.plate)));
    let (unknown, missing) = (taken.unknown.clone(), taken.missing.clone());
    for (own, others) in [(&mut taken.unknown, &missing), (&mut taken.missing, &unknown)] {
        let others: Vec<(Vec<char>, &Discrepancy)> =
            others.iter().map(|other| (other.plate.chars().collect(), other)).collect();
        for one in own {
            one.resembles = most_alike(&one.plate, &others);
        }
    }
    taken
}

fn finding(
    kind: DiscrepancyKind,
    plate: &str,
    since: UtcMillis,
    session: Option<i64>,
    entered_at: Option<UtcMillis>,
) -> Discrepancy {
    Discrepancy {
        kind,
        plate: plate.to_owned(),
        since,
        session,
        entered_at,
        lane_no: None,
        left_at: None,
        resembles: None,
        counts: None,
    }
}

/// A plate that looks alike, else one that differs by one character: whoever counts misreads too.
fn most_alike(plate: &str, others: &[(Vec<char>, &Discrepancy)]) -> Option<Resemblance> {
    let own: Vec<char> = plate.chars().collect();
    let near = |other: &Vec<char>| {
        other.len() == own.len() && own.iter().zip(other).filter(|(one, other)| one != other).count() == 1
    };
    let alike = others.iter().filter_map(|(characters, other)| {
        let likeness = look_alike(plate, &other.plate);
        (likeness.is_some() || near(characters)).then_some(((likeness.is_none(), likeness), *other))
    });
    let (_, best) = alike.min_by(|(one, _), (other, _)| one.cmp(other))?;
    Some(Resemblance { plate: best.plate.clone(), session: best.session })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> UtcMillis {
        UtcMillis(minute * 60_000)
    }

    fn open(id: i64, plate: &str, minute: i64) -> OpenSession {
        OpenSession { id, plate: plate.to_owned(), arrived_at: at(minute) }
    }

    #[test]
    fn what_was_seen_is_set_against_the_books_at_the_time_of_the_count() {
        let stock = Stock {
            open: vec![
                open(1, "浙B12345", 10),
                open(2, "浙B85123", 20),
                open(3, "浙B77777", 5),
                open(4, "浙B99999", 120),
                open(5, "", 30),
            ],
            left_since: ["浙B66666".to_owned()].into(),
            listed: [("浙B77777".to_owned(), at(5)), ("浙B11111".to_owned(), at(40))].into(),
        };
        let seen = ["浙B12345", "浙B66666", "浙B8S123", "浙B11111", "浙B71777", ""].map(str::to_owned);
        let taken = compare(&seen.into(), &stock, at(100));
        assert_eq!((taken.known, taken.came_since, taken.without_plate), (2, 1, 1));
        let brief = |found: &Discrepancy| {
            (found.plate.clone(), found.session, found.entered_at, found.resembles.clone().map(|it| it.plate))
        };
        assert_eq!(
            taken.unknown.iter().map(brief).collect::<Vec<_>>(),
            [
                ("浙B11111".to_owned(), None, Some(at(40)), None),
                ("浙B71777".to_owned(), None, None, Some("浙B77777".to_owned())),
                ("浙B8S123".to_owned(), None, None, Some("浙B85123".to_owned())),
            ]
        );
        assert_eq!(taken.unknown[2].resembles.as_ref().unwrap().session, Some(2));
        assert_eq!(
            taken.missing.iter().map(brief).collect::<Vec<_>>(),
            [
                ("浙B77777".to_owned(), Some(3), Some(at(5)), Some("浙B71777".to_owned())),
                ("浙B85123".to_owned(), Some(2), None, Some("浙B8S123".to_owned())),
            ]
        );
    }

    #[test]
    fn nothing_seen_makes_everything_missing_and_nothing_else() {
        let stock = Stock { open: vec![open(1, "浙B12345", 10)], ..Stock::default() };
        let taken = compare(&BTreeSet::new(), &stock, at(100));
        assert_eq!((taken.missing.len(), taken.unknown.len(), taken.known), (1, 0, 0));
    }
}
