//! From bytes to a request's head and back from its body's framing.

use bytes::{Bytes, BytesMut};

use super::message::SimRequest;

const MAX_HEADERS: usize = 64;

/// How the body that follows a head is delimited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    Length(u64),
    Chunked,
}

/// A parsed head; `request.body` is empty.
pub(super) struct Head {
    pub request: SimRequest,
    pub framing: Framing,
    pub keep_alive: bool,
    pub expects_continue: bool,
}

/// The bytes are no HTTP/1.x request head.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed;

/// Takes one head off the front of `buffer`; `None` while it is incomplete.
pub(super) fn take_head(buffer: &mut BytesMut) -> Result<Option<Head>, Malformed> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut parsed = httparse::Request::new(&mut headers);
    let length = match parsed.parse(buffer) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(_) => return Err(Malformed),
    };
    let (Some(method), Some(target), Some(version)) = (parsed.method, parsed.path, parsed.version) else {
        return Err(Malformed);
    };

    let mut framing = Framing::Length(0);
    let mut keep_alive = version == 1;
    let mut expects_continue = false;
    let mut pairs = Vec::with_capacity(parsed.headers.len());
    for header in parsed.headers.iter() {
        let name = header.name.to_ascii_lowercase();
        let value = String::from_utf8_lossy(header.value).trim().to_owned();
        match name.as_str() {
            "content-length" if framing != Framing::Chunked => {
                framing = Framing::Length(value.parse().map_err(|_| Malformed)?);
            }
            "transfer-encoding" if value.eq_ignore_ascii_case("chunked") => framing = Framing::Chunked,
            "transfer-encoding" => return Err(Malformed),
            "connection" if value.eq_ignore_ascii_case("close") => keep_alive = false,
            "connection" if value.eq_ignore_ascii_case("keep-alive") => keep_alive = true,
            "expect" => expects_continue = value.eq_ignore_ascii_case("100-continue"),
            _ => {}
        }
        pairs.push((name, value));
    }

    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let request = SimRequest {
        method: method.to_owned(),
        path: percent_decoded(path, false),
        query: query_pairs(query),
        headers: pairs,
        body: Bytes::new(),
    };
    drop(buffer.split_to(length));
    Ok(Some(Head { request, framing, keep_alive, expects_continue }))
}

/// The size line of a chunk: `None` when it is no hexadecimal number. Extensions after `;` are ignored.
pub(super) fn chunk_size(line: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(line).ok()?;
    let digits = text.split(';').next().unwrap_or(text).trim();
    usize::from_str_radix(digits, 16).ok()
}

fn query_pairs(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (percent_decoded(key, true), percent_decoded(value, true))
        })
        .collect()
}

fn percent_decoded(text: &str, plus_is_space: bool) -> String {
    if !text.bytes().any(|byte| byte == b'%' || byte == b'+') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match (bytes[at], hex.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            (b'%', Some(byte)) => {
                decoded.push(byte);
                at += 3;
                continue;
            }
            (b'+', _) if plus_is_space => decoded.push(b' '),
            (byte, _) => decoded.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(text: &str) -> Head {
        take_head(&mut BytesMut::from(text)).expect("well formed").expect("complete")
    }

    #[test]
    fn reads_a_head_and_leaves_what_follows() {
        let mut buffer =
            BytesMut::from("POST /a%20b?x=1&y=%E6%B5%99+B HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc");
        let head = take_head(&mut buffer).expect("well formed").expect("complete");
        assert_eq!(head.request.path, "/a b");
        assert_eq!(head.request.query("y"), Some("浙 B"));
        assert_eq!(head.framing, Framing::Length(3));
        assert!(head.keep_alive);
        assert_eq!(&buffer[..], b"abc");
    }

    #[test]
    fn an_incomplete_head_is_left_in_the_buffer() {
        let mut buffer = BytesMut::from("POST / HTTP/1.1\r\nHost:");
        assert!(take_head(&mut buffer).expect("not malformed").is_none());
        assert_eq!(&buffer[..], b"POST / HTTP/1.1\r\nHost:");
    }

    #[test]
    fn keep_alive_follows_version_and_header() {
        assert!(!head("GET / HTTP/1.0\r\n\r\n").keep_alive);
        assert!(head("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").keep_alive);
        assert!(!head("GET / HTTP/1.1\r\nConnection: Close\r\n\r\n").keep_alive);
    }

    #[test]
    fn a_bad_length_or_unknown_coding_is_malformed() {
        for text in [
            "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
            "GET / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
            "nonsense\r\n\r\n",
        ] {
            assert!(take_head(&mut BytesMut::from(text)).is_err(), "{text:?}");
        }
    }

    #[test]
    fn chunked_outranks_a_length() {
        let text = "POST / HTTP/1.1\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n";
        assert_eq!(head(text).framing, Framing::Chunked);
        let text = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n";
        assert_eq!(head(text).framing, Framing::Chunked);
    }

    #[test]
    fn a_broken_escape_stays_as_it_is() {
        assert_eq!(percent_decoded("100%", false), "100%");
        assert_eq!(percent_decoded("%zz+", false), "%zz+");
        assert_eq!(percent_decoded("a%2Bb+c", true), "a+b c");
    }

    #[test]
    fn chunk_sizes() {
        assert_eq!(chunk_size(b"1a"), Some(26));
        assert_eq!(chunk_size(b"A;x=y"), Some(10));
        assert_eq!(chunk_size(b""), None);
        assert_eq!(chunk_size(b"zz"), None);
    }
}
