//! Invariants 1 and 4 for photos: each that can be fetched is accepted or listed, and is that passage's own.

use std::collections::HashMap;

use gate_core::delivery::DeliveryState;
use gate_photo::Limits;
use gate_sim::city::{Accepted, EventKind, Photo};
use md5::{Digest, Md5};

use super::events::Reported;
use super::{Evidence, kind_of_photo};

pub(super) fn judge(evidence: &Evidence<'_>, reported: &[Reported<'_>], problems: &mut Vec<String>) {
    let accepted = evidence.city.accepted_photos();
    let mut of_event: HashMap<(&str, Option<EventKind>), Vec<&Accepted<Photo>>> = HashMap::new();
    for photo in &accepted {
        of_event.entry((photo.business_id.as_ref(), photo.of)).or_default().push(photo);
    }
    for one in reported {
        let photos = of_event.remove(&(one.business_id.as_str(), Some(one.event))).unwrap_or_default();
        match photos.as_slice() {
            [] => judge_absent(evidence, one, problems),
            [photo] => judge_present(evidence, one, photo, problems),
            many => problems.push(format!("{} photos for one: {}", many.len(), one.told.words())),
        }
    }
    for ((business_id, event), photos) in of_event {
        problems.push(format!("{} photos of no passage: {business_id} {event:?}", photos.len()));
    }
}

fn judge_absent(evidence: &Evidence<'_>, one: &Reported<'_>, problems: &mut Vec<String>) {
    let row = evidence.row(&one.business_id, kind_of_photo(one.event));
    let Some(row) = row.filter(|row| evidence.is_for_a_person(row)) else {
        problems.push(format!("photo lost: {}, listed as {row:?}", one.told.words()));
        return;
    };
    let fault = evidence.open_platform.photo_fault(one.told.passage.record_id);
    let can_be_fetched = fault.is_none_or(|fault| fault.is_fetchable());
    let may_wait = row.state == DeliveryState::Waiting && evidence.may_park.items;
    let may_park = evidence.may_park.photos || evidence.may_park.items;
    if can_be_fetched && !may_wait && !may_park {
        problems.push(format!("photo parked without a reason: {} {row:?}", one.told.words()));
    }
}

fn judge_present(
    evidence: &Evidence<'_>,
    one: &Reported<'_>,
    photo: &Accepted<Photo>,
    problems: &mut Vec<String>,
) {
    let index = match one.event {
        EventKind::Arrival => 1,
        EventKind::Departure => 3,
    };
    let mut wrong = Vec::new();
    if photo.index != Some(index) {
        wrong.push(format!("index {:?}", photo.index));
    }
    if *photo.taken_at != *one.told.passage.at.china_compact() {
        wrong.push(format!("taken at {}", photo.taken_at));
    }
    let source = evidence.open_platform.photo(one.told.passage.record_id).unwrap_or_default();
    match gate_photo::fit(&source, &Limits::default()) {
        Ok(fitted) if *photo.md5 == *hex(&Md5::digest(&fitted.bytes)) => {}
        Ok(_) => wrong.push("not its own picture".to_owned()),
        Err(error) => wrong.push(format!("a picture that cannot be: {error}")),
    }
    if photo.claimed_md5 != photo.md5 {
        wrong.push("a wrong hash".to_owned());
    }
    if !wrong.is_empty() {
        problems.push(format!("photo with {}: {}", wrong.join(", "), one.told.words()));
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
