//! What is called back, and how it is answered.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use gate_core::passage::Direction;
use gate_core::time::UtcMillis;
use gate_http::{Request, Url};
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::booth::*;
use crate::sign::sign;

#[tokio::test]
async fn a_genuine_callback_is_kept_and_answered_to_the_letter() {
    let booth = Booth::open().await;
    assert_eq!(booth.post(NOW, &access("浙B12345")).await, (200, json!({"code": 0, "msg": "操作成功"})));
    let record = booth.sink.records.lock().unwrap()[0].clone();
    assert_eq!((record.parking_id.as_str(), record.plate_raw.as_str()), ("park123", "浙B12345"));
    assert_eq!(record.direction, Direction::Out, "callbacks write 0 in, 1 out");
    assert_eq!(record.at, UtcMillis::parse_china("2025-03-15 08:30:00").unwrap());
    assert_eq!(record.record_id, None);
    let figures = record.free_spaces.unwrap();
    assert_eq!((figures.temp_lot, figures.in_park_num, figures.total_lot), (Some(50), Some(120), Some(200)));
    assert_eq!((booth.counts.kept(), booth.counts.refused()), (1, 0));
}

#[tokio::test]
async fn headers_are_found_in_any_case() {
    let booth = Booth::open().await;
    let body = access("浙B12345").to_string();
    let mut stream = TcpStream::connect(booth.address).await.unwrap();
    stream.write_all(raw(&body, body.len()).as_bytes()).await.unwrap();
    assert!(head_of(&mut stream).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn cameras_and_visitors_are_kept() {
    let booth = Booth::open().await;
    let camera = json!({"callbackType": "PARKING_CAMERA_ONLINE", "data": {"parkingId": "park123",
        "laneNo": 1, "laneName": "入口车道1", "time": "2025-03-15 09:00:00", "status": "0"}});
    let visitor = json!({"callbackType": "PARKING_VISITOR", "data": {"parkingId": "park123",
        "vehicleCode": "浙B12345", "userName": "王五", "userPhoneNumber": "13700137000",
        "startTime": "2025-03-15", "endTime": "2025-03-16", "memo": "业务拜访"}});
    assert_eq!(booth.post(NOW, &camera).await.0, 200);
    assert_eq!(booth.post(NOW + 1, &visitor).await.0, 200);
    assert!(!booth.sink.cameras.lock().unwrap()[0].online);
    assert_eq!(booth.sink.visitors.lock().unwrap()[0].phone.as_deref(), Some("13700137000"));
}

#[tokio::test]
async fn wrong_key_sign_time_and_missing_headers_are_unauthorised_and_alike() {
    let booth = Booth::open().await;
    let body = access("浙B12345").to_string();
    let now = NOW.to_string();
    let sign = sign("demo", &now, &SecretString::from(SECRET));
    let answers = [
        booth.post_signed(NOW, "guess", body.as_bytes()).await,
        booth.post_signed(NOW + 300_001, SECRET, body.as_bytes()).await,
        booth.post_signed(NOW - 300_001, SECRET, body.as_bytes()).await,
        booth.post_with([("appKey", "other"), ("timestamp", &now), ("sign", &sign)], body.as_bytes()).await,
        booth.post_with([("appKey", "demo"), ("timestamp", &now)], body.as_bytes()).await,
        booth.post_with([], body.as_bytes()).await,
    ];
    for (status, answer) in &answers {
        assert_eq!((*status, &answer["code"]), (401, &json!(1)));
        assert_eq!(answer["msg"], answers[0].1["msg"], "the answer does not say which it was");
    }
    assert_eq!((booth.kept(), booth.counts.refused()), (0, 6));
}

#[tokio::test]
async fn a_timestamp_at_the_windows_edge_is_taken() {
    let booth = Booth::open().await;
    assert_eq!(booth.post(NOW + 300_000, &access("浙B00001")).await.0, 200);
    assert_eq!(booth.post(NOW - 300_000, &access("浙B00002")).await.0, 200);
}

#[tokio::test]
async fn a_replay_of_what_was_kept_is_refused() {
    let booth = Booth::open().await;
    assert_eq!(booth.post(NOW, &access("浙B12345")).await.0, 200);
    let (status, answer) = booth.post(NOW, &access("浙B12345")).await;
    assert_eq!((status, &answer["code"]), (401, &json!(1)));
    assert_eq!(booth.kept(), 1);
}

#[tokio::test]
async fn one_sign_with_another_body_is_taken_and_counted() {
    let booth = Booth::open().await;
    assert_eq!(booth.post(NOW, &access("浙B00001")).await.0, 200);
    assert_eq!(booth.counts.sign_with_other_body(), 0);
    assert_eq!(booth.post(NOW, &access("浙B00002")).await.0, 200, "two may pass within one millisecond");
    assert_eq!((booth.kept(), booth.counts.sign_with_other_body()), (2, 1));
}

#[tokio::test]
async fn what_could_not_be_kept_is_no_success_and_may_come_again() {
    let booth = Booth::open().await;
    booth.sink.failing.store(true, Ordering::Relaxed);
    let (status, answer) = booth.post(NOW, &access("浙B12345")).await;
    assert_eq!((status, &answer["code"]), (503, &json!(1)));
    assert!(!answer["msg"].as_str().unwrap().contains("disk"), "the reason is for our log");
    booth.sink.failing.store(false, Ordering::Relaxed);
    assert_eq!(booth.post(NOW, &access("浙B12345")).await.0, 200);
    assert_eq!((booth.kept(), booth.counts.not_kept()), (1, 1));
}

#[tokio::test]
async fn success_is_answered_only_after_it_was_kept() {
    let booth = Arc::new(Booth::open_with(Sink::gated(), options()).await);
    let first = tokio::spawn({
        let booth = Arc::clone(&booth);
        async move { booth.post(NOW, &access("浙B12345")).await }
    });
    booth.sink.entered().await;
    assert!(!first.is_finished(), "it is being kept");
    let (status, answer) = booth.post(NOW, &access("浙B12345")).await;
    assert_eq!((status, &answer["code"]), (503, &json!(1)), "nor does its twin succeed before");
    booth.sink.leave();
    assert_eq!(first.await.unwrap().0, 200);
    assert_eq!(booth.kept(), 1);
}

#[tokio::test]
async fn what_is_no_callback_is_a_bad_request_and_is_not_remembered() {
    let booth = Booth::open().await;
    for body in [
        "",
        "not json",
        "[]",
        r#"{"callbackType":"PARKING_OTHER","data":{}}"#,
        r#"{"data":{}}"#,
        r#"{"callbackType":"PARKING_VEHICLE_ACCESS"}"#,
        r#"{"callbackType":"PARKING_VEHICLE_ACCESS","data":{"accessType":"2"}}"#,
    ] {
        for _ in 0..2 {
            let (status, answer) = booth.post_signed(NOW, SECRET, body.as_bytes()).await;
            assert_eq!((status, &answer["code"]), (400, &json!(1)), "{body}");
        }
    }
    assert_eq!(booth.kept(), 0);
}

#[tokio::test]
async fn a_body_over_the_cap_is_refused_and_one_at_the_cap_is_not() {
    let booth = Booth::open().await;
    let padded = |length: usize| {
        let mut body = access("浙B12345").to_string();
        body.push_str(&" ".repeat(length - body.len()));
        body.into_bytes()
    };
    assert_eq!(booth.post_signed(NOW, SECRET, &padded(65_536)).await.0, 200);
    for length in [65_537, 500_000] {
        let (status, answer) = booth.post_signed(NOW + 1, SECRET, &padded(length)).await;
        assert_eq!((status, &answer["code"]), (413, &json!(1)), "{length}");
    }
    assert_eq!(booth.kept(), 1);
}

#[tokio::test]
async fn other_paths_and_methods_are_no_success() {
    let booth = Booth::open().await;
    for path in ["/callback", "/", "/callback/x"] {
        let url = Url::parse(&format!("http://{}{path}", booth.address)).unwrap();
        let answer = booth.client.send(Request::get(url)).await.unwrap();
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(serde_json::from_slice::<Value>(&answer.body).unwrap()["code"], 1);
    }
}
