//! One parking session, side by side: what the vendor said, what staff changed, what the city accepted.

use gate_core::{
    plate::DecidedBy,
    session::{PairingFacts, PairingReason as Why, explain_pairing},
};
use gate_store::{AttemptRow, OwedFacts, SessionFacts};

use super::{deliveries, views};
use crate::{
    app::Context,
    contract::{
        Failure,
        types::{
            AttemptOutcome, AttemptView, KindReason, OwedPhoto, PairingReason, PassageRole, PassageSource,
            SessionCorrection, SessionDelivery, SessionKind, SessionOf, SessionPage, SessionPassage,
            SessionState, TimelineEntry, TimelineEvent,
        },
    },
    now,
};

/// What is heard of later than this after it happened is told apart, in milliseconds.
const LATE_MS: i64 = 60_000;

/// All that is kept of a session. The words for the city's help desk are the screens' own: everything here is fit to be copied.
pub(crate) async fn page(context: &Context, request: SessionOf) -> Result<SessionPage, Failure> {
    let facts = context.session_facts(request.session).await?;
    let names = context.app.store.car_parks().await?;
    let name = names.into_iter().find(|known| known.parking_id == facts.session.parking_id);
    let timeline = timeline(&facts);
    let session = facts.session;
    let arrival_seen = session.arrival_origin == "seen";
    let pairing = explain_pairing(PairingFacts {
        state: &session.state,
        arrival_origin: &session.arrival_origin,
        paired_by: &session.paired_by,
    });
    let plate = views::plate(&session.plate);
    Ok(SessionPage {
        id: session.id,
        version: facts.version,
        car_park: name.and_then(|known| known.name).unwrap_or_else(|| session.parking_id.clone()),
        parking_id: session.parking_id,
        business_id: session.business_id,
        state: state(&session.state),
        arrived_at: session.arrived_at.map(|at| at.0),
        arrival_seen,
        arrival_lane: session.arrival_lane,
        departed_at: session.departed_at.map(|at| at.0),
        departure_lane: session.departure_lane,
        exit_heard_at: facts.exit_heard_at.map(|at| at.0),
        asked_at: facts.asked_at.map(|at| at.0),
        pairing: pairing.map(why),
        kind: SessionKind {
            vehtype: session.vehtype,
            hpys: session.hpys,
            by: DecidedBy::from_code(&session.kind_by).map(decided_by),
            form: plate.form,
            vehicle_type: facts.vehicle_type,
        },
        plate,
        passages: facts.passages.into_iter().map(passage).collect(),
        corrections: facts.corrections.into_iter().map(correction).collect(),
        deliveries: facts.owed.into_iter().map(delivery).collect(),
        timeline,
        now: now().0,
    })
}

impl Context {
    /// All that is kept of a session, if who calls may see its car park.
    pub(super) async fn session_facts(&self, id: i64) -> Result<SessionFacts, Failure> {
        let facts = self.app.store.session_facts(id, now()).await?;
        if self.sees(&facts.session.parking_id) { Ok(facts) } else { Err(Failure::not_found("session")) }
    }
}

fn timeline(facts: &SessionFacts) -> Vec<TimelineEntry> {
    let mut entries = Vec::new();
    let mut add = |at: i64, what| entries.push(TimelineEntry { at, what });
    for passage in &facts.passages {
        add(passage.at.0, TimelineEvent::Passed { passage: passage.id });
        if passage.heard_at.since(passage.at) > LATE_MS {
            add(passage.heard_at.0, TimelineEvent::HeardLate { passage: passage.id });
        }
    }
    if let Some(at) = facts.asked_at {
        add(at.0, TimelineEvent::Asked);
    }
    for (index, correction) in (0..).zip(&facts.corrections) {
        add(correction.at.0, TimelineEvent::Corrected { index });
    }
    for owed in &facts.owed {
        let delivery = owed.row.delivery.id;
        add(owed.created_at.0, TimelineEvent::Owed { delivery });
        for (attempt, tried) in (0..).zip(&owed.attempts) {
            add(tried.at.0, TimelineEvent::Tried { delivery, attempt });
        }
        if let Some(at) = owed.parked_at {
            add(at.0, TimelineEvent::Parked { delivery });
        }
        if let Some(at) = owed.given_up_at {
            add(at.0, TimelineEvent::GivenUp { delivery });
        }
    }
    // Of one moment what stands above comes first: the passage before what is owed for it.
    entries.sort_by_key(|entry| entry.at);
    entries
}

