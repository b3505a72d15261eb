use std::time::Duration;

use super::*;
use crate::testing::{Does, Server, answer};

fn client() -> HttpClient {
    HttpClient::new(&ClientOptions::default().with_max_body(1000)).unwrap()
}

fn hasty() -> HttpClient {
    let options = ClientOptions::default().with_total_timeout(Duration::from_millis(400));
    HttpClient::new(&options).unwrap()
}

fn post(url: &str) -> Request {
    Request::post_json(Url::parse(url).unwrap(), r#"{"a":1}"#)
}

async fn failure_of(does: Does) -> Failure {
    let server = Server::that(does).await;
    let failure = hasty().send(post(&server.url("/x"))).await.unwrap_err();
    assert_eq!(server.requests().len(), 1, "one call is one request, whatever comes of it");
    failure
}

#[tokio::test]
async fn a_whole_answer_comes_with_its_headers() {
    let server = Server::answering(
        "429 Slow",
        "Content-Type: text/plain; charset=gbk\r\nRetry-After: 7\r\nLocation: /y\r\n",
        b"slow down",
    )
    .await;
    let response = client().send(post(&server.url("/x?q=1"))).await.unwrap();
    assert_eq!(response.status, 429);
    assert_eq!(response.content_type.as_deref(), Some("text/plain; charset=gbk"));
    assert_eq!(response.retry_after, Some(Duration::from_secs(7)));
    assert_eq!(response.location.as_deref(), Some("/y"));
    assert_eq!(response.body, "slow down");
    assert_eq!(response.remote_addr, Some(server.address));
    assert!(!response.is_success() && !response.is_redirect());
}

#[tokio::test]
async fn the_request_is_sent_as_given_and_asks_for_no_compression() {
    let server = Server::answering("200 OK", "", b"{}").await;
    let request = post(&server.url("/x?q=1"))
        .with_header(HeaderName::from_static("accesstoken"), HeaderValue::from_static("t0"));
    client().send(request).await.unwrap();
    let sent = server.requests().remove(0);
    assert!(sent.starts_with("POST /x?q=1 HTTP/1.1\r\n"), "{sent}");
    assert!(sent.ends_with("\r\n\r\n{\"a\":1}"), "{sent}");
    let sent = sent.to_ascii_lowercase();
    for header in
        ["accesstoken: t0", "content-type: application/json", "content-length: 7", "user-agent: gatehouse/"]
    {
        assert!(sent.contains(header), "{header} in {sent}");
    }
    for header in ["accept-encoding", "transfer-encoding", "referer", "cookie"] {
        assert!(!sent.contains(header), "{header} in {sent}");
    }
}

#[tokio::test]
async fn a_get_has_no_body() {
    let server = Server::answering("200 OK", "", b"{}").await;
    client().send(Request::get(Url::parse(&server.url("/g")).unwrap())).await.unwrap();
    let sent = server.requests().remove(0);
    assert!(sent.starts_with("GET /g HTTP/1.1\r\n") && sent.ends_with("\r\n\r\n"), "{sent}");
}

#[tokio::test]
async fn a_compressed_answer_is_handed_on_as_it_is() {
    let zipped = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3];
    let server = Server::answering("200 OK", "Content-Encoding: gzip\r\n", &zipped).await;
    let response = client().send(post(&server.url("/"))).await.unwrap();
    assert_eq!(response.content_encoding.as_deref(), Some("gzip"));
    assert_eq!(response.body, zipped.as_slice());
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let target = Server::answering("200 OK", "", b"").await;
    for status in ["301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"] {
        let location = format!("Location: {}\r\n", target.url("/elsewhere"));
        let server = Server::answering(status, &location, b"").await;
        let response = client().send(post(&server.url("/"))).await.unwrap();
        assert!(response.is_redirect());
    }
    assert_eq!(target.connections(), 0);
}

