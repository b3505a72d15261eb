//! Refreshing on demand, with or without syncing.

use std::sync::Arc;
use std::time::Duration;

use gate_core::time::{Clock, UtcMillis};
use gate_open_platform::OpenPlatform;
use gate_store::{IngestRules, Register, Store};
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{Mirrors, RefreshError, Refresher, Refreshing};
use crate::collector::Collecting;
use crate::options::CarPark;

impl Refresher {
    /// For a process that does not sync: reads the registers of these car parks by itself.
    #[must_use]
    pub fn over(
        store: Store,
        clock: Arc<dyn Clock>,
        open_platform: OpenPlatform,
        parking_ids: impl IntoIterator<Item = String>,
    ) -> Self {
        let car_parks = parking_ids.into_iter().map(|parking_id| {
            let car_park = CarPark {
                rules: IngestRules { parking_id, total_spaces: None, city: None },
                reporting: None,
                orphan_wait: Duration::ZERO,
            };
            let (store, clock, open_platform) = (store.clone(), clock.clone(), open_platform.clone());
            // Nothing is collected through it.
            Collecting::new(store, clock, open_platform, car_park, Duration::MAX, UtcMillis(0))
        });
        Self(Mirrors::new(car_parks.collect(), CancellationToken::new()))
    }

    /// Refreshes one register of one car park; waits for a refresh that runs already, and needs no other where a complete one began
    /// after this was asked for. Of a car park that is not configured nothing is read.
    ///
    /// # Errors
    /// As [`crate::Sync::refresh`].
    pub async fn refresh_of(&self, parking_id: &str, register: Register) -> Result<(), RefreshError> {
        let asked = Instant::now();
        let Mirrors { begun, begun_of, stop, .. } = &self.0;
        let refreshing = async {
            let all = begun.lock().await;
            let mut one = begun_of.lock().await;
            let is_this = |of: &(Register, String)| of.0 == register && of.1 == parking_id;
            if all.iter().any(|(done, at)| *done == register && *at >= asked)
                || one.iter().any(|(of, at)| is_this(of) && *at >= asked)
            {
                return Ok(());
            }
            let at = Instant::now();
            let concerned = self.0.concerned(register);
            if let Some(car_park) = concerned.iter().find(|it| it.parking_id() == parking_id) {
                self.0.take(car_park, register).await?;
            }
            one.retain(|(of, _)| !is_this(of));
            one.push(((register, parking_id.to_owned()), at));
            Ok(())
        };
        stop.run_until_cancelled(refreshing).await.unwrap_or(Err(RefreshError::Stopping))
    }

    /// What is being refreshed, if anything is.
    #[must_use]
    pub fn progress(&self) -> watch::Receiver<Option<Refreshing>> {
        self.0.progress()
    }
}
