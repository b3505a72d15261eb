//! The real program killed in the middle of a batch: the next one goes on with it, and nothing is written twice.

use std::collections::BTreeSet;

use gate_app::contract::Command;
use gate_sim::open_platform::Write;
use gatehouse_tests::support::{PARKING_ID, Park, Program};
use serde_json::{Value, json};

use crate::office::{Office, open};
use crate::scene::{open_faults, options, until};

const ROWS: usize = 60;

/// Plates that the platform registered, each as often as it was asked to.
fn added(park: &Park) -> Vec<String> {
    let journal = park.open_platform.journal().into_iter();
    journal
        .filter_map(|entry| match entry.write {
            Write::VehicleAdded(vehicle) => Some(vehicle.plate),
            _ => None,
        })
        .collect()
}

/// How often this fault of the platform has struck.
fn struck(park: &Park, fault: &str) -> u64 {
    park.open_platform.faults().fired().get(fault).copied().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_whose_process_was_killed_goes_on_and_ends_as_the_truth() {
    let Office { park, app, session } = Office::over(Park::new(options()).await).await;
    app.close().await;
    let file = park.path().join("vehicles.csv");
    let rows = (0..ROWS).map(|row| format!("浙B{row:05},月租车,张三,13800138000,2026-01-01,2099-12-31\n"));
    let text = "车牌号,车辆类型,车主,手机号,开始日期,结束日期\n".to_owned() + &rows.collect::<String>();
    std::fs::write(&file, text).unwrap();

    let arguments = ["vehicles", "import", file.to_str().unwrap(), "--apply"];
    let program = Program::start(park.path(), &arguments, &park.path().join("said")).unwrap();
    until("rows are written", async || added(&park).len() >= 10).await;
    // One of those under way never arrives, the others are carried out and their answers never come.
    open_faults(&park.open_platform, "hang_before_reading#vehicle_addx1,hang_after_reading#vehicle_add");
    let hanging = || (struck(&park, "hang_before_reading") == 1).then(|| struck(&park, "hang_after_reading"));
    until("rows hang", async || hanging() == Some(3)).await;
    program.kill().unwrap();
    open_faults(&park.open_platform, "");
    let before = added(&park).len();
    assert!((13..ROWS).contains(&before), "it was in the middle: {before}");

    let app = open(&park).await;
    let office = Office { park, app, session }.restart().await;
    let batches = office.call(Command::batches, Value::Null).await.unwrap();
    let [batch] = batches.as_array().unwrap().as_slice() else { panic!("{batches}") };
    assert_eq!((&batch["state"], &batch["total"]), (&json!("stopped"), &json!(ROWS)));
    let id = batch["id"].clone();
    office.call(Command::resume_batch, json!({ "id": id })).await.unwrap();
    let ended = office.until_batch_is(&id, "finished").await;

    let written = added(&office.park);
    let once: BTreeSet<&String> = written.iter().collect();
    assert_eq!(once.len(), written.len(), "none was written twice: {written:?}");
    assert_eq!(
        [&ended["done"], &ended["failed"], &ended["unknown"], &ended["left"]],
        [&json!(ROWS - 1), &json!(1), &json!(0), &json!(0)],
        "all but the one that never arrived"
    );
    let there: BTreeSet<String> =
        office.park.open_platform.vehicles(PARKING_ID).into_iter().map(|vehicle| vehicle.plate).collect();
    let page =
        office.call(Command::batch_rows, json!({ "id": id, "offset": 0, "limit": ROWS })).await.unwrap();
    let rows = page["rows"].as_array().unwrap();
    assert_eq!((rows.len(), there.len()), (ROWS, ROWS - 1));
    for row in rows {
        let is_there = there.contains(row["plate"]["text"].as_str().unwrap());
        assert_eq!(row["outcome"], if is_there { "done" } else { "not_done" }, "{row}");
    }
    office.app.close().await;
}
