//! A car park for the real program, with the pace that a configuration has which says nothing of it.

use std::time::Duration;

use gate_core::delivery::RetryPolicy;
use gatehouse_tests::support::{Pace, Park, ParkOptions, Program, PushOptions, configure};

/// operations.md's defaults.
fn pace() -> Pace {
    Pace {
        poll_interval: Duration::from_secs(30),
        heartbeat_interval: Duration::from_secs(60),
        clock_interval: Duration::from_secs(6 * 3_600),
        request_timeout: Duration::from_secs(15),
        retry: RetryPolicy {
            initial: Duration::from_secs(2),
            max: Duration::from_secs(60),
            refused_attempts: 5,
        },
        orphan_wait: Duration::from_secs(600),
        max_requests_per_second: 5,
        max_concurrency: 4,
    }
}

/// Both platforms, up, and a configured data directory.
///
/// # Errors
/// The configuration cannot be written.
pub async fn park(callbacks: Option<PushOptions>) -> std::io::Result<Park> {
    let park = Park::new(ParkOptions { pace: pace(), callbacks, ..ParkOptions::default() }).await;
    configure(&park)?;
    Ok(park)
}

/// `gatehousectl sync` on a park's data directory.
///
/// # Errors
/// It cannot be started.
pub fn sync(park: &Park) -> std::io::Result<Program> {
    Program::start(park.path(), &["sync"], &park.path().join("stderr.txt"))
}
