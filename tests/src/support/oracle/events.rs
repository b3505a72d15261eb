//! Invariants 1 and 4 for arrivals and departures: none is lost, and nothing is invented.

use std::collections::{BTreeMap, HashMap};

use gate_core::business_id;
use gate_core::delivery::DeliveryKind;
use gate_core::passage::Direction;
use gate_sim::city::{Accepted, Event, EventKind};

use super::truth::{Told, Truth};
use super::{Evidence, kind_of_event};

/// A passage and the event that it is to the city.
pub(super) struct Reported<'a> {
    pub(super) told: &'a Told,
    pub(super) event: EventKind,
    pub(super) business_id: String,
}

/// Judges all events and answers which passage became which.
pub(super) fn judge<'a>(
    evidence: &Evidence<'_>,
    truth: &'a Truth,
    problems: &mut Vec<String>,
) -> Vec<Reported<'a>> {
    let arrivals = evidence.city.accepted_arrivals();
    let departures = evidence.city.accepted_departures();
    arrivals.iter().for_each(|arrival| judge_arrival(evidence, truth, arrival, problems));
    departures.iter().for_each(|departure| judge_departure(evidence, truth, departure, problems));

    let mut places = Places::of(evidence, &departures);
    let mut reported: Vec<Reported<'a>> = Vec::new();
    for told in &truth.told {
        let found = match told.passage.direction {
            Direction::In => arrival_of(evidence, told),
            Direction::Out => places.departure_of(told),
        };
        if let Some((event, business_id)) = found {
            reported.push(Reported { told, event, business_id });
        }
    }
    let known: HashMap<u64, ()> = reported.iter().map(|one| (one.told.passage.record_id, ())).collect();
    for told in truth.told.iter().filter(|told| told.owed) {
        let repeats = |other: &Reported<'_>| Truth::may_be_repeats(told, other.told);
        if !known.contains_key(&told.passage.record_id) && !reported.iter().any(repeats) {
            problems.push(format!("lost: {}", told.words()));
        }
    }
    for (key, left) in places.left {
        if left.accepted > 0 {
            problems.push(format!("{} departures of {key:?} more than passages", left.accepted));
        }
    }
    for one in &reported {
        judge_parked(evidence, one, problems);
    }
    reported
}

fn arrival_of(evidence: &Evidence<'_>, told: &Told) -> Option<(EventKind, String)> {
    let id = business_id::of_arrival(&told.identity());
    let accepted = evidence.city.event(evidence.car_park, &id, EventKind::Arrival).is_some();
    let listed = || evidence.row(&id, DeliveryKind::Arrival).is_some_and(|row| evidence.is_for_a_person(row));
    (accepted || listed()).then_some((EventKind::Arrival, id))
}

/// Departures by plate and time, each to be claimed by one passage.
struct Places {
    left: BTreeMap<(String, String), Left>,
}

#[derive(Default)]
struct Left {
    business_ids: Vec<String>,
    accepted: usize,
}

impl Places {
    fn of(evidence: &Evidence<'_>, departures: &[Accepted<Event>]) -> Self {
        let mut left: BTreeMap<_, Left> = BTreeMap::new();
        for row in &evidence.deliveries {
            if row.kind == DeliveryKind::Departure && evidence.is_for_a_person(row) {
                let ids = &mut left.entry((row.plate.clone(), row.event_at.china_standard())).or_default();
                ids.business_ids.push(row.business_id.clone());
            }
        }
        for departure in departures {
            let place =
                left.entry((departure.plate.to_string(), departure.leavetime.to_string())).or_default();
            place.accepted += 1;
            if !place.business_ids.iter().any(|id| **id == *departure.business_id) {
                place.business_ids.push(departure.business_id.to_string());
            }
        }
        Self { left }
    }

    fn departure_of(&mut self, told: &Told) -> Option<(EventKind, String)> {
        let key = (told.plate.clone(), told.passage.at.china_standard());
        let place = self.left.get_mut(&key)?;
        let id = place.business_ids.pop()?;
        place.accepted = place.accepted.saturating_sub(1);
        Some((EventKind::Departure, id))
    }
}

