//! What the city was and will be told of some sessions, and in what two states of it differ.

use std::collections::{BTreeMap, BTreeSet};

use gate_core::delivery::DeliveryKind;
use gate_core::time::UtcMillis;
use rusqlite::Connection;

use crate::error::StoreError;

/// What the city is told of an event; a photo's is the event's that it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CityEvent {
    /// The plate.
    pub plate: String,
    /// `vehtype`.
    pub vehtype: String,
    /// `hpys`.
    pub hpys: String,
    /// When the vehicle came, where that is known.
    pub arrived_at: Option<UtcMillis>,
    /// When it left; none for an arrival.
    pub departed_at: Option<UtcMillis>,
}

/// What becomes of something that the city was or will be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CityAct {
    /// It was told, and is told again with the same id.
    SentAgain,
    /// It was not told yet: it is told as it is after.
    NotYetSent,
    /// It was told and is no longer so, but the city knows no way to take it back.
    CannotWithdraw,
    /// It was not told and will not be.
    Dropped,
}

/// Something that the city is told otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CityChange {
    /// The city's `businessid`.
    pub business_id: String,
    /// Which event or photo.
    pub kind: DeliveryKind,
    /// As it was told or would have been.
    pub before: Option<CityEvent>,
    /// As it will be told.
    pub after: Option<CityEvent>,
    /// What becomes of it.
    pub act: CityAct,
}

/// An event or a photo of a session, whatever number of deliveries stand for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    session: i64,
    kind: &'static str,
    photo: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    business_id: String,
    kind: DeliveryKind,
    event: CityEvent,
    /// The city may know it.
    told: bool,
    /// It is to be sent, once more perhaps.
    open: bool,
    newest: i64,
}

pub(super) struct Told(BTreeMap<Key, Said>);

/// What is said of these sessions.
pub(super) fn of(connection: &Connection, sessions: &[i64]) -> Result<Told, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT s.business_id, d.kind, coalesce(d.photo_id, 0), s.plate, s.vehtype, s.hpys, s.arrived_at, s.departed_at,
            d.payload IS NOT NULL OR d.delivered_at IS NOT NULL, d.delivered_at IS NULL, d.id
         FROM deliveries d JOIN sessions s ON s.id = d.session_id
         WHERE d.session_id = $1 AND (d.given_up_at IS NULL OR d.delivered_at IS NOT NULL) ORDER BY d.id",
    )?;
    let mut told = BTreeMap::new();
    for session in sessions.iter().collect::<BTreeSet<_>>() {
        let mut rows = statement.query([session])?;
        while let Some(row) = rows.next()? {
            let code: String = row.get(1)?;
            let kind = DeliveryKind::from_code(&code)
                .ok_or_else(|| StoreError::BadValue(format!("delivery kind {code:?}")))?;
            let leaves = matches!(kind, DeliveryKind::Departure | DeliveryKind::DeparturePhoto);
            let instant = |index| row.get::<_, Option<i64>>(index).map(|at| at.map(UtcMillis));
            let (was_told, open, newest): (bool, bool, i64) = (row.get(8)?, row.get(9)?, row.get(10)?);
            let said = Said {
                business_id: row.get(0)?,
                kind,
                event: CityEvent {
                    plate: row.get(3)?,
                    vehtype: row.get(4)?,
                    hpys: row.get(5)?,
                    arrived_at: instant(6)?,
                    departed_at: instant(7)?.filter(|_| leaves),
                },
                told: was_told,
                open,
                newest,
            };
            let key = Key { session: *session, kind: kind.code(), photo: row.get(2)? };
            told.entry(key)
                .and_modify(|known: &mut Said| {
                    known.told |= was_told;
                    known.open |= open;
                    known.newest = newest;
                })
                .or_insert(said);
        }
    }
    Ok(Told(told))
}

/// In what two states differ, as far as `touched` sessions go.
pub(super) fn compare(before: &Told, after: &Told, touched: &[i64]) -> Vec<CityChange> {
    let keys: BTreeSet<&Key> = before.0.keys().chain(after.0.keys()).collect();
    let of_touched = keys.into_iter().filter(|key| touched.contains(&key.session));
    of_touched.filter_map(|key| change(before.0.get(key), after.0.get(key))).collect()
}

fn change(before: Option<&Said>, after: Option<&Said>) -> Option<CityChange> {
    let is = |said: &Said, act, before: Option<&Said>, after: Option<&Said>| {
        Some(CityChange {
            business_id: said.business_id.clone(),
            kind: said.kind,
            before: before.map(|said| said.event.clone()),
            after: after.map(|said| said.event.clone()),
            act,
        })
    };
    match (before, after) {
        (None, None) => None,
        (None, Some(new)) => is(new, CityAct::NotYetSent, None, Some(new)),
        (Some(old), None) if old.told => is(old, CityAct::CannotWithdraw, Some(old), None),
        (Some(old), None) => is(old, CityAct::Dropped, Some(old), None),
        (Some(old), Some(new)) => {
            // The delivery stays for history, but the session has no such event any more.
            if old.event.departed_at.is_some() && new.event.departed_at.is_none() {
                return is(old, CityAct::CannotWithdraw, Some(old), None);
            }
            let sent = new.newest != old.newest || (new.open && !old.open);
            let differs = old.event != new.event && (new.open || !old.kind.is_photo());
            if !sent && (!differs || old.kind.is_photo()) {
                return None;
            }
            let act = if old.told { CityAct::SentAgain } else { CityAct::NotYetSent };
            is(new, act, Some(old), Some(new))
        }
    }
}
