//! The pages: what `ui/dist` held when this was built, by exact path. No file is opened, so no path leads anywhere.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use gate_app::SessionChange;

use crate::{policy, refusal, site::Site};

/// Path and content, in the order of the paths.
static PAGES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

const INDEX: &str = "/index.html";

/// What browsers ask for by themselves; the desktop program has it from the same folder.
const ICON: (&str, &[u8]) = ("/favicon.ico", include_bytes!("../../../../icons/icon.ico"));

/// What stands in the place of pages that were not built.
const NOT_BUILT: &str = "The pages are not part of this program: it was built without them. Build them in the folder ui \
                         with `npm install --no-save` and `npm run build`, then build gatehousectl again.\n";

/// Whether the pages were there when this was built.
#[must_use]
pub fn are_embedded() -> bool {
    find(INDEX).is_some()
}

fn find(path: &str) -> Option<&'static [u8]> {
    if path == ICON.0 {
        return Some(ICON.1);
    }
    let at = PAGES.binary_search_by(|(name, _)| (*name).cmp(path)).ok()?;
    PAGES.get(at).map(|(_, content)| *content)
}

/// Answers a page or one of its parts.
pub async fn page(State(site): State<Site>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let mut response = at(&method, uri.path());
    // The first page of a demo comes signed in, so that there is something to see.
    if response.status() == StatusCode::OK
        && response.headers().contains_key(header::CONTENT_SECURITY_POLICY)
        && !site.cookie.was_welcomed(&headers)
        && let Some(session) = site.app.demo_session().await
    {
        let cookies = [site.cookie.write(&SessionChange::Set(session)), site.cookie.write_welcome()];
        for cookie in cookies.into_iter().flatten() {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    response
}

fn at(method: &Method, path: &str) -> Response {
    if *method != Method::GET && *method != Method::HEAD {
        return refusal::bad_request(StatusCode::METHOD_NOT_ALLOWED);
    }
    match find(path) {
        Some(content) if path != INDEX => part(path, content),
        None if !is_screen(path) && path != INDEX => refusal::bad_request(StatusCode::NOT_FOUND),
        _ => index(),
    }
}

/// Addresses of screens: plain words, so that a file that is missing is missing.
fn is_screen(path: &str) -> bool {
    path.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'/' || byte == b'-')
}

fn index() -> Response {
    let Some(page) = find(INDEX).and_then(|page| std::str::from_utf8(page).ok()) else {
        return (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], NOT_BUILT)
            .into_response();
    };
    let guarded = policy::guarded(page);
    let Ok(policy) = HeaderValue::try_from(guarded.policy) else {
        tracing::error!("the content security policy cannot be written as a header");
        return refusal::bad_request(StatusCode::INTERNAL_SERVER_ERROR);
    };
    let mut response = guarded.html.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

fn part(path: &str, content: &'static [u8]) -> Response {
    let mut response = Bytes::from_static(content).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(path)));
    // The bundler writes a hash of the content into the names below /assets.
    let caching =
        if path.starts_with("/assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    response
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "wav" => "audio/wav",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(path: &str) -> StatusCode {
        at(&Method::GET, path.parse::<Uri>().unwrap().path()).status()
    }

    #[test]
    fn the_table_is_in_order_so_that_it_can_be_searched() {
        assert!(PAGES.is_sorted_by_key(|(path, _)| *path));
        assert!(PAGES.iter().all(|(path, _)| path.starts_with('/')));
    }

    #[test]
    fn paths_lead_to_embedded_files_only() {
        for path in [
            "/../Cargo.toml",
            "/..",
            "/assets/../index.html",
            "/%2e%2e/Cargo.toml",
            "/%2e%2e%2fCargo.toml",
            "/..%5c..%5cCargo.toml",
            "//etc/passwd.",
            "/%2fetc%2fpasswd",
            "/index.html%00.js",
            "/Index.html",
            "/missing.js",
            "/assets/missing.js",
        ] {
            assert_eq!(status(path), 404, "{path}");
        }
    }

    #[test]
    fn the_icon_is_there_even_without_the_pages() {
        assert_eq!(status("/favicon.ico"), 200);
    }

    #[test]
    fn every_screen_is_the_one_page_or_says_that_it_was_not_built() {
        let expected = if are_embedded() { StatusCode::OK } else { StatusCode::NOT_FOUND };
        for path in ["/", "/index.html", "/booth", "/settings/accounts"] {
            assert_eq!(status(path), expected, "{path}");
        }
    }

    #[test]
    fn pages_are_read_only() {
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
            assert_eq!(at(&method, "/").status(), 405);
        }
    }
}
