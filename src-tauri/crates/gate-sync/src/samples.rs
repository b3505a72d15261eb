//! What is asked for every minute: who is inside, how full it is.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::collector::{CollectError, Collecting};
use crate::reconcile::reconcile;
use crate::trouble::Trouble;

const MINUTE: Duration = Duration::from_secs(60);
/// The first poll waits no longer for figures it can do without.
const BEFORE_FIRST_POLL: Duration = Duration::from_secs(10);

/// One kind of sample. Each runs on its own, so that one that fails stops no other.
#[derive(Debug, Clone, Copy)]
enum Sample {
    InPark,
    Occupancy,
}

/// Samples until stopped.
pub(crate) async fn run(collecting: Collecting, stop: CancellationToken) {
    let all = async {
        tokio::join!(
            keep_sampling(&collecting, Sample::InPark),
            keep_sampling(&collecting, Sample::Occupancy),
        )
    };
    // None means that it was stopped.
    let _ = stop.run_until_cancelled(all).await;
}

/// One look at occupancy and vehicles inside before the first record is stored; done without where it fails.
pub(crate) async fn before_first_poll(collecting: &Collecting) {
    let both = async { tokio::join!(Sample::Occupancy.take(collecting), Sample::InPark.take(collecting)) };
    let error = match tokio::time::timeout(BEFORE_FIRST_POLL, both).await {
        Ok((Ok(()), Ok(()))) => return,
        Ok((Err(error), _) | (_, Err(error))) => error.to_string(),
        Err(_) => "no answer in time".to_owned(),
    };
    let parking_id = collecting.parking_id();
    tracing::warn!(parking_id, error, "no occupancy at the start; free spaces are reckoned without it");
}

async fn keep_sampling(collecting: &Collecting, sample: Sample) {
    let mut trouble = Trouble::new(sample.name(), collecting.parking_id());
    let mut wait = sample.first_after();
    loop {
        tokio::time::sleep(wait).await;
        wait = match sample.take(collecting).await {
            Ok(()) => {
                trouble.over();
                MINUTE
            }
            Err(error) => {
                trouble.failed(&error);
                trouble.delay(MINUTE, MINUTE, error.retry_after())
            }
        };
    }
}

impl Sample {
    fn name(self) -> &'static str {
        match self {
            Self::InPark => "listing vehicles inside",
            Self::Occupancy => "asking for occupancy",
        }
    }

    /// Staggered, and a minute after the poll's own look at them.
    fn first_after(self) -> Duration {
        match self {
            Self::Occupancy => MINUTE,
            Self::InPark => MINUTE + Duration::from_secs(20),
        }
    }

    async fn take(self, collecting: &Collecting) -> Result<(), CollectError> {
        let Collecting { store, clock, open_platform, .. } = collecting;
        let parking_id = collecting.parking_id();
        match self {
            Self::InPark => in_park(collecting).await?,
            Self::Occupancy => {
                let occupancy = open_platform.occupancy(parking_id).await?;
                store.insert_occupancy(parking_id, clock.now(), occupancy).await?;
            }
        }
        Ok(())
    }
}

/// Takes the list of vehicles inside over, and compares it with the sessions.
pub(crate) async fn in_park(collecting: &Collecting) -> Result<(), CollectError> {
    let Collecting { store, clock, open_platform, .. } = collecting;
    let parking_id = collecting.parking_id();
    let inside = open_platform.vehicles_in_park(parking_id).await?;
    collecting.rejected("vehicle inside", &inside.rejected);
    store.remember_in_park(parking_id, &inside.items).await?;
    store.replace_in_park(parking_id, inside.items, clock.now()).await?;
    reconcile(collecting, &inside.rejected).await?;
    Ok(())
}
