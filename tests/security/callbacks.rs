//! The signature does not cover the body, so it is weak: all that can be checked is.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use gate_sim::open_platform::{Operation, SimVisitor};
use gatehouse_tests::support::{PARKING_ID, PATIENCE, Park, ParkOptions, PushOptions, wait_for};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::callback_client::{Credentials, call, entry, post, request};

async fn listening() -> (Park, SocketAddr) {
    let callbacks = Some(PushOptions { share: 0.0, repeat_share: 0.0 });
    let mut park = Park::new(ParkOptions { callbacks, ..ParkOptions::default() }).await;
    park.start().await;
    let address = park.loopback.callbacks();
    (park, address)
}

async fn passages(park: &Park) -> u64 {
    park.store().count_passages().await.unwrap()
}

#[tokio::test]
async fn only_a_genuine_callback_is_kept() {
    let (mut park, to) = listening().await;
    let account = park.options.open_platform.clone();
    let genuine = Credentials::genuine(&park, 0);
    let now = gate_app::now().0;
    let wrong = [
        ("another key", Credentials::of("other", &account.app_secret, now)),
        ("another secret", Credentials::of(&account.app_key, "guess", now)),
        ("no sign", Credentials { sign: String::new(), ..genuine.clone() }),
        ("a sign that is cut", Credentials { sign: genuine.sign[..31].to_owned(), ..genuine.clone() }),
        ("a changed time", Credentials { timestamp: genuine.timestamp + 1, ..genuine.clone() }),
        ("too old", Credentials::genuine(&park, -310)),
        ("too early", Credentials::genuine(&park, 310)),
        ("no time at all", Credentials::of(&account.app_key, &account.app_secret, i64::MIN)),
    ];
    for (what, credentials) in wrong {
        let (status, body) = post(to, &credentials, &entry("浙B12345")).await;
        assert_eq!((status, &body["code"]), (401, &1.into()), "{what}: {body}");
        assert_eq!(body["msg"], "验证失败", "{what}: whoever tries learns nothing");
    }
    assert_eq!(passages(&park).await, 0);

    for (seconds, plate) in [(-290, "浙B00001"), (0, "浙B00002"), (290, "浙B00003")] {
        let (status, body) = post(to, &Credentials::genuine(&park, seconds), &entry(plate)).await;
        assert_eq!((status, body), (200, json!({ "code": 0, "msg": "操作成功" })), "{seconds} s off");
    }
    assert_eq!(passages(&park).await, 3);
    park.stop().await;
}

#[tokio::test]
async fn a_callback_counts_once() {
    let (mut park, to) = listening().await;
    let (credentials, body) = (Credentials::genuine(&park, 0), entry("浙B12345"));
    assert_eq!(post(to, &credentials, &body).await.0, 200);
    let (status, answer) = post(to, &credentials, &body).await;
    assert_eq!((status, &answer["code"]), (401, &1.into()), "a replay");
    assert_eq!(passages(&park).await, 1);
    park.stop().await;
}

#[tokio::test]
async fn size_and_shape_are_bounded() {
    let (mut park, to) = listening().await;
    let padded = |bytes: usize| {
        let body = entry("浙B12345");
        format!("{body}{}", " ".repeat(bytes - body.len()))
    };
    let (status, body) = post(to, &Credentials::genuine(&park, 0), &padded(65 * 1024)).await;
    assert_eq!((status, &body["code"]), (413, &1.into()), "{body}");
    for shape in [
        "",
        "not JSON",
        "[]",
        "{}",
        r#"{"callbackType":"PARKING_LANE_OPEN","data":{"laneNo":"1"}}"#,
        r#"{"callbackType":"PARKING_VEHICLE_ACCESS","data":{"accessType":"2"}}"#,
        &"[".repeat(60_000),
    ] {
        let (status, body) = post(to, &Credentials::genuine(&park, 0), shape).await;
        assert_eq!((status, &body["code"]), (400, &1.into()), "{}", &shape[..shape.len().min(40)]);
    }
    for line in ["GET /callback", "POST /", "POST /callback/../admin", "PUT /callback"] {
        let (status, _) = call(to, line, &Credentials::genuine(&park, 0), &entry("浙B12345")).await;
        assert!((400..500).contains(&status), "{line}: {status}");
    }
    assert_eq!(passages(&park).await, 0);
    let (status, _) = post(to, &Credentials::genuine(&park, 0), &padded(64 * 1024)).await;
    assert_eq!((status, passages(&park).await), (200, 1), "64 KB is within the bounds");
    park.stop().await;
}

#[tokio::test]
async fn slow_callers_are_cut_off_and_hold_up_nobody() {
    let (mut park, to) = listening().await;
    let began = Instant::now();
    let mut slow = Vec::new();
    for number in 0..20 {
        let (head, body) = request("POST /callback", &Credentials::genuine(&park, 0), &entry("浙B99999"));
        let mut stream = TcpStream::connect(to).await.unwrap();
        // Half of them stop in the head, half in the body.
        let sent = if number % 2 == 0 {
            head[..head.len() / 2].to_owned()
        } else {
            format!("{head}{}", &body[..10])
        };
        stream.write_all(sent.as_bytes()).await.unwrap();
        slow.push(stream);
    }
    let (status, _) = post(to, &Credentials::genuine(&park, 0), &entry("浙B12345")).await;
    assert_eq!(status, 200);
    assert!(began.elapsed() < Duration::from_secs(5), "others do not wait for the slow ones");
    for mut stream in slow {
        let mut answer = Vec::new();
        let ended = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer)).await;
        assert!(ended.is_ok(), "a caller who sends nothing more is cut off");
        assert!(!String::from_utf8_lossy(&answer).contains(" 200 "));
    }
    assert_eq!(passages(&park).await, 1);
    park.stop().await;
}

#[tokio::test]
async fn what_a_callback_says_of_visitors_is_asked_for_and_no_lane_is_opened() {
    let (mut park, to) = listening().await;
    let visitor = |plate: &str| {
        json!({ "callbackType": "PARKING_VISITOR", "data": {
            "parkingId": PARKING_ID, "vehicleCode": plate, "userName": "测试", "userPhoneNumber": "13900000000",
            "startTime": "2026-01-01", "endTime": "2036-01-01", "memo": "",
        } })
        .to_string()
    };
    let known = SimVisitor {
        plate: "浙B12345".to_owned(),
        user_name: "测试".to_owned(),
        phone: "13900000000".to_owned(),
        from: gate_core::time::UtcMillis(0),
        until: gate_core::time::UtcMillis(gate_app::now().0 * 2),
        memo: String::new(),
        other: Vec::new(),
    };
    park.open_platform.put_visitor(PARKING_ID, known);
    for plate in ["浙B12345", "浙B66666"] {
        let (status, body): (u16, Value) = post(to, &Credentials::genuine(&park, 0), &visitor(plate)).await;
        assert_eq!(status, 200, "{body}");
    }
    let asked = || park.open_platform.calls(Operation::VisitorQuery);
    assert!(wait_for(async || asked() >= 2).await, "each is asked for");
    assert_eq!(park.open_platform.calls(Operation::LaneOpen), 0);
    park.stop().await;
}
