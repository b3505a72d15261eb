//! One car park: a data directory, both simulated platforms, and a sync that can be started and stopped.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use gate_city::ningbo::{NingboClient, NingboOptions};
use gate_core::delivery::RetryPolicy;
use gate_core::time::{Clock, UtcMillis};
use gate_http::{DownloadOptions, PhotoDownloader, PhotoHosts, Url};
use gate_open_platform::callback::{CallbackListener, CallbackOptions as ListenOptions};
use gate_open_platform::{OpenPlatform, OpenPlatformOptions as ClientOptions};
use gate_sim::city::{CityOptions, CitySim};
use gate_sim::open_platform::{CallbackOptions, OpenPlatformOptions, OpenPlatformSim};
use gate_store::{CityRules, IngestRules, Store, StoreOptions, SyncLock};
use gate_sync::{CarPark, Reporting, Sync, SyncOptions, SystemClock};
use tempfile::TempDir;

use super::loopback::Loopback;
use super::wait::PATIENCE;

/// The car park on the simulated open platform.
pub const PARKING_ID: &str = "park123";
/// The car park on the simulated city platform.
pub const PARKPOTID: &str = "330212077102";

/// How often and how patiently things are done: all much faster than in a real car park.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Between polls.
    pub poll_interval: Duration,
    /// Between heartbeats.
    pub heartbeat_interval: Duration,
    /// Between readings of the city's clock.
    pub clock_interval: Duration,
    /// Of every call of either platform, and of every photo.
    pub request_timeout: Duration,
    /// Delays and parking.
    pub retry: RetryPolicy,
    /// How long an exit without an entry waits.
    pub orphan_wait: Duration,
    /// Events and photos together.
    pub max_requests_per_second: u32,
    /// At most so many at once.
    pub max_concurrency: usize,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            poll_interval: Duration::from_millis(100),
            heartbeat_interval: Duration::from_millis(200),
            clock_interval: Duration::from_secs(1),
            request_timeout: Duration::from_secs(1),
            retry: RetryPolicy {
                initial: Duration::from_millis(20),
                max: Duration::from_millis(200),
                refused_attempts: 3,
            },
            orphan_wait: Duration::from_millis(150),
            max_requests_per_second: 200,
            max_concurrency: 4,
        }
    }
}

/// How callbacks are pushed while a sync runs.
#[derive(Debug, Clone, Copy)]
pub struct PushOptions {
    /// Share (0 to 1) of passages that are pushed where the test does not say.
    pub share: f64,
    /// Share (0 to 1) of acknowledged ones that come once more.
    pub repeat_share: f64,
}

/// What a car park is made of.
#[derive(Debug, Clone)]
pub struct ParkOptions {
    /// The open platform. Where it listens and where callbacks go is the park's own affair.
    pub open_platform: OpenPlatformOptions,
    /// The city.
    pub city: CityOptions,
    /// Callbacks, if they are to come.
    pub callbacks: Option<PushOptions>,
    /// How fast everything goes.
    pub pace: Pace,
    /// How far back collecting goes at first.
    pub back: Duration,
    /// Fragments of a refusal that mean "we have it".
    pub already_accepted: Vec<String>,
    /// Keeps the data directory in memory where the system has such a place: hundreds of parks would wait for one disk.
    pub in_memory: bool,
}

impl Default for ParkOptions {
    fn default() -> Self {
        let mut open_platform = OpenPlatformOptions::default();
        open_platform.photos.one_picture = true;
        Self {
            open_platform,
            city: CityOptions::default(),
            callbacks: None,
            pace: Pace::default(),
            back: Duration::from_secs(24 * 3_600),
            already_accepted: Vec::new(),
            in_memory: false,
        }
    }
}

/// A car park with both of its platforms, and a sync between start and stop.
pub struct Park {
    /// The vendor's cloud.
    pub open_platform: OpenPlatformSim,
    /// The city.
    pub city: CitySim,
    /// Its addresses.
    pub loopback: Loopback,
    /// What it was made of.
    pub options: ParkOptions,
    /// Where collecting begins.
    pub collect_from: UtcMillis,
    dir: TempDir,
    running: Option<Running>,
}

struct Running {
    sync: Sync,
    store: Store,
    _lock: SyncLock,
}

