//! Everything that runs for one data directory, started and stopped together.

use std::sync::Arc;
use std::time::Duration;

use gate_store::{Register, Retention, Store, StoreError};
use tokio::sync::{Notify, watch};

use crate::callbacks::{self, Callbacks};
use crate::clock_watch::{self, ClockWatch};
use crate::collector::{self, Collecting};
use crate::link::Link;
use crate::mirrors::{Mirrors, RefreshError, Refresher, Refreshing};
use crate::options::{CarPark, SyncOptions};
use crate::photo_fetch::{self, PhotoFetching};
use crate::retention::{self, Keeping};
use crate::supervisor::Supervisor;
use crate::{heartbeat, samples, sender, waiting};

/// Stopping takes no longer (operations.md, `sync`: 10 s with closing the database).
const STOP_WITHIN: Duration = Duration::from_secs(8);

/// The last thing may have been done by another process, of which nobody tells us.
const LOOK_FOR_IDLE: Duration = Duration::from_millis(200);

/// Syncing, running.
pub struct Sync {
    store: Store,
    supervisor: Supervisor,
    links: Vec<Arc<Link>>,
    /// Each becomes true once: a car park's records were collected up to now, a first heartbeat was answered or failed,
    /// a clock was read.
    firsts: Vec<watch::Receiver<bool>>,
    /// Each wakes one car park's poll.
    polls: Vec<Arc<Notify>>,
    mirrors: Mirrors,
}

impl Sync {
    /// Starts everything. The caller holds the data directory's lock.
    #[must_use]
    pub fn start(options: SyncOptions) -> Self {
        let mut supervisor = Supervisor::default();
        let stop = supervisor.stop_signal();
        let mut polls = Vec::new();
        let mut firsts = Vec::new();
        let mut links = Vec::new();
        let mut mirrored = Vec::new();
        for car_park in &options.car_parks {
            let collecting = Collecting::new(
                options.store.clone(),
                options.clock.clone(),
                options.open_platform.clone(),
                car_park.clone(),
                options.poll_interval,
                options.collect_from,
            )
            .among(&options.car_parks);
            firsts.push(collecting.caught_up());
            polls.push(collecting.nudge());
            mirrored.push(collecting.clone());
            watch_collecting(&mut supervisor, collecting);
            if let Some(reporting) = &car_park.reporting {
                let link = Arc::new(Link::new(
                    options.store.clone(),
                    options.clock.clone(),
                    car_park.clone(),
                    reporting.clone(),
                ));
                firsts.extend(watch_reporting(&mut supervisor, &link));
                links.push(link);
            }
        }
        let mirrors = Mirrors::new(mirrored, stop.clone());
        let it = mirrors.clone();
        supervisor.watch("mirrors", move || it.clone().run());
        let fetching = PhotoFetching {
            store: options.store.clone(),
            clock: options.clock.clone(),
            photos: options.photos.clone(),
        };
        let signal = stop.clone();
        supervisor.watch("photo fetch", move || photo_fetch::run(fetching.clone(), signal.clone()));
        let keeping = Keeping {
            store: options.store.clone(),
            clock: options.clock.clone(),
            retention: Retention::default(),
        };
        let signal = stop.clone();
        supervisor.watch("retention", move || retention::run(keeping.clone(), signal.clone()));
        let clock_watch = ClockWatch {
            store: options.store.clone(),
            clock: options.clock.clone(),
            longest_delay: longest_delay(&options.car_parks),
            nudges: polls.clone(),
        };
        let signal = stop.clone();
        supervisor.watch("clock watch", move || clock_watch::run(clock_watch.clone(), signal.clone()));
        if let Some(listener) = options.callbacks {
            let callbacks = Callbacks::new(
                listener,
                options.store.clone(),
                options.clock.clone(),
                options.open_platform.clone(),
                options.car_parks.iter().map(|car_park| car_park.rules.clone()),
            );
            supervisor.watch("callbacks", move || callbacks::run(callbacks.clone(), stop.clone()));
        }
        Self { store: options.store, supervisor, links, firsts, polls, mirrors }
    }

