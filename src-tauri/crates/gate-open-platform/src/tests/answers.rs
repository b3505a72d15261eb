//! Answers that are none, and what is said of them.

use super::*;
use crate::{Error, Unreadable};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const LANES: &str = "/openapi/lane/list";

async fn error_of(answer: Act) -> Error {
    let platform = Platform::start().await.on(LANES, [answer]);
    platform.client().lanes("p").await.unwrap_err()
}

#[tokio::test]
async fn what_cannot_be_read_says_why_and_not_what() {
    let too_large = format!(r#"{{"code":0,"canary":"{}"}}"#, "x".repeat(16 * 1024 * 1024));
    for (body, expected) in [
        ("<html>canary</html>", Unreadable::Html),
        (r#"{"code":0,"data":[{"canary":"#, Unreadable::Truncated),
        ("", Unreadable::Empty),
        ("canary", Unreadable::NotJson),
        (r#"["canary"]"#, Unreadable::NotAnObject),
        (r#"{"data":"canary"}"#, Unreadable::NoCode),
        (too_large.as_str(), Unreadable::TooLarge),
    ] {
        let error = error_of(status(200, body)).await;
        assert!(matches!(error, Error::Unreadable(why) if why == expected), "{error:?}");
        assert!(error.is_transient() && !error.is_offline());
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
}

#[tokio::test]
async fn a_large_page_under_the_cap_is_read() {
    let lanes: Vec<_> = (0..50_000).map(|n| json!({"laneNo": n, "laneName": "入口".repeat(20)})).collect();
    let platform = Platform::start().await.on(LANES, [ok(json!({"code": 0, "data": lanes}))]);
    assert_eq!(platform.client().lanes("p").await.unwrap().items.len(), 50_000);
}

#[tokio::test]
async fn a_compressed_answer_is_not_taken_for_garbage() {
    let answer = Act::Answer(StatusCode::OK, vec![("content-encoding", "gzip".into())], vec![0x1f, 0x8b]);
    assert!(matches!(error_of(answer).await, Error::Unreadable(Unreadable::Compressed)));
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_means_a_wrong_address() {
    for code in [301, 302, 303, 307, 308] {
        let location = vec![("location", "/openapi/elsewhere".to_owned())];
        let answer = Act::Answer(StatusCode::from_u16(code).unwrap(), location, vec![]);
        let platform = Platform::start().await.on(LANES, [answer]);
        let error = platform.client().lanes("p").await.unwrap_err();
        assert!(matches!(error, Error::Redirected { status } if status == code));
        assert!(error.is_configuration() && error.to_string().contains("address is wrong"));
        assert_eq!(platform.seen("/openapi/elsewhere").len(), 0);
    }
}

#[tokio::test]
async fn every_status_says_what_it_means() {
    for code in [400, 404, 405, 415] {
        let error = error_of(status(code, "")).await;
        assert!(matches!(error, Error::NotTaken { .. }) && error.is_configuration(), "{code}");
    }
    for code in [408, 500, 502, 503, 504] {
        let error = error_of(status(code, "<html>")).await;
        assert!(matches!(error, Error::Failed { status, .. } if status == code), "{code}");
        assert!(error.is_transient() && !error.is_configuration());
    }
    let wait = |seconds: &str| vec![("retry-after", seconds.to_owned())];
    let error = error_of(Act::Answer(StatusCode::TOO_MANY_REQUESTS, wait("7"), vec![])).await;
    assert!(matches!(error, Error::SlowDown { .. }));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    let error = error_of(Act::Answer(StatusCode::SERVICE_UNAVAILABLE, wait("9"), vec![])).await;
    assert_eq!(error.retry_after(), Some(Duration::from_secs(9)));
}

#[tokio::test]
async fn nobody_listening_is_offline_and_nothing_was_sent() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = OpenPlatform::new(options(&base_url), Arc::new(|| UtcMillis(NOW))).unwrap();
    let error = client.lanes("p").await.unwrap_err();
    assert!(matches!(error, Error::NotSent(_)) && error.is_offline());
    let error = client.lane_open("1").await.unwrap_err();
    assert!(matches!(error, Error::NotSent(_)), "a person may safely try again: {error:?}");
}

/// A server that grants a token and answers every other request with these bytes before it closes.
async fn breaking_off(answer: &'static [u8]) -> OpenPlatform {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = vec![0; 16 * 1024];
            let mut length = 0;
            // The bodies here are JSON objects, sent whole, so the request ends in a brace.
            while !request[..length].ends_with(b"}") {
                length += stream.read(&mut request[length..]).await.unwrap();
            }
            let answer = if request.starts_with(b"POST /openapi/token") {
                b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 23\r\n\r\n{\"code\":0,\"result\":\"T\"}"
            } else {
                answer
            };
            stream.write_all(answer).await.unwrap();
        }
    });
    OpenPlatform::new(options(&base_url), Arc::new(|| UtcMillis(NOW))).unwrap()
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_none() {
    for answer in [&b""[..], b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"code\":0}"] {
        let client = breaking_off(answer).await;
        let error = client.lanes("p").await.unwrap_err();
        assert!(matches!(error, Error::NoAnswer(_)) && error.is_offline(), "{error:?}");
        let outcome = client.lane_open("1").await.unwrap();
        assert!(matches!(outcome, crate::WriteOutcome::Unknown { .. }), "it may have been done: {outcome:?}");
    }
}

#[tokio::test]
async fn a_status_counts_though_its_body_breaks_off() {
    let client = breaking_off(b"HTTP/1.1 404 Not Found\r\ncontent-length: 99\r\n\r\n").await;
    assert!(matches!(client.lanes("p").await, Err(Error::NotTaken { status: 404, .. })));
}
