//! Callbacks: pushed as things happen, kept and pushed again until they are acknowledged.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use gate_core::passage::Direction;
use gate_core::time::{Clock, UtcMillis};
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::access_record::photo_url;
use super::callback_post::{self, Credentials};
use super::occupancy::Occupancy;
use super::token::sign;
use super::visitor::SimVisitor;
use super::wire::Row;
use super::world::World;
use crate::photo::seeded::Seeded;
use crate::traffic::{SimLane, SimPassage};

/// Where callbacks go and how they are pushed.
#[derive(Debug, Clone, PartialEq)]
pub struct CallbackOptions {
    /// `http://host:port/path`.
    pub url: String,
    /// Share (0 to 1) of passages that are pushed; all are listed.
    pub share: f64,
    /// Share (0 to 1) of acknowledged callbacks that are pushed once more, as a platform does whose note of the
    /// acknowledgement was lost.
    pub repeat_share: f64,
    /// Wait after the first failure; it doubles from there.
    pub retry_initial: Duration,
    /// Longest wait.
    pub retry_max: Duration,
    /// Longest wait for an acknowledgement.
    pub timeout: Duration,
    /// Callbacks under way at a time.
    pub concurrency: usize,
}

impl CallbackOptions {
    /// Pushes everything once, trying again after 0.2 s up to 10 s, four at a time.
    #[must_use]
    pub fn new(url: &str) -> Self {
        CallbackOptions {
            url: url.into(),
            share: 1.0,
            repeat_share: 0.0,
            retry_initial: Duration::from_millis(200),
            retry_max: Duration::from_secs(10),
            timeout: Duration::from_secs(5),
            concurrency: 4,
        }
    }
}

/// A callback whose receiver answered `code` 0: from here on it is the receiver's to lose.
#[derive(Debug, Clone, PartialEq)]
pub struct AcknowledgedCallback {
    /// `callbackType`.
    pub callback_type: String,
    /// The record it tells of, for passages.
    pub record_id: Option<u64>,
    /// The body as it was pushed.
    pub body: Value,
    /// How often it was pushed until then.
    pub attempts: u32,
    /// When it was acknowledged.
    pub at: UtcMillis,
}

/// What is still to be pushed.
struct Pending {
    callback_type: &'static str,
    record_id: Option<u64>,
    body: Value,
    attempts: u32,
    repeated: bool,
}

#[derive(Default)]
struct Queue {
    due: BTreeMap<(Instant, u64), Pending>,
    order: u64,
    under_way: usize,
    acknowledged: Vec<AcknowledgedCallback>,
}

/// The callbacks of one platform.
pub(super) struct Callbacks {
    app_key: String,
    app_secret: String,
    clock: Arc<dyn Clock>,
    seed: u64,
    options: Mutex<Option<CallbackOptions>>,
    queue: Mutex<Queue>,
    changed: Notify,
}

impl Callbacks {
    pub(super) fn new(
        app_key: &str,
        app_secret: &str,
        clock: Arc<dyn Clock>,
        seed: u64,
        options: Option<CallbackOptions>,
    ) -> Self {
        Callbacks {
            app_key: app_key.into(),
            app_secret: app_secret.into(),
            clock,
            seed,
            options: Mutex::new(options),
            queue: Mutex::default(),
            changed: Notify::new(),
        }
    }

    /// Changes where and how callbacks are pushed; what is pending goes to the new address, or waits for one.
    pub(super) fn set_options(&self, options: Option<CallbackOptions>) {
        *self.options.lock().unwrap_or_else(PoisonError::into_inner) = options;
        self.changed.notify_one();
    }

