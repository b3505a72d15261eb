//! Collecting one car park's records: polling, and reading again what may have come late.

mod poll;
mod read;
mod reread;
#[cfg(test)]
mod tests;
pub(crate) mod window;

use std::sync::Arc;
use std::time::Duration;

use gate_core::time::{Clock, UtcMillis};
use gate_open_platform::OpenPlatform;
use gate_store::{CollectorState, Store, StoreError};
use tokio::sync::{Notify, watch};

use crate::options::CarPark;

pub(crate) use read::{PAGE_PAUSE, PAGE_TRIES, Rejections, WindowRead, may_pass};

/// What the tasks that collect for one car park share. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Collecting {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) open_platform: OpenPlatform,
    pub(crate) car_park: CarPark,
    poll_interval: Duration,
    collect_from: UtcMillis,
    caught_up: watch::Sender<bool>,
    nudge: Arc<Notify>,
    rejections: Arc<Rejections>,
    /// Car parks that collect for themselves: what the platform lists of them here is theirs.
    others: Arc<[String]>,
}

/// Why collecting failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CollectError {
    /// The open platform.
    #[error(transparent)]
    Platform(#[from] gate_open_platform::Error),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CollectError {
    /// How long the platform asks to wait.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Platform(error) => error.retry_after(),
            Self::Store(_) => None,
        }
    }
}

impl Collecting {
    pub(crate) fn new(
        store: Store,
        clock: Arc<dyn Clock>,
        open_platform: OpenPlatform,
        car_park: CarPark,
        poll_interval: Duration,
        collect_from: UtcMillis,
    ) -> Self {
        Self {
            store,
            clock,
            open_platform,
            car_park,
            poll_interval,
            collect_from,
            caught_up: watch::Sender::new(false),
            nudge: Arc::default(),
            rejections: Arc::default(),
            others: Arc::default(),
        }
    }

    /// The same among all the car parks that are collected: a platform may list them all, whichever it was asked for.
    pub(crate) fn among(mut self, car_parks: &[CarPark]) -> Self {
        let others = car_parks.iter().map(CarPark::parking_id).filter(|id| *id != self.parking_id());
        self.others = others.map(str::to_owned).collect();
        self
    }

    /// Becomes true once, when a poll has reached the present for the first time.
    pub(crate) fn caught_up(&self) -> watch::Receiver<bool> {
        self.caught_up.subscribe()
    }

    /// Wakes the poll before its time.
    pub(crate) fn nudge(&self) -> Arc<Notify> {
        self.nudge.clone()
    }

    pub(crate) fn parking_id(&self) -> &str {
        self.car_park.parking_id()
    }

    /// Where collecting stands, once it has begun.
    pub(crate) async fn state(&self) -> Result<Option<CollectorState>, StoreError> {
        let states = self.store.collector_states().await?;
        Ok(states.into_iter().find(|state| state.parking_id == self.parking_id()))
    }
}

pub(crate) use poll::run as poll;
pub(crate) use reread::run as reread;
