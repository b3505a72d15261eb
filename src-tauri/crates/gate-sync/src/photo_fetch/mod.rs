//! Fetching photos: at once, since their addresses may expire, the youngest first, and no host or photo in the way of
//! another.

mod fetch;
mod gathered;
#[cfg(test)]
mod tests;
mod verdict;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use gate_core::time::{Clock, UtcMillis};
use gate_http::{PhotoDownloader, Url};
use gate_store::{Change, Store, StoreError, WantedPhoto};
use tokio::sync::Semaphore;
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::trouble::Trouble;
use crate::wake;

/// Fetched at once. Three keep up with the busiest lanes, and three of the largest photos (5 MB) stay below the 16 MB
/// of reliability.md's invariant 6.
const SLOTS: usize = 3;
/// A host that fails or hangs gets no more of them, so that the others go on.
const SLOTS_OF_A_BAD_HOST: usize = 2;
/// Decoded at once; each may take as much memory as `gate_photo::Limits` allows.
const FITTED_AT_ONCE: usize = 2;
/// So many wanted photos are looked through, and so many more when all of these are of hosts that have their slots.
const LOOK_THROUGH: [usize; 2] = [16, 256];
/// Without any change the queue is looked at this often: the clock may have been set.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
const LOCAL_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_LOCAL_PAUSE: Duration = Duration::from_secs(60);

/// What fetching photos needs.
#[derive(Clone)]
pub(crate) struct PhotoFetching {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) photos: PhotoDownloader,
}

/// Fetches wanted photos of all car parks until stopped.
pub(crate) async fn run(fetching: PhotoFetching, stop: CancellationToken) {
    // None means that it was stopped: what is under way is dropped and begun again at the next start.
    let _ = stop.run_until_cancelled(Desk::new(fetching).fetch_for_ever()).await;
}

/// What a fetch came to, for those that follow.
struct Ended {
    /// The host is slow or fails.
    bad_host: bool,
    /// The disk or the database did not take what came.
    local: Result<(), StoreError>,
}

struct UnderWay {
    photo: i64,
    host: String,
}

struct Desk {
    fetching: Arc<PhotoFetching>,
    fitting: Arc<Semaphore>,
    tasks: JoinSet<Ended>,
    under_way: HashMap<Id, UnderWay>,
    bad_hosts: HashSet<String>,
    local: Trouble,
    paused_until: Instant,
}

impl Desk {
    fn new(fetching: PhotoFetching) -> Self {
        Self {
            fetching: Arc::new(fetching),
            fitting: Arc::new(Semaphore::new(FITTED_AT_ONCE)),
            tasks: JoinSet::new(),
            under_way: HashMap::new(),
            bad_hosts: HashSet::new(),
            local: Trouble::new("keeping photos", ""),
            paused_until: Instant::now(),
        }
    }

    async fn fetch_for_ever(mut self) {
        // Before the queue is looked at, so that nothing falls between.
        let mut changes = self.fetching.store.subscribe();
        loop {
            let idle = match self.fill().await {
                Ok(idle) => idle,
                Err(error) => self.pause(&error),
            };
            tokio::select! {
                Some(ended) = self.tasks.join_next_with_id() => self.settle(ended).await,
                () = wake::heard(&mut changes, &[Change::Photos]) => {}
                () = tokio::time::sleep(idle) => {}
            }
        }
    }

    /// Begins what can be begun. Answers after how long to look again without being woken.
    async fn fill(&mut self) -> Result<Duration, StoreError> {
        let paused = self.paused_until.saturating_duration_since(Instant::now());
        if !paused.is_zero() || self.under_way.len() >= SLOTS {
            return Ok(if paused.is_zero() { LOOK_AGAIN } else { paused });
        }
        let now = self.fetching.clock.now();
        for most in LOOK_THROUGH {
            let wanted = self.fetching.store.wanted_photos(now, most).await?;
            let that_is_all = wanted.len() < most;
            for photo in wanted {
                let host = host_of(&photo.url);
                if self.may_begin(&photo, &host) {
                    self.begin(photo, host);
                }
                if self.under_way.len() >= SLOTS {
                    return Ok(LOOK_AGAIN);
                }
            }
            if that_is_all {
                break;
            }
        }
        let next = self.fetching.store.next_photo_at().await?;
        Ok(until(next, now))
    }

    fn may_begin(&self, photo: &WantedPhoto, host: &str) -> bool {
        let of_host = self.under_way.values().filter(|other| other.host == host).count();
        !self.under_way.values().any(|other| other.photo == photo.id)
            && (of_host < SLOTS_OF_A_BAD_HOST || !self.bad_hosts.contains(host))
    }

    fn begin(&mut self, photo: WantedPhoto, host: String) {
        let id = photo.id;
        let task = self.tasks.spawn(fetch::fetch(self.fetching.clone(), self.fitting.clone(), photo));
        self.under_way.insert(task.id(), UnderWay { photo: id, host });
    }

    async fn settle(&mut self, ended: Result<(Id, Ended), JoinError>) {
        let (id, ended) = match ended {
            Ok((id, ended)) => (id, Ok(ended)),
            Err(error) => (error.id(), Err(error)),
        };
        let Some(UnderWay { photo, host }) = self.under_way.remove(&id) else { return };
        match ended {
            Ok(Ended { bad_host, local }) => {
                // A photo whose host is not even named has none to be remembered.
                if bad_host && !host.is_empty() {
                    self.bad_hosts.insert(host);
                } else {
                    self.bad_hosts.remove(&host);
                }
                match local {
                    Ok(()) => self.local.over(),
                    Err(error) => _ = self.pause(&error),
                }
            }
            Err(error) => {
                tracing::error!(photo, panicked = error.is_panic(), "a photo's fetch failed unexpectedly");
                let later = self.fetching.clock.now() + LONGEST_LOCAL_PAUSE;
                let put_off = self.fetching.store.photo_retry(photo, "the program failed", later).await;
                if let Err(error) = put_off {
                    self.pause(&error);
                }
            }
        }
    }

    /// What is wrong is on our side: no photo is to blame, and all of them wait.
    fn pause(&mut self, error: &StoreError) -> Duration {
        self.local.failed(error);
        let pause = self.local.delay(LOCAL_PAUSE, LONGEST_LOCAL_PAUSE, None);
        self.paused_until = Instant::now() + pause;
        pause
    }
}

/// The host and port that a photo's address names; empty where it names none.
fn host_of(url: &str) -> String {
    let Ok(url) = Url::parse(url) else { return String::new() };
    let port = url.port_or_known_default().unwrap_or_default();
    url.host_str().map(|host| format!("{host}:{port}")).unwrap_or_default()
}

/// How long until the next photo is due; those due already are under way, or wait for a slot, whose end wakes us.
fn until(next: Option<UtcMillis>, now: UtcMillis) -> Duration {
    match next.map(|next| next.since(now)) {
        Some(wait @ 1..) => Duration::from_millis(wait.unsigned_abs()).min(LOOK_AGAIN),
        Some(_) | None => LOOK_AGAIN,
    }
}
