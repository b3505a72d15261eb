//! Every list and query, and the traps of protocols.md A in them.

use super::*;
use crate::Error;
use chrono::NaiveDate;
use gate_core::passage::Direction;
use gate_core::vehicle::VehicleType;

const RECORDS: &str = "/openapi/access/list";

fn row(id: i64) -> Value {
    json!({"recordId": id, "vehicleCode": "浙B12345", "vehicleType": "1", "accessType": "1",
        "time": "2025-03-15 08:30:00", "laneNo": "1"})
}

#[tokio::test]
async fn records_are_asked_for_by_car_park_window_and_page() {
    let platform =
        Platform::start().await.on(RECORDS, [ok(json!({"code": 0, "result": {"data": [row(1)]}}))]);
    let page = platform
        .client()
        .records("park123", at("2025-03-15 00:00:00"), at("2025-03-16 00:00:00"), 3)
        .await
        .unwrap();
    assert_eq!((page.items.len(), page.has_more), (1, false));
    let call = platform.only(RECORDS);
    let expected = json!({"parkingId": "park123", "pageNo": 3, "pageSize": 1000,
        "startTime": "2025-03-15 00:00:00", "endTime": "2025-03-16 00:00:00"});
    assert_eq!((call.method.as_str(), call.body), ("POST", expected));
}

#[tokio::test]
async fn a_window_over_a_day_or_backwards_is_refused_before_anything_is_sent() {
    let platform = Platform::start().await;
    let client = platform.client();
    for (from, to) in
        [("2025-03-15 00:00:00", "2025-03-16 00:00:01"), ("2025-03-15 00:00:01", "2025-03-15 00:00:00")]
    {
        let error = client.records("p", at(from), at(to), 1).await.unwrap_err();
        assert!(matches!(error, Error::Window { .. }) && !error.is_transient());
        let error = client.record_pages("p", at(from), at(to)).next().await.unwrap_err();
        assert!(matches!(error, Error::Window { .. }));
    }
    assert!(platform.script.lock().unwrap().seen.is_empty(), "not even a token was asked for");
}

#[tokio::test]
async fn record_pages_are_walked_in_either_spelling_and_end_without_it() {
    let pages = [
        json!({"code": 0, "result": {"hasMore": true, "data": [row(1), row(2)]}}),
        json!({"code": "0", "data": {"has_more": true, "data": [row(3)]}}),
        json!({"code": 0, "result": {"data": [row(4)]}}),
    ];
    let platform = Platform::start().await.on(RECORDS, pages.map(ok));
    let mut walk = platform.client().record_pages("p", at("2025-03-15 00:00:00"), at("2025-03-15 12:00:00"));
    let mut ids = Vec::new();
    while let Some(page) = walk.next().await.unwrap() {
        ids.extend(page.items.into_iter().filter_map(|record| record.record_id));
    }
    assert_eq!(ids, ["1", "2", "3", "4"]);
    let numbers: Vec<_> = platform.seen(RECORDS).iter().map(|call| call.body["pageNo"].clone()).collect();
    assert_eq!(numbers, [1, 2, 3], "pages count from 1");
}

#[tokio::test]
async fn an_empty_page_ends_the_walk_though_more_is_announced() {
    let pages = [
        json!({"code": 0, "result": {"hasMore": true, "data": [row(1)]}}),
        json!({"code": 0, "result": {"hasMore": true, "data": []}}),
    ];
    let platform = Platform::start().await.on(RECORDS, pages.map(ok));
    let mut walk = platform.client().record_pages("p", at("2025-03-15 00:00:00"), at("2025-03-15 12:00:00"));
    let mut pages = 0;
    while walk.next().await.unwrap().is_some() {
        pages += 1;
    }
    assert_eq!((pages, platform.seen(RECORDS).len()), (2, 2));
}