    fn options(&self) -> Option<CallbackOptions> {
        self.options.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a passage that leaves the choice to the shares is pushed.
    pub(super) fn wants(&self, record_id: u64) -> bool {
        self.options()
            .is_some_and(|options| Seeded::of(self.seed ^ 0x6361_6c6c, record_id).chance(options.share))
    }

    /// Whether callbacks go anywhere.
    pub(super) fn is_on(&self) -> bool {
        self.options().is_some()
    }

    pub(super) fn acknowledged(&self) -> Vec<AcknowledgedCallback> {
        self.queue().acknowledged.clone()
    }

    /// Callbacks that wait or are under way.
    pub(super) fn pending(&self) -> usize {
        let queue = self.queue();
        queue.due.len() + queue.under_way
    }

    pub(super) fn push(&self, callback_type: &'static str, record_id: Option<u64>, data: Value) {
        let body = json!({ "callbackType": callback_type, "data": data });
        self.schedule(
            Instant::now(),
            Pending { callback_type, record_id, body, attempts: 0, repeated: false },
        );
    }

    fn schedule(&self, at: Instant, pending: Pending) {
        let mut queue = self.queue();
        queue.order += 1;
        let order = queue.order;
        queue.due.insert((at, order), pending);
        drop(queue);
        self.changed.notify_one();
    }

    /// Pushes what is due until the task is dropped.
    pub(super) async fn run(self: Arc<Self>) {
        let mut under_way = JoinSet::new();
        loop {
            let next = self.options().and_then(|options| self.send_due(&options, &mut under_way));
            let wait = async {
                match next {
                    Some(at) => tokio::time::sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = self.changed.notified() => {}
                () = wait => {}
                Some(_) = under_way.join_next() => {}
            }
        }
    }

    /// Starts what is due and fits; says when the next one will be due.
    fn send_due(self: &Arc<Self>, options: &CallbackOptions, under_way: &mut JoinSet<()>) -> Option<Instant> {
        let mut queue = self.queue();
        while queue.under_way < options.concurrency.max(1) {
            let next = queue.due.first_key_value().map(|((at, _), _)| *at)?;
            if next > Instant::now() {
                return Some(next);
            }
            let Some((_, pending)) = queue.due.pop_first() else { break };
            queue.under_way += 1;
            under_way.spawn(Arc::clone(self).deliver(pending, options.clone()));
        }
        None
    }

    async fn deliver(self: Arc<Self>, mut pending: Pending, options: CallbackOptions) {
        let timestamp = self.clock.now().0;
        let credentials = Credentials {
            app_key: self.app_key.clone(),
            timestamp,
            sign: sign(&self.app_key, timestamp, &self.app_secret),
        };
        pending.attempts += 1;
        let body = pending.body.to_string();
        let outcome = callback_post::post(&options.url, &credentials, &body, options.timeout).await;
        let again = match outcome {
            Ok(()) if self.settle(&pending, &options) => {
                pending.repeated = true;
                Some(Duration::ZERO)
            }
            Ok(()) => None,
            Err(error) => {
                let attempts = pending.attempts;
                tracing::debug!(callback = pending.callback_type, attempts, %error, "not acknowledged");
                let doubled = options.retry_initial.saturating_mul(1 << (attempts - 1).min(16));
                Some(doubled.min(options.retry_max))
            }
        };
        if let Some(wait) = again {
            self.schedule(Instant::now() + wait, pending);
        }
        self.queue().under_way -= 1;
    }

    /// Notes an acknowledgement; says whether the callback is pushed once more.
    fn settle(&self, pending: &Pending, options: &CallbackOptions) -> bool {
        if pending.repeated {
            return false;
        }
        let mut queue = self.queue();
        queue.acknowledged.push(AcknowledgedCallback {
            callback_type: pending.callback_type.into(),
            record_id: pending.record_id,
            body: pending.body.clone(),
            attempts: pending.attempts,
            at: self.clock.now(),
        });
        let count = queue.acknowledged.len() as u64;
        Seeded::of(self.seed ^ 0x6167_6169, count).chance(options.repeat_share)
    }
}

/// `data` of PARKING_VEHICLE_ACCESS: 0 in, 1 out, and no recordId.
pub(super) fn passage(world: &World, passage: &SimPassage) -> Value {
    let access_type = match passage.direction {
        Direction::In => "0",
        Direction::Out => "1",
    };
    let mut row = Row::new(world.quirks())
        .text("vehicleCode", &passage.plate)
        .digits("vehicleType", &passage.class.wire())
        .digits("accessType", access_type)
        .second("time", passage.at)
        .digits("laneNo", &passage.lane_no)
        .text("laneName", &passage.lane_name)
        .text("photo", &photo_url(world, passage.record_id))
        .text("parkingId", &passage.parking_id)
        .text("userName", &passage.user_name);
    if let Some(park) = world.car_park(&passage.parking_id) {
        let occupancy = Occupancy::of(world, park);
        row = row
            .number("tempLot", occupancy.free_temporary())
            .number("inParkNum", occupancy.used)
            .number("totalLot", occupancy.free());
    }
    row.phone("phoneNum", &passage.phone).done()
}

/// `data` of PARKING_CAMERA_ONLINE.
pub(super) fn camera(world: &World, parking_id: &str, lane: &SimLane, online: bool, at: UtcMillis) -> Value {
    Row::new(world.quirks())
        .text("parkingId", parking_id)
        .digits("laneNo", &lane.lane_no)
        .text("laneName", &lane.lane_name)
        .second("time", at)
        .digits("status", if online { "1" } else { "0" })
        .done()
}

/// `data` of PARKING_VISITOR; its days carry no time of day.
pub(super) fn visitor(world: &World, parking_id: &str, visitor: &SimVisitor) -> Value {
    Row::new(world.quirks())
        .text("parkingId", parking_id)
        .text("vehicleCode", &visitor.plate)
        .text("userName", &visitor.user_name)
        .phone("userPhoneNumber", &visitor.phone)
        .day("startTime", &visitor.from.china_day())
        .day("endTime", &visitor.until.china_day())
        .text("memo", &visitor.memo)
        .done()
}
