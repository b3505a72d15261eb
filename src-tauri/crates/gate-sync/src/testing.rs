//! What the tests of collecting share: a data directory, the simulated open platform, and a clock that can be set.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use gate_core::time::{Clock, UtcMillis};
use gate_http::{DownloadOptions, PhotoDownloader, PhotoHosts, Url};
use gate_open_platform::{OpenPlatform, OpenPlatformOptions};
use gate_sim::open_platform::{OpenPlatformOptions as SimOptions, OpenPlatformSim};
use gate_store::{CityRules, IngestRules, Store, StoreOptions};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::SystemClock;
use crate::collector::Collecting;
use crate::options::CarPark;

pub(crate) const PARK: &str = "park123";
const PATIENCE: Duration = Duration::from_secs(30);

/// The system's clock, and by how much it is wrong.
#[derive(Clone, Default)]
pub(crate) struct WrongClock(Arc<AtomicI64>);

impl WrongClock {
    pub(crate) fn set_wrong_by(&self, ms: i64) {
        self.0.store(ms, Ordering::SeqCst);
    }
}

impl Clock for WrongClock {
    fn now(&self) -> UtcMillis {
        UtcMillis(SystemClock.now().0 + self.0.load(Ordering::SeqCst))
    }
}

pub(crate) struct Bench {
    pub(crate) store: Store,
    pub(crate) sim: OpenPlatformSim,
    pub(crate) clock: WrongClock,
    pub(crate) collecting: Collecting,
    stop: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
    _dir: TempDir,
}

impl Bench {
    /// A car park that is collected from so long ago on, polled every 50 ms.
    pub(crate) fn new(sim: SimOptions, back: Duration, orphan_wait: Duration) -> Self {
        let secret = sim.app_secret.clone();
        let sim = OpenPlatformSim::start(([127, 0, 0, 1], 0).into(), sim).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let options = StoreOptions { reserve_bytes: 0, ..StoreOptions::default() };
        let store = Store::open(dir.path(), &options).unwrap();
        let clock = WrongClock::default();
        let account = OpenPlatformOptions::new(sim.base_url(), "demo", secret.into());
        // The clock that dates signatures stays right: a wrong one is refused before it could do harm.
        let open_platform = OpenPlatform::new(account, Arc::new(SystemClock)).unwrap();
        let city = Some(CityRules::default());
        let rules = IngestRules { parking_id: PARK.into(), total_spaces: Some(500), city };
        let collecting = Collecting::new(
            store.clone(),
            Arc::new(clock.clone()),
            open_platform,
            CarPark { rules, reporting: None, orphan_wait },
            Duration::from_millis(50),
            SystemClock.now() - back,
        );
        let stop = CancellationToken::new();
        Self { store, sim, clock, collecting, stop, tasks: Vec::new(), _dir: dir }
    }

    /// Runs a task of the car park beside the test.
    pub(crate) fn run<F>(&mut self, task: impl FnOnce(Collecting, CancellationToken) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.tasks.push(tokio::spawn(task(self.collecting.clone(), self.stop.clone())));
    }

    /// A downloader for the simulated photos and those of `others`.
    pub(crate) fn photos(&self, others: &[String], total_timeout: Duration) -> PhotoDownloader {
        let base_url = Url::parse(&self.sim.base_url()).unwrap();
        let hosts = PhotoHosts::new(&base_url, others).unwrap();
        let options = DownloadOptions { total_timeout, ..DownloadOptions::default() };
        PhotoDownloader::new(hosts, &options).unwrap()
    }

    /// Waits until a poll has reached the present for the first time.
    pub(crate) async fn caught_up(&self) {
        let mut caught_up = self.collecting.caught_up();
        let reached = caught_up.wait_for(|caught_up| *caught_up);
        tokio::time::timeout(PATIENCE, reached).await.expect("it catches up").unwrap();
    }

    /// Waits until so many passages are kept.
    pub(crate) async fn passages(&self, count: u64) {
        wait_for("passages", || async { self.store.count_passages().await.unwrap() >= count }).await;
        assert_eq!(self.store.count_passages().await.unwrap(), count, "none is kept twice");
    }

    /// Stops every task, which end by that alone.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        for task in self.tasks {
            tokio::time::timeout(PATIENCE, task).await.expect("it stops").unwrap();
        }
    }
}

/// Waits until something is so, and fails in the end.
pub(crate) async fn wait_for<F>(what: &str, condition: impl Fn() -> F)
where
    F: Future<Output = bool>,
{
    let waiting = async {
        while !condition().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    if tokio::time::timeout(PATIENCE, waiting).await.is_err() {
        panic!("in vain waited for: {what}");
    }
}
