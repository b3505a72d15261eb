//! The mirrors of the platform's registers: taken over whole at the start and every half hour, and on demand.

mod paged;
mod refresher;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use gate_open_platform::Error as PlatformError;
use gate_store::{MIRRORED_EVERY, Register, StoreError};
use tokio::sync::{Mutex, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::collector::{CollectError, Collecting};
use crate::samples;
use crate::trouble::Trouble;

const EVERY: Duration = MIRRORED_EVERY;
const MINUTE: Duration = Duration::from_secs(60);
/// The first round leaves the start to the first poll.
const FIRST_AFTER: Duration = Duration::from_secs(1);

/// What is refreshed in the background, in this order: types before the vehicles that name them. Vehicles inside are sampled
/// every minute.
const IN_BACKGROUND: [Register; 5] =
    [Register::CarParks, Register::Lanes, Register::VehicleTypes, Register::Blacklist, Register::Vehicles];

/// Why a refresh failed. What is mirrored stays as it was.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    /// The open platform.
    #[error(transparent)]
    Platform(#[from] PlatformError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Syncing stops.
    #[error("syncing stops")]
    Stopping,
}

impl From<CollectError> for RefreshError {
    fn from(error: CollectError) -> Self {
        match error {
            CollectError::Platform(error) => Self::Platform(error),
            CollectError::Store(error) => Self::Store(error),
        }
    }
}

/// How far a refresh is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refreshing {
    /// The car park; empty for the list of car parks.
    pub parking_id: String,
    /// Which register.
    pub register: Register,
    /// Rows that were taken over so far.
    pub rows: u64,
}

/// Refreshes on demand, as [`crate::Sync::refresh`], for whoever must not hold the whole of syncing meanwhile. Cheap to clone.
#[derive(Clone)]
pub struct Refresher(pub(crate) Mirrors);

impl Refresher {
    /// As [`crate::Sync::refresh`].
    ///
    /// # Errors
    /// As there.
    pub async fn refresh(&self, register: Register) -> Result<(), RefreshError> {
        self.0.refresh(register).await
    }
}

/// When the last complete refresh of each began.
type Begun<T> = Vec<(T, Instant)>;

/// All registers of all car parks. One is refreshed at a time. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Mirrors {
    car_parks: Arc<[Collecting]>,
    /// When the last complete refresh of each register began: who asked before that needs no other.
    begun: Arc<Mutex<Begun<Register>>>,
    /// The same by car park, of those that were read alone.
    begun_of: Arc<Mutex<Begun<(Register, String)>>>,
    progress: watch::Sender<Option<Refreshing>>,
    stop: CancellationToken,
}

impl Mirrors {
    pub(crate) fn new(car_parks: Vec<Collecting>, stop: CancellationToken) -> Self {
        Self {
            car_parks: car_parks.into(),
            begun: Arc::default(),
            begun_of: Arc::default(),
            progress: watch::Sender::new(None),
            stop,
        }
    }

    /// What is being refreshed, if anything is.
    pub(crate) fn progress(&self) -> watch::Receiver<Option<Refreshing>> {
        self.progress.subscribe()
    }

    /// Refreshes until stopped.
    pub(crate) async fn run(self) {
        // None means that it was stopped; a walk that is cut off leaves what is mirrored as it was.
        let _ = self.stop.run_until_cancelled(self.keep_refreshing()).await;
        self.progress.send_replace(None);
    }

    /// Refreshes one register of all car parks; waits for one that runs already.
    pub(crate) async fn refresh(&self, register: Register) -> Result<(), RefreshError> {
        let asked = Instant::now();
        let refreshing = async {
            let mut begun = self.begun.lock().await;
            if begun.iter().any(|(done, at)| *done == register && *at >= asked) {
                return Ok(());
            }
            let at = Instant::now();
            let mut failure = None;
            for car_park in self.concerned(register) {
                if let Err(error) = self.take(car_park, register).await {
                    failure.get_or_insert(error);
                }
            }
            match failure {
                Some(error) => Err(error.into()),
                None => {
                    begun.retain(|(done, _)| *done != register);
                    begun.push((register, at));
                    Ok(())
                }
            }
        };
        self.stop.run_until_cancelled(refreshing).await.unwrap_or(Err(RefreshError::Stopping))
    }

