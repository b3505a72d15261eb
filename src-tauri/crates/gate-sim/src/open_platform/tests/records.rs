use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::client::{Caller, PARK, at, started, with};
use crate::faults::{FaultSpec, Side};
use crate::http::Listening;
use crate::open_platform::{Channel, OpenPlatformSim, Operation, Quirk, Quirks};
use crate::traffic::{SimPassage, VehicleClass, simple_visits};

fn window(from: &str, to: &str) -> Value {
    json!({ "parkingId": PARK, "pageNo": 1, "pageSize": 1000, "startTime": from, "endTime": to })
}

async fn ids(sim: &OpenPlatformSim, body: Value) -> Vec<u64> {
    let answer = Caller::new(sim).await.ok(Operation::AccessRecordList, body).await;
    answer["result"]["data"].as_array().unwrap().iter().map(|row| row["recordId"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn a_record_has_every_field_of_the_table() {
    let sim = started(|_| {});
    let caller = Caller::new(&sim).await;
    let mut passage =
        SimPassage::entry("浙B12345", at("2026-03-15 08:30:00")).of_class(VehicleClass::Monthly);
    passage.user_name = "张三".into();
    passage.work_no = "10001".into();
    passage.phone = "13800138000".into();
    let id = sim.add_passage(passage);
    sim.add_passage(SimPassage::exit("浙B12345", at("2026-03-15 09:30:00")));
    let answer =
        caller.ok(Operation::AccessRecordList, window("2026-03-15 00:00:00", "2026-03-16 00:00:00")).await;
    assert_eq!(
        answer["result"]["data"][0],
        json!({
            "recordId": id, "vehicleCode": "浙B12345", "vehicleType": "1", "accessType": "1",
            "time": "2026-03-15 08:30:00", "laneNo": "1", "laneName": "入口车道1",
            "photo": format!("{}/photos/{id}.jpg", sim.base_url()), "parkingId": PARK, "userName": "张三",
            "workNo": "10001", "phoneNum": "13800138000"
        })
    );
    assert_eq!(answer["result"]["data"][1]["accessType"], "2");
    assert_eq!(answer["result"]["data"][1]["vehicleType"], "9");
}

#[tokio::test]
async fn windows_are_at_most_a_day_and_their_times_are_in_full() {
    let sim = started(|_| {});
    let caller = Caller::new(&sim).await;
    let good = window("2026-03-15 00:00:00", "2026-03-16 00:00:00");
    caller.ok(Operation::AccessRecordList, good.clone()).await;
    for (name, wrong) in [
        ("endTime", json!("2026-03-16 00:00:01")),
        ("endTime", json!("2026-03-14 23:59:59")),
        ("endTime", json!("2026-3-15 12:00:00")),
        ("startTime", json!("2026-03-15")),
        ("startTime", Value::Null),
        ("parkingId", Value::Null),
        ("pageSize", json!(1_001)),
        ("pageSize", json!("100")),
    ] {
        caller.refused(Operation::AccessRecordList, with(&good, name, wrong)).await;
    }
}

#[tokio::test]
async fn both_ends_of_a_window_belong_to_it_unless_the_quirk_says_otherwise() {
    let sim = started(|_| {});
    let first = sim.add_passage(SimPassage::entry("浙B11111", at("2026-03-15 08:00:00")));
    let last = sim.add_passage(SimPassage::entry("浙B22222", at("2026-03-15 09:00:00")));
    let body = window("2026-03-15 08:00:00", "2026-03-15 09:00:00");
    assert_eq!(ids(&sim, body.clone()).await, [first, last]);
    sim.set_quirks(Quirks::only(Quirk::WindowEndExcluded));
    assert_eq!(ids(&sim, body).await, [first]);
    assert!(ids(&sim, window("2026-03-15 08:00:00", "2026-03-15 08:00:00")).await.is_empty());
}

#[tokio::test]
async fn what_is_reported_late_shows_late() {
    let sim = started(|_| {});
    let now = sim.now();
    let hour = std::time::Duration::from_secs(3_600);
    let passage = SimPassage::entry("浙B11111", now - hour);
    let body = window(&(now - hour - hour).china_standard(), &now.china_standard());
    sim.add_passage(passage.clone().reported(now + hour));
    assert!(ids(&sim, body.clone()).await.is_empty());
    let shown = sim.add_passage(passage.reported(now));
    assert_eq!(ids(&sim, body).await, [shown]);
}

#[tokio::test]
async fn a_passage_told_by_callback_only_is_not_listed() {
    let sim = started(|_| {});
    let passage = SimPassage::entry("浙B11111", at("2026-03-15 08:00:00"));
    sim.add_passage_via(passage, Channel::Callback);
    assert!(ids(&sim, window("2026-03-15 00:00:00", "2026-03-15 23:59:59")).await.is_empty());
    assert_eq!(sim.record_count(), 1);
    assert_eq!(sim.pending_callbacks(), 1);
}

#[tokio::test]
async fn pages_in_any_order_hold_every_record_once() {
    let orders = [None, Some(Quirk::RecordsDescending), Some(Quirk::RecordsUnsorted)];
    for order in orders {
        let sim = started(|options| {
            options.quirks = order.map_or_else(Quirks::none, Quirks::only);
        });
        sim.add_passages(simple_visits(1_200, at("2026-03-15 00:00:00"), 10_000, 60_000));
        let caller = Caller::new(&sim).await;
        let mut seen = Vec::new();
        for number in 1.. {
            let body = with(&window("2026-03-15 00:00:00", "2026-03-15 23:59:59"), "pageNo", json!(number));
            let answer = caller.ok(Operation::AccessRecordList, body).await;
            let rows = answer["result"]["data"].as_array().unwrap();
            seen.extend(
                rows.iter().map(|row| {
                    row["time"].as_str().unwrap().to_owned() + row["vehicleCode"].as_str().unwrap()
                }),
            );
            if answer["result"]["hasMore"] == false {
                break;
            }
        }
        assert_eq!(seen.len(), 2_400, "{order:?}");
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 2_400, "{order:?}");
        let times: Vec<&str> = seen.iter().map(|one| &one[..19]).collect();
        match order {
            None => assert!(times.is_sorted()),
            Some(Quirk::RecordsDescending) => assert!(times.iter().rev().is_sorted()),
            _ => assert!(!times.is_sorted() && !times.iter().rev().is_sorted()),
        }
    }
}

#[tokio::test]
async fn faults_strike_the_operation_they_name() {
    let spec =
        FaultSpec::parse_for(Side::OpenPlatform, "http500#access_record_list,refuse#lane_open").unwrap();
    let sim = started(|options| options.faults = spec);
    let caller = Caller::new(&sim).await;
    let body = window("2026-03-15 00:00:00", "2026-03-15 23:59:59").to_string();
    let answer =
        super::client::send(sim.addr(), "POST", Operation::AccessRecordList.path(), &caller.token, &body)
            .await;
    assert_eq!(answer.status, 500);
    caller.ok(Operation::LaneList, json!({})).await;
    caller.refused(Operation::LaneOpen, json!({ "laneId": "1" })).await;
    assert!(sim.journal().is_empty(), "a refused opening opens nothing");
    assert_eq!(sim.calls(Operation::LaneOpen), 1);
    sim.set_faults(&FaultSpec::default());
    caller.ok(Operation::LaneOpen, json!({ "laneId": "1" })).await;
}

#[tokio::test]
async fn a_lost_answer_leaves_the_write_done() {
    let spec = FaultSpec::parse_for(Side::OpenPlatform, "lost_answer#coupon_issue").unwrap();
    let sim = started(|options| options.faults = spec);
    let caller = Caller::new(&sim).await;
    let body = json!({ "parkingId": PARK, "vehicleCode": "浙B12345", "couponType": 1, "discount": 1 });
    let answer = super::client::send(
        sim.addr(),
        "POST",
        Operation::CouponIssue.path(),
        &caller.token,
        &body.to_string(),
    )
    .await;
    assert_eq!(answer.status, 0, "nothing may come back");
    assert_eq!(sim.journal().len(), 1);
    assert_eq!(sim.faults().fired()["lost_answer"], 1);
}

#[tokio::test]
async fn the_port_goes_down_by_a_fault_and_by_hand() {
    let sim = started(|_| {});
    let refused = |addr| async move { tokio::net::TcpStream::connect(addr).await.is_err() };
    sim.set_listening(Listening::Down).await.unwrap();
    assert!(refused(sim.addr()).await);
    sim.set_listening(Listening::Up).await.unwrap();
    assert!(!refused(sim.addr()).await);
    sim.set_faults(&FaultSpec::parse_for(Side::OpenPlatform, "down").unwrap());
    becomes(sim.addr(), false).await;
    sim.set_faults(&FaultSpec::default());
    becomes(sim.addr(), true).await;
}

async fn becomes(addr: std::net::SocketAddr, reachable: bool) {
    for _ in 0..500 {
        if tokio::net::TcpStream::connect(addr).await.is_ok() == reachable {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the port never became reachable: {reachable}");
}
