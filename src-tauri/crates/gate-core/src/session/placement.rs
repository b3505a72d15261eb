//! Where a passage belongs among the sessions of its plate.

use super::{End, REPEAT_WINDOW, Reading, SessionId, SessionView, UNLICENSED_REPEAT_WINDOW};
use crate::passage::Direction;
use crate::time::UtcMillis;
use std::time::Duration;

/// What follows from one passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placement {
    /// A repeat reading of a session's arrival or departure: kept, linked, not sent.
    Repeat {
        /// The session whose reading it repeats.
        session: SessionId,
    },
    /// An entry that opens a session.
    Open {
        /// The session before it, whose exit was missed.
        missed: Option<SessionId>,
        /// This session's own exit was missed too: something later is already known.
        exit_missed: bool,
        /// A session whose departure, not yet tried, belongs to this one by its time.
        takes_departure_of: Option<SessionId>,
    },
    /// An entry that arrived after its exit, which has been waiting for it.
    Complete {
        /// The session that awaited its arrival.
        session: SessionId,
    },
    /// An exit that closes a session.
    Close {
        /// The session.
        session: SessionId,
        /// The session already had a later departure, not yet tried: that one waits for an arrival of its own.
        displaces: bool,
    },
    /// An exit without an entry: a session of its own that awaits its arrival.
    Await,
}

/// Places a passage among the sessions of its plate that stand near it, in order of [`SessionView::sort_at`]. A few on
/// each side suffice, as long as none in between is left out.
///
/// For vehicles without a plate, `near` holds the sessions of any of them near in time; they serve to find repeat
/// readings only, since one such vehicle never closes or marks another.
#[must_use]
pub fn place(reading: &Reading, near: &[SessionView]) -> Placement {
    match (reading.licensed, reading.direction) {
        (true, Direction::In) => place_entry(reading, near),
        (true, Direction::Out) => place_exit(reading, near),
        (false, direction) => place_unlicensed(reading, direction, near),
    }
}

fn place_entry(reading: &Reading, near: &[SessionView]) -> Placement {
    let (at, lane) = (reading.at, reading.lane_no.as_str());
    let before = last_with_arrival(near, at);
    if let Some(session) = before {
        // A vehicle that has left since its last reading came back: that is no repeat.
        let left_since = session.departure.as_ref().is_some_and(|end| end.at <= at);
        if !left_since
            && is_repeat(session.arrival.as_ref(), at, lane, REPEAT_WINDOW)
            && !session.arrival_reconstructed
        {
            return Placement::Repeat { session: session.id };
        }
    }
    let after = near
        .iter()
        .find(|session| session.sort_at() > at || (session.awaits_arrival() && session.sort_at() == at));
    if let Some(session) = after {
        if session.awaits_arrival() {
            return Placement::Complete { session: session.id };
        }
        let known = !session.arrival_reconstructed;
        if known && is_repeat(session.arrival.as_ref(), at, lane, REPEAT_WINDOW) && !inside(before, at) {
            return Placement::Repeat { session: session.id };
        }
    }
    let enclosing = before.filter(|session| inside(Some(session), at));
    let takes_departure_of = enclosing
        .filter(|session| session.departure.is_some() && !session.departure_tried)
        .map(|session| session.id);
    let missed = enclosing
        .filter(|session| session.departure.is_none() || takes_departure_of.is_some())
        .map(|session| session.id);
    let enclosed_by_sent = enclosing.is_some() && missed.is_none();
    let exit_missed = takes_departure_of.is_none() && (after.is_some() || enclosed_by_sent);
    Placement::Open { missed, exit_missed, takes_departure_of }
}

fn place_exit(reading: &Reading, near: &[SessionView]) -> Placement {
    let (at, lane) = (reading.at, reading.lane_no.as_str());
    let repeated = near.iter().find(|session| {
        is_repeat(session.departure.as_ref(), at, lane, REPEAT_WINDOW) && !entered_between(near, session, at)
    });
    if let Some(session) = repeated {
        return Placement::Repeat { session: session.id };
    }
    let Some(session) = last_with_arrival(near, at).filter(|session| !session.arrival_reconstructed) else {
        return Placement::Await;
    };
    match &session.departure {
        None => Placement::Close { session: session.id, displaces: false },
        Some(end) if end.at > at && !session.departure_tried => {
            Placement::Close { session: session.id, displaces: true }
        }
        Some(_) => Placement::Await,
    }
}

fn place_unlicensed(reading: &Reading, direction: Direction, near: &[SessionView]) -> Placement {
    let end_of = |session: &SessionView| match direction {
        Direction::In if session.arrival_reconstructed => None,
        Direction::In => session.arrival.clone(),
        Direction::Out => session.departure.clone(),
    };
    let repeated = near.iter().find(|session| {
        is_repeat(end_of(session).as_ref(), reading.at, &reading.lane_no, UNLICENSED_REPEAT_WINDOW)
    });
    match (repeated, direction) {
        (Some(session), _) => Placement::Repeat { session: session.id },
        (None, Direction::In) => {
            Placement::Open { missed: None, exit_missed: false, takes_departure_of: None }
        }
        (None, Direction::Out) => Placement::Await,
    }
}

/// The latest session whose arrival lies at or before `at`.
fn last_with_arrival(near: &[SessionView], at: UtcMillis) -> Option<&SessionView> {
    near.iter().rev().find(|session| session.arrival.as_ref().is_some_and(|end| end.at <= at))
}

fn inside(session: Option<&SessionView>, at: UtcMillis) -> bool {
    session.is_some_and(|session| session.departure.as_ref().is_none_or(|end| end.at > at))
}

fn is_repeat(end: Option<&End>, at: UtcMillis, lane_no: &str, window: Duration) -> bool {
    let window = i64::try_from(window.as_millis()).unwrap_or(i64::MAX);
    end.is_some_and(|end| end.lane_no == lane_no && at.since(end.at).abs() <= window)
}

/// Whether an arrival lies between a session's departure and `at`, in either order: then the vehicle came back.
fn entered_between(near: &[SessionView], session: &SessionView, at: UtcMillis) -> bool {
    let Some(departure) = session.departure.as_ref() else { return false };
    let (from, to) = (departure.at.min(at), departure.at.max(at));
    near.iter().any(|other| {
        other
            .arrival
            .as_ref()
            .is_some_and(|end| !other.arrival_reconstructed && end.at > from && end.at <= to)
    })
}
