use serde_json::json;

use super::client::{Caller, PARK, send, started};
use crate::open_platform::{Operation, SimCarPark, Write};
use crate::traffic::{LaneUse, SimLane, SimPassage, VehicleClass};

#[tokio::test]
async fn lanes_are_listed_and_opened() {
    let sim = started(|_| {});
    let caller = Caller::new(&sim).await;
    let lanes = caller.ok(Operation::LaneList, json!({})).await;
    assert_eq!(lanes["data"][0], json!({ "laneNo": "1", "laneName": "入口车道1" }));
    assert_eq!(lanes["data"].as_array().unwrap().len(), 4);
    caller.ok(Operation::LaneOpen, json!({ "laneId": "2" })).await;
    assert_eq!(caller.refused(Operation::LaneOpen, json!({ "laneId": "9" })).await, "车道不存在");
    caller.refused(Operation::LaneOpen, json!({ "laneId": 2 })).await;
    let journal = sim.journal();
    assert_eq!(journal.len(), 1);
    assert_eq!(journal[0].write, Write::LaneOpened { lane_no: "2".into() });
    sim.set_camera(PARK, "2", false, sim.now());
    assert_eq!(caller.refused(Operation::LaneOpen, json!({ "laneId": "2" })).await, "设备离线");
    sim.set_camera(PARK, "2", true, sim.now());
    caller.ok(Operation::LaneOpen, json!({ "laneId": "2" })).await;
    assert!(sim.records().is_empty(), "opening by hand is not a passage");
}

#[tokio::test]
async fn with_several_car_parks_the_call_says_which() {
    let sim = started(|options| {
        let mut second = SimCarPark::new("park456", "二号停车场");
        second.lanes = vec![SimLane::new("21", "西门", LaneUse::Both)];
        options.car_parks.push(second);
    });
    let caller = Caller::new(&sim).await;
    let parks = caller.ok(Operation::ParkingList, json!({})).await;
    assert_eq!(
        parks["result"],
        json!([{ "value": "park123", "text": "一号停车场" }, { "value": "park456", "text": "二号停车场" }])
    );
    for operation in
        [Operation::LaneList, Operation::Occupancy, Operation::InParkList, Operation::BlacklistList]
    {
        caller.refused(operation, json!({})).await;
        caller.refused(operation, json!({ "parkingId": "nowhere" })).await;
        caller.ok(operation, json!({ "parkingId": "park456" })).await;
    }
    caller.ok(Operation::LaneOpen, json!({ "laneId": "21" })).await;
    assert_eq!(sim.journal()[0].parking_id, "park456");
}

#[tokio::test]
async fn custom_types_are_listed() {
    let sim = started(|_| {});
    let caller = Caller::new(&sim).await;
    let types = caller.ok(Operation::VehicleTypeList, json!({ "parkingId": PARK })).await;
    assert_eq!(types["result"]["hasMore"], false);
    assert_eq!(
        types["result"]["data"][0],
        json!({ "recordId": 101, "vehicleTypeCode": "VIP", "vehicleTypeName": "贵宾车", "showName": "贵宾专用车" })
    );
}

#[tokio::test]
async fn occupancy_and_the_vehicles_inside_follow_the_passages() {
    let sim = started(|_| {});
    let caller = Caller::new(&sim).await;
    let now = sim.now();
    let ago = |minutes: u64| now - std::time::Duration::from_secs(minutes * 60);
    sim.add_passages([
        SimPassage::entry("浙B11111", ago(50)),
        SimPassage::entry("浙B22222", ago(40)).of_class(VehicleClass::Monthly),
        SimPassage::entry("无牌车", ago(30)),
        SimPassage::entry("无牌车", ago(25)),
        SimPassage::exit("浙B11111", ago(20)),
        // Handed in late: the exit that is known already settles it.
        SimPassage::entry("浙B11111", ago(45)),
    ]);
    let lots = caller.ok(Operation::Occupancy, json!({})).await;
    assert_eq!(
        lots["data"],
        json!({ "totalLot": 500, "usedLot": 3, "visitorUsedLot": 0, "mothTotalLot": 200, "mothUsedLot": 1, "tempLot": 300 })
    );
    let inside = caller.ok(Operation::InParkList, json!({ "pageNo": 1, "pageSize": 10 })).await;
    let rows = inside["result"]["data"].as_array().unwrap();
    assert_eq!(rows.len(), 3);
    assert_eq!(
        rows.iter().find(|row| row["vehicleCode"] == "浙B22222").unwrap(),
        &json!({ "laneNo": "1", "vehicleCode": "浙B22222", "vehicleType": "1", "intime": ago(40).china_standard() })
    );
    assert!(sim.forget_inside(PARK, "浙B22222"));
    assert!(!sim.forget_inside(PARK, "浙B22222"));
    assert_eq!(sim.inside(PARK).len(), 2);
}

#[tokio::test]
async fn a_get_takes_its_parameters_from_the_query() {
    let sim = started(|_| {});
    let caller = Caller::new(&sim).await;
    let answer =
        send(sim.addr(), "GET", "/openapi/lane/list?parkingId=park123", &caller.token, "").await.json();
    assert_eq!(answer["code"], 0);
    let path = "/openapi/blacklist/add?parkingId=park123&vehicleCode=%E6%B5%99B12345&stopTime=2026-12-31";
    assert_eq!(send(sim.addr(), "GET", path, &caller.token, "").await.json()["code"], 0);
    assert_eq!(sim.blacklist(PARK), [("浙B12345".to_owned(), "2026-12-31".to_owned())]);
    let path = "/openapi/vehicle/list?parkingId=park123&pageNo=1&pageSize=1001";
    assert_eq!(send(sim.addr(), "GET", path, &caller.token, "").await.json()["code"], 1);
}
