//! Every fault of the catalogue, fired over real sockets.

mod city;
mod open_platform;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::*;
use crate::city::test_requests::*;
use crate::city::{Answer, CityOptions, CitySim, Verdict};
use crate::http::serve;
use crate::http::test_client::{Failure, Got};
use city::{arrive, beat, demonstrate};
use open_platform::{Bare, ask};

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
