//! Finding a plate, all that is known of it, and putting a reading right.

use gate_core::{
    coupon::CouponValue,
    plate,
    standing::{Facts, days_left, standing},
    time::UtcMillis,
};
use gate_store::{
    BlacklistRow, CorrectionRow, CouponRow, IssueOutcome, OpeningFilter, OutingRow, PlateCorrection,
    Register, VehicleRow, VisitorRow,
};

use super::{limit, openings, text, views};
use crate::{
    app::Context,
    contract::{
        Failure,
        types::{
            BlacklistView, CorrectPlate, CorrectionView, CouponKind, CouponView, Inside, OutingView,
            OwnerInFull, PlateCard, PlateCorrected, PlateHit, PlateOf, PlateSearch, Registration,
            RevealOwner, Standing, VisitView, WriteOutcome,
        },
    },
    corrections, now,
};

/// Longest plate that is taken, in characters: the longest real one has eight.
const LONGEST_PLATE: usize = 20;

/// Rows of each kind on a card.
const ROWS: u32 = 10;

/// So many times as many rows are looked through for somebody who sees some car parks only.
const LOOKED_THROUGH: u32 = 20;

/// Plates that fit what was typed, best first.
pub(crate) async fn search(context: &Context, request: PlateSearch) -> Result<Vec<PlateHit>, Failure> {
    let most = limit(request.limit, 12, 50) as usize;
    let scope = context.scope()?;
    let hits = context.app.store.search_plates_within(&request.text, most, scope, now()).await?;
    let view = |hit: gate_store::PlateHit| {
        let (standing, type_name) = views::standing(hit.standing);
        let registered = hit.registered.as_ref();
        PlateHit {
            plate: views::plate(&hit.plate),
            standing,
            type_name,
            owner: registered.and_then(|mark| mark.owner_name.as_ref()).map(|name| name.masked()),
            valid_until: registered.and_then(|mark| mark.valid_until).map(|day| day.to_string()),
            inside_since: hit.inside.as_ref().map(|inside| inside.since.0),
            last_seen_at: hit.last_seen_at.map(|at| at.0),
        }
    };
    Ok(hits.into_iter().map(view).collect())
}

