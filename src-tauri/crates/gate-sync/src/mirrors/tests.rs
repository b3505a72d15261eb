use std::time::Duration;

use gate_sim::open_platform::{OpenPlatformOptions, Quirks, SimVehicle};
use gate_store::Register;

use super::{Mirrors, RefreshError};
use crate::testing::{Bench, PARK, wait_for};

fn bench() -> Bench {
    Bench::new(OpenPlatformOptions::default(), Duration::from_secs(60), Duration::from_secs(60))
}

fn mirrors(bench: &Bench) -> Mirrors {
    Mirrors::new(vec![bench.collecting.clone()], tokio_util::sync::CancellationToken::new())
}

fn vehicle(plate: &str, owner: &str) -> SimVehicle {
    SimVehicle {
        plate: plate.into(),
        vehicle_type: "101".into(),
        diy_type_name: String::new(),
        user_name: owner.into(),
        phone: "13800138000".into(),
        from: "2026-01-01".into(),
        until: "2026-12-31".into(),
        lane_nos: String::new(),
        lot_num: 1,
        remark: String::new(),
        work_no: String::new(),
        department: String::new(),
    }
}

/// More than two pages.
fn many(bench: &Bench) {
    for number in 0..2_100 {
        bench.sim.put_vehicle(PARK, vehicle(&format!("浙B{number:05}"), "车主某"));
    }
}

async fn owner_of(bench: &Bench, plate: &str) -> Option<String> {
    let row = bench.store.vehicle_by_plate(plate).await.unwrap().pop()?;
    row.owner_name.map(|name| name.in_full().to_owned())
}

async fn age(bench: &Bench, register: Register) -> gate_store::MirrorAge {
    let ages = bench.store.mirror_ages().await.unwrap();
    ages.into_iter().find(|age| age.register == register).expect("it was tried")
}

#[tokio::test]
async fn everything_is_mirrored_at_the_start() {
    let mut bench = bench();
    many(&bench);
    bench.sim.put_blacklist(PARK, "浙B66666", "2026-12-31");
    let mirrors = mirrors(&bench);
    bench.run(|_, stop| Mirrors { stop, ..mirrors }.run());
    let done = || async {
        let ages = bench.store.mirror_ages().await.unwrap();
        ages.iter().filter(|age| age.refreshed_at.is_some()).count() == super::IN_BACKGROUND.len()
    };
    wait_for("all registers", done).await;
    let row = bench.store.vehicle_by_plate("浙B02099").await.unwrap().remove(0);
    assert_eq!(row.type_name.as_deref(), Some("贵宾专用车"), "the custom type's name");
    assert_eq!(bench.store.blacklist_by_plate("浙B66666").await.unwrap().len(), 1);
    assert_eq!(bench.store.car_parks().await.unwrap().len(), 1);
    assert_eq!(bench.store.lanes(Some(PARK)).await.unwrap().len(), 4);
    bench.stop().await;
}

#[tokio::test]
async fn what_changed_and_what_went_there_changes_and_goes_here() {
    let bench = bench();
    many(&bench);
    let mirrors = mirrors(&bench);
    mirrors.refresh(Register::Vehicles).await.unwrap();
    bench.sim.put_vehicle(PARK, vehicle("浙B00007", "王五"));
    assert!(bench.sim.remove_vehicle(PARK, "浙B00008"));
    mirrors.refresh(Register::Vehicles).await.unwrap();
    assert_eq!(owner_of(&bench, "浙B00007").await.as_deref(), Some("王五"));
    assert_eq!(owner_of(&bench, "浙B00008").await, None);
    assert_eq!(owner_of(&bench, "浙B02099").await.as_deref(), Some("车主某"));
}

#[tokio::test]
async fn a_platform_that_fails_costs_nothing_but_age() {
    let bench = bench();
    many(&bench);
    let mirrors = mirrors(&bench);
    mirrors.refresh(Register::Vehicles).await.unwrap();
    let before = age(&bench, Register::Vehicles).await;
    bench.sim.set_faults(&"open.html200#vehicle_list".parse().unwrap());
    let error = mirrors.refresh(Register::Vehicles).await.unwrap_err();
    assert!(matches!(error, RefreshError::Platform(_)), "{error:?}");
    let after = age(&bench, Register::Vehicles).await;
    assert_eq!(after.refreshed_at, before.refreshed_at);
    assert!(after.failed_at.is_some() && !after.last_error.is_empty());
    assert_eq!(owner_of(&bench, "浙B00008").await.as_deref(), Some("车主某"));
    bench.sim.set_faults(&"".parse().unwrap());
    mirrors.refresh(Register::Vehicles).await.unwrap();
    assert_eq!(age(&bench, Register::Vehicles).await.failed_at, None);
}

#[tokio::test]
async fn every_quirk_of_lists_is_taken() {
    for seed in 0..4 {
        let bench = bench();
        many(&bench);
        bench.sim.put_blacklist(PARK, "浙B66666", "2026-12-31");
        bench.sim.set_quirks(Quirks::random(seed));
        let mirrors = mirrors(&bench);
        for register in Register::ALL {
            mirrors.refresh(register).await.unwrap();
        }
        let row = bench.store.vehicle_by_plate("浙B02099").await.unwrap().remove(0);
        assert_eq!(row.owner_phone.unwrap().in_full(), "13800138000");
        let ban = bench.store.blacklist_by_plate("浙B66666").await.unwrap().remove(0);
        assert_eq!(ban.until.unwrap().to_string(), "2026-12-31");
    }
}

#[tokio::test]
async fn who_asks_meanwhile_waits_and_needs_no_other_and_stopping_ends_it() {
    let bench = bench();
    many(&bench);
    let mirrors = mirrors(&bench);
    let mut progress = mirrors.progress();
    let one = mirrors.clone();
    let first = tokio::spawn(async move { one.refresh(Register::Vehicles).await });
    progress.wait_for(|it| it.as_ref().is_some_and(|it| it.rows >= 1_000)).await.unwrap();
    mirrors.refresh(Register::Lanes).await.unwrap();
    first.await.unwrap().unwrap();
    assert!(mirrors.progress().borrow().is_none());
    mirrors.stop.cancel();
    assert!(matches!(mirrors.refresh(Register::Lanes).await, Err(RefreshError::Stopping)));
}
