//! What a corrected plate changes: where the passage belongs now, and what the city must hear again.

use super::{End, Placement, Reading, SessionId, SessionView, place};
use crate::passage::Direction;

/// What the city may have been told of a session already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Told {
    /// The arrival was sent, or is being sent.
    pub arrival: bool,
    /// The departure was.
    pub departure: bool,
}

/// What follows from correcting the plate of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Correction {
    /// What was told under the wrong plate and is to be sent again, with the same id.
    pub again: Told,
    /// Another session of the right plate, of which this one is the other half.
    pub joins: Option<Joins>,
}

/// Two halves that a wrong plate kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joins {
    /// The corrected session is an arrival; this other one's departure, which awaited it, is its own.
    TakesDepartureOf(SessionId),
    /// The corrected session is a departure that awaits its arrival; it closes this other one.
    Closes(SessionId),
}

/// Decides for a session whose plate becomes another one. `near` are the sessions that the right plate has near in time,
/// in order. A corrected text that names the same plate changes nothing and is not asked about.
#[must_use]
pub fn correct_plate(session: &SessionView, told: Told, near: &[SessionView]) -> Correction {
    let joins = match (&session.arrival, &session.departure) {
        (Some(arrival), None) => match place(&reading(Direction::In, arrival), near) {
            Placement::Complete { session } => Some(Joins::TakesDepartureOf(session)),
            _ => None,
        },
        (None, Some(departure)) => match place(&reading(Direction::Out, departure), near) {
            Placement::Close { session, displaces: false } => Some(Joins::Closes(session)),
            _ => None,
        },
        _ => None,
    };
    // A departure that closes another session takes that one's id: nothing was told of it, since it was waiting.
    Correction { again: told, joins }
}

fn reading(direction: Direction, end: &End) -> Reading {
    Reading { direction, at: end.at, lane_no: end.lane_no.clone(), licensed: true }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::UtcMillis;

    fn end(minute: i64, lane: &str) -> Option<End> {
        Some(End { at: UtcMillis(minute * 60_000), lane_no: lane.into() })
    }

    fn session(id: i64, arrival: Option<End>, departure: Option<End>) -> SessionView {
        SessionView { id, arrival, departure, arrival_reconstructed: false, departure_tried: false }
    }

    const ARRIVAL_TOLD: Told = Told { arrival: true, departure: false };

    #[test]
    fn what_was_told_is_told_again() {
        let closed = session(1, end(0, "1"), end(30, "2"));
        let told = Told { arrival: true, departure: true };
        assert_eq!(correct_plate(&closed, told, &[]), Correction { again: told, joins: None });
        let untold = correct_plate(&closed, Told::default(), &[]);
        assert_eq!(untold, Correction { again: Told::default(), joins: None });
    }

    #[test]
    fn a_misread_arrival_finds_the_departure_that_awaited_it() {
        let open = session(1, end(0, "1"), None);
        let awaiting = [session(2, None, end(30, "2"))];
        let joins = Some(Joins::TakesDepartureOf(2));
        assert_eq!(correct_plate(&open, ARRIVAL_TOLD, &awaiting), Correction { again: ARRIVAL_TOLD, joins });
    }

    #[test]
    fn a_misread_departure_closes_the_open_session() {
        let awaiting = session(2, None, end(30, "2"));
        let open = [session(1, end(0, "1"), None)];
        let correction = correct_plate(&awaiting, Told::default(), &open);
        assert_eq!(correction.joins, Some(Joins::Closes(1)));
    }

    #[test]
    fn two_whole_visits_never_join() {
        let open = session(1, end(0, "1"), None);
        let whole = [session(2, end(10, "1"), end(30, "2"))];
        assert_eq!(correct_plate(&open, ARRIVAL_TOLD, &whole).joins, None);
    }
}
