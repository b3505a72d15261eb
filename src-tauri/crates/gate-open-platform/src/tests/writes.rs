//! Every write, as it goes out and in its three outcomes.

use super::*;
use crate::{Error, WriteOutcome};
use chrono::NaiveDate;
use gate_core::coupon::{Coupon, CouponValue};
use gate_core::outing::Outing;
use gate_core::vehicle::{VehicleRegistration, VehicleType};

const OPEN: &str = "/openapi/lane/open";

fn registration() -> VehicleRegistration {
    VehicleRegistration {
        plate: "浙B12345".into(),
        vehicle_type: VehicleType::Monthly,
        type_name: None,
        owner_name: "张三".into(),
        owner_phone: "13800138000".into(),
        valid_from: NaiveDate::from_ymd_opt(2025, 1, 1).unwrap(),
        valid_until: NaiveDate::from_ymd_opt(2025, 12, 31).unwrap(),
        lanes: vec![],
        spaces: None,
        remark: None,
        work_no: None,
        department: None,
    }
}

#[tokio::test]
async fn a_vehicle_is_written_with_what_there_is() {
    let (add, update) = ("/openapi/vehicle/add", "/openapi/vehicle/update");
    let platform = Platform::start().await.on(add, [done()]).on(update, [done()]);
    let client = platform.client();
    assert_eq!(client.vehicle_add("park123", &registration()).await.unwrap(), WriteOutcome::Done);
    let least = json!({"parkingId": "park123", "vehicleCode": "浙B12345", "vehicleType": "1",
        "userName": "张三", "userPhoneNumber": "13800138000", "startTime": "2025-01-01",
        "endTime": "2025-12-31", "laneNos": ""});
    assert_eq!(platform.only(add).body, least);

    let whole = VehicleRegistration {
        vehicle_type: VehicleType::Other("1024".into()),
        type_name: Some("贵宾专用车".into()),
        lanes: vec!["1".into(), "2".into()],
        spaces: Some(2),
        remark: Some("公务车".into()),
        work_no: Some("10001".into()),
        department: Some("行政部".into()),
        ..registration()
    };
    assert_eq!(client.vehicle_update("park123", &whole).await.unwrap(), WriteOutcome::Done);
    let body = platform.only(update).body;
    assert_eq!((&body["vehicleType"], &body["diyTypeName"]), (&json!("1024"), &json!("贵宾专用车")));
    assert_eq!((&body["laneNos"], &body["lotNum"]), (&json!("1,2"), &json!(2)));
    assert_eq!((&body["workNum"], &body["deptName"]), (&json!("10001"), &json!("行政部")));
    assert_eq!(body.get("workNo"), None, "that is the reading's spelling");
}

