//! What two sendings of one thing have in common: every byte but the credentials'.

use std::ops::Range;

use super::options::md5;

/// A fingerprint of a request's body without its credentials. `file` is where a photo's bytes stand, of which
/// `file_md5` is known already, so that a large photo is not hashed twice.
pub(super) fn identity(body: &[u8], file: Option<(Range<usize>, [u8; 16])>) -> [u8; 16] {
    match file {
        None => md5(&without_credentials(body)),
        Some((range, file_md5)) => {
            let mut outline = without_credentials(&body[..range.start]);
            outline.extend_from_slice(&file_md5);
            outline.extend_from_slice(&without_credentials(&body[range.end..]));
            md5(&outline)
        }
    }
}

/// The bytes with the string values of `portname` and `portpwd` cut out.
fn without_credentials(bytes: &[u8]) -> Vec<u8> {
    let mut left = bytes.to_vec();
    for key in [&b"\"portname\""[..], b"\"portpwd\""] {
        if let Some(value) = value_of(&left, key) {
            left.drain(value);
        }
    }
    left
}

/// Where the content of the string behind this key stands.
fn value_of(bytes: &[u8], key: &[u8]) -> Option<Range<usize>> {
    let after_key = bytes.windows(key.len()).position(|window| window == key)? + key.len();
    let rest = &bytes[after_key..];
    let quote = rest.iter().position(|byte| !byte.is_ascii_whitespace() && *byte != b':')?;
    if rest[quote] != b'"' {
        return None;
    }
    let start = after_key + quote + 1;
    let mut escaped = false;
    let length = bytes[start..].iter().position(|byte| {
        let ends = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        ends
    })?;
    Some(start..start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_credentials_change_nothing() {
        let one = br#"{"portname":"admin","portpwd":"aa","businessid":"1"}"#;
        let other = br#"{"portname":"ad\"m","portpwd":"bbbb","businessid":"1"}"#;
        assert_eq!(identity(one, None), identity(other, None));
    }

    #[test]
    fn any_other_byte_does() {
        let one = br#"{"portname":"admin","portpwd":"aa","businessid":"1"}"#;
        for other in [
            &br#"{"portname":"admin","portpwd":"aa","businessid":"2"}"#[..],
            br#"{"portname":"admin","portpwd":"aa", "businessid":"1"}"#,
            br#"{"portpwd":"aa","portname":"admin","businessid":"1"}"#,
        ] {
            assert_ne!(identity(one, None), identity(other, None));
        }
    }

    #[test]
    fn a_photo_counts_by_its_hash() {
        let body = b"--b\r\n{\"portpwd\":\"x\"}FILE--b--";
        let at = |file_md5| identity(body, Some((20..24, file_md5)));
        assert_eq!(at([1; 16]), at([1; 16]));
        assert_ne!(at([1; 16]), at([2; 16]));
    }

    #[test]
    fn what_is_no_json_is_taken_as_it_is() {
        for bytes in [&b""[..], b"\"portpwd\"", b"\"portpwd\":", b"\"portpwd\":\"abc", b"\"portpwd\": 1"] {
            assert_eq!(without_credentials(bytes), bytes);
        }
    }
}