    /// Polls and sends at once, whatever delays are running.
    pub fn nudge(&self) {
        self.polls.iter().for_each(|poll| poll.notify_one());
        self.links.iter().for_each(|link| link.nudge());
    }

    /// Refreshes one mirrored register of all car parks and answers when it is done; waits for a refresh that runs already. Safe
    /// to drop: what is mirrored stays as it was.
    ///
    /// # Errors
    /// [`RefreshError`]: the platform or the database failed, or syncing stops. The age of each mirror stands in the store.
    pub async fn refresh(&self, register: Register) -> Result<(), RefreshError> {
        self.mirrors.refresh(register).await
    }

    /// For refreshing apart from this.
    #[must_use]
    pub fn refresher(&self) -> Refresher {
        Refresher(self.mirrors.clone())
    }

    /// How far the refresh is that runs now; `None` while none does.
    #[must_use]
    pub fn refreshing(&self) -> watch::Receiver<Option<Refreshing>> {
        self.mirrors.progress()
    }

    /// Waits until nothing is left to do by itself: everything there is was collected, and is delivered, given up, parked,
    /// or behind something parked. Exits that wait for their entry are waited for.
    ///
    /// # Errors
    /// A failure to read the database.
    pub async fn until_idle(&self) -> Result<(), StoreError> {
        for first in &self.firsts {
            // The sending half lives in a supervised task; it goes only when everything stops.
            let _ = first.clone().wait_for(|done| *done).await;
        }
        let mut changes = self.store.subscribe();
        loop {
            if self.store.nothing_left_to_send().await? {
                return Ok(());
            }
            // Bounded, since another process may have parked or given up the last one.
            let _ = tokio::time::timeout(LOOK_FOR_IDLE, changes.recv()).await;
        }
    }

    /// Stops everything within ten seconds. What is under way finishes or will be done again.
    pub async fn stop(self) {
        self.supervisor.stop(STOP_WITHIN).await;
    }
}

/// The longest time for which anything is put off on purpose.
fn longest_delay(car_parks: &[CarPark]) -> Duration {
    let configured =
        car_parks.iter().filter_map(|car_park| Some(car_park.reporting.as_ref()?.retry.max)).max();
    configured.unwrap_or_default().max(Duration::from_secs(60))
}

/// Everything that collects for one car park.
fn watch_collecting(supervisor: &mut Supervisor, collecting: Collecting) {
    let stop = supervisor.stop_signal();
    let name = |what: &str| format!("{what} {}", collecting.parking_id());
    let names = [name("collector"), name("rereading"), name("samples"), name("waiting exits")];
    let [collector, rereading, sampling, exits] = names;
    let (it, signal) = (collecting.clone(), stop.clone());
    supervisor.watch(collector, move || collector::poll(it.clone(), signal.clone()));
    let (it, signal) = (collecting.clone(), stop.clone());
    supervisor.watch(rereading, move || collector::reread(it.clone(), signal.clone()));
    let (it, signal) = (collecting.clone(), stop.clone());
    supervisor.watch(sampling, move || samples::run(it.clone(), signal.clone()));
    supervisor.watch(exits, move || waiting::run(collecting.clone(), stop.clone()));
}

/// Everything that reports for one car park. Answers what becomes true after the first heartbeat and the first look at
/// the clock.
fn watch_reporting(supervisor: &mut Supervisor, link: &Arc<Link>) -> [watch::Receiver<bool>; 2] {
    let stop = supervisor.stop_signal();
    let (beaten, is_beaten) = watch::channel(false);
    let (read, is_read) = watch::channel(false);
    let name = |what: &str| format!("{what} {}", link.parking_id());
    let (it, signal) = (link.clone(), stop.clone());
    supervisor.watch(name("sender"), move || sender::run(it.clone(), signal.clone()));
    let (it, signal) = (link.clone(), stop.clone());
    supervisor.watch(name("heartbeat"), move || heartbeat::run(it.clone(), beaten.clone(), signal.clone()));
    let it = link.clone();
    supervisor.watch(name("clock"), move || heartbeat::run_clock(it.clone(), read.clone(), stop.clone()));
    [is_beaten, is_read]
}
