//! The platform behind its sockets: which request is which operation, and what faults make of the answer.

use std::sync::Arc;

use serde_json::json;

use super::envelope::{Refusal, respond};
use super::operation::Operation;
use super::params::Params;
use super::photo::{ELSEWHERE, Order};
use super::platform::Platform;
use super::world::World;
use crate::http::{Handler, Reading, SimRequest, SimResponse};

/// The name of the photos' endpoint in a fault specification.
const PHOTO: &str = "photo";

impl Platform {
    /// The platform's own answer to an operation.
    fn operate(&self, operation: Operation, request: &SimRequest) -> SimResponse {
        let mut world = self.world();
        let outcome = allowed(&world, operation, request)
            .and_then(|()| Params::read(request))
            .and_then(|params| operation.answer(&mut world, &params));
        respond(world.quirks(), outcome)
    }

    async fn photo(&self, path: &str) -> SimResponse {
        let order = Order::at(&self.world(), path);
        match order {
            Some(order) => self.photos.answer(order).await,
            None => SimResponse::status(404),
        }
    }

    async fn answer(&self, request: SimRequest, photos_only: bool) -> SimResponse {
        if request.path.starts_with(ELSEWHERE) {
            self.count_followed_redirect();
            return SimResponse::status(404);
        }
        let Some(endpoint) = endpoint(&request, photos_only) else {
            return SimResponse::json(&json!({ "code": 1, "msg": "接口不存在" })).with_status(404);
        };
        self.count(endpoint.name());
        if !matches!(request.method.as_str(), "GET" | "POST") {
            return SimResponse::status(405).with_header("allow", "GET, POST");
        }
        let faults = self.faults();
        if let Some(answer) = faults.decide(endpoint.name(), &request) {
            return answer;
        }
        let answer = match endpoint {
            Endpoint::Photo => self.photo(&request.path).await,
            Endpoint::Operation(operation) => self.operate(operation, &request),
        };
        faults.spoil_answer(endpoint.name(), &request, answer)
    }

    fn reading(&self, head: &SimRequest, photos_only: bool) -> Option<Reading> {
        self.faults().reading(endpoint(head, photos_only)?.name(), head).map(|(_, reading)| reading)
    }
}

/// Whether the caller may use an operation: all but `token` want a good AccessToken.
fn allowed(world: &World, operation: Operation, request: &SimRequest) -> Result<(), Refusal> {
    if operation == Operation::Token {
        return Ok(());
    }
    match request.header("accesstoken") {
        Some(token) if world.tokens.is_good(token, world.now()) => Ok(()),
        _ => Err(Refusal::of_token()),
    }
}

#[derive(Clone, Copy)]
enum Endpoint {
    Photo,
    Operation(Operation),
}

impl Endpoint {
    fn name(self) -> &'static str {
        match self {
            Endpoint::Photo => PHOTO,
            Endpoint::Operation(operation) => operation.name(),
        }
    }
}

fn endpoint(request: &SimRequest, photos_only: bool) -> Option<Endpoint> {
    if request.path.starts_with("/photos/") {
        return Some(Endpoint::Photo);
    }
    if photos_only { None } else { Operation::at(&request.path).map(Endpoint::Operation) }
}

impl Handler for Platform {
    fn peek(&self, head: &SimRequest) -> Option<Reading> {
        self.reading(head, false)
    }

    async fn handle(&self, request: SimRequest) -> SimResponse {
        self.answer(request, false).await
    }
}

/// The photos' own server: the same platform, but nothing else is there.
pub(super) struct PhotoHost(pub(super) Arc<Platform>);

impl Handler for PhotoHost {
    fn peek(&self, head: &SimRequest) -> Option<Reading> {
        self.0.reading(head, true)
    }

    async fn handle(&self, request: SimRequest) -> SimResponse {
        self.0.answer(request, true).await
    }
}