#[tokio::test]
async fn after_a_failure_the_walk_asks_for_the_same_page_again() {
    let platform = Platform::start().await.on(
        RECORDS,
        [
            ok(json!({"code": 0, "result": {"hasMore": true, "data": [row(1)]}})),
            status(502, ""),
            ok(json!({"code": 0, "result": {"data": [row(2)]}})),
        ],
    );
    let mut walk = platform.client().record_pages("p", at("2025-03-15 00:00:00"), at("2025-03-15 12:00:00"));
    assert!(walk.next().await.unwrap().is_some());
    assert!(walk.next().await.is_err());
    assert_eq!(walk.next().await.unwrap().unwrap().items[0].record_id.as_deref(), Some("2"));
    assert!(walk.next().await.unwrap().is_none());
    let numbers: Vec<_> = platform.seen(RECORDS).iter().map(|call| call.body["pageNo"].clone()).collect();
    assert_eq!(numbers, [1, 2, 2]);
}

#[tokio::test]
async fn unusable_rows_are_handed_out_beside_the_good_ones_without_the_phone() {
    let mut bad = row(2);
    bad["time"] = json!("soon");
    bad["phoneNum"] = json!("13800138000");
    let mut out = row(3);
    out["accessType"] = json!(2);
    let answer = json!({"code": 0, "result": {"data": [row(1), bad, null, out]}});
    let platform = Platform::start().await.on(RECORDS, [ok(answer)]);
    let page = platform
        .client()
        .records("park123", at("2025-03-15 00:00:00"), at("2025-03-15 12:00:00"), 1)
        .await
        .unwrap();
    let directions: Vec<_> = page.items.iter().map(|record| record.direction).collect();
    assert_eq!(directions, [Direction::In, Direction::Out], "the record list writes 1 in, 2 out");
    assert_eq!(page.items[0].parking_id, "park123", "a row may leave it out");
    assert_eq!(page.rejected.len(), 2);
    assert!(page.rejected[0].reason.contains("time"));
    assert!(page.rejected[0].raw.contains("soon") && !page.rejected[0].raw.contains("13800138000"));
}

#[tokio::test]
async fn lanes_come_as_array_or_object_under_either_name() {
    let lane = json!({"laneNo": 1, "laneName": "入口车道1"});
    for answer in [
        json!({"code": 0, "data": [lane]}),
        json!({"code": 0, "data": lane}),
        json!({"code": 0, "result": {"data": [lane]}}),
    ] {
        let platform = Platform::start().await.on("/openapi/lane/list", [ok(answer)]);
        let lanes = platform.client().lanes("park123").await.unwrap();
        assert_eq!(lanes.items.len(), 1);
        assert_eq!(
            (lanes.items[0].lane_no.as_str(), lanes.items[0].name.as_deref()),
            ("1", Some("入口车道1"))
        );
        assert_eq!(platform.only("/openapi/lane/list").body, json!({"parkingId": "park123"}));
    }
}

#[tokio::test]
async fn vehicles_are_listed_over_pages() {
    let vehicle =
        |plate: &str| json!({"vehicleCode": plate, "vehicleType": 1024, "workNo": "10001", "lotNum": "2"});
    let platform = Platform::start().await.on(
        "/openapi/vehicle/list",
        [
            ok(json!({"code": 0, "result": {"hasMore": true, "data": [vehicle("浙B00001")]}})),
            ok(json!({"code": 0, "result": {"hasMore": false, "data": [vehicle("浙B00002"), {"lotNum": 1}]}})),
        ],
    );
    let listing = platform.client().vehicles("park123").await.unwrap();
    let plates: Vec<_> = listing.items.iter().map(|vehicle| vehicle.plate.as_str()).collect();
    assert_eq!(plates, ["浙B00001", "浙B00002"]);
    assert_eq!(listing.items[0].vehicle_type, Some(VehicleType::Other("1024".into())));
    assert_eq!((listing.items[0].work_no.as_deref(), listing.items[0].spaces), (Some("10001"), 2));
    assert_eq!(listing.rejected.len(), 1);
    let expected = json!({"parkingId": "park123", "pageNo": 2, "pageSize": 1000});
    assert_eq!(platform.seen("/openapi/vehicle/list")[1].body, expected);
}

