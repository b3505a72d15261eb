//! Opening a lane by hand, and the history of that.

use gate_core::{opening::OpeningOutcome as Kept, plate, time::UtcMillis};
use gate_open_platform::OpenPlatform;
use gate_store::{NewOpening, OpeningFilter, OpeningRow, PhotoSeen};

use super::{LONGEST_TEXT, limit, seen_rows, text};
use crate::{
    app::{Context, Inner},
    contract::{
        Failure,
        types::{OpenLane, OpeningOutcome, OpeningReasons, OpeningSeen, OpeningView, OpeningsRequest},
    },
    now, openings, platforms,
};

const REASONS: &str = "opening_reasons";

/// As many as there are keys for.
const MOST_REASONS: usize = 9;

/// Longest plate that is taken, in characters.
const LONGEST_PLATE: usize = 20;

/// Opens a lane once.
pub(crate) async fn open(context: &Context, request: OpenLane) -> Result<OpeningView, Failure> {
    let app = &context.app;
    context.admit_car_park(&request.parking_id)?;
    let reason = text("reason", &request.reason)?;
    let plate = plate::normalise(request.plate.as_deref().unwrap_or_default());
    if plate.chars().count() > LONGEST_PLATE {
        return Err(Failure::invalid("plate", "too_long").with("most", LONGEST_PLATE as i64));
    }
    let client = app.open_platform().await?;
    let opening = NewOpening {
        parking_id: request.parking_id.clone(),
        lane_no: request.lane_no.clone(),
        plate,
        reason,
        by: context.by()?.to_owned(),
        photo_path: last_photo(app, &request.parking_id, &request.lane_no).await?,
    };
    let row = openings::open(&app.store, &client, opening).await?;
    Ok(view(row, now()))
}

/// The photo of the lane's last passage; empty without one.
async fn last_photo(app: &Inner, parking_id: &str, lane_no: &str) -> Result<String, Failure> {
    let rows = app.store.last_passage_by_lane(parking_id).await?;
    let Some(PhotoSeen::Stored { id }) =
        rows.into_iter().find(|row| row.lane_no == lane_no).map(|row| row.photo)
    else {
        return Ok(String::new());
    };
    Ok(app.store.photo_place(id).await?.map(|place| place.path).unwrap_or_default())
}

/// Openings, the newest first.
pub(crate) async fn list(context: &Context, request: OpeningsRequest) -> Result<Vec<OpeningView>, Failure> {
    let store = &context.app.store;
    let rows = seen_rows(
        context,
        request.before,
        limit(request.limit, 50, 200),
        |before_id, limit| async move {
            Ok(store.lane_openings(OpeningFilter { before_id, limit, ..OpeningFilter::default() }).await?)
        },
        |row: &OpeningRow| (row.id, row.parking_id.as_str()),
    )
    .await?;
    Ok(rows.into_iter().map(|row| view(row, now())).collect())
}

/// The reasons that the administrator keeps.
pub(crate) async fn reasons(context: &Context, (): ()) -> Result<OpeningReasons, Failure> {
    let kept = context.app.store.setting(REASONS).await?;
    let reasons = kept.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default();
    Ok(OpeningReasons { reasons })
}

/// Keeps these reasons, in the order of their keys.
pub(crate) async fn set_reasons(
    context: &Context,
    request: OpeningReasons,
) -> Result<OpeningReasons, Failure> {
    if request.reasons.len() > MOST_REASONS {
        return Err(Failure::invalid("reasons", "too_many").with("most", MOST_REASONS as i64));
    }
    let reasons =
        request.reasons.iter().map(|reason| text("reasons", reason)).collect::<Result<Vec<_>, _>>()?;
    let distinct: std::collections::BTreeSet<_> = reasons.iter().collect();
    if distinct.len() < reasons.len() {
        return Err(Failure::invalid("reasons", "same"));
    }
    context.app.store.set_setting(REASONS, reasons.clone().into(), context.by()?, now()).await?;
    Ok(OpeningReasons { reasons })
}

/// An opening as it is shown at `now`.
pub(crate) fn view(row: OpeningRow, now: UtcMillis) -> OpeningView {
    // Written before it is sent: while it is young and unanswered, it is being asked.
    const ASKED_FOR_MS: i64 = 30_000;
    let asking = row.answered_at.is_none() && (0..ASKED_FOR_MS).contains(&(now.0 - row.opened_at.0));
    OpeningView {
        id: row.id,
        parking_id: row.parking_id,
        lane_no: row.lane_no,
        plate: row.plate,
        reason: row.reason,
        by: row.by,
        at: row.opened_at.0,
        outcome: match row.outcome {
            Kept::Accepted => OpeningOutcome::Accepted,
            Kept::Refused => OpeningOutcome::Refused,
            Kept::NotSent => OpeningOutcome::NotSent,
            Kept::Unknown if asking => OpeningOutcome::Asking,
            Kept::Unknown => OpeningOutcome::Unknown,
        },
        answer: Some(row.answer.chars().take(LONGEST_TEXT).collect::<String>())
            .filter(|words| !words.is_empty()),
        seen: match (row.passage_id, row.unseen_at) {
            (Some(_), _) => OpeningSeen::Passed,
            (None, Some(_)) => OpeningSeen::Unseen,
            (None, None) => OpeningSeen::Waiting,
        },
    }
}

impl Inner {
    /// The client of the open platform: the one that syncs, so that they share their token, or one of our own.
    pub(crate) async fn open_platform(&self) -> Result<OpenPlatform, Failure> {
        if let Some(client) = self.syncing.open_platform().await {
            return Ok(client);
        }
        let mut own = self.own_client.lock().await;
        if let Some(client) = own.as_ref() {
            return Ok(client.clone());
        }
        let (config, secrets) = self.workspace.configuration()?;
        let client = platforms::open_platform(&config, &secrets)?;
        *own = Some(client.clone());
        Ok(client)
    }
}
