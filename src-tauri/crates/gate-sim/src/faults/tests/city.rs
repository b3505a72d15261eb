//! What a client of the city sees of each fault.

use super::open_platform::demonstrate_on_open_platform;
use super::*;
use crate::city::Breach;
use crate::http::test_client::{self, Client};

const SHORT: Duration = Duration::from_millis(300);

pub(super) async fn beat(city: &CitySim) -> Result<Got, Failure> {
    send(city, "heartThrob", &heartbeat()).await
}

pub(super) async fn arrive(city: &CitySim) -> Result<Got, Failure> {
    send_event(city, &arrival("1")).await
}

/// The arrival's answer, which must have been accepted by the city although it is spoiled.
pub(super) async fn spoiled(city: &CitySim) -> Got {
    let got = arrive(city).await.unwrap();
    let journal = city.journal();
    assert_eq!(journal.accepted_arrivals().len(), 1);
    assert!(journal.wait_until(PATIENCE, |journal| journal.records()[0].answer != Answer::Pending).await);
    assert_eq!(journal.records()[0].answer, Answer::Spoiled);
    got
}

/// Asserts that the fault was decided instead of the platform's work, with this status.
pub(super) async fn turned_away(city: &CitySim, status: u16) -> Got {
    let got = arrive(city).await.unwrap();
    assert_eq!(got.status, status);
    assert!(matches!(city.journal().records()[0].verdict, Verdict::Faulted(_)));
    assert!(city.journal().accepted_arrivals().is_empty());
    got
}