#[tokio::test]
async fn the_smaller_lists() {
    let platform = Platform::start()
        .await
        .on(
            "/openapi/vehicleType/list",
            [ok(json!({"code": 0, "result": {"data": [{"recordId": 1, "vehicleTypeCode": "VIP", "showName": "贵宾"}]}}))],
        )
        .on(
            "/openapi/blacklist/list",
            [ok(json!({"code": 0, "result": {"data": [{"vehicleCode": "浙B12345", "stopTime": "2023-9-12"}]}}))],
        )
        .on("/openapi/parking/list", [ok(json!({"code": 0, "result": [{"value": 7, "text": "一号停车场"}]}))])
        .on(
            "/openapi/parking/vehicles",
            [ok(json!({"code": 0, "result": {"data": [{"laneNo": 1, "vehicleCode": "浙B12345",
                "vehicleType": 9, "intime": "2021-10-2 15:30:49"}]}}))],
        );
    let client = platform.client();

    let types = client.vehicle_types("park123").await.unwrap();
    assert_eq!((types.items[0].id.as_str(), types.items[0].show_name.as_deref()), ("1", Some("贵宾")));

    let banned = client.blacklist("park123").await.unwrap();
    assert_eq!(banned.items[0].until, NaiveDate::from_ymd_opt(2023, 9, 12));

    let parks = client.car_parks().await.unwrap();
    assert_eq!(
        (parks.items[0].parking_id.as_str(), parks.items[0].name.as_deref()),
        ("7", Some("一号停车场"))
    );
    assert_eq!(platform.only("/openapi/parking/list").body, json!({}));

    let inside = client.vehicles_in_park("park123").await.unwrap();
    assert_eq!(inside.items[0].entered_at, at("2021-10-02 15:30:49"));
    assert_eq!(inside.items[0].vehicle_type, Some(VehicleType::Temporary));
}

#[tokio::test]
async fn occupancy_keeps_the_vendors_spelling_on_the_wire() {
    let answer = json!({"code": 0, "data": {"totalLot": "500", "usedLot": 300, "visitorUsedLot": 50,
        "mothTotalLot": 300, "mothUsedLot": "200"}});
    let platform = Platform::start().await.on("/openapi/parking/lots", [ok(answer), ok(json!({"code": 0}))]);
    let client = platform.client();
    let occupancy = client.occupancy("park123").await.unwrap();
    assert_eq!((occupancy.total, occupancy.used, occupancy.free()), (Some(500), Some(300), Some(200)));
    assert_eq!((occupancy.staff_total, occupancy.staff_used), (Some(300), Some(200)));
    assert_eq!((occupancy.visitors_used, occupancy.temporary), (Some(50), None));
    assert!(matches!(client.occupancy("park123").await, Err(Error::Unreadable(_))), "no figures");
}

#[tokio::test]
async fn a_visitor_is_found_not_found_or_refused() {
    let path = "/openapi/visitor/query";
    let found = json!({"code": 0, "result": {"userName": "赵六", "userPhoneNumber": "13600136000",
        "startTime": "2025-03-15 09:00", "endTime": "2025-03-15 18:00"}});
    let platform = Platform::start().await.on(
        path,
        [
            ok(found),
            ok(json!({"code": 0, "result": null})),
            ok(json!({"code": 0, "result": {}})),
            refused("无授权"),
        ],
    );
    let client = platform.client();
    let visitor =
        client.visitor("park123", "浙B12345", Some(at("2025-03-15 10:00:00"))).await.unwrap().unwrap();
    assert_eq!((visitor.plate.as_str(), visitor.until), ("浙B12345", Some(at("2025-03-15 18:00:00"))));
    let expected = json!({"parkingId": "park123", "vehicleCode": "浙B12345", "time": "2025-03-15 10:00:00"});
    assert_eq!(platform.seen(path)[0].body, expected);
    assert_eq!(client.visitor("park123", "浙B12345", None).await.unwrap(), None);
    assert_eq!(client.visitor("park123", "浙B12345", None).await.unwrap(), None);
    assert!(client.visitor("park123", "浙B12345", None).await.unwrap_err().is_refused());
}
