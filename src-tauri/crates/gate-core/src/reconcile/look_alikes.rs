//! Which of the plates that only one side knows may be one vehicle's, misread.

use std::collections::BTreeMap;

use super::{Discrepancy, DiscrepancyKind, LoneExit, Resemblance};
use crate::plate::{look_alike, resemblance_key};
use crate::time::UtcMillis;

/// A plate that may stand for another one.
struct Candidate {
    resemblance: Resemblance,
    at: UtcMillis,
    is_exit: bool,
}

/// Fills in what each finding resembles.
pub(super) fn propose_look_alikes(found: &mut [Discrepancy], exits: &[LoneExit]) {
    let mut known: BTreeMap<String, Vec<Candidate>> = BTreeMap::new();
    let mut unknown: BTreeMap<String, Vec<Candidate>> = BTreeMap::new();
    for finding in found.iter() {
        let side = match finding.kind {
            DiscrepancyKind::NotInside => &mut known,
            DiscrepancyKind::NotKnown => &mut unknown,
            _ => continue,
        };
        let resemblance = Resemblance { plate: finding.plate.clone(), session: finding.session };
        let candidate = Candidate { resemblance, at: finding.since, is_exit: false };
        side.entry(resemblance_key(&finding.plate)).or_default().push(candidate);
    }
    for exit in exits.iter().filter(|exit| !exit.plate.is_empty()) {
        let resemblance = Resemblance { plate: exit.plate.clone(), session: Some(exit.session) };
        let candidate = Candidate { resemblance, at: exit.left_at, is_exit: true };
        unknown.entry(resemblance_key(&exit.plate)).or_default().push(candidate);
    }
    for finding in found {
        let others = match finding.kind {
            DiscrepancyKind::NotInside => &unknown,
            DiscrepancyKind::NotKnown => &known,
            _ => continue,
        };
        let candidates = others.get(&resemblance_key(&finding.plate)).map_or(&[][..], Vec::as_slice);
        finding.resembles = most_alike(&finding.plate, finding.since, candidates).cloned();
    }
}

/// The best likeness; of several, a vehicle that came in at about the same time before an exit, and the nearest in time.
fn most_alike<'a>(plate: &str, since: UtcMillis, candidates: &'a [Candidate]) -> Option<&'a Resemblance> {
    candidates
        .iter()
        .filter(|candidate| !candidate.is_exit || candidate.at >= since)
        .filter_map(|candidate| {
            let likeness = look_alike(plate, &candidate.resemblance.plate)?;
            Some(((likeness, candidate.is_exit, candidate.at.since(since).unsigned_abs()), candidate))
        })
        .min_by(|(one, _), (other, _)| one.cmp(other))
        .map(|(_, candidate)| &candidate.resemblance)
}
