//! `multipart/form-data` (RFC 7578) as the city reads it.

use std::ops::Range;

/// One part of a form.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub name: String,
    /// Where its content stands in the body.
    pub content: Range<usize>,
}

/// The parts of a whole body, or `None` when it is not exactly what the content type announces: the delimiter at the
/// very beginning, CRLF line ends, a name for each part, the closing delimiter, and nothing behind it.
pub(super) fn parts(content_type: &str, body: &[u8]) -> Option<Vec<Part>> {
    let delimiter = format!("\r\n--{}", boundary(content_type)?).into_bytes();
    let mut at = body.starts_with(&delimiter[2..]).then_some(delimiter.len() - 2)?;
    let mut parts = Vec::new();
    loop {
        let rest = &body[at..];
        if rest.starts_with(b"--") {
            return matches!(&rest[2..], b"" | b"\r\n").then_some(parts);
        }
        at += rest.starts_with(b"\r\n").then_some(2)?;
        // A part without headers ends its (empty) head with the very next CRLF; it would have no name.
        let head_length = find(&body[at..], b"\r\n\r\n")?;
        let name = part_name(std::str::from_utf8(&body[at..at + head_length]).ok()?)?;
        let start = at + head_length + 4;
        let length = find(&body[start..], &delimiter)?;
        parts.push(Part { name, content: start..start + length });
        at = start + length + delimiter.len();
    }
}

fn boundary(content_type: &str) -> Option<&str> {
    let (kind, parameters) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let boundary = parameter(parameters, "boundary")?;
    (!boundary.is_empty() && boundary.len() <= 70).then_some(boundary)
}

fn part_name(head: &str) -> Option<String> {
    let disposition = head.split("\r\n").find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("content-disposition").then(|| value.trim())
    })?;
    let (kind, parameters) = disposition.split_once(';')?;
    kind.trim().eq_ignore_ascii_case("form-data").then_some(())?;
    parameter(parameters, "name").map(str::to_owned)
}

fn parameter<'a>(parameters: &'a str, wanted: &str) -> Option<&'a str> {
    parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim();
        let bare = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
        name.trim().eq_ignore_ascii_case(wanted).then_some(bare)
    })
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut at = 0;
    while let Some(step) = haystack[at..].iter().position(|byte| *byte == first) {
        at += step;
        if haystack[at..].starts_with(needle) {
            return Some(at);
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "multipart/form-data; boundary=\"b1\"";
    const FORM: &str = "--b1\r\nContent-Disposition: form-data; name=\"data\"\r\n\r\n{}\r\n\
        --b1\r\ncontent-type: image/jpeg\r\ncontent-disposition: form-data; filename=\"1.jpg\"; name=file\r\n\r\n\
        \r\n--b\r\n\r\n--b1--\r\n";

    #[test]
    fn finds_the_parts_and_leaves_their_bytes_alone() {
        let parts = parts(TYPE, FORM.as_bytes()).expect("well formed");
        assert_eq!(parts.len(), 2);
        assert_eq!((parts[0].name.as_str(), &FORM[parts[0].content.clone()]), ("data", "{}"));
        assert_eq!((parts[1].name.as_str(), &FORM[parts[1].content.clone()]), ("file", "\r\n--b\r\n"));
    }

    #[test]
    fn refuses_what_is_not_whole() {
        for length in 0..FORM.len() - 2 {
            assert_eq!(parts(TYPE, &FORM.as_bytes()[..length]), None, "{length}");
        }
        for body in [
            FORM.replace("form-data; n", "attachment; n"),
            FORM.replace("name=\"data\"", "id=\"data\""),
            format!("{FORM}more"),
            format!("\r\n{FORM}"),
        ] {
            assert_eq!(parts(TYPE, body.as_bytes()), None, "{body}");
        }
    }

    #[test]
    fn refuses_another_content_type_or_boundary() {
        for content_type in [
            "application/json",
            "multipart/form-data",
            "multipart/mixed; boundary=b1",
            "multipart/form-data; boundary=b2",
        ] {
            assert_eq!(parts(content_type, FORM.as_bytes()), None, "{content_type}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(body in "(--b1|\r\n|--|name=data|[a-z:; ]){0,20}") {
            let _ = parts(TYPE, body.as_bytes());
        }
    }
}
