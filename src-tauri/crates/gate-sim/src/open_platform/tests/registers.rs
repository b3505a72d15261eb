use serde_json::{Value, json};

use super::client::{Caller, PARK, at, started, with};
use crate::open_platform::{Operation, SimVisitor, Write};

fn vehicle(plate: &str) -> Value {
    json!({
        "parkingId": PARK, "vehicleCode": plate, "vehicleType": "1", "userName": "张三",
        "userPhoneNumber": "13800138000", "startTime": "2026-01-01", "endTime": "2026-12-31",
        "laneNos": "1,2", "lotNum": 2, "remark": "公务车", "workNum": "10001", "deptName": "行政部"
    })
}

#[tokio::test]
async fn vehicles_are_added_listed_changed_and_deleted() {
    let sim = started(|_| {});
    let caller = Caller::new(&sim).await;
    caller.ok(Operation::VehicleAdd, vehicle("浙B12345")).await;
    assert_eq!(caller.refused(Operation::VehicleAdd, vehicle("浙B12345")).await, "车辆已存在");
    let page = json!({ "parkingId": PARK, "pageNo": 1, "pageSize": 1000 });
    let listed = caller.ok(Operation::VehicleList, page.clone()).await;
    assert_eq!(
        listed["result"],
        json!({ "hasMore": false, "data": [{
            "vehicleCode": "浙B12345", "vehicleType": "1", "userName": "张三", "workNo": "10001",
            "userPhoneNumber": "13800138000", "startTime": "2026-01-01", "endTime": "2026-12-31",
            "laneNos": "1,2", "lotNum": 2, "remark": "公务车"
        }] })
    );
    caller.ok(Operation::VehicleUpdate, with(&vehicle("浙B12345"), "endTime", json!("2027-01-31"))).await;
    assert_eq!(sim.vehicles(PARK)[0].until, "2027-01-31");
    assert_eq!(caller.refused(Operation::VehicleUpdate, vehicle("浙B00000")).await, "车辆不存在");
    let one = json!({ "parkingId": PARK, "vehicleCode": "浙B12345" });
    caller.ok(Operation::VehicleDelete, one.clone()).await;
    assert_eq!(caller.refused(Operation::VehicleDelete, one).await, "车辆不存在");
    let written: Vec<Write> = sim.journal().into_iter().map(|entry| entry.write).collect();
    assert!(
        matches!(written.as_slice(), [Write::VehicleAdded(added), Write::VehicleUpdated(changed), Write::VehicleDeleted { .. }]
            if added.department == "行政部" && changed.until == "2027-01-31"),
        "{written:?}"
    );
}

#[tokio::test]
async fn a_vehicle_that_breaks_a_rule_is_refused_and_not_kept() {
    let sim = started(|_| {});
    let caller = Caller::new(&sim).await;
    let good = vehicle("浙B12345");
    for name in
        ["parkingId", "vehicleCode", "vehicleType", "userName", "userPhoneNumber", "startTime", "endTime"]
    {
        for missing in [Value::Null, json!("")] {
            let words = caller.refused(Operation::VehicleAdd, with(&good, name, missing)).await;
            assert!(words.contains(name), "{name}: {words}");
        }
    }
    for (name, wrong) in [
        ("parkingId", json!("elsewhere")),
        ("vehicleType", json!(1)),
        ("vehicleType", json!("9")),
        ("vehicleType", json!("555")),
        ("startTime", json!("2026-1-1")),
        ("endTime", json!("2026-12-31 00:00:00")),
        ("endTime", json!("2025-12-31")),
        ("endTime", json!("2026-02-30")),
        ("laneNos", json!("1,77")),
        ("laneNos", json!(["1"])),
        ("lotNum", json!("2")),
        ("lotNum", json!(0)),
        ("lotNum", json!(1.5)),
        ("vehicleCode", json!("浙B 12345")),
        ("remark", json!("长".repeat(300))),
    ] {
        caller.refused(Operation::VehicleAdd, with(&good, name, wrong)).await;
    }
    assert!(sim.vehicles(PARK).is_empty());
    caller.ok(Operation::VehicleAdd, with(&good, "vehicleType", json!("101"))).await;
}

#[tokio::test]
async fn lists_are_cut_into_pages_of_at_most_a_thousand() {
    let sim = started(|_| {});
    let caller = Caller::new(&sim).await;
    for index in 0..25 {
        sim.put_blacklist(PARK, &format!("浙B{index:05}"), "2026-12-31");
    }
    let mut plates = Vec::new();
    for number in 1..=3 {
        let page = json!({ "parkingId": PARK, "pageNo": number, "pageSize": 10 });
        let answer = caller.ok(Operation::BlacklistList, page).await;
        assert_eq!(answer["result"]["hasMore"], number < 3);
        let rows = answer["result"]["data"].as_array().unwrap().clone();
        plates.extend(rows.iter().map(|row| row["vehicleCode"].as_str().unwrap().to_owned()));
    }
    plates.dedup();
    assert_eq!(plates.len(), 25);
    for (number, size) in [(1, 1_001), (1, 0), (0, 10), (-1, 10)] {
        caller
            .refused(
                Operation::BlacklistList,
                json!({ "parkingId": PARK, "pageNo": number, "pageSize": size }),
            )
            .await;
    }
    let beyond = json!({ "parkingId": PARK, "pageNo": i64::MAX, "pageSize": 1000 });
    assert_eq!(caller.ok(Operation::BlacklistList, beyond).await["result"]["data"], json!([]));
}

