//! The platform itself, shared by its servers and by whoever drives it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gate_core::time::UtcMillis;
use tokio::sync::watch;

use super::callback::{self, Callbacks};
use super::options::OpenPlatformOptions;
use super::photo::Photos;
use super::sim::Channel;
use super::world::World;
use crate::faults::{Faults, Side};
use crate::traffic::SimPassage;

/// The platform: what it knows, what is wrong with it, what it has to push.
pub(super) struct Platform {
    world: Mutex<World>,
    faults: watch::Sender<Faults>,
    pub(super) photos: Photos,
    pub(super) callbacks: Arc<Callbacks>,
    calls: Mutex<BTreeMap<&'static str, u64>>,
    followed_redirects: AtomicU64,
}

impl Platform {
    pub(super) fn new(options: OpenPlatformOptions) -> Self {
        let callbacks = Callbacks::new(
            &options.app_key,
            &options.app_secret,
            Arc::clone(&options.clock),
            options.seed,
            options.callback.clone(),
        );
        Platform {
            faults: watch::Sender::new(Faults::new(&options.faults, Side::OpenPlatform, options.seed)),
            world: Mutex::new(World::new(options)),
            photos: Photos::new(),
            callbacks: Arc::new(callbacks),
            calls: Mutex::default(),
            followed_redirects: AtomicU64::new(0),
        }
    }

    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn faults(&self) -> Faults {
        self.faults.borrow().clone()
    }

    /// Hears when other faults are set.
    pub(super) fn watch_faults(&self) -> watch::Receiver<Faults> {
        self.faults.subscribe()
    }

    pub(super) fn set_faults(&self, faults: Faults) {
        self.faults.send_replace(faults);
    }

    /// How often an endpoint was called.
    pub(super) fn calls(&self, endpoint: &str) -> u64 {
        let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.get(endpoint).copied().unwrap_or_default()
    }

    /// How often a client followed one of the redirects.
    pub(super) fn followed_redirects(&self) -> u64 {
        self.followed_redirects.load(Ordering::Relaxed)
    }

    pub(super) fn count_followed_redirect(&self) {
        self.followed_redirects.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn count(&self, endpoint: &'static str) {
        *self.calls.lock().unwrap_or_else(PoisonError::into_inner).entry(endpoint).or_default() += 1;
    }

    /// Adds a passage and tells of it; returns its number.
    pub(super) fn add_passage(&self, passage: SimPassage, channel: Channel) -> u64 {
        let mut world = self.world();
        let kept = world.keep(passage, channel != Channel::Callback);
        let pushed = match channel {
            Channel::List => false,
            Channel::Callback | Channel::Both => true,
            Channel::AsConfigured => self.callbacks.wants(kept.record_id),
        };
        if pushed {
            let data = callback::passage(&world, &kept);
            self.callbacks.push("PARKING_VEHICLE_ACCESS", Some(kept.record_id), data);
        }
        kept.record_id
    }

    /// Takes a lane's camera offline or back and tells of it.
    pub(super) fn set_camera(&self, parking_id: &str, lane_no: &str, online: bool, at: UtcMillis) {
        let mut world = self.world();
        let lanes = world.car_park(parking_id).map(|park| park.lanes.as_slice()).unwrap_or_default();
        let Some(lane) = lanes.iter().find(|lane| lane.lane_no == lane_no).cloned() else { return };
        let data = callback::camera(&world, parking_id, &lane, online, at);
        let key = (parking_id.to_owned(), lane_no.to_owned());
        if online {
            world.offline_lanes.remove(&key);
        } else {
            world.offline_lanes.insert(key);
        }
        if self.callbacks.is_on() {
            self.callbacks.push("PARKING_CAMERA_ONLINE", None, data);
        }
    }
}
