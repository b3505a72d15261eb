//! The client against real sockets.

use std::time::Duration;

use bytes::Bytes;
use gate_core::outcome::{Reach, Verdict};
use gate_core::plate::{PlateColour, Vehtype};
use gate_core::time::UtcMillis;
use md5::{Digest, Md5};
use secrecy::SecretString;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use super::*;
use crate::{CityPlatform, EventKind, EventReport, FrozenPayload, PhotoReport};

const DIGEST: &str = "e10adc3949ba59abbe56e057f20f883e";

/// A platform that answers every request with the same bytes and closes.
struct Platform {
    base_url: String,
    requests: mpsc::UnboundedReceiver<Vec<u8>>,
}

impl Platform {
    async fn saying(answer: impl Into<Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}/nbyd-parkpot-service/", listener.local_addr().unwrap());
        let (sender, requests) = mpsc::unbounded_channel();
        let answer = answer.into();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = Vec::new();
                let mut buffer = vec![0; 64 * 1024];
                while !is_whole(&request) {
                    match stream.read(&mut buffer).await {
                        Ok(0) | Err(_) => break,
                        Ok(n) => request.extend_from_slice(&buffer[..n]),
                    }
                }
                sender.send(request).unwrap();
                let _ = stream.write_all(&answer).await;
                let _ = stream.shutdown().await;
                let _ = stream.read_to_end(&mut Vec::new()).await;
            }
        });
        Self { base_url, requests }
    }

    async fn saying_json(json: &str) -> Self {
        Self::saying(http("200 OK", "Content-Type: application/json\r\n", json.as_bytes())).await
    }

    fn client(&self) -> NingboClient {
        NingboClient::new(&options(&self.base_url, "123456")).unwrap()
    }

    /// The next request's head and body.
    async fn request(&mut self) -> (String, Vec<u8>) {
        let request = self.requests.recv().await.unwrap();
        let head = request.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        (String::from_utf8(request[..head].to_vec()).unwrap(), request[head + 4..].to_vec())
    }

    async fn body(&mut self) -> String {
        String::from_utf8(self.request().await.1).unwrap()
    }
}

fn is_whole(request: &[u8]) -> bool {
    let Some(head) = request.windows(4).position(|window| window == b"\r\n\r\n") else { return false };
    let text = String::from_utf8_lossy(&request[..head]).to_ascii_lowercase();
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    request.len() >= head + 4 + length.parse::<usize>().unwrap()
}

