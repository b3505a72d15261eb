//! What is ready to be sent: read from the database a little ahead, payloads frozen, live and backlog apart.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use gate_city::{EventKind, EventReport, FrozenPayload, PhotoReport};
use gate_core::delivery::LIVE_AGE;
use gate_core::passage::Direction;
use gate_core::plate::{PlateColour, Vehtype};
use gate_core::time::UtcMillis;
use gate_store::{DueDelivery, Freeze, StoreError};

use crate::link::Link;
use crate::sender::sending;

/// What is due is read this far ahead at most: enough to hide the reading at any speed, little enough that a correction,
/// a pause or a late passage is not overtaken by what was frozen long before it was sent. Live and backlog together stay
/// under 256 (reliability.md, invariant 6): each is read when no more than half of this is left.
const AHEAD: usize = 80;

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
pub(crate) struct Queue {
    live: VecDeque<Ready>,
    backlog: VecDeque<Ready>,
    filled_at: Option<Instant>,
    ahead: usize,
}

/// What one look into the database brought.
pub(crate) struct Found {
    /// What may be sent, in order.
    pub(crate) ready: Vec<Ready>,
    /// Of which there was more than is read at once.
    pub(crate) more: Wanted,
    /// When something becomes due by itself, if there is nothing now.
    pub(crate) next_due_at: Option<UtcMillis>,
}

impl Queue {
    /// Reads so many ahead; fewer than [`AHEAD`] where that is all that may be sent in a few seconds.
    pub(crate) fn new(ahead: usize) -> Self {
        Self {
            live: VecDeque::new(),
            backlog: VecDeque::new(),
            filled_at: None,
            ahead: ahead.clamp(1, AHEAD),
        }
    }

    /// The next live item if one may go, else the next of the backlog.
    pub(crate) fn pop(&mut self, live_may_go: bool, backlog_may_go: bool) -> Option<Ready> {
        let live = if live_may_go { self.live.pop_front() } else { None };
        live.or_else(|| if backlog_may_go { self.backlog.pop_front() } else { None })
    }

    pub(crate) fn has_any(&self, live_may_go: bool, backlog_may_go: bool) -> bool {
        (live_may_go && !self.live.is_empty()) || (backlog_may_go && !self.backlog.is_empty())
    }

    pub(crate) fn live_is_low(&self) -> bool {
        self.live.len() <= self.ahead / 2
    }

    pub(crate) fn backlog_is_low(&self) -> bool {
        self.backlog.len() <= self.ahead / 2
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

    /// How much one look reads.
    pub(crate) fn ahead(&self) -> usize {
        self.ahead
    }

    /// What need not be read again.
    pub(crate) fn ids(&self) -> impl Iterator<Item = i64> + '_ {
        self.live.iter().chain(&self.backlog).map(|ready| ready.delivery.id)
    }

    /// Takes what a look brought. It left out what was here when it began, so nothing comes twice.
    pub(crate) fn add(&mut self, ready: Vec<Ready>) {
        if ready.is_empty() {
            return;
        }
        self.filled_at.get_or_insert_with(Instant::now);
        for ready in ready {
            if ready.live { self.live.push_back(ready) } else { self.backlog.push_back(ready) }
        }
    }
}

/// What a look is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) live: bool,
    pub(crate) backlog: bool,
}

/// Reads what is due, `ahead` of live and of backlog at most, and freezes it. Leaves out what is `known`: in the queue or
/// on its way.
pub(crate) async fn look(
    link: &Link,
    wanted: Wanted,
    known: HashSet<i64>,
    ahead: usize,
) -> Result<Found, StoreError> {
    let now = link.clock.now();
    let live_since = now - LIVE_AGE;
    let known = Arc::new(known);
    let mut due = Vec::new();
    let mut more = Wanted { live: false, backlog: false };
    if wanted.live {
        due = link.store.due_live(link.parking_id(), now, live_since, ahead, known.clone()).await?;
        more.live = due.len() >= ahead;
    }
    if wanted.backlog {
        let found = link.store.due(link.parking_id(), now, ahead, known).await?;
        more.backlog = found.len() >= ahead;
        let live: HashSet<i64> = due.iter().map(|delivery| delivery.id).collect();
        due.extend(found.into_iter().filter(|delivery| !live.contains(&delivery.id)));
    }
    if due.is_empty() {
        let next_due_at = link.store.next_due_at(link.parking_id(), now).await?;
        return Ok(Found { ready: Vec::new(), more, next_due_at });
    }
    Ok(Found { ready: freeze(link, due, live_since).await?, more, next_due_at: None })
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