#[tokio::test]
async fn connections_are_used_again() {
    let server = Server::that(Does::KeepsOpen(answer("200 OK", "", b"{}"))).await;
    let client = client();
    for _ in 0..5 {
        client.send(post(&server.url("/"))).await.unwrap();
    }
    assert_eq!((server.requests().len(), server.connections()), (5, 1));
}

#[tokio::test]
async fn answers_in_chunks_and_without_a_length_are_whole() {
    let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n";
    let server = Server::that(Does::Answers(chunked.to_vec())).await;
    assert_eq!(client().send(post(&server.url("/"))).await.unwrap().body, "abcde");
    let until_close = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabcde";
    let server = Server::that(Does::Answers(until_close.to_vec())).await;
    assert_eq!(client().send(post(&server.url("/"))).await.unwrap().body, "abcde");
}

#[tokio::test]
async fn nobody_listening_means_nothing_sent() {
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let failure = client().send(post(&format!("http://127.0.0.1:{port}/"))).await.unwrap_err();
    assert_eq!(failure.code(), "connection_refused");
    assert!(failure.nothing_was_sent() && failure.is_offline() && !failure.is_timeout());
}

#[tokio::test]
async fn an_unknown_name_means_nothing_sent() {
    let lookup = Lookup::any().with_fixed(&[]);
    let client = HttpClient::with_lookup(&ClientOptions::default(), lookup).unwrap();
    let failure = client.send(post("http://city.example.com/")).await.unwrap_err();
    assert_eq!(failure.code(), "dns");
    assert!(failure.nothing_was_sent() && failure.is_offline());
}

/// A listener whose queue is full drops what else comes, as a black hole does.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_black_hole_means_nothing_sent() {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut queued = Vec::new();
    loop {
        let connecting = tokio::net::TcpStream::connect(address);
        match tokio::time::timeout(Duration::from_millis(200), connecting).await {
            Ok(stream) => queued.push(stream.unwrap()),
            Err(_) => break,
        }
    }
    // As long as the whole call, the connection's limit must still be the one that ends it.
    let options = ClientOptions::default()
        .with_total_timeout(Duration::from_millis(500))
        .with_connect_timeout(Duration::from_millis(500));
    let client = HttpClient::new(&options).unwrap();
    let failure = client.send(post(&format!("http://{address}/"))).await.unwrap_err();
    assert_eq!(failure.code(), "connect_timeout");
    assert!(failure.nothing_was_sent() && failure.is_timeout() && failure.is_offline());
}

#[tokio::test]
async fn tls_with_somebody_who_speaks_none_means_nothing_sent() {
    let server = Server::that(Does::Answers(b"HTTP/1.1 400 Bad\r\n\r\n".to_vec())).await;
    let url = format!("https://{}/", server.address);
    // The server reads until an empty line, which a handshake does not have, so both wait: for us, a TLS that
    // does not come up in time is a connection that does not.
    let failure = hasty().send(post(&url)).await.unwrap_err();
    assert!(failure.nothing_was_sent(), "{}", failure.code());

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}/", listener.local_addr().unwrap());
    let speaks_plainly = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut stream, b"HTTP/1.1 400 Bad\r\n\r\n").await.unwrap();
        stream
    };
    let client = client();
    let (failure, _stream) = tokio::join!(client.send(post(&url)), speaks_plainly);
    let failure = failure.unwrap_err();
    assert_eq!(failure.code(), "tls");
    assert!(failure.nothing_was_sent());
}

#[tokio::test]
async fn an_answer_that_never_comes_is_a_timeout_after_sending() {
    let failure = failure_of(Does::Hangs).await;
    assert_eq!(failure.code(), "timeout");
    assert!(failure.is_timeout() && !failure.nothing_was_sent() && !failure.is_offline());
    assert_eq!(failure.head(), None);
    assert!(failure.elapsed() >= Duration::from_millis(400));
}

