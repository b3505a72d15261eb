//! Syncing a data directory: from its configuration to running tasks.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use gate_core::{delivery::RetryPolicy, time::UtcMillis};
use gate_http::{DownloadOptions, PhotoDownloader, PhotoHosts};
use gate_open_platform::{
    OpenPlatform,
    callback::{CallbackListener, CallbackOptions, ListenError},
};
use gate_store::{CityRules, IngestRules, LockError, Store, SyncLock};
use gate_sync::{CarPark, Refresher, Reporting, Sync, SyncOptions, SystemClock};

use crate::{AppError, Config, Secrets, Workspace, config, logging, platforms};

/// How far back the very first collecting goes where the configuration does not say.
const FIRST_COLLECT: Duration = Duration::from_secs(24 * 3_600);

/// Whoever only asks whether somebody syncs holds the lock for a moment; that is waited for, a syncing process is not.
const LOCK_PATIENCE: Duration = Duration::from_millis(500);

/// Everything that syncing needs, checked and held: nobody else can sync this directory while this lives.
pub struct Ready {
    /// The configuration it follows.
    pub config: Config,
    /// The database.
    pub store: Store,
    options: SyncOptions,
    lock: SyncLock,
    log: Option<logging::LogGuard>,
}

/// Reads the configuration, takes the lock, starts the log, opens the database and binds the callback's address.
///
/// # Errors
/// Whatever of these fails; nothing was sent then.
pub async fn prepare(workspace: &Workspace, stderr: logging::Stderr) -> Result<Ready, AppError> {
    let (config, secrets) = workspace.configuration()?;
    let lock = lock(workspace).await?;
    let log = logging::start(&workspace.directory().logs()?, stderr)?;
    let store = workspace.store().await?;
    let options = options(&config, &secrets, store.clone()).await?;
    Ok(Ready { config, store, options, lock, log: Some(log) })
}

/// As [`prepare`], for a process that holds the database open already and has a log of its own.
///
/// # Errors
/// As [`prepare`].
pub(crate) async fn prepare_over(workspace: &Workspace, store: Store) -> Result<Ready, AppError> {
    let (config, secrets) = workspace.configuration()?;
    let lock = lock(workspace).await?;
    let options = options(&config, &secrets, store.clone()).await?;
    Ok(Ready { config, store, options, lock, log: None })
}

