//! Data directories with things owed to the city.

use std::path::Path;
use std::time::Duration;

use gate_core::passage::Source;
use gate_core::record::Record;
use gate_core::time::{Clock, UtcMillis};
use gate_sim::traffic::simple_visits;
use gate_store::{CityRules, IngestRules, Store, StoreOptions};
use gate_sync::SystemClock;
use gatehouse_tests::support::PARKING_ID;

/// Far enough back that nothing of it is live.
const BACK: Duration = Duration::from_secs(20 * 24 * 3_600);
const GAP_MS: i64 = 20_000;
const STAY_MS: i64 = 3_600_000;

/// How the car park's records become deliveries.
pub fn rules() -> IngestRules {
    IngestRules {
        parking_id: PARKING_ID.to_owned(),
        total_spaces: Some(500),
        city: Some(CityRules::default()),
    }
}

/// Complete visits of as many vehicles, long ago. With a photo host, each passage has a photo there.
pub fn visits(count: usize, photo_host: Option<&str>) -> Vec<Record> {
    let start = SystemClock.now() - BACK;
    let passages = simple_visits(count, start, GAP_MS, STAY_MS);
    let numbered = passages.into_iter().zip(1_u64..);
    numbered
        .map(|(passage, number)| Record {
            parking_id: PARKING_ID.to_owned(),
            direction: passage.direction,
            plate_raw: passage.plate,
            at: passage.at,
            lane_no: passage.lane_no,
            lane_name: Some(passage.lane_name),
            record_id: Some(number.to_string()),
            vehicle_type: Some(passage.class.wire()),
            photo_url: photo_host.map(|host| format!("{host}/photos/{number}.jpg")),
            owner_name: None,
            work_no: None,
            owner_phone: None,
            free_spaces: None,
        })
        .collect()
}

/// A database in `dir` that has heard of these and sent none.
///
/// # Errors
/// The store's.
pub async fn fill(dir: &Path, records: Vec<Record>) -> Result<(), gate_store::StoreError> {
    let store = Store::open_async(dir, options()).await?;
    let heard_at: UtcMillis = SystemClock.now();
    store.ingest(&rules(), records, Source::Records, heard_at).await?;
    store.close().await;
    Ok(())
}

/// Without the disk reserve, whose writing is no part of what is measured.
pub fn options() -> StoreOptions {
    StoreOptions { reserve_bytes: 0, ..StoreOptions::default() }
}
