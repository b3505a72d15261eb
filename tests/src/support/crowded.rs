//! A car park that has been busy for months.

use gate_core::time::{Clock, UtcMillis};
use gate_sim::open_platform::SimVehicle;
use gate_sim::traffic::VehicleClass;
use gate_store::{Register, StoreError};
use gate_sync::SystemClock;

use super::crowd::{self, GAP_MS, PASSAGES, VEHICLES};
use super::park::{PARKING_ID, Park};
use super::wait::wait_for;

/// A day without traffic lies between the last passage and now, so that nothing of it is collected again.
const QUIET_MS: i64 = 26 * 3_600_000;

/// Fills the park's database as [`crowd::fill`] does, and registers the same vehicles with the open platform.
///
/// # Errors
/// The database cannot be written.
pub async fn crowded(park: &Park) -> Result<(), StoreError> {
    for number in 0..VEHICLES {
        let vehicle = crowd::vehicle(number);
        park.open_platform.put_vehicle(
            PARKING_ID,
            SimVehicle {
                plate: vehicle.plate,
                vehicle_type: VehicleClass::Monthly.wire(),
                diy_type_name: String::new(),
                user_name: vehicle.owner_name.unwrap_or_default(),
                phone: vehicle.owner_phone.unwrap_or_default(),
                from: "2025-01-01".to_owned(),
                until: "2099-12-31".to_owned(),
                lane_nos: String::new(),
                lot_num: 1,
                remark: String::new(),
                work_no: String::new(),
                department: String::new(),
            },
        );
    }
    let store = park.open_store().await;
    let entries = i64::try_from(PASSAGES / 2).unwrap_or(i64::MAX);
    let from = UtcMillis(SystemClock.now().0 - QUIET_MS - entries * GAP_MS);
    crowd::fill(&store, PARKING_ID, from).await?;
    store.close().await;
    Ok(())
}

/// Waits until a program has taken over all of the platform's vehicles since `begun`.
///
/// # Errors
/// It has not in time, or the database cannot be read.
pub async fn taken_over(park: &Park, begun: UtcMillis) -> Result<(), Box<dyn std::error::Error>> {
    let store = park.open_store().await;
    let since = |at: Option<UtcMillis>| at.is_some_and(|at| at > begun);
    let done = wait_for(async || {
        let ages = store.mirror_ages().await.unwrap_or_default();
        ages.iter().any(|age| age.register == Register::Vehicles && since(age.refreshed_at))
    });
    let done = done.await;
    store.close().await;
    if done { Ok(()) } else { Err("the platform's vehicles were not taken over".into()) }
}
