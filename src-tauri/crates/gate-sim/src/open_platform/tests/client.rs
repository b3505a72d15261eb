//! A bare client: one connection a request.

use std::net::SocketAddr;
use std::time::Duration;

use gate_core::time::UtcMillis;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::open_platform::{OpenPlatformOptions, OpenPlatformSim, Operation};

pub(super) const PARK: &str = "park123";

pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

pub(super) fn loopback() -> SocketAddr {
    "127.0.0.1:0".parse().unwrap()
}

pub(super) fn started(adjust: impl FnOnce(&mut OpenPlatformOptions)) -> OpenPlatformSim {
    let mut options = OpenPlatformOptions::default();
    adjust(&mut options);
    OpenPlatformSim::start(loopback(), options).unwrap()
}

/// Sends a request and reads until the other side closes; a connection that breaks leaves what came.
pub(super) async fn send(addr: SocketAddr, method: &str, path: &str, token: &str, body: &str) -> Answer {
    let mut stream = TcpStream::connect(addr).await.unwrap();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {addr}\r\nAccessToken: {token}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(body.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").map_or(bytes.len(), |at| at + 4);
    let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Answer { status, head, body: bytes[end..].to_vec() }
}

pub(super) fn token_request(key: &str, secret: &str, timestamp: i64) -> Value {
    use md5::{Digest, Md5};
    let sign: String =
        Md5::digest(format!("{key}{timestamp}{secret}")).iter().map(|b| format!("{b:02x}")).collect();
    json!({ "appKey": key, "timestamp": timestamp, "sign": sign })
}

/// A caller with a good token.
pub(super) struct Caller<'a> {
    pub(super) sim: &'a OpenPlatformSim,
    pub(super) token: String,
}

impl<'a> Caller<'a> {
    pub(super) async fn new(sim: &'a OpenPlatformSim) -> Self {
        let request = token_request("demo", "demo-secret", sim.now().0).to_string();
        let answer = send(sim.addr(), "POST", Operation::Token.path(), "", &request).await.json();
        let payload = answer.get("result").or_else(|| answer.get("data")).unwrap();
        let named = ["accessToken", "AccessToken", "token"].iter().find_map(|name| payload.get(name));
        let token = named.unwrap_or(payload).as_str().unwrap().to_owned();
        Caller { sim, token }
    }

    pub(super) async fn call(&self, operation: Operation, body: Value) -> Value {
        send(self.sim.addr(), "POST", operation.path(), &self.token, &body.to_string()).await.json()
    }

    /// Expects success.
    pub(super) async fn ok(&self, operation: Operation, body: Value) -> Value {
        let answer = self.call(operation, body).await;
        assert_eq!(answer["code"], 0, "{answer}");
        answer
    }

    /// Expects a refusal and returns its words.
    pub(super) async fn refused(&self, operation: Operation, body: Value) -> String {
        let answer = self.call(operation, body).await;
        assert_eq!(answer["code"], 1, "{answer}");
        answer["msg"].as_str().unwrap().to_owned()
    }
}

/// The same body without one field, or with another value.
pub(super) fn with(body: &Value, name: &str, value: Value) -> Value {
    let mut body = body.clone();
    body[name] = value;
    body
}

pub(super) async fn until(what: &str, condition: impl Fn() -> bool) {
    for _ in 0..1_000 {
        if condition() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("never: {what}");
}

/// A time long past, so that whatever is added there has been reported.
pub(super) fn at(text: &str) -> UtcMillis {
    UtcMillis::parse_china(text).unwrap()
}
