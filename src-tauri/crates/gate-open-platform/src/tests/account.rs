//! Token, sign and renewal.

use super::*;
use crate::Error;

const LANES: &str = "/openapi/lane/list";
const OPEN: &str = "/openapi/lane/open";
const TOKEN: &str = "/openapi/token";

fn lanes() -> Value {
    json!({"code": 0, "data": [{"laneNo": "1"}]})
}

#[tokio::test]
async fn a_token_is_asked_for_by_signature_and_sent_with_every_call() {
    let platform = Platform::start().await.on(LANES, [ok(lanes())]);
    let client = platform.client();
    client.lanes("park123").await.unwrap();
    client.lanes("park123").await.unwrap();

    let asked = platform.only(TOKEN);
    assert_eq!(asked.method, "POST");
    assert_eq!(asked.token, None, "there is none yet");
    // MD5("demo1700000000000s3cret"), computed by another program.
    let expected = json!({"appKey": "demo", "timestamp": NOW, "sign": "7bcd8184c815cd40b66cf1bb15b27e4b"});
    assert_eq!(asked.body, expected);
    for call in platform.seen(LANES) {
        assert_eq!(call.token.as_deref(), Some("T1"));
    }
}

#[tokio::test]
async fn calls_at_once_share_one_token_request() {
    let platform = Platform::start().await.on(LANES, [ok(lanes())]);
    let client = platform.client();
    let calls: Vec<_> = (0..10)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.lanes("park123").await.map(|listing| listing.items.len()) })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap(), 1);
    }
    assert_eq!(platform.seen(TOKEN).len(), 1);
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends() {
    let token = |text: &str| ok(json!({"code": 0, "result": {"accessToken": text, "expiresIn": 100}}));
    let platform =
        Platform::start().await.on(TOKEN, [token("first"), token("second")]).on(LANES, [ok(lanes())]);
    let client = platform.client();
    client.lanes("p").await.unwrap();
    platform.now.store(NOW + 89_000, Ordering::Relaxed);
    client.lanes("p").await.unwrap();
    platform.now.store(NOW + 90_000, Ordering::Relaxed);
    client.lanes("p").await.unwrap();
    let tokens: Vec<_> = platform.seen(LANES).into_iter().filter_map(|call| call.token).collect();
    assert_eq!(tokens, ["first", "first", "second"]);
}

#[tokio::test]
async fn a_call_refused_for_its_token_is_repeated_once_with_a_fresh_one() {
    for refusal in [
        status(401, ""),
        status(403, ""),
        refused("AccessToken已过期"),
        refused("invalid TOKEN"),
        refused("令牌无效"),
        status(400, r#"{"code":1,"msg":"token expired"}"#),
    ] {
        let platform = Platform::start().await.on(LANES, [refusal, ok(lanes())]);
        assert_eq!(platform.client().lanes("p").await.unwrap().items.len(), 1);
        let tokens: Vec<_> = platform.seen(LANES).into_iter().filter_map(|call| call.token).collect();
        assert_eq!(tokens, ["T1", "T2"]);
    }
}

#[tokio::test]
async fn a_write_refused_for_its_token_is_repeated_once_too() {
    let platform = Platform::start().await.on(OPEN, [status(401, ""), done()]);
    assert_eq!(platform.client().lane_open("1").await.unwrap(), crate::WriteOutcome::Done);
    assert_eq!(platform.seen(OPEN).len(), 2);
}

#[tokio::test]
async fn a_second_refusal_is_the_accounts_and_no_third_call_is_made() {
    for refusal in [status(401, ""), refused("token无效")] {
        let platform = Platform::start().await.on(LANES, [refusal]);
        let error = platform.client().lanes("p").await.unwrap_err();
        assert!(error.is_account(), "{error:?}");
        assert_eq!((platform.seen(LANES).len(), platform.seen(TOKEN).len()), (2, 2));
    }
}

#[tokio::test]
async fn a_refusal_that_does_not_name_the_token_is_not_repeated() {
    let platform = Platform::start().await.on(LANES, [refused("车场不存在")]);
    let error = platform.client().lanes("p").await.unwrap_err();
    assert!(error.is_refused() && !error.is_account());
    assert!(error.to_string().contains("车场不存在"), "the platform's own words are shown");
    assert_eq!((platform.seen(LANES).len(), platform.seen(TOKEN).len()), (1, 1));
}

#[tokio::test]
async fn calls_refused_at_once_share_one_renewal() {
    let platform = Platform::start().await.on(LANES, [Act::IfToken("T2", lanes())]);
    let client = platform.client();
    client.check_account().await.unwrap();
    let calls: Vec<_> = (0..8)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.lanes("p").await.map(|listing| listing.items.len()) })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap(), 1);
    }
    assert_eq!(platform.seen(TOKEN).len(), 2);
}

#[tokio::test]
async fn a_wrong_account_is_said_to_be_one_and_no_call_is_made() {
    for refusal in
        [refused("appKey不存在"), status(401, ""), status(403, r#"{"code":1,"msg":"appKey不存在"}"#)]
    {
        let platform = Platform::start().await.on(TOKEN, [refusal]).on(OPEN, [done()]);
        let client = platform.client();
        assert!(client.check_account().await.unwrap_err().is_account());
        assert!(client.lane_open("1").await.unwrap_err().is_account());
        assert_eq!(platform.seen(OPEN).len(), 0);
    }
}

#[tokio::test]
async fn a_token_answer_that_cannot_be_read_leaves_a_write_undone() {
    for answer in [status(200, "<html>"), ok(json!({"code": 0})), status(502, ""), status(302, "")] {
        let platform = Platform::start().await.on(TOKEN, [answer]).on(OPEN, [done()]);
        let outcome = platform.client().lane_open("1").await;
        assert!(outcome.is_err(), "an error says that it was not done: {outcome:?}");
        assert_eq!(platform.seen(OPEN).len(), 0);
    }
}

#[tokio::test]
async fn a_token_that_does_not_come_in_time_leaves_a_write_undone() {
    let platform = Platform::start().await.on(TOKEN, [Act::Hang]).on(OPEN, [done()]);
    let client = platform.client_with(|options| options.total_timeout = Duration::from_millis(200));
    let error = client.lane_open("1").await.unwrap_err();
    assert!(matches!(error, Error::NoAnswer(_)) && error.is_offline());
    assert_eq!(platform.seen(OPEN).len(), 0);
}

#[tokio::test]
async fn parameters_of_a_get_travel_in_the_query() {
    let platform = Platform::start().await.on("/gw", [ok(lanes())]);
    let client = platform.client_at(|endpoints| {
        endpoints.set("lane_list", Some("GET"), Some("/gw?api=lanes")).unwrap();
        endpoints.set("token", Some("GET"), None).unwrap();
    });
    client.lanes("park 1&2").await.unwrap();
    let call = platform.only("/gw");
    assert_eq!((call.method.as_str(), &call.body), ("GET", &Value::Null));
    assert_eq!((call.query["api"].as_str(), call.query["parkingId"].as_str()), ("lanes", "park 1&2"));
    let token = platform.only(TOKEN);
    assert_eq!(token.query["timestamp"], NOW.to_string());
    assert_eq!(token.query["sign"], "7bcd8184c815cd40b66cf1bb15b27e4b");
}
