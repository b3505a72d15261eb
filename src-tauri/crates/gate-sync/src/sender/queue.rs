//! What is ready to be sent: read from the database a little ahead, payloads frozen, live and backlog apart.

use std::collections::{HashSet, VecDeque};
use std::time::{Duration, Instant};

use gate_city::{EventKind, EventReport, FrozenPayload, PhotoReport};
use gate_core::delivery::LIVE_AGE;
use gate_core::passage::Direction;
use gate_core::plate::{PlateColour, Vehtype};
use gate_core::time::UtcMillis;
use gate_store::{DueDelivery, Freeze, StoreError};

use crate::link::Link;
use crate::sender::sending;

/// Backlog is read this far ahead at most: enough to hide the reading, little enough that a correction, a pause or a
/// late passage is not overtaken by what was frozen long before it was sent.
const AHEAD: usize = 64;

/// What was read ahead is read again after this time.
const STALE: Duration = Duration::from_secs(2);

/// A delivery with its payload, frozen in the database.
#[derive(Debug)]
pub(crate) struct Ready {
    pub(crate) delivery: DueDelivery,
    pub(crate) payload: FrozenPayload,
    pub(crate) live: bool,
}

/// See the module.
#[derive(Default)]
pub(crate) struct Queue {
    live: VecDeque<Ready>,
    backlog: VecDeque<Ready>,
    filled_at: Option<Instant>,
}

impl Queue {
    /// The next live item if one may go, else the next of the backlog.
    pub(crate) fn pop(&mut self, live_may_go: bool, backlog_may_go: bool) -> Option<Ready> {
        let live = if live_may_go { self.live.pop_front() } else { None };
        live.or_else(|| if backlog_may_go { self.backlog.pop_front() } else { None })
    }

    pub(crate) fn has_any(&self, live_may_go: bool, backlog_may_go: bool) -> bool {
        (live_may_go && !self.live.is_empty()) || (backlog_may_go && !self.backlog.is_empty())
    }

    pub(crate) fn backlog_is_low(&self) -> bool {
        self.backlog.len() < AHEAD / 4
    }

    /// Forgets what was read ahead; it stays due in the database.
    pub(crate) fn clear(&mut self) {
        self.live.clear();
        self.backlog.clear();
        self.filled_at = None;
    }

    pub(crate) fn is_stale(&self) -> bool {
        self.filled_at.is_some_and(|at| at.elapsed() > STALE)
    }

    fn ids(&self) -> impl Iterator<Item = i64> + '_ {
        self.live.iter().chain(&self.backlog).map(|ready| ready.delivery.id)
    }

    /// Reads what is due: live items always, backlog when asked for, `ahead` items at most. Leaves out what is on its way.
    pub(crate) async fn fill(
        &mut self,
        link: &Link,
        on_their_way: &HashSet<i64>,
        backlog: bool,
        ahead: usize,
    ) -> Result<(), StoreError> {
        let now = link.clock.now();
        let live_since = now - LIVE_AGE;
        let mut known: HashSet<i64> = self.ids().collect();
        known.extend(on_their_way);
        let limit = AHEAD.min(ahead.max(1)) + known.len();
        let mut found = link.store.due_live(link.parking_id(), now, live_since, limit).await?;
        if backlog {
            found.extend(link.store.due(link.parking_id(), now, limit).await?);
        }
        let mut fresh = Vec::new();
        for delivery in found {
            if known.insert(delivery.id) {
                fresh.push(delivery);
            }
        }
        fresh.truncate(AHEAD);
        if fresh.is_empty() {
            return Ok(());
        }
        for ready in freeze(link, fresh, live_since).await? {
            if ready.live { self.live.push_back(ready) } else { self.backlog.push_back(ready) }
        }
        self.filled_at.get_or_insert_with(Instant::now);
        Ok(())
    }
}

/// Makes the payloads of what was never sent, freezes them, and leaves out what may no longer be sent.
async fn freeze(
    link: &Link,
    found: Vec<DueDelivery>,
    live_since: UtcMillis,
) -> Result<Vec<Ready>, StoreError> {
    let mut ready = Vec::with_capacity(found.len());
    let mut unusable = Vec::new();
    for delivery in found {
        match payload(link, &delivery) {
            Some(payload) => {
                let live = delivery.event_at > live_since;
                ready.push(Ready { delivery, payload, live });
            }
            None => {
                tracing::error!(delivery = delivery.id, "its row makes no payload; a person must look");
                unusable.push(sending::failed_unexpectedly(link, delivery.id, delivery.tries, u32::MAX));
            }
        }
    }
    if !unusable.is_empty() {
        link.store.settle(unusable).await?;
    }
    let frozen: Vec<Freeze> = ready
        .iter()
        .filter(|ready| ready.delivery.payload.is_none())
        .map(|ready| Freeze {
            id: ready.delivery.id,
            payload: ready.payload.as_str().to_owned(),
            photo_md5: ready.delivery.photo.as_ref().map(|photo| photo.md5.clone()),
        })
        .collect();
    if !frozen.is_empty() {
        let granted: HashSet<i64> = link.store.freeze(frozen).await?.into_iter().collect();
        ready.retain(|ready| ready.delivery.payload.is_some() || granted.contains(&ready.delivery.id));
    }
    Ok(ready)
}

fn payload(link: &Link, delivery: &DueDelivery) -> Option<FrozenPayload> {
    if let Some(stored) = &delivery.payload {
        return FrozenPayload::from_stored(stored.clone()).ok();
    }
    let event = &delivery.event;
    if delivery.kind.is_photo() {
        let photo = delivery.photo.as_ref()?;
        return Some(link.reporting.city.freeze_photo(&PhotoReport {
            business_id: event.business_id.clone(),
            event: match event.direction {
                Direction::In => EventKind::Arrival,
                Direction::Out => EventKind::Departure,
            },
            img_index: photo.img_index,
            md5: photo.md5.clone(),
            take_time: delivery.event_at,
        }));
    }
    let leave_time = match event.direction {
        Direction::In => None,
        Direction::Out => Some(event.departed_at?),
    };
    Some(link.reporting.city.freeze_event(&EventReport {
        business_id: event.business_id.clone(),
        plate: event.plate.clone(),
        vehtype: Vehtype::from_code(&event.vehtype)?,
        colour: PlateColour::from_wire(&event.hpys)?,
        park_time: event.arrived_at,
        leave_time,
        free_spaces: i64::from(event.free_spaces),
    }))
}
