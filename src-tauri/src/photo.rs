//! The scheme `photo`: pictures by their id, for whoever is signed in. `photo://localhost/12?size=thumbnail`; on Windows
//! `http://photo.localhost/12`.

use gate_app::{
    PhotoBytes, PhotoSize,
    contract::{Code, Failure},
};
use tauri::{
    Manager, Runtime, UriSchemeContext, UriSchemeResponder,
    http::{Method, Request, Response, StatusCode, Uri, header},
};

use crate::{core::Core, window};

/// Its name.
pub const SCHEME: &str = "photo";

/// Answers a request off the main thread.
pub fn respond<R: Runtime>(
    context: UriSchemeContext<'_, R>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    if context.webview_label() != window::LABEL {
        return responder.respond(refusal(StatusCode::FORBIDDEN));
    }
    let handle = context.app_handle().clone();
    tauri::async_runtime::spawn(async move {
        let response = match asked_for(request.method(), request.uri()) {
            Ok((id, size)) => answer(handle.state::<Core>().photo(id, size).await),
            Err(status) => refusal(status),
        };
        responder.respond(response);
    });
}

/// Which photo is asked for. Only a number names one: what is no number is not there, and a query must be one we know.
fn asked_for(method: &Method, uri: &Uri) -> Result<(i64, PhotoSize), StatusCode> {
    if method != Method::GET {
        return Err(StatusCode::METHOD_NOT_ALLOWED);
    }
    let digits = uri.path().strip_prefix('/').unwrap_or_default();
    let number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let id = digits.parse().ok().filter(|_| number).ok_or(StatusCode::NOT_FOUND)?;
    match uri.query() {
        None | Some("size=full") => Ok((id, PhotoSize::Full)),
        Some("size=card") => Ok((id, PhotoSize::Card)),
        Some("size=sent") => Ok((id, PhotoSize::Sent)),
        Some("size=thumbnail") => Ok((id, PhotoSize::Thumbnail)),
        Some(_) => Err(StatusCode::BAD_REQUEST),
    }
}

fn answer(photo: Result<PhotoBytes, Failure>) -> Response<Vec<u8>> {
    match photo {
        Ok(photo) => response(StatusCode::OK, Some(photo.media_type), photo.bytes),
        Err(failure) => refusal(match failure.code {
            Code::NotFound => StatusCode::NOT_FOUND,
            Code::NotSignedIn | Code::ScreenLocked => StatusCode::UNAUTHORIZED,
            Code::NotAllowed => StatusCode::FORBIDDEN,
            Code::Starting => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        }),
    }
}

fn refusal(status: StatusCode) -> Response<Vec<u8>> {
    response(status, None, Vec::new())
}

fn response(status: StatusCode, media_type: Option<&'static str>, bytes: Vec<u8>) -> Response<Vec<u8>> {
    let mut response = Response::new(bytes);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if let Some(media_type) = media_type {
        headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(media_type));
    }
    // Whoever signs in next may be allowed less.
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, header::HeaderValue::from_static("nosniff"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(uri: &str) -> Result<(i64, PhotoSize), StatusCode> {
        asked_for(&Method::GET, &uri.parse().unwrap())
    }

    #[test]
    fn a_number_names_a_photo_in_each_size() {
        assert_eq!(get("photo://localhost/12"), Ok((12, PhotoSize::Full)));
        assert_eq!(get("photo://localhost/12?size=full"), Ok((12, PhotoSize::Full)));
        assert_eq!(get("photo://localhost/12?size=card"), Ok((12, PhotoSize::Card)));
        assert_eq!(get("http://photo.localhost/7?size=thumbnail"), Ok((7, PhotoSize::Thumbnail)));
    }

    #[test]
    fn paths_of_any_kind_name_nothing() {
        for path in [
            "",
            "/",
            "/..",
            "/../12",
            "/1/2",
            "/12/",
            "/%31",
            "/..%2f12",
            "/-1",
            "/+1",
            "/1e3",
            "//12",
            "/etc/passwd",
            "/12.jpg",
            "/99999999999999999999",
            "/%E4%B8%80",
            "/12%00",
            "/2024/01/01/abc.jpg",
        ] {
            assert_eq!(get(&format!("photo://localhost{path}")), Err(StatusCode::NOT_FOUND), "{path}");
        }
    }

    #[test]
    fn another_query_or_method_is_refused() {
        for query in ["size=", "size=huge", "size=thumbnail&x=1", "path=/12", ""] {
            assert_eq!(
                get(&format!("photo://localhost/12?{query}")),
                Err(StatusCode::BAD_REQUEST),
                "{query}"
            );
        }
        let uri = "photo://localhost/12".parse().unwrap();
        assert_eq!(asked_for(&Method::POST, &uri), Err(StatusCode::METHOD_NOT_ALLOWED));
    }

    #[test]
    fn a_photo_is_neither_kept_nor_guessed_at_by_the_web_view() {
        let shown = answer(Ok(PhotoBytes { bytes: vec![1], media_type: "image/png" }));
        assert_eq!(shown.status(), StatusCode::OK);
        assert_eq!(shown.headers()[header::CONTENT_TYPE], "image/png");
        assert_eq!(shown.headers()[header::CACHE_CONTROL], "no-store");
        assert_eq!(answer(Err(Failure::new(Code::NotSignedIn))).status(), StatusCode::UNAUTHORIZED);
        assert_eq!(answer(Err(Failure::new(Code::ScreenLocked))).status(), StatusCode::UNAUTHORIZED);
        assert_eq!(answer(Err(Failure::not_found("photo"))).status(), StatusCode::NOT_FOUND);
    }
}
