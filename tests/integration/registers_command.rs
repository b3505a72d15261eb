//! The registers by `gatehousectl`: the same rules as in a window, and an exit code for each outcome.

use gate_sim::open_platform::{Operation, Write};
use gatehouse_tests::support::{PARKING_ID, Park, configure};
use serde_json::json;

use crate::command::gatehousectl;
use crate::scene::{open_faults, options};

const PLATE: &str = "浙B12345";
const ADD: [&str; 15] = [
    "vehicles",
    "add",
    "浙B·12345",
    "--type",
    "1",
    "--owner",
    "张三",
    "--phone",
    "13800138000",
    "--from",
    "2026-01-01",
    "--until",
    "2099-12-31",
    "--department",
    "财务部",
];

async fn park() -> Park {
    let park = Park::new(options()).await;
    configure(&park).unwrap();
    park
}

#[tokio::test(flavor = "multi_thread")]
async fn vehicles_are_added_changed_listed_and_removed() {
    let park = park().await;
    let added = gatehousectl(park.path(), &ADD).await;
    assert_eq!((added.code, added.stdout.trim()), (0, "done"), "{added:?}");
    assert!(gatehousectl(park.path(), &ADD).await.complains(2).contains("plate is there already"));
    let changed = ["vehicles", "update", PLATE, "--remark", "公务", "--lanes", "1,2", "--json"];
    let changed = gatehousectl(park.path(), &changed).await.json();
    assert_eq!((&changed["outcome"], changed["changes"].as_array().unwrap().len()), (&json!("done"), 2));
    let there = park.open_platform.vehicles(PARKING_ID);
    assert_eq!((there[0].department.as_str(), there[0].remark.as_str()), ("财务部", "公务"));

    let listed = gatehousectl(park.path(), &["vehicles", "list", "2345", "--state", "valid", "--json"]).await;
    let listed = listed.json();
    assert_eq!((&listed[0]["plate"]["text"], &listed[0]["phone"]), (&json!(PLATE), &json!("138****8000")));
    let wrong = gatehousectl(park.path(), &["vehicles", "update", PLATE, "--phone", "1380013800a"]).await;
    assert!(wrong.complains(2).contains("phone is no phone number"));
    assert_eq!(gatehousectl(park.path(), &["vehicles", "delete", PLATE]).await.code, 0);
    assert_eq!(park.open_platform.vehicles(PARKING_ID), []);
    let again = gatehousectl(park.path(), &["vehicles", "delete", PLATE]).await;
    assert!(again.complains(1).contains("refused: 车辆不存在"), "in the platform's words");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_told_as_what_was_found() {
    let park = park().await;
    gatehousectl(park.path(), &["vehicles", "list"]).await;
    open_faults(&park.open_platform, "reset_after_reading:1#vehicle_add");
    assert!(gatehousectl(park.path(), &ADD).await.complains(1).contains("not done"));
    open_faults(&park.open_platform, "lost_answer:1#vehicle_add,html200:1#vehicle_list");
    assert!(gatehousectl(park.path(), &ADD).await.complains(4).contains("unknown"));
    open_faults(&park.open_platform, "down");
    let listed = gatehousectl(park.path(), &["vehicles", "list", "--json"]).await;
    assert_eq!((listed.code, listed.json()), (0, json!([])), "as it was last known");
    assert_eq!(park.open_platform.calls(Operation::VehicleAdd), 2);
    assert_eq!(park.open_platform.vehicles(PARKING_ID).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn plates_are_banned_and_lanes_opened() {
    let park = park().await;
    let ban = ["blacklist", "add", PLATE, "--until", "2099-12-31", "--reason", "逃费"];
    assert_eq!(gatehousectl(park.path(), &ban).await.stdout.trim(), "done");
    let listed = gatehousectl(park.path(), &["blacklist", "list", "--json"]).await.json();
    assert_eq!((&listed[0]["until"], &listed[0]["reason"]), (&json!("2099-12-31"), &json!("逃费")));
    assert_eq!(gatehousectl(park.path(), &["blacklist", "delete", PLATE]).await.code, 0);
    let over = ["blacklist", "add", PLATE, "--until", "2020-12-31", "--reason", "逃费"];
    assert!(gatehousectl(park.path(), &over).await.complains(2).contains("over already"));

    let opened = gatehousectl(park.path(), &["lanes", "open", "1", "--reason", "抬杆"]).await;
    assert!(opened.code == 0 && opened.stdout.starts_with("done"), "{opened:?}");
    open_faults(&park.open_platform, "lost_answer:1#lane_open");
    let lost = gatehousectl(park.path(), &["lanes", "open", "2", "--reason", "抬杆"]).await;
    assert!(lost.complains(4).contains("look at the barrier"));
    let unknown = gatehousectl(park.path(), &["lanes", "open", "99", "--reason", "抬杆"]).await;
    assert!(unknown.complains(1).contains("lane"));
    let orders = park.open_platform.journal().into_iter();
    assert_eq!(orders.filter(|entry| matches!(entry.write, Write::LaneOpened { .. })).count(), 2);
}