/// Not everything was delivered or parked in time.
#[derive(Debug)]
pub struct NotIdle {
    /// What is still owed, in words.
    pub owed: String,
}

/// Linux keeps this file system in memory.
const MEMORY: &str = "/dev/shm";

fn temporary(in_memory: bool) -> std::io::Result<TempDir> {
    let memory = Path::new(MEMORY);
    if in_memory && memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }
}

impl Park {
    /// Starts both platforms over an empty data directory; nothing syncs yet. Call it inside a tokio runtime.
    pub async fn new(options: ParkOptions) -> Self {
        let loopback = Loopback::fresh();
        let open_platform = OpenPlatformSim::start(
            loopback.open_platform(),
            OpenPlatformOptions { callback: None, ..options.open_platform.clone() },
        )
        .expect("a loopback address of its own can be bound");
        let city = CitySim::start(loopback.city(), options.city.clone())
            .await
            .expect("a loopback address of its own can be bound");
        let dir = temporary(options.in_memory).expect("a temporary directory can be made");
        let collect_from = SystemClock.now() - options.back;
        Self { open_platform, city, loopback, options, collect_from, dir, running: None }
    }

    /// The data directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Starts syncing, as `gatehousectl sync` would, and directs callbacks to it.
    pub async fn start(&mut self) {
        assert!(self.running.is_none(), "it syncs already");
        let lock = SyncLock::acquire(self.path()).expect("nobody else syncs a temporary directory");
        let store = self.open_store().await;
        let callbacks = match self.options.callbacks {
            None => None,
            Some(push) => Some(self.listen(push).await),
        };
        let sync = Sync::start(self.sync_options(store.clone(), callbacks));
        self.running = Some(Running { sync, store, _lock: lock });
    }

    /// Stops syncing and closes the database; nothing happens if it was stopped.
    pub async fn stop(&mut self) {
        let Some(Running { sync, store, .. }) = self.running.take() else { return };
        sync.stop().await;
        store.close().await;
    }

