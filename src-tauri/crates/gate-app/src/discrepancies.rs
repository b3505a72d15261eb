//! In what the open platform's list of vehicles inside and the sessions differ, for people.

use std::time::Duration;

use gate_core::time::UtcMillis;
use gate_store::{DiscrepancyRow, Store};
use serde::Serialize;

use crate::AppError;

/// One difference: something for a person to look at. Times are RFC 3339 with China's offset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DiscrepancyView {
    /// Its car park on the open platform.
    pub parking_id: String,
    /// `not_inside`: an open session whose vehicle the list does not name, so an exit was missed or it is a ghost.
    /// `not_known`: the list names a vehicle without an open session, so an entry was missed. `other_time`: both know it,
    /// minutes apart. `overdue`: inside for too long. `other_count`: the numbers of vehicles without a plate differ.
    pub kind: &'static str,
    /// The plate; empty for `other_count`.
    pub plate: String,
    /// The open session, if there is one.
    pub session: Option<i64>,
    /// When the vehicle arrived by that session.
    pub arrived_at: Option<String>,
    /// When it came in by the list.
    pub entered_at: Option<String>,
    /// The lane it came in by, by the list.
    pub lane_no: Option<String>,
    /// When a vehicle that is still listed left, by the records.
    pub left_at: Option<String>,
    /// A plate that only the other side knows and that may be this one, misread.
    pub resembles: Option<String>,
    /// That plate's session, open or awaiting its arrival.
    pub resembles_session: Option<i64>,
    /// For `other_count`: vehicles without a plate by the sessions.
    pub counted_sessions: Option<u32>,
    /// For `other_count`: vehicles without a plate by the list.
    pub counted_listed: Option<u32>,
    /// The first sample that showed it.
    pub first_seen_at: String,
    /// The last one, each of those between showed it too.
    pub last_seen_at: String,
}

impl From<DiscrepancyRow> for DiscrepancyView {
    fn from(row: DiscrepancyRow) -> Self {
        let DiscrepancyRow { parking_id, found, seen } = row;
        let (resembles, resembles_session) =
            found.resembles.map_or((None, None), |other| (Some(other.plate), other.session));
        Self {
            parking_id,
            kind: found.kind.code(),
            plate: found.plate,
            session: found.session,
            arrived_at: found.session.map(|_| found.since.rfc3339()),
            entered_at: found.entered_at.map(UtcMillis::rfc3339),
            lane_no: found.lane_no,
            left_at: found.left_at.map(UtcMillis::rfc3339),
            resembles,
            resembles_session,
            counted_sessions: found.counts.map(|counts| counts.sessions),
            counted_listed: found.counts.map(|counts| counts.listed),
            first_seen_at: seen.first_at.rfc3339(),
            last_seen_at: seen.last_at.rfc3339(),
        }
    }
}

/// What differs now, the longest stays first. Nothing follows from it but what a person makes of it.
///
/// # Errors
/// The database cannot be read.
pub async fn list(store: &Store) -> Result<Vec<DiscrepancyView>, AppError> {
    Ok(store.discrepancies(None).await?.into_iter().map(DiscrepancyView::from).collect())
}

/// Sets after which time inside a vehicle is overdue, from the next sample on. Audited.
///
/// # Errors
/// The database cannot be written.
pub async fn set_overdue_after(
    store: &Store,
    overdue_after: Duration,
    by: &str,
    now: UtcMillis,
) -> Result<(), AppError> {
    Ok(store.set_overdue_after(overdue_after, by, now).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use gate_core::reconcile::{Counts, Discrepancy, DiscrepancyKind, Resemblance, Sightings};

    fn view(found: Discrepancy) -> DiscrepancyView {
        let seen = Sightings {
            first_at: UtcMillis(1_795_104_000_000),
            last_at: UtcMillis(1_795_104_600_000),
            times: 11,
        };
        DiscrepancyRow { parking_id: "park123".to_owned(), found, seen }.into()
    }

    fn vehicle(kind: DiscrepancyKind, session: Option<i64>) -> Discrepancy {
        Discrepancy {
            kind,
            plate: "浙B12845".to_owned(),
            since: UtcMillis(1_795_100_400_000),
            session,
            entered_at: session.is_none().then_some(UtcMillis(1_795_100_400_000)),
            lane_no: None,
            left_at: None,
            resembles: Some(Resemblance { plate: "浙B12B45".to_owned(), session: Some(9) }),
            counts: None,
        }
    }

    #[test]
    fn each_side_has_its_own_time() {
        let at = Some("2026-11-19T23:00:00.000+08:00".to_owned());
        let ours = view(vehicle(DiscrepancyKind::NotInside, Some(7)));
        assert_eq!((ours.kind, ours.session), ("not_inside", Some(7)));
        assert_eq!((ours.arrived_at, ours.entered_at), (at.clone(), None));
        assert_eq!((ours.resembles.as_deref(), ours.resembles_session), (Some("浙B12B45"), Some(9)));
        let theirs = view(vehicle(DiscrepancyKind::NotKnown, None));
        assert_eq!((theirs.arrived_at, theirs.entered_at), (None, at));
        assert_eq!(theirs.first_seen_at, "2026-11-20T00:00:00.000+08:00");
        assert_eq!(theirs.last_seen_at, "2026-11-20T00:10:00.000+08:00");
    }

    #[test]
    fn a_difference_of_numbers_names_both() {
        let counts = Some(Counts { sessions: 3, listed: 0 });
        let found = Discrepancy {
            plate: String::new(),
            resembles: None,
            entered_at: None,
            counts,
            ..vehicle(DiscrepancyKind::OtherCount, None)
        };
        let view = view(found);
        assert_eq!(
            (view.kind, view.counted_sessions, view.counted_listed),
            ("other_count", Some(3), Some(0))
        );
        assert_eq!((view.arrived_at, view.resembles), (None, None));
    }
}
