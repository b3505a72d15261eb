//! Every route, behind the guard and under the same headers.

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::Response,
    routing::{get, post},
};
use gate_app::contract::Command;

use crate::{events, guard::Stranger, pages, photos, policy, refusal, rpc, site::Site};

/// Every command of the contract, events, photos and pages.
pub fn router(site: Site) -> Router {
    let mut router = Router::new();
    for command in Command::ALL.iter().copied() {
        let route = format!("/rpc/{command}");
        router = router.route(&route, post(move |state, request| rpc::call(command, state, request)));
    }
    router
        .route("/rpc/{command}", post(nothing_here))
        .route("/events", get(events::events))
        .route("/photos/{id}", get(photos::photo))
        .method_not_allowed_fallback(no_such_method)
        .fallback(pages::page)
        .layer(from_fn_with_state(site.clone(), guard))
        .with_state(site)
}

async fn nothing_here() -> Response {
    refusal::bad_request(StatusCode::NOT_FOUND)
}

async fn no_such_method() -> Response {
    refusal::bad_request(StatusCode::METHOD_NOT_ALLOWED)
}

async fn guard(State(site): State<Site>, request: Request, next: Next) -> Response {
    let admitted = site.guard.admit(request.method(), request.uri(), request.headers());
    let mut response = match admitted {
        Ok(()) => next.run(request).await,
        Err(stranger) => {
            tracing::warn!(?stranger, "a request that no page of this server made was refused");
            refusal::bad_request(match stranger {
                Stranger::Host => StatusCode::MISDIRECTED_REQUEST,
                Stranger::Origin => StatusCode::FORBIDDEN,
            })
        }
    };
    harden(response.headers_mut());
    response
}

fn harden(headers: &mut HeaderMap) {
    let mut always =
        |name: HeaderName, value: &'static str| headers.insert(name, HeaderValue::from_static(value));
    always(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    always(header::X_FRAME_OPTIONS, "DENY");
    always(header::REFERRER_POLICY, "no-referrer");
    always(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    always(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    always(
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    );
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(policy::NOTHING));
}