/// Everything that is known of one plate.
pub(crate) async fn card(context: &Context, request: PlateOf) -> Result<PlateCard, Failure> {
    let plate = typed(&request.plate)?;
    let (store, now) = (&context.app.store, now());
    let names = store.car_parks().await?;
    let car_park = |id: &str| {
        let known = names.iter().find(|car_park| car_park.parking_id == id);
        known.and_then(|car_park| car_park.name.clone()).unwrap_or_else(|| id.to_owned())
    };
    let vehicles = store.vehicle_by_plate(&plate).await?;
    let seen: Vec<VehicleRow> = vehicles.into_iter().filter(|row| context.sees(&row.parking_id)).collect();
    // Of somebody who is limited to some car parks more are looked through, so that those of others crowd none out.
    let rows = if context.scope()?.is_all() { ROWS } else { ROWS * LOOKED_THROUGH };
    let passages = store.last_passages_of_plate(&plate, None, rows).await?;
    let passages: Vec<_> = seen_by(context, passages, |row| &row.parking_id).map(views::passage).collect();
    let mut inside = store.open_sessions_of_plate(&plate).await?;
    inside.retain(|session| context.sees(&session.parking_id));
    let inside = inside.into_iter().next();
    let mut bans = store.blacklist_by_plate(&plate).await?;
    bans.retain(|row| context.sees(&row.parking_id));
    let visits = store.visits_of_plate(&plate).await?;
    let opened = OpeningFilter { plate: plate.clone(), limit: rows, ..OpeningFilter::default() };
    let opened = store.lane_openings(opened).await?;
    let coupons = store.coupons_of_plate(&plate, rows).await?;
    let outings = store.outings_of_plate(&plate, rows).await?;
    let corrections = store.corrections_of_plate(&plate, rows).await?;
    // Of several car parks, the one that knows most of it now.
    let nearest = inside.as_ref().map(|session| session.parking_id.clone());
    let nearest = nearest.or_else(|| seen.first().map(|row| row.parking_id.clone()));
    let nearest = nearest.or_else(|| passages.first().map(|passage| passage.parking_id.clone()));
    let standing = if bans.iter().any(|row| row.holds(now.china_date())) {
        Standing::Blacklisted
    } else {
        let parking_id = nearest.unwrap_or_default();
        views::standing(store.standing_of_plate(&parking_id, &plate, None, now).await?).0
    };
    let mirrored = store.mirror_ages().await?;
    let oldest = mirrored
        .iter()
        .filter(|age| matches!(age.register, Register::Vehicles | Register::Blacklist))
        .map(|age| age.refreshed_at)
        .min()
        .flatten();
    Ok(PlateCard {
        plate: views::plate(&plate),
        standing,
        registrations: seen
            .into_iter()
            .map(|row| registration(car_park(&row.parking_id), row, now))
            .collect(),
        registers_read_at: oldest.map(|at| at.0),
        inside: inside.map(|inside| Inside {
            session: inside.session_id,
            since: inside.since.0,
            lane: if inside.lane_name.is_empty() { inside.lane_no } else { inside.lane_name },
            photo: views::photo(inside.photo),
            parking_id: inside.parking_id,
        }),
        blacklist: bans.into_iter().map(|row| ban(row, now)).collect(),
        visits: visits.into_iter().filter(|row| context.sees(&row.visitor.parking_id)).map(visit).collect(),
        coupons: seen_by(context, coupons, |row| &row.parking_id).map(coupon).collect(),
        outings: seen_by(context, outings, |row| &row.parking_id).map(outing).collect(),
        passages,
        openings: seen_by(context, opened, |row| &row.parking_id)
            .map(|row| openings::view(row, now))
            .collect(),
        corrections: seen_by(context, corrections, |row| &row.parking_id).map(correction).collect(),
    })
}

/// The first rows of the car parks that who calls may see.
fn seen_by<T>(context: &Context, rows: Vec<T>, car_park: impl Fn(&T) -> &str) -> impl Iterator<Item = T> {
    rows.into_iter().filter(move |row| context.sees(car_park(row))).take(ROWS as usize)
}

fn registration(car_park: String, row: VehicleRow, now: UtcMillis) -> Registration {
    let today = now.china_date();
    let facts = Facts {
        on: today,
        passage_type: None,
        passage_type_name: None,
        registration: Some(row.registered()),
        visiting: false,
        banned: false,
    };
    let (standing, type_name) = views::standing(standing(&facts));
    Registration {
        car_park,
        standing,
        type_name: row.type_name.clone().or(type_name),
        owner: row.owner_name.as_ref().map(|name| name.masked()),
        phone: row.owner_phone.as_ref().map(|phone| phone.masked()),
        department: row.department,
        valid_from: row.valid_from.map(|day| day.to_string()),
        valid_until: row.valid_until.map(|day| day.to_string()),
        days_left: days_left(row.valid_until, today).map(views::days),
        spaces: row.spaces,
        lanes: row.lanes,
        remark: row.remark,
        parking_id: row.parking_id,
    }
}

pub(super) fn ban(row: BlacklistRow, now: UtcMillis) -> BlacklistView {
    BlacklistView {
        holds: row.holds(now.china_date()),
        until: row.until.map(|day| day.to_string()),
        reason: Some(row.reason).filter(|reason| !reason.is_empty()),
        parking_id: row.parking_id,
    }
}

