use std::time::Duration;

use serde_json::json;

use super::client::{Caller, PARK, send, started, token_request};
use crate::open_platform::Operation;

#[tokio::test]
async fn a_correct_sign_buys_a_token_that_works_until_it_ends() {
    let sim = started(|_| {});
    let caller = Caller::new(&sim).await;
    caller.ok(Operation::ParkingList, json!({})).await;
    sim.expire_tokens();
    let words = caller.refused(Operation::ParkingList, json!({})).await;
    assert!(words.contains("AccessToken"), "{words}");
    let renewed = Caller::new(&sim).await;
    assert_ne!(renewed.token, caller.token);
    renewed.ok(Operation::ParkingList, json!({})).await;
    sim.stop().await;
}

#[tokio::test]
async fn a_token_lives_as_long_as_it_says() {
    let sim = started(|options| options.token_life = Duration::ZERO);
    let caller = Caller::new(&sim).await;
    caller.refused(Operation::ParkingList, json!({})).await;
}

#[tokio::test]
async fn key_sign_and_time_are_checked() {
    let sim = started(|_| {});
    let now = sim.now().0;
    let good = token_request("demo", "demo-secret", now);
    let mut upper = good.clone();
    upper["sign"] = upper["sign"].as_str().unwrap().to_uppercase().into();
    let mut text = good.clone();
    text["timestamp"] = now.to_string().into();
    for (wrong, words) in [
        (token_request("other", "demo-secret", now), "appKey"),
        (token_request("demo", "wrong", now), "签名"),
        (token_request("demo", "demo-secret", now - 3_600_000), "timestamp"),
        (token_request("demo", "demo-secret", now + 3_600_000), "timestamp"),
        (upper, "签名"),
        (text, "timestamp"),
        (json!({}), "appKey"),
    ] {
        let answer = send(sim.addr(), "POST", "/openapi/token", "", &wrong.to_string()).await.json();
        assert_eq!(answer["code"], 1, "{wrong}");
        assert!(answer["msg"].as_str().unwrap().contains(words), "{answer}");
    }
}

#[tokio::test]
async fn every_other_operation_wants_a_token() {
    let sim = started(|_| {});
    for operation in Operation::ALL.iter().filter(|operation| **operation != Operation::Token) {
        let body = json!({ "parkingId": PARK }).to_string();
        let answer = send(sim.addr(), "POST", operation.path(), "wrong", &body).await.json();
        assert_eq!(answer["code"], 1, "{}", operation.name());
        assert!(answer["msg"].as_str().unwrap().contains("AccessToken"));
    }
    assert!(sim.journal().is_empty());
}

#[tokio::test]
async fn a_changed_secret_refuses_the_old_one() {
    let sim = started(|_| {});
    sim.set_app_secret("another");
    let request = |secret: &str| token_request("demo", secret, sim.now().0).to_string();
    let answer = send(sim.addr(), "POST", "/openapi/token", "", &request("demo-secret")).await.json();
    assert_eq!(answer["code"], 1);
    let answer = send(sim.addr(), "POST", "/openapi/token", "", &request("another")).await.json();
    assert_eq!(answer["code"], 0);
}

#[tokio::test]
async fn what_is_no_request_of_ours_is_refused() {
    let sim = started(|_| {});
    let caller = Caller::new(&sim).await;
    assert_eq!(send(sim.addr(), "POST", "/openapi/nothing", &caller.token, "{}").await.status, 404);
    assert_eq!(send(sim.addr(), "PUT", "/openapi/lane/list", &caller.token, "{}").await.status, 405);
    for body in ["", "[]", "nonsense", "null"] {
        let answer = send(sim.addr(), "POST", "/openapi/lane/list", &caller.token, body).await.json();
        assert_eq!(answer["code"], 1, "{body:?}");
    }
}

#[tokio::test]
async fn many_platforms_run_side_by_side() {
    let sims: Vec<_> = (0..40).map(|seed| started(|options| options.seed = seed)).collect();
    for sim in &sims {
        Caller::new(sim).await.ok(Operation::ParkingList, json!({})).await;
    }
    for sim in sims {
        let addr = sim.addr();
        sim.stop().await;
        assert!(tokio::net::TcpStream::connect(addr).await.is_err());
    }
}
