//! What the list of vehicles inside and the sessions differ in, and what people make of it.

use std::collections::HashMap;

use gate_core::{
    plate::{Likeness, PlateColour},
    reconcile::DiscrepancyKind as Kind,
};
use gate_store::{DiscrepancyRow, Mend, Mending, StoreError};

use super::{sessions, text, views};
use crate::{
    app::Context,
    contract::{
        Failure,
        types::{
            DiscrepancyItem, DiscrepancyKind, ExitsMarked, ExitsMissed, PairingCandidate, PlateLikeness,
            ReasonsRequest, SessionOf,
        },
    },
    now,
};

/// So many sessions are closed in one call.
const MOST: usize = 500;
/// So many halves are offered.
const CANDIDATES: u32 = 20;

/// What differs now, the longest stays first.
pub(crate) async fn discrepancies(
    context: &Context,
    request: ReasonsRequest,
) -> Result<Vec<DiscrepancyItem>, Failure> {
    if let Some(parking_id) = &request.parking_id {
        context.admit_car_park(parking_id)?;
    }
    let store = &context.app.store;
    let mut rows = store.discrepancies(request.parking_id.as_deref()).await?;
    rows.retain(|row| context.sees(&row.parking_id));
    items(context, rows).await
}

/// Differences with the versions of their sessions.
pub(super) async fn items(
    context: &Context,
    rows: Vec<DiscrepancyRow>,
) -> Result<Vec<DiscrepancyItem>, Failure> {
    let sessions = rows.iter().filter_map(|row| row.found.session).collect();
    let versions = context.app.store.session_versions(sessions).await?;
    let versions: HashMap<i64, String> = versions.into_iter().collect();
    Ok(rows.into_iter().map(|row| item(row, &versions)).collect())
}

fn item(row: DiscrepancyRow, versions: &HashMap<i64, String>) -> DiscrepancyItem {
    let DiscrepancyRow { parking_id, found, seen } = row;
    let (resembles, resembles_session) =
        found.resembles.map_or((None, None), |other| (Some(views::plate(&other.plate)), other.session));
    DiscrepancyItem {
        parking_id,
        kind: match found.kind {
            Kind::NotInside => DiscrepancyKind::NotInside,
            Kind::NotKnown => DiscrepancyKind::NotKnown,
            Kind::OtherTime => DiscrepancyKind::OtherTime,
            Kind::Overdue => DiscrepancyKind::Overdue,
            Kind::OtherCount => DiscrepancyKind::OtherCount,
        },
        plate: views::plate(&found.plate),
        session: found.session,
        version: found.session.and_then(|session| versions.get(&session).cloned()),
        arrived_at: found.session.map(|_| found.since.0),
        entered_at: found.entered_at.map(|at| at.0),
        lane_no: found.lane_no,
        left_at: found.left_at.map(|at| at.0),
        resembles,
        resembles_session,
        counted_sessions: found.counts.map(|counts| counts.sessions),
        counted_listed: found.counts.map(|counts| counts.listed),
        first_seen_at: seen.first_at.0,
        last_seen_at: seen.last_at.0,
    }
}

/// Closes sessions whose vehicles left unseen, one by one, each with its own record.
pub(crate) async fn mark_exits_missed(
    context: &Context,
    request: ExitsMissed,
) -> Result<ExitsMarked, Failure> {
    let reason = text("reason", &request.reason)?;
    if request.sessions.is_empty() {
        return Err(Failure::invalid("sessions", "empty"));
    }
    if request.sessions.len() > MOST {
        return Err(Failure::invalid("sessions", "too_many").with("most", MOST as i64));
    }
    let store = &context.app.store;
    for seen in &request.sessions {
        if !context.sees(&store.session(seen.session).await?.parking_id) {
            return Err(Failure::not_found("session"));
        }
    }
    let (mut marked, mut skipped) = (Vec::new(), Vec::new());
    for seen in request.sessions {
        let mending = Mending {
            session_id: seen.session,
            version: seen.version,
            mend: Mend::ExitMissed,
            ordinary_colour: PlateColour::Blue,
        };
        match store.mend_session(mending, &reason, context.by()?, now()).await {
            Ok(_) => marked.push(seen.session),
            Err(StoreError::ChangedMeanwhile | StoreError::CannotMend { .. }) => skipped.push(seen.session),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(ExitsMarked { marked, skipped })
}

/// Sessions that may be the other half of this one.
pub(crate) async fn candidates(
    context: &Context,
    request: SessionOf,
) -> Result<Vec<PairingCandidate>, Failure> {
    let store = &context.app.store;
    if !context.sees(&store.session(request.session).await?.parking_id) {
        return Err(Failure::not_found("session"));
    }
    let found = store.pairing_candidates(request.session, CANDIDATES).await?;
    let view = |candidate: gate_store::PairingCandidate| {
        let session = candidate.session;
        PairingCandidate {
            session: session.id,
            version: candidate.version,
            plate: views::plate(&session.plate),
            likeness: candidate.likeness.map(|likeness| match likeness {
                Likeness::Exact => PlateLikeness::Same,
                Likeness::Folded => PlateLikeness::Folded,
                Likeness::OneLookAlike => PlateLikeness::OneLookAlike,
            }),
            state: sessions::state(&session.state),
            arrived_at: session.arrived_at.map(|at| at.0),
            departed_at: session.departed_at.map(|at| at.0),
            arrival_lane: session.arrival_lane,
            departure_lane: session.departure_lane,
        }
    };
    Ok(found.into_iter().map(view).collect())
}