#[tokio::test]
async fn the_smaller_writes_go_out_as_the_vendor_has_them() {
    let paths = [
        "/openapi/vehicle/delete",
        "/openapi/blacklist/add",
        "/openapi/blacklist/delete",
        "/openapi/coupon/issue",
        "/openapi/outing/register",
        OPEN,
    ];
    let mut platform = Platform::start().await;
    for path in paths {
        platform = platform.on(path, [done()]);
    }
    let client = platform.client();
    let coupon = Coupon {
        plate: "浙B12345".into(),
        value: CouponValue::Hours(2),
        expires: Some(at("2025-03-15 18:00:59")),
    };
    let outing = Outing {
        plate: "浙B12345".into(),
        from: at("2025-03-15 08:00:00"),
        until: at("2025-03-16 08:00:00"),
    };
    let until = NaiveDate::from_ymd_opt(2026, 9, 2).unwrap();
    let outcomes = [
        client.vehicle_delete("park123", "浙B12345").await.unwrap(),
        client.blacklist_add("park123", "浙B12345", until).await.unwrap(),
        client.blacklist_delete("park123", "浙B12345").await.unwrap(),
        client.coupon_issue("park123", &coupon).await.unwrap(),
        client.outing_register("park123", &outing).await.unwrap(),
        client.lane_open("2").await.unwrap(),
    ];
    assert!(outcomes.iter().all(|outcome| *outcome == WriteOutcome::Done));

    let plate = json!({"parkingId": "park123", "vehicleCode": "浙B12345"});
    let with = |more: Value| {
        let mut body = plate.clone();
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let expected = [
        plate.clone(),
        with(json!({"stopTime": "2026-09-02"})),
        plate.clone(),
        with(json!({"couponType": 2, "discount": 2, "expireTime": "2025-03-15 18:00"})),
        with(json!({"startTime": "2025-03-15 08:00", "endTime": "2025-03-16 08:00"})),
        json!({"laneId": "2"}),
    ];
    for (path, expected) in paths.iter().zip(expected) {
        assert_eq!(platform.only(path).body, expected, "{path}");
    }
}

#[tokio::test]
async fn a_coupon_without_end_says_no_end() {
    let platform = Platform::start().await.on("/openapi/coupon/issue", [done()]);
    let coupon = Coupon { plate: "浙B12345".into(), value: CouponValue::Yuan(5), expires: None };
    platform.client().coupon_issue("park123", &coupon).await.unwrap();
    let body = platform.only("/openapi/coupon/issue").body;
    assert_eq!(
        (&body["couponType"], &body["discount"], body.get("expireTime")),
        (&json!(3), &json!(5), None)
    );
}

#[tokio::test]
async fn a_refusal_brings_the_platforms_words_and_is_not_repeated() {
    for refusal in [
        refused("车道离线"),
        ok(json!({"code": "1", "msg": "车道离线"})),
        status(400, r#"{"code":1,"msg":"车道离线"}"#),
    ] {
        let platform = Platform::start().await.on(OPEN, [refusal]);
        let outcome = platform.client().lane_open("1").await.unwrap();
        assert_eq!(outcome, WriteOutcome::Refused { msg: "车道离线".into() });
        assert_eq!(platform.seen(OPEN).len(), 1);
    }
}

#[tokio::test]
async fn what_may_have_been_done_is_unknown_and_sent_once() {
    for answer in [
        status(500, ""),
        status(502, "<html>"),
        status(503, r#"{"code":1,"msg":"busy"}"#),
        status(408, ""),
        status(200, ""),
        status(200, "<html>"),
        status(200, r#"{"code":0,"#),
        status(200, r#"{"msg":"ok"}"#),
    ] {
        let platform = Platform::start().await.on(OPEN, [answer]);
        let client = platform.client();
        let outcome = client.lane_open("1").await.unwrap();
        assert!(matches!(&outcome, WriteOutcome::Unknown { why } if !why.is_empty()), "{outcome:?}");
        assert_eq!(platform.seen(OPEN).len(), 1, "a barrier is never opened twice by itself");
    }
}

#[tokio::test]
async fn a_write_that_timed_out_is_unknown_and_sent_once() {
    let platform = Platform::start().await.on(OPEN, [Act::Hang]);
    // Long enough for the token on a busy machine, which is asked for under the same limit.
    let client = platform.client_with(|options| options.total_timeout = Duration::from_secs(2));
    let outcome = client.lane_open("1").await.unwrap();
    assert!(matches!(outcome, WriteOutcome::Unknown { .. }), "{outcome:?}");
    assert_eq!(platform.seen(OPEN).len(), 1);
}

#[tokio::test]
async fn what_was_not_done_is_an_error() {
    let slow_down = Act::Answer(StatusCode::TOO_MANY_REQUESTS, vec![("retry-after", "3".into())], vec![]);
    for answer in [slow_down, status(404, ""), status(302, ""), status(401, "")] {
        let platform = Platform::start().await.on(OPEN, [answer]);
        let error = platform.client().lane_open("1").await.unwrap_err();
        assert!(!matches!(error, Error::NoAnswer(_) | Error::Failed { .. }), "{error:?}");
    }
}
