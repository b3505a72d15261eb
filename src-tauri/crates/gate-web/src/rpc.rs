//! `POST /rpc/<command>`.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use bytes::Bytes;
use gate_app::{Answer, contract::Command};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::Value;
use tokio::time::timeout;

use crate::{refusal, server::WebLimits, site::Site};

/// Longest body, bytes. The largest request of the contract but a file is some thousand.
const BODY_LIMIT: usize = 1024 * 1024;
/// Longest body of a file that somebody brings: 10 MB in base64, and its name.
const FILE_LIMIT: usize = 15 * 1024 * 1024;

/// Answers one command.
pub async fn call(command: Command, State(site): State<Site>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    if !is_json(&head.headers) {
        return refusal::bad_request(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let brings_file = matches!(command, Command::preview_import | Command::fit_photo);
    let longest = if brings_file { FILE_LIMIT } else { BODY_LIMIT };
    let payload = match read(body, &head.headers, &site.limits, longest).await {
        Ok(body) if body.is_empty() => Value::Null,
        Ok(body) => match serde_json::from_slice(&body) {
            Ok(payload) => payload,
            Err(_) => return refusal::bad_request(StatusCode::BAD_REQUEST),
        },
        Err(status) => return refusal::bad_request(status),
    };
    let session = site.session(&head.headers);
    let Answer { result, session } = site.app.call(session.as_ref(), command, payload).await;
    let mut response = match result {
        Ok(value) => refusal::json(StatusCode::OK, &value),
        Err(failure) => refusal::answer(&failure),
    };
    if let Some(cookie) = site.cookie.write(&session) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// A form or a plain text, which pages of other sites may post unasked, is no request.
fn is_json(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let Some(Ok(kind)) = types.next().map(|kind| kind.to_str()) else { return false };
    let essence = kind.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json") && types.next().is_none()
}

async fn read(
    body: Body,
    headers: &HeaderMap,
    limits: &WebLimits,
    longest: usize,
) -> Result<Bytes, StatusCode> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if announced.and_then(|length| length.parse().ok()).is_some_and(|length: u64| length > longest as u64) {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    match timeout(limits.read_timeout, Limited::new(body, longest).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Ok(Err(_)) => Err(StatusCode::BAD_REQUEST),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_json_is_a_request() {
        let with = |kind: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
            headers
        };
        for kind in ["application/json", "Application/JSON; charset=utf-8"] {
            assert!(is_json(&with(kind)), "{kind}");
        }
        for kind in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "application/jsonp",
            "",
        ] {
            assert!(!is_json(&with(kind)), "{kind}");
        }
        assert!(!is_json(&HeaderMap::new()));
        let mut twice = with("application/json");
        twice.append(header::CONTENT_TYPE, "text/plain".parse().unwrap());
        assert!(!is_json(&twice));
    }

    #[tokio::test]
    async fn a_body_beyond_the_limit_is_refused_however_it_comes() {
        let limits = WebLimits::default();
        let whole = Body::from(vec![b' '; BODY_LIMIT]);
        assert_eq!(
            read(whole, &HeaderMap::new(), &limits, BODY_LIMIT).await.map(|body| body.len()),
            Ok(BODY_LIMIT)
        );
        let chunked = Body::from(vec![b' '; BODY_LIMIT + 1]);
        assert_eq!(
            read(chunked, &HeaderMap::new(), &limits, BODY_LIMIT).await,
            Err(StatusCode::PAYLOAD_TOO_LARGE)
        );
        let mut announced = HeaderMap::new();
        announced.insert(header::CONTENT_LENGTH, (BODY_LIMIT + 1).into());
        assert_eq!(
            read(Body::empty(), &announced, &limits, BODY_LIMIT).await,
            Err(StatusCode::PAYLOAD_TOO_LARGE)
        );
    }
}