    async fn keep_refreshing(&self) {
        tokio::time::sleep(FIRST_AFTER).await;
        let mut rounds: Vec<Round<'_>> = IN_BACKGROUND
            .into_iter()
            .flat_map(|register| self.concerned(register).iter().map(move |it| Round::new(it, register)))
            .collect();
        // Stable: what is due at once goes in the order of the list.
        while let Some(round) = rounds.iter_mut().min_by_key(|round| round.due) {
            tokio::time::sleep_until(round.due).await;
            let _alone = self.begun.lock().await;
            let wait = match self.take(round.car_park, round.register).await {
                Ok(()) => {
                    round.trouble.over();
                    EVERY
                }
                Err(error) => {
                    round.trouble.failed(&error);
                    round.trouble.delay(MINUTE, EVERY, error.retry_after())
                }
            };
            round.due = Instant::now() + wait;
        }
    }

    /// The list of car parks is the account's, asked for once.
    fn concerned(&self, register: Register) -> &[Collecting] {
        match register {
            Register::CarParks => self.car_parks.get(..1).unwrap_or_default(),
            _ => &self.car_parks,
        }
    }

    /// Takes one register of one car park over; a failure is noted beside it.
    async fn take(&self, car_park: &Collecting, register: Register) -> Result<(), CollectError> {
        let parking_id = if register == Register::CarParks { "" } else { car_park.parking_id() };
        self.tell(parking_id, register, 0);
        let taken = self.take_over(car_park, register).await;
        self.progress.send_replace(None);
        if let Err(error) = &taken {
            let (store, now) = (&car_park.store, car_park.clock.now());
            store.refresh_failed(parking_id, register, &error.to_string(), now).await?;
        }
        taken
    }

    async fn take_over(&self, car_park: &Collecting, register: Register) -> Result<(), CollectError> {
        let Collecting { store, clock, open_platform, .. } = car_park;
        let parking_id = car_park.parking_id();
        match register {
            Register::Vehicles => {
                paged::take_over(self, car_park, || open_platform.vehicle_pages(parking_id)).await?
            }
            Register::Blacklist => {
                paged::take_over(self, car_park, || open_platform.blacklist_pages(parking_id)).await?;
            }
            Register::VehicleTypes => {
                let types = open_platform.vehicle_types(parking_id).await?;
                car_park.rejected("vehicle type", &types.rejected);
                store.replace_vehicle_types(parking_id, types.items, clock.now()).await?;
            }
            Register::Lanes => {
                let lanes = open_platform.lanes(parking_id).await?;
                car_park.rejected("lane", &lanes.rejected);
                store.upsert_lanes(parking_id, &lanes.items, clock.now()).await?;
                store.learn_lane_directions().await?;
            }
            Register::CarParks => {
                let car_parks = open_platform.car_parks().await?;
                car_park.rejected("car park", &car_parks.rejected);
                store.upsert_car_parks(&car_parks.items, clock.now()).await?;
            }
            Register::InPark => samples::in_park(car_park).await?,
        }
        Ok(())
    }

    fn tell(&self, parking_id: &str, register: Register, rows: u64) {
        self.progress.send_replace(Some(Refreshing { parking_id: parking_id.to_owned(), register, rows }));
    }
}

/// One register of one car park in the background.
struct Round<'a> {
    car_park: &'a Collecting,
    register: Register,
    trouble: Trouble,
    due: Instant,
}

impl<'a> Round<'a> {
    fn new(car_park: &'a Collecting, register: Register) -> Self {
        let what = match register {
            Register::Vehicles => "refreshing authorised vehicles",
            Register::Blacklist => "refreshing the blacklist",
            Register::VehicleTypes => "refreshing vehicle types",
            Register::Lanes => "refreshing lanes",
            Register::CarParks => "refreshing car parks",
            Register::InPark => "refreshing vehicles inside",
        };
        Self { car_park, register, trouble: Trouble::new(what, car_park.parking_id()), due: Instant::now() }
    }
}