#[tokio::test]
async fn blacklist_entries_come_and_go() {
    let sim = started(|_| {});
    let caller = Caller::new(&sim).await;
    let entry = json!({ "parkingId": PARK, "vehicleCode": "浙B66666", "stopTime": "2026-12-31" });
    caller.ok(Operation::BlacklistAdd, entry.clone()).await;
    caller.refused(Operation::BlacklistAdd, with(&entry, "stopTime", json!("2026/12/31"))).await;
    let listed = caller.ok(Operation::BlacklistList, json!({})).await;
    assert_eq!(listed["result"]["data"], json!([{ "vehicleCode": "浙B66666", "stopTime": "2026-12-31" }]));
    caller.ok(Operation::BlacklistDelete, entry.clone()).await;
    caller.refused(Operation::BlacklistDelete, entry).await;
    assert_eq!(sim.journal().len(), 2);
}

#[tokio::test]
async fn a_visitor_is_found_by_plate_and_time() {
    let sim = started(|_| {});
    let caller = Caller::new(&sim).await;
    sim.put_visitor(
        PARK,
        SimVisitor {
            plate: "浙B77777".into(),
            user_name: "赵六".into(),
            phone: "13600136000".into(),
            from: at("2026-03-15 09:00:00"),
            until: at("2026-03-15 18:00:00"),
            memo: "技术交流".into(),
            other: vec!["三号楼".into()],
        },
    );
    let asked = json!({ "parkingId": PARK, "vehicleCode": "浙B77777" });
    let found = caller.ok(Operation::VisitorQuery, asked.clone()).await;
    assert_eq!(
        found["result"],
        json!({
            "parkingId": PARK, "vehicleCode": "浙B77777", "userName": "赵六", "userPhoneNumber": "13600136000",
            "startTime": "2026-03-15 09:00", "endTime": "2026-03-15 18:00", "memo": "技术交流",
            "otherInfo": { "ext1": "三号楼" }
        })
    );
    caller.ok(Operation::VisitorQuery, with(&asked, "time", json!("2026-03-15 12:00:00"))).await;
    caller.refused(Operation::VisitorQuery, with(&asked, "time", json!("2026-03-15 18:00:01"))).await;
    caller.refused(Operation::VisitorQuery, with(&asked, "time", json!("2026-03-15 12:00"))).await;
    caller.refused(Operation::VisitorQuery, with(&asked, "vehicleCode", json!("浙B00000"))).await;
}

#[tokio::test]
async fn coupons_are_issued_as_the_table_says() {
    let sim = started(|_| {});
    let caller = Caller::new(&sim).await;
    let coupon = json!({ "parkingId": PARK, "vehicleCode": "浙B12345", "couponType": 2, "discount": 3 });
    caller.ok(Operation::CouponIssue, coupon.clone()).await;
    let until = sim.now() + std::time::Duration::from_secs(86_400);
    let minute = until.china_standard()[..16].to_owned();
    caller.ok(Operation::CouponIssue, with(&coupon, "expireTime", json!(minute))).await;
    for (name, wrong) in [
        ("couponType", json!(4)),
        ("couponType", json!("2")),
        ("discount", json!(0)),
        ("discount", Value::Null),
        ("expireTime", json!("2030-01-01")),
        ("expireTime", json!("2020-01-01 00:00")),
    ] {
        caller.refused(Operation::CouponIssue, with(&coupon, name, wrong)).await;
    }
    assert_eq!(sim.journal().len(), 2);
    assert_eq!(
        sim.journal()[0].write,
        Write::CouponIssued { plate: "浙B12345".into(), kind: 2, value: 3, expires: None }
    );
}

#[tokio::test]
async fn outings_are_for_authorised_vehicles_and_do_not_overlap() {
    let sim = started(|_| {});
    let caller = Caller::new(&sim).await;
    let outing = json!({
        "parkingId": PARK, "vehicleCode": "浙B12345",
        "startTime": "2026-11-20 08:00", "endTime": "2026-11-20 18:00"
    });
    assert_eq!(caller.refused(Operation::OutingRegister, outing.clone()).await, "车辆未授权");
    caller.ok(Operation::VehicleAdd, vehicle("浙B12345")).await;
    caller.refused(Operation::OutingRegister, with(&outing, "endTime", json!("2026-11-20 08:00"))).await;
    caller.refused(Operation::OutingRegister, with(&outing, "startTime", json!("2026-11-20 08:00:00"))).await;
    caller.ok(Operation::OutingRegister, outing.clone()).await;
    caller.refused(Operation::OutingRegister, with(&outing, "startTime", json!("2026-11-20 09:00"))).await;
    caller
        .ok(
            Operation::OutingRegister,
            with(
                &with(&outing, "startTime", json!("2026-11-20 18:00")),
                "endTime",
                json!("2026-11-20 19:00"),
            ),
        )
        .await;
}
