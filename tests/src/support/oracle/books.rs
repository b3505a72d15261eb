//! Invariant 9: what the screen counts is what the database counts is what the journal counts.

use std::collections::BTreeSet;

use gate_core::delivery::{DeliveryKind, DeliveryState};
use gate_sim::city::EventKind;

use super::truth::Truth;
use super::{Evidence, kind_of_photo};

pub(super) fn judge(evidence: &Evidence<'_>, truth: &Truth, problems: &mut Vec<String>) {
    let accepted = accepted(evidence);
    let mut delivered = 0;
    let mut both = 0;
    for row in &evidence.deliveries {
        let with_the_city = accepted.contains(&(row.business_id.clone(), row.kind.code()));
        match row.state {
            DeliveryState::Delivered if with_the_city => delivered += 1,
            DeliveryState::Delivered => problems.push(format!("said to be delivered and is not: {row:?}")),
            _ if !evidence.is_for_a_person(row) => problems.push(format!("left over: {row:?}")),
            // Accepted, its answer lost, and refused when it came again: a person must look.
            _ => both += usize::from(with_the_city),
        }
    }
    if delivered + both != accepted.len() {
        problems.push(format!(
            "{delivered} rows are delivered and {both} parked, but the city has {}",
            accepted.len()
        ));
    }
    judge_screen(evidence, truth, delivered, problems);
}

/// Distinct events and photos that the city accepted.
fn accepted(evidence: &Evidence<'_>) -> BTreeSet<(String, &'static str)> {
    let events = [
        (evidence.city.accepted_arrivals(), DeliveryKind::Arrival),
        (evidence.city.accepted_departures(), DeliveryKind::Departure),
    ];
    let mut all: BTreeSet<_> = events
        .into_iter()
        .flat_map(|(events, kind)| {
            events.into_iter().map(move |event| (event.business_id.to_string(), kind.code()))
        })
        .collect();
    let of = |event: Option<EventKind>| event.map(|event| kind_of_photo(event).code()).unwrap_or_default();
    all.extend(
        evidence
            .city
            .accepted_photos()
            .into_iter()
            .map(|photo| (photo.business_id.to_string(), of(photo.of))),
    );
    all
}

fn judge_screen(evidence: &Evidence<'_>, truth: &Truth, delivered: usize, problems: &mut Vec<String>) {
    let status = &evidence.status;
    let in_state = |state| evidence.deliveries.iter().filter(|row| row.state == state).count() as u64;
    let shown = status.deliveries;
    let numbers = [
        ("delivered", shown.delivered, delivered as u64),
        ("parked", shown.parked, in_state(DeliveryState::Parked)),
        ("waiting", shown.waiting, in_state(DeliveryState::Waiting)),
        ("due", shown.due, 0),
        ("sessions", status.sessions.open + status.sessions.closed, sessions(evidence)),
    ];
    for (what, shown, counted) in numbers {
        if shown != counted {
            problems.push(format!("the screen shows {shown} {what}, but there are {counted}"));
        }
    }
    let owed = truth.told.iter().filter(|told| told.owed).count() as u64;
    let all = truth.told.len() as u64;
    if !(owed..=all).contains(&status.passages) {
        problems.push(format!("the screen shows {} passages of {owed} to {all}", status.passages));
    }
}

/// Every session owes an event at least.
fn sessions(evidence: &Evidence<'_>) -> u64 {
    let sessions: BTreeSet<_> = evidence.deliveries.iter().map(|row| row.session).collect();
    sessions.len() as u64
}
