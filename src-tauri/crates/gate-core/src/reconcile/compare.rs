//! The comparison itself.

use std::collections::BTreeMap;

use super::look_alikes::propose_look_alikes;
use super::{
    Counts, Discrepancy, DiscrepancyKind, Inside, Listed, OpenSession, Rules, TOLERANCE, is_settled,
};
use crate::time::UtcMillis;

/// All differences, those of the longest stays first. Of several entries of one plate in the list the newest counts.
#[must_use]
pub fn compare(inside: &Inside, rules: &Rules, now: UtcMillis) -> Vec<Discrepancy> {
    let listed = newest(&inside.listed, |listed| &listed.plate, |listed| listed.entered_at);
    let sessions = newest(&inside.sessions, |session| &session.plate, |session| session.arrived_at);
    let mut found = Vec::new();
    for session in inside.sessions.iter().filter(|session| !session.plate.is_empty()) {
        // An older session of the same plate is not what the list means.
        let is_newest = sessions.get(session.plate.as_str()).is_some_and(|newest| newest.id == session.id);
        let listed = listed.get(session.plate.as_str()).copied().filter(|_| is_newest);
        found.extend(of_session(session, listed, rules, now));
    }
    for listed in listed.values().filter(|listed| !sessions.contains_key(listed.plate.as_str())) {
        found.extend(of_listed(listed, rules, now));
    }
    found.extend(of_unlicensed(inside, rules, now));
    propose_look_alikes(&mut found, &inside.exits);
    found.sort_by(|one, other| {
        (one.since, one.kind, &one.plate).cmp(&(other.since, other.kind, &other.plate))
    });
    found
}

fn of_session(
    session: &OpenSession,
    listed: Option<&Listed>,
    rules: &Rules,
    now: UtcMillis,
) -> impl Iterator<Item = Discrepancy> {
    let finding = |kind| Discrepancy {
        session: Some(session.id),
        entered_at: listed.map(|listed| listed.entered_at),
        lane_no: listed.and_then(|listed| listed.lane_no.clone()),
        ..Discrepancy::new(kind, &session.plate, session.arrived_at)
    };
    let differs = match listed {
        _ if !is_settled(session.arrived_at, now) => None,
        None => Some(DiscrepancyKind::NotInside),
        Some(listed) => {
            let apart = session.arrived_at.since(listed.entered_at).unsigned_abs();
            let other_time = is_settled(listed.entered_at, now) && u128::from(apart) > TOLERANCE.as_millis();
            other_time.then_some(DiscrepancyKind::OtherTime)
        }
    };
    let last_entry = listed.map_or(session.arrived_at, |listed| listed.entered_at.max(session.arrived_at));
    let overdue = is_overdue(last_entry, rules, now).then_some(DiscrepancyKind::Overdue);
    [differs.map(finding), overdue.map(finding)].into_iter().flatten()
}

fn of_listed(listed: &Listed, rules: &Rules, now: UtcMillis) -> impl Iterator<Item = Discrepancy> {
    let finding = |kind| Discrepancy {
        entered_at: Some(listed.entered_at),
        lane_no: listed.lane_no.clone(),
        left_at: listed.left_at,
        ..Discrepancy::new(kind, &listed.plate, listed.entered_at)
    };
    let missed = listed.entered_at >= rules.collected_from
        && is_settled(listed.entered_at, now)
        && listed.left_at.is_none_or(|left_at| is_settled(left_at, now));
    let overdue = is_overdue(listed.entered_at, rules, now);
    let kinds = [(missed, DiscrepancyKind::NotKnown), (overdue, DiscrepancyKind::Overdue)];
    kinds.into_iter().filter(|(is_so, _)| *is_so).map(move |(_, kind)| finding(kind))
}

fn of_unlicensed(inside: &Inside, rules: &Rules, now: UtcMillis) -> Option<Discrepancy> {
    let sessions = inside
        .sessions
        .iter()
        .filter(|session| session.plate.is_empty() && is_settled(session.arrived_at, now))
        .count();
    let listed = inside
        .listed
        .iter()
        .filter(|listed| listed.plate.is_empty() && is_settled(listed.entered_at, now))
        .filter(|listed| listed.entered_at >= rules.collected_from)
        .count();
    // Each exit that has no session yet may close one of them.
    let leaving = inside.exits.iter().filter(|exit| exit.plate.is_empty()).count();
    if (sessions.saturating_sub(leaving)..=sessions).contains(&listed) {
        return None;
    }
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let counts = Counts { sessions: count(sessions), listed: count(listed) };
    Some(Discrepancy {
        counts: Some(counts),
        ..Discrepancy::new(DiscrepancyKind::OtherCount, "", UtcMillis::default())
    })
}

/// The newest of each plate; those without one are left out.
fn newest<'a, T>(
    all: &'a [T],
    plate: impl Fn(&'a T) -> &'a String,
    at: impl Fn(&'a T) -> UtcMillis,
) -> BTreeMap<&'a str, &'a T> {
    let mut newest: BTreeMap<&str, &T> = BTreeMap::new();
    for one in all.iter().filter(|one| !plate(one).is_empty()) {
        let kept = newest.entry(plate(one)).or_insert(one);
        if at(one) > at(kept) {
            *kept = one;
        }
    }
    newest
}

fn is_overdue(since: UtcMillis, rules: &Rules, now: UtcMillis) -> bool {
    since < now - rules.overdue_after
}
