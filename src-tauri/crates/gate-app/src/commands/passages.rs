//! Passages as a list, and the whole history of one plate.

use gate_core::{passage::Direction as Kept, plate, time::UtcMillis};
use gate_store::{AuditEntry, FeedRow, PassageMark as Mark, PassageTableFilter};
use serde_json::json;

use super::{text, vehicles::page_limit, views};
use crate::{
    app::Context,
    contract::{
        Failure,
        types::{Direction, PassageFilter, PassageMark, PassagesPage, PassagesRequest, PlateHistoryRequest},
    },
    now,
    registers::checks::PLATE_MAX,
};

/// Shorter is no reason.
const SHORTEST_REASON: usize = 2;
/// Rows of a page of a plate's history.
const HISTORY_ROWS: usize = 100;
/// Rows that are read at a time, and how often, to find those of the car parks that somebody is limited to.
const AT_ONCE: u32 = 200;
const ROUNDS: usize = 50;

/// Passages under a filter, the newest first.
pub(crate) async fn list(context: &Context, request: PassagesRequest) -> Result<PassagesPage, Failure> {
    let filter = context.passage_filter(request.filter)?;
    let before = request.before.map(mark);
    let (rows, next) = context.app.store.passage_table(filter, before, page_limit(request.limit)).await?;
    Ok(PassagesPage { rows: rows.into_iter().map(views::passage).collect(), next: next.map(marked) })
}

/// All passages of one plate. Who asks says why, and both are audited before anything is shown.
pub(crate) async fn history(
    context: &Context,
    request: PlateHistoryRequest,
) -> Result<PassagesPage, Failure> {
    let plate = plate::normalise(&request.plate);
    if plate.is_empty() {
        return Err(Failure::invalid("plate", "empty"));
    }
    if plate.chars().count() > PLATE_MAX {
        return Err(Failure::invalid("plate", "too_long").with("most", PLATE_MAX as i64));
    }
    let reason = text("reason", &request.reason)?;
    if reason.chars().count() < SHORTEST_REASON {
        return Err(Failure::invalid("reason", "too_short").with("least", SHORTEST_REASON as i64));
    }
    let store = &context.app.store;
    let entry = AuditEntry::new(now(), context.by()?, "plate_history", &plate)
        .with_after(json!({ "reason": reason, "before": request.before.map(|mark| mark.at) }));
    store.append_audit(entry).await?;
    let (mut before, mut seen): (Option<Mark>, Vec<FeedRow>) = (request.before.map(mark), Vec::new());
    for _ in 0..ROUNDS {
        let rows = store.last_passages_of_plate(&plate, before, AT_ONCE).await?;
        let more = rows.len() == AT_ONCE as usize;
        before = rows.last().map(|row| (row.at, row.id));
        seen.extend(rows.into_iter().filter(|row| context.sees(&row.parking_id)));
        if !more || seen.len() > HISTORY_ROWS {
            break;
        }
    }
    let more = seen.len() > HISTORY_ROWS;
    seen.truncate(HISTORY_ROWS);
    let next = seen.last().filter(|_| more).map(|row| marked((row.at, row.id)));
    Ok(PassagesPage { rows: seen.into_iter().map(views::passage).collect(), next })
}

impl Context {
    /// The filter, within the car parks that who calls may see.
    pub(super) fn passage_filter(&self, filter: PassageFilter) -> Result<PassageTableFilter, Failure> {
        Ok(PassageTableFilter {
            scope: self.scope()?,
            parking_id: filter.parking_id,
            lane_no: filter.lane_no,
            direction: filter.direction.map(|direction| match direction {
                Direction::In => Kept::In,
                Direction::Out => Kept::Out,
            }),
            from: filter.from.map(UtcMillis),
            until: filter.until.map(UtcMillis),
            text: filter.text,
            without_photo: filter.without_photo,
        })
    }
}

fn mark(mark: PassageMark) -> Mark {
    (UtcMillis(mark.at), mark.id)
}

fn marked((at, id): Mark) -> PassageMark {
    PassageMark { at: at.0, id }
}
