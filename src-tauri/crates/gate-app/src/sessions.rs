//! Parking sessions, for people.

use gate_core::time::UtcMillis;
use gate_store::{SessionFilter, SessionRow, Store};
use serde::Serialize;

use crate::AppError;

/// Which sessions are listed.
#[derive(Clone, Copy, Debug, Default)]
pub struct SessionQuery {
    /// Only those that are open, or only those that are not.
    pub open: Option<bool>,
    /// Only of the day in China that begins here.
    pub day: Option<UtcMillis>,
    /// At most so many; all when absent.
    pub limit: Option<u32>,
}

/// One session. Times are RFC 3339 with China's offset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SessionView {
    /// Its id.
    pub id: i64,
    /// Its car park on the open platform.
    pub parking_id: String,
    /// The city's `businessid`.
    pub business_id: String,
    /// The plate; empty without one.
    pub plate: String,
    /// `open` or `closed`. One whose exit was missed is closed, and so is one that began by an exit.
    pub state: &'static str,
    /// `exit_missed`, `awaiting_arrival` or `arrival_reconstructed` where that is so.
    pub mark: Option<&'static str>,
    /// When it began, where that is known.
    pub arrived_at: Option<String>,
    /// When it ended.
    pub departed_at: Option<String>,
    /// Lane of the arrival; empty where it is not known.
    pub arrival_lane: String,
    /// Lane of the departure; empty where there is none.
    pub departure_lane: String,
    /// How arrival and departure were put together: `plate`, `only_open`, `oldest` or `person`.
    pub paired_by: String,
    /// The city's `vehtype`.
    pub vehtype: String,
    /// The city's `hpys`.
    pub hpys: String,
    /// What decided these two: `staff`, `card`, `form` or `default`.
    pub kind_by: String,
}

impl From<SessionRow> for SessionView {
    fn from(row: SessionRow) -> Self {
        let mark = match (row.state.as_str(), row.arrival_origin.as_str()) {
            ("exit_missed", _) => Some("exit_missed"),
            ("awaiting_arrival", _) => Some("awaiting_arrival"),
            (_, "in_park_list" | "departure") => Some("arrival_reconstructed"),
            _ => None,
        };
        Self {
            id: row.id,
            parking_id: row.parking_id,
            business_id: row.business_id,
            plate: row.plate,
            state: if row.state == "open" { "open" } else { "closed" },
            mark,
            arrived_at: row.arrived_at.map(UtcMillis::rfc3339),
            departed_at: row.departed_at.map(UtcMillis::rfc3339),
            arrival_lane: row.arrival_lane,
            departure_lane: row.departure_lane,
            paired_by: row.paired_by,
            vehtype: row.vehtype,
            hpys: row.hpys,
            kind_by: row.kind_by,
        }
    }
}

/// Sessions, the newest first.
///
/// # Errors
/// The database cannot be read.
pub async fn list(store: &Store, query: SessionQuery) -> Result<Vec<SessionView>, AppError> {
    let limit = query.limit.unwrap_or(u32::MAX);
    let filter = SessionFilter {
        state: (query.open == Some(true)).then(|| "open".to_owned()),
        from: query.day,
        to: query.day.map(crate::day_after),
        // What is not open has several states, so it is counted off here.
        limit: if query.open == Some(false) { u32::MAX } else { limit },
    };
    let sessions = store.sessions(filter).await?.into_iter().map(SessionView::from);
    Ok(sessions
        .filter(|session| query.open.is_none_or(|open| open == (session.state == "open")))
        .take(limit as usize)
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(state: &str, arrival_origin: &str) -> SessionRow {
        SessionRow {
            id: 1,
            parking_id: "park123".to_owned(),
            plate: "浙B12345".to_owned(),
            business_id: "b".to_owned(),
            state: state.to_owned(),
            arrived_at: Some(UtcMillis(1_795_104_000_000)),
            departed_at: None,
            arrival_lane: "1".to_owned(),
            departure_lane: String::new(),
            arrival_origin: arrival_origin.to_owned(),
            paired_by: "plate".to_owned(),
            vehtype: "02".to_owned(),
            hpys: "蓝".to_owned(),
            kind_by: "default".to_owned(),
        }
    }

    #[test]
    fn only_a_vehicle_inside_is_an_open_session() {
        for (state, origin, shown, mark) in [
            ("open", "seen", "open", None),
            ("closed", "seen", "closed", None),
            ("exit_missed", "seen", "closed", Some("exit_missed")),
            ("awaiting_arrival", "awaited", "closed", Some("awaiting_arrival")),
            ("closed", "departure", "closed", Some("arrival_reconstructed")),
            ("closed", "in_park_list", "closed", Some("arrival_reconstructed")),
        ] {
            let view = SessionView::from(row(state, origin));
            assert_eq!((view.state, view.mark), (shown, mark), "{state} {origin}");
        }
    }

    #[test]
    fn times_are_rfc_3339_or_null() {
        let json = serde_json::to_value(SessionView::from(row("open", "seen"))).unwrap();
        assert_eq!(json["arrived_at"], "2026-11-20T00:00:00.000+08:00");
        assert!(json["departed_at"].is_null());
    }
}