/// Makes the fault happen and checks what a client sees of it.
pub(super) async fn demonstrate(fault: Fault) {
    let spec = match fault {
        Fault::RefuseSession => "refuse_session:浙B12345".to_owned(),
        Fault::Flapping => "flapping:1".to_owned(),
        Fault::RateLimit => "rate_limit:1".to_owned(),
        Fault::ThrottleUpload => "throttle_upload:2000".to_owned(),
        Fault::Down => "down@0-3".to_owned(),
        // The next attempt goes unharmed.
        Fault::LostAnswer | Fault::Forget => format!("{fault} x1"),
        _ => fault.name().to_owned(),
    };
    if !fault.entry().applies_to(Side::City) {
        return demonstrate_on_open_platform(fault).await;
    }
    let start = Instant::now();
    let city = city_with(&spec).await;
    match fault {
        Fault::Down => {
            assert_eq!(beat(&city).await.unwrap_err(), Failure::Refused);
            while beat(&city).await.is_err() {
                assert!(start.elapsed() < PATIENCE, "it comes up when the span is over");
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            assert!(start.elapsed() >= Duration::from_secs(3));
        }
        Fault::RefusedConnection => assert_eq!(beat(&city).await.unwrap_err(), Failure::Refused),
        Fault::BlackHole => {
            let got = send_within(&city, "heartThrob", &heartbeat(), SHORT).await;
            assert_eq!(got.unwrap_err(), Failure::Silent);
        }
        Fault::Flapping => {
            let mut changes = 0;
            let mut up = true;
            while changes < 2 {
                assert!(start.elapsed() < PATIENCE);
                let now_up = match beat(&city).await {
                    Ok(_) => true,
                    Err(Failure::Refused) => false,
                    // It went down between the two.
                    Err(_) => continue,
                };
                changes += u32::from(now_up != up);
                up = now_up;
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            assert!(start.elapsed() >= Duration::from_millis(1900), "one second up, one down");
        }
        Fault::HangBeforeReading => {
            let got = send_within(&city, "uploadBusiness", &arrival("1"), SHORT).await;
            assert_eq!(got.unwrap_err(), Failure::Silent);
            assert_eq!(city.journal().records()[0].verdict, Verdict::Faulted(fault));
            assert_eq!(city.journal().records()[0].body_bytes, 0);
        }
        Fault::ResetOnAccept | Fault::ResetMidUpload => {
            assert_eq!(arrive(&city).await.unwrap_err(), Failure::Reset);
            assert_eq!(city.journal().records()[0].verdict, Verdict::Faulted(fault));
            assert_eq!(city.journal().records()[0].answer, Answer::Cut);
        }
        Fault::ThrottleUpload => {
            let body = with(arrival("1"), json!({"csys": "灰色".repeat(100)}));
            let least = Duration::from_secs_f64((body.to_string().len() - 100) as f64 / 2000.0);
            let start = Instant::now();
            accepted(send_event(&city, &body).await);
            assert!(start.elapsed() >= least, "{:?} of at least {least:?}", start.elapsed());
        }
        Fault::Http500 => drop(turned_away(&city, 500).await),
        Fault::Http502 => drop(turned_away(&city, 502).await),
        Fault::Http503 => drop(turned_away(&city, 503).await),
        Fault::Http504 => drop(turned_away(&city, 504).await),
        Fault::Http401 => drop(turned_away(&city, 401).await),
        Fault::Http404 => drop(turned_away(&city, 404).await),
        Fault::Http429 => assert_eq!(turned_away(&city, 429).await.header("retry-after"), Some("2")),
        Fault::Http429Bare => assert_eq!(turned_away(&city, 429).await.header("retry-after"), None),
        Fault::Http429Broken => {
            let got = turned_away(&city, 429).await;
            assert!(got.header("retry-after").unwrap().parse::<u64>().is_err());
        }
        Fault::Http429Absurd => {
            let got = turned_away(&city, 429).await;
            let century = 100 * 365 * 24 * 3600;
            assert!(got.header("retry-after").unwrap().parse::<u64>().unwrap() > century);
        }
        Fault::Http429Date => {
            let got = turned_away(&city, 429).await;
            let date = chrono::DateTime::parse_from_rfc2822(got.header("retry-after").unwrap()).unwrap();
            let ahead = date.to_utc() - chrono::Utc::now();
            assert!((-1000..=2000).contains(&ahead.num_milliseconds()), "{ahead}");
        }
        Fault::RateLimit => {
            let mut client = Client::connect(city.addr()).await.unwrap();
            let path = "/nbyd-parkpot-service/parkpot/heartThrob";
            let body = heartbeat().to_string();
            while client.post(path, "application/json", body.as_bytes(), PATIENCE).await.unwrap().status
                != 429
            {
                assert!(start.elapsed() < PATIENCE);
            }
            assert!(city.journal().counts().heartbeats >= 1, "the first of each second passes");
        }
        Fault::Redirect => {
            let got = turned_away(&city, 302).await;
            let location = got.header("location").unwrap();
            city.set_faults(Faults::none());
            let body = arrival("1").to_string();
            let followed =
                test_client::post(city.addr(), location, "application/json", body.as_bytes(), PATIENCE).await;
            assert_eq!(followed.unwrap().status, 404);
            assert_eq!(city.journal().violations()[0].breach, Breach::FollowedRedirect);
            return;
        }
        Fault::ResetAfterReading => {
            assert_eq!(arrive(&city).await.unwrap_err(), Failure::Reset);
            assert!(city.journal().records()[0].body_bytes > 0);
            assert!(city.journal().accepted_arrivals().is_empty());
        }
        Fault::Refuse => {
            assert_eq!(refused(arrive(&city).await), "系统繁忙，请稍后再试");
            assert_eq!(beat(&city).await.unwrap().json()["result"], 0, "the account is well");
        }
        Fault::RefuseSession => {
            for _ in 0..3 {
                assert_eq!(refused(arrive(&city).await), "车辆信息有误");
            }
            accepted(send_event(&city, &with(arrival("2"), json!({"vehnum": "浙B54321"}))).await);
        }
        Fault::RefuseSessions => {
            for _ in 0..3 {
                assert_eq!(refused(arrive(&city).await), "车辆信息有误");
            }
        }
        Fault::RefuseAccount => {
            assert_eq!(refused(arrive(&city).await), "账号或密码错误");
            assert_eq!(refused(beat(&city).await), "账号或密码错误");
        }
        Fault::RefuseRepeats => {
            accepted(arrive(&city).await);
            assert_eq!(refused(arrive(&city).await), "该业务数据已存在");
        }
        Fault::Forget => {
            accepted(arrive(&city).await);
            assert_eq!(refused(send_event(&city, &departure("1")).await), "无对应的到达业务");
            accepted(arrive(&city).await);
            accepted(send_event(&city, &departure("1")).await);
        }
        Fault::ClockMinus8h => assert!((clock_ahead(&city).await + 8 * 3600).abs() < 5),
        Fault::ClockPlus1y => assert!((clock_ahead(&city).await - 365 * 86400).abs() < 5),
        Fault::ClockGarbage => {
            let answer = beat(&city).await.unwrap().json();
            assert_eq!(answer["data"]["systime"], "0000-00-00 24:61:61");
        }
        Fault::LostAnswer => {
            assert_eq!(arrive(&city).await.unwrap_err(), Failure::Reset);
            assert_eq!(city.journal().accepted_arrivals().len(), 1);
            accepted(arrive(&city).await);
        }
        Fault::HangAfterReading => {
            let got = send_within(&city, "uploadBusiness", &arrival("1"), SHORT).await;
            assert_eq!(got.unwrap_err(), Failure::Silent);
            assert_eq!(city.journal().accepted_arrivals().len(), 1);
        }
        Fault::AcceptedThen500 => assert_eq!(spoiled(&city).await.status, 500),
        Fault::ResultAsString => assert_eq!(spoiled(&city).await.text(), r#"{"result":"0"}"#),
        Fault::ResultUnknown => assert_eq!(spoiled(&city).await.text(), r#"{"result":7}"#),
        Fault::DataAsString => {
            let answer = beat(&city).await.unwrap().json();
            let data: Value = serde_json::from_str(answer["data"].as_str().unwrap()).unwrap();
            assert!(data["systime"].is_string());
        }
        Fault::MissingComma => {
            let beat = beat(&city).await.unwrap();
            assert!(beat.text().starts_with(r#"{"result":0 "data":{"systime":"#), "{}", beat.text());
            assert_eq!(arrive(&city).await.unwrap().text(), r#"{"result":0 "description":"操作成功"}"#);
        }
        Fault::Empty200 => {
            let got = spoiled(&city).await;
            assert_eq!((got.status, got.text()), (200, ""));
        }
        Fault::Html200 => {
            let got = spoiled(&city).await;
            assert!(got.status == 200 && got.text().starts_with("<!DOCTYPE html>"));
            assert!(got.header("content-type").unwrap().starts_with("text/html"));
        }
        Fault::TruncatedJson => assert_eq!(spoiled(&city).await.text(), r#"{"result":0"#),
        Fault::ShortAnswer => {
            assert_eq!(arrive(&city).await.unwrap_err(), Failure::Closed);
            assert_eq!(city.journal().accepted_arrivals().len(), 1);
        }
        Fault::Bom => assert_eq!(spoiled(&city).await.text(), "\u{feff}{\"result\":0}"),
        Fault::Gbk => {
            let got = spoiled(&city).await;
            assert!(std::str::from_utf8(&got.body).is_err());
            let (text, _, broken) = encoding_rs::GBK.decode(&got.body);
            assert!(!broken && text == r#"{"result":0,"description":"操作成功"}"#, "{text}");
            assert!(got.header("content-type").unwrap().ends_with("GBK"));
        }
        Fault::HugeAnswer => {
            let got = spoiled(&city).await;
            assert!(got.body.len() > 9_999_000);
            assert_eq!(got.json()["result"], 0);
        }
        Fault::GzipBomb => {
            let got = spoiled(&city).await;
            assert_eq!(got.header("content-encoding"), Some("gzip"));
            assert!(got.body.starts_with(&[0x1f, 0x8b]) && got.body.len() < 1_000_000);
        }
        Fault::SlowAnswer => {
            let got = send_within(&city, "uploadBusiness", &arrival("1"), Duration::from_millis(1500)).await;
            assert_eq!(got.unwrap_err(), Failure::Silent, "a byte a second is not yet whole");
            assert_eq!(city.journal().accepted_arrivals().len(), 1);
        }
        Fault::Chunked => {
            let got = arrive(&city).await.unwrap();
            assert_eq!(got.text(), r#"{"result":0}"#);
            assert_eq!(got.header("transfer-encoding"), Some("chunked"));
        }
        Fault::CloseIdle => {
            let mut client = Client::connect(city.addr()).await.unwrap();
            let path = "/nbyd-parkpot-service/parkpot/heartThrob";
            let body = heartbeat().to_string();
            let first = client.post(path, "application/json", body.as_bytes(), PATIENCE).await.unwrap();
            assert_eq!(first.header("connection"), None, "nothing announces it");
            assert!(client.is_closed_within(PATIENCE).await);
        }
        Fault::Latency => {
            let mut slow = 0;
            for _ in 0..8 {
                let start = Instant::now();
                beat(&city).await.unwrap();
                slow += u32::from(start.elapsed() >= Duration::from_millis(26));
            }
            // No answer of the distribution is faster than median × 0.5^(1/1.1), which is 26.6 ms.
            assert_eq!(slow, 8);
        }
        Fault::TokenExpired | Fault::SlowPages => unreachable!("these are the open platform's"),
    }
    let fired = city.faults().fired();
    assert!(fired[fault.name()] > 0, "{fault} counts its strikes");
    city.stop().await;
}

async fn clock_ahead(city: &CitySim) -> i64 {
    let answer = beat(city).await.unwrap().json();
    let text = answer["data"]["systime"].as_str().unwrap();
    let time = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").unwrap();
    (time.and_utc() - chrono::Utc::now()).num_seconds() - 8 * 3600
}