async fn lock(workspace: &Workspace) -> Result<SyncLock, AppError> {
    let until = Instant::now() + LOCK_PATIENCE;
    loop {
        match SyncLock::acquire(workspace.path()) {
            Ok(lock) => return Ok(lock),
            Err(LockError::AlreadySyncing { .. }) if Instant::now() < until => {
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
            Err(error) => return Err(AppError::locked(error, workspace.path().to_owned())),
        }
    }
}

async fn options(config: &Config, secrets: &Secrets, store: Store) -> Result<SyncOptions, AppError> {
    let settings = &config.open_platform;
    let setup = |reason: String| AppError::Setup { platform: "the open platform", reason };
    let hosts = PhotoHosts::new(&settings.base_url, &settings.photo_hosts)
        .map_err(|error| setup(error.to_string()))?;
    let photos =
        PhotoDownloader::new(hosts, &DownloadOptions::default()).map_err(|error| setup(error.to_string()))?;
    let car_parks = config
        .car_parks
        .iter()
        .map(|car_park| self::car_park(car_park, secrets))
        .collect::<Result<_, _>>()?;
    Ok(SyncOptions {
        store,
        clock: Arc::new(SystemClock),
        open_platform: platforms::open_platform(config, secrets)?,
        photos,
        callbacks: listener(config, secrets).await?,
        poll_interval: settings.poll_interval,
        collect_from: settings.collect_from.unwrap_or_else(|| back(platforms::now(), FIRST_COLLECT)),
        car_parks,
    })
}

fn back(now: UtcMillis, by: Duration) -> UtcMillis {
    now - by
}

fn car_park(car_park: &config::CarPark, secrets: &Secrets) -> Result<CarPark, AppError> {
    let city = car_park.city.as_ref();
    let reporting = match city {
        None => None,
        Some(city) => Some(Reporting {
            city: Arc::new(platforms::city_platform(car_park, city, secrets)?),
            heartbeat_interval: city.heartbeat_interval,
            clock_interval: city.clock_interval,
            max_requests_per_second: city.max_requests_per_second,
            max_concurrency: city.max_concurrency as usize,
            retry: RetryPolicy {
                initial: city.retry_initial,
                max: city.retry_max,
                refused_attempts: city.refused_attempts,
            },
            already_accepted: city.already_accepted.clone(),
        }),
    };
    Ok(CarPark {
        rules: IngestRules {
            parking_id: car_park.parking_id.clone(),
            total_spaces: car_park.total_spaces,
            city: city.map(|city| CityRules {
                first_arrival_photo: city.first_photo_index.arrival,
                first_departure_photo: city.first_photo_index.departure,
                ordinary_colour: platforms::ordinary_colour(city),
            }),
        },
        reporting,
        orphan_wait: city.map_or(Duration::ZERO, |city| city.orphan_wait),
    })
}

async fn listener(config: &Config, secrets: &Secrets) -> Result<Option<CallbackListener>, AppError> {
    let Some(callback) = config.open_platform.callback else { return Ok(None) };
    let options = CallbackOptions::new(
        callback.listen,
        config.open_platform.app_key.as_str(),
        secrets.app_secret.clone(),
    );
    match CallbackListener::bind(options, Arc::new(SystemClock)).await {
        Ok(listener) => Ok(Some(listener)),
        Err(error @ ListenError::Bind { .. }) => Err(AppError::NotPossible {
            what: format!("callbacks: {error}"),
            remedy: "end the program that uses the port, or change [open_platform.callback] listen"
                .to_owned(),
        }),
        Err(error @ ListenError::NotLoopback(_)) => Err(AppError::Wrong {
            what: format!("callbacks: {error}"),
            remedy: "correct [open_platform.callback] listen".to_owned(),
        }),
    }
}

impl Ready {
    /// Starts every task.
    #[must_use]
    pub fn start(self) -> Running {
        let Self { config, store, options, lock, log } = self;
        tracing::info!(
            car_parks = config.car_parks.len(),
            version = env!("CARGO_PKG_VERSION"),
            "syncing began"
        );
        let open_platform = options.open_platform.clone();
        Running { sync: Sync::start(options), store, open_platform, _lock: lock, _log: log }
    }
}

/// Syncing, until it is stopped.
pub struct Running {
    sync: Sync,
    store: Store,
    open_platform: OpenPlatform,
    // Held until everything has stopped, in this order.
    _lock: SyncLock,
    _log: Option<logging::LogGuard>,
}

impl Running {
    /// The database.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Ends once everything collected is delivered, parked, given up, or behind something that is; exits in their
    /// `orphan_wait` are waited for, and so is a platform that cannot be reached.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn until_idle(&self) -> Result<(), AppError> {
        Ok(self.sync.until_idle().await?)
    }

    /// Stops every task, within 10 s, and closes the database.
    pub async fn stop(self) {
        let store = self.store.clone();
        self.stop_tasks().await;
        store.close().await;
    }

    /// Stops every task, within 10 s; the database stays open for others.
    pub(crate) async fn stop_tasks(self) {
        self.sync.stop().await;
        tracing::info!("syncing ended");
    }

    /// Refreshes mirrored registers, and ends with syncing.
    pub(crate) fn refresher(&self) -> Refresher {
        self.sync.refresher()
    }

    /// The client of the open platform, with its token.
    pub(crate) fn open_platform(&self) -> &OpenPlatform {
        &self.open_platform
    }
}