#[tokio::test]
async fn an_answer_that_trickles_is_a_timeout_with_its_head_if_that_came() {
    let failure = failure_of(Does::Trickles(answer("200 OK", "", b"{}"))).await;
    assert_eq!((failure.code(), failure.head()), ("timeout", None));

    let server =
        Server::that(Does::KeepsOpen(b"HTTP/1.1 503 Busy\r\nContent-Length: 9\r\n\r\n{".to_vec())).await;
    let failure = hasty().send(post(&server.url("/x"))).await.unwrap_err();
    assert_eq!(failure.head(), Some(AnswerHead { status: 503, retry_after: None }));
}

#[tokio::test]
async fn a_reset_after_the_request_is_interrupted() {
    let failure = failure_of(Does::AnswersThenResets(Vec::new())).await;
    assert!(!failure.nothing_was_sent(), "{}", failure.code());
    assert_eq!(failure.code(), "reset");
}

#[tokio::test]
async fn an_end_before_the_answer_is_truncated() {
    let failure = failure_of(Does::Answers(Vec::new())).await;
    assert_eq!(failure.code(), "truncated");
    assert!(!failure.nothing_was_sent());

    let short = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"result\":0".to_vec();
    let failure = failure_of(Does::Answers(short)).await;
    assert_eq!(failure.code(), "truncated");
    assert_eq!(failure.head().map(|head| head.status), Some(200));

    let unfinished = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n".to_vec();
    assert_eq!(failure_of(Does::Answers(unfinished)).await.code(), "truncated");
}

#[tokio::test]
async fn what_is_not_http_is_a_malformed_answer() {
    let failure = failure_of(Does::Answers(b"220 ftp.example.com ready\r\n\r\n".to_vec())).await;
    assert_eq!(failure.code(), "malformed_answer");
    assert!(!failure.nothing_was_sent());
}

#[tokio::test]
async fn an_answer_over_the_cap_is_refused_whether_it_says_so_or_not() {
    let exactly = Server::answering("200 OK", "", &[b'x'; 1000]).await;
    assert_eq!(client().send(post(&exactly.url("/"))).await.unwrap().body.len(), 1000);

    let announced = Server::answering("200 OK", "Retry-After: 3\r\n", &[b'x'; 1001]).await;
    let failure = client().send(post(&announced.url("/"))).await.unwrap_err();
    assert_eq!(failure.code(), "body_too_large");
    let head = AnswerHead { status: 200, retry_after: Some(Duration::from_secs(3)) };
    assert_eq!(failure.head(), Some(head));

    let mut silent = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
    silent.resize(2_000_000, b'x');
    let silent = Server::that(Does::Answers(silent)).await;
    let failure = client().send(post(&silent.url("/"))).await.unwrap_err();
    assert_eq!(failure.code(), "body_too_large");
    assert!(!failure.nothing_was_sent());
}

#[tokio::test]
async fn nothing_secret_is_in_what_a_failure_shows() {
    let url = "http://canary-user:canary-word@127.0.0.1:1/path?token=canary-token#canary-part";
    let mut request = post(url)
        .with_header(HeaderName::from_static("accesstoken"), HeaderValue::from_static("canary-header"));
    request.body = Bytes::from_static(b"canary-body");
    let failure = client().send(request).await.unwrap_err();
    let mut shown = format!("{failure} {failure:?}");
    let mut cause = std::error::Error::source(&failure);
    while let Some(error) = cause {
        shown.push_str(&format!(" {error} {error:?}"));
        cause = error.source();
    }
    assert!(!shown.contains("canary"), "{shown}");
    assert!(failure.to_string().contains("http://127.0.0.1:1/path"), "{failure}");
}

#[tokio::test]
async fn impossible_options_are_refused() {
    let none = ClientOptions::default().with_total_timeout(Duration::ZERO);
    assert!(matches!(HttpClient::new(&none), Err(BuildError::NoTime)));
    let unsendable = ClientOptions { user_agent: "a\nb".into(), ..ClientOptions::default() };
    assert!(matches!(HttpClient::new(&unsendable), Err(BuildError::Setup(_))));
}
