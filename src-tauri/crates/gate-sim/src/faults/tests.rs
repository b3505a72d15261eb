//! Every fault of the catalogue, fired over real sockets.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::*;
use crate::city::test_requests::*;
use crate::city::{Answer, Breach, CityOptions, CitySim, Verdict};
use crate::http::test_client::{self, Client, Failure, Got};
use crate::http::{Handler, SimRequest, SimResponse, serve};

const SHORT: Duration = Duration::from_millis(300);

async fn beat(city: &CitySim) -> Result<Got, Failure> {
    send(city, "heartThrob", &heartbeat()).await
}

async fn arrive(city: &CitySim) -> Result<Got, Failure> {
    send_event(city, &arrival("1")).await
}

/// The arrival's answer, which must have been accepted by the city although it is spoiled.
async fn spoiled(city: &CitySim) -> Got {
    let got = arrive(city).await.unwrap();
    let journal = city.journal();
    assert_eq!(journal.accepted_arrivals().len(), 1);
    assert!(journal.wait_until(PATIENCE, |journal| journal.records()[0].answer != Answer::Pending).await);
    assert_eq!(journal.records()[0].answer, Answer::Spoiled);
    got
}

/// Asserts that the fault was decided instead of the platform's work, with this status.
async fn turned_away(city: &CitySim, status: u16) -> Got {
    let got = arrive(city).await.unwrap();
    assert_eq!(got.status, status);
    assert!(matches!(city.journal().records()[0].verdict, Verdict::Faulted(_)));
    assert!(city.journal().accepted_arrivals().is_empty());
    got
}

