//! One POST of one callback over a connection of its own.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An acknowledgement longer than this is none.
const LONGEST_ANSWER: u64 = 64 * 1_024;

/// Why a callback was not acknowledged.
#[derive(Debug, thiserror::Error)]
pub(super) enum PostError {
    #[error("the callback's address is not http://host[:port]/path")]
    Address,
    #[error("the receiver could not be reached or left")]
    Connection(#[from] io::Error),
    #[error("the receiver took too long")]
    Slow,
    #[error("the answer is not HTTP")]
    NotHttp,
    #[error("the receiver answered HTTP {0}")]
    Status(u16),
    #[error("the receiver did not answer code 0")]
    NotAcknowledged,
}

/// The headers that every callback carries.
pub(super) struct Credentials {
    pub(super) app_key: String,
    pub(super) timestamp: i64,
    pub(super) sign: String,
}

/// Posts a JSON body and waits for `code` 0.
pub(super) async fn post(
    url: &str,
    credentials: &Credentials,
    body: &str,
    timeout: Duration,
) -> Result<(), PostError> {
    let (host, path) = address(url).ok_or(PostError::Address)?;
    let answer = tokio::time::timeout(timeout, exchange(&host, path, credentials, body));
    acknowledged(&answer.await.map_err(|_| PostError::Slow)??)
}

async fn exchange(
    host: &str,
    path: &str,
    credentials: &Credentials,
    body: &str,
) -> Result<Vec<u8>, PostError> {
    let target = if host.rsplit(':').next().is_some_and(|port| port.parse::<u16>().is_ok()) {
        host.to_owned()
    } else {
        format!("{host}:80")
    };
    let mut stream = TcpStream::connect(&target).await?;
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json;charset=UTF-8\r\nappKey: {}\r\n\
         timestamp: {}\r\nsign: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        credentials.app_key,
        credentials.timestamp,
        credentials.sign,
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(LONGEST_ANSWER).read_to_end(&mut answer).await?;
    Ok(answer)
}

/// Host with port, and path.
fn address(url: &str) -> Option<(String, &str)> {
    let rest = url.strip_prefix("http://")?;
    let (host, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, "/"),
    };
    (!host.is_empty()).then(|| (host.to_owned(), path))
}

fn acknowledged(answer: &[u8]) -> Result<(), PostError> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut response = httparse::Response::new(&mut headers);
    let Ok(httparse::Status::Complete(head)) = response.parse(answer) else { return Err(PostError::NotHttp) };
    let status = response.code.unwrap_or_default();
    if !(200..300).contains(&status) {
        return Err(PostError::Status(status));
    }
    // The receiver was asked to close, so the body is the rest; a chunked one still holds the object in one piece.
    let body = String::from_utf8_lossy(&answer[head..]);
    let object = body.find('{').zip(body.rfind('}')).and_then(|(from, to)| body.get(from..=to));
    let value = object.and_then(|object| serde_json::from_str::<serde_json::Value>(object).ok());
    let code = value.as_ref().and_then(|value| value.get("code"));
    let is_zero = code.is_some_and(|code| code.as_i64() == Some(0) || code.as_str() == Some("0"));
    if is_zero { Ok(()) } else { Err(PostError::NotAcknowledged) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart() {
        assert_eq!(address("http://127.0.0.1:9800/callback"), Some(("127.0.0.1:9800".into(), "/callback")));
        assert_eq!(address("http://booth"), Some(("booth".into(), "/")));
        assert_eq!(address("https://booth/"), None);
        assert_eq!(address("http:///callback"), None);
    }

    #[test]
    fn only_code_0_with_a_2xx_acknowledges() {
        let whole =
            |status: &str, body: &str| format!("HTTP/1.1 {status}\r\nContent-Length: 9\r\n\r\n{body}");
        assert!(acknowledged(whole("200 OK", r#"{"code":0,"msg":"操作成功"}"#).as_bytes()).is_ok());
        assert!(acknowledged(whole("200 OK", r#"{"code":"0"}"#).as_bytes()).is_ok());
        for (status, body) in [
            ("200 OK", r#"{"code":1,"msg":"no"}"#),
            ("200 OK", ""),
            ("200 OK", "null"),
            ("401 Unauthorized", r#"{"code":0}"#),
        ] {
            assert!(acknowledged(whole(status, body).as_bytes()).is_err(), "{status} {body}");
        }
        assert!(acknowledged(b"nonsense").is_err());
        assert!(acknowledged(b"").is_err());
    }
}
