//! The booth: lanes with their last passages, free spaces, the feed.

use std::collections::HashMap;

use gate_core::time::UtcMillis;
use gate_store::{FeedRow, LaneDirection as KeptDirection, LaneRow, OpeningRow};

use super::{limit, openings, seen_rows, views};
use crate::{
    app::Context,
    contract::{
        Failure,
        types::{
            BoothCarPark, BoothView, Camera, DirectionChoice, FeedRequest, LaneCard, LaneChange,
            LaneDirection, PassageItem,
        },
    },
    now,
};

/// An opening stays on its lane's card for so long.
const OPENING_SHOWN_MS: i64 = 10 * 60_000;

/// Lanes have keys up to F12.
const MOST_POSITIONS: u32 = 99;

/// All that the booth shows of its lanes.
pub(crate) async fn view(context: &Context, (): ()) -> Result<BoothView, Failure> {
    let store = &context.app.store;
    let mut last: HashMap<(String, String), FeedRow> = HashMap::new();
    let car_parks = car_parks(context).await?;
    for car_park in &car_parks {
        for row in store.last_passage_by_lane(&car_park.parking_id).await? {
            last.insert((row.parking_id.clone(), row.lane_no.clone()), row);
        }
    }
    let opened = store.latest_opening_by_lane().await?;
    let mut opened: HashMap<_, _> =
        opened.into_iter().map(|row| ((row.parking_id.clone(), row.lane_no.clone()), row)).collect();
    let now = now();
    let lanes = store
        .lanes(None)
        .await?
        .into_iter()
        .filter(|lane| car_parks.iter().any(|car_park| car_park.parking_id == lane.parking_id));
    let lanes = lanes.map(|lane| {
        let key = (lane.parking_id.clone(), lane.lane_no.clone());
        let opened = opened.remove(&key);
        let cool_down = opened.as_ref().map_or(0, |opening| store.cool_down_left_ms(opening, now));
        card(lane, last.remove(&key), opened, cool_down, now)
    });
    Ok(BoothView { lanes: lanes.collect(), car_parks })
}

/// The configured car parks that who calls may see; without a configuration, those that are known.
async fn car_parks(context: &Context) -> Result<Vec<BoothCarPark>, Failure> {
    let store = &context.app.store;
    let known = store.car_parks().await?;
    let config = context.app.configuration().ok();
    let ids: Vec<String> = match &config {
        Some(config) => config.car_parks.iter().map(|car_park| car_park.parking_id.clone()).collect(),
        None => known.iter().map(|car_park| car_park.parking_id.clone()).collect(),
    };
    let mut views = Vec::new();
    for id in ids.into_iter().filter(|id| context.sees(id)) {
        let settings = config.as_ref().and_then(|config| config.car_park(&id));
        let configured_total = settings.and_then(|settings| settings.total_spaces);
        let sampled = store.latest_occupancy(&id).await?.and_then(|sample| sample.occupancy.total);
        let name = known
            .iter()
            .find(|car_park| car_park.parking_id == id)
            .and_then(|car_park| car_park.name.clone());
        views.push(BoothCarPark {
            name: name.unwrap_or_else(|| id.clone()),
            free: store.free_spaces_now(&id, configured_total).await?,
            total: sampled.and_then(|total| u32::try_from(total).ok()).or(configured_total),
            inside: store.count_inside(&id).await?,
            parking_id: id,
        });
    }
    Ok(views)
}

fn card(
    lane: LaneRow,
    last: Option<FeedRow>,
    opened: Option<OpeningRow>,
    cool_down: u64,
    now: UtcMillis,
) -> LaneCard {
    let since = lane.camera_changed_at.map_or(0, |at| at.0);
    let shown = opened.filter(|opening| now.0 - opening.opened_at.0 < OPENING_SHOWN_MS);
    LaneCard {
        name: if lane.name.is_empty() { lane.lane_no.clone() } else { lane.name },
        direction: lane.direction.map(|direction| match direction {
            KeptDirection::In => LaneDirection::In,
            KeptDirection::Out => LaneDirection::Out,
            KeptDirection::Both => LaneDirection::Both,
        }),
        direction_set: lane.direction_set_by.is_some(),
        camera: match lane.camera_online {
            Some(true) => Camera::Online { since },
            Some(false) => Camera::Offline { since },
            None => Camera::Unknown,
        },
        last: last.map(views::passage),
        opening: shown.map(|row| openings::view(row, now)),
        cool_down_ms: u32::try_from(cool_down).unwrap_or(0),
        parking_id: lane.parking_id,
        lane_no: lane.lane_no,
    }
}

/// The newest passages, newest first.
pub(crate) async fn feed(context: &Context, request: FeedRequest) -> Result<Vec<PassageItem>, Failure> {
    let store = &context.app.store;
    let rows = seen_rows(
        context,
        request.before,
        limit(request.limit, 50, 200),
        |before, limit| async move { Ok(store.feed(before, limit).await?) },
        |row: &FeedRow| (row.id, row.parking_id.as_str()),
    )
    .await?;
    Ok(rows.into_iter().map(views::passage).collect())
}

/// Sets a lane's place on the screen and its direction.
pub(crate) async fn set_lane(context: &Context, request: LaneChange) -> Result<(), Failure> {
    context.admit_car_park(&request.parking_id)?;
    let (store, by) = (&context.app.store, context.by()?);
    if let Some(position) = request.position {
        if !(1..=MOST_POSITIONS).contains(&position) {
            return Err(Failure::invalid("position", "out_of_range")
                .with("least", 1)
                .with("most", i64::from(MOST_POSITIONS)));
        }
        store.set_lane_position(&request.parking_id, &request.lane_no, position, by, now()).await?;
    }
    if let Some(choice) = request.direction {
        let direction = match choice {
            DirectionChoice::In => Some(KeptDirection::In),
            DirectionChoice::Out => Some(KeptDirection::Out),
            DirectionChoice::Both => Some(KeptDirection::Both),
            DirectionChoice::Learned => None,
        };
        store.set_lane_direction(&request.parking_id, &request.lane_no, direction, by, now()).await?;
    }
    Ok(())
}