    /// The database of the sync that runs.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.running().store
    }

    /// The sync that runs.
    #[must_use]
    pub fn sync(&self) -> &Sync {
        &self.running().sync
    }

    /// Opens the database beside whatever else has it open.
    pub async fn open_store(&self) -> Store {
        let options = StoreOptions { reserve_bytes: 0, ..StoreOptions::default() };
        Store::open_async(self.path(), options).await.expect("the database of a temporary directory opens")
    }

    /// Waits until everything that the open platform has told or will tell by itself was collected, and is delivered,
    /// parked, or behind something parked. Call it when faults and traffic have ended.
    ///
    /// # Errors
    /// That is not so within [`PATIENCE`].
    pub async fn until_idle(&self) -> Result<(), NotIdle> {
        let running = self.running();
        let all = async {
            while self.open_platform.pending_callbacks() > 0 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            self.collected_since(SystemClock.now()).await;
            running.sync.until_idle().await.expect("the database can be read");
        };
        match tokio::time::timeout(PATIENCE, all).await {
            Ok(()) => Ok(()),
            Err(_) => Err(NotIdle { owed: self.owed().await }),
        }
    }

    /// Waits until a poll that began after `at` was whole.
    async fn collected_since(&self, at: UtcMillis) {
        let collected = async || {
            let states = self.store().collector_states().await.expect("the database can be read");
            states.iter().any(|state| state.collected_until >= at)
        };
        while !collected().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    async fn owed(&self) -> String {
        let now = SystemClock.now();
        let counts = self.store().count_deliveries(now).await.expect("the database can be read");
        let rows = self.store().deliveries(Default::default(), now).await.expect("the database can be read");
        let open = rows.iter().filter(|row| row.delivered_at.is_none()).take(8).map(|row| {
            let next = row.next_attempt_at.map(|at| at.since(now));
            let (kind, state) = (row.kind.code(), row.state.code());
            let (tries, waits, error) = (row.tries, &row.waits_for, &row.last_error);
            format!("\n    {kind} {state} tries={tries} waits={waits:?} next_in_ms={next:?} error={error:?}")
        });
        let open: String = open.collect();
        let later = UtcMillis(now.0 + 24 * 3_600_000);
        let photos = self.store().wanted_photos(later, 8).await.expect("the database can be read");
        let due = self.store().next_photo_at().await.expect("the database can be read");
        let due_in = due.map(|at| at.since(now));
        let states = self.store().collector_states().await.expect("the database can be read");
        let cities = self.store().city_states().await.expect("the database can be read");
        let callbacks = self.open_platform.pending_callbacks();
        format!(
            "{counts:?}; callbacks {callbacks}; {states:?}; {cities:?}; next photo in {due_in:?} ms: {photos:?}{open}"
        )
    }

    fn running(&self) -> &Running {
        self.running.as_ref().expect("the test started a sync")
    }

    async fn listen(&self, push: PushOptions) -> CallbackListener {
        let OpenPlatformOptions { app_key, app_secret, .. } = &self.options.open_platform;
        let address = self.loopback.callbacks();
        let options = ListenOptions::new(address, app_key.as_str(), app_secret.as_str().into());
        let listener = CallbackListener::bind(options, Arc::new(SystemClock))
            .await
            .expect("a loopback address of its own can be bound");
        self.push_callbacks(push);
        listener
    }

    /// Directs callbacks to where [`Loopback::callbacks`] says.
    pub fn push_callbacks(&self, push: PushOptions) {
        self.open_platform.set_callback(Some(CallbackOptions {
            share: push.share,
            repeat_share: push.repeat_share,
            retry_initial: Duration::from_millis(50),
            retry_max: Duration::from_millis(500),
            timeout: Duration::from_secs(2),
            ..CallbackOptions::new(&format!("http://{}/callback", self.loopback.callbacks()))
        }));
    }

    fn sync_options(&self, store: Store, callbacks: Option<CallbackListener>) -> SyncOptions {
        let Pace { request_timeout, .. } = self.options.pace;
        let base_url = Url::parse(&self.open_platform.base_url()).expect("the simulator's address is one");
        let hosts = PhotoHosts::new::<&str>(&base_url, &[]).expect("there are no other hosts to be wrong");
        let download =
            DownloadOptions { connect_timeout: request_timeout, total_timeout: request_timeout * 2 };
        SyncOptions {
            store,
            clock: Arc::new(SystemClock),
            open_platform: self.open_platform_client(),
            photos: PhotoDownloader::new(hosts, &download).expect("plain HTTP needs no setting up"),
            callbacks,
            poll_interval: self.options.pace.poll_interval,
            collect_from: self.collect_from,
            car_parks: vec![self.car_park()],
        }
    }

    /// A client of the open platform with the park's account.
    #[must_use]
    pub fn open_platform_client(&self) -> OpenPlatform {
        let OpenPlatformOptions { app_key, app_secret, .. } = &self.options.open_platform;
        let timeout = self.options.pace.request_timeout;
        let base_url = self.open_platform.base_url();
        let mut options = ClientOptions::new(base_url, app_key.as_str(), app_secret.as_str().into());
        (options.connect_timeout, options.total_timeout) = (timeout, timeout * 2);
        OpenPlatform::new(options, Arc::new(SystemClock)).expect("the simulator's address is one")
    }

    fn car_park(&self) -> CarPark {
        let Pace { retry, heartbeat_interval, clock_interval, .. } = self.options.pace;
        let city = NingboClient::new(&NingboOptions {
            base_url: self.city.base_url(),
            portname: self.options.city.portname.clone(),
            portpwd: self.options.city.portpwd.as_str().into(),
            parkpotid: PARKPOTID.to_owned(),
            password_digest: Default::default(),
            first_photo_index: Default::default(),
            request_timeout: self.options.pace.request_timeout,
        })
        .expect("the simulator's address is one");
        CarPark {
            rules: IngestRules {
                parking_id: PARKING_ID.to_owned(),
                total_spaces: None,
                city: Some(CityRules::default()),
            },
            reporting: Some(Reporting {
                city: Arc::new(city),
                heartbeat_interval,
                clock_interval,
                max_requests_per_second: self.options.pace.max_requests_per_second,
                max_concurrency: self.options.pace.max_concurrency,
                retry,
                already_accepted: self.options.already_accepted.clone(),
            }),
            orphan_wait: self.options.pace.orphan_wait,
        }
    }
}
