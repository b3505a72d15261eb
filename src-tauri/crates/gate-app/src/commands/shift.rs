//! Handing a shift over: what happened in it, both signatures, and those that were closed.

use gate_core::time::UtcMillis;
use gate_store::{AccountRow, ShiftClosing, ShiftCounted, ShiftRow};

use super::{accounts, limit};
use crate::{
    app::{Context, SessionChange},
    contract::{
        Code, Failure,
        types::{
            CloseShift, ShiftAlert, ShiftCounts, ShiftNow, ShiftOf, ShiftOpening, ShiftView, ShiftsRequest,
        },
    },
    now,
};

/// Longest note, in characters.
const LONGEST_NOTE: usize = 2_000;

/// The shift that goes on.
pub(crate) async fn view(context: &Context, (): ()) -> Result<ShiftNow, Failure> {
    let own = &context.caller()?.account;
    let (begun_at, counted) = context.app.store.shift_now(own.car_parks.clone(), now()).await?;
    let rows = context.app.store.accounts().await?;
    let attendants = rows
        .into_iter()
        .filter(|row| accounts::signs_by_pin(row) && row.id != own.id && same_car_parks(row, own))
        .map(|row| row.name)
        .collect();
    Ok(ShiftNow { begun_at: begun_at.0, counted: counts(counted), attendants })
}

/// Closes it. Both secrets are proven before anything is written; afterwards this window is signed in as who came.
pub(crate) async fn close(context: &Context, request: CloseShift) -> Result<ShiftView, Failure> {
    let caller = context.caller()?;
    let (app, own) = (&context.app, &caller.account);
    let note = request.note.trim();
    if note.chars().count() > LONGEST_NOTE {
        return Err(Failure::invalid("note", "too_long").with("most", LONGEST_NOTE as i64));
    }
    accounts::prove_to_sign(app, &own.name, &request.secret, request.by_pin)
        .await
        .map_err(|failure| whose(failure, "left"))?;
    let taker = accounts::prove_to_sign(app, &request.taken_by, &request.taken_secret, request.taken_by_pin)
        .await
        .map_err(|failure| whose(failure, "taken"))?;
    if taker.id == own.id {
        return Err(Failure::invalid("taken_by", "same"));
    }
    // The next shift would count other things than where this one ended.
    if !same_car_parks(&taker, own) {
        return Err(Failure::invalid("taken_by", "other_car_parks"));
    }
    let closing = ShiftClosing {
        car_parks: own.car_parks.clone(),
        begun_at: UtcMillis(request.begun_at),
        left_by: own.name.clone(),
        taken_by: taker.name.clone(),
        note: note.to_owned(),
    };
    let closed = app.store.close_shift(closing, now()).await?;
    app.sign_out(&caller.key);
    context.set_session(SessionChange::Set(app.sign_in(taker.id)));
    accounts::note_login(app, &taker).await?;
    Ok(shown(closed))
}

/// Shifts that were handed over.
pub(crate) async fn list(context: &Context, request: ShiftsRequest) -> Result<Vec<ShiftView>, Failure> {
    let rows =
        context.app.store.shifts(context.scope()?, request.before, limit(request.limit, 50, 200)).await?;
    Ok(rows.into_iter().map(shown).collect())
}

/// One of them.
pub(crate) async fn one(context: &Context, request: ShiftOf) -> Result<ShiftView, Failure> {
    let found = context.app.store.shift(context.scope()?, request.id).await?;
    found.map(shown).ok_or_else(|| Failure::not_found("shift"))
}

fn whose(failure: Failure, whose: &'static str) -> Failure {
    match failure.code {
        Code::WrongSecret | Code::LockedOut => failure.with("whose", whose),
        _ => failure,
    }
}

fn same_car_parks(one: &AccountRow, other: &AccountRow) -> bool {
    let sorted = |row: &AccountRow| {
        let mut ids = row.car_parks.clone();
        ids.sort();
        ids.dedup();
        ids
    };
    sorted(one) == sorted(other)
}

fn shown(row: ShiftRow) -> ShiftView {
    ShiftView {
        id: row.id,
        car_parks: row.car_parks,
        begun_at: row.begun_at.0,
        closed_at: row.closed_at.0,
        left_by: row.left_by,
        taken_by: row.taken_by,
        note: row.note,
        counted: counts(row.counted),
    }
}

fn counts(counted: ShiftCounted) -> ShiftCounts {
    let opening =
        |it: gate_store::ShiftOpenings| ShiftOpening { by: it.by, reason: it.reason, count: it.count };
    let alert = |it: gate_store::ShiftAlerts| ShiftAlert { kind: it.kind, count: it.count, open: it.open };
    ShiftCounts {
        came: counted.came,
        left: counted.left,
        inside: counted.inside,
        openings: counted.openings.into_iter().map(opening).collect(),
        corrections: counted.corrections,
        alerts: counted.alerts.into_iter().map(alert).collect(),
        backlog: counted.backlog,
        parked: counted.parked,
    }
}
