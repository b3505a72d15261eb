//! `GET /photos/<id>?size=thumbnail|card|sent|full`.

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use gate_app::{
    PhotoSize,
    contract::{Code, Failure},
};
use serde::Deserialize;

use crate::{refusal, site::Site};

/// A photo never changes under its id. Whoever signs in as somebody else has another cookie and asks again.
const CACHING: &str = "private, max-age=86400, immutable";

/// How large.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    #[serde(default)]
    size: Size,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Size {
    #[default]
    Full,
    Card,
    Sent,
    Thumbnail,
}

/// Answers one photo.
pub async fn photo(
    State(site): State<Site>,
    Path(id): Path<String>,
    wanted: Result<Query<Wanted>, axum::extract::rejection::QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let (Some(id), Ok(Query(wanted))) = (number(&id), wanted) else {
        return refusal::bad_request(StatusCode::BAD_REQUEST);
    };
    let size = match wanted.size {
        Size::Full => PhotoSize::Full,
        Size::Card => PhotoSize::Card,
        Size::Sent => PhotoSize::Sent,
        Size::Thumbnail => PhotoSize::Thumbnail,
    };
    let (app, session) = (site.app.clone(), site.session(&headers));
    // Drawing a thumbnail may meet a picture that nobody has thought of.
    let drawing = tokio::spawn(async move { app.photo(session.as_ref(), id, size).await });
    let drawn = drawing.await.unwrap_or_else(|ended| {
        tracing::error!(id, panicked = ended.is_panic(), "a photo could not be drawn");
        Err(Failure::new(Code::Internal))
    });
    match drawn {
        Ok(photo) => {
            let mut response = photo.bytes.into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(photo.media_type));
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHING));
            headers.insert(header::VARY, HeaderValue::from_static("cookie"));
            response
        }
        Err(failure) => refusal::answer(&failure),
    }
}

/// Digits and nothing else: no sign, no path, no spare zeros.
fn number(text: &str) -> Option<i64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_number() {
        assert_eq!(number("1"), Some(1));
        assert_eq!(number("9223372036854775807"), Some(i64::MAX));
        for text in
            ["", "0", "01", "-1", "+1", "1.jpg", "../1", "..", "1/..", " 1", "１", "9223372036854775808"]
        {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