pub(super) fn state(code: &str) -> SessionState {
    match code {
        "open" => SessionState::Open,
        "exit_missed" => SessionState::ExitMissed,
        "awaiting_arrival" => SessionState::AwaitingArrival,
        _ => SessionState::Closed,
    }
}

fn why(reason: Why) -> PairingReason {
    match reason {
        Why::Inside => PairingReason::Inside,
        Why::ExitMissed => PairingReason::ExitMissed,
        Why::AwaitsArrival => PairingReason::AwaitsArrival,
        Why::SamePlate => PairingReason::SamePlate,
        Why::OnlyOpen => PairingReason::OnlyOpen,
        Why::Oldest => PairingReason::Oldest,
        Why::Person => PairingReason::Person,
        Why::InParkList => PairingReason::InParkList,
        Why::NowhereFound => PairingReason::NowhereFound,
    }
}

fn decided_by(by: DecidedBy) -> KindReason {
    match by {
        DecidedBy::Staff => KindReason::Staff,
        DecidedBy::Card => KindReason::Card,
        DecidedBy::Form => KindReason::Form,
        DecidedBy::Default => KindReason::Default,
    }
}

fn passage(row: gate_store::SessionPassage) -> SessionPassage {
    SessionPassage {
        id: row.id,
        direction: row.direction.into(),
        role: match row.role.as_str() {
            "arrival" => PassageRole::Arrival,
            "departure" => PassageRole::Departure,
            "repeat" => PassageRole::Repeat,
            _ => PassageRole::None,
        },
        at: row.at.0,
        heard_at: row.heard_at.0,
        read_as: row.plate_raw,
        lane: if row.lane_name.is_empty() { row.lane_no } else { row.lane_name },
        source: match row.source.as_str() {
            "records" => Some(PassageSource::Records),
            "callback" => Some(PassageSource::Callback),
            "look_back" => Some(PassageSource::LookBack),
            _ => None,
        },
        record_id: row.record_id,
        free_spaces: row.free_spaces,
        photo: views::photo(row.photo),
    }
}

fn correction(row: gate_store::SessionCorrection) -> SessionCorrection {
    SessionCorrection {
        field: row.field,
        before: row.before,
        after: row.after,
        reason: row.reason,
        by: row.made_by,
        at: row.at.0,
    }
}

fn delivery(owed: OwedFacts) -> SessionDelivery {
    SessionDelivery {
        item: deliveries::item(owed.row),
        passage: owed.passage_id,
        free_spaces: owed.free_spaces,
        owed_at: owed.created_at.0,
        given_up_at: owed.given_up_at.map(|at| at.0),
        payload: owed.payload,
        photo: owed.photo.map(|photo| OwedPhoto {
            id: photo.id,
            from_staff: photo.origin == "staff",
            fetch_tries: photo.fetch_tries,
            error: photo.last_error.or(photo.failure),
            bytes: photo.bytes,
            width: photo.width,
            height: photo.height,
            sent_bytes: photo.fitted_bytes,
            sent_md5: photo.fitted_md5,
        }),
        attempts: owed.attempts.into_iter().map(attempt).collect(),
    }
}

fn attempt(row: AttemptRow) -> AttemptView {
    AttemptView {
        at: row.at.0,
        outcome: match row.outcome.as_str() {
            "delivered" => AttemptOutcome::Delivered,
            "delivered_malformed" => AttemptOutcome::DeliveredMalformed,
            "delivered_already" => AttemptOutcome::DeliveredAlready,
            "refused" => AttemptOutcome::Refused,
            "account_refused" => AttemptOutcome::AccountRefused,
            "address_wrong" => AttemptOutcome::AddressWrong,
            "transient" => AttemptOutcome::Transient,
            "ambiguous" => AttemptOutcome::Ambiguous,
            "slow_down" => AttemptOutcome::SlowDown,
            _ => AttemptOutcome::Unknown,
        },
        status: row.status,
        answer: row.answer,
        elapsed_ms: row.elapsed_ms,
        bytes: row.bytes,
        photo_md5: row.photo_md5,
    }
}
