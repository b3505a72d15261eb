//! The multipart/form-data body of a photo (RFC 7578), the same to the byte whenever its content is.

use gate_http::Bytes;
use gate_http::header::HeaderValue;
use memchr::memmem;
use sha2::{Digest, Sha256};

/// A body and the header that goes with it.
pub(super) struct Form {
    pub(super) content_type: HeaderValue,
    pub(super) body: Bytes,
}

/// The parts `data` (JSON) and `file` (the picture). `seed` stands for the content: equal seeds with equal
/// content give equal boundaries.
pub(super) fn form(seed: &str, data: &str, photo: &[u8]) -> Form {
    let boundary = boundary(seed, data, photo);
    let head = format!(
        "--{boundary}\r\n\
         Content-Disposition: form-data; name=\"data\"\r\n\
         Content-Type: application/json\r\n\
         \r\n\
         {data}\r\n\
         --{boundary}\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"{boundary}.jpg\"\r\n\
         Content-Type: image/jpeg\r\n\
         \r\n"
    );
    let tail = format!("\r\n--{boundary}--\r\n");
    let mut body = Vec::with_capacity(head.len() + photo.len() + tail.len());
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(photo);
    body.extend_from_slice(tail.as_bytes());
    let content_type = HeaderValue::try_from(format!("multipart/form-data; boundary={boundary}"))
        .expect("a boundary is of letters and digits");
    Form { content_type, body: body.into() }
}

/// A boundary that occurs in neither part.
fn boundary(seed: &str, data: &str, photo: &[u8]) -> String {
    for round in 0_u64.. {
        let hash = Sha256::new().chain_update(seed).chain_update(round.to_be_bytes()).finalize();
        let candidate: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        let finder = memmem::Finder::new(candidate.as_bytes());
        if finder.find(data.as_bytes()).is_none() && finder.find(photo).is_none() {
            return candidate;
        }
    }
    unreachable!("no content of finite length holds every candidate")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_is_the_same_for_the_same_content_and_another_for_another() {
        let a = form("seed", "{}", b"photo");
        let b = form("seed", "{}", b"photo");
        assert_eq!(a.body, b.body);
        assert_eq!(a.content_type, b.content_type);
        assert_ne!(form("other", "{}", b"photo").body, a.body);
    }

    #[test]
    fn other_credentials_change_nothing_else() {
        let a = form("seed", r#"{"portpwd":"aaaa"}"#, b"photo").body;
        let b = form("seed", r#"{"portpwd":"bbbb"}"#, b"photo").body;
        let text = |body: &Bytes| String::from_utf8_lossy(body).into_owned();
        assert_eq!(text(&a).replace("aaaa", "bbbb"), text(&b));
    }

    #[test]
    fn a_boundary_that_occurs_in_the_content_is_not_used() {
        let first = boundary("seed", "", b"");
        let hostile = format!("before {first} after");
        let second = boundary("seed", "", hostile.as_bytes());
        assert_ne!(first, second);
        assert!(!hostile.contains(&second));
        assert_ne!(boundary("seed", &hostile, b""), first, "the data part is searched as well");
    }

    #[test]
    fn the_parts_stand_as_the_standard_names_them() {
        let photo = [0xff, 0xd8, b'\r', b'\n', b'-', b'-', 0, 0xff, 0xd9];
        let form = form("seed", r#"{"a":1}"#, &photo);
        let header = form.content_type.to_str().unwrap().to_owned();
        let boundary = header.strip_prefix("multipart/form-data; boundary=").unwrap();
        let mut expected = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"data\"\r\nContent-Type: application/json\r\n\r\n{{\"a\":1}}\r\n--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{boundary}.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"
        )
        .into_bytes();
        expected.extend_from_slice(&photo);
        expected.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
        assert_eq!(form.body, expected);
    }
}