/// Makes the fault happen and checks what a client sees of it.
async fn demonstrate(fault: Fault) {
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

/// A platform that knows nothing but its faults.
struct Bare(Faults);

impl Handler for Bare {
    async fn handle(&self, request: SimRequest) -> SimResponse {
        let endpoint = request.path.trim_start_matches('/').to_owned();
        if let Some(answer) = self.0.decide(&endpoint, &request) {
            return answer;
        }
        let answer = SimResponse::json(&json!({"code": 0, "msg": "操作成功"}));
        self.0.spoil_answer(&endpoint, &request, answer)
    }
}

async fn ask(addr: SocketAddr, path: &str) -> Result<Got, Failure> {
    test_client::post(addr, path, "application/json", b"{}", PATIENCE).await
}

async fn demonstrate_on_open_platform(fault: Fault) {
    let spec = if fault == Fault::SlowPages { "slow_pages:200#access_record_list" } else { fault.name() };
    let faults = Faults::parse(spec, Side::OpenPlatform, 1).unwrap();
    let server = serve(ANY, Arc::new(Bare(faults.clone()))).unwrap();
    match fault {
        Fault::TokenExpired => {
            let answer = ask(server.addr(), "/lane_list").await.unwrap().json();
            assert!(answer["code"] != 0 && answer["msg"].as_str().unwrap().contains("AccessToken"));
            assert_eq!(ask(server.addr(), "/token").await.unwrap().json()["code"], 0, "a new one is given");
        }
        _ => {
            let start = Instant::now();
            assert_eq!(ask(server.addr(), "/access_record_list").await.unwrap().json()["code"], 0);
            assert!(start.elapsed() >= Duration::from_millis(200));
        }
    }
    assert_eq!(faults.fired()[fault.name()], 1);
}

#[tokio::test]
async fn every_fault_fires_and_does_what_it_says() {
    let mut running = tokio::task::JoinSet::new();
    for entry in catalogue() {
        running.spawn(demonstrate(entry.fault));
    }
    while let Some(outcome) = running.join_next().await {
        outcome.unwrap();
    }
}

#[tokio::test]
async fn the_open_platform_refuses_and_spoils_in_its_own_envelope() {
    for (spec, body) in [
        ("refuse", r#"{"code":1,"msg":"系统繁忙，请稍后再试"}"#),
        ("refuse_account", r#"{"code":1,"msg":"系统繁忙，请稍后再试"}"#),
        ("result_as_string", r#"{"code":"0","msg":"操作成功"}"#),
        ("missing_comma", r#"{"code":0 "msg":"操作成功"}"#),
    ] {
        let faults = Faults::parse(spec, Side::OpenPlatform, 1).unwrap();
        let server = serve(ANY, Arc::new(Bare(faults))).unwrap();
        assert_eq!(ask(server.addr(), "/lane_list").await.unwrap().text(), body, "{spec}");
    }
}

#[tokio::test]
async fn faults_combine() {
    let city = city_with("bom,missing_comma,latency:20,chunked").await;
    let got = arrive(&city).await.unwrap();
    assert_eq!(got.text(), "\u{feff}{\"result\":0}", "in the order in which they are named");
    assert_eq!(got.header("transfer-encoding"), Some("chunked"));
    let faults = city.journal().records()[0].faults;
    assert_eq!(faults.iter().count(), 4);
}

#[tokio::test]
async fn conditions_narrow_a_fault() {
    let city = city_with("http500#arrival,http502#photo x1,http503@3600-7200").await;
    assert_eq!(arrive(&city).await.unwrap().status, 500);
    assert_eq!(beat(&city).await.unwrap().status, 200);
    for status in [502, 200] {
        assert_eq!(send_photo(&city, &photo("1", "1", 1), JPEG).await.unwrap().status, status);
    }
    let fired = city.faults().fired();
    assert_eq!((fired["http500"], fired["http502"], fired["http503"]), (1, 1, 0));
}

#[tokio::test]
async fn a_photo_of_a_refused_plate_is_refused_too() {
    let city = city_with("refuse_session:浙B12345#photo").await;
    accepted(arrive(&city).await);
    assert_eq!(refused(send_photo(&city, &photo("1", "1", 1), JPEG).await), "车辆信息有误");
}

#[tokio::test]
async fn a_share_of_the_sessions_is_refused_and_always_the_same() {
    let refused_ids = async || {
        let city = city_with("refuse_sessions:0.3").await;
        let mut ids = BTreeSet::new();
        for _ in 0..2 {
            for id in 0..60 {
                let got = send_event(&city, &arrival(&id.to_string())).await.unwrap();
                if got.json()["result"] == 1 {
                    ids.insert(id);
                }
            }
        }
        let records = city.journal().records();
        let refusals = records.iter().filter(|record| !record.verdict.is_accepted()).count();
        assert_eq!(refusals, 2 * ids.len(), "for ever");
        ids
    };
    let ids = refused_ids().await;
    assert!((6..=30).contains(&ids.len()), "about a third of 60: {}", ids.len());
    assert_eq!(ids, refused_ids().await, "the seed decides");
}

#[tokio::test]
async fn other_connections_do_not_change_what_the_seed_decided() {
    let outcomes = async |backwards: bool| {
        let city = city_with("http500:0.5").await;
        let mut ids: Vec<_> = (0..40).collect();
        if backwards {
            ids.reverse();
        }
        let mut struck = BTreeSet::new();
        for id in ids {
            if send_event(&city, &arrival(&id.to_string())).await.unwrap().status == 500 {
                struck.insert(id);
            }
        }
        struck
    };
    let forwards = outcomes(false).await;
    assert!((8..=32).contains(&forwards.len()), "about half of 40: {}", forwards.len());
    assert_eq!(forwards, outcomes(true).await);
}

#[tokio::test]
async fn a_repeat_is_decided_anew() {
    let city = city_with("http500:0.5").await;
    let mut statuses = BTreeSet::new();
    for _ in 0..40 {
        statuses.insert(arrive(&city).await.unwrap().status);
    }
    assert_eq!(
        statuses,
        BTreeSet::from([200, 500]),
        "the same bytes meet both, or nothing would ever get through"
    );
}

#[tokio::test]
async fn new_faults_bring_the_port_back() {
    let city = city_with("down").await;
    assert_eq!(beat(&city).await.unwrap_err(), Failure::Refused);
    city.set_faults(Faults::none());
    let start = Instant::now();
    while beat(&city).await.is_err() {
        assert!(start.elapsed() < PATIENCE);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn heavy_tails_are_seeded_and_bounded() {
    let options =
        CityOptions { faults: Faults::parse("latency:1", Side::City, 3).unwrap(), ..CityOptions::default() };
    let city = CitySim::start(ANY, options).await.unwrap();
    for _ in 0..20 {
        assert_eq!(beat(&city).await.unwrap().status, 200);
    }
    assert_eq!(city.faults().fired()["latency"], 20);
}