pub(super) fn coupon(row: CouponRow) -> CouponView {
    let (kind, amount) = match row.value {
        CouponValue::Count(times) => (CouponKind::Count, times),
        CouponValue::Hours(hours) => (CouponKind::Hours, hours),
        CouponValue::Yuan(yuan) => (CouponKind::Yuan, yuan),
    };
    CouponView {
        kind,
        amount,
        issued_at: row.issued_at.0,
        issued_by: row.issued_by,
        outcome: issued(row.outcome),
    }
}

pub(super) fn outing(row: OutingRow) -> OutingView {
    OutingView {
        starts_at: row.starts_at.0,
        ends_at: row.ends_at.0,
        registered_by: row.registered_by,
        outcome: issued(row.outcome),
    }
}

fn issued(outcome: IssueOutcome) -> WriteOutcome {
    match outcome {
        IssueOutcome::Done => WriteOutcome::Done,
        IssueOutcome::Refused => WriteOutcome::Refused,
        IssueOutcome::NotDone => WriteOutcome::NotDone,
        IssueOutcome::Unknown => WriteOutcome::Unknown,
    }
}

fn correction(row: CorrectionRow) -> CorrectionView {
    CorrectionView { before: row.before, after: row.after, reason: row.reason, by: row.made_by, at: row.at.0 }
}

fn visit(row: VisitorRow) -> VisitView {
    let contact = row.visitor.name.as_deref().map(gate_core::record::mask_name);
    VisitView {
        contact: contact.filter(|name| !name.is_empty()),
        starts_at: row.visitor.from.map(|at| at.0),
        ends_at: row.visitor.until.map(|at| at.0),
        reason: row.visitor.reason,
        confirmed: row.confirmed_at.is_some(),
        parking_id: row.visitor.parking_id,
    }
}

/// Name and phone of a registration in full. Audited before they are shown.
pub(crate) async fn reveal_owner(context: &Context, request: RevealOwner) -> Result<OwnerInFull, Failure> {
    context.admit_car_park(&request.parking_id)?;
    let plate = typed(&request.plate)?;
    let rows = context.app.store.vehicle_by_plate(&plate).await?;
    let row = rows.into_iter().find(|row| row.parking_id == request.parking_id);
    let row = row.ok_or_else(|| Failure::not_found("vehicle"))?;
    let subject = format!("{}/{plate}", request.parking_id);
    let entry = gate_store::AuditEntry::new(now(), context.by()?, "owner_reveal", &subject);
    context.app.store.append_audit(entry).await?;
    Ok(OwnerInFull {
        name: row.owner_name.map(|name| name.in_full().to_owned()).unwrap_or_default(),
        phone: row.owner_phone.map(|phone| phone.in_full().to_owned()).unwrap_or_default(),
    })
}

/// Puts the plate of a session right; what the city was told is told again with the same id.
pub(crate) async fn correct(context: &Context, request: CorrectPlate) -> Result<PlateCorrected, Failure> {
    let plate = typed(&request.plate)?;
    let reason = text("reason", &request.reason)?;
    let session = context.app.store.session(request.session).await?;
    if !context.sees(&session.parking_id) {
        return Err(Failure::not_found("session"));
    }
    if session.plate == plate {
        return Err(Failure::invalid("plate", "same"));
    }
    let config = context.app.configuration()?;
    let correction =
        PlateCorrection { session_id: request.session, plate, reason, by: context.by()?.to_owned() };
    let corrected = corrections::correct_plate(&context.app.store, &config, correction, now()).await?;
    Ok(PlateCorrected {
        session: corrected.session,
        sent_again: corrected.sent_again,
        joined: corrected.joined,
    })
}

/// A plate that a person typed, normalised; any shape, but neither nothing nor an essay.
pub(super) fn typed(plate: &str) -> Result<String, Failure> {
    let normalised = plate::normalise(plate);
    if normalised.is_empty() {
        return Err(Failure::invalid("plate", "empty"));
    }
    if normalised.chars().count() > LONGEST_PLATE {
        return Err(Failure::invalid("plate", "too_long").with("most", LONGEST_PLATE as i64));
    }
    Ok(normalised)
}