/// An accepted arrival is a passage's, or was reconstructed for a departure's.
fn judge_arrival(
    evidence: &Evidence<'_>,
    truth: &Truth,
    arrival: &Accepted<Event>,
    problems: &mut Vec<String>,
) {
    let entries = || truth.of_plate(&arrival.plate, Direction::In);
    let seen = entries().find(|told| business_id::of_arrival(&told.identity()) == *arrival.business_id);
    let parktime = match seen {
        Some(told) => {
            judge_free_spaces(evidence, told, arrival, problems);
            arrival.parktime.as_ref() == told.passage.at.china_standard()
        }
        None => truth
            .of_plate(&arrival.plate, Direction::Out)
            .find(|told| business_id::of_lone_departure(&told.identity()) == *arrival.business_id)
            .is_some_and(|exit| {
                let before = |entry: &Told| entry.passage.at <= exit.passage.at;
                let mut times = entries().filter(|entry| before(entry)).map(|entry| entry.passage.at);
                arrival.parktime.as_ref() == exit.passage.at.china_standard()
                    || times.any(|at| *arrival.parktime == *at.china_standard())
            }),
    };
    if !parktime || !arrival.leavetime.is_empty() {
        problems.push(format!("invented: {:?}", arrival.content));
    }
    judge_kind(arrival, problems);
}

/// An accepted departure is an exit's; its arrival's time is what the city was told on arrival.
fn judge_departure(
    evidence: &Evidence<'_>,
    truth: &Truth,
    departure: &Accepted<Event>,
    problems: &mut Vec<String>,
) {
    let exit = truth
        .of_plate(&departure.plate, Direction::Out)
        .find(|told| *departure.leavetime == *told.passage.at.china_standard());
    let arrival = evidence.city.event(evidence.car_park, &departure.business_id, EventKind::Arrival);
    let agrees = arrival.as_ref().is_some_and(|arrival| {
        arrival.parktime == departure.parktime
            && arrival.plate == departure.plate
            && arrival.vehtype == departure.vehtype
            && arrival.hpys == departure.hpys
            && arrival.sequence < departure.sequence
    });
    match exit {
        Some(told) if agrees && departure.parktime <= departure.leavetime => {
            judge_free_spaces(evidence, told, departure, problems);
        }
        _ => problems.push(format!("invented: {:?}, after {arrival:?}", departure.content)),
    }
    judge_kind(departure, problems);
}

/// `freeparklotcount` is a number that the car park can have, and the callback's own where no list was read before.
fn judge_free_spaces(
    evidence: &Evidence<'_>,
    told: &Told,
    event: &Accepted<Event>,
    problems: &mut Vec<String>,
) {
    let most = evidence.total_spaces;
    let free = event.free_spaces.unwrap_or(-1);
    if !(0..=most).contains(&free) {
        problems.push(format!("{free} free spaces of {most}: {}", told.words()));
    }
    if evidence.by_callback_only.contains(&told.passage.record_id)
        && told.free_by_callback.is_some_and(|said| said.max(0) != free)
    {
        problems.push(format!(
            "{free} free spaces, but its callback said {:?}: {}",
            told.free_by_callback,
            told.words()
        ));
    }
}

/// `vehtype` and `hpys` by the number's form (domain.md, "Plates"), for the forms that leave little doubt.
fn judge_kind(event: &Accepted<Event>, problems: &mut Vec<String>) {
    let letters: Vec<char> = event.plate.chars().collect();
    let expected = match letters.as_slice() {
        [_, _, third, .., last] if letters.len() == 8 => {
            let energy = |c: &char| ('A'..='K').contains(c) && *c != 'I';
            let digits = |part: &[char]| part.iter().all(char::is_ascii_digit);
            if energy(third) && digits(&letters[4..]) {
                Some(("52", "渐变绿"))
            } else if energy(last) && digits(&letters[2..7]) {
                Some(("51", "黄绿双拼"))
            } else {
                None
            }
        }
        [province, authority, serial @ ..] if letters.len() == 7 => {
            let possible = |c: &char| c.is_ascii_digit() || (c.is_ascii_uppercase() && !"IO".contains(*c));
            let is_ordinary = !province.is_ascii()
                && authority.is_ascii_uppercase()
                && serial.iter().all(possible)
                && serial.iter().filter(|c| c.is_ascii_uppercase()).count() <= 2;
            is_ordinary.then_some(("02", "蓝"))
        }
        [] => Some(("02", "未识别")),
        _ => None,
    };
    if expected.is_some_and(|(vehtype, hpys)| *event.vehtype != *vehtype || *event.hpys != *hpys) {
        problems.push(format!("the kind of {:?} is not {expected:?}", event.content));
    }
}

/// Where nothing is refused, nothing is parked.
fn judge_parked(evidence: &Evidence<'_>, one: &Reported<'_>, problems: &mut Vec<String>) {
    let row = evidence.row(&one.business_id, kind_of_event(one.event));
    if let Some(row) = row.filter(|row| evidence.is_for_a_person(row) && !evidence.may_park.items) {
        problems.push(format!("parked without a reason of the city's: {} {row:?}", one.told.words()));
    }
}
