//! What is shown beside a plate that was found.

use std::cmp::Reverse;

use chrono::NaiveDate;
use gate_core::personal::PersonName;
use gate_core::standing::{self, days_left};
use gate_core::time::UtcMillis;
use rusqlite::Connection;

use super::{FoundBy, PlateHit, holds};
use crate::error::StoreError;
use crate::known::{Known, PassageType};
use crate::plate_card;
use crate::scope::CarParkScope;
use crate::vehicles::VehicleRow;
use crate::visitors::VisitorRow;

/// A registration, in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredMark {
    /// The car park.
    pub parking_id: String,
    /// Whose (personal data).
    pub owner_name: Option<PersonName>,
    /// Last day.
    pub valid_until: Option<NaiveDate>,
    /// Days left; negative when it is over.
    pub days_left: Option<i64>,
}

/// Where a vehicle is inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InsideMark {
    /// The car park.
    pub parking_id: String,
    /// Its parking session; `None` where only the platform's list says that it is inside.
    pub session_id: Option<i64>,
    /// Since when.
    pub since: UtcMillis,
    /// The lane's number.
    pub lane_no: String,
    /// The lane's name; empty if nobody said.
    pub lane_name: String,
}

/// A ban, in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BanMark {
    /// The car park.
    pub parking_id: String,
    /// Its last day; `None` for no end.
    pub until: Option<NaiveDate>,
    /// Whether it holds now.
    pub holds: bool,
}

/// A visitor's pass, in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitMark {
    /// The car park.
    pub parking_id: String,
    /// From.
    pub from: Option<UtcMillis>,
    /// To.
    pub until: Option<UtcMillis>,
    /// Whether it covers now and was confirmed.
    pub covers: bool,
}

/// A plate's last passage.
struct Last {
    at: UtcMillis,
    parking_id: String,
    vehicle_type: Option<String>,
    type_name: Option<String>,
}

/// The hit for a plate by what these car parks know; `None` if they know nothing of it (any more).
pub(super) fn of(
    connection: &Connection,
    plate: String,
    by: FoundBy,
    scope: &CarParkScope,
    now: UtcMillis,
) -> Result<Option<PlateHit>, StoreError> {
    let mut known = Known::load(connection, &plate)?;
    known.retain(scope);
    let inside = inside(connection, &plate, scope)?;
    let last = last(connection, &plate, scope)?;
    if known.is_empty() && inside.is_none() && last.is_none() {
        return Ok(None);
    }
    let today = now.china_date();
    let registration = known.registrations.iter().max_by_key(|row| {
        let valid =
            row.valid_from.is_none_or(|from| from <= today) && standing::holds(row.valid_until, today);
        (valid, row.valid_until.unwrap_or(NaiveDate::MAX))
    });
    let parking_id = None
        .or(inside.as_ref().map(|it| it.parking_id.as_str()))
        .or(registration.map(|it| it.parking_id.as_str()))
        .or(last.as_ref().map(|it| it.parking_id.as_str()))
        .or_else(|| known.car_parks().next())
        .unwrap_or_default();
    let there = last.as_ref().filter(|last| last.parking_id == parking_id);
    let passage_type = PassageType {
        id: there.and_then(|last| last.vehicle_type.as_deref()),
        name: there.and_then(|last| last.type_name.as_deref()),
    };
    Ok(Some(PlateHit {
        by,
        standing: known.standing(parking_id, now, passage_type),
        registered: registration.map(|row| registered(row, today)),
        banned: ban(&known, today),
        visit: visit(&known, now),
        last_seen_at: last.map(|last| last.at),
        inside,
        plate,
    }))
}

fn registered(row: &VehicleRow, today: NaiveDate) -> RegisteredMark {
    RegisteredMark {
        parking_id: row.parking_id.clone(),
        owner_name: row.owner_name.clone(),
        valid_until: row.valid_until,
        days_left: days_left(row.valid_until, today),
    }
}

fn ban(known: &Known, today: NaiveDate) -> Option<BanMark> {
    let row = known.bans.iter().max_by_key(|row| row.until.unwrap_or(NaiveDate::MAX))?;
    Some(BanMark { parking_id: row.parking_id.clone(), until: row.until, holds: row.holds(today) })
}

fn visit(known: &Known, now: UtcMillis) -> Option<VisitMark> {
    let standing = known.visits.iter().filter(|row| row.cancelled_at.is_none());
    let far = |row: &VisitorRow| {
        let begins = row.visitor.from.map_or(0, |from| from.since(now).max(0));
        let ended = row.visitor.until.map_or(0, |until| now.since(until).max(0));
        (row.covers(now), Reverse(begins + ended))
    };
    let row = standing.max_by_key(|row| far(row))?;
    Some(VisitMark {
        parking_id: row.visitor.parking_id.clone(),
        from: row.visitor.from,
        until: row.visitor.until,
        covers: row.covers(now),
    })
}

/// By a session, which knows the lane; else by the platform's list.
fn inside(
    connection: &Connection,
    plate: &str,
    scope: &CarParkScope,
) -> Result<Option<InsideMark>, StoreError> {
    let sessions = plate_card::open_sessions(connection, plate)?;
    if let Some(session) = sessions.into_iter().find(|session| scope.holds(&session.parking_id)) {
        return Ok(Some(InsideMark {
            parking_id: session.parking_id,
            session_id: Some(session.session_id),
            since: session.since,
            lane_no: session.lane_no,
            lane_name: session.lane_name,
        }));
    }
    let mut statement = connection.prepare_cached(
        "SELECT i.parking_id, i.entered_at, i.lane_no, coalesce(l.name, '')
         FROM in_park i LEFT JOIN lanes l ON l.parking_id = i.parking_id AND l.lane_no = i.lane_no
         WHERE i.plate_key = $1 ORDER BY i.entered_at DESC, i.id DESC",
    )?;
    let mut rows = statement.query([plate])?;
    while let Some(row) = rows.next()? {
        if holds(scope, row, 0)? {
            return Ok(Some(InsideMark {
                parking_id: row.get(0)?,
                session_id: None,
                since: UtcMillis(row.get(1)?),
                lane_no: row.get(2)?,
                lane_name: row.get(3)?,
            }));
        }
    }
    Ok(None)
}

/// Read until one is within the scope, which mostly is the first.
fn last(connection: &Connection, plate: &str, scope: &CarParkScope) -> Result<Option<Last>, StoreError> {
    let mut statement = connection.prepare_cached(LAST)?;
    let mut rows = statement.query([plate])?;
    while let Some(row) = rows.next()? {
        if holds(scope, row, 1)? {
            return Ok(Some(Last {
                at: UtcMillis(row.get(0)?),
                parking_id: row.get(1)?,
                vehicle_type: row.get(2)?,
                type_name: row.get(3)?,
            }));
        }
    }
    Ok(None)
}

pub(crate) const LAST: &str =
    "SELECT p.at, p.parking_id, p.vehicle_type, coalesce(nullif(t.show_name, ''), nullif(t.name, ''))
     FROM passages p
     LEFT JOIN vehicle_types t ON t.parking_id = p.parking_id AND t.type_id = p.vehicle_type
     WHERE p.plate = $1 ORDER BY p.at DESC, p.id DESC";
