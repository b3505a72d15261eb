//! A plain client for tests: one request on one connection, and exactly what came of it.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer that arrived whole.
#[derive(Debug)]
pub(crate) struct Got {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Got {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")))
    }
}

/// Why no whole answer arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The port refused.
    Refused,
    /// The connection was reset.
    Reset,
    /// The connection was closed before the answer was whole.
    Closed,
    /// The patience ended first.
    Silent,
}

/// A connection that stays open between requests.
pub(crate) struct Client {
    stream: TcpStream,
}

impl Client {
    pub(crate) async fn connect(addr: SocketAddr) -> Result<Self, Failure> {
        match TcpStream::connect(addr).await {
            Ok(stream) => Ok(Self { stream }),
            Err(error) => Err(failure(&error)),
        }
    }

    /// Sends one request and reads its answer.
    pub(crate) async fn post(
        &mut self,
        path: &str,
        content_type: &str,
        body: &[u8],
        patience: Duration,
    ) -> Result<Got, Failure> {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: sim\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let wire = [head.as_bytes(), body].concat();
        tokio::time::timeout(patience, self.exchange(&wire)).await.unwrap_or(Err(Failure::Silent))
    }

    /// Whether the server closes the idle connection in this time.
    pub(crate) async fn is_closed_within(&mut self, patience: Duration) -> bool {
        let read = tokio::time::timeout(patience, self.stream.read_u8()).await;
        matches!(read, Ok(Err(_)))
    }

    async fn exchange(&mut self, wire: &[u8]) -> Result<Got, Failure> {
        self.stream.write_all(wire).await.map_err(|error| failure(&error))?;
        let mut bytes = Vec::new();
        loop {
            if let Some(got) = whole(&bytes) {
                return Ok(got);
            }
            let mut piece = [0; 16 * 1024];
            match self.stream.read(&mut piece).await {
                Ok(0) => return Err(Failure::Closed),
                Ok(read) => bytes.extend_from_slice(&piece[..read]),
                Err(error) => return Err(failure(&error)),
            }
        }
    }
}

/// One request on a connection of its own.
pub(crate) async fn post(
    addr: SocketAddr,
    path: &str,
    content_type: &str,
    body: &[u8],
    patience: Duration,
) -> Result<Got, Failure> {
    Client::connect(addr).await?.post(path, content_type, body, patience).await
}

fn failure(error: &std::io::Error) -> Failure {
    match error.kind() {
        ErrorKind::ConnectionRefused => Failure::Refused,
        ErrorKind::ConnectionReset | ErrorKind::BrokenPipe => Failure::Reset,
        kind => panic!("unexpected: {kind:?}"),
    }
}

fn whole(bytes: &[u8]) -> Option<Got> {
    let head_end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8(bytes[..head_end].to_vec()).unwrap();
    let rest = &bytes[head_end + 4..];
    let mut got = Got { status: head[9..12].parse().unwrap(), head, body: Vec::new() };
    if let Some(length) = got.header("content-length") {
        got.body = rest.get(..length.parse::<usize>().unwrap())?.to_vec();
        return Some(got);
    }
    let mut at = 0;
    loop {
        let line = rest[at..].windows(2).position(|pair| pair == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[at..at + line]).unwrap(), 16).unwrap();
        let chunk = rest.get(at + line + 2..at + line + 2 + size + 2)?;
        if size == 0 {
            return Some(got);
        }
        got.body.extend_from_slice(&chunk[..size]);
        at += line + 2 + size + 2;
    }
}
