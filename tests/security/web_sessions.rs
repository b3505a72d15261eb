//! Who is signed in: the cookie, its end, and what each role may over HTTP.

use gatehouse_tests::support::PATIENCE;
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;

use crate::web::{OTHER_PASSWORD, PASSWORD, Web};

#[tokio::test]
async fn the_cookie_is_out_of_reach_of_scripts_and_other_sites_and_ends_with_the_browser() {
    let web = Web::start().await;
    let first = json!({ "name": "admin", "password": PASSWORD });
    let made = web.rpc(None, "create_administrator", first).await;
    let line = made.header("set-cookie").unwrap().to_owned();
    let (pair, flags) = line.split_once("; ").unwrap();
    let (name, key) = pair.split_once('=').unwrap();
    assert_eq!(name, format!("gatehouse-{}", web.address.port()));
    assert!(key.len() == 32 && key.bytes().all(|digit| digit.is_ascii_hexdigit()), "128 bits");
    assert_eq!(flags, "Path=/; HttpOnly; SameSite=Strict");
    assert!(!String::from_utf8_lossy(&made.body).contains(key), "the page never sees it");

    let other = web.rpc(None, "sign_in", json!({ "name": "admin", "secret": PASSWORD })).await;
    assert_ne!(other.cookie().unwrap(), pair, "each session has its own");
    web.stop().await;
}

#[tokio::test]
async fn without_a_session_that_stands_nothing_is_told() {
    let web = Web::start().await;
    let cookie = web.first_run().await;
    let (name, key) = cookie.split_once('=').unwrap();
    let unknown = format!("{name}={}", "0".repeat(32));
    let of_other_port = format!("gatehouse-1={key}");
    let twice = format!("{cookie}; {cookie}");
    for (wrong, cookie) in [
        ("none", None),
        ("unknown", Some(unknown.as_str())),
        ("of another server", Some(of_other_port.as_str())),
        ("planted twice", Some(twice.as_str())),
    ] {
        for command in ["booth", "accounts", "sign_out", "alerts"] {
            let reply = web.rpc(cookie, command, Value::Null).await;
            assert_eq!((reply.status, reply.code().as_str()), (401, "not_signed_in"), "{wrong} {command}");
        }
        for path in ["/events", "/photos/1"] {
            let mut request = web.own("GET", path);
            if let Some(cookie) = cookie {
                request = request.header("cookie", cookie);
            }
            let reply = request.send().await;
            assert_eq!((reply.status, reply.code().as_str()), (401, "not_signed_in"), "{wrong} {path}");
        }
    }
    let forgotten = web.rpc(Some(&unknown), "start", Value::Null).await;
    assert!(forgotten.header("set-cookie").unwrap().contains("Max-Age=0"), "the browser forgets it");

    web.rpc(Some(&cookie), "sign_out", Value::Null).await;
    assert_eq!(web.rpc(Some(&cookie), "accounts", Value::Null).await.status, 401);
    web.stop().await;
}

#[tokio::test]
async fn what_a_role_may_is_the_same_over_http() {
    let web = Web::start().await;
    let administrator = web.first_run().await;
    let (id, attendant) = web.attendant(&administrator).await;
    let locked = web
        .rpc(None, "sign_in", json!({ "name": "booth", "secret": OTHER_PASSWORD }))
        .await
        .cookie()
        .unwrap();
    web.rpc(Some(&locked), "lock", Value::Null).await;

    // Nobody, attendant, attendant with the screen locked, administrator.
    for (command, payload, expected) in [
        ("start", Value::Null, [200, 200, 200, 200]),
        ("attendants", Value::Null, [200, 200, 200, 200]),
        ("alerts", Value::Null, [401, 200, 423, 200]),
        ("platforms", Value::Null, [401, 200, 423, 200]),
        ("opening_reasons", Value::Null, [401, 200, 423, 200]),
        ("accounts", Value::Null, [401, 403, 423, 200]),
        ("set_opening_reasons", json!({ "reasons": ["x"] }), [401, 403, 423, 200]),
    ] {
        let callers = [None, Some(&attendant), Some(&locked), Some(&administrator)];
        for (cookie, expected) in callers.into_iter().zip(expected) {
            let reply = web.rpc(cookie.map(String::as_str), command, payload.clone()).await;
            assert_eq!(reply.status, expected, "{command} {:?}", reply.json());
        }
    }
    // A changed role acts at once, with the same cookie.
    assert_eq!(web.rpc(Some(&attendant), "accounts", Value::Null).await.code(), "not_allowed");
    web.rpc(Some(&administrator), "change_account", json!({ "id": id, "role": "administrator" })).await;
    assert_eq!(web.rpc(Some(&attendant), "accounts", Value::Null).await.status, 200);
    web.rpc(Some(&administrator), "change_account", json!({ "id": id, "disabled": true })).await;
    assert_eq!(web.rpc(Some(&attendant), "start", Value::Null).await.json()["me"], Value::Null);
    web.stop().await;
}

#[tokio::test]
async fn guessing_is_locked_out_over_http_too() {
    let web = Web::start().await;
    web.first_run().await;
    let guess = json!({ "name": "admin", "secret": "not-the-one-9" });
    let mut last = web.rpc(None, "sign_in", guess.clone()).await;
    assert_eq!((last.status, last.code().as_str()), (401, "wrong_secret"));
    for _ in 0..20 {
        last = web.rpc(None, "sign_in", guess.clone()).await;
        if last.status != 401 {
            break;
        }
    }
    assert_eq!((last.status, last.code().as_str()), (429, "locked_out"));
    assert!(last.json()["params"]["remaining_s"].as_i64().unwrap() > 0);
    let right = web.rpc(None, "sign_in", json!({ "name": "admin", "secret": PASSWORD })).await;
    assert_eq!(right.status, 429, "the right one does not help while it lasts");
    web.stop().await;
}

#[tokio::test]
async fn the_stream_of_events_ends_with_the_session() {
    let web = Web::start().await;
    let cookie = web.first_run().await;
    let mut stream = web.own("GET", "/events").header("cookie", &cookie).open().await;
    let mut begun = [0; 1024];
    let read = tokio::time::timeout(PATIENCE, stream.read(&mut begun)).await.unwrap().unwrap();
    let head = String::from_utf8_lossy(&begun[..read]).into_owned();
    assert!(head.starts_with("HTTP/1.1 200") && head.contains("text/event-stream"), "{head}");

    web.rpc(Some(&cookie), "set_opening_reasons", json!({ "reasons": ["x"] })).await;
    web.rpc(Some(&cookie), "sign_out", Value::Null).await;
    let mut rest = String::new();
    let ended = tokio::time::timeout(PATIENCE, stream.read_to_string(&mut rest)).await;
    ended.expect("it ends").unwrap();
    let changed = rest.find(r#"{"kind":"changed","tags":["options"]}"#).expect("what changed was told");
    let session = rest.rfind(r#"{"kind":"session_changed"}"#).expect("its end was told");
    assert!(changed < session, "{rest}");
    web.stop().await;
}

#[tokio::test]
async fn stopping_ends_streams_at_once() {
    let web = Web::start().await;
    let cookie = web.first_run().await;
    let mut stream = web.own("GET", "/events").header("cookie", &cookie).open().await;
    let mut begun = [0; 64];
    stream.read_exact(&mut begun).await.unwrap();
    let stopping = std::time::Instant::now();
    web.stop().await;
    assert!(stopping.elapsed() < std::time::Duration::from_secs(10), "{:?}", stopping.elapsed());
    let mut rest = Vec::new();
    let _ = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut rest)).await.expect("it ends");
}