fn http(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes =
        format!("HTTP/1.1 {status}\r\n{headers}Connection: close\r\nContent-Length: {}\r\n\r\n", body.len())
            .into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

fn options(base_url: &str, portpwd: &str) -> NingboOptions {
    NingboOptions {
        base_url: base_url.into(),
        portname: "admin".into(),
        portpwd: SecretString::from(portpwd),
        parkpotid: "330212077102".into(),
        password_digest: PasswordDigest::Lower,
        first_photo_index: FirstPhotoIndex::default(),
        request_timeout: Duration::from_secs(5),
    }
}

fn arrival() -> EventReport {
    EventReport {
        business_id: "b0c1d2".into(),
        plate: "浙BD12345".into(),
        vehtype: Vehtype::SmallNewEnergy,
        colour: PlateColour::GradientGreen,
        park_time: UtcMillis::parse_china("2026-11-20 08:30:00").unwrap(),
        leave_time: None,
        free_spaces: 19,
    }
}

fn photo_report(photo: &[u8]) -> PhotoReport {
    PhotoReport {
        business_id: "b0c1d2".into(),
        event: EventKind::Arrival,
        img_index: 1,
        md5: Md5::digest(photo).iter().map(|byte| format!("{byte:02x}")).collect(),
        take_time: UtcMillis::parse_china("2026-11-20 08:30:00").unwrap(),
    }
}

#[tokio::test]
async fn an_event_is_posted_as_the_standard_says() {
    let mut platform = Platform::saying_json(r#"{"result":0}"#).await;
    let client = platform.client();
    let exchange = client.send_event(&client.freeze_event(&arrival())).await;
    assert_eq!((exchange.reach, exchange.status), (Reach::Answered, Some(200)));
    assert_eq!(exchange.verdict, Verdict::Accepted);
    assert_eq!(exchange.answer, r#"{"result":0}"#);
    let (head, body) = platform.request().await;
    assert!(head.starts_with("POST /nbyd-parkpot-service/parkpot/uploadBusiness HTTP/1.1\r\n"), "{head}");
    assert!(head.to_ascii_lowercase().contains("content-type: application/json"), "{head}");
    assert_eq!(
        String::from_utf8(body).unwrap(),
        format!(
            r#"{{"portname":"admin","portpwd":"{DIGEST}","parkpotid":"330212077102","businessid":"b0c1d2","businesstype":"1","vehnum":"浙BD12345","vehtype":"52","parktime":"2026-11-20 08:30:00","leavetime":"","freeparklotcount":19,"hpys":"渐变绿","mainbrandid":"000","subbrandid":"000"}}"#
        )
    );
}

#[tokio::test]
async fn a_base_url_without_its_last_slash_does_as_well() {
    let mut platform = Platform::saying_json(r#"{"result":0}"#).await;
    let without_slash = platform.base_url.trim_end_matches('/').to_owned();
    let client = NingboClient::new(&options(&without_slash, "123456")).unwrap();
    client.time().await;
    assert!(platform.request().await.0.starts_with("POST /nbyd-parkpot-service/parkpot/time HTTP/1.1"));
}

#[tokio::test]
async fn heartbeat_and_clock_tell_the_platforms_time() {
    let mut platform =
        Platform::saying_json("{\n\"result\":0\n\"data\":{\"systime\":\"2026-11-20 08:30:05\"}\n}").await;
    let client = platform.client();
    let expected = UtcMillis::parse_china("2026-11-20 08:30:05").ok();

    let beat = client.heartbeat(Some(-4)).await;
    assert_eq!((beat.exchange.verdict, beat.platform_time), (Verdict::AcceptedMalformed, expected));
    let (head, body) = platform.request().await;
    assert!(head.starts_with("POST /nbyd-parkpot-service/parkpot/heartThrob "), "{head}");
    let account = format!(r#""portname":"admin","portpwd":"{DIGEST}","parkpotid":"330212077102""#);
    assert_eq!(String::from_utf8(body).unwrap(), format!(r#"{{{account},"freeparklotcount":0}}"#));

    client.heartbeat(None).await;
    assert_eq!(platform.body().await, format!("{{{account}}}"));

    assert_eq!(client.time().await.platform_time, expected);
    assert_eq!(platform.body().await, format!("{{{account}}}"));
}

#[tokio::test]
async fn a_photo_goes_with_its_data_in_two_parts() {
    let photo = Bytes::from_static(b"\xff\xd8\r\n--not a boundary\r\n\xff\xd9");
    let mut platform = Platform::saying_json(r#"{"result":0}"#).await;
    let client = platform.client();
    let frozen = client.freeze_photo(&photo_report(&photo));
    assert_eq!(client.send_photo(&frozen, photo.clone()).await.verdict, Verdict::Accepted);

    let (head, body) = platform.request().await;
    assert!(head.starts_with("POST /nbyd-parkpot-service/parkpot/uploadBusinessImg "), "{head}");
    let boundary = head.split("multipart/form-data; boundary=").nth(1).unwrap().lines().next().unwrap();
    let parts = split(&body, format!("--{boundary}").as_bytes());
    assert_eq!(parts.len(), 4, "before, data, file, after");
    assert_eq!((parts[0], parts[3]), (b"".as_slice(), b"--\r\n".as_slice()));
    let data = String::from_utf8(parts[1].to_vec()).unwrap();
    let (data_head, data) = data.split_once("\r\n\r\n").unwrap();
    assert_eq!(
        data_head,
        "\r\nContent-Disposition: form-data; name=\"data\"\r\nContent-Type: application/json"
    );
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!(data["imgIndex"], 1);
    assert_eq!(data["takeTime"], "20261120083000");
    assert_eq!(data["portpwd"], DIGEST);
    let file_head = parts[2].windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let file = &parts[2][file_head + 4..parts[2].len() - 2];
    assert_eq!(file, photo, "byte for byte");
    let hash: String = Md5::digest(file).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(data["imageHash"], hash, "of what was sent");
}

fn split<'a>(mut bytes: &'a [u8], separator: &[u8]) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    while let Some(at) = bytes.windows(separator.len()).position(|window| window == separator) {
        parts.push(&bytes[..at]);
        bytes = &bytes[at + separator.len()..];
    }
    parts.push(bytes);
    parts
}

#[tokio::test]
async fn a_repeat_is_the_same_to_the_byte_also_after_a_restart() {
    let photo = Bytes::from(vec![7; 100_000]);
    let mut platform = Platform::saying(http("200 OK", "", b"")).await;
    let mut sent = Vec::new();
    for _ in 0..2 {
        let client = platform.client();
        let stored = client.freeze_event(&arrival()).into_string();
        client.send_event(&FrozenPayload::from_stored(stored).unwrap()).await;
        let stored = client.freeze_photo(&photo_report(&photo)).into_string();
        client.send_photo(&FrozenPayload::from_stored(stored).unwrap(), photo.clone()).await;
        sent.push((platform.request().await, platform.request().await));
    }
    assert_eq!(sent[0], sent[1]);
}

#[tokio::test]
async fn only_the_password_differs_after_it_was_changed() {
    let photo = Bytes::from_static(b"photo");
    let mut platform = Platform::saying(http("200 OK", "", b"")).await;
    let mut bodies = Vec::new();
    for password in ["123456", "654321"] {
        let client = NingboClient::new(&options(&platform.base_url, password)).unwrap();
        client.send_photo(&client.freeze_photo(&photo_report(&photo)), photo.clone()).await;
        bodies.push(platform.body().await);
    }
    assert_ne!(bodies[0], bodies[1]);
    assert_eq!(bodies[0].replace(DIGEST, "c33367701511b4f6020ec61ded352059"), bodies[1]);
}

#[tokio::test]
async fn what_http_says_reaches_the_classifier() {
    let oversized = vec![b' '; 10_000_000];
    let reset_by_length = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"result\":0}".to_vec();
    type Row = (&'static str, Vec<u8>, Reach, Option<u16>, Verdict);
    let table: Vec<Row> = vec![
        ("5xx", http("503 Busy", "", b"{\"result\":0}"), Reach::Answered, Some(503), Verdict::Accepted),
        ("html", http("200 OK", "", b"<html></html>"), Reach::Answered, Some(200), Verdict::Unreadable),
        ("empty", http("200 OK", "", b""), Reach::Answered, Some(200), Verdict::Unreadable),
        (
            "redirect",
            http("302 Found", "Location: http://127.0.0.1:1/\r\n", b""),
            Reach::Answered,
            Some(302),
            Verdict::Unreadable,
        ),
        (
            "gzip",
            http("200 OK", "Content-Encoding: gzip\r\n", b"{\"result\":0}"),
            Reach::Answered,
            Some(200),
            Verdict::Unreadable,
        ),
        ("10 MB", http("200 OK", "", &oversized), Reach::Interrupted, Some(200), Verdict::Unreadable),
        ("10 MB of 404", http("404 No", "", &oversized), Reach::Answered, Some(404), Verdict::Unreadable),
        ("cut short", reset_by_length, Reach::Interrupted, Some(200), Verdict::Unreadable),
        ("no answer", Vec::new(), Reach::Interrupted, None, Verdict::Unreadable),
        ("not http", b"hello\r\n\r\n".to_vec(), Reach::Interrupted, None, Verdict::Unreadable),
    ];
    for (name, answer, reach, status, verdict) in table {
        let platform = Platform::saying(answer).await;
        let client = platform.client();
        let exchange = client.send_event(&client.freeze_event(&arrival())).await;
        assert_eq!((exchange.reach, exchange.status, exchange.verdict), (reach, status, verdict), "{name}");
        assert!(exchange.answer.chars().count() <= 500, "{name}");
    }
}

#[tokio::test]
async fn retry_after_reaches_the_classifier_if_it_can_be_read() {
    let absurd = Some(Duration::from_secs(999_999_999_999));
    for (value, expected) in [
        ("30", Some(Duration::from_secs(30))),
        ("999999999999", absurd),
        ("soon", None),
        ("-1", None),
        ("", None),
    ] {
        let platform = Platform::saying(http("429 Slow", &format!("Retry-After: {value}\r\n"), b"")).await;
        let client = platform.client();
        let exchange = client.send_event(&client.freeze_event(&arrival())).await;
        assert_eq!((exchange.status, exchange.retry_after), (Some(429), expected), "{value:?}");
    }
}

#[tokio::test]
async fn nobody_there_means_nothing_sent() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let client = NingboClient::new(&options(&format!("http://127.0.0.1:{port}/s/"), "123456")).unwrap();
    let exchange = client.send_event(&client.freeze_event(&arrival())).await;
    assert_eq!((exchange.reach, exchange.status), (Reach::NothingSent, None));
    assert!(exchange.answer.starts_with("connection refused"), "{}", exchange.answer);
}

#[tokio::test]
async fn a_hanging_platform_costs_the_configured_time_and_is_ambiguous() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}/", listener.local_addr().unwrap());
    let hasty = NingboOptions { request_timeout: Duration::from_millis(300), ..options(&base_url, "123456") };
    let client = NingboClient::new(&hasty).unwrap();
    let exchange = client.send_event(&client.freeze_event(&arrival())).await;
    assert_eq!(exchange.reach, Reach::Interrupted);
    assert!((300..3_000).contains(&exchange.elapsed_ms), "{}", exchange.elapsed_ms);
}

#[tokio::test]
async fn no_secret_is_shown_even_if_the_platform_echoes_it() {
    let echo = format!(r#"{{"result":1,"description":"密码 {} 有误"}}"#, DIGEST.to_uppercase());
    let platform = Platform::saying_json(&echo).await;
    let client = platform.client();
    let exchange = client.send_event(&client.freeze_event(&arrival())).await;
    assert_eq!(exchange.verdict, Verdict::Refused { description: "密码 *** 有误".into() });
    let shown = format!("{exchange:?} {client:?} {:?} {:?}", options("http://h", "123456"), arrival());
    let shown = shown.to_lowercase();
    assert!(!shown.contains(DIGEST) && !shown.contains("123456") && !shown.contains("bd12345"), "{shown}");
}

#[test]
fn photos_are_numbered_from_the_settings_and_end_with_the_second() {
    let client = NingboClient::new(&options("http://h", "x")).unwrap();
    let all =
        |client: &NingboClient, event| (0..3).map(|nth| client.photo_index(event, nth)).collect::<Vec<_>>();
    assert_eq!(all(&client, EventKind::Arrival), [Some(1), Some(2), None]);
    assert_eq!(all(&client, EventKind::Departure), [Some(3), Some(4), None]);
    let first_photo_index = FirstPhotoIndex { arrival: 1, departure: 1 };
    let client = NingboClient::new(&NingboOptions { first_photo_index, ..options("http://h", "x") }).unwrap();
    assert_eq!(all(&client, EventKind::Departure), [Some(1), Some(2), None]);
    assert_eq!(client.capabilities().photo_limit_bytes, 500_000);
}

#[test]
fn any_city_can_stand_behind_the_interface() {
    fn takes(_: Box<dyn CityPlatform>) {}
    takes(Box::new(NingboClient::new(&options("http://h", "x")).unwrap()));
}
